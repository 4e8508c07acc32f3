"""Records of a plan's blocks that say how far each came: what the last one of a block leaves unfinished."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.entries.entries import PlanEntry, entries_of
from execplan_hooks.document.fields.vocabulary import said
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_DONE = "done"
_UNFINISHED = ("blocked", "pending")
_SEPARATORS = lazy(r"[\s`*/,]+")
_MAX_RECORDS = 1000


@frozen
class Unfinished:
    """The last record of a block, and its result: the plan's word for blocked or pending."""

    block: str
    result: str
    line: int
    column: int


def unfinished(plan: Plan) -> Iterator[Unfinished]:
    """The records whose result is blocked or pending, and that no later record of the same block, or of one that it is
    part of, replaces. Records are the dialect's entries with a label that can be done, blocked or pending."""
    for spec in plan.dialect.entries.values():
        result = next((label for label in spec.labels if {_DONE, *_UNFINISHED} <= set(label.values)), None)
        if result is not None:
            yield from _of_kind(plan, spec, result)


def _of_kind(plan: Plan, spec: EntrySpec, result: LabelSpec) -> Iterator[Unfinished]:
    left: dict[frozenset[str], Unfinished] = {}
    for entry in entries_of(plan, spec)[:_MAX_RECORDS]:
        if spec.starts and entry.begins not in spec.starts:
            continue
        block = _first_line(entry, spec.labels[0])
        words = frozenset(part.casefold() for part in _SEPARATORS.split(block) if part)
        # One that names no block, or no result, is for `entry-fields` to report; it may well be of this block.
        left = {known: record for known, record in left.items() if not words <= known}
        label = entry.label(result.keys)
        if words and label and not is_unfilled(label.value) and said(label.value, _UNFINISHED) is not None:
            left[words] = Unfinished(block, label.value, label.line, label.column)
    yield from left.values()


def _first_line(entry: PlanEntry, spec: LabelSpec) -> str:
    label = entry.label(spec.keys)
    return "" if label is None or is_unfilled(label.value) else label.value.replace("`", "").strip().split("\n")[0]
