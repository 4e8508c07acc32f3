"""Inline markup of leaf blocks, looked for on demand: code spans, HTML comments, what else is opaque.

This is one pass from the left as CommonMark wants it: in mistletoe a backtick inside a tag opens a code span,
and its patterns are quadratic.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_INLINE = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE)


@frozen
class Span:
    """A stretch of text; `end_column` is the column after its last character, all 1-based."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Stretch:
    """Text in which markup may span lines: a paragraph, a heading, a table's cell."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.text = "\n".join([piece.text for piece in pieces])
        self._starts = [0]
        for piece in pieces[:-1]:
            self._starts.append(self._starts[-1] + len(piece.text) + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset in `text`."""
        index = bisect_right(self._starts, offset) - 1
        return self.pieces[index].line, self.pieces[index].column + offset - self._starts[index]

    def span(self, start: int, end: int, text: str) -> Span:
        """`text` at the offsets `start` to `end` (exclusive)."""
        end_line, end_column = self.place(end - 1)
        return Span(*self.place(start), end_line, end_column + 1, text)

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Line, column and end column of each line's part of the offsets `start` to `end` (exclusive)."""
        index = bisect_right(self._starts, start) - 1
        while index < len(self.pieces) and self._starts[index] < end:
            piece, first = self.pieces[index], self._starts[index]
            left, right = max(start - first, 0), min(end - first, len(piece.text))
            yield piece.line, piece.column + left, piece.column + right
            index += 1


def stretches(block: Block) -> Iterator[Stretch]:
    """The texts of a leaf; none where it has no inline markup."""
    if block.kind is BlockKind.TABLE:
        for number, row in enumerate(block.pieces):
            if number != 1:
                for offset, cell in cells(row.text):
                    yield Stretch((Piece(row.line, row.column + offset, cell),))
    elif block.kind in (*_INLINE, BlockKind.HTML) and block.pieces:
        yield Stretch(block.pieces)


_SPECIAL = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<")
_ATTRIBUTE = r"""\s++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?"""
_TAG = lazy(rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?|/[A-Za-z][A-Za-z0-9-]*+\s*+)>")
_URI = lazy(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*+>")
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = lazy(rf"<[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_WORD}(?:\.{_WORD})*+>")
_RAW = re.compile(r"<(script|style|textarea|title|xmp|iframe|noembed|noframes)[\s/>]", re.IGNORECASE)
"""The elements in which HTML knows no tags and no comments."""
_CLOSERS = (("<!--", "-->", "comment"), ("<?", "?>", "tag"), ("<![CDATA[", "]]>", "tag"), ("<!", ">", "tag"))

Opaque = tuple[int, int, str]
"""Offsets and kind (`code`, `comment`, `tag`, `autolink`, `mail`) of what holds no other markup."""


def scan(text: str, *, block: bool = False) -> list[Opaque]:
    """What stands in `text` that no other markup looks into, leftmost first; `block`: an HTML block's."""
    found: list[Opaque] = []
    if "<" not in text:
        if block or "`" not in text:
            return found
        if "``" not in text and "\\" not in text:
            return _pairs(text)
    runs: dict[int, list[int]] | None = None
    missing: set[str] = set()
    at = 0
    while match := _SPECIAL.search(text, at):
        at = match.end()
        if match[0] == "<":
            opaque = _angle(text, match.start(), missing, block=block)
            if opaque is not None:
                found.append(opaque)
                at = opaque[1]
                if block and (raw := _RAW.match(text, match.start())):
                    end = re.compile(rf"</{raw[1]}(?=[\s/>])", re.IGNORECASE).search(text, at)
                    at = end.start() if end else len(text)
        elif match[0][0] == "`" and not block:
            if runs is None:
                runs = {}
                for run in re.finditer("`+", text):
                    runs.setdefault(len(run[0]), []).append(run.start())
            starts = runs.get(len(match[0]), [])
            index = bisect_left(starts, at)
            if index < len(starts):
                at = starts[index] + len(match[0])
                found.append((match.start(), at, "code"))
        elif block and match[0][0] == "\\":
            at -= 1  # HTML has no escapes
    return found


def _pairs(text: str) -> list[Opaque]:
    """The code spans of a text like most, in which every backtick stands alone: each goes with the next one."""
    found: list[Opaque] = []
    start = text.find("`")
    while start >= 0 and (end := text.find("`", start + 1) + 1):
        found.append((start, end, "code"))
        start = text.find("`", end)
    return found


def _angle(text: str, start: int, missing: set[str], *, block: bool) -> Opaque | None:
    """What starts with the `<` at `start`; `missing` remembers closers that do not follow, to stay linear."""
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return start, start + len(short), "comment"
    for opener, closer, kind in _CLOSERS:
        if text.startswith(opener, start) and (opener != "<!" or text[start + 2 : start + 3].isalpha()):
            end = -1 if closer in missing else text.find(closer, start + len(opener))
            if end >= 0:
                return start, end + len(closer), kind
            missing.add(closer)
            return (start, len(text), kind) if block and kind == "comment" else None
    if match := _TAG.match(text, start):
        return start, match.end(), "tag"
    if block:
        return None
    if match := _URI.match(text, start):
        return start, match.end(), "autolink"
    return (start, match.end(), "mail") if (match := _MAIL.match(text, start)) else None


def code_spans(block: Block) -> list[Span]:
    """The code spans of a heading, paragraph or table, with their backticks; `text` is their content.

    A newline in the content counts as a space, and one space at both ends does not belong to it.
    """
    if block.kind not in _INLINE or "`" not in block.text:
        return []
    result = []
    for stretch in stretches(block):
        for start, end, kind in scan(stretch.text) if "`" in stretch.text else ():
            if kind == "code":
                content = stretch.text[start:end].strip("`").replace("\n", " ")
                if block.kind is BlockKind.TABLE:
                    content = content.replace("\\|", "|")
                if content.strip(" ") and content[0] == content[-1] == " ":
                    content = content[1:-1]
                result.append(stretch.span(start, end, content))
    return result


def comments(block: Block) -> list[Span]:
    """The HTML comments of a heading, paragraph, table or HTML block; `text` is with `<!--` and `-->`."""
    if "<!--" not in block.text:
        return []
    return [
        stretch.span(start, end, stretch.text[start:end])
        for stretch in stretches(block)
        for start, end, kind in scan(stretch.text, block=block.kind is BlockKind.HTML)
        if kind == "comment"
    ]
