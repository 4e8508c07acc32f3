"""The completion report of an execution session, from the records that its plan holds.

Source: the execution skill, "Completion Report" and "Reporting Format": blocks done, blocked and pending; files,
validations, residual risks; whether the docs were updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document.entries.entries import PlanEntry
from execplan_hooks.document.execution import execution, filled
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.items import first_piece, items_in
from execplan_hooks.document.labels import Label
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.document.scope.scope import claimed
from execplan_hooks.reporting.measures import checkpoints

RESULTS = ("done", "blocked", "pending")
_KIND = "checkpoint"
_BLOCK = re.compile(r"[\s`*/,]+")
_MAX_ITEMS = 1000


@dataclass(frozen=True)
class Record:
    """A checkpoint record: the block that it speaks of, its `result` (one of `RESULTS`, None: something else), what
    was run, and notes."""

    block: str
    result: str | None
    validation: str
    notes: str
    line: int


@dataclass(frozen=True)
class Block:
    """A block with what came of it: the result of its last record, `pending` without one."""

    name: str
    result: str | None
    line: int


@dataclass(frozen=True)
class Completion:
    """What a session's records say. `docs` is what they say of the documentation, empty: nothing.

    `claims` are the paths that the records say were changed, as they are written, each with its line.
    """

    blocks: tuple[Block, ...]
    records: tuple[Record, ...]
    claims: tuple[tuple[str, int], ...]
    commands: tuple[str, ...]
    verdict: str
    risks: tuple[str, ...]
    docs: str


def completion(plan: Plan) -> Completion | None:
    """The completion report of a plan; None for one whose dialect has no checkpoint records."""
    kind = plan.dialect.entries.get(_KIND)
    if kind is None:
        return None
    records = tuple(_record(entry) for entry in checkpoints(plan, kind)[:_MAX_ITEMS])
    claims = [(path, entry.line) for entry in claimed(plan) for path in entry.paths]
    return Completion(
        blocks=tuple(_blocks(plan, records)),
        records=records,
        claims=tuple(dict.fromkeys(claims)),
        commands=tuple(_listed(plan, "commands executed")),
        verdict=next((filled(value.value) for value in plan.field("verdict") if not is_unfilled(value.value)), ""),
        risks=tuple(_listed(plan, "residual risks and follow-ups", "residual risks", "follow-ups")),
        docs=next(iter(_listed(plan, "docs updated")), ""),
    )


def _record(entry: PlanEntry) -> Record:
    def said(*names: str) -> str:
        label = entry.label(frozenset(map(normalise, names)))
        return "" if label is None or is_unfilled(label.value) else " ".join(label.value.split())

    word = normalise(said("Result", "Status").strip("`*. "))
    return Record(
        block=said("Sprint/Block/Task", "Block", "Block ID", "Task"),
        result=next((result for result in RESULTS if word.startswith(result)), None),
        validation=said("Validation Run", "Validation"),
        notes=said("Notes", "Notes for planner"),
        line=entry.line,
    )


def _blocks(plan: Plan, records: tuple[Record, ...]) -> Iterator[Block]:
    """Each block that a record names, with the last result, and each that the plan declares without any record."""
    last: dict[str, Record] = {}
    for record in records:
        last[normalise(record.block)] = record
    for record in last.values():
        yield Block(record.block or "(no block named)", record.result, record.line)
    words = {word.casefold() for record in records for word in _BLOCK.split(record.block)}
    for item in execution(plan).blocks[:_MAX_ITEMS]:
        name = item.name or item.text
        if name.casefold() not in words:
            yield Block(name, "pending", item.line)


def _listed(plan: Plan, *names: str) -> Iterator[str]:
    """What stands behind the labels of these names, or in the list below them."""
    for label in [label for label in plan.labels if label.key in names][:_MAX_ITEMS]:
        for text in (label.value, *_below(label)):
            # "none" is an answer too, but nothing to list
            if not is_unfilled(text) and not is_placeholder(text):
                yield text.strip()


def _below(label: Label) -> Iterator[str]:
    if normalise(_first(label)) != label.key:
        return  # a label within an item: the list below is not its own
    for item in list(items_in(label.block.children))[:_MAX_ITEMS]:
        piece = first_piece(item)
        if piece is not None:
            yield " ".join(part.text.strip() for part in item.children[0].pieces)


def _first(label: Label) -> str:
    piece = first_piece(label.block)
    return piece.text.split(":")[0].split("\uff1a")[0] if piece else label.text
