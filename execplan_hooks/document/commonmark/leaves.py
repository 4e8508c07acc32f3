"""Leaves without lazy continuation: blank lines, headings, breaks, code and HTML."""

from __future__ import annotations

import re
from typing import cast

from mistletoe import block_token

from execplan_hooks.document.commonmark.html import HTML_ENDS, html_kind
from execplan_hooks.document.commonmark.starts import BREAK, FENCE, HEADING, blank
from execplan_hooks.document.commonmark.windows import NOTHING, Cursor, trimmed
from execplan_hooks.document.markdown import Block, BlockKind, Piece


class Blank(block_token.BlockToken):
    """Blank lines; `tokenize_block` would ask all the other tokens about each of them."""

    @staticmethod
    def start(line: str) -> bool:
        return blank(line)

    @staticmethod
    def read(lines: Cursor) -> Block:
        line: str | None = ""
        while line is not None and blank(line):
            next(lines)
            line = lines.peek()
        return NOTHING


class BlockCode(block_token.BlockCode):
    """Without mistletoe's own treatment of tabs."""

    @staticmethod
    def start(line: str) -> bool:
        return line.startswith("    ") and not blank(line)

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        contents = [rest[4:]]
        line = lines.peek()
        while line is not None and (line.startswith("    ") or blank(line)):
            contents.append(next(lines)[4:])
            line = lines.peek()
        end = trimmed(window, lines.line_number() + 1, start)
        pieces = window.text.pieces(start, contents[: end + 1 - start])
        return window.text.block(BlockKind.CODE, start, end, rest, pieces=pieces)


class CodeFence(block_token.CodeFence):
    """mistletoe closes a fence at a line such as "```sh"; a closing fence has no info string."""

    @classmethod
    def start(cls, line: str) -> bool:
        return FENCE.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        match = cast("re.Match[str]", FENCE.match(rest))
        indent, marker = len(match[1]), match[2]
        contents: list[str] = []
        closed = False
        while not closed and (line := lines.peek()) is not None:
            next(lines)
            run = line.strip(" \t")
            closed = len(run) >= len(marker) and not run.strip(marker[0]) and not line.startswith("    ")
            contents.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        end = lines.line_number() if closed else trimmed(window, lines.line_number() + 1, start)
        count = end - start - closed
        return window.text.block(
            BlockKind.FENCE,
            start,
            end,
            rest,
            pieces=window.text.pieces(start + 1, contents[:count]),
            info=match[3].strip(" \t"),
            closed=closed,
            marker=marker,
        )


class ThematicBreak(block_token.ThematicBreak):
    """mistletoe's pattern also takes form feeds for spaces."""

    @classmethod
    def start(cls, line: str) -> bool:
        return BREAK.match(line) is not None

    @staticmethod
    def read(lines: Cursor) -> Block:
        rest = next(lines)
        number = lines.line_number()
        return lines.lines.text.block(BlockKind.BREAK, number, number, rest)


class HtmlBlock(block_token.HtmlBlock):
    """mistletoe misses upper case and `<pre` at a line's end, and fails on a line that is only `<!`."""

    @classmethod
    def start(cls, line: str) -> bool:
        rest = line.lstrip(" ")
        return rest.startswith("<") and len(line) - len(rest) < 4 and html_kind(rest) > 0

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        end = HTML_ENDS.get(html_kind(rest.lstrip(" ")))
        contents = [rest]
        line: str | None = rest
        while end is None or not end.search(line or ""):
            line = lines.peek()
            if line is None or (end is None and blank(line)):
                break
            contents.append(next(lines))
        last = trimmed(window, lines.line_number() + 1, start)
        pieces = window.text.pieces(start, contents[: last + 1 - start])
        return window.text.block(BlockKind.HTML, start, last, rest, pieces=pieces)


class Heading(block_token.Heading):
    """mistletoe keeps the text of the last heading in the class, and takes `#` before a form feed for one."""

    @classmethod
    def start(cls, line: str) -> bool:
        return HEADING.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        text = lines.lines.text
        rest = next(lines)
        number = lines.line_number()
        match = cast("re.Match[str]", HEADING.match(rest))
        content = rest[match.end() :].lstrip(" \t")
        trimmed = content.rstrip(" \t")
        before = trimmed.rstrip("#")
        if not before or before[-1] in " \t":
            trimmed = before.rstrip(" \t")
        piece = text.piece(number, content)
        return text.block(
            BlockKind.HEADING,
            number,
            number,
            rest,
            pieces=(Piece(piece.line, piece.column, trimmed),),
            level=len(match[1]),
        )
