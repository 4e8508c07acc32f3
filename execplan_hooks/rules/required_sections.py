"""Every section that the plan's dialect requires is there, once it is needed, and has content.

What it does: compares the headings with the dialect's sections. A missing required
section is an error, a missing recommended one a warning. A heading that nearly has the name, has
more behind it (`Progress: 3 of 5`), has it at another level, or stands in a code fence or a comment is reported
as that, not as missing. Conditional sections
(after the plan is done, after a hand-off, with several agents) are required when their condition holds.
Sections that the dialect forbids are reported. A plan that is wrapped in one code fence, or whose fence is
never closed, gets one finding that says so.

Why: an agent that resumes a plan reads it by its section names; what it does not find it invents.

Bad:

    ## Progres
    - [x] (2025-10-01 13:00Z) Added the parser.

Good:

    ## Progress
    - [x] (2025-10-01 13:00Z) Added the parser.

Options: none. Names, aliases and what is required stand in the dialect.

Fix: write the section under the name that the message shows, with what is known now. `--fix` corrects a name with
a slip of the pen, and the plan's links to it, where only one section can be meant. `--unsafe-fixes` corrects one that
may be a word of its own, and adds a missing section that says that nothing is written yet; but no tasks, no criteria,
no files, and nothing to a plan that is over.

On real plans: of 210, 33 have an error here (54), mostly a living section that is missing, and 79 a warning (296) for
recommended ones. No error was wrong; of 20 warnings that were read, 2 are arguable (what belongs there stands under a
name of the team's own) and none is wrong. The common dialect knows Chinese, Japanese and Korean names as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from execplan_hooks.document.absence import Absence, absence, absence_within, predecessor
from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.placeholders.unfilled import is_placeholder
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.model import Context, Finding, Fix, Rule, Severity

_REASONS = {
    "done": "because the plan is done",
    "handoff": "because the plan was handed off",
    "several-agents": "because several agents work on the plan",
}


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for missing, misspelt, misplaced, hidden, empty and forbidden sections."""
    if plan.wrapped:
        yield Finding(
            plan.wrapped.line,
            "the whole plan is inside a code fence, so nothing in it is a heading",
            end_line=plan.wrapped.end_line,
            help=f"remove the fence in line {plan.wrapped.line} and the one that closes it",
        )
        return
    fence = plan.forgotten_fence
    if fence:
        how = "not closed where its code ends; sections of" if fence.closed else "never closed; the rest of"
        yield Finding(
            fence.line,
            f"the code fence that opens here is {how} the plan {'are' if fence.closed else 'is'} inside it",
            help="close the fence where the code ends",
        )
    for spec in plan.dialect.sections:
        for section in plan.sections_of(spec):
            if spec.forbidden:
                yield Finding(
                    section.line,
                    f'section "{section.title}" does not belong in a plan of the dialect "{plan.dialect.name}"',
                    section.column,
                    help="move what is still true of it to the sections that the dialect has",
                )
        if not spec.forbidden:
            yield from _check_spec(plan, spec)


def _check_spec(plan: Plan, spec: SectionSpec) -> Iterator[Finding]:
    severity = _severity(plan, spec)
    found = plan.sections_of(spec)
    if severity and not found:
        yield from _absent(plan, spec, severity, absence(plan, spec), plan.dialect.sections)
    for section in found:
        if section.is_empty:
            yield from _empty(plan, spec, section, f'section "{section.title}" is empty')
        elif not (plan.state == "draft" and _is_placeholder(section)):
            for inner in spec.sections:
                yield from _check_nested(plan, spec, section, inner)


def _is_placeholder(section: Section) -> bool:
    """Whether nothing but a template's `<placeholder>` stands in it: what belongs in there is not written yet."""
    return all(is_placeholder(block.text) for block in section.all_blocks())


def _check_nested(plan: Plan, outer: SectionSpec, section: Section, spec: SectionSpec) -> Iterator[Finding]:
    """What the dialect wants inside a section: a deeper heading, or a label of that name."""
    severity = _severity(plan, spec)
    found = [child for child in section.walk() if child is not section and child.key in spec.keys]
    for child in found:
        if child.is_empty:
            yield from _empty(plan, spec, child, f'section "{child.title}" under "{section.title}" is empty')
    if severity and not found and not plan.labels_below(section) & spec.keys:
        instead = absence_within(plan, spec, outer, section)
        yield from _absent(plan, spec, severity, instead, outer.sections, section)


