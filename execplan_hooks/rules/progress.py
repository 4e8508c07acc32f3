"""The progress of a plan can be taken up by somebody else: tasks, when each was done, the status, the next action.

What it does: looks at the sections that hold the tasks. It reports one that has no item at all, and one whose items
have no boxes and no dates; where the dialect wants a `Status` and a `Next Action`, it reports those that are missing,
empty or there twice, a status of other words, and a next action that is "none" although the plan is not done; and where
the dialect wants dates, ticked tasks that do not say when they were done, all at once where most of them do not. The
date may stand anywhere in the item, in what is nested in it, above it, or in another item about the same milestone
(`M3`). It warns of failed attempts at the same step that follow each other in a log (three of them) when none tells
anything new and nothing after them says that it was passed, blocked or escalated.

Why: an agent that resumes a plan starts from here; what is not in the list was not done, and what fails three times in
the same way fails a fourth time.

Bad:

    ## Progress
    Status: IN_PROGRESS
    Next Action:

    - [x] Added the parser.

Good:

    ## Progress
    Status: IN_PROGRESS
    Next Action: Wire the parser to the `import` command in `src/cli.py`.

    - [x] 2025-10-01T13:00:00Z - Added the parser.
    - [ ] Wire it to the command.

Options: `attempts` (default 3) is how many failed attempts at one step are reported; 0 for none.

Fix: write what is true: look up in git when a task was done; name the single smallest safe step that comes next. After
the third failure stop, and escalate to planning with what is known.

On real plans: of 210, 40 have findings (71, all warnings, since the common dialect is lenient): 68 about ticked tasks
without a date (39 times most or all of a section), 2 about a missing label, 1 about a section without a task. All were
read; 66 are right, 5 can be argued about (tasks done before the plan began, examples in a policy file). Failed attempts
that repeat themselves did not occur, so that nothing is known of real ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields.field_values import FieldReader, Told
from execplan_hooks.document.fields.vocabulary import is_open, nearest, said
from execplan_hooks.document.items import entries_in
from execplan_hooks.document.lifecycle.attempts import repeated_failures
from execplan_hooks.document.lifecycle.boxes import Box, boxes
from execplan_hooks.document.lifecycle.standing import UNFINISHED, Standing
from execplan_hooks.document.markdown import BlockKind
from execplan_hooks.document.placeholders.unfilled import is_unfilled, marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.document.sections import Section
from execplan_hooks.located import shown
from execplan_hooks.model import Context, Finding, Option, Rule, Severity

_NAMED = 8
_MAX_TEXT = 1000  # characters of an item
_LEAD = 30
_NUMBER = re.compile(
    r"(?<![^\W_])(?:milestone|phase|unit|step|task|stage|block|[A-Z]{1,4})[ _-]?\d{1,4}(?:\.\d{1,3})*[a-z]?\b"
    r"|#\d{1,6}\b",
    re.IGNORECASE,
)
_WHEN = "write when it was done, as git or the log has it; do not guess"


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for sections without tasks, then for their status and next action, for stamps, for attempts."""
    if plan.wrapped:
        return  # nothing in it can be seen; `required-sections` says so
    found = boxes(plan)
    draft = _is_draft(plan, found)
    for section, spec in plan.matches:
        if spec.entries == "tasks" and not section.is_empty:
            here = [box for box in found if box.section is section]
            if not here:
                yield from _no_tasks(plan, section, draft)
            if spec.stamped:
                yield from _unstamped(section, [box for box in here if box.fate == "done"])
    reader = FieldReader(plan)
    for name in ("progress-status", "next-action"):
        field = plan.dialect.fields.get(name)
        severity = _severity(plan, field)
        if field is not None and severity is not None:
            yield from _check_field(plan, name, field, _told(plan, reader, name, found), severity, draft)
    if context.options["attempts"] > 0:
        yield from _attempts(plan, context.options["attempts"])


def _no_tasks(plan: Plan, section: Section, draft: bool) -> Iterator[Finding]:
    blocks = list(plan.blocks_of(section))
    entries = entries_in(blocks)
    if any(block.kind is BlockKind.TABLE for block in blocks) or any(stamps.leading(entry.text) for entry in entries):
        return  # a table of tasks, or a log: it says what was done, and when
    if entries:
        yield Finding(
            section.line,
            f'no item of section "{shown(section.title)}" has a box, so that nobody can tell what is done',
            section.column,
            help='write each task as "- [ ] ..." or, once it is done, as "- [x]" with the time',
            severity=Severity.WARNING,
        )
    elif not draft or plan.state is None:
        yield Finding(
            section.line,
            f'section "{shown(section.title)}" has no task',
            section.column,
            help='write each task as "- [ ] ..." or, once it is done, as "- [x]" with the time',
        )


