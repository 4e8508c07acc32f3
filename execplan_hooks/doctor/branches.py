"""Active plans whose branch is gone: they govern, or hold up, whatever touches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from execplan_hooks.doctor.checkout import branch_of
from execplan_hooks.doctor.line import Line, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document.plan import Plan
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.gate.reading import is_active
from execplan_hooks.model import ExecplanError


def stale(here: Situation, plans: Iterable[Plan]) -> Iterator[Line]:
    """A line about those of the plans that declare branches none of which this clone or a remote of it has.

    A draft may be for a branch that nobody has begun.
    """
    if here.repo is None:
        return
    known = set(here.branches)
    try:
        current = branch_of(here)
    except ExecplanError:  # said where the branch is looked for
        current = None
    if current is not None:
        known.add(current.name)  # it may have no commit yet
    declared = {
        plan.path: {name for name, _, _ in declared_branches(plan)}
        for plan in plans
        if is_active(plan) and not plan.is_draft
    }
    gone = sorted(path for path, names in declared.items() if names and not names & known)
    if not gone:
        return
    what = "1 active plan declares" if len(gone) == 1 else f"{len(gone)} active plans declare"
    found = f"{what} a branch that neither this clone nor a remote of it has: {some(gone)}"
    todo = "close a plan whose work is done, with its status or its folder; where the work goes on: git fetch"
    yield Line("stale-branches", "skip" if here.is_shallow else "warn", found, todo)
