"""Which of CommonMark's seven kinds of HTML block a line starts, and what ends them."""

from __future__ import annotations

import re

from execplan_hooks.document.commonmark.foundation import block_token, span_token
from execplan_hooks.lazy import lazy

_LITERAL = re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
HTML_ENDS: dict[int, re.Pattern[str]] = {
    1: lazy(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    2: re.compile(r"-->"),
    3: lazy(r"\?>"),
    4: lazy(r">"),
    5: lazy(r"\]\]>"),
}
"""By kind, what the last line of a block holds; the kinds that are not here end before a blank line."""

_NAME = lazy(r"</?([A-Za-z][A-Za-z0-9]*)(?=\s|/?>|$)")
_NAMES = (span_token._tags | {"search"}) - {"meta", "source"}  # CommonMark 0.31


def html_kind(rest: str) -> int:
    """The number of CommonMark's start condition that a line without indentation meets, or 0."""
    if _LITERAL.match(rest):
        return 1
    if rest.startswith("<!--"):
        return 2
    if rest.startswith("<?"):
        return 3
    if rest.startswith("<![CDATA["):
        return 5
    if rest.startswith("<!") and rest[2:3].isascii() and rest[2:3].isalpha():
        return 4
    if (match := _NAME.match(rest)) and match[1].lower() in _NAMES:
        return 6
    return 7 if block_token.HtmlBlock.custom_tag.match(rest) else 0
