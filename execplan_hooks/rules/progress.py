"""The progress of a plan can be taken up by somebody else: tasks, when each was done, the status, the next action.

What it does: looks at the sections that hold the tasks. It reports one that has no item at all, and one whose items
have no boxes and no dates; items that begin with what was meant as a box and is none (`- []`, `- [ x]`, `- ☐`, `-[ ]`;
signs of a team's own, such as `[~]`, are left alone); where the dialect wants a `Status` and a `Next Action`, it
reports those that are missing, empty or there twice, a status of other words, and a next action that is "none" although
the plan is not done; and where the dialect wants dates, ticked tasks that do not say when they were done, all at once
where most of them do not. The date may stand anywhere in the item, in what is nested in it, above it, or in another
item about the same milestone (`M3`). It warns of failed attempts at the same step that follow each other in a log
(three of them) when none tells anything new and nothing after them says that it was passed, blocked or escalated.

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
the third failure stop, and escalate to planning with what is known. `--fix` writes a box as Markdown has it where it is
clear whether it was ticked.

On real plans: of 210, 40 have findings (71, all warnings, since the common dialect is lenient): 68 about ticked tasks
without a date (39 times most or all of a section), 2 about a missing label, 1 about a section without a task. All were
read; 66 are right, 5 can be argued about (tasks done before the plan began, examples in a policy file). Failed attempts
that repeat themselves and misshapen boxes did not occur, so that nothing is known of real ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields.field_places import severity_of
from execplan_hooks.document.items import entries_in
from execplan_hooks.document.lifecycle import resuming
from execplan_hooks.document.lifecycle.attempts import repeated_failures
from execplan_hooks.document.lifecycle.boxes import Box
from execplan_hooks.document.lifecycle.misshapen import Misshapen, misshapen
from execplan_hooks.document.lifecycle.untimed import untimed
from execplan_hooks.document.markdown import BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.located import shown
from execplan_hooks.model import Context, Edit, Finding, Fix, Option, Rule, Severity

_NAMED = 8
_FEW = 3
"""Misshapen boxes of a section that are reported one by one."""
_AS_TASK = 'write each task as "- [ ] ..." or, once it is done, as "- [x]" with the time'
_WHEN = "write when it was done, as git or the log has it; do not guess"
_HELP = {
    "progress-status": "write the status that is true now",
    "next-action": "write the single smallest safe step that comes next; where nobody knows it, escalate to planning",
}


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for sections without tasks, then for their status and next action, for stamps, for attempts."""
    if plan.wrapped:
        return  # nothing in it can be seen; `required-sections` says so
    found = plan.boxes
    for section, spec in plan.matches:
        if spec.entries == "tasks" and not section.is_empty:
            here = [box for box in found if box.section is section]
            wrong = list(misshapen(plan.blocks_of(section)))
            yield from _misshapen(section, wrong)
            if not here:
                yield from _no_tasks(plan, section, bool(wrong))
            if spec.stamped:
                yield from _unstamped(section, [box for box in here if box.fate == "done"])
    for name in resuming.FIELDS:
        field = plan.dialect.fields.get(name)
        severity = severity_of(plan, field) if field else None
        if field is not None and severity is not None:
            yield from _check_field(plan, name, field, severity, found)
    if context.options["attempts"] > 0:
        yield from _attempts(plan, context.options["attempts"])


def _no_tasks(plan: Plan, section: Section, is_told: bool) -> Iterator[Finding]:
    blocks = list(plan.blocks_of(section))
    entries = entries_in(blocks)
    if any(block.kind is BlockKind.TABLE for block in blocks) or any(stamps.leading(entry.text) for entry in entries):
        return  # a table of tasks, or a log: it says what was done, and when
    if entries and is_told:
        return  # what should have been their boxes is reported
    if entries:
        message = f'no item of section "{shown(section.title)}" has a box, so that nobody can tell what is done'
        yield Finding(section.line, message, section.column, help=_AS_TASK, severity=Severity.WARNING)
    elif plan.state != "draft":
        message = f'section "{shown(section.title)}" has no task'
        yield Finding(section.line, message, section.column, help=_AS_TASK)


