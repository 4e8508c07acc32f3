"""Links of a document with their places, looked for on demand.

Autolinks and raw HTML come from `execplan_hooks.document.inline`. Brackets are left to mistletoe, which gets the
text with all that neutralised.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from execplan_hooks.document.inline import Opaque, Stretch, scan, stretches
from execplan_hooks.document.markdown import Block, BlockKind, Document, MarkdownLimitError
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

MAX_WORK = 20_000_000
"""Brackets times characters, summed over the stretches of text that mistletoe is given: its search is quadratic. This
much takes it two seconds at worst; it is 1,000 times `[a](#b) ` in one paragraph. Real plans stay below a thirtieth."""


@frozen
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


_CODE = (BlockKind.FENCE, BlockKind.CODE)
_TRIGGERS = ("](", "][", "<", "://")
_DEFINITION = lazy(r"\[((?:[^\[\]\\]|\\.)*+)\]:\s*+(?:<((?:[^<>\\\n]|\\.)*+)>|([^\x00-\x20\x7f]++))", re.DOTALL)
_REFERENCE_ATTRIBUTE = lazy(r"""\s(?:href|src)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++))""", re.IGNORECASE)


_ENTITY = lazy(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")
# Neutral characters stand for what mistletoe must not see: emphasis and backticks everywhere (both are
# quadratic there and decide nothing about links), in opaque stretches also all that could be a bracket.
_NEUTRAL = str.maketrans(dict.fromkeys("*_`", "\ue000"))
_OPAQUE = str.maketrans(dict.fromkeys("*_`[]()!\\<>\"'", "\ue000"))


def links(document: Document) -> list[Link]:
    """All links of a document in the order of their places; none from code or HTML comments.

    Raises `MarkdownLimitError` for more brackets than `MAX_WORK` allows.
    """
    result: list[Link] = []
    definitions: dict[str, str] = {}
    leaves = [block for block in document.walk() if block.pieces and block.kind not in _CODE]
    for block in leaves:
        if block.kind is BlockKind.DEFINITION and (match := _DEFINITION.match(block.text)):
            group = 2 if match[2] is not None else 3
            url = _unescape(match[group])
            definitions.setdefault(_label(match[1]), url)
            result.append(_link(Stretch(block.pieces), "definition", url, match[1], *match.span(group)))
    texts: list[tuple[Block, Stretch, int]] = []
    for block in leaves:
        if _may_link(block.text) or (definitions and "[" in block.text):
            texts += [(block, stretch, work_of(block, stretch)) for stretch in stretches(block)]
    # Before anything is searched: each rule that asks comes here again.
    if sum(work for _, _, work in texts) > MAX_WORK:
        heaviest = max(texts, key=itemgetter(2))[0]
        raise MarkdownLimitError("not checked: so many links and brackets take too long to be read", heaviest.line)
    for block, stretch, work in texts:
        opaque = scan(stretch.text, block=block.kind is BlockKind.HTML)
        taken = [(start, end) for start, end, _ in opaque]
        destinations: list[tuple[int, int]] = []
        # Without a definition only `](` makes a link.
        if work and (definitions or "](" in stretch.text):
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


def _may_link(text: str) -> bool:
    """Whether a text has what begins a link or stands within one, but for brackets that a definition makes one of."""
    for trigger in _TRIGGERS:  # nearly all texts have none: this is ten times as fast as one expression
        if trigger in text:
            return True
    return ("w." in text or "W." in text) and "www." in text.lower()


def destinations(stretch: Stretch) -> list[tuple[int, int]]:
    """The offsets of each target with its title, in the parentheses behind the text of a link or an image.

    See `MAX_WORK` for what it may cost.
    """
    return [(bracket, end) for _, bracket, end, _ in _bracketed(stretch, scan(stretch.text), {})]


def work_of(block: Block, stretch: Stretch) -> int:
    """What the search for links in brackets costs; 0 where there are none."""
    if block.kind is BlockKind.HTML or "]" not in stretch.text:
        return 0
    return (stretch.text.count("[") + stretch.text.count("]")) * len(stretch.text)


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


def _link(stretch: Stretch, kind: str, url: str, text: str, start: int, end: int) -> Link:
    """A link whose URL stands at `start` to `end`; of several lines the first one counts."""
    line, column = stretch.place(start)
    newline = stretch.text.find("\n", start, end)
    return Link(kind, url, text, line, column, column + (end if newline < 0 else newline) - start)


def _bracketed(
    stretch: Stretch, opaque: Sequence[Opaque], definitions: Mapping[str, str]
) -> Iterator[tuple[int, int, int, Link]]:
    """The links and images of a text, from mistletoe, with the offsets of their start, `]` and end."""
    # Lazily, as in `markdown.parse`.
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
            yield start, match.end(1), end, _link(stretch, "reference", match.group(2), label, start, end)
            continue
        first, last = match.start(2), match.end(2)
        if text[first : first + 1] == "<" and first < last:
            first, last = first + 1, last - 1
        yield start, match.end(1), end, _link(stretch, kind, _unescape(text[first:last]), label, first, last)


def _angle_links(stretch: Stretch, opaque: Sequence[Opaque]) -> Iterator[Link]:
    """Autolinks, and the `href` and `src` of tags."""
    for start, end, kind in opaque:
        inner = stretch.text[start + 1 : end - 1]
        if kind in ("autolink", "mail"):
            url = f"mailto:{inner}" if kind == "mail" else inner
            yield _link(stretch, "autolink", url, inner, start + 1, end - 1)
        elif kind == "tag":
            for match in _REFERENCE_ATTRIBUTE.finditer(stretch.text, start, end):
                group = match.lastindex or 0
                url = html.unescape(match[group])
                yield _link(stretch, "html", url, match[group], *match.span(group))


# No URL holds a space, an angle bracket, a quote or a backtick; without a space after it, East Asian
# punctuation ends one as well (GitHub would take it along).
_BARE = re.compile(
    r"(?:(?<![A-Za-z0-9])(?:https?|ftp)://(?=[\w\[])|(?<![^\s*_~(\[|])www\.(?=\w))"
    r"[^\s<>\"`\u3000-\u3003\u3008-\u3011\u2018-\u201f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]++",
    re.IGNORECASE,
)
_TRAILING_ENTITY = lazy(r"&[A-Za-z0-9]{1,31};$")


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
        yield _link(stretch, "bare", full, url, match.start(), match.start() + len(url))


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
