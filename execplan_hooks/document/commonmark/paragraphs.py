"""Paragraphs with setext headings, what continues them, and tables, which look like text at first."""

from __future__ import annotations

from execplan_hooks.document.commonmark.starts import NOT_TEXT, UNDERLINE, blank, interrupts
from execplan_hooks.document.commonmark.windows import Window
from execplan_hooks.document.markdown import Block, BlockKind, cells
from execplan_hooks.lazy import lazy

_ALIGNMENT = lazy(r":?-+:?")


def begins_table(window: Window, index: int, header: str) -> bool:
    """Whether line `index`, not blank, is a header row: it has as many cells as the delimiter row below it.

    mistletoe takes any row over a delimiter row.
    """
    if "|" not in header or header.startswith("    "):
        return False
    delimiter = window.at(index + 1)
    if delimiter is None or delimiter.startswith("    "):
        return False
    row = delimiter.strip(" \t")
    if len(row) < 2 or row[0] not in "|-:" or row.strip("|-: \t") or row[:2] in ("- ", "-\t"):
        return False
    columns = row.removeprefix("|").removesuffix("|").split("|")
    if not all(_ALIGNMENT.fullmatch(column.strip(" \t")) for column in columns):
        return False
    return len(cells(header)) == len(columns)


def read_table(window: Window, index: int, header: str) -> Block:
    """The table whose header row is line `index`."""
    text = window.text
    start = index
    pieces = [text.piece(start, header.lstrip(" "))]
    line = window.at(index + 1)
    while line is not None and not blank(line) and not line.startswith("    "):
        if len(pieces) > 1 and interrupts(line, paragraph=False):
            break
        index += 1
        pieces.append(text.piece(index, line.lstrip(" ")))
        line = window.at(index + 1)
    first = text.first_line
    column = text.column(start, header.lstrip(" "))
    return Block(BlockKind.TABLE, start + first, index + first, column, (), tuple(pieces))


def continues(window: Window, index: int, line: str, *, paragraph: bool) -> bool:
    """Whether line `index` belongs to the open paragraph (or definition) before it."""
    if blank(line):
        return False
    if line.startswith("    "):
        return True
    return not interrupts(line, paragraph=paragraph) and not begins_table(window, index, line)


def read_paragraph(window: Window, start: int, line: str) -> Block:
    """The paragraph or setext heading that begins in line `start`.

    mistletoe's pattern lets an underline mix `=` and `-`.
    """
    text = window.text
    first = text.first_line
    pieces = [text.trimmed(start, line)]
    column = text.column(start, line.lstrip(" ")) if start in text.prefixes else pieces[0].column
    index = start
    level = 0
    while True:
        index += 1
        following = window.at(index)
        if following is None:
            following = window.take_lazy()
            if following is None:
                break
        elif following.lstrip(" ")[:1] in NOT_TEXT:
            if match := UNDERLINE.match(following):
                level = 1 if match[1][0] == "=" else 2
                index += 1
                break
            if not continues(window, index, following, paragraph=True):
                break
        elif "|" in following and begins_table(window, index, following):
            break
        pieces.append(text.trimmed(index, following))
    kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
    return Block(kind, start + first, index - 1 + first, column, (), tuple(pieces), level)
