"""Why a section is not where its dialect wants it: at another level, misspelt, with more in its heading, hidden, or
not there at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.headings import extended, nearest, normalise
from execplan_hooks.document.markdown import BlockKind, Document
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import HiddenHeading, Section
from execplan_hooks.frozen import frozen

_BOLD = ("**", "__")


@frozen
class Absence:
    """What was found instead of a section; all None: nothing that could be meant."""

    other_level: Section | None = None
    misspelt: Section | None = None
    extended: Section | None = None
    hidden: HiddenHeading | None = None


def absence(plan: Plan, spec: SectionSpec) -> Absence:
    """What stands in the plan instead of the top section `spec`, which it does not have."""
    level = plan.level + spec.level - 2
    elsewhere = next((s for s in plan.all_sections if s.key == spec.key and s.level != level), None)
    if elsewhere:
        return Absence(other_level=elsewhere)
    matched = {section.line for section, _ in plan.matches}
    return _other(plan, spec, [section for section in plan.top_sections if section.line not in matched], None)


def absence_within(plan: Plan, spec: SectionSpec, outer: SectionSpec, section: Section) -> Absence:
    """What stands in `section` instead of the nested section `spec` of `outer`."""
    known = frozenset(key for other in outer.sections for key in other.keys)
    return _other(plan, spec, [child for child in section.children if child.key not in known], section)


def _other(plan: Plan, spec: SectionSpec, candidates: Sequence[Section], within: Section | None) -> Absence:
    near = next((section for section in candidates if section.key and _nearest(section.key, spec.keys)), None)
    if near:
        return Absence(misspelt=near)
    longer = next((section for section in candidates if extended(section.key, spec.keys)), None)
    if longer:
        return Absence(extended=longer)
    for hidden in plan.hidden:
        if hidden.key in spec.keys and (within is None or within.line < hidden.line <= within.end_line):
            return Absence(hidden=hidden)
    return Absence()


@lru_cache(maxsize=4096)
def _nearest(key: str, names: frozenset[str]) -> str | None:
    # Plans have the same headings, and miss the same sections.
    return nearest(key, names)


def bold_lines(document: Document) -> Iterator[str]:
    """The normalised texts of the lines of paragraphs that are all in bold: what may stand for a heading."""
    for block in document.walk():
        if block.kind is BlockKind.PARAGRAPH and any(sign in block.text for sign in _BOLD):
            for piece in block.pieces:
                text = piece.text.strip().rstrip(":")
                if text.startswith(_BOLD) and text.endswith(_BOLD):
                    yield normalise(text)


def predecessor(plan: Plan, spec: SectionSpec) -> Section | None:
    """The section of the plan that an absent one belongs after; None at the beginning."""
    specs = plan.dialect.sections
    ordered = [section for section, other in plan.matches if other.order != "anywhere"]
    for other in reversed(specs[: plan.dialect.rank(spec)]):
        found = plan.sections_of(other)
        at_the_end = other.order == "last" and bool(found) and found[-1] is ordered[-1]
        if found and other.order != "anywhere" and not at_the_end:
            return found[-1]
    return None
