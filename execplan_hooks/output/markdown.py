"""Untrusted text and tables in Markdown that a forge shows: nothing of a plan becomes markup, a link or a mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from execplan_hooks.escape import plain


def code(untrusted: object) -> str:
    """Text that is shown as it is: in a code span neither HTML nor links, mentions or emphasis mean anything."""
    shown = plain(str(untrusted)).replace("|", "\\x7c")  # ends a table's cell, in code too
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if not shown or "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """The lines of a table with an empty one behind it; none where there are no rows."""
    shown = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *shown, ""] if shown else []


def bullets(title: str, items: Sequence[str]) -> list[str]:
    """The lines of a list with a title, and an empty one behind it; none where there are no items."""
    return [f"{title}:", "", *(f"- {item}" for item in items), ""] if items else []
