"""Every section that the plan's dialect requires is there, once it is needed, and has content.

What it does: compares the headings with the dialect's sections. A missing required
section is an error, a missing recommended one a warning. A heading that nearly has the name, has it at
another level, or stands in a code fence or a comment is reported as that, not as missing. Conditional sections
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

Fix: write the section under the name that the message shows, with what is known now.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect import SectionSpec
from execplan_hooks.document.headings import nearest
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import HiddenHeading, Section
from execplan_hooks.model import Context, Finding, Rule, Severity

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
    required = spec.required == "always" or plan.holds(spec.required)
    found = plan.sections_of(spec)
    if not found:
        if required or spec.recommended:
            yield from _absent(plan, spec, required)
        return
    for section in found:
        if (required or spec.recommended) and section.is_empty and not _may_be_empty(plan, spec):
            yield Finding(
                section.line,
                f'section "{section.title}" is empty',
                section.column,
                help="write what is known now; a section without content tells the next reader nothing",
                severity=Severity.ERROR if required else Severity.WARNING,
            )
        elif spec.sections and not section.is_empty:
            yield from _nested(plan, spec, section)


def _may_be_empty(plan: Plan, spec: SectionSpec) -> bool:
    return spec.empty == "always" or (spec.empty == "until-done" and plan.state != "done")


def _absent(plan: Plan, spec: SectionSpec, required: bool) -> Iterator[Finding]:
    severity = Severity.ERROR if required else Severity.WARNING
    level = plan.level + spec.level - 2
    elsewhere = next((s for s in plan.all_sections if s.key == spec.key and s.level != level), None)
    if elsewhere:
        yield Finding(
            elsewhere.line,
            f'section "{elsewhere.title}" has a level {elsewhere.level} heading; expected level {level}',
            elsewhere.column,
            help=f'write it as "{"#" * level} {elsewhere.title}"',
            severity=severity,
        )
        return
    near = _near_miss(plan, spec)
    if near:
        yield Finding(
            near.line,
            f'section "{near.title}" looks like a misspelling of "{spec.heading}"',
            near.column,
            help=f'write "{"#" * near.level} {spec.heading}"',
            severity=severity,
        )
        return
    hidden = next((h for h in plan.hidden if h.key in spec.keys), None)
    if hidden:
        yield from _hidden(plan, hidden, spec, severity)
        return
    kind = "required" if required else "recommended"
    reason = f" {_REASONS[spec.required]}" if required and spec.required in _REASONS else ""
    line = _expected_line(plan, spec)
    yield Finding(
        line,
        f'{kind} section "{spec.heading}" is missing{reason}',
        help=f'add "{"#" * level} {spec.heading}"{_place(plan, spec)} with what is known now',
        severity=severity,
    )


def _near_miss(plan: Plan, spec: SectionSpec) -> Section | None:
    """A section that is nothing else in the dialect and nearly has one of the names."""
    matched = {section.line for section, _ in plan.matches}
    for section in plan.top_sections:
        if section.line not in matched and section.key and nearest(section.key, spec.keys):
            return section
    return None


def _hidden(plan: Plan, hidden: HiddenHeading, spec: SectionSpec, severity: Severity) -> Iterator[Finding]:
    # A fence that was forgotten is reported once, not once more for each section that it swallows.
    if plan.forgotten_fence is None or hidden.line < plan.forgotten_fence.line:
        yield Finding(
            hidden.line,
            f'section "{spec.heading}" stands inside {hidden.where}, where it is no heading',
            help=f"move the section out of the {hidden.where.removeprefix('a ')}",
            severity=severity,
        )


def _expected_line(plan: Plan, spec: SectionSpec) -> int:
    """A line that exists: that of the section which it should follow, else the title's, else the first."""
    before = _predecessor(plan, spec)
    if before:
        return before.line
    return plan.roots[0].line if plan.roots else plan.source.front_matter_end + 1


def _predecessor(plan: Plan, spec: SectionSpec) -> Section | None:
    specs = plan.dialect.sections
    ordered = [section for section, other in plan.matches if other.order != "anywhere"]
    for other in reversed(specs[: specs.index(spec)]):
        found = plan.sections_of(other)
        at_the_end = other.order == "last" and bool(found) and found[-1] is ordered[-1]
        if found and other.order != "anywhere" and not at_the_end:
            return found[-1]
    return None


def _place(plan: Plan, spec: SectionSpec) -> str:
    before = _predecessor(plan, spec)
    return f' after "{before.title}"' if before else ""


def _nested(plan: Plan, spec: SectionSpec, section: Section) -> Iterator[Finding]:
    """What the dialect wants inside a section: a deeper heading, or a label of that name."""
    labels = {label.key for label in plan.labels if section.key in label.path}
    for inner in spec.sections:
        present = [child for child in section.walk() if child is not section and child.key in inner.keys]
        required = inner.required == "always" or plan.holds(inner.required)
        for child in present:
            if required and child.is_empty and not _may_be_empty(plan, inner):
                yield Finding(
                    child.line,
                    f'section "{child.title}" under "{section.title}" is empty',
                    child.column,
                    help="write what is known now; a section without content tells the next reader nothing",
                )
        if present or labels & inner.keys or not (required or inner.recommended):
            continue
        unmatched = [child for child in section.children if not any(child.key in s.keys for s in spec.sections)]
        near = next((child for child in unmatched if nearest(child.key, inner.keys)), None)
        severity = Severity.ERROR if required else Severity.WARNING
        if near:
            yield Finding(
                near.line,
                f'section "{near.title}" looks like a misspelling of "{inner.heading}"',
                near.column,
                help=f'write "{"#" * near.level} {inner.heading}"',
                severity=severity,
            )
        else:
            hidden = next(
                (h for h in plan.hidden if h.key in inner.keys and section.line < h.line <= section.end_line),
                None,
            )
            if hidden:
                yield from _hidden(plan, hidden, inner, severity)
                continue
            yield Finding(
                section.line,
                f'"{inner.heading}" is missing under "{section.title}"',
                section.column,
                help=f'add "{"#" * (section.level + 1)} {inner.heading}" below "{section.title}"',
                severity=severity,
            )


RULE = Rule(severity=Severity.ERROR, document=check)
