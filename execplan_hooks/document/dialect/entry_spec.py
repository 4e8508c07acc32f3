"""What a dialect says of entries: decisions, discoveries, work items, criteria, rows, records; and how it says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from execplan_hooks.document.headings import normalise
from execplan_hooks.frozen import frozen
from execplan_hooks.located import Located
from execplan_hooks.once import once

MAX_COUNT = 1_000_000
"""More than any plan has; a larger number is a slip."""

FORMS = ("items", "rows", "section")


@frozen
class LabelSpec:
    """A label that an entry carries: `Rationale:`, or the column of that name in a table.

    `name` is how messages write it. `required`: an entry without it is not complete; `recommended`: it is weaker.
    `values` are the only ones that the label may have, compared without regard to case, `_` and `-`. `words`: an entry
    that has one of these in its own text says it there (a reason behind "because").
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    recommended: bool = False
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @once
    def keys(self) -> frozenset[str]:
        return frozenset(normalise(name) for name in (self.name, *self.aliases))


@frozen
class EntrySpec:
    """Entries of one kind, `name` ("decision").

    `within` are the keys of the sections that hold them, at any level. `form` is what an entry is: one of the `items`
    of a list (or what stands for one: a deeper heading with its text, a row of a log written as a table, a labelled
    paragraph), one of the `rows` of a table only, or the `section` itself. `starts` are keys of labels that an entry
    begins with; what begins otherwise is none. Empty: whatever stands there is one.

    `stamped`: an entry says when. `marks`: it carries one of these, as `(P0)` or `P0:` does. `names_file`: it
    names a file in a code span. `at_least` and `at_most` are how many there should be, 0: any number.
    """

    name: str
    within: tuple[str, ...] = ()
    form: str = "items"
    starts: tuple[str, ...] = ()
    labels: tuple[LabelSpec, ...] = ()
    stamped: bool = False
    marks: tuple[str, ...] = ()
    names_file: bool = False
    at_least: int = 0
    at_most: int = 0

    @once
    def named(self) -> frozenset[str]:
        """The keys of what an entry may begin with: `starts`, its kind's name, and the label of that name."""
        own = self.label_of(normalise(self.name))
        return frozenset((*self.starts, normalise(self.name), *(own.keys if own else ())))

    @once
    def keys(self) -> frozenset[str]:
        """The keys of all labels that are looked for in its entries."""
        return self.named | frozenset(key for label in self.labels for key in label.keys)

    def label_of(self, key: str) -> LabelSpec | None:
        """The label that a normalised name means."""
        return next((label for label in self.labels if key in label.keys), None)


ENTRY_KEYS = (
    "in",
    "form",
    "starts",
    "labels",
    "stamped",
    "marks",
    "names-file",
    "at-least",
    "at-most",
)
LABEL_KEYS = ("aliases", "required", "recommended", "values", "words")


def read_entries(data: Located, base: Mapping[str, EntrySpec]) -> dict[str, EntrySpec]:
    """The base's entries with those of `data` added, or changed key by key. Raises `ConfigError`."""
    found = dict(base)
    for name, value in data.named().items():
        found[name] = _read_entry(base.get(name, EntrySpec(name)), value)
    return found


def _read_entry(old: EntrySpec, data: Located) -> EntrySpec:
    entries = data.mapping(ENTRY_KEYS)
    changes: dict[str, object] = {}
    if "in" in entries:
        changes["within"] = tuple(normalise(name) for name in entries["in"].texts())
    elif not old.within:
        raise data.error('"in" is missing: the sections that hold these entries')
    if "form" in entries:
        changes["form"] = entries["form"].string(FORMS)
    if "starts" in entries:
        changes["starts"] = tuple(normalise(name) for name in entries["starts"].texts())
    if "labels" in entries:
        changes["labels"] = _read_labels(entries["labels"], old.labels)
    if "marks" in entries:
        changes["marks"] = tuple(entries["marks"].texts())
    for key in ("stamped", "names-file"):
        if key in entries:
            changes[key.replace("-", "_")] = entries[key].boolean()
    for key in ("at-least", "at-most"):
        if key in entries:
            changes[key.replace("-", "_")] = entries[key].integer(0, MAX_COUNT)
    spec = dataclasses.replace(old, **changes)  # type: ignore[arg-type]
    if spec.at_most and spec.at_least > spec.at_most:
        said = next((entries[key] for key in ("at-least", "at-most") if key in entries), data)
        raise said.error(f"at-least {spec.at_least} is more than at-most {spec.at_most}")
    return spec


def _read_labels(data: Located, base: tuple[LabelSpec, ...]) -> tuple[LabelSpec, ...]:
    found = {label.name: label for label in base}
    for name, value in data.named().items():
        old = found.get(name, LabelSpec(name))
        entries = value.mapping(LABEL_KEYS)
        changes: dict[str, object] = {
            key.replace("-", "_"): entries[key].boolean() for key in ("required", "recommended") if key in entries
        }
        if "aliases" in entries:
            changes["aliases"] = (*old.aliases, *entries["aliases"].texts())
        for key in ("values", "words"):
            if key in entries:
                changes[key] = tuple(entries[key].texts())
        found[name] = dataclasses.replace(old, **changes)  # type: ignore[arg-type]
    return tuple(found.values())
