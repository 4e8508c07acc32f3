"""Leaves without lazy continuation: headings, code and HTML."""

from __future__ import annotations

from execplan_hooks.document.commonmark.html import HTML_ENDS, html_kind
from execplan_hooks.document.commonmark.starts import FENCE, HEADING, blank
from execplan_hooks.document.commonmark.windows import Window, trimmed
from execplan_hooks.document.markdown import Block, BlockKind, Piece


def read_code(window: Window, start: int, line: str) -> Block:
    """Indented code, without mistletoe's own treatment of tabs."""
    text = window.text
    column = text.column(start, line.lstrip(" "))
    contents = []
    index = start
    following: str | None = line
    while following is not None and (following.startswith("    ") or blank(following)):
        contents.append(following[4:])
        index += 1
        following = window.at(index)
    end = trimmed(window, index, start)
    pieces = text.pieces(start, contents[: end + 1 - start])
    return Block(BlockKind.CODE, start + text.first_line, end + text.first_line, column, (), pieces)


def read_fence(window: Window, start: int, line: str) -> Block | None:
    """mistletoe closes a fence at a line such as "```sh"; a closing fence has no info string."""
    match = FENCE.match(line)
    if match is None:
        return None
    text = window.text
    indent, marker = len(match[1]), match[2]
    contents: list[str] = []
    closed = False
    index = start + 1
    while not closed and (content := window.at(index)) is not None:
        if marker in content:
            run = content.strip(" \t")
            closed = not run.strip(marker[0]) and not content.startswith("    ")
        if indent:
            content = content[min(indent, len(content) - len(content.lstrip(" "))) :]
        contents.append(content)
        index += 1
    end = index - 1 if closed else trimmed(window, index, start)
    return Block(
        BlockKind.FENCE,
        start + text.first_line,
        end + text.first_line,
        text.column(start, line.lstrip(" ")),
        (),
        text.pieces(start + 1, contents[: end - start - closed]),
        info=match[3].strip(" \t"),
        closed=closed,
        marker=marker,
    )


def read_html(window: Window, start: int, line: str) -> Block | None:
    """mistletoe misses upper case and `<pre` at a line's end, and fails on a line that is only `<!`."""
    rest = line.lstrip(" ")
    kind = html_kind(rest)
    if not kind:
        return None
    text = window.text
    end = HTML_ENDS.get(kind)
    contents = []
    index = start
    content: str | None = line
    while content is not None and (end or not blank(content)):
        contents.append(content)
        index += 1
        if end and end.search(content):
            break
        content = window.at(index)
    last = trimmed(window, index, start)
    pieces = text.pieces(start, contents[: last + 1 - start])
    return Block(BlockKind.HTML, start + text.first_line, last + text.first_line, text.column(start, rest), (), pieces)


def read_heading(window: Window, index: int, line: str) -> Block | None:
    """mistletoe keeps the text of the last heading in the class, and takes `#` before a form feed for one."""
    match = HEADING.match(line)
    if match is None:
        return None
    text = window.text
    content = line[match.end() :].lstrip(" \t")
    trimmed = content.rstrip(" \t")
    before = trimmed.rstrip("#")
    if not before or before[-1] in " \t":
        trimmed = before.rstrip(" \t")
    number = index + text.first_line
    piece = Piece(number, text.column(index, content), trimmed)
    column = text.column(index, line.lstrip(" "))
    return Block(BlockKind.HEADING, number, number, column, (), (piece,), level=len(match[1]))
