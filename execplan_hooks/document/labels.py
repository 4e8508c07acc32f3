"""Labelled values: `**Status:** Draft`, `- Status: Draft`, `Owner: x • Priority: P1`, `Rationale: …`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.document.headings import normalise
from execplan_hooks.document.markdown import Block, BlockKind, Piece
from execplan_hooks.document.sections import Section

_BOLD = re.compile(r"(\*\*|__)(?P<label>[^*_:：\s][^*:：]{0,60}?)\s*(?:[:：]\s*\1|\1\s*[:：])\s*")
_PLAIN = re.compile(r"(?P<label>[^\W\d_][^:：`*|<>\[\]]{0,48}?)\s*(?:：|:(?![/:\d]))\s*")
_TASK = re.compile(r"\[[ xX~/-]\]\s+")
_SEPARATOR = re.compile(r"\s+[•·]\s+")


@dataclass(frozen=True)
class Label:
    """A labelled value on one line.

    `value` is the text behind the colon on that line, without the blanks around it; `line` and `column` are
    where it starts. `section` is the innermost section around it, `path` the keys of all of them, outermost
    first; both empty in the header. `block` is the list item or paragraph that holds it.
    """

    text: str
    value: str
    line: int
    column: int
    block: Block
    section: Section | None
    path: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        return normalise(self.text)


def labels_in(blocks: Iterable[Block], roots: tuple[Section, ...]) -> list[Label]:
    """All labelled values of a document: `blocks` are its top-level blocks, `roots` its section tree.

    The title (a single top section) does not count as a section: what stands directly below it is header.
    """
    found: list[Label] = []
    title = roots[0] if roots and roots[0].level == 1 else None
    first_heading = roots[0].line if roots else None
    head = [block for block in blocks if first_heading is None or block.line < first_heading]
    found.extend(_in_blocks(head, None, ()))
    for root in roots:
        found.extend(_in_section(root, (), header=root is title))
    return found


def _in_section(section: Section, path: tuple[str, ...], header: bool = False) -> Iterator[Label]:
    here = () if header else (*path, section.key)
    yield from _in_blocks(section.blocks, None if header else section, here)
    for child in section.children:
        yield from _in_section(child, here)


def _in_blocks(blocks: Iterable[Block], section: Section | None, path: tuple[str, ...]) -> Iterator[Label]:
    for block in blocks:
        for holder, paragraph in paragraphs(block):
            for piece in paragraph.pieces:
                yield from _on_line(piece, holder, section, path)


def paragraphs(block: Block, holder: Block | None = None) -> Iterator[tuple[Block, Block]]:
    """Each paragraph in a block, with the innermost list item around it (or itself)."""
    if block.kind is BlockKind.PARAGRAPH:
        yield holder or block, block
    elif block.kind in (BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE):
        inner = block if block.kind is BlockKind.ITEM else holder
        for child in block.children:
            yield from paragraphs(child, inner)


def _on_line(piece: Piece, block: Block, section: Section | None, path: tuple[str, ...]) -> Iterator[Label]:
    text = piece.text
    start = 0
    task = _TASK.match(text)
    if task:
        start = task.end()
    match = _label_at(text, start)
    while match is not None:
        # What has no label of its own belongs to the value: "Repo/Branch: `owner/repo` • `branch`".
        separators = _SEPARATOR.finditer(text, match.end())
        following = ((separator.start(), _label_at(text, separator.end())) for separator in separators)
        end, further = next(((end, label) for end, label in following if label), (len(text), None))
        value = text[match.end() : end]
        yield Label(match["label"], value.strip(), piece.line, piece.column + match.end(), block, section, path)
        match = further


def _label_at(text: str, start: int) -> re.Match[str] | None:
    return _BOLD.match(text, start) or _PLAIN.match(text, start)
