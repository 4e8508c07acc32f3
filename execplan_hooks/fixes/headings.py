"""A heading under its right name, with the links of the plan that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.linking.anchors import comparable, slug
from execplan_hooks.document.markdown import Block, BlockKind, MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.fixes.spelling import is_slip, replaced, respellings
from execplan_hooks.model import Edit, Fix

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
    piece, name = block.pieces[0], meant(spec, section.key)
    parts = respellings(piece.text, section.key, name)
    title = replaced(piece.text, parts)
    links = _links(plan, block, title)
    if links is None or not parts or normalise(title) not in spec.keys:
        return None
    line, column = piece.line, piece.column
    edits = [Edit(line, column + part.start, line, column + part.end, part.new) for part in parts]
    return Fix((*edits, *links), safe=is_slip(section.key, normalise(name)))


def _links(plan: Plan, heading: Block, title: str) -> Sequence[Edit] | None:
    """The edits of the plan's own links to a heading that gets another title; None where it cannot be said which anchor
    they will need."""
    old, new = slug(heading.text), slug(title)
    names = re.compile(rf"(?:{re.escape(comparable(old))}|{re.escape(comparable(new))})(?:-\d+)?")
    try:
        leading = list(_own_links(plan, names))
    except MarkdownLimitError:
        return None
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
