"""The HTML tags of a document. Comments are none, and neither are placeholders and generics (`<task>`, `List<int>`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document.inline import scan, stretches
from execplan_hooks.document.markdown import Block, BlockKind, Document

_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<rest>[^>]*+)>")
# fmt: off
_ELEMENTS = frozenset((
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdo", "blockquote", "button", "canvas", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "i", "iframe", "input", "ins",
    "kbd", "li", "main", "mark", "nav", "ol", "p", "picture", "pre", "q", "s", "samp", "script", "section", "small",
    "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "tt", "u", "ul", "var", "video",
))
_ALONE = frozenset(("br", "hr", "wbr", "details"))  # need no closing tag to be what they are
_IMAGES = frozenset(("img", "source", "input"))  # never have one, but attributes
# fmt: on


@dataclass(frozen=True)
class Tag:
    """A tag at its place. `name` is in lower case; `closing`: `</name>`; `attributes` is what stands behind the name;
    `block` is the leaf that holds it."""

    name: str
    closing: bool
    attributes: str
    line: int
    column: int
    block: Block


def tags(document: Document) -> list[Tag]:
    """The tags of HTML elements in a document, in its order; not those in code and comments.

    What is written like the tag of an element that has an end (`<code>`, `<summary>`), but has neither an end in the
    whole document nor an attribute, is a placeholder.
    """
    found = list(_all(document))
    closed = {tag.name for tag in found if tag.closing}
    return [
        tag
        for tag in found
        if tag.name in _ALONE
        or (tag.name in _IMAGES and "=" in tag.attributes)
        or (tag.name in _ELEMENTS and (tag.closing or "=" in tag.attributes or tag.name in closed))
    ]


def _all(document: Document) -> Iterator[Tag]:
    for block in document.walk():
        if block.kind in (BlockKind.FENCE, BlockKind.CODE) or "<" not in block.text:
            continue
        for stretch in stretches(block):
            for start, end, kind in scan(stretch.text, block=block.kind is BlockKind.HTML):
                match = _TAG.fullmatch(stretch.text, start, end) if kind == "tag" else None
                if match:
                    place = stretch.place(start)
                    yield Tag(match["name"].lower(), bool(match["slash"]), match["rest"], *place, block)
