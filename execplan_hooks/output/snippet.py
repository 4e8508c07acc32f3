"""The line that a finding is about, with a mark under the place: `snippet`.

The mark stands where the place is on a terminal: tabs, wide and combining characters and what `plain` escapes take the
room that they are shown in.
"""

from __future__ import annotations

import unicodedata

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic

WIDTH = 100
"""So many columns of a line are shown."""
_TAB = 4
_CUT = "\u2026"
_REDACTED = "<REDACTED>"


def snippet(diagnostic: Diagnostic) -> list[str]:
    """The finding's line and, where it is certain, a line with a mark below its columns.

    Nothing where the finding has no line, or is about something that is not there.
    """
    if diagnostic.line is None or diagnostic.absent or not diagnostic.text.strip():
        return []
    number = str(diagnostic.line)
    shown, mark = _around(diagnostic.text, _whole(diagnostic) or marked(diagnostic))
    below = [f"  {' ' * len(number)} | {mark}"] if mark else []
    return [f"  {number} | {shown}".rstrip(), *below]


def marked(diagnostic: Diagnostic) -> tuple[int, int] | None:
    """The characters of the finding's text that it is about, from the first up to the one behind the last, 0-based;
    None where that is not certain.

    Behind a secret that was taken out of the line its columns do not fit any more.
    """
    text = diagnostic.text
    if not text or diagnostic.column is None or not 1 <= diagnostic.column <= len(text) + 1:
        return None
    start, end = diagnostic.column - 1, len(text)
    if diagnostic.end_line in (None, diagnostic.line):
        end = start + 1 if diagnostic.end_column is None else max(start, diagnostic.end_column - 1)
    redacted = text.find(_REDACTED)
    if 0 <= redacted < start:
        return None
    if 0 <= redacted < end:
        end = redacted + len(_REDACTED)
    return start, min(end, len(text))


def _whole(diagnostic: Diagnostic) -> tuple[int, int] | None:
    """All that stands on the line, where the finding names no part of it."""
    text = diagnostic.text
    if diagnostic.column is not None or _REDACTED in text:
        return None
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _around(text: str, span: tuple[int, int] | None) -> tuple[str, str]:
    """What is shown of a line, and the mark below it; of a long line only what is around the mark is looked at."""
    start, end = span or (0, 0)
    first = _first_shown(text, start, end)
    shown = [_CUT] if first else []
    column = mark = mark_end = len(shown)
    for index in range(first, len(text)):
        cell, width = _cell(text, index, column)
        if column + width > WIDTH or index > first + 4 * WIDTH:
            shown.append(_CUT)
            break
        if index == start:
            # A combining character is shown on the one before it.
            mark = column if width else max(0, column - 1)
        shown.append(cell)
        column += width
        if index < end:
            mark_end = column
    if span is None:
        return "".join(shown), ""
    if start == len(text):
        mark = column
    return "".join(shown), " " * mark + "^" * max(1, mark_end - mark)


def _first_shown(text: str, start: int, end: int) -> int:
    """The first character that is shown: that of the line where the mark still fits in, else one that puts its
    beginning into the middle."""
    if _reached(text, min(end, start + WIDTH), WIDTH) == 0:
        return 0
    return _reached(text, start, WIDTH // 2)


def _reached(text: str, index: int, room: int) -> int:
    """How far to the left of a character so many columns reach."""
    first = index
    while first > 0 and index - first < 2 * WIDTH:
        room -= _cell(text, first - 1, 0)[1]
        if room < 0:
            break
        first -= 1
    return first


def _cell(text: str, index: int, column: int) -> tuple[str, int]:
    """What a character is shown as and how many columns that takes, where it begins at `column`."""
    char = text[index]
    if char == "\t":
        width = _TAB - column % _TAB
        return " " * width, width
    if char == "#" and text[max(0, index - 1) : index + 2] == "##[":
        char = "\\x23"  # as `plain` writes it, so that it is no command of a workflow's runner
    shown = plain(char)
    if len(shown) > 1 or shown.isascii():
        return shown, len(shown)
    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return shown, 0
    return shown, 2 if unicodedata.east_asian_width(char) in "WF" else 1
