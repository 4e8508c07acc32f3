"""Markdown lines to a tree of blocks with exact positions (CommonMark and GFM tables).

The block structure comes from mistletoe, driven by the corrected token classes of
`execplan_hooks.document.commonmark`; text is not parsed for inline markup here, see
`execplan_hooks.document.inline` and `execplan_hooks.document.linking.links`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.model import ExecplanError


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


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of one source line that is text of a leaf; `line` and `column` are its 1-based place."""

    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Block:
    """A block and where it stands: file lines `line` to `end_line` inclusive, without trailing blank lines.

    `column` is the 1-based place of its first character (an item: its marker). `pieces` are the lines of a
    leaf: a heading's text without its `#`s or underline, a fence's content without the fence lines, a
    table's rows as they are. `marker` is an item's marker (`-`, `1.`) or a fence's opening run, `info` a
    fence's info string, `level` a heading's level; `closed` is false for a fence that nothing closes.
    """

    kind: BlockKind
    line: int
    end_line: int
    column: int
    children: tuple[Block, ...] = ()
    pieces: tuple[Piece, ...] = ()
    level: int = 0
    info: str = ""
    closed: bool = True
    marker: str = ""

    @cached_property
    def text(self) -> str:
        r"""The pieces, joined by `\n`."""
        return "\n".join(piece.text for piece in self.pieces)

    def walk(self) -> Iterator[Block]:
        """This block and all below it, in document order."""
        yield from _walk((self,))


@dataclass(frozen=True)
class Document:
    """The blocks of the outermost level."""

    blocks: tuple[Block, ...]

    def walk(self) -> Iterator[Block]:
        """All blocks at any depth, in document order."""
        yield from _walk(self.blocks)


def _walk(blocks: Sequence[Block]) -> Iterator[Block]:
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        yield block
        stack.extend(reversed(block.children))


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
    # mistletoe costs 120 ms to import (it walks all code points): only whoever parses pays.
    from execplan_hooks.document.commonmark import read_blocks

    return Document(read_blocks(lines, first_line))
