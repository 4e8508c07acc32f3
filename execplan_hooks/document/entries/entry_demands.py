"""What a dialect demands of an entry, held against one: what it lacks, leaves empty, or says in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.entries.entries import PlanEntry
from execplan_hooks.document.entries.entry_labels import EntryLabel
from execplan_hooks.document.entries.entry_shapes import DATED
from execplan_hooks.document.fields.vocabulary import said
from execplan_hooks.document.inline import scan
from execplan_hooks.lazy import lazy

_FILE = lazy(r"[\w.)\]]/[\w.(\[*]|\.[A-Za-z]\w{0,9}\b|^[A-Z][A-Za-z]*file\b|^[./]\w")

_TOLD = 20  # statements of an entry in which its reason is looked for


def missing(spec: EntrySpec, entry: PlanEntry) -> dict[str, bool]:
    """What an entry lacks, as messages name it, and whether it is required (else it is recommended)."""
    found = {
        f'"{label.name}"': label.required
        for label in spec.labels
        if (label.required or label.recommended) and not _has(entry, label)
    }
    if spec.stamped and entry.stamp is None:
        found["a timestamp"] = True
    if spec.marks and entry.mark not in spec.marks:
        known = dict.fromkeys((spec.marks[0], spec.marks[-1]))
        found["a mark, " + " to ".join(f'"({mark})"' for mark in known)] = True
    if spec.names_file and not _names_file(entry):
        found["a file in backticks"] = True
    return found


def empty(spec: EntrySpec, entry: PlanEntry) -> dict[str, bool]:
    """The labels that stand there with nothing behind them, and whether they are required."""
    wanted = [label for label in spec.labels if label.required or label.recommended]
    found = [(label, entry.label(label.keys)) for label in wanted]
    return {f'"{label.name}"': label.required for label, value in found if value and value.is_unfilled}


def other_values(spec: EntrySpec, entry: PlanEntry) -> Iterator[tuple[LabelSpec, EntryLabel]]:
    """Labels whose value is none of those that they may have."""
    for known in spec.labels:
        label = entry.label(known.keys) if known.values else None
        if label is not None and not label.is_unfilled and said(label.value.split("\n")[0], known.values) is None:
            yield known, label


def _has(entry: PlanEntry, label: LabelSpec) -> bool:
    """Whether it carries the label; a date is one wherever it stands, and some things are said in words."""
    if entry.label(label.keys) is not None or (label.keys & DATED and entry.stamp is not None):
        return True
    told = " ".join(statement.text for statement in entry.statements[:_TOLD]).casefold() if label.words else ""
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", told) for word in label.words)


def _names_file(entry: PlanEntry) -> bool:
    return any(
        kind == "code" and _FILE.search(statement.text[start:end].strip("` "))
        for statement in entry.statements
        for start, end, kind in scan(statement.text)
    )
