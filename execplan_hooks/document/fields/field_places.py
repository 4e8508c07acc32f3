"""Where the fields of a plan's dialect belong that the plan does not have, and how much they are wanted."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section, has_content
from execplan_hooks.frozen import frozen
from execplan_hooks.located import shown
from execplan_hooks.model import Severity

FRONT_MATTER = "front-matter"
_MAX_CANDIDATES = 200  # labels of one place that are compared with a missing one


@frozen
class Place:
    """Where a missing field belongs: `name` is `"front-matter"`, `"header"` or a section's key; `shown` as messages
    call it."""

    name: str
    shown: str
    line: int


def severity_of(plan: Plan, spec: FieldSpec) -> Severity | None:
    """How bad it is when the field is not there; None where nobody asks for it."""
    if plan.holds(spec.required):
        return Severity.ERROR
    if spec.recommended:
        return Severity.WARNING
    return Severity.NOTICE if spec.suggested else None


def written(spec: FieldSpec, place: str) -> str:
    """The field's name as it is written in a place; keys of the front matter are in lower case, if labels are not."""
    return spec.labels[0] if place == FRONT_MATTER and len(spec.places) > 1 else spec.name


def place_of(plan: Plan, spec: FieldSpec, draft: bool) -> Place | None:
    """Where a missing field belongs; None where that section is missing, empty, or not written yet in a draft."""
    demanded = any(
        other.places == (FRONT_MATTER,) and severity_of(plan, other) for other in plan.dialect.fields.values()
    )
    fence = plan.forgotten_fence
    for index, name in enumerate(spec.places):
        if name in (FRONT_MATTER, "header") and index and spec.places[index - 1] not in (FRONT_MATTER, "header"):
            return None  # it may stand there too, but belongs in a section
        # A dialect whose plans have a header needs no front matter, also where a plan has one for other tools.
        if name == FRONT_MATTER and (demanded or (plan.source.front_matter_end and "header" not in spec.places)):
            return None if plan.front_matter.problem else Place(name, "the front matter", 1)
        if name == "header":
            line = plan.first_line
            return Place(name, "the header", line)
        for section in _sections_at(plan, name):
            if fence and section.line <= fence.line <= section.end_line:
                return None  # its labels are in the code
            if not section.is_empty and not (draft and _is_unwritten(section)):
                return Place(section.key, f'section "{shown(section.title)}"', section.line)
    return None


def _sections_at(plan: Plan, name: str) -> Iterator[Section]:
    """The sections that are a place, also by an alias: top ones, and those that the dialect has nested in top ones."""
    nested = {key: inner.key for spec in plan.dialect.sections for inner in spec.sections for key in inner.keys}
    for section in plan.all_sections:
        is_top = section.level == plan.level
        known = plan.dialect.section_of(section.key) if is_top else None
        if name == (known.key if known else nested.get(section.key)) or (is_top and name == section.key):
            yield section


def _is_unwritten(section: Section) -> bool:
    """Whether nothing but placeholders stands in it."""
    leaves = (leaf for block in section.all_blocks() for leaf in block.walk() if leaf.pieces and has_content(leaf))
    return all(is_unfilled(leaf.text) for leaf in leaves)


def near_miss(plan: Plan, spec: FieldSpec, place: Place) -> tuple[str, int, str] | None:
    """A key or label in that place that misspells one of the field's: as it is written, its line, and what is meant."""
    known = {key for other in plan.dialect.fields.values() for key in other.labels}
    if place.name == FRONT_MATTER:
        candidates = [(field.key, field.line) for field in plan.front_matter.fields]
    else:
        candidates = [
            (label.text, label.line)
            for label in plan.labels
            if (place.name in label.path if label.path else place.name == "header")
        ]
    for text, line in candidates[:_MAX_CANDIDATES]:
        meant = nearest(normalise(text), spec.labels) if normalise(text) not in known else None
        if meant:
            return text, line, written(spec, place.name) if meant in (spec.labels[0], normalise(spec.name)) else meant
    return None
