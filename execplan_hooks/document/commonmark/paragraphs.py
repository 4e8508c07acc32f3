"""Paragraphs with setext headings, what continues them, and tables, which look like text at first."""

from __future__ import annotations

import re

from mistletoe import block_token

from execplan_hooks.document.commonmark.starts import blank, interrupts
from execplan_hooks.document.commonmark.windows import Cursor
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells

_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ALIGNMENT = re.compile(r":?-+:?")


class Table(block_token.Table):
    """mistletoe takes any row over a delimiter row; GFM wants as many cells in both."""

    @staticmethod
    def start(line: str) -> bool:
        return "|" in line and not line.startswith("    ")

    @classmethod
    def begins(cls, lines: Cursor) -> bool:
        """Whether the next line is a header row: it has as many cells as the delimiter row below it."""
        header = lines.peek()
        if header is None or not cls.start(header):
            return False
        delimiter = lines.lines.at(lines.line_number() + 2)
        if delimiter is None or delimiter.startswith("    "):
            return False
        row = delimiter.strip(" \t")
        if len(row) < 2 or row[0] not in "|-:" or row.strip("|-: \t") or row[:2] in ("- ", "-\t"):
            return False
        columns = row.removeprefix("|").removesuffix("|").split("|")
        if not all(_ALIGNMENT.fullmatch(column.strip(" \t")) for column in columns):
            return False
        return len(cells(header)) == len(columns)

    @classmethod
    def read(cls, lines: Cursor) -> Block | None:  # type: ignore[override]
        if not cls.begins(lines):
            return None
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        pieces = [window.text.piece(start, rest.strip(" "))]
        line = lines.peek()
        while line is not None and not blank(line) and not line.startswith("    "):
            if len(pieces) > 1 and interrupts(line, paragraph=False):
                break
            next(lines)
            pieces.append(window.text.piece(lines.line_number(), line.lstrip(" ")))
            line = lines.peek()
        return window.text.block(BlockKind.TABLE, start, lines.line_number(), rest, pieces=pieces)


def continues(lines: Cursor, *, paragraph: bool) -> bool:
    """Whether the next line belongs to the open paragraph (or definition); afterwards `next` returns it."""
    line = lines.peek()
    if line is None:
        return lines.lines.take_lazy()
    if blank(line):
        return False
    if line.startswith("    "):
        return True
    return not interrupts(line, paragraph=paragraph) and not Table.begins(lines)


class Paragraph(block_token.Paragraph):
    """Paragraphs and setext headings; mistletoe's pattern lets an underline mix `=` and `-`."""

    @staticmethod
    def start(line: str) -> bool:
        return not blank(line)

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        text = lines.lines.text
        rest = next(lines)
        start = lines.line_number()
        contents = [rest]
        level = 0
        while True:
            line = lines.peek()
            if line is not None and (match := _UNDERLINE.match(line)):
                next(lines)
                level = 1 if match[1][0] == "=" else 2
                break
            if not continues(lines, paragraph=True):
                break
            contents.append(next(lines))
        pieces = []
        for index, content in enumerate(contents, start):
            piece = text.piece(index, content.lstrip(" \t"))
            pieces.append(Piece(piece.line, piece.column, piece.text.rstrip(" \t")))
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        return text.block(kind, start, lines.line_number(), rest, pieces=pieces, level=level)
