"""Reads the lists of a scope: which sections, labels and records hold them, and entry by entry what stands there."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Set

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.entries.entries import entries_of
from execplan_hooks.document.entries.entry_labels import EntryLabel
from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.labels import Label, paragraphs
from execplan_hooks.document.markdown import BlockKind, Piece
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope.scope import DeclaredScope, ScopeList
from execplan_hooks.document.scope.scope_blocks import (
    EXCLUDING,
    Side,
    beside,
    forbids,
    is_nothing,
    list_entries,
    remark,
    told,
)
from execplan_hooks.document.scope.scope_entry import (
    ScopeEntry,
    names_paths,
    names_words,
    read_entry,
)
from execplan_hooks.document.sections import Section
from execplan_hooks.lazy import lazy

_BREAK = lazy(r"<br\s*/?>", re.IGNORECASE)


def declared(plan: Plan) -> DeclaredScope:
    """See `scope.declared`."""
    spec = plan.dialect.scope
    within = [section for section in plan.all_sections if not spec.within or section.key == spec.within]
    include = tuple(_lists(plan, within, spec.include, Side.INCLUDE))
    exclude = tuple(_lists(plan, within, spec.exclude, Side.EXCLUDE))
    neither = tuple(_neither(plan, within, (*include, *exclude))) if spec.within and (include or exclude) else ()
    return DeclaredScope(include, exclude, neither)


def claimed(plan: Plan) -> list[ScopeEntry]:
    """See `scope.claimed`."""
    lines = {value.line for value in plan.field("files-changed")}
    last = {label.line: label for label in plan.labels}
    spec = plan.dialect.fields.get("files-changed")
    labels = [label for label in plan.labels if spec and label.key in spec.labels and label.line in lines]
    entries = [entry for label in labels for entry in _label_entries(plan, label, last, Side.CLAIM)]
    if spec:
        entries += _recorded(plan, spec, lines)
    return sorted((entry for entry in entries if not is_nothing(entry)), key=lambda entry: (entry.line, entry.column))


def _recorded(plan: Plan, spec: FieldSpec, known: Set[int]) -> Iterator[ScopeEntry]:
    """What records say under a field that is no label of a line: a column, a heading, or a label within a line. `known`
    are the lines that are read already."""
    headings = FieldReader(plan).headings(spec)
    known = {*known, *(section.line for section in headings)}
    for kind in plan.dialect.entries.values():
        if any(label.keys.intersection(spec.labels) for label in kind.labels):
            for record in entries_of(plan, kind):
                for label in record.labels:
                    if label.key in spec.labels and label.line not in known:
                        yield from (_read(part, label) for part in _BREAK.split(label.value.split("\n")[0]))
    for section in headings:
        yield from _section_entries(plan, section, Side.CLAIM)


def _read(text: str, label: EntryLabel) -> ScopeEntry:
    return read_entry(text, label.line, label.column)


def _lists(plan: Plan, within: list[Section], names: tuple[str, ...], side: Side) -> Iterator[ScopeList]:
    if not names:
        return
    place = plan.dialect.scope.within
    seen: set[int] = set()
    end = 0  # of the list before: what it holds is not a list once more
    for outer in within:
        for section in outer.walk():
            known = section.key in names
            if not known and side is Side.EXCLUDE and section.line > end:
                known = section is not outer and _plainly_excludes(plan, section)
            if known and section.line not in seen:
                seen.add(section.line)
                end = max(end, section.end_line)
                yield _list(section.title, section.line, _section_entries(plan, section, side))
    last = {label.line: label for label in plan.labels}
    for label in plan.labels:
        if label.key in names and (not place or place in label.path):
            yield _list(label.text, label.line, _label_entries(plan, label, last, side))


def _plainly_excludes(plan: Plan, section: Section) -> bool:
    """Whether a heading inside the contract's section says that its list must not be modified."""
    spec = plan.dialect.scope
    if not spec.within or section.key in spec.include or not EXCLUDING.match(section.key):
        return False
    # Where the section is more than the contract, "do not" may speak of anything.
    return spec.required or any(entry.paths for entry in list_entries(plan.blocks_of(section), Side.EXCLUDE))


def _list(title: str, line: int, entries: Iterable[ScopeEntry]) -> ScopeList:
    found = list(entries)
    named = [entry for entry in found if not is_nothing(entry)]
    return ScopeList(title, line, tuple(named), explicit_none=len(named) < len(found))


