"""A change beside the plans that govern it: what the change rules get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from execplan_hooks.config import Config
from execplan_hooks.contract import contract
from execplan_hooks.contract.contract import Contract
from execplan_hooks.contract.widening import Widening, widenings
from execplan_hooks.document import places
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.gate import deciding
from execplan_hooks.gate.branch import Branch
from execplan_hooks.gate.revised import PlanChange
from execplan_hooks.gate.snapshot import Snapshot
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.history import Step

TOUCHED = "is touched by the change"
"""The reason for which a plan governs that declares another branch than the change's."""


@frozen
class Governing:
    """A plan that governs the change, in the version whose contract is in force.

    `revision` says which that is, for a reader; `reason` why the plan governs. `since` orders the plans by when
    they first stood: 0 before the change, 1 in it but before execution began, more for later commits. `approval`
    says who approved, outside the change, that the contract of `approved`, the plan after the change, counts.
    """

    plan: Plan
    revision: str
    reason: str
    since: int = 0
    approval: str = ""
    approved: Plan | None = None

    @property
    def path(self) -> str:
        return self.plan.path

    @property
    def contract_path(self) -> str:
        """Where the contract in force stands; not `path` where the change moves the plan and that is approved."""
        return (self.approved or self.plan).path

    @property
    def contract_revision(self) -> str:
        """Which version the contract in force is, for a reader."""
        return f"the plan after the change, approved by {self.approval}" if self.approved else self.revision

    @cached_property
    def contract(self) -> Contract:
        """The contract in force."""
        return contract.of_plan(self.approved) if self.approved else self.agreed

    @cached_property
    def agreed(self) -> Contract:
        """The contract as it was before the change, whatever was approved since."""
        return contract.of_plan(self.plan)


@frozen
class Change:
    """A git change and its governing plans; `branch` is None only where no rule needed it.

    `arrives` tells whether it is work of other branches, judged there, that comes together on this one.
    `before` and `after` are its two sides, `steps` the commits of a range. `owner` is who makes the change
    (`--owner`), where that is known.
    `unreadable` are plan files that could not be read as plans, with the reason, where they are the change's
    or name its branch; `unsearched` says so, in words, of other plans: none of them is silently left out of the
    search for governing plans.
    """

    changes: ChangeSet
    branch: Branch | None
    governing: tuple[Governing, ...]
    unreadable: tuple[tuple[str, str], ...]
    always_allowed: Callable[[str], bool]
    config: Config
    unsearched: tuple[str, ...] = ()
    find_plans: Callable[[], tuple[PlanChange, ...]] = tuple
    before: Snapshot = field(default_factory=Snapshot)
    after: Snapshot = field(default_factory=Snapshot)
    owner: str | None = None
    arrives: Callable[[], bool] = bool
    steps: Sequence[Step] = ()
    _amended: dict[str, Contract | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def plans(self) -> tuple[PlanChange, ...]:
        """The governing plans and those that the change touches, each before and after it."""
        return self.find_plans()

    @cached_property
    def verdicts(self) -> tuple[deciding.Verdict, ...]:
        """What the contracts say of each changed path; none where no contract can be enforced."""
        return deciding.verdicts(self.changes.changes, self.governing, self.always_allowed)

    def widened(self, governing: Governing) -> tuple[Widening, ...]:
        """What the contract of a governing plan allows after the change and did not allow before it."""
        amended = self.amended(governing)
        return tuple(widenings(governing.agreed, amended)) if amended else ()

    def amended(self, governing: Governing) -> Contract | None:
        """The contract of a governing plan as it stands after the change; None where the plan is not there any more."""
        if governing.path not in self._amended:
            after = self.plan_change(governing.path).after
            self._amended[governing.path] = contract.of_plan(after) if after else None
        return self._amended[governing.path]

    def plan_change(self, path: str) -> PlanChange:
        """A plan, by its path on either side, before and after the change."""
        return self._by_path.get(path, PlanChange(None, None))

    @cached_property
    def _by_path(self) -> Mapping[str, PlanChange]:
        return {path: item for item in self.plans for path in item.paths}

    @cached_property
    def is_planning(self) -> bool:
        """Whether the change touches plans and their indexes only: nothing is executed by it."""
        paths = [change.path for change in self.changes.changes]
        return bool(paths) and all(places.is_planning(self.config, path) for path in paths)


def comparison(change: Change) -> Mapping[str, object]:
    """What was compared, for the JSON report."""
    changes = change.changes
    return {
        "mode": changes.mode,
        "base": changes.base,
        "head": changes.head,
        "merge_base": changes.merge_base,
        "further_merge_bases": list(changes.further_bases),
        "merging": list(changes.merging),
        "changed_paths": len(changes.changes),
        "branch": change.branch.name if change.branch else None,
        "plans": [item.path for item in change.governing],
        "contracts": {item.path: item.contract_revision for item in change.governing if item.contract.is_declared},
        "verdicts": _counted(change),
        "widened": [
            {
                "plan": item.path,
                "line": widening.line,
                "entry": widening.text,
                "side": widening.side,
                "approved": bool(item.approved),
            }
            for item in change.governing
            for widening in change.widened(item)
        ],
    }


def _counted(change: Change) -> dict[str, int] | None:
    """How many changed paths have which verdict; None where no contract was enforced."""
    if not change.verdicts:
        return None
    counts = Counter(verdict.kind for verdict in change.verdicts)
    return {kind.replace("-", "_"): counts[kind] for kind in ("included", "excluded", "outside", "always-allowed")}
