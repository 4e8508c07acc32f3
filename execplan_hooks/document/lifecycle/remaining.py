"""What a plan that is done, or lies among those that are, leaves open: tasks, criteria, blocks, outcomes, a verdict."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from execplan_hooks.document.lifecycle.boxes import Box
from execplan_hooks.document.lifecycle.checkpoints import unfinished
from execplan_hooks.document.lifecycle.standing import Claim, Standing, pending_text, quoted
from execplan_hooks.model import Finding, Severity

_RECORD = (
    'finish it, or write at the end of the item what became of it, as "(dropped: reason)" or "(deferred to ...)"; else '
    "set the status to what is true"
)
_CHECK = "check each and tick what holds; where one does not hold, the plan is not done: set its status to what is true"
_NAMED = 8


def done_findings(standing: Standing, done: Claim) -> Iterator[Finding]:
    """What is left of a plan that `done` calls finished: tasks, criteria, records, outcomes, a verdict against it."""
    severity = Severity.ERROR if done.certain else Severity.WARNING
    left = standing.open_boxes
    if left:
        # Who moves a file does not open it again to tick "move this file".
        weak = all(box.closing or box.nested for box in left)
        yield Finding(
            left[0].task.line,
            f"{done.sentence}, but {_tasks(left, len(standing.boxes))}",
            left[0].task.column,
            help=_RECORD,
            severity=Severity.WARNING if weak else severity,
            subjects=tuple(f"open: {box.task.text}" for box in left),
            places=tuple(box.task.line for box in left),
        )
    criteria = standing.open_criteria
    if criteria:
        lines = _lines(criteria)
        yield Finding(
            criteria[0].task.line,
            f"{done.sentence}, but {len(criteria)} of its acceptance criteria {_is(criteria)} not ticked ({lines})",
            criteria[0].task.column,
            help=_CHECK,
            severity=Severity.WARNING,
            subjects=tuple(f"criterion: {box.task.text}" for box in criteria),
            places=tuple(box.task.line for box in criteria),
        )
    for record in unfinished(standing.plan):
        yield Finding(
            record.line,
            f'{done.sentence}, but the last record of "{quoted(record.block)}" says "{quoted(record.result)}"',
            record.column,
            help="write a record of what became of the block since; else set the status to what is true",
            severity=Severity.WARNING,
        )
    for section in standing.outcomes:
        text = pending_text(section)
        if text is not None:
            yield Finding(
                section.line,
                f'{done.sentence}, but section "{quoted(section.title)}" says only "{quoted(text)}"',
                section.column,
                help="write what came of the plan: what works now, what was left, what was learned",
                severity=severity,
            )
    outcome = standing.outcome_unfinished
    if outcome:
        yield Finding(
            outcome.line,
            f'{done.sentence}, but its outcomes say "{quoted(outcome.text)}: {quoted(outcome.value)}"',
            outcome.column,
            help="set both to what is true now",
            severity=Severity.WARNING,
        )
    verdict = standing.verdict
    if verdict and standing.verdict_failed:
        yield Finding(
            verdict.line,
            f'{done.sentence}, but the verdict of its validation is "{quoted(verdict.value)}"',
            verdict.column,
            help="a plan that failed its validation is not done: set the status to what is true; repair what failed "
            "and have it validated again, or stop and escalate to planning",
            severity=severity,
        )


def retired_findings(standing: Standing) -> Iterator[Finding]:
    """Open tasks of a plan that lies among finished and abandoned ones and says nothing of itself."""
    if standing.retired_unsaid and standing.open_boxes:
        first = standing.open_boxes[0].task
        folder = posixpath.dirname(standing.plan.path)
        yield Finding(
            first.line,
            f'the plan lies in "{quoted(folder)}", but {_tasks(standing.open_boxes, len(standing.boxes))} and nothing '
            "says whether it was finished or abandoned",
            first.column,
            help="write a status, and what became of the open tasks",
            severity=Severity.NOTICE,
            subjects=tuple(f"open: {box.task.text}" for box in standing.open_boxes),
            places=tuple(box.task.line for box in standing.open_boxes),
        )


def _tasks(left: Sequence[Box], total: int) -> str:
    what = f"{len(left)} {'task' if len(left) == 1 else 'tasks'} {_is(left)} open"
    return f"{what} of {total} ({_lines(left)})"


def _is(left: Sequence[Box]) -> str:
    return "is" if len(left) == 1 else "are"


def _lines(left: Sequence[Box]) -> str:
    lines = ", ".join(str(box.task.line) for box in left[:_NAMED]) + (", ..." if len(left) > _NAMED else "")
    return f"line{'s' if len(left) > 1 else ''} {lines}"
