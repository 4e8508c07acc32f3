"""The fields of a plan's dialect as they stand in the plan: front matter and labelled values, found by their names."""

from __future__ import annotations

from collections.abc import Sequence

from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.frontmatter import FrontMatter
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.labels import Label
from execplan_hooks.frozen import frozen
from execplan_hooks.once import once


@frozen
class FieldValue:
    """A field of the dialect as it stands in the plan; `place` is `"front-matter"` or the section's key."""

    name: str
    value: str
    line: int
    column: int
    place: str


class DeclaredFields:
    """The labels and the front matter of one plan, indexed: each field that a rule asks for may be any of these."""

    def __init__(self, labels: Sequence[Label], front_matter: FrontMatter, dialect: Dialect) -> None:
        self._labels, self._front_matter, self._dialect = labels, front_matter, dialect
        self._fields: dict[str, list[FieldValue]] = {}  # filled as rules ask

    def field(self, name: str) -> Sequence[FieldValue]:
        """The values of a field, in the order of the document; none where the dialect does not know it."""
        if name not in self._fields:
            self._fields[name] = self._read(name)
        return self._fields[name]

    def labels_below(self, section: str) -> frozenset[str]:
        """The keys of the labels in the sections with that key, at all depths."""
        return self._keys_below.get(section, frozenset())

    def _read(self, name: str) -> list[FieldValue]:
        spec = self._dialect.fields.get(name)
        if spec is None:
            return []
        found = []
        if "front-matter" in spec.places:
            found += [
                FieldValue(name, entry.value, entry.line, entry.column, "front-matter")
                for entry in self._front_matter.fields
                if normalise(entry.key) in spec.labels
            ]
        named = [pair for key in set(spec.labels) for pair in self._by_key.get(key, ())]
        for _, label in sorted(named, key=lambda pair: pair[0]):
            place = label.path[-1] if label.path else "header"
            if (
                "*" in spec.places
                or ("header" in spec.places and label.section is None)
                or any(self._is_place(key, spec.places) for key in label.path)
            ):
                found.append(FieldValue(name, label.value, label.line, label.column, place))
        return found

    def _is_place(self, key: str, places: tuple[str, ...]) -> bool:
        """Whether a section's key is one of the places, by its own name or as an alias of one."""
        if key in places:
            return True
        spec = self._dialect.section_of(key)
        return spec is not None and spec.key in places

    @once
    def _by_key(self) -> dict[str, list[tuple[int, Label]]]:
        """The labels by their keys, numbered in the order of the document."""
        found: dict[str, list[tuple[int, Label]]] = {}
        for number, label in enumerate(self._labels):
            found.setdefault(label.key, []).append((number, label))
        return found

    @once
    def _keys_below(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for label in self._labels:
            for key in label.path:
                found.setdefault(key, set()).add(label.key)
        return {key: frozenset(keys) for key, keys in found.items()}