def _misshapen(section: Section, wrong: Sequence[Misshapen]) -> Iterator[Finding]:
    """What was meant as boxes: one by one; where there are many, those that can be put right and the others."""
    clear = [one for one in wrong if one.right is not None]
    unclear = [one for one in wrong if one.right is None]
    groups = [[one] for one in wrong] if len(wrong) <= _FEW else [group for group in (clear, unclear) if group]
    for group in groups:
        first = group[0]
        message = f'"{shown(first.text)}" is no box, so that nobody can tell whether the task is done'
        if len(group) > 1:
            lines = ", ".join(str(one.line) for one in group[:_NAMED]) + (", ..." if len(group) > _NAMED else "")
            message = (
                f'{len(group)} items of section "{shown(section.title)}" begin with what is no box, such as '
                f'"{shown(first.text)}" (lines {lines})'
            )
        edits = tuple(
            Edit(one.line, one.column, one.line, one.end_column, one.right) for one in group if one.right is not None
        )
        fix = Fix(edits) if edits else None
        yield Finding(
            first.line,
            message,
            first.column,
            first.line,
            first.end_column,
            _AS_TASK,
            Severity.WARNING,
            fix=fix,
            subjects=tuple(f"no box: {one.text} {one.task}" for one in group),
            places=tuple(one.line for one in group),
        )


def _unstamped(section: Section, ticked: Sequence[Box]) -> Iterator[Finding]:
    without = untimed(ticked)
    if 2 * len(without) > len(ticked) and len(without) > 1:
        lines = ", ".join(str(task.line) for task in without[:_NAMED]) + (", ..." if len(without) > _NAMED else "")
        yield Finding(
            without[0].line,
            f'{len(without)} of {len(ticked)} ticked tasks of section "{shown(section.title)}" do not say when they '
            f"were done (lines {lines})",
            without[0].column,
            help=_WHEN,
            subjects=tuple(f"when: {task.text}" for task in without),
            places=tuple(task.line for task in without),
        )
        return
    for task in without:
        message = f'ticked task "{shown(task.text)}" does not say when it was done'
        yield Finding(task.line, message, task.column, help=_WHEN, subjects=(f"when: {task.text}",))


def _check_field(
    plan: Plan, name: str, field: FieldSpec, severity: Severity, found: Sequence[Box]
) -> Iterator[Finding]:
    section = next((s for s, spec in plan.matches if spec.key in field.places and not s.is_empty), None)
    if section is None:
        return  # a section that is missing or empty is for `required-sections` to report
    told = resuming.told(plan, name, found)
    if not told:
        message = f'"{field.name}" is missing in section "{shown(section.title)}"'
        yield Finding(section.line, message, section.column, help=_HELP[name], severity=severity)
        return
    told = [one for one in told if one.line <= section.end_line] or told  # a second such section is `section-order`'s
    if len(told) > 1 and field.type != "list":
        message = f'"{field.name}" stands here a second time (first in line {told[0].line}); there is one'
        yield Finding(
            told[1].line,
            message,
            told[1].column,
            help="keep the one that is true now",
            severity=severity,
            subjects=tuple(f"again {field.name}: {one.text}" for one in told[1:]),
            places=tuple(one.line for one in told[1:]),
        )
    for one in told:
        problem = resuming.problem(plan, field, one)
        if problem:
            yield Finding(one.line, f'"{field.name}" {problem}', one.column, help=_HELP[name], severity=severity)


def _attempts(plan: Plan, least: int) -> Iterator[Finding]:
    for run in repeated_failures(plan, least):
        yield Finding(
            run[-1].line,
            f"{len(run)} failed attempts at the same step follow each other without new evidence (the first in line "
            f"{run[0].line})",
            run[-1].column,
            help="stop and escalate to planning, with what was tried and what is known",
            severity=Severity.WARNING,
            subjects=tuple(f"attempt: {attempt.text}" for attempt in run),
        )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(Option("attempts", "integer", 3, "failed attempts at one step that are too many; 0 for any number"),),
)
