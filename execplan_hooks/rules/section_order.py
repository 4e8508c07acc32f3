"""The plan's sections stand once each, in the order of its dialect.

What it does: keeps the longest run of sections that is in order and reports every other one with where it
belongs. A section that stands twice is reported at its second heading. Sections that the dialect does not
know may stand anywhere.

Why: readers and agents find a section by its place as much as by its name, and a section that stands twice
is read once.

Bad:

    ## Decision Log
    ## Progress

Good:

    ## Progress
    ## Decision Log

Options: none. The order is that of the dialect's sections.

Fix: move the section, with all that stands in it, to where the message says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from execplan_hooks.document.dialect import SectionSpec
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.model import Context, Finding, Rule, Severity


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for sections that stand twice, and for those out of order."""
    specs = plan.dialect.sections
    first: dict[int, Section] = {}
    ordered: list[tuple[Section, SectionSpec]] = []
    for section, spec in plan.matches:
        rank = specs.index(spec)
        if rank in first:
            yield Finding(
                section.line,
                f'section "{section.title}" stands a second time; the first is in line {first[rank].line}',
                section.column,
                help="merge both under the first heading",
            )
            continue
        first[rank] = section
        if spec.order != "anywhere":
            ordered.append((section, spec))
    if ordered and ordered[-1][1].order == "last":
        ordered.pop()  # at the end it is as right as at its place
    kept = longest_increasing([specs.index(spec) for _, spec in ordered])
    run = [ordered[index] for index in kept]
    for index, (section, spec) in enumerate(ordered):
        if index not in kept:
            yield Finding(
                section.line,
                f'section "{section.title}" must come {_place(spec, run, specs)}',
                section.column,
                help="move the section there, with all that stands in it",
            )


def longest_increasing(values: Sequence[int]) -> set[int]:
    """The indices of a longest strictly increasing subsequence (patience sorting, O(n log n))."""
    tails: list[int] = []
    tail_indices: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        previous.append(tail_indices[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        tail_indices[place : place + 1] = [index]
    kept = set()
    index = tail_indices[-1] if tail_indices else -1
    while index >= 0:
        kept.add(index)
        index = previous[index]
    return kept


def _place(spec: SectionSpec, run: list[tuple[Section, SectionSpec]], specs: tuple[SectionSpec, ...]) -> str:
    """`after "Progress" (line 10)`: the neighbour, among sections in order, that it must follow or precede."""
    before = [section for section, other in run if specs.index(other) < specs.index(spec)]
    if before:
        return f'after "{before[-1].title}" (line {before[-1].line})'
    after = next(section for section, other in run if specs.index(other) > specs.index(spec))
    return f'before "{after.title}" (line {after.line})'


RULE = Rule(severity=Severity.WARNING, document=check)
