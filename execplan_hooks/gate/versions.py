"""Which version of a governing plan counts: what somebody agreed to before the work began."""

from __future__ import annotations

from collections.abc import Callable, Collection

from execplan_hooks.document.plan import Plan
from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.change import Governing
from execplan_hooks.gate.reading import Reader, is_active
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository import history
from execplan_hooks.repository.changes import ChangeSet

NAMED = "named by --plan"
"""The reason for which a plan governs whatever its state."""


@frozen
class Versions:
    """The versions of plans before, in and after a change; `planned` are the commits from before execution began,
    `merged` those of the default branch that a merge in progress brings in. `governs` says of a version of a plan
    whether it governs for a reason."""

    reader: Reader
    changes: ChangeSet
    steps: list[history.Step]
    planned: Collection[str]
    governs: Callable[[Plan, str], bool]
    merged: tuple[str, ...] = ()

    def in_force(self, found: dict[str, str]) -> tuple[Governing, ...]:
        """The plans in the version whose contract counts: what somebody agreed to before the work began.

        One that was given up while planning went on counts only where no other from before the work is there.
        """
        standing: dict[str, Governing] = {}
        given_up: dict[str, Governing] = {}
        for path, reason in sorted(found.items()):
            before = self._before(path, reason)
            if before:
                standing[path] = before
                continue
            planned, gone = self._planned(path, reason)
            if planned and gone and reason != NAMED:
                given_up[path] = planned
            later = None if planned and path not in given_up else self._first_after(path, reason)
            if later or path not in given_up:
                standing[path] = later or planned or self._at_the_end(path, reason)
        if not any(item.since <= 1 for item in standing.values()):
            standing |= given_up
        return tuple(standing[path] for path in sorted(standing))

    def _before(self, path: str, reason: str) -> Governing | None:
        """A plan as it stood before the change; first on what is being merged from the default branch: once the merge
        is committed, that is the merge base."""
        where = "the merge base" if self.changes.mode == "range" else "HEAD"
        where = "the base" if self.changes.further_bases else where
        for name, commit in (*(("the merged", commit) for commit in self.merged), (where, self.changes.before)):
            plan = self.reader.at(commit, path)
            if plan:
                since = 0 if self.governs(plan, reason) else self._since(path, reason)
                return Governing(plan, f"{name} {(commit or '')[:12]}", reason, since)
        return None

    def _since(self, path: str, reason: str) -> int:
        """When a plan that stood before the change came to govern: nobody had agreed to it for this branch by then."""
        for index, step in enumerate(self.steps):
            if step.paths.get(path):
                plan = self.reader.at(step.commit, path)
                if plan and self.governs(plan, reason):
                    return 1 if step.commit in self.planned else 2 + index
        return 1 if self.changes.mode != "range" else 2 + len(self.steps)

    def _planned(self, path: str, reason: str) -> tuple[Governing | None, bool]:
        """A new plan's last version before execution began, and whether it was given up by then."""
        planned, gone = None, False
        for step in self.steps:
            if path in step.paths and step.commit in self.planned:
                if step.is_edge:
                    self.reader.repo.commit_changes(step.commit)  # raises what tells of the shallow clone
                plan = self.reader.at(step.commit, path)
                gone = not step.paths[path] or (plan is not None and not is_active(plan))
                if plan:
                    planned = Governing(plan, f"commit {step.commit[:12]}, before execution began", reason, 1)
        return planned, gone

    def _first_after(self, path: str, reason: str) -> Governing | None:
        """The first version of a plan after execution began, or with it."""
        for index, step in enumerate(self.steps):
            if path in step.paths and step.commit not in self.planned:
                if step.is_edge:
                    self.reader.repo.commit_changes(step.commit)
                plan = self.reader.at(step.commit, path)
                if plan and (reason == NAMED or is_active(plan)):
                    return Governing(plan, f"commit {step.commit[:12]}, where it first stands", reason, 2 + index)
        return None

    def _at_the_end(self, path: str, reason: str) -> Governing:
        changes = self.changes
        plan = self.reader.at(changes.head, path)
        if plan is None:
            raise ExecplanError(f"{plain(path)} cannot be read as a plan any more")
        if changes.mode == "range":
            return Governing(plan, changes.head[:12], reason, 2 + len(self.steps))
        return Governing(plan, f"the {changes.head}", reason, 1)
