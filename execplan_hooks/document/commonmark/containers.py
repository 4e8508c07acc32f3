"""Quotes and lists."""

from __future__ import annotations

import re

from execplan_hooks.document.commonmark.starts import MARKER, blank, interrupts, is_break, only_text
from execplan_hooks.document.commonmark.windows import MAX_DEPTH, ItemWindow, QuoteWindow, Window, trimmed
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
    if is_break(line):
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
        if further is None or further[2][-1] != delimiter or is_break(following):
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
    column = text.column(start, line[match.start(2) :])
    first = text.first_line
    if paragraph := _only_paragraph(window, start, content, indent):
        return Block(BlockKind.ITEM, start + first, paragraph.end_line, column, (paragraph,), marker=match[2])
    inner = ItemWindow(text, window, start, (content if content.lstrip(" ") else "",))
    inner.prefix = " " * indent
    children = inner.blocks()
    end = trimmed(inner, inner.end, start)
    return Block(BlockKind.ITEM, start + first, end + first, column, children, marker=match[2])


def _only_paragraph(window: Window, start: int, content: str, indent: int) -> Block | None:
    """The paragraph that is all of an item, as in nine items of ten; None where that is not certain.

    What `ItemWindow` and `read_paragraph` would find together, without a window of its own. `content` is the item's
    first line, of which `indent` characters are left out.
    """
    if window.depth >= MAX_DEPTH or not content or content[0] == " " or not only_text(content):
        return None
    text = window.text
    prefix = " " * indent
    contents = [content]
    index = start + 1
    while (line := window.at(index)) is not None and line.startswith(prefix) and not blank(line):
        if not only_text(line.lstrip(" ")):
            return None
        contents.append(line[indent:])
        index += 1
    asked = index - start
    if line is None:
        if window.parent is not None:
            return None  # a line outside of the containers may go on with the paragraph
    elif blank(line):
        line = window.at(index + 1)
        if line is None or blank(line) or line.startswith(prefix):
            return None
        asked += 1
    elif not interrupts(line, paragraph=False):
        return None
    text.spend(5 + asked, start)
    pieces = text.all_trimmed(start, contents)
    return Block(BlockKind.PARAGRAPH, pieces[0].line, pieces[-1].line, text.column(start, content), (), pieces)
