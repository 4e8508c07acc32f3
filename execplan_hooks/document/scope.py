"""The lists in a plan that say which files a change may touch: found by the dialect, read entry by entry.

What an entry's words mean is `scope_entry.py`'s business, what its patterns mean `contract/contract.py`'s.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from execplan_hooks.document.items import first_piece, items_in
from execplan_hooks.document.labels import Label, paragraphs
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope_entry import ScopeEntry, read_entry
from execplan_hooks.document.sections import Section

_NOTHING = re.compile(r"(?:none|nothing|n/?a|no files?|[-\u2013\u2014]+)\.?", re.IGNORECASE)


@dataclass(frozen=True)
class ScopeList:
    """One side of a contract as declared in one place; `explicit_none` where the list says "none"."""

    title: str
    line: int
    entries: tuple[ScopeEntry, ...]
    explicit_none: bool = False


@dataclass(frozen=True)
class DeclaredScope:
    """What a plan declares; both sides empty where it declares nothing."""

    include: tuple[ScopeList, ...]
    exclude: tuple[ScopeList, ...]


def declared(plan: Plan) -> DeclaredScope:
    """The lists of a plan's file-scope contract, in the order of the document."""
    spec = plan.dialect.scope
    within = [section for section in plan.all_sections if not spec.within or section.key == spec.within]
    return DeclaredScope(
        tuple(_lists(plan, within, spec.include, spec.within)),
        tuple(_lists(plan, within, spec.exclude, spec.within)),
    )


def claimed(plan: Plan) -> list[ScopeEntry]:
    """The files that a plan's records say were changed: what stands under its field `files-changed`."""
    lines = {value.line for value in plan.field("files-changed")}
    last = {label.line: label for label in plan.labels}
    spec = plan.dialect.fields.get("files-changed")
    labels = [label for label in plan.labels if spec and label.key in spec.labels and label.line in lines]
    entries = [entry for label in labels for entry in _label_entries(plan, label, last)]
    return [entry for entry in entries if not _NOTHING.fullmatch(entry.text.strip(" `*"))]


def _lists(plan: Plan, within: list[Section], names: tuple[str, ...], place: str) -> Iterator[ScopeList]:
    if not names:
        return
    seen = set()
    for outer in within:
        for section in outer.walk():
            if section.key in names and section.line not in seen:
                seen.add(section.line)
                yield _list(section.title, section.line, _section_entries(plan, section))
    last = {label.line: label for label in plan.labels}
    for label in plan.labels:
        if label.key in names and (not place or place in label.path):
            yield _list(label.text, label.line, _label_entries(plan, label, last))


def _list(title: str, line: int, entries: Iterable[ScopeEntry]) -> ScopeList:
    found = list(entries)
    named = [entry for entry in found if not _NOTHING.fullmatch(entry.text.strip(" `*"))]
    return ScopeList(title, line, tuple(named), explicit_none=len(named) < len(found))


def _section_entries(plan: Plan, section: Section) -> Iterator[ScopeEntry]:
    blocks = list(plan.blocks_of(section))
    entries = list(_list_entries(blocks))
    if entries:
        yield from entries
        return
    # Without a list the paragraphs are the entries; beside one they introduce it.
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH and not block.text.lstrip().startswith("<!--"):
            piece = block.pieces[0]
            yield read_entry(block.text.replace("\n", " "), piece.line, piece.column)


def _list_entries(blocks: Iterable[Block]) -> Iterator[ScopeEntry]:
    for item in items_in(blocks):
        piece = first_piece(item)
        if piece is None:
            continue
        text = " ".join(p.text for p in item.children[0].pieces)
        entry, below = read_entry(text, piece.line, piece.column), list(_list_entries(item.children))
        if entry.paths:  # "except `src/x`" below an entry is part of that entry
            taken_back = [other for other in below if other.unclear and not other.paths]
            if taken_back:
                text = " ".join((text, *(other.text for other in taken_back)))
                entry = read_entry(text, piece.line, piece.column)
                below = [other for other in below if other not in taken_back]
        yield entry
        yield from below


def _label_entries(plan: Plan, label: Label, last: Mapping[int, Label]) -> Iterator[ScopeEntry]:
    value = _whole_value(label, last)
    inline = [read_entry(value, label.line, label.column)] if value else []
    prose = not any(entry.paths for entry in inline)
    listed: list[ScopeEntry] = []
    if label.block.kind is BlockKind.ITEM:
        listed = list(_list_entries(label.block.children))
    elif prose:
        siblings = label.section.blocks if label.section else plan.document.blocks
        after = bisect.bisect_right(siblings, label.line, key=lambda block: block.line)
        if after < len(siblings) and siblings[after].kind is BlockKind.LIST:
            listed = list(_list_entries(siblings[after : after + 1]))
    if not (prose and listed):  # words in front of a list introduce it
        yield from inline
    yield from listed


def _whole_value(label: Label, last: Mapping[int, Label]) -> str:
    """A label's value with the lines of its paragraph that follow, up to the next label. `last` are the last
    labels of their lines."""
    text = label.value
    if last[label.line] is label:
        for _, paragraph in paragraphs(label.block):
            if paragraph.line <= label.line <= paragraph.end_line:
                # By index: a paragraph may be all of a hostile file, with a label in each line.
                for index in range(label.line - paragraph.line + 1, len(paragraph.pieces)):
                    if paragraph.pieces[index].line in last:
                        break
                    text += f" {paragraph.pieces[index].text}"
    return text.strip()
