"""How the lists of the file-scope contract changed: which paths they speak of, and what else their entries say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from execplan_hooks.document.markdown import Piece
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.units import Difference, Listed, Unit, difference
from execplan_hooks.document.revision.wording import words_of
from execplan_hooks.document.scope import scope
from execplan_hooks.document.scope.scope import ScopeList
from execplan_hooks.document.scope.scope_entry import ScopeEntry
from execplan_hooks.frozen import frozen

Meant = Callable[[ScopeEntry, bool], frozenset[Hashable]]
"""What an entry of the contract allows, or excludes where the second argument is true, in terms that can be compared:
entries with the same terms mean the same. Nothing where its words have to be compared instead."""

_BOX = re.compile(r"^\[[ xX]\]\s+")
_GLUE = frozenset(("and", "or", "to", "plus"))


@frozen
class ListChange:
    """A side of the contract that says something else: its first list in either version, and what differs first."""

    old: ScopeList
    new: ScopeList | None
    first: Difference


def listed(plan: Plan, meant: Meant) -> Listed:
    """The entries of a plan's contract that are compared by what they mean, by line, as the plan has them."""
    found: dict[int, list[str]] = defaultdict(list)
    declared = scope.declared(plan)
    for excludes, lists in ((False, declared.include), (True, declared.exclude)):
        for entry in _entries(lists):
            if meant(entry, excludes):
                found[entry.line].append(_BOX.sub("", entry.text))
    return found


def scope_changes(before: Plan, after: Plan, meant: Meant) -> Iterator[ListChange]:
    """The sides of the contract that say something else; not those that said nothing before."""
    was, now = scope.declared(before), scope.declared(after)
    for excludes, old, new in ((False, was.include, now.include), (True, was.exclude, now.exclude)):
        entries, others = _entries(old), _entries(new)
        if entries:
            first = _unlike(entries, others, excludes, meant)
            first = first or difference(_notes(entries, excludes, meant), _notes(others, excludes, meant))
            if first:
                yield ListChange(old[0], new[0] if new else None, first)


def _entries(lists: Sequence[ScopeList]) -> list[ScopeEntry]:
    return [entry for one in lists for entry in one.entries]


def _unlike(old: list[ScopeEntry], new: list[ScopeEntry], excludes: bool, meant: Meant) -> Difference | None:
    """The first entry with a term that no entry of the other version has."""
    for entries, others, gone in ((new, old, False), (old, new, True)):
        known = {term for entry in others for term in meant(entry, excludes)}
        for entry in entries:
            if not meant(entry, excludes) <= known:
                return Difference(entry.text, entry.line, gone)
    return None


def _notes(entries: list[ScopeEntry], excludes: bool, meant: Meant) -> list[Unit]:
    """What entries say besides their paths, each remark once; all they say where it has to be compared in words."""
    found: dict[tuple[str, ...], Unit] = {}
    for entry in entries:
        text = entry.text
        understood = meant(entry, excludes)
        if understood:
            for path in (*entry.paths, *entry.exceptions, *entry.refused, *entry.further):
                text = text.replace(path, " ", 1)
        words = tuple(word for word in words_of((text,)) if not (understood and word.key in _GLUE))
        unit = Unit(words, (), entry.text, (Piece(entry.line, entry.column, entry.text),), listed=bool(understood))
        found.setdefault(unit.key[1], unit)
    return list(found.values())
