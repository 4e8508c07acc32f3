"""Inline markup of leaf blocks, looked for on demand: code spans, HTML comments, links.

Code spans, autolinks and raw HTML are found here, in one pass from the left as CommonMark wants it: in
mistletoe a backtick inside a tag opens a code span, and its patterns are quadratic. Brackets are left to
mistletoe, which gets the text with all that neutralised.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from execplan_hooks.document.markdown import Block, BlockKind, Document, Piece, cells

MAX_LEAF_WORK = 3_000_000
MAX_WORK = 20_000_000
"""Brackets times characters that mistletoe is given, per stretch of text and per document: its search is
quadratic (5,000 times `[a](` take 3.6 s). Beyond, only bare URLs are found. Real plans stay below a tenth."""

_INLINE = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE)


@dataclass(frozen=True)
class Span:
    """A stretch of text; `end_column` is the column after its last character, all 1-based."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True)
class Link:
    """A link, with the place of its URL in the source (of the whole use for `reference`).

    `kind` is `link`, `image`, `autolink`, `reference` (a use of a definition), `definition`, `html` (an
    attribute `href` or `src`) or `bare`. `url` is unescaped; a bare `www.` gets `http://`, as on GitHub.
    `text` is the link text as written, the label of a definition, or the URL as written.
    """

    kind: str
    url: str
    text: str
    line: int
    column: int
    end_column: int


class Stretch:
    """Text in which markup may span lines: a paragraph, a heading, a table's cell."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.text = "\n".join(piece.text for piece in pieces)
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

    def link(self, kind: str, url: str, text: str, start: int, end: int) -> Link:
        """A link whose URL stands at `start` to `end`; of several lines the first one counts."""
        line, column = self.place(start)
        newline = self.text.find("\n", start, end)
        return Link(kind, url, text, line, column, column + (end if newline < 0 else newline) - start)


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
_TAG = re.compile(rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?|/[A-Za-z][A-Za-z0-9-]*+\s*+)>")
_URI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*+>")
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = re.compile(rf"<[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_WORD}(?:\.{_WORD})*+>")
_CLOSERS = (("<!--", "-->", "comment"), ("<?", "?>", "tag"), ("<![CDATA[", "]]>", "tag"), ("<!", ">", "tag"))

Opaque = tuple[int, int, str]
"""Offsets and kind (`code`, `comment`, `tag`, `autolink`, `mail`) of what holds no other markup."""


def scan(text: str, *, block: bool = False) -> list[Opaque]:
    """What stands in `text` that no other markup looks into, leftmost first; `block`: an HTML block's."""
    found: list[Opaque] = []
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


