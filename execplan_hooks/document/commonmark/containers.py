"""Quotes and lists."""

from __future__ import annotations

import re

from execplan_hooks.document.commonmark.starts import BREAK, MARKER, blank
from execplan_hooks.document.commonmark.windows import ItemWindow, QuoteWindow, Window, trimmed
from execplan_hooks.document.markdown import Block, BlockKind


def read_quote(window: Window, start: int, line: str) -> Block:
    """mistletoe switches setext headings off in quotes, and mistakes the text after a quoted fence."""
    text = window.text
    inner = QuoteWindow(text, window, start, ())
    children = inner.blocks()
    first = text.first_line
    return Block(BlockKind.QUOTE, start + first, inner.end - 1 + first, text.column(start, line.lstrip(" ")), children)


def read_break_or_list(window: Window, index: int, line: str) -> Block | None:
    """A thematic break, for which mistletoe's pattern also takes form feeds for spaces, or a list.

    In lists mistletoe takes text after an item's fence for a continuation, and miscounts after a bare marker.
    """
    if BREAK.match(line):
        number = index + window.text.first_line
        return Block(BlockKind.BREAK, number, number, window.text.column(index, line.lstrip(" ")))
    match = MARKER.match(line)
    return _list(window, index, line, match) if match else None


def _list(window: Window, index: int, line: str, match: re.Match[str]) -> Block:
    text = window.text
    items = [_item(window, index, line, match)]
    delimiter = match[2][-1]
    while True:
        index = items[-1].end_line - text.first_line + 1
        following = window.at(index)
        while following is not None and blank(following):
            index += 1
            following = window.at(index)
        if following is None:
            break
        further = MARKER.match(following)
        if further is None or further[2][-1] != delimiter or BREAK.match(following):
            break
        items.append(_item(window, index, following, further))
    head = items[0]
    return Block(BlockKind.LIST, head.line, items[-1].end_line, head.column, tuple(items))


def _item(window: Window, start: int, line: str, match: re.Match[str]) -> Block:
    text = window.text
    indent = match.end(2) + 1
    # Without content, or with more than four spaces before it (indented code), one space counts.
    if match.end() < len(line) and len(match[3]) <= 4:
        indent = match.end()
    content = line[indent:]
    inner = ItemWindow(text, window, start, (content if content.lstrip(" ") else "",))
    inner.prefix = " " * indent
    children = inner.blocks()
    first = text.first_line
    return Block(
        BlockKind.ITEM,
        start + first,
        trimmed(inner, inner.end, start) + first,
        text.column(start, line[match.start(2) :]),
        children,
        marker=match[2],
    )
