"""The plan's sections stand once each, in the order of its dialect.

What it does: keeps the longest run of sections that is in order and reports every other one with where it
belongs. Of a section that stands twice the one at the wrong place is reported, or else the second; where four or
more stand again, the file holds several plans, and that is reported once. Sections that the dialect does not know
may stand anywhere, and so may a further one that it knows by another name ("Acceptance Criteria" beside "Validation").

Why: readers and agents find a section by its place as much as by its name, and a section that stands twice
is read once.

Bad:

    ## Decision Log
    ## Progress

Good:

    ## Progress
    ## Decision Log

Options: none. The order is that of the dialect's sections.

Fix: move the section, with all that stands in it, to where the message says. `--unsafe-fixes` does that where no HTML
and no unclosed code reaches from one section into another.

On real plans: 34 of 210 have findings, 64 notices and 2 warnings. Of 20 that were read when all of them were warnings,
3 were right and 17 arguable: most come from two teams that keep to the order of their own templates. So this is a
notice in the common dialect, a warning in others, and an error where the dialect's source asks for strict order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.model import Context, Finding, Rule, Severity

_SEVERAL = 4
"""Sections that stand again make a second plan; fewer are an editing mistake."""


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for sections that stand twice, and for those out of order."""
    matches = _matches(plan)
    ordered = [(section, plan.dialect.rank(spec)) for section, spec in matches if spec.order != "anywhere"]
    if ordered and _ends_rightly(plan, ordered[-1][0]):
        ordered.pop()
    in_order = longest_increasing([rank for _, rank in ordered])
    run = [ordered[index] for index in sorted(in_order)]
    displaced = {section.line for index, (section, _) in enumerate(ordered) if index not in in_order}
    # Of a section that stands twice, the one at its place is the one that stays.
    stays = {rank: section for section, rank in run}
    several = _second_plan(matches)
    if several:
        yield Finding(
            several.line,
            f'the file holds more than one plan: from "{several.title}" on, its sections stand again',
            several.column,
            help="give each plan a file of its own, so that it is clear which one is meant",
            subjects=tuple(f"again {section.title}" for section in _again(matches)),
        )
        return
    for section, spec in matches:
        rank = plan.dialect.rank(spec)
        other = stays.setdefault(rank, section)
        if other is not section:
            yield Finding(
                section.line,
                f'section "{section.title}" stands a second time; the other one is in line {other.line}',
                section.column,
                help=f"merge both under the heading in line {other.line}",
                subjects=(f"again {section.title}",),
            )
        elif section.line in displaced:
            from execplan_hooks.fixes.sections import moved  # only a finding needs it

            beside, is_after = _place(section, rank, run)
            yield Finding(
                section.line,
                f'section "{section.title}" must come {"after" if is_after else "before"} "{beside.title}" '
                f"(line {beside.line})",
                section.column,
                help="move the section there, with all that stands in it",
                subjects=(f"place of {section.title}",),
                fix=moved(plan, section, beside, is_after),
            )


def _matches(plan: Plan) -> list[tuple[Section, SectionSpec]]:
    """The dialect's sections, each under its first name only: "Acceptance Criteria" beside "Validation" is no second
    one."""
    names: dict[str, str] = {}
    return [(section, spec) for section, spec in plan.matches if names.setdefault(spec.key, section.key) == section.key]


def _again(matches: Sequence[tuple[Section, SectionSpec]]) -> Iterator[Section]:
    """The sections that stand a second time, or more often."""
    seen: set[str] = set()
    for section, spec in matches:
        if spec.key in seen:
            yield section
        seen.add(spec.key)


def _second_plan(matches: Sequence[tuple[Section, SectionSpec]]) -> Section | None:
    """Where a second plan begins in the file: the first section that stands again, if several of them do."""
    seen: set[str] = set()
    again: dict[str, Section] = {}
    for section, spec in matches:
        if spec.key in seen:
            again.setdefault(spec.key, section)
        seen.add(spec.key)
    return next(iter(again.values())) if len(again) >= _SEVERAL else None


def _ends_rightly(plan: Plan, last: Section) -> bool:
    """Whether the last section is one that may stand at the end instead of at its place, and stands once."""
    spec = next(spec for section, spec in plan.matches if section is last)
    return spec.order == "last" and len(plan.sections_of(spec)) == 1


def longest_increasing(values: Sequence[int]) -> set[int]:
    """The indices of a longest strictly increasing subsequence (patience sorting, O(n log n)).

    Of equal values that would do equally well the first is taken.
    """
    tails: list[int] = []
    tail_indices: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        previous.append(tail_indices[place - 1] if place else -1)
        if tails[place : place + 1] == [value]:
            continue
        tails[place : place + 1] = [value]
        tail_indices[place : place + 1] = [index]
    kept = set()
    index = tail_indices[-1] if tail_indices else -1
    while index >= 0:
        kept.add(index)
        index = previous[index]
    return kept


def _place(section: Section, rank: int, run: Sequence[tuple[Section, int]]) -> tuple[Section, bool]:
    """The neighbour, among sections in order, on whose wrong side it stands, and whether it belongs after that."""
    after = next((other for other, place in run if place > rank), None)
    if after and after.line < section.line:
        return after, False
    return [other for other, place in run if place < rank][-1], True


RULE = Rule(severity=Severity.WARNING, document=check)