_TRIGGERS = re.compile(r"\]\(|\]\[|<|://|www\.", re.IGNORECASE)
_DEFINITION = re.compile(
    r"\[((?:[^\[\]\\]|\\.)*+)\]:\s*+(?:<((?:[^<>\\\n]|\\.)*+)>|([^\x00-\x20\x7f]++))", re.DOTALL
)
_REFERENCE_ATTRIBUTE = re.compile(
    r"""\s(?:href|src)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++))""", re.IGNORECASE
)


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Neutral characters stand for what mistletoe must not see: emphasis and backticks everywhere (both are
# quadratic there and decide nothing about links), in opaque stretches also all that could be a bracket.
_NEUTRAL = str.maketrans(dict.fromkeys("*_`", "\ue000"))
_OPAQUE = str.maketrans(dict.fromkeys("*_`[]()!\\<>\"'", "\ue000"))


def links(document: Document) -> list[Link]:
    """All links of a document in the order of their places; none from code or HTML comments."""
    result: list[Link] = []
    definitions: dict[str, str] = {}
    leaves = [block for block in document.walk() if block.pieces]
    for block in leaves:
        if block.kind is BlockKind.DEFINITION and (match := _DEFINITION.match(block.text)):
            group = 2 if match[2] is not None else 3
            url = _unescape(match[group])
            definitions.setdefault(_label(match[1]), url)
            result.append(Stretch(block.pieces).link("definition", url, match[1], *match.span(group)))
    budget = MAX_WORK
    for block in leaves:
        text = block.text
        if not _TRIGGERS.search(text) and not (definitions and "[" in text):
            continue
        for stretch in stretches(block):
            opaque = scan(stretch.text, block=block.kind is BlockKind.HTML)
            taken = [(start, end) for start, end, _ in opaque]
            destinations: list[tuple[int, int]] = []
            if block.kind is not BlockKind.HTML and "]" in stretch.text:
                work = (stretch.text.count("[") + stretch.text.count("]")) * len(stretch.text)
                if work <= min(MAX_LEAF_WORK, budget):
                    budget -= work
                    for start, bracket, end, link in _bracketed(stretch, opaque, definitions):
                        taken.append((start, end))
                        destinations.append((bracket, end))
                        result.append(link)
            # What looks like a tag in a destination, `[a](<b>)`, is none.
            inside = _Ranges(destinations)
            result += _angle_links(stretch, [found for found in opaque if not inside.holds(found[0])])
            result += _bare_links(stretch, taken)
    result.sort(key=lambda link: (link.line, link.column))
    return result


class _Ranges:
    """Whether an offset lies in one of some ranges; ranges may nest, as an image in a link does."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self.merged: list[tuple[int, int]] = []
        for start, end in sorted(ranges):
            if self.merged and start < self.merged[-1][1]:
                self.merged[-1] = (self.merged[-1][0], max(end, self.merged[-1][1]))
            else:
                self.merged.append((start, end))

    def holds(self, offset: int) -> bool:
        index = bisect_right(self.merged, offset, key=itemgetter(0)) - 1
        return index >= 0 and offset < self.merged[index][1]


def _unescape(url: str) -> str:
    # `html.unescape` alone would turn the `&copy=1` of a query into a sign; CommonMark wants the semicolon.
    return _ENTITY.sub(lambda match: html.unescape(match[0]), _ESCAPE.sub(r"\1", url))


def _label(text: str) -> str:
    return " ".join(text.translate(_NEUTRAL).split()).casefold()


def _bracketed(
    stretch: Stretch, opaque: Sequence[Opaque], definitions: Mapping[str, str]
) -> Iterator[tuple[int, int, int, Link]]:
    """The links and images of a text, from mistletoe, with the offsets of their start, `]` and end."""
    from mistletoe import core_tokens

    text = stretch.text
    parts = []
    at = 0
    for start, end, kind in opaque:
        if kind != "code" and text[max(0, start - 80) : start].rstrip().endswith("]("):
            continue  # `[a](<b>)`: the destination, if it is a link
        parts += [text[at:start].translate(_NEUTRAL), text[start:end].translate(_OPAQUE)]
        at = end
    parts.append(text[at:].translate(_NEUTRAL))
    find: Callable[[str, SimpleNamespace], list[Any]] = core_tokens.find_core_tokens
    root = SimpleNamespace(footnotes={label: (url, "") for label, url in definitions.items()})
    try:
        matches = find("".join(parts), root)
    finally:
        # Process-global there; a left-over match would appear in the next text.
        core_tokens._code_matches = []
    for match in matches:
        kind = match.type.lower()
        if kind not in ("link", "image"):
            continue
        start, end = match.start(), match.end()
        label = text[match.start(1) : match.end(1)]
        if match.start(2) < 0:
            yield start, match.end(1), end, stretch.link("reference", match.group(2), label, start, end)
            continue
        first, last = match.start(2), match.end(2)
        if text[first : first + 1] == "<" and first < last:
            first, last = first + 1, last - 1
        yield start, match.end(1), end, stretch.link(kind, _unescape(text[first:last]), label, first, last)


def _angle_links(stretch: Stretch, opaque: Sequence[Opaque]) -> Iterator[Link]:
    """Autolinks, and the `href` and `src` of tags."""
    for start, end, kind in opaque:
        inner = stretch.text[start + 1 : end - 1]
        if kind in ("autolink", "mail"):
            url = f"mailto:{inner}" if kind == "mail" else inner
            yield stretch.link("autolink", url, inner, start + 1, end - 1)
        elif kind == "tag":
            for match in _REFERENCE_ATTRIBUTE.finditer(stretch.text, start, end):
                group = match.lastindex or 0
                url = html.unescape(match[group])
                yield stretch.link("html", url, match[group], *match.span(group))


# No URL holds a space, an angle bracket, a quote or a backtick; without a space after it, East Asian
# punctuation ends one as well (GitHub would take it along).
_BARE = re.compile(
    r"(?:(?<![A-Za-z0-9])(?:https?|ftp)://(?=[\w\[])|(?<![^\s*_~(\[|])www\.(?=\w))"
    r"[^\s<>\"`\u3000-\u3003\u3008-\u3011\u2018-\u201f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]++",
    re.IGNORECASE,
)
_TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9]{1,31};$")


def _bare_links(stretch: Stretch, taken: Sequence[tuple[int, int]]) -> Iterator[Link]:
    """URLs as plain text (GFM's extended autolinks) outside the `taken` ranges."""
    parts = []
    at = 0
    for start, end in _Ranges(taken).merged:
        parts += [stretch.text[at:start], " " * (end - start)]
        at = end
    parts.append(stretch.text[at:])
    for match in _BARE.finditer("".join(parts)):
        url = match[0][: _url_length(match[0])]
        full = f"http://{url}" if url[:4].lower() == "www." else url
        yield stretch.link("bare", full, url, match.start(), match.start() + len(url))


def _url_length(url: str) -> int:
    """The length without what GFM counts as the sentence around: punctuation, unbalanced brackets, entities."""
    spare = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end:
        last = url[end - 1]
        if last == ";":
            entity = _TRAILING_ENTITY.search(url, max(0, end - 34), end)
            end = entity.start() if entity else end - 1
        elif last in "?!.,:*_~'" or spare.get(last, 0) > 0:
            if last in spare:
                spare[last] -= 1
            end -= 1
        else:
            break
    return end
