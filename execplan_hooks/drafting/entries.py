"""Entries of a draft with placeholders in them: tasks, log entries, criteria, rows."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect.acceptance_spec import AcceptanceSpec
from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.stamps import PATTERNS
from execplan_hooks.drafting.values import choice
from execplan_hooks.drafting.wording import Facts, inline, placeholder

_FILE = "`<path of the file>`: <what changes there, and why>"


def entry(kind: EntrySpec, spec: SectionSpec, facts: Facts, form: str) -> list[str]:
    """The lines of an entry of this kind: its head, with a stamp of this form where it has one, then its labels."""
    labels = [label for label in kind.labels if label.required or label.recommended]
    head, rest = _head(kind, spec, labels)
    if spec.entries == "tasks":
        mark = f"({kind.marks[0]}) " if kind.marks else ""
        parts = [f"- [ ] {mark}{head}", *(f"{label.name}: {_value(label, facts)}" for label in rest)]
        return [" — ".join(parts)]
    stamped = f"({PATTERNS[form]}) " if kind.stamped else ""
    bullet = "" if spec.entries == "log" else "- "
    return [f"- {stamped}{head}", *(f"  {bullet}{label.name}: {_value(label, facts)}" for label in rest)]


def _head(kind: EntrySpec, spec: SectionSpec, labels: list[LabelSpec]) -> tuple[str, list[LabelSpec]]:
    """What an entry begins with, and the labels that follow."""
    if kind.starts:
        shown = _FILE if kind.names_file else placeholder(f"the {kind.name}, in a few words")
        return f"{kind.starts[0].title()}: {shown}", labels
    required = [label for label in labels if label.required]
    own = next((label for label in required if kind.name in label.keys), None)
    first = own or (required[0] if spec.entries == "log" and len(required) > 1 else None)
    if first is None:
        return _FILE if kind.names_file else placeholder(f"the {kind.name}, in a few words"), labels
    return f"{first.name}: {placeholder(_asked(first))}", [label for label in labels if label is not first]


def _value(label: LabelSpec, facts: Facts) -> str:
    if normalise(label.name) == "owner" and facts.owner:
        return inline(facts.owner)
    return placeholder(_asked(label))


def _asked(label: LabelSpec) -> str:
    return choice(label.values) or label.name.lower()


def criterion(acceptance: AcceptanceSpec, labels: tuple[LabelSpec, ...]) -> Iterator[str]:
    """The lines of an acceptance criterion: what is true, by which command that is seen, what it shows."""
    yield f"- Criterion: {placeholder('what somebody can do or see afterwards, in one sentence')}"
    verify = next((label.name for label in labels if not label.keys.isdisjoint(acceptance.verify)), "Verify")
    yield f"  - {verify}: `<command>`"
    yield f"  - Expected: {placeholder('what it prints, or what is seen')}"


def row_table(kind: EntrySpec) -> str:
    """A table with a column for each label and a row to be filled in."""
    names = [label.name.replace("|", "\\|") for label in kind.labels]
    row = " | ".join(placeholder(_asked(label)).replace("|", "\\|") for label in kind.labels)
    return f"| {' | '.join(names)} |\n|{' --- |' * len(names)}\n| {row} |"
