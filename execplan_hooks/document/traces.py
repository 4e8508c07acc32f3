"""Which lines of a text have a trace of something: one fast look at all of it, for slow ones to go to those lines."""

from __future__ import annotations

import re


def lines_with(text: str, *traces: re.Pattern[str]) -> list[int]:
    r"""The numbers of the lines, from 1 and in order, in which one of some patterns matches.

    No pattern may match a line break (`\n`). Each should begin with a fixed character: to look for several of those one
    after the other is much faster than for all at once.
    """
    found: list[int] = []
    number, at = 1, 0
    for offset in sorted(match.start() for trace in traces for match in trace.finditer(text)):
        number, at = number + text.count("\n", at, offset), offset
        if not found or found[-1] != number:
            found.append(number)
    return found
