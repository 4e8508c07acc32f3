"""What a field of a plan says, also where that stands in the lines, the list or the paragraph below its label."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Set
from dataclasses import replace

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields.texts import Text, joined, texts_in, without_comments
from execplan_hooks.document.frontmatter import FrontField
from execplan_hooks.document.labels import Label
from execplan_hooks.document.markdown import Block, BlockKind, Piece
from execplan_hooks.document.placeholders.unfilled import is_placeholder, is_unfilled
from execplan_hooks.document.plan import FieldValue, Plan
from execplan_hooks.document.sections import Section, has_content
from execplan_hooks.frozen import frozen
from execplan_hooks.once import once

_LISTED = (BlockKind.LIST, BlockKind.FENCE, BlockKind.CODE, BlockKind.TABLE)
_BELOW = (*_LISTED, BlockKind.PARAGRAPH, BlockKind.QUOTE)


@frozen
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

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said: no text, or only signs such as `-`, which somebody may mean as "none"."""
        return self.is_empty or (not self.is_list and is_unfilled(self.text) and not is_placeholder(self.text))


class FieldReader:
    """Reads the fields of one plan; what it has to look up by place is prepared once, when it is first wanted."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @once
    def _labels(self) -> dict[tuple[int, int], Label]:
        return {(label.line, label.column): label for label in self._plan.labels}

    @once
    def _last(self) -> dict[int, int]:
        """The column of the last label of each line."""
        return {label.line: label.column for label in self._plan.labels}

    @once
    def _known_lines(self) -> frozenset[int]:
        """The lines with a label that is a field's, or an entry's in a section that holds such entries."""
        dialect = self._plan.dialect
        known = {key for spec in dialect.fields.values() for key in spec.labels}
        within: dict[str, set[str]] = {}
        for spec in dialect.entries.values():
            for key in frozenset[str]().union(*(label.keys for label in spec.labels)):
                within.setdefault(key, set()).update(spec.within)
        return frozenset(
            label.line
            for label in self._plan.labels
            if label.key in known or (label.key in within and not within[label.key].isdisjoint(label.path))
        )

    @once
    def _front(self) -> dict[tuple[int, int], FrontField]:
        return {(field.line, field.column): field for field in self._plan.front_matter.fields}

    @once
    def _starts(self) -> list[int]:
        return [block.line for block in self._plan.document.blocks]

    def read(self, name: str) -> list[Told]:
        """What the plan says of a field of its dialect, in the order of the document."""
        return [self._told(value) for value in self._plan.field(name)]

    def values(self, name: str) -> list[FieldValue]:
        """As `Plan.field`, each with what stands below its label where nothing stands behind it."""
        return [
            replace(value, value=told.text, line=told.line, column=told.column)
            for value, told in zip(self._plan.field(name), self.read(name), strict=True)
        ]

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

    def texts(self, value: FieldValue) -> Iterator[Text]:
        """What a field says where it stands: as `texts_of` of its label, or its value in the front matter."""
        label = self._label_of(value)
        if label is not None:
            yield from self.texts_of(label)
        elif text := without_comments(value.value):
            yield Text(text, value.line, value.column)

    def texts_of(self, label: Label) -> Iterator[Text]:
        """What a label says: the text behind it with the lines that go on with it, then one by one what stands below it
        and belongs to it: list items, paragraphs, rows of a table, lines of code. Of a table's row nothing does."""
        value = without_comments(label.value)
        rest, is_last = self._rest(label)
        if value:
            text = " ".join((value, *(one.text for one in joined(rest))))
            yield Text(text, label.line, label.column)
        else:
            yield from joined(rest)
        if is_last:
            yield from self._below(label, bool(value or rest))

    def _label_of(self, value: FieldValue) -> Label | None:
        return self._labels.get((value.line, value.column)) if value.place != "front-matter" else None

    def _told(self, value: FieldValue) -> Told:
        text = without_comments(value.value)
        label = self._label_of(value)
        if label is None:
            field = self._front[value.line, value.column]
            empty = not (text or field.nested)
            return Told(field.key, value.place, text, value.line, value.column, empty, field.nested)
        if text:
            return Told(label.text, value.place, text, value.line, value.column, False)
        below = next(self.texts_of(label), None)
        if below is None:
            return Told(label.text, value.place, "", value.line, value.column, True)
        return Told(label.text, value.place, below.text, below.line, below.column, False)

    def _rest(self, label: Label) -> tuple[list[Piece], bool]:
        """The lines of its paragraph that go on with a label's value, and whether no other label follows there."""
        if label.block.kind is BlockKind.TABLE or self._last[label.line] != label.column:
            return [], False
        children = label.block.children or (label.block,)
        around = children[bisect_right(children, label.line, key=_line_of) - 1]
        found: list[Piece] = []
        for index in range(label.line - around.line + 1, len(around.pieces)):
            if around.pieces[index].line in self._last:
                return found, False
            found.append(around.pieces[index])
        return found, True

    def _below(self, label: Label, is_told: bool) -> Iterator[Text]:
        """What stands below the paragraph of a label; `is_told`: in that paragraph it says something already."""
        is_item = label.block.kind is BlockKind.ITEM
        children = label.block.children
        for index in range(bisect_right(children, label.line, key=_line_of), len(children)):
            if children[index].kind is BlockKind.PARAGRAPH and children[index].line in self._known_lines:
                return  # the next label: what follows is its value
            yield from texts_in((children[index],))
        blocks = self._plan.document.blocks
        after = bisect_right(self._starts, label.line)
        if (is_item and is_told) or not after or blocks[after - 1].end_line > label.block.end_line:
            return  # something else stands between the label and the next block
        kinds = _LISTED if is_item or is_told else _BELOW
        for index in range(after, len(blocks)):
            block = blocks[index]
            if block.kind is BlockKind.HTML and not has_content(block):
                continue
            if block.kind not in kinds or block.line in self._known_lines:
                return
            yield from texts_in((block,), self._known_lines)
            if not _announces(block):
                return


def items_of_fields(plan: Plan, apart: Set[str]) -> frozenset[int]:
    """The lines of list items in sections that are a field of their section, or stand in the list below its label;
    but for labels of the keys `apart`, and for tasks."""
    known = {
        (value.line, value.column)
        for name, spec in plan.dialect.fields.items()
        if "*" not in spec.places
        for value in plan.field(name)
    }
    blocks = plan.document.blocks
    starts = [block.line for block in blocks]
    found: set[int] = set()
    for label in plan.labels:
        if (label.line, label.column) not in known or label.key in apart or label.section is None:
            continue
        if label.block.kind is BlockKind.ITEM and label.line == label.block.line:
            found.add(label.block.line)
        elif label.block.kind is BlockKind.PARAGRAPH and not label.value:
            after = bisect_right(starts, label.line)
            if after < len(blocks) and blocks[after].kind is BlockKind.LIST:
                found.update(item.line for item in blocks[after].children)
    return frozenset(found.difference(task.line for task in plan.tasks))


def _announces(block: Block) -> bool:
    """Whether a paragraph ends with a colon: what it speaks of stands below it."""
    return block.kind is BlockKind.PARAGRAPH and block.pieces[-1].text.rstrip("*_ ").endswith((":", "\uff1a"))


def _line_of(block: Block) -> int:
    return block.line
