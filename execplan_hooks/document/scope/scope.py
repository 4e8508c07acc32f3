"""The lists in a plan that say which files a change may touch, and those of what its records say was changed.

How they are read is `scope_lists.py`'s business, what an entry's words mean `scope_entry.py`'s, what its patterns mean
`contract/contract.py`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen

if TYPE_CHECKING:
    from execplan_hooks.document.scope.scope_entry import ScopeEntry


@frozen
class ScopeList:
    """One side of a contract as declared in one place; `explicit_none` where the list says "none"."""

    title: str
    line: int
    entries: tuple[ScopeEntry, ...]
    explicit_none: bool = False


@frozen
class DeclaredScope:
    """What a plan declares; both sides empty where it declares nothing. `neither`: what names paths inside the
    contract's section but stands on neither side, by heading; only where there is a contract, and not in force."""

    include: tuple[ScopeList, ...]
    exclude: tuple[ScopeList, ...]
    neither: tuple[ScopeList, ...] = ()


def may_declare(plan: Plan) -> bool:
    """Whether a plan has a section or label of the names under which a contract stands; without one it has none."""
    spec = plan.dialect.scope
    names = {*spec.include, *spec.exclude, *filter(None, (spec.within,))}
    return bool(names) and (
        any(section.key in names for section in plan.all_sections) or any(label.key in names for label in plan.labels)
    )


def declared(plan: Plan) -> DeclaredScope:
    """The lists of a plan's file-scope contract, in the order of the document."""
    if not may_declare(plan):
        return DeclaredScope((), ())
    # What reads them costs ten times as much to import as most plans cost here: they declare nothing.
    from execplan_hooks.document.scope import scope_lists

    return scope_lists.declared(plan)


def claimed(plan: Plan) -> list[ScopeEntry]:
    """The files that a plan's records say were changed: what stands under its field `files-changed`."""
    from execplan_hooks.document.scope import scope_lists

    return scope_lists.claimed(plan)
