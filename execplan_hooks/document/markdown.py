"""Markdown lines to a tree of blocks with exact positions (CommonMark and GFM tables).

The block structure comes from mistletoe's tokenizer, driven by the readers of blocks in
`execplan_hooks.document.commonmark`; text is not parsed for inline markup here, see
`execplan_hooks.document.inline` and `execplan_hooks.document.linking.links`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from execplan_hooks.frozen import frozen
from execplan_hooks.model import ExecplanError
from execplan_hooks.once import once


class MarkdownLimitError(ExecplanError):
    """The text nests deeper, or costs more work, than any real plan; `line` is where that was noticed."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class BlockKind(enum.StrEnum):
    """What a block is. `QUOTE`, `LIST` and `ITEM` have children, the others are leaves."""

    HEADING = enum.auto()
    PARAGRAPH = enum.auto()
    FENCE = enum.auto()
    CODE = enum.auto()
    HTML = enum.auto()
    QUOTE = enum.auto()
    LIST = enum.auto()
    ITEM = enum.auto()
    TABLE = enum.auto()
    DEFINITION = enum.auto()
    BREAK = enum.auto()


# A plan has thousands of the two classes below. Nothing changes one once it is made, but `frozen=True` would set each
# field by a call of its own, at five times the price; `Final` has the type checker say the same.
@dataclass(slots=True, unsafe_hash=True)
class Piece:
    """The part of one source line that is text of a leaf; `line` and `column` are its 1-based place."""

    line: Final[int]
    column: Final[int]
    text: Final[str]


@dataclass(slots=True, unsafe_hash=True)
class Block:
    """A block and where it stands: file lines `line` to `end_line` inclusive, without trailing blank lines.

    `column` is the 1-based place of its first character (an item: its marker). `pieces` are the lines of a
    leaf: a heading's text without its `#`s or underline, a fence's content without the fence lines, a
    table's rows as they are. `marker` is an item's marker (`-`, `1.`) or a fence's opening run, `info` a
    fence's info string, `level` a heading's level; `closed` is false for a fence that nothing closes.
    """

    kind: Final[BlockKind]
    line: Final[int]
    end_line: Final[int]
    column: Final[int]
    children: Final[tuple[Block, ...]] = ()
    pieces: Final[tuple[Piece, ...]] = ()
    level: Final[int] = 0
    info: Final[str] = ""
    closed: Final[bool] = True
    marker: Final[str] = ""
    _text: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        r"""The pieces, joined by `\n`."""
        if self._text is None:
            self._text = "\n".join([piece.text for piece in self.pieces])
        return self._text

    def walk(self) -> Iterator[Block]:
        """This block and all below it, in document order."""
        return iter(_below((self,)))


@frozen
class Document:
    """The blocks of the outermost level."""

    blocks: tuple[Block, ...]

    def walk(self) -> Iterator[Block]:
        """All blocks at any depth, in document order."""
        return iter(self._all)

    @once
    def _all(self) -> list[Block]:
        return _below(self.blocks)  # a dozen rules walk


def _below(blocks: Sequence[Block]) -> list[Block]:
    """The blocks and all that they hold, in document order."""
    found = []
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        found.append(block)
        if block.children:
            stack.extend(reversed(block.children))
    return found


def cells(row: str) -> list[tuple[int, str]]:
    r"""The cells of a table's row with their offsets; a pipe after a backslash does not separate."""
    end = len(row.rstrip(" \t"))
    start = len(row) - len(row.lstrip(" \t"))
    start += row.startswith("|", start)
    result = []
    pipe = row.find("|", start, end)
    while pipe >= 0:
        if pipe == 0 or row[pipe - 1] != "\\":
            result.append((start, row[start:pipe]))
            start = pipe + 1
        pipe = row.find("|", pipe + 1, end)
    if start < end:
        result.append((start, row[start:end]))
    return result


def parse(lines: Sequence[str], first_line: int = 1) -> Document:
    """The blocks of `lines` (without their newlines), of which the first is line `first_line` of the file.

    Any text is Markdown, so the only error is `MarkdownLimitError`.
    """
    # mistletoe costs some milliseconds to import: only whoever parses pays.
    from execplan_hooks.document.commonmark import read_blocks

    return Document(read_blocks(lines, first_line))
