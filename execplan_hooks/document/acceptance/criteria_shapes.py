"""Where a plan's acceptance criteria stand: items, rows, headings, fields; else paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from execplan_hooks.document.acceptance.checks import names_check
from execplan_hooks.document.acceptance.expectations import expects
from execplan_hooks.document.entries.entries import sections_named
from execplan_hooks.document.entries.entry_labels import Statement, labels_of, names, statements_of
from execplan_hooks.document.entries.entry_shapes import Parts
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.items import first_piece
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.lazy import lazy

_LEADS = re.compile(r"[:：][*_`\s]*\Z")
_FOLLOWS = lazy(r"\W*(?:expect(?:ed|ation)?|you should|should|observe|the output|预期|期待|기대|ожида)", re.IGNORECASE)
_NUMBERED = frozenset(("ac", "criterion", "scenario", "test case"))
_NEAR = 8  # statements before a list that may be about it
_FOLLOWED = 3  # paragraphs behind a list that may be about it


@dataclass
class Part:
    """The statements of a criterion. `kind` is `item`, `row`, `heading`, `field` or `prose`; `shared` are those that
    introduce or follow the list that it is an item of, `near` what stands before that list."""

    kind: str
    line: int
    end_line: int
    statements: list[Statement]
    shared: list[Statement] = field(default_factory=list)
    near: list[Statement] = field(default_factory=list)

    def add(self, statements: Iterable[Statement], end_line: int) -> None:
        self.statements.extend(statements)
        self.end_line = max(self.end_line, end_line)


class PartReader:
    """Reads the criteria of a plan, by the labels that its dialect has for them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._below_it = Parts(plan)
        spec = plan.dialect.acceptance
        self._criterion = frozenset(spec.criterion)
        self._keys = frozenset((*spec.criterion, *spec.verify, *spec.expect))

    def all(self) -> list[Part]:
        """All criteria, in the order of the document: items, rows, headings and fields; paragraphs where the acceptance
        sections have nothing else."""
        sections = sections_named(self._plan, self._plan.dialect.acceptance.sections)
        parts = [part for section in sections for part in self._below(section)]
        exact = [part for part in parts if part.kind != "prose"]
        return sorted((*(exact or parts), *self.of_fields()), key=lambda part: part.line)

    def of_fields(self) -> Iterator[Part]:
        """The values of fields that are criteria: the list below a field, or the text behind it."""
        for name in self._plan.dialect.acceptance.fields:
            lines = {value.line: value for value in self._plan.field(name)}
            for label in self._plan.labels:
                value = lines.get(label.line)
                if value is None or label.column != value.column:
                    continue
                text = Statement((Piece(label.line, label.column, label.value),))
                lists = [block for block in label.block.children if block.kind is BlockKind.LIST]
                if label.block.kind is BlockKind.ITEM and lists:
                    intro = [text] if label.value else []
                    yield from (part for block in lists for part in self._items(block, intro, []))
                elif label.block.kind is BlockKind.ITEM:
                    rest = [Statement(piece) for piece in _behind(label.block, label.line)]
                    yield Part("field", label.line, label.block.end_line, [text, *rest])
                else:
                    yield Part("field", label.line, label.line, [text])

    def _below(self, section: Section) -> Iterator[Part]:
        pending: list[Statement] = []
        near: list[Statement] = []
        last: list[Part] = []
        followed = 0
        for block in section.blocks:
            own = list(statements_of(block))
            if block.kind is BlockKind.LIST:
                before = last[-1] if last and last[-1].kind == "item" else None
                last = list(self._items(block, pending, near, before))
                yield from last
                pending, followed = [], 0
            elif block.kind is BlockKind.TABLE:
                last = list(self._rows(block))
                yield from last
            elif block.kind is BlockKind.PARAGRAPH and last and followed < _FOLLOWED and _FOLLOWS.match(block.text):
                followed += 1
                for part in last:
                    part.shared.extend(own)
            elif block.kind is BlockKind.PARAGRAPH:
                last = [Part("prose", block.line, block.end_line, own, pending)]
                pending = own if _LEADS.search(block.text) else []
                near, followed = [*near, *own][-_NEAR:], 0
                yield from last
            elif block.kind in (BlockKind.FENCE, BlockKind.CODE):
                if last and last[-1].kind == "prose":
                    last[-1].add(own, block.end_line)
                near = [*near, *own][-_NEAR:]
                pending = [*pending, *own][:_NEAR] if pending else []
        for child in self._below_it.children(section):
            if names((child.title,), self._criterion | _NUMBERED):
                yield Part("heading", child.line, child.end_line, _all_of(child))
            else:
                yield from self._below(child)

    def _items(
        self, block: Block, shared: list[Statement], near: list[Statement], last: Part | None = None
    ) -> Iterator[Part]:
        for item in block.children:
            own = list(statements_of(item))
            inner = [child for child in item.children if child.kind is BlockKind.LIST]
            piece = first_piece(item)
            if not own or piece is None:
                continue
            head = " ".join(piece.text for piece in item.children[0].pieces)
            begun = {label.key for label in labels_of(own, self._keys) if label.start <= 3}
            if inner and _LEADS.search(head) and not begun and not names_check(own[0]) and not expects(own[0]):
                for child in inner:
                    yield from self._items(child, [*shared, own[0]], near)
                continue
            carried = {label.key for label in labels_of(last.statements, self._keys)} if last else set()
            joins = self._begins(own) - self._criterion - carried
            if last is not None and joins:
                last.add(own, item.end_line)
                continue
            last = Part("item", piece.line, item.end_line, own, list(shared), near)
            yield last

    def _begins(self, statements: Sequence[Statement]) -> frozenset[str]:
        labels = labels_of(statements[:1], self._keys)
        return frozenset(label.key for label in labels[:1] if not statements[0].text[: label.start].strip(" *_["))

    def _rows(self, table: Block) -> Iterator[Part]:
        header = [normalise(text) for _, text in cells(table.pieces[0].text)]
        if not self._keys.intersection(header) and len(header) < 2:
            return
        for row in table.pieces[2:]:
            own = [
                Statement((Piece(row.line, row.column + at, text),), key=key)
                for (at, text), key in zip(cells(row.text), header, strict=False)
                if text.strip() or key in self._keys
            ]
            if any(statement.text.strip() for statement in own):
                yield Part("row", row.line, row.line, own)


def _behind(block: Block, line: int) -> Iterator[tuple[Piece, ...]]:
    """The rest of an item behind the line of its label."""
    for inner in block.children:
        pieces = tuple(piece for piece in inner.pieces if piece.line > line)
        if pieces:
            yield pieces


def _all_of(section: Section) -> list[Statement]:
    head = Piece(section.line, section.column + section.level + 1, section.title)
    blocks = [block for part in section.walk() for block in part.blocks]
    return [Statement((head,)), *(statement for block in blocks for statement in statements_of(block))]