def _neither(plan: Plan, within: list[Section], lists: tuple[ScopeList, ...]) -> Iterator[ScopeList]:
    """What names paths in the contract's section, outside all lists of the contract."""
    spec = plan.dialect.scope
    read = sorted({entry.line for found in lists for entry in found.entries} | {found.line for found in lists})
    starts = {found.line for found in lists}
    waiting = [section for section in reversed(within) if section.line not in starts]
    while waiting:
        section = waiting.pop()
        # One of the plan's other sections, written at a deeper level by mistake, is not the contract's.
        below = (child for child in reversed(section.children) if not plan.dialect.section_of(child.key))
        waiting.extend(child for child in below if child.line not in starts)
        # A section that is more than the contract speaks of paths for many reasons.
        blocks = [block for block in section.blocks if spec.required or block.kind is BlockKind.LIST]
        blocks = [block for block in blocks if block is not plan.forgotten_fence]
        known = (bisect.bisect_left(read, block.line) < bisect.bisect_right(read, block.end_line) for block in blocks)
        found = [entry for block, is_read in zip(blocks, known, strict=True) if not is_read for entry in told(block)]
        if found:
            yield ScopeList(section.title, found[0].line, tuple(found))


def _section_entries(plan: Plan, section: Section, side: Side) -> Iterator[ScopeEntry]:
    below = [inner for inner in section.walk() if inner is not section]
    apart = [inner for inner in below if side is Side.INCLUDE and _plainly_excludes(plan, inner)]
    elsewhere = {line for inner in apart for line in (inner.line, *(block.line for block in inner.all_blocks()))}
    blocks = [block for block in plan.blocks_of(section) if block.line not in elsewhere]
    blocks = [block for block in blocks if block is not plan.forgotten_fence]
    barred = {
        block.line
        for before, block in itertools.pairwise(blocks)
        if side is Side.INCLUDE and before.kind is BlockKind.PARAGRAPH and forbids(before.text)
    }
    entries = list(list_entries((block for block in blocks if block.line not in barred), side))
    if side is Side.EXCLUDE:
        read = (e for b in blocks if b.kind in (BlockKind.QUOTE, BlockKind.TABLE) for e in beside(b, side))
        entries += [entry for entry in read if entry.paths]
    if not entries:
        # Without a list the paragraphs are the entries; beside one they introduce it.
        for block in blocks:
            if block.kind is BlockKind.PARAGRAPH and not block.text.lstrip().startswith("<!--"):
                piece = block.pieces[0]
                entries.append(read_entry(block.text.replace("\n", " "), piece.line, piece.column))
        blocks = [block for block in blocks if block.kind is not BlockKind.PARAGRAPH]
    if entries:  # of an empty list all is told
        known = set(entries)
        others = [block for block in blocks if block.kind is not BlockKind.LIST or block.line in barred]
        around = [entry for block in others for entry in beside(block, side)]
        titles = [Piece(inner.line, inner.column, inner.title) for inner in below if inner.line not in elsewhere]
        around += [entry for piece in titles for entry in remark(piece.text, piece, side)]
        entries += [entry for entry in around if entry not in known]
    yield from sorted(entries, key=lambda entry: (entry.line, entry.column))


def _label_entries(plan: Plan, label: Label, last: Mapping[int, Label], side: Side) -> Iterator[ScopeEntry]:
    value = _whole_value(label, last)
    inline = [read_entry(value, label.line, label.column)] if value else []
    prose = not any(entry.paths for entry in inline)
    listed: list[ScopeEntry] = []
    if label.block.kind is BlockKind.ITEM:
        listed = list(list_entries(label.block.children, side))
    elif prose or (side is Side.EXCLUDE and plan.dialect.scope.within):
        siblings = label.section.blocks if label.section else plan.document.blocks
        after = bisect.bisect_right(siblings, label.line, key=lambda block: block.line)
        if after < len(siblings) and siblings[after].kind is BlockKind.LIST:
            listed = list(list_entries(siblings[after : after + 1], side))
    # Words in front of a list introduce it, but for names: "**Exclude:** infra".
    if not (prose and listed) or (side is not Side.CLAIM and (names_words(value) or names_paths(value))):
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
