"""Status, boxes, outcomes, verdict, closeout and folder of a plan tell the same story.

What it does: reads what a plan says of how far it is: the status in its front matter or header, in its progress
and in its hand-off, the folder that it lies in (`completed` or `done`, `active`, or what the configuration says), the
boxes of its tasks, its outcomes, its verdict and its closeout, and reports what contradicts what. Errors are: a plan
that is done with open tasks, with outcomes that only announce themselves ("to be written"), or with the verdict
`FAIL`; a status that says "in progress" in a folder of completed plans; two statuses that differ; a plan ready to
close, or done, with closeout blockers; a moved path with another file name, or where no file is; an index that lists
the plan in the wrong folder, or does not list it. Warnings are: all tasks ticked and the outcomes written, but
the plan is still called active; done, but still in the folder of active plans; a hand-off whose status is another one;
acceptance criteria with an empty box in a plan that is done; open tasks that are only about committing, merging or
moving the plan, or that stand below a ticked one, or where the status itself is qualified ("complete, except for ...").
A task that was deliberately set aside is not open: `[-]`, `[~]`, struck out, `(deferred)`, `(moved to ...)`,
`(skipped, see ...)`, `(optional)`, `(follow-up)`, or below a heading that says so. Nothing is wrong with open tasks in
a plan that was abandoned or superseded. Sections and labels that are not there at all are for `required-sections`,
`metadata` and `entry-fields` to report.

Why: the next agent believes the first of these that it reads; a plan that is half done and called done is never
finished.

Bad:

    - Status: Complete

    ## Progress
    - [x] (2025-10-01 13:00Z) Added the parser.
    - [ ] Wire it to the command.

Good:

    - Status: In Progress

    ## Progress
    - [x] (2025-10-01 13:00Z) Added the parser.
    - [ ] Wire it to the command.

Options: none. Status words, and the folders and index files of plans, stand in the dialect.

Fix: finish what is open or write down what became of it, and set the status to what is true.

On real plans: of 210, 3 have errors (4, all read, all right: open work or unwritten outcomes in a folder of finished
plans), 5 a warning and 15 a notice (nothing open, but in the active folder; open tasks in an archive that nothing
explains). All were read and none is wrong; whether the notices are faults is for each team to say. None of these plans
has a verdict, a closeout or two statuses.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from execplan_hooks.document.lifecycle.boxes import Box
from execplan_hooks.document.lifecycle.closing import closeout_findings, index_findings, moved_findings
from execplan_hooks.document.lifecycle.standing import UNFINISHED, Claim, Standing, pending_text, quoted
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Rule, Severity

_RECORD = "finish it, or write beside the item what became of it; else set the status to what is true"
_CHECK = "check each and tick what holds; where one does not hold, the plan is not done: set its status to what is true"
_NAMED = 8


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings about statuses and folder, then tasks, outcomes and verdict, then the closeout and the indexes."""
    if plan.wrapped:
        return  # nothing in it can be seen; `required-sections` says so
    standing = Standing(plan)
    moved = list(moved_findings(plan, standing, context.tree)) if context.tree else []
    yield from _statuses(standing)
    yield from _folder(standing, told=bool(moved))
    if standing.done:
        yield from _done(standing, standing.done)
    else:
        yield from _all_ticked(standing)
        yield from _retired(standing)
    yield from closeout_findings(plan, standing)
    yield from moved
    if context.tree:
        yield from index_findings(plan, context.tree)


def _statuses(standing: Standing) -> Iterator[Finding]:
    """The first status that differs from the one before all others, with the further ones that do."""
    others = standing.differing
    if not others:
        return
    first, claim = standing.statuses[0], others[0]
    # A hand-off tells how the plan stood when it was written.
    sure = any(one.certain and first.certain and one.field != "handoff-status" for one in others)
    further = "".join(f', and in {one.where} (line {one.line}) "{quoted(one.shown)}"' for one in others[1:])
    yield Finding(
        claim.line,
        f'the status in {claim.where} is "{quoted(claim.shown)}"{further}, but in {first.where} (line {first.line}) it '
        f'is "{quoted(first.shown)}"',
        claim.column,
        help="set all of them to what is true now",
        severity=Severity.ERROR if sure else Severity.WARNING,
    )


def _folder(standing: Standing, told: bool) -> Iterator[Finding]:
    """The status against the folder; `told`: that the plan was not moved is already reported."""
    status, place = standing.status, standing.place
    if status is None or place is None:
        return
    words = f'the status in {status.where} is "{quoted(status.shown)}", but '
    if place.state == "done" and status.state in UNFINISHED:
        yield Finding(
            status.line,
            words + place.sentence,
            status.column,
            help="set the status to what is true; a plan that is not done belongs where active plans lie",
            severity=Severity.ERROR if status.certain else Severity.WARNING,
        )
    elif place.state == "active" and status.state == "done" and status.certain and not told:
        yield Finding(
            status.line,
            words + place.sentence,
            status.column,
            help="if the plan is closed, move it to where completed plans lie; else set the status to what is true",
            severity=Severity.WARNING,
        )


def _done(standing: Standing, done: Claim) -> Iterator[Finding]:
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


def _all_ticked(standing: Standing) -> Iterator[Finding]:
    ticked = [box for box in standing.boxes if box.fate == "done"]
    claim = standing.status or standing.place
    if not ticked or standing.open_boxes or claim is None or claim.state not in UNFINISHED:
        return
    if standing.differing or (standing.place is not None and standing.place.state == "done"):
        return  # it is reported that the status is wrong
    written = standing.outcomes_written
    outcomes = " and the outcomes are written" if written else ""
    on_folder = claim is standing.place
    by = claim.sentence if on_folder else f'the status in {claim.where} is "{quoted(claim.shown)}"'
    yield Finding(
        ticked[-1].section.line if on_folder else claim.line,
        f"no task is open ({len(ticked)} ticked){outcomes}, but {by}",
        None if on_folder else claim.column,
        help="if the work is finished, close the plan as its kind wants it; else write down the tasks that remain",
        severity=Severity.WARNING if written else Severity.NOTICE,
    )


def _retired(standing: Standing) -> Iterator[Finding]:
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
        )


def _tasks(left: Sequence[Box], total: int) -> str:
    what = f"{len(left)} {'task' if len(left) == 1 else 'tasks'} {_is(left)} open"
    return f"{what} of {total} ({_lines(left)})"


def _is(left: Sequence[Box]) -> str:
    return "is" if len(left) == 1 else "are"


def _lines(left: Sequence[Box]) -> str:
    lines = ", ".join(str(box.task.line) for box in left[:_NAMED]) + (", ..." if len(left) > _NAMED else "")
    return f"line{'s' if len(left) > 1 else ''} {lines}"


RULE = Rule(severity=Severity.ERROR, document=check)
