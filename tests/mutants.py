"""Faults of structure that `test_mutants.py` puts into the conforming plans, and the finding that each must cause.

A fault is a function from a specimen to mutants at all places that it can be applied to, random in what is left
open. What must be reported is computed from the edit, not from the
suite's findings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from execplan_hooks.document.dialect.dialect import CONDITIONS, Dialect, SectionSpec
from execplan_hooks.document.headings import normalise
from tests.outline import Heading, Outline


@dataclass(frozen=True)
class Mutant:
    """A plan with one fault. `lines` are the lines (1-based) of which exactly one must be reported, by `rule`; `also`
    are rules for which it is a fault as well."""

    text: str
    rule: str
    lines: tuple[int, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Specimen:
    """A conforming plan, its dialect, and what decides where there is a choice."""

    outline: Outline
    dialect: Dialect
    rng: random.Random


Fault = Callable[[Specimen], Iterator[Mutant]]

_WORD = re.compile(r"[A-Za-z]{4,}")


def is_done(outline: Outline) -> bool:
    """Whether a conforming plan says that it is done, as the fixtures write it."""
    return (
        re.search(r"^(?:status: DONE|\*\*Status:\*\* Done|- Status: (?:[Cc]omplete|[Dd]one))", outline.text, re.M)
        is not None
    )


def _spec(dialect: Dialect, heading: Heading) -> SectionSpec | None:
    return dialect.section_of(normalise(heading.title))


def _specs(outline: Outline, dialect: Dialect) -> Iterator[tuple[Heading, SectionSpec]]:
    """The sections that the dialect wants in this plan."""
    done = is_done(outline)
    for heading in outline.sections:
        spec = _spec(dialect, heading)
        if spec and (spec.required == "always" or (done and spec.required == "done") or spec.recommended):
            yield heading, spec


def _nested(outline: Outline, dialect: Dialect) -> Iterator[tuple[Heading, Heading]]:
    """Required subsections with the section around them."""
    for parent in outline.sections:
        spec = _spec(dialect, parent)
        wanted = [inner for inner in spec.sections if inner.required == "always"] if spec else []
        for child in outline.children(parent):
            if any(normalise(child.title) in inner.keys for inner in wanted):
                yield parent, child


def _before(outline: Outline, dialect: Dialect, heading: Heading) -> int:
    """The line that a missing section is reported at: that of the section before it, else the title's."""
    before = [h for h in outline.sections if h.index < heading.index]
    known = [h for h in before if (spec := _spec(dialect, h)) and spec.order != "anywhere"]
    return (known[-1] if known else outline.headings[0]).index + 1


def dropped(of: Specimen) -> Iterator[Mutant]:
    for heading, _ in _specs(of.outline, of.dialect):
        text = of.outline.replaced(heading.index, heading.end)
        yield Mutant(text, "required-sections", (_before(of.outline, of.dialect, heading),))


def conditional_dropped(of: Specimen) -> Iterator[Mutant]:
    """What is wanted only now: the record of the validation once the plan is done, the messages of several agents."""
    for heading in of.outline.sections:
        spec = _spec(of.dialect, heading)
        if spec and spec.required in CONDITIONS and (spec.required != "done" or is_done(of.outline)):
            text = of.outline.replaced(heading.index, heading.end)
            yield Mutant(text, "required-sections", (_before(of.outline, of.dialect, heading),))


def nested_dropped(of: Specimen) -> Iterator[Mutant]:
    for parent, child in _nested(of.outline, of.dialect):
        text = of.outline.replaced(child.index, child.end)
        yield Mutant(text, "required-sections", (parent.index + 1,))


def moved(of: Specimen) -> Iterator[Mutant]:
    """A section at each other place in the order; of two neighbours either one may be called displaced."""
    ordered = [h for h in of.outline.sections if (spec := _spec(of.dialect, h)) and spec.order != "anywhere"]
    for source, heading in enumerate(ordered):
        spec = _spec(of.dialect, heading)
        for target, place in enumerate(ordered):
            if source == target or (spec and spec.order == "last" and target == len(ordered) - 1):
                continue
            block = of.outline.lines[heading.index : heading.end]
            cut = place.end if target > source else place.index
            rest = [*of.outline.lines[: heading.index], *of.outline.lines[heading.end :]]
            cut -= len(block) if cut > heading.index else 0
            lines = [*rest[:cut], "", *block, "", *rest[cut:]]
            text = "\n".join(lines) + "\n"
            titles = [heading.title] + ([place.title] if abs(source - target) == 1 else [])
            places = tuple(h.index + 1 for h in Outline(text).sections if h.title in titles)
            yield Mutant(text, "section-order", places)


def doubled(of: Specimen) -> Iterator[Mutant]:
    """A copy of a section in front of any other: the copy is one too many, or the second of two neighbours."""
    for heading in of.outline.sections:
        spec = _spec(of.dialect, heading)
        for place in of.outline.sections if spec else ():
            copy = of.outline.lines[heading.index : heading.end]
            text = of.outline.replaced(place.index, place.index, *copy, "")
            twice = [h.index + 1 for h in Outline(text).sections if h.title == heading.title]
            between = [
                other
                for h in of.outline.sections
                if min(heading.index, place.index) <= h.index < max(heading.index, place.index)
                and h != heading
                and (other := _spec(of.dialect, h))
                and other.order != "anywhere"
            ]
            apart = spec is not None and spec.order != "anywhere" and between
            yield Mutant(text, "section-order", (place.index + 1 if apart else twice[1],))