def _severity(plan: Plan, spec: SectionSpec) -> Severity | None:
    """How bad it is when the section is not there; None where nobody asks for it."""
    if spec.required == "always" or plan.holds(spec.required):
        return Severity.ERROR
    return Severity.WARNING if spec.recommended else None


def _empty(plan: Plan, spec: SectionSpec, section: Section, message: str) -> Iterator[Finding]:
    severity = _severity(plan, spec)
    may_be = spec.empty == "always" or (spec.empty == "until-done" and plan.state != "done")
    if severity and not may_be:
        help_text = "write what is known now; a section without content tells the next reader nothing"
        yield Finding(section.line, message, section.column, help=help_text, severity=severity)


def _absent(
    plan: Plan,
    spec: SectionSpec,
    severity: Severity,
    found: Absence,
    among: Sequence[SectionSpec],
    outer: Section | None = None,
) -> Iterator[Finding]:
    level = outer.level + 1 if outer else plan.level + spec.level - 2
    line, column = _expected_place(plan, spec, outer)
    nowhere = False
    fix = None
    if found.other_level:
        line, column = found.other_level.line, found.other_level.column
        title = found.other_level.title
        message = f'section "{title}" has a level {found.other_level.level} heading; expected level {level}'
        help_text = f'write it as "{"#" * level} {title}"'
    elif found.misspelt:
        from execplan_hooks.fixes.headings import meant, respelt  # only such a finding needs it

        line, column = found.misspelt.line, found.misspelt.column
        name = meant(spec, found.misspelt.key)
        message = f'section "{found.misspelt.title}" looks like a misspelling of "{name}"'
        help_text = f'write "{"#" * found.misspelt.level} {name}"'
        fix = respelt(plan, found.misspelt, spec, among)
    elif found.extended:
        line, column = found.extended.line, found.extended.column
        message = f'section "{found.extended.title}" looks like "{spec.heading}"'
        help_text = f'write "{"#" * found.extended.level} {spec.heading}" and move the rest of the heading below it'
    elif found.hidden:
        if plan.forgotten_fence and found.hidden.line > plan.forgotten_fence.line:
            return  # that fence is reported once, not once more for each section that it swallows
        line, column = found.hidden.line, None
        message = f'section "{spec.heading}" stands inside {found.hidden.where}, where it is no heading'
        help_text = f"move the section out of the {found.hidden.where.removeprefix('a ')}"
    elif outer:
        message = f'"{spec.heading}" is missing under "{outer.title}"'
        help_text = f'add "{"#" * level} {spec.heading}" below "{outer.title}"'
        fix = _stub(plan, spec, outer)
    else:
        kind = "required" if severity is Severity.ERROR else "recommended"
        reason = f" {_REASONS[spec.required]}" if kind == "required" and spec.required in _REASONS else ""
        message = f'{kind} section "{spec.heading}" is missing{reason}'
        before = predecessor(plan, spec)
        place = f' after "{before.title}"' if before else ""
        help_text = f'add "{"#" * level} {spec.heading}"{place} with what is known now'
        nowhere = True
        fix = _stub(plan, spec)
    subject = f"no section {outer.key if outer else ''} / {spec.key}"
    yield Finding(
        line, message, column, help=help_text, severity=severity, absent=nowhere, subjects=(subject,), fix=fix
    )


def _stub(plan: Plan, spec: SectionSpec, outer: Section | None = None) -> Fix | None:
    from execplan_hooks.fixes.stubs import stub  # only a missing section needs it

    return stub(plan, spec, outer)


def _expected_place(plan: Plan, spec: SectionSpec, outer: Section | None) -> tuple[int, int | None]:
    """Line and column of a place that exists: the section that holds the missing one, else the one before it, else
    the title, else the first line."""
    if outer:
        return outer.line, outer.column
    before = predecessor(plan, spec)
    if before:
        return before.line, None
    return plan.first_line, None


RULE = Rule(severity=Severity.ERROR, document=check)