def _unstamped(section: Section, ticked: Sequence[Box]) -> Iterator[Finding]:
    told = {name for box in ticked if box.dated for name in _numbers(box.task.text)}
    # Many plans tick "Milestone 3: ..." and tell beside it, in dated items, what was done of milestone 3 and when.
    without = [
        box.task for box in ticked if not box.dated and not told.intersection(_numbers(box.task.text[:_LEAD])[:1])
    ]
    if 2 * len(without) > len(ticked) and len(without) > 1:
        lines = ", ".join(str(task.line) for task in without[:_NAMED]) + (", ..." if len(without) > _NAMED else "")
        yield Finding(
            without[0].line,
            f'{len(without)} of {len(ticked)} ticked tasks of section "{shown(section.title)}" do not say when they '
            f"were done (lines {lines})",
            without[0].column,
            help=_WHEN,
        )
        return
    for task in without:
        yield Finding(
            task.line, f'ticked task "{shown(task.text)}" does not say when it was done', task.column, help=_WHEN
        )


def _numbers(text: str) -> list[str]:
    """The numbers by which an item names milestones and tasks: `M3`, `Unit 1`, `#410`."""
    return [re.sub(r"[\s_-]", "", match[0]).casefold() for match in _NUMBER.finditer(text[:_MAX_TEXT])]


def _severity(plan: Plan, field: FieldSpec | None) -> Severity | None:
    if field is None:
        return None
    if plan.holds(field.required):
        return Severity.ERROR
    return Severity.WARNING if field.recommended else None


def _told(plan: Plan, reader: FieldReader, name: str, found: Sequence[Box]) -> list[Told]:
    """What the plan says of a field. A label inside a task is the task's own, and a task is no value of a label."""
    inside = {line for box in found for line in range(box.task.line, box.task.end_line + 1)}
    return [
        replace(told, is_empty=True, line=value.line, column=value.column) if told.line in inside else told
        for value, told in zip(plan.field(name), reader.read(name), strict=True)
        if value.line not in inside
    ]


def _check_field(
    plan: Plan, name: str, field: FieldSpec, told: list[Told], severity: Severity, draft: bool
) -> Iterator[Finding]:
    section = _holder(plan, field)
    if section is None:
        return  # a section that is missing or empty is for `required-sections` to report
    help_text = "write the status that is true now"
    if name == "next-action":
        help_text = "write the single smallest safe step that comes next; where nobody knows it, escalate to planning"
    if not told:
        message = f'"{field.name}" is missing in section "{shown(section.title)}"'
        yield Finding(section.line, message, section.column, help=help_text, severity=severity)
        return
    told = [one for one in told if one.line <= section.end_line] or told  # a second such section is `section-order`'s
    if len(told) > 1 and field.type != "list":
        message = f'"{field.name}" stands here a second time (first in line {told[0].line}); there is one'
        yield Finding(told[1].line, message, told[1].column, help="keep the one that is true now", severity=severity)
    for one in told:
        problem = _problem(plan, field, one, draft)
        if problem:
            yield Finding(one.line, f'"{field.name}" {problem}', one.column, help=help_text, severity=severity)


def _holder(plan: Plan, field: FieldSpec) -> Section | None:
    """The section that the field belongs to."""
    return next((s for s, spec in plan.matches if spec.key in field.places and not s.is_empty), None)


def _is_draft(plan: Plan, found: Sequence[Box]) -> bool:
    """Whether the plan says so, or says nothing of its state and no task in it is done."""
    return plan.state == "draft" or (plan.state is None and not any(box.fate == "done" for box in found))


def _problem(plan: Plan, field: FieldSpec, told: Told, draft: bool) -> str | None:
    """What is wrong with a value. A placeholder with a shape of its own (`<step>`) is for `placeholders` to report, but
    `TBD` is no status and no next action."""
    if told.is_empty:
        return None if draft else "has no value"
    shaped = any(mark.kind != "word" for mark in marks(told.text))
    if is_open(told.text, field.values) or (is_unfilled(told.text) and (draft or shaped)):
        return None
    if field.values:
        if said(told.text, field.values) is not None:
            return None
        close = nearest(told.text, field.values)
        guess = f'; did you mean "{close}"?' if close else ""
        return f'is "{shown(told.text)}", expected one of {", ".join(field.values)}{guess}'
    if is_placeholder(told.text) and _goes_on(plan):
        return f'is "{shown(told.text)}", but the plan is not done'
    return None


def _goes_on(plan: Plan) -> bool:
    """Whether the plan says that it is not finished, and nowhere that it is."""
    standing = Standing(plan)
    claims = (*standing.statuses, *((standing.place,) if standing.place else ()))
    return bool(claims) and all(claim.state in UNFINISHED for claim in claims)


def _attempts(plan: Plan, least: int) -> Iterator[Finding]:
    for run in repeated_failures(plan, least):
        yield Finding(
            run[-1].line,
            f"{len(run)} failed attempts at the same step follow each other without new evidence (the first in line "
            f"{run[0].line})",
            run[-1].column,
            help="stop and escalate to planning, with what was tried and what is known",
            severity=Severity.WARNING,
        )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(Option("attempts", "integer", 3, "failed attempts at one step that are too many; 0 for any number"),),
)
