"""Headings and what stands below them: the tree of sections of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.document.headings import normalise
from execplan_hooks.document.markdown import Block, BlockKind, Document

_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A heading with its content.

    `title` is the heading's text as written, `line` its line, `end_line` the last line with content
    before the next heading of the same or a higher level. `blocks` are those directly below the heading, up
    to the first deeper one; `children` the sections of those.
    """

    title: str
    level: int
    line: int
    column: int
    end_line: int
    blocks: tuple[Block, ...]
    children: tuple[Section, ...]

    @cached_property
    def key(self) -> str:
        return normalise(self.title)

    def walk(self) -> Iterator[Section]:
        """The section itself and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_blocks(self) -> Iterator[Block]:
        """The blocks of the section and of all sections below it; containers, not what is inside them."""
        for section in self.walk():
            yield from section.blocks

    @property
    def is_empty(self) -> bool:
        """Whether nothing but comments, rules and deeper headings stands in it."""
        return not any(has_content(block) for block in self.all_blocks())


@dataclass(frozen=True)
class HiddenHeading:
    """A line that reads as a heading but stands in a code fence or a comment (`where`)."""

    title: str
    level: int
    line: int
    where: str

    @property
    def key(self) -> str:
        return normalise(self.title)


def has_content(block: Block) -> bool:
    """Whether a reader sees something of the block."""
    if block.kind in (BlockKind.BREAK, BlockKind.DEFINITION):
        return False
    if block.kind is BlockKind.HTML:
        return bool(_COMMENT.sub("", block.text).strip())
    if block.kind is BlockKind.PARAGRAPH:
        return bool(_COMMENT.sub("", block.text).strip())
    if block.kind in (BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE):
        return any(has_content(child) for child in block.children)
    return True


def build(document: Document) -> tuple[Section, ...]:
    """The top sections of a document. Headings inside lists and quotes are content, not sections."""
    blocks = document.blocks
    places = [index for index, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    return _build(blocks, places, 0, len(places), len(blocks))


def _build(blocks: tuple[Block, ...], places: list[int], start: int, stop: int, end: int) -> tuple[Section, ...]:
    """The sections of headings `places[start:stop]`, whose last block lies before `blocks[end]`."""
    sections = []
    while start < stop:
        heading = blocks[places[start]]
        after = start + 1
        while after < stop and blocks[places[after]].level > heading.level:
            after += 1
        last = places[after] if after < stop else end
        first_child = places[start + 1] if start + 1 < after else last
        sections.append(
            Section(
                title=" ".join(piece.text.strip() for piece in heading.pieces).strip(),
                level=heading.level,
                line=heading.line,
                column=heading.column,
                end_line=blocks[last - 1].end_line,
                blocks=blocks[places[start] + 1 : first_child],
                children=_build(blocks, places, start + 1, after, last),
            )
        )
        start = after
    return tuple(sections)


def hidden_headings(document: Document) -> list[HiddenHeading]:
    """Lines that read as ATX headings inside top-level fences and comments.

    The tree knows nothing of them, rightly; they are wanted to tell "missing" from "hidden".
    """
    return [heading for block in document.blocks for heading in hidden_in(block)]


def hidden_in(block: Block) -> list[HiddenHeading]:
    """The lines of a fence or a comment that read as ATX headings; of any other block none."""
    if block.kind is BlockKind.FENCE:
        where = "a code fence"
    elif block.kind is BlockKind.HTML and "<!--" in block.text:
        where = "a comment"
    else:
        return []
    found = ((piece.line, _atx(piece.text)) for piece in block.pieces)
    return [HiddenHeading(heading[1], heading[0], line, where) for line, heading in found if heading]


def _atx(line: str) -> tuple[int, str] | None:
    """The level and the text of an ATX heading, without the signs that close it; None for another line.

    Not one expression: what takes the signs away at the end, searched from each space on, would be quadratic in spaces.
    """
    match = _ATX.match(line.rstrip(" \t"))
    if match is None:
        return None
    text = match[2].rstrip("#")
    return len(match[1]), text.rstrip(" \t") if text.endswith((" ", "\t")) else match[2]


def holds_opening(fence: Block) -> bool:
    """Whether a fence holds a line that opens a fence like it: it should have been closed before."""
    opening = _opening(fence)
    return any(opening.match(piece.text) for piece in fence.pieces)


def _opening(fence: Block) -> re.Pattern[str]:
    return re.compile(rf" {{0,3}}{re.escape(fence.marker)}+[ \t]*[A-Za-z{{]")


def begins_with_heading(block: Block) -> bool:
    """Whether a fence begins as a document does: with a heading, front matter or a comment."""
    first = next((piece.text for piece in block.pieces if piece.text.strip()), "")
    return _atx(first) is not None or first.startswith(("---", "<!--"))


def forgotten_fence(document: Document, missing: Set[str]) -> Block | None:
    """The top-level fence that somebody forgot to close, or None.

    `missing` are the keys of sections that the plan should have and that cannot be seen. A later fence may
    close a forgotten one, or turn code and prose around from there on: then it is the first fence that holds
    a missing section together with a line that opens a fence, or with an unclosed fence somewhere after it.
    """
    fences = [block for block in document.blocks if block.kind is BlockKind.FENCE]
    unclosed = next((fence for fence in fences if not fence.closed), None)
    for fence in fences:
        if fence is unclosed:
            return fence
        opening = _opening(fence)
        held = False
        for piece in fence.pieces:
            heading = _atx(piece.text)
            held = held or (heading is not None and normalise(heading[1]) in missing)
            if held and (unclosed or opening.match(piece.text)):
                return fence
    return None
