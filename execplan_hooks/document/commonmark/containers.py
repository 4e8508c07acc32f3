"""Quotes and lists."""

from __future__ import annotations

import re
from typing import cast

from mistletoe import block_token

from execplan_hooks.document.commonmark.starts import BREAK, MARKER, blank
from execplan_hooks.document.commonmark.windows import Cursor, ItemWindow, QuoteWindow, trimmed
from execplan_hooks.document.markdown import Block, BlockKind


class Quote(block_token.Quote):
    """mistletoe switches setext headings off in quotes, and mistakes the text after a quoted fence."""

    @staticmethod
    def start(line: str) -> bool:
        return line[:4].lstrip(" ").startswith(">")

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        parent = lines.lines
        rest = next(lines)
        start = lines.line_number()
        window = QuoteWindow(parent.text, parent, start, ())
        children = window.blocks()
        while lines.line_number() < window.end - 1:
            next(lines)
        return parent.text.block(BlockKind.QUOTE, start, window.end - 1, rest, children=children)


class List(block_token.List):
    """mistletoe takes text after an item's fence for a continuation, and miscounts after a bare marker."""

    @classmethod
    def start(cls, line: str) -> bool:
        return MARKER.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        start = lines.line_number() + 1
        rest = lines.peek() or ""
        items = [cls._item(lines)]
        while True:
            position = lines.get_pos()
            line = lines.peek()
            while line is not None and blank(line):
                next(lines)
                line = lines.peek()
            match = MARKER.match(line) if line is not None else None
            if match is None or match[2][-1] != items[0].marker[-1] or BREAK.match(line or ""):
                lines.set_pos(position)
                break
            items.append(cls._item(lines))
        return window.text.block(BlockKind.LIST, start, lines.line_number(), rest, children=items)

    @staticmethod
    def _item(lines: Cursor) -> Block:
        parent = lines.lines
        line = next(lines)
        start = lines.line_number()
        match = cast("re.Match[str]", MARKER.match(line))
        indent = match.end(2) + 1
        # Without content, or with more than four spaces before it (indented code), one space counts.
        if match.end() < len(line) and len(match[3]) <= 4:
            indent = match.end()
        window = ItemWindow(parent.text, parent, start, (line[indent:].lstrip(" ") and line[indent:],))
        window.indent = indent
        children = window.blocks()
        end = trimmed(window, window.end, start)
        while lines.line_number() < end:
            next(lines)
        return parent.text.block(BlockKind.ITEM, start, end, line, children=children, marker=match[2])
