"""Link reference definitions, `[label]: destination 'title'`."""

from __future__ import annotations

import re
from collections.abc import Callable

from execplan_hooks.document.commonmark.paragraphs import continues
from execplan_hooks.document.commonmark.windows import Window
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.lazy import lazy

_LABEL = lazy(r"(?:[^\[\]\\]|\\.)*+", re.DOTALL)
_ANGLE = lazy(r"<(?:[^<>\\\n]|\\.)*+>")
_PLAIN = lazy(r"(?:[^\x00-\x20\x7f\\]|\\[^\x00-\x20\x7f]|\\)++")
_TITLES = {
    '"': lazy(r'(?:[^"\\]|\\.)*+', re.DOTALL),
    "'": lazy(r"(?:[^'\\]|\\.)*+", re.DOTALL),
    "(": lazy(r"(?:[^()\\]|\\.)*+", re.DOTALL),
}
_SPACE = lazy(r"[ \t]*+")


def read_definition(window: Window, start: int, line: str) -> Block | None:
    """mistletoe reads on to the next blank line, at a quadratic price, and keeps no place of a definition."""
    contents = [line.lstrip(" ")]
    lazy = False

    def grow() -> str | None:
        nonlocal lazy
        index = start + len(contents)
        following = window.at(index)
        if following is None:
            following = window.take_lazy()
            if following is None:
                return None
            lazy = True
        elif not continues(window, index, following, paragraph=False):
            return None
        contents.append(following.lstrip(" \t"))
        return contents[-1]

    count = definition_lines(contents[0], grow)
    if lazy and count < len(contents):
        window.forget(start + max(count, 1))
    if not count:
        return None
    text = window.text
    return Block(
        BlockKind.DEFINITION,
        start + text.first_line,
        start + count - 1 + text.first_line,
        text.column(start, contents[0]),
        (),
        text.pieces(start, contents[:count]),
    )


def definition_lines(line: str, grow: Callable[[], str | None]) -> int:
    """How many lines the link reference definition takes that starts with `line`; 0 if it is none.

    `grow` returns the next line of the paragraph, or None at its end; it is asked no further than needed.
    """
    used = 1
    at = 1
    label = ""
    while True:  # up to an unescaped bracket; a backslash at the end of a line escapes the newline
        end = _end(_LABEL, line, at)
        label += line[at:end]
        if len(label) > 999:
            return 0
        if end < len(line) and line[end] in "[]":
            break
        more = grow()
        if more is None:
            return 0
        line, at, used = more, 0, used + 1
    if line[end : end + 2] != "]:" or not label.strip():
        return 0
    at = _end(_SPACE, line, end + 2)
    if at == len(line):
        more = grow()
        if more is None:
            return 0
        line, at, used = more, 0, used + 1
    end = _destination_end(line, at)
    if end < 0:
        return 0
    at = _end(_SPACE, line, end)
    result = 0
    if at == len(line):
        result = used
        more = grow()
        if more is None:
            return result
        line, at, used = more, 0, used + 1
    elif at == end:
        return 0
    quote = line[at]
    if quote not in _TITLES:
        return result
    at += 1
    while True:
        at = _end(_TITLES[quote], line, at)
        if at < len(line) and line[at] != "\\":
            break
        more = grow()
        if more is None:
            return result
        line, at, used = more, 0, used + 1
    if line[at] != (")" if quote == "(" else quote) or _end(_SPACE, line, at + 1) < len(line):
        return result
    return used


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _destination_end(line: str, at: int) -> int:
    """Where the link destination at `at` ends; -1 if there is none."""
    if line.startswith("<", at):
        match = _ANGLE.match(line, at)
        return match.end() if match else -1
    match = _PLAIN.match(line, at)
    if match is None:
        return -1
    depth = 0
    for parenthesis in re.finditer(r"\\.|[()]", match[0]):
        if parenthesis[0] == "(":
            depth += 1
        elif parenthesis[0] == ")":
            depth -= 1
        if depth < 0 or depth > 32:
            return -1
    return match.end() if depth == 0 else -1
