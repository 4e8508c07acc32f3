"""What a field of a plan says, also where that stands in the lines, the list or the paragraph below its label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.labels import Label
from execplan_hooks.document.markdown import Block, BlockKind, Piece
from execplan_hooks.document.plan import FieldValue, Plan
from execplan_hooks.document.sections import Section, has_content

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BELOW_ITEM = (BlockKind.LIST, BlockKind.FENCE, BlockKind.CODE, BlockKind.TABLE)
_BELOW = (*_BELOW_ITEM, BlockKind.PARAGRAPH, BlockKind.QUOTE)


@dataclass(frozen=True)
class Told:
    """A field where it stands: `label` as it is written, with its place; `place` is `"front-matter"`, `"header"` or
    the key of the innermost section.

    `text` is what stands behind the label, without comments, else the first text below it; `line` and `column` are
    where that begins. `is_empty`: there is neither. `is_list`: it is a list or a mapping of the front matter.
    """

    label: str
    place: str
    text: str
    line: int
    column: int
    is_empty: bool
    is_list: bool = False


class FieldReader:
    """Reads the fields of one plan; what it has to look up by place is prepared once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._labels = {(label.line, label.column): label for label in plan.labels}
        self._lines = {label.line for label in plan.labels}
        known = {key for spec in plan.dialect.fields.values() for key in spec.labels}
        self._known_lines = {label.line for label in plan.labels if label.key in known}
        self._front = {(field.line, field.column): field for field in plan.front_matter.fields}
        self._starts = [block.line for block in plan.document.blocks]

    def read(self, name: str) -> list[Told]:
        """What the plan says of a field of its dialect, in the order of the document."""
        return [self._told(value) for value in self._plan.field(name)]

    def headings(self, spec: FieldSpec) -> list[Section]:
        """The sections that stand in a place of the field and are named like its label: `### In Scope`."""
        return [
            child
            for section in self._plan.all_sections
            if self._holds(section, spec)
            for child in section.walk()
            if child is not section and child.key in spec.labels
        ]

    def _holds(self, section: Section, spec: FieldSpec) -> bool:
        known = self._plan.dialect.section_of(section.key)
        return section.key in spec.places or (known is not None and known.key in spec.places)

    def _told(self, value: FieldValue) -> Told:
        text = _COMMENT.sub("", value.value).strip()
        label = self._labels.get((value.line, value.column)) if value.place != "front-matter" else None
        if label is None:
            field = self._front[value.line, value.column]
            empty = not (text or field.nested)
            return Told(field.key, value.place, text, value.line, value.column, empty, field.nested)
        if text:
            return Told(label.text, value.place, text, value.line, value.column, False)
        below = next(self._below(label), None)
        if below is None:
            return Told(label.text, value.place, "", value.line, value.column, True)
        return Told(label.text, value.place, below.text.strip(), below.line, below.column, False)

    def _below(self, label: Label) -> Iterator[Piece]:
        """The first line of each thing that stands below a label and belongs to it."""
        for child in label.block.children or (label.block,):
            if child.line <= label.line <= child.end_line:
                for piece in child.pieces[label.line - child.line + 1 :]:
                    if piece.line in self._lines:
                        return  # the next label: what follows is its value
                    yield piece
            elif child.line > label.line:
                yield from _first(child)
        blocks = self._plan.document.blocks
        index = bisect_right(self._starts, label.line)
        if not 0 < index < len(blocks) or blocks[index - 1].end_line > label.block.end_line:
            return  # something else stands between the label and the next block
        following = blocks[index]
        kinds = _BELOW_ITEM if label.block.kind is BlockKind.ITEM else _BELOW
        if following.kind in kinds and following.line not in self._known_lines:
            yield from _first(following)


def _first(block: Block) -> Iterator[Piece]:
    """The first line of text in a block that a reader sees."""
    for inner in block.walk():
        if inner.pieces and has_content(inner):
            yield inner.pieces[0]
            return
