"""The names by which links lead into a Markdown document: GitHub's heading anchors, and explicit ones."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from execplan_hooks.document import markdown
from execplan_hooks.document.inline import scan, stretches
from execplan_hooks.document.markdown import BlockKind, Document, MarkdownLimitError
from execplan_hooks.document.source import Source
from execplan_hooks.lazy import lazy

_NAME = lazy(r"""\s(?:id|name)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++))""", re.IGNORECASE)
_HTML_HEADING = lazy(r"<h[1-6](?:\s[^<>]{0,200})?>(.{0,300}?)</h[1-6]>", re.IGNORECASE | re.DOTALL)
_TAG = lazy(r"<[^<>]{0,300}>")
_CUSTOM = lazy(r"\{:?\s*#([\w.:-]{1,100})[^{}]{0,100}\}\s*$")
# An image has no text; a link keeps its own. Brackets in brackets are too rare in headings to matter.
_IMAGE = lazy(r"!\[[^\[\]]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]]{0,100}\])")
_LINK = lazy(r"\[([^\[\]]{0,300})\](?:\([^()\n]{0,500}\)|\[[^\[\]]{0,100}\])")
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = lazy(r"(?<![^\W_])_+|_+(?![^\W_])")
_IN_CODE = "\ue000"
"""Stands for an underscore of a code span or after a backslash, which is no emphasis."""


def anchors(document: Document) -> frozenset[str]:
    """The anchors of a document, each as `comparable` makes it: those of headings, `id`s and `name`s of tags, and
    `{#custom}` ones."""
    found: set[str] = set()
    taken: set[str] = set()
    repeated: dict[str, int] = {}
    for block in document.walk():
        for title in _titles(block):
            base = name = slug(title)
            while name in taken:
                repeated[base] = repeated.get(base, 0) + 1
                name = f"{base}-{repeated[base]}"
            taken.add(name)
            found.add(name)
        if block.kind is BlockKind.HEADING and (custom := _CUSTOM.search(block.text[-300:])):
            found.add(custom[1])
        if "=" in block.text and "<" in block.text:
            found.update(_explicit(block))
    return frozenset(map(comparable, found))


@lru_cache(maxsize=256)
def anchors_of(source: Source) -> frozenset[str] | None:
    """The anchors of a Markdown file; None where it nests too deeply to be read."""
    end = source.front_matter_end
    try:
        return anchors(markdown.parse(source.lines[end:], end + 1))
    except MarkdownLimitError:
        return None


def comparable(anchor: str) -> str:
    """An anchor without what programs that write them disagree on: composed accents, and the signs and numbers (`²`)
    that some keep and others drop."""
    kept = (char for char in unicodedata.normalize("NFC", anchor) if unicodedata.category(char) != "No")
    return "".join(kept).replace("\ufe0f", "").replace("\ufe0e", "")


def slug(title: str) -> str:
    """GitHub's anchor of a heading whose Markdown text is `title`, without the number of a repeated one."""
    text = html.unescape(_text(title.strip())).replace(_IN_CODE, "_").lower()
    return "".join("-" if char == " " else char for char in text if _is_kept(char))


def _is_kept(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in " -_"
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Nl", "No", "Pc") or "\u24b6" <= char <= "\u24e9"


def _text(title: str) -> str:
    """The text of inline Markdown, as far as letters, digits, blanks, `-` and `_` are concerned."""
    parts = []
    at = 0
    for start, end, kind in scan(title):
        parts.append(title[at:start])
        if kind == "code":
            # Whatever else stands in code is no markup, and dropped in the end.
            parts.append("".join(char for char in title[start:end] if _is_kept(char)).replace("_", _IN_CODE))
        elif kind in ("autolink", "mail"):
            parts.append(title[start + 1 : end - 1].replace("_", _IN_CODE))
        at = end
    parts.append(title[at:])
    text = _LINK.sub(r"\1", _IMAGE.sub("", "".join(parts)))
    text = _ESCAPE.sub(lambda match: _IN_CODE if match[1] == "_" else match[1], text)
    return _EMPHASIS.sub("", text).replace("\n", " ")


def _titles(block: markdown.Block) -> Iterator[str]:
    if block.kind is BlockKind.HEADING:
        yield _CUSTOM.sub("", block.text) if block.text.endswith("}") and len(block.text) < 1000 else block.text
    elif block.kind is BlockKind.HTML:
        for match in _HTML_HEADING.finditer(block.text):
            yield _TAG.sub("", match[1])


def _explicit(block: markdown.Block) -> Iterator[str]:
    for stretch in stretches(block):
        for start, end, kind in scan(stretch.text, block=block.kind is BlockKind.HTML):
            if kind == "tag":
                for match in _NAME.finditer(stretch.text, start, end):
                    yield html.unescape(match[match.lastindex or 0])
