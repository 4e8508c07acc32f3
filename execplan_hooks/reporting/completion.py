"""The completion report of an execution session, from the records that its plan holds.

Source: the execution skill, "Completion Report" and "Reporting Format": blocks done, blocked and pending; files,
validations, residual risks; whether the docs were updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.entries.entries import PlanEntry
from execplan_hooks.document.execution import execution, filled
from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.fields.texts import Text, texts_in
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.lifecycle.standing import Standing
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.document.scope.scope import claimed
from execplan_hooks.frozen import frozen
from execplan_hooks.reporting.measures import checkpoints

RESULTS = ("done", "blocked", "pending")
_KIND = "checkpoint"
_VALIDATION = "validation-record"
_BLOCK = re.compile(r"[\s`*/,]+")
_MAX_ITEMS = 1000


@frozen
class Record:
    """A checkpoint record: the block that it speaks of, its `result` (one of `RESULTS`, None: something else), what
    was run, and notes."""

    block: str
    result: str | None
    validation: str
    notes: str
    line: int


@frozen
class Block:
    """A block with what came of it: the result of its last record, `pending` without one."""

    name: str
    result: str | None
    line: int


@frozen
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
    records = tuple(_record(entry, kind) for entry in checkpoints(plan, kind)[:_MAX_ITEMS])
    claims = [(path, entry.line) for entry in claimed(plan) for path in entry.paths]
    reader, verdict = FieldReader(plan), Standing(plan).verdict
    return Completion(
        blocks=tuple(_blocks(plan, records)),
        records=records,
        claims=tuple(dict.fromkeys(claims)),
        commands=tuple(_filled(_said(plan, reader, "commands executed"))),
        verdict=filled(verdict.value) if verdict else "",
        risks=tuple(_filled(_said(plan, reader, "residual risks"))),
        docs=next(_filled(chain.from_iterable(map(reader.texts, plan.field("docs-updated")))), ""),
    )


def _record(entry: PlanEntry, kind: EntrySpec) -> Record:
    def said(name: str) -> str:
        spec = kind.label_of(name)
        label = entry.label(spec.keys) if spec else None
        return "" if label is None or is_unfilled(label.value) else " ".join(label.value.split())

    word = normalise(said("result").strip("`*. "))
    return Record(
        block=said("block"),
        result=next((result for result in RESULTS if word.startswith(result)), None),
        validation=said("validation run"),
        notes=said("notes"),
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


def _said(plan: Plan, reader: FieldReader, name: str) -> Iterator[Text]:
    """All that stands behind, below and under the headings of a label of the validation record, wherever it is."""
    record = plan.dialect.entries.get(_VALIDATION)
    spec = record.label_of(name) if record else None
    keys = spec.keys if spec else frozenset()
    for label in plan.labels:
        if label.key in keys:
            yield from reader.texts_of(label)
    for section in plan.all_sections:
        if section.key in keys:
            yield from texts_in(section.blocks)


def _filled(texts: Iterable[Text]) -> Iterator[str]:
    """What somebody wrote; "none" is an answer too, but nothing to list."""
    for text in islice(texts, _MAX_ITEMS):
        if not is_unfilled(text.text) and not is_placeholder(text.text):
            yield text.text
