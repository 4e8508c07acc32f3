"""What a line looks like on its own: blank, or the start of a block."""

from __future__ import annotations

import re

from execplan_hooks.document.commonmark.html import html_kind
from execplan_hooks.lazy import lazy

MARKER = re.compile(r"( {0,3})([-+*]|[0-9]{1,9}[.)])(?:( +)|$)")
_BREAK = lazy(r" {0,3}([-_*])[ \t]*+(?:\1[ \t]*+){2,}+$")
FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)")
HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")

NOT_TEXT = frozenset(("", "\t", *"=#`~><-+*_0123456789"))
"""What a line that may end a paragraph begins with behind its spaces; before any other it goes on, but for tables."""


def blank(line: str) -> bool:
    """Whether there are only spaces and tabs in `line`."""
    # `str.strip` without an argument would also take form feeds and no-break spaces, which are text.
    return not line.strip(" \t")


def is_break(line: str) -> bool:
    """Whether `line` (not blank) is a thematic break."""
    return line[-1] in "-_* \t" and _BREAK.match(line) is not None


def interrupts(line: str, *, paragraph: bool) -> bool:
    """Whether `line` (not blank) starts a block where text would go on.

    `paragraph`: the line stands in the paragraph's own container, where only a list item with content and
    the number 1 can interrupt it. HTML of the seventh kind and indented code never do; for tables see there.
    """
    rest = line.lstrip(" ")
    first = rest[0]
    if first not in NOT_TEXT or len(line) - len(rest) > 3:
        return False
    if first == "#":
        return HEADING.match(rest) is not None
    if first in "`~":
        return FENCE.match(rest) is not None
    if first == ">":
        return True
    if first == "<":
        return html_kind(rest) in range(1, 7)
    if first in "-+*_0123456789":
        if is_break(rest):
            return True
        if match := MARKER.match(rest):
            marker = match[2]
            return not paragraph or (match.end() < len(rest) and (not marker[0].isdigit() or int(marker[:-1]) == 1))
    return False


def only_text(rest: str) -> bool:
    """Whether a line without indentation, not blank, is text for certain: it starts nothing, ends no paragraph, and
    is no row of a table. For many other lines of text it is false, and what they are has to be asked."""
    if "|" in rest:
        return False
    first = rest[0]
    if first == "[":  # the box of a task; anything else in brackets may be the label of a definition
        return rest[2:4] == "] " and rest[1] not in "[]\\"
    if first == "*":
        return rest[1:2] == "*" and rest[2:3] not in "* \t"  # bold
    if first == "`":
        return not rest.startswith("```")
    if first in "0123456789":
        return MARKER.match(rest) is None
    return first not in NOT_TEXT
