"""A heading under its right name, with the links of the plan that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.linking.anchors import comparable, slug
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.fixes.spelling import is_slip
from execplan_hooks.model import Edit, Fix

_WORD = re.compile(r"\w+")
_MAX_WORDS = 24
_LINKS = ("link", "image", "definition", "html")


def meant(spec: SectionSpec, key: str) -> str:
    """The name of a section that a misspelt key means: its own, else the alias that it is nearest to."""
    if nearest(key, (spec.key,)):
        return spec.heading
    return next((name for name in spec.aliases if nearest(key, (normalise(name),))), spec.heading)


def respelt(plan: Plan, section: Section, spec: SectionSpec, among: Iterable[SectionSpec]) -> Fix | None:
    """The fix that gives a misspelt heading the name of `spec`; numbers, emphasis and remarks around it stay.

    It is safe where the name is a slip of the pen. None where the heading is as near to another of the sections
    `among`, or another heading is as near to `spec`, or nobody can tell where links would lead afterwards.
    """
    near = [other for other in among if nearest(section.key, other.keys)]
    rivals = [other for other in plan.all_sections if other.level == section.level and nearest(other.key, spec.keys)]
    if near != [spec] or rivals != [section]:
        return None
    block = next(block for block in plan.document.blocks if block.line == section.line)
    if block.kind is not BlockKind.HEADING or len(block.pieces) != 1:
        return None
    piece = block.pieces[0]
    place = _place(piece.text, section.key)
    if place is None:
        return None
    start, end = place
    old, name = piece.text[start:end], meant(spec, section.key)
    new = name.upper() if old.isupper() else name
    title = piece.text[:start] + new + piece.text[end:]
    links = _links(plan, block, title)
    if links is None or normalise(title) not in spec.keys:
        return None
    edit = Edit(piece.line, piece.column + start, piece.line, piece.column + end, new)
    return Fix((edit, *links), safe=is_slip(section.key, normalise(name)))


def _place(title: str, key: str) -> tuple[int, int] | None:
    """The shortest part of a title, in whole words, that says the same as all of it."""
    words = [match.span() for match in _WORD.finditer(title)][:_MAX_WORDS]
    spans = [(start, end) for index, (start, _) in enumerate(words) for _, end in words[index:]]
    spans.sort(key=lambda span: span[1] - span[0])
    return next((span for span in spans if normalise(title[span[0] : span[1]]) == key), None)


def _links(plan: Plan, heading: Block, title: str) -> Sequence[Edit] | None:
    """The edits of the plan's own links to a heading that gets another title; None where it cannot be said which anchor
    they will need."""
    old, new = slug(heading.text), slug(title)
    names = re.compile(rf"(?:{re.escape(comparable(old))}|{re.escape(comparable(new))})(?:-\d+)?")
    leading = list(_own_links(plan, names))
    if not leading or old == new:
        return ()
    others = [slug(block.text) for block in plan.document.walk() if block.kind is BlockKind.HEADING]
    alike = [other for other in others if names.fullmatch(comparable(other))]
    if len(alike) > 1 or "{" in heading.text:
        return None
    edits = []
    for line, column, fragment in leading:
        if comparable(fragment) == comparable(old):
            edits.append(Edit(line, column, line, column + len(fragment), new))
        elif comparable(fragment) != comparable(new):
            return None
    return edits


def _own_links(plan: Plan, names: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Line and column of the fragment, and the fragment, of each link in the plan to an anchor of it with such a
    name."""
    file = plan.path.rpartition("/")[2]
    for link in plan.links:
        raw = plan.source.lines[link.line - 1][link.column - 1 : link.end_column - 1]
        path, sharp, fragment = raw.partition("#")
        if link.kind in _LINKS and sharp and path in ("", file, f"./{file}") and names.fullmatch(comparable(fragment)):
            yield link.line, link.column + len(path) + 1, fragment
