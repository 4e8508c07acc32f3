"""The blocks of a scope list: which of them are entries, and which are told because no program can enforce them."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator

from execplan_hooks.document.headings import normalise
from execplan_hooks.document.items import first_piece, items_in
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.scope.scope_entry import (
    ScopeEntry,
    code_names_paths,
    names_paths,
    read_entry,
    read_remark,
    without_comments,
    without_tags,
)
from execplan_hooks.lazy import lazy

_NOTHING = re.compile(r"(?:none|nothing|n/?a|no files?|[-\u2013\u2014]+)\.?", re.IGNORECASE)
# A heading inside the contract's section that is none of the dialect's, but plainly the exclude side.
EXCLUDING = lazy(
    r"(?:do not|don['\u2019]?t|must not|may not|never|no[- ]touch|off[- ]limits|forbidden|excluded?|prohibited)\b"
)
_OTHERWISE = lazy(r"\b(?:other|else|except|outside|beyond|but|only)\b")  # "do not touch anything but:"


class Side(enum.Enum):
    """What a list is read for. Beside an include list nothing but its items allows; being stricter is safe on the
    exclude side; of what a record claims, only the list counts."""

    INCLUDE = enum.auto()
    EXCLUDE = enum.auto()
    CLAIM = enum.auto()


def forbids(text: str) -> bool:
    """Whether words before a list say that it must not be modified: "**Do not touch:**"."""
    words = text.strip().strip("*_ ")
    key = normalise(words.removesuffix(":").rstrip("*_ "))
    return ":" in text[-4:] and EXCLUDING.match(key) is not None and not _OTHERWISE.search(key)


def is_nothing(entry: ScopeEntry) -> bool:
    return _NOTHING.fullmatch(entry.text.strip(" `*")) is not None


def list_entries(blocks: Iterable[Block], side: Side) -> Iterator[ScopeEntry]:
    for item in items_in(blocks):
        piece = first_piece(item)
        if piece is None:
            if side is not Side.CLAIM:
                yield from _item_without_text(item, side)
            continue
        text = " ".join(p.text for p in item.children[0].pieces)
        entry, below = read_entry(text, piece.line, piece.column), list(list_entries(item.children, side))
        if entry.paths:  # "except `src/x`" below an entry is part of that entry
            taken_back = [other for other in below if other.unclear and not other.paths]
            if taken_back:
                text = " ".join((text, *(other.text for other in taken_back)))
                entry = read_entry(text, piece.line, piece.column)
                below = [other for other in below if other not in taken_back]
        yield entry
        if side is Side.INCLUDE and not entry.paths and forbids(text):
            continue
        yield from below
        if side is not Side.CLAIM:
            for child in item.children[1:]:
                if child.kind is not BlockKind.LIST:
                    yield from beside(child, side)


def _item_without_text(item: Block, side: Side) -> Iterator[ScopeEntry]:
    """Of an item that begins with a list, a quote, code or a heading."""
    found = list(list_entries(item.children, side)) if side is Side.EXCLUDE else []
    for child in item.children:
        if child.kind is not BlockKind.LIST:
            found.extend(beside(child, side))
    piece = next((p for inner in item.walk() for p in inner.pieces if without_comments(p.text).strip()), None)
    if found:
        yield from found
    elif piece is not None:
        yield ScopeEntry(piece.text.strip(), piece.line, piece.column)


def beside(block: Block, side: Side) -> Iterator[ScopeEntry]:
    """What a block that is no item of a list says of paths: entries where it plainly excludes, else one to be told."""
    if side is not Side.EXCLUDE:
        yield from told(block)
    elif block.kind is BlockKind.LIST:
        yield from list_entries((block,), side)
    elif block.kind is BlockKind.QUOTE:
        for child in block.children:
            yield from beside(child, side)
    elif block.kind is BlockKind.TABLE:
        for piece in block.pieces[2:]:
            yield from _row(piece)
    elif block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and block.pieces:
        yield from remark(" ".join(piece.text for piece in block.pieces), block.pieces[0], side)
    else:
        yield from told(block)


def _row(piece: Piece) -> Iterator[ScopeEntry]:
    """A table's row: its first cell is the entry."""
    row = cells(piece.text)
    offset, first = row[0] if row else (0, "")
    entry = read_entry(first, piece.line, piece.column + offset + len(first) - len(first.lstrip()))
    if entry.paths and not is_nothing(entry):
        yield entry
        row = row[1:]
    if any(names_paths(cell) for _, cell in row):
        yield ScopeEntry(piece.text.strip(), piece.line, piece.column)


def remark(text: str, piece: Piece, side: Side) -> Iterator[ScopeEntry]:
    if side is Side.EXCLUDE:
        entry, further = read_remark(text, piece.line, piece.column)
        if entry:
            yield entry
    else:
        further = names_paths(text)
    if further:
        yield ScopeEntry(without_comments(text).strip(), piece.line, piece.column)


def told(block: Block) -> Iterator[ScopeEntry]:
    """The first text in a block that names paths, as an entry in prose."""
    for inner in block.walk():
        if inner.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and inner.pieces:
            found = list(remark(" ".join(piece.text for piece in inner.pieces), inner.pieces[0], Side.INCLUDE))
        elif inner.kind in (BlockKind.FENCE, BlockKind.CODE):
            found = [_prose(piece, piece.text) for piece in inner.pieces if code_names_paths(piece.text)]
        elif inner.kind is BlockKind.HTML:
            lines = without_tags(without_comments(inner.text)).split("\n")
            found = [_prose(piece, text) for piece, text in zip(inner.pieces, lines, strict=False) if names_paths(text)]
        elif inner.kind is BlockKind.TABLE:
            found = [_prose(p, p.text) for p in inner.pieces if any(names_paths(cell) for _, cell in cells(p.text))]
        else:
            continue
        if found:
            yield found[0]
            return


def _prose(piece: Piece, text: str) -> ScopeEntry:
    return ScopeEntry(text.strip(), piece.line, piece.column)
