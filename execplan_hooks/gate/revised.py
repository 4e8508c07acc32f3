"""Each plan that a change touches, as it stands before and after it: also one that is moved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.snapshot import Snapshot

# Names that say nothing of a plan: each task has its folder.
_GENERIC = ("plan.md", "execplan.md")


@frozen
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
    arrived = _Arrived(come)
    found.extend(PlanChange(plan, arrived.take(plan)) for plan in gone)
    found += [PlanChange(None, plan) for plan in come if plan.path in arrived.left]
    return tuple(sorted(found, key=lambda item: item.path))


class _Arrived:
    """The new plans by file name and by title, to find the one that another was moved to; each is found once."""

    def __init__(self, plans: list[Plan]) -> None:
        self.left = {plan.path for plan in plans}
        self._by: dict[tuple[str, str], list[Plan]] = {}
        for plan in plans:
            for key in _keys(plan):
                self._by.setdefault(key, []).append(plan)

    def take(self, plan: Plan) -> Plan | None:
        """The one new plan of the same name and title, else name, else title; None where there are none or several."""
        for key in _keys(plan):
            found = [other for other in self._by.get(key, ()) if other.path in self.left]
            if len(found) == 1:
                self.left.discard(found[0].path)
                return found[0]
        return None


def _keys(plan: Plan) -> list[tuple[str, str]]:
    """What tells of a plan which one it is, the surest first; a generic name or no title says nothing."""
    name, title = PurePosixPath(plan.path).name, title_of(plan)
    keys = [(name, title)] if title else []
    keys += [(name, "")] if name.lower() not in _GENERIC else []
    return [*keys, *([("", title)] if title else [])]


def title_of(plan: Plan) -> str:
    """The text of a plan's title; empty without one."""
    return plan.roots[0].title if plan.roots and plan.roots[0].level == 1 else ""
