"""Each plan that a change touches, as it stands before and after it: also one that is moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from execplan_hooks.document.plan import Plan
from execplan_hooks.gate.snapshot import Snapshot

# Names that say nothing of a plan: each task has its folder.
_GENERIC = ("plan.md", "execplan.md")


@dataclass(frozen=True)
class PlanChange:
    """A plan before and after the change; None where it is not there. `path` is where it stands after the change,
    or stood before it."""

    before: Plan | None
    after: Plan | None

    @property
    def path(self) -> str:
        plan = self.after or self.before
        return plan.path if plan else ""

    @property
    def paths(self) -> frozenset[str]:
        """Its paths on either side."""
        return frozenset(plan.path for plan in (self.before, self.after) if plan)


def revised(
    before: Snapshot, after: Snapshot, governing: Iterable[str], touched: Iterable[str]
) -> tuple[PlanChange, ...]:
    """The plans of the change: those at the paths `touched` and the `governing` ones, touched or not.

    A plan that is gone is taken for moved to the one new plan of the same file name, else of the same title.
    """
    paths = sorted({*governing, *touched})
    old = {path: plan for path in paths if (plan := before.plan(path))}
    new = {path: plan for path in paths if (plan := after.plan(path))}
    gone = [old[path] for path in sorted(old.keys() - new.keys())]
    come = [new[path] for path in sorted(new.keys() - old.keys())]
    found = [PlanChange(old[path], new[path]) for path in sorted(old.keys() & new.keys())]
    for plan in gone:
        where = _moved(plan, come)
        if where is not None:
            come.remove(where)
        found.append(PlanChange(plan, where))
    found += [PlanChange(None, plan) for plan in come]
    return tuple(sorted(found, key=lambda item: item.path))


def _moved(plan: Plan, come: list[Plan]) -> Plan | None:
    name = PurePosixPath(plan.path).name
    named = [other for other in come if PurePosixPath(other.path).name == name]
    if name.lower() in _GENERIC:
        named = []
    titled = [other for other in come if title_of(plan) and title_of(other) == title_of(plan)]
    both = [other for other in titled if PurePosixPath(other.path).name == name]
    return next((found[0] for found in (both, named, titled) if len(found) == 1), None)


def title_of(plan: Plan) -> str:
    """The text of a plan's title; empty without one."""
    return plan.roots[0].title if plan.roots and plan.roots[0].level == 1 else ""
