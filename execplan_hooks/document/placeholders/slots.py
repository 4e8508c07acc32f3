"""The places in a text that one value fills: behind a label, between dashes, the whole of a list item, a stamp.

`[ ] (2025-10-01) <step> (owner: <who>)` has four: a stamp, the start, a label in brackets, and the value behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document import stamps
from execplan_hooks.document.inline import scan
from execplan_hooks.document.placeholders.unfilled import marks
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_BOX = lazy(r"\s*(?:\[[ xX~/-]\]\s+)?")
_GROUP = lazy(r"[(\[](?P<inner>[^()\[\]]{1,40})[)\]]\s+")
_OPENING = lazy(r"[\s*_(\[]*")
_CLOSING = lazy(r"[\s*_)\]]*(?:[:\uff1a]|(?<=\s)[\u2013\u2014-]\s)?[\s*_]*")
_SEPARATOR = lazy(
    r"(?P<label>[:\uff1a](?:\*\*|__)?(?=\s|\Z))|(?P<dash>\s(?:\u2014|\u2013|-|->|\u2192)\s)|(?P<bullet>\s[\u2022\u00b7]\s|;\s)"
    r"|(?P<bracket>\s\(|\)(?=[\s.,;:)]|\Z))"
)
_NEXT_LABEL = lazy(r"\s[A-Z][\w/]{0,20}\Z")
_MAX_LEADS = 3
_LONGEST_LABEL = 60
_MOST_WORDS = 7
LABELLED = lazy(r"\W*[^\W\d_][^:\uff1a`|]{0,40}[:\uff1a](?:\s|\*|$)")
"""What a line begins with that begins a statement of its own."""


@frozen
class Slot:
    """The value at `start:end` of a text, without emphasis and blanks around it.

    `opener` is what it stands behind: `start`, `stamp` (it is where a stamp belongs, or a short remark in brackets
    that comes first), `label`, `colon` (of a sentence), `dash`, `bullet` or `bracket`; `closer` what follows: `end`,
    `none` (a stamp with nothing in between), `label`, `dash`, `bullet` or `bracket`.
    `label` is the text of the label, else empty; `code`: it is one code span.
    """

    text: str
    start: int
    end: int
    opener: str
    closer: str
    label: str = ""
    code: bool = False


def slots(text: str) -> list[Slot]:
    """The slots of a statement: a list item's text, a line with a label, a heading, a table's cell; from the left."""
    shown = _masked(text)
    box = _BOX.match(text)
    at = box.end() if box else 0
    found = []
    for _ in range(_MAX_LEADS):
        lead = _lead(text, shown, at)
        if lead is None:
            break
        slot, at = lead
        found.append(slot)
    found.extend(_parts(text, shown, at))
    return found


def _masked(text: str) -> str:
    """The text in which what separates nothing is blackened: code, comments, and what is inside a placeholder."""
    covered = [(start, end, kind) for start, end, kind in scan(text) if kind in ("code", "comment")]
    covered += [(mark.start, mark.end, "") for mark in marks(text) if mark.kind in ("angle", "braces", "bracket")]
    parts, at = [], 0
    for start, end, kind in sorted(covered):
        if start >= at:
            parts += [text[at:start], (" " if kind == "comment" else "x") * (end - start)]
            at = end
    return "".join((*parts, text[at:]))


def _lead(text: str, shown: str, at: int) -> tuple[Slot, int] | None:
    """A stamp, the place for one, or a short group in brackets at the beginning, and where the rest begins."""
    opening = _OPENING.match(text, at)
    start = opening.end() if opening else at
    mark = next((mark for mark in marks(text[start : start + 60]) if mark.kind == "date" and mark.start == 0), None)
    stamp = stamps.leading(text, at)
    if mark or stamp:
        first, last = (start, start + mark.end) if mark else (stamp.start, stamp.end) if stamp else (at, at)
        closing = _CLOSING.match(text, last)
        end = closing.end() if closing else last
        bracketed = text[last:end].strip(" *_") != "" or text[at:first].strip(" *_") != ""
        closer = "end" if end == len(text) else "bracket" if bracketed else "none"
        return Slot(text[first:last], first, last, "stamp", closer), end
    group = _GROUP.match(shown, at)
    if group:
        return _slot(text, *group.span("inner"), "stamp", "bracket", ""), group.end()
    return None


def _parts(text: str, shown: str, at: int) -> Iterator[Slot]:
    opener, label = "start", ""
    for separator in _SEPARATOR.finditer(shown, at):
        kind = separator.lastgroup or ""
        end = separator.start()
        following = _NEXT_LABEL.search(shown, at, end) if kind == "label" and opener == "label" else None
        yield _slot(text, at, following.start() if following else end, opener, kind, label)
        label = text[following.start() if following else at : end].strip(" *_") if kind == "label" else ""
        opener, at = kind if kind != "label" or _is_label(label) else "colon", separator.end()
    yield _slot(text, at, len(text), opener, "end", label)


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and len(text.split()) <= _MOST_WORDS


def _slot(text: str, start: int, end: int, opener: str, closer: str, label: str) -> Slot:
    value = text[start:end]
    body = value.strip(" \t\n*_.,;:")
    if body == "" or value.strip(" \t\n*_,").startswith("."):
        body = value.strip()  # an ellipsis
    first = start + value.find(body)
    code = len(body) > 1 and body[0] == body[-1] == "`" and body.strip("`").count("`") == 0
    return Slot(body, first, first + len(body), opener, closer, label, code)
