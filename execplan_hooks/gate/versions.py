"""Which version of a governing plan counts: what somebody agreed to before the work began."""

from __future__ import annotations

from dataclasses import dataclass

from execplan_hooks.escape import plain
from execplan_hooks.gate.change import Governing
from execplan_hooks.gate.reading import Reader, is_active
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository import history
from execplan_hooks.repository.changes import ChangeSet

NAMED = "named by --plan"
"""The reason for which a plan governs whatever its state."""


@dataclass(frozen=True)
class Versions:
    """The versions of plans before, in and after a change; `begun` is the index of the step of `steps` with which
    execution begins."""

    reader: Reader
    changes: ChangeSet
    steps: list[history.Step]
    begun: int

    def in_force(self, found: dict[str, str]) -> tuple[Governing, ...]:
        """The plans in the version whose contract counts: what somebody agreed to before the work began.

        One that was given up while planning went on counts only where no other from before the work is there.
        """
        standing: dict[str, Governing] = {}
        given_up: dict[str, Governing] = {}
        for path, reason in sorted(found.items()):
            before = self.reader.at(self.changes.before, path)
            if before:
                where = "HEAD" if self.changes.mode != "range" else "the merge base"
                standing[path] = Governing(before, f"{where} {(self.changes.before or '')[:12]}", reason)
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

    def _planned(self, path: str, reason: str) -> tuple[Governing | None, bool]:
        """A new plan's last version before execution began, and whether it was given up by then."""
        planned, gone = None, False
        for step in self.steps[: self.begun]:
            if path in step.paths:
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
            if index >= self.begun and path in step.paths:
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
