"""Which blocks make up an entry: an item, a deeper heading, a row, a labelled paragraph, bullets of a label each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.entries.entry_labels import (
    BOX,
    EntryLabel,
    Statement,
    labels_of,
    names,
    statements_of,
    without_stamp,
)
from execplan_hooks.document.fields.field_values import items_of_fields
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section, has_content
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.lazy import lazy
from execplan_hooks.once import once

DATED = frozenset(("date", "date and author", "timestamp", "when", "time", "time (utc)", "日期", "日付"))
_WORDS = re.compile(r"[^\W\d_]{2}")
# A snapshot of what was looked up may stand in any section ("Retrieved: ...", "Source: ...", "Notes: ...").
_NAMED = lazy(r"[\s*_`(\[]*[A-Za-z]{1,3}-?\d{1,3}(?![\w.])")
_SNAPSHOT = re.compile(r"[*_]*(?:retrieved|sources?|notes?)[*_]*\s*[:：]", re.IGNORECASE)


class Parts:
    """What is below a section of a plan, but for another of the dialect's sections that was written too deep, or that
    stands below because this one is written too high."""

    def __init__(self, plan: Plan) -> None:
        matched = {section.line: spec.key for section, spec in plan.matches}
        absent = {spec.key for spec in plan.dialect.sections}.difference(matched.values())
        self._ends = {section.line for section in plan.all_sections if section.line in matched or section.key in absent}

    def children(self, section: Section) -> Iterator[Section]:
        """The sections directly below, up to the first that does not belong to it."""
        for child in section.children:
            if child.line in self._ends:
                return
            yield child

    def walk(self, section: Section) -> Iterator[Section]:
        """The section itself and all that belongs to it."""
        yield section
        for child in self.children(section):
            yield from self.walk(child)


@dataclass
class Shape:
    """An entry's parts while they are gathered. `kind` is `item`, `heading`, `paragraph`, `row` or `section`; `head`
    its first line, `above` the stamp of a heading or item that it stands below."""

    section: Section
    kind: str
    head: Piece
    end_line: int
    statements: list[Statement] = field(default_factory=list)
    above: Stamp | None = None

    def add(self, statements: Iterable[Statement], end_line: int) -> None:
        self.statements.extend(statements)
        self.end_line = max(self.end_line, end_line)


class ShapeReader:
    """Reads the entries of one kind in a plan.

    `named` are the keys that an entry begins with; `keys` all labels that are looked for; `marks` as in the
    specification.
    """

    def __init__(self, plan: Plan, spec: EntrySpec) -> None:
        self._spec = spec
        self.named = spec.named
        self.keys = spec.keys
        self.marks = spec.marks
        self._plan = plan

    @once
    def _parts(self) -> Parts:
        return Parts(self._plan)

    @once
    def _values(self) -> frozenset[int]:
        return items_of_fields(self._plan, self.keys)

    def row_begins(self, labels: Sequence[EntryLabel]) -> str:
        """What a row begins with whose table names no label that entries begin with: the first one of those, where
        enough columns are labels of the kind."""
        known = {label.name for label in map(self._spec.label_of, (found.key for found in labels)) if label}
        enough = self._spec.starts and len(known) >= min(2, len(self._spec.labels)) > 0
        return self._spec.starts[0] if enough else ""

    def read(self, section: Section) -> list[Shape]:
        """The entries of a section, in the order of the document."""
        if self._spec.form == "section":
            blocks = [block for part in self._parts.walk(section) for block in part.blocks]
            head = Piece(section.line, section.column, section.title)
            found = [statement for block in blocks for statement in statements_of(block)]
            return [Shape(section, "section", head, section.end_line, found)] if found else []
        shapes: list[Shape] = []
        known = self._plan.dialect.section_of(section.key)
        # In a log or a list of tasks headings part days and phases; what begins with a label begins an entry there.
        grouped = self._spec.starts or self._spec.form != "items" or (known is not None and known.entries)
        self._below(section, None, shapes, headed=not grouped)
        return shapes

    def begins(self, statements: list[Statement]) -> str:
        """The key of the label that an entry begins with, but for box, stamp and marks; empty without one."""
        for statement in statements[:2]:
            places = statement.places(self.keys)
            if not places:
                if _WORDS.search(statement.unstamped[0]):
                    break
                continue
            key, start, _ = places[0]
            if len(places) > 1 and key in DATED and stamps.leading(labels_of((statement,), self.keys)[0].value):
                return places[1][0]  # "Date: 2025-11-03", and what it is about in the next line
            if _WORDS.search(without_stamp(statement.text[:start])[0]):
                break
            return key
        return ""

    def _below(self, section: Section, above: Stamp | None, shapes: list[Shape], *, headed: bool) -> None:
        """`headed`: where nothing else is an entry, each heading is one."""
        before = len(shapes)
        for block in section.blocks:
            self._block(block, section, above, shapes)
        headed = headed and len(shapes) == before
        for child in self._parts.children(section):
            if self._spec.form == "items" and (self._is_entry(child) or (headed and not self._is_group(child))):
                shapes.append(_of_heading(child))
            else:
                self._below(child, stamps.leading(child.title) or above, shapes, headed=headed)

    def _is_group(self, section: Section) -> bool:
        """Whether a heading stands above entries: deeper headings, or items that have a number or labels each."""
        if not any(has_content(block) for block in section.blocks):
            return bool(section.children)
        items = [list(statements_of(item)) for block in section.blocks for item in _items(block)]
        others = self.keys - self.named
        return any(block.kind is BlockKind.TABLE for block in section.blocks) or any(
            _NAMED.match(item[0].text) or (labels_of(item, self.keys) and self.begins(item) not in others)
            for item in items
            if item
        )

    def _is_entry(self, section: Section) -> bool:
        """Whether a heading with what is below it is one entry, not a heading above several."""
        title = without_stamp(section.title)[0]
        if names((title,), self.named) or self.begins([_heading(section)]) in self.named:
            return True
        if names((without_stamp(child.title)[0] for child in section.children), self.named):
            return False
        opening = [self.begins(list(statements_of(item))) for block in section.blocks for item in _items(block)]
        if sum(1 for key in opening if key in self.named) > 1:
            return False
        if stamps.leading(section.title):
            return True
        first = next((statement for block in section.blocks for statement in statements_of(block)), None)
        return first is not None and self.begins([first]) in self.keys - self.named

    def _block(self, block: Block, section: Section, above: Stamp | None, shapes: list[Shape]) -> None:
        last = shapes[-1] if shapes and shapes[-1].section is section else None
        if block.kind is BlockKind.TABLE:
            shapes.extend(self._rows(block, section, above))
        elif self._spec.form == "rows":
            return
        elif block.kind is BlockKind.LIST:
            for item in block.children:
                if item.line not in self._values:
                    self._item(item, section, above, shapes)
        elif block.kind is BlockKind.PARAGRAPH:
            for pieces in self._split(block):
                self._add(Shape(section, "paragraph", pieces[0], pieces[-1].line, [Statement(pieces)], above), shapes)
        elif last is not None and last.kind == "paragraph":
            last.add(statements_of(block), block.end_line)

    def _item(self, item: Block, section: Section, above: Stamp | None, shapes: list[Shape]) -> None:
        statements = list(statements_of(item))
        if not statements or (_SNAPSHOT.match(statements[0].text) and not self.begins(statements)):
            return
        inner = [child for block in item.children for child in _items(block)]
        if sum(1 for child in inner if self.begins(list(statements_of(child))) in self.named) > 1:
            stamp = stamps.leading(statements[0].text) or above  # a day, or a topic, with its entries below it
            for child in inner:
                self._item(child, section, stamp, shapes)
            return
        self._add(Shape(section, "item", statements[0].pieces[0], item.end_line, statements, above), shapes)

    def _add(self, shape: Shape, shapes: list[Shape]) -> None:
        """A new entry, or one more part of the last one."""
        last = shapes[-1] if shapes and shapes[-1].section is shape.section and shapes[-1].kind != "row" else None
        begins = self.begins(shape.statements)
        if self._opens(shape, begins, last):
            shapes.append(shape)
        elif last is not None and (begins or last.kind == "paragraph"):
            last.add(shape.statements, shape.end_line)

    def _opens(self, shape: Shape, begins: str, last: Shape | None) -> bool:
        text = shape.head.text
        carried = _carried(last.statements, self.keys) if last and begins else set()
        if begins in self.named:
            return not carried or not carried <= DATED  # "- Date: ...", "- Decision: ..."
        if BOX.match(text) or stamps.leading(text):
            return True
        if not begins:
            # The list below a labelled paragraph belongs to it; prose between entries is none of them.
            return shape.kind == "item" and not (last and last.kind == "paragraph" and self.begins(last.statements))
        if last is None:
            return True
        first = self._spec.labels[0].keys if self._spec.labels else frozenset()
        return begins in carried or (begins in first and self.begins(last.statements) not in self.named)

    def _split(self, paragraph: Block) -> Iterator[tuple[Piece, ...]]:
        """A paragraph's lines, cut before each that a new entry begins with."""
        pieces: list[Piece] = []
        for piece in paragraph.pieces:
            if pieces and self.begins([Statement((piece,))]) in self.named:
                yield tuple(pieces)
                pieces = []
            pieces.append(piece)
        yield tuple(pieces)

    def _rows(self, table: Block, section: Section, above: Stamp | None) -> Iterator[Shape]:
        header = [normalise(text) for _, text in cells(table.pieces[0].text)]
        if not (self.keys | DATED).intersection(header):
            return
        for row in table.pieces[2:]:
            pieces = [Piece(row.line, row.column + at, text) for at, text in cells(row.text)]
            filled = [piece for piece in pieces if piece.text.strip()]
            if filled:
                found = [Statement((piece,), key=key) for piece, key in zip(pieces, header, strict=False)]
                yield Shape(section, "row", filled[0], row.line, found, above)


def _items(block: Block) -> tuple[Block, ...]:
    return block.children if block.kind is BlockKind.LIST else ()


def _carried(statements: Iterable[Statement], keys: frozenset[str]) -> set[str]:
    """The keys of the labels in some statements."""
    return {place[0] for statement in statements for place in statement.places(keys)}


def _heading(section: Section) -> Statement:
    return Statement((Piece(section.line, section.column + section.level + 1, section.title),), BlockKind.HEADING)


def _of_heading(section: Section) -> Shape:
    shape = Shape(section, "heading", _heading(section).pieces[0], section.end_line, [_heading(section)])
    for part in section.walk():
        if part is not section:
            shape.add([_heading(part)], part.line)
        for block in part.blocks:
            shape.add(statements_of(block), block.end_line)
    return shape