def _misspellings(title: str, rng: random.Random) -> Iterator[str]:
    name = re.sub(r"\s*\([^)]*\)$", "", title)
    for word in _WORD.finditer(name):
        at = rng.randrange(word.start(), word.end() - 1)
        yield title[:at] + title[at + 1] + title[at] + title[at + 2 :]
        yield title[:at] + title[at + 1 :]
        yield title[: at + 1] + title[at:]


def misspelt(of: Specimen) -> Iterator[Mutant]:
    wanted = [heading for heading, _ in _specs(of.outline, of.dialect)]
    for heading in (*wanted, *(child for _, child in _nested(of.outline, of.dialect))):
        for title in _misspellings(heading.title, of.rng):
            if normalise(title) != normalise(heading.title):
                new = f"{'#' * heading.level} {title}"
                text = of.outline.replaced(heading.index, heading.index + 1, new)
                yield Mutant(text, "required-sections", (heading.index + 1,))


def emptied(of: Specimen) -> Iterator[Mutant]:
    state_done = is_done(of.outline)
    for heading, spec in _specs(of.outline, of.dialect):
        may_be = spec.empty == "always" or (spec.empty == "until-done" and not state_done)
        if spec.required in ("always", "done") and not may_be:
            for content in ((), ("", "<!-- to be written -->", "")):
                text = of.outline.replaced(heading.index + 1, heading.end, *content)
                yield Mutant(text, "required-sections", (heading.index + 1,))
    for _, child in _nested(of.outline, of.dialect):
        text = of.outline.replaced(child.index + 1, child.end, "")
        yield Mutant(text, "required-sections", (child.index + 1,))


def at_another_level(of: Specimen) -> Iterator[Mutant]:
    for heading, _ in _specs(of.outline, of.dialect):
        for level in (1, 3, 4):
            text = of.outline.replaced(heading.index, heading.index + 1, f"{'#' * level} {heading.title}")
            yield Mutant(text, "required-sections", (heading.index + 1,))


def in_a_fence(of: Specimen) -> Iterator[Mutant]:
    for heading, _ in _specs(of.outline, of.dialect):
        fence = of.rng.choice(("~~~", "````", "````markdown", "~~~~ text"))
        run = fence.split(" ")[0].removesuffix("markdown")
        inside = of.outline.lines[heading.index : heading.end]
        text = of.outline.replaced(heading.index, heading.end, fence, *inside, run, "")
        yield Mutant(text, "required-sections", (heading.index + 2,), ("profile",))  # a fence inside may be another's


def in_a_comment(of: Specimen) -> Iterator[Mutant]:
    for heading, _ in _specs(of.outline, of.dialect):
        inside = of.outline.lines[heading.index : heading.end]
        if not any("-->" in line for line in inside):
            text = of.outline.replaced(heading.index, heading.end, "<!--", *inside, "-->", "")
            yield Mutant(text, "required-sections", (heading.index + 2,))


def wrapped(of: Specimen) -> Iterator[Mutant]:
    for start in {0, of.outline.front_matter_end}:
        for opening in ("````markdown", "````md", "````", "~~~", "~~~markdown"):
            closing = opening.rstrip("markdown")
            text = of.outline.replaced(start, len(of.outline.lines), opening, *of.outline.lines[start:], closing)
            yield Mutant(text, "required-sections", (start + 1,))


def wrapped_with_fences_inside(of: Specimen) -> Iterator[Mutant]:
    """As models answer: the fence around the plan is no longer than those in it, whose ends close it."""
    for opening in ("```markdown", "```md", "```"):
        text = of.outline.replaced(0, len(of.outline.lines), opening, *of.outline.lines, "```")
        yield Mutant(text, "required-sections", (1,))


def fence_left_open(of: Specimen) -> Iterator[Mutant]:
    for start, end in of.outline.fences:
        yield Mutant(of.outline.replaced(end, end + 1), "required-sections", (start + 1,))


def fence_never_closed(of: Specimen) -> Iterator[Mutant]:
    """An opening fence in front of any section, with nothing that closes it (other fences are shorter)."""
    for heading in of.outline.sections[2:]:
        fence = of.rng.choice(("````", "~~~sh"))
        text = of.outline.replaced(heading.index, heading.index, fence, "echo", "")
        yield Mutant(text, "required-sections", (heading.index + 1,))


STRUCTURE: tuple[tuple[str, Fault], ...] = (
    ("R01", dropped),
    ("R01", misspelt),
    ("R01", emptied),
    ("R01", at_another_level),
    ("R01", in_a_fence),
    ("R01", in_a_comment),
    ("R02", conditional_dropped),
    ("R04", moved),
    ("R04", doubled),
    ("R05", nested_dropped),
    ("R09", wrapped),
    ("R09", wrapped_with_fences_inside),
    ("R09", fence_left_open),
    ("R09", fence_never_closed),
)
"""Each with the requirement that it is about, by its id in docs/requirements.md."""
