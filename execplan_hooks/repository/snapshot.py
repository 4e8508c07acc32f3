"""One side of a change, for the change rules: its files, its plans, when a path was last committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document.plan import Plan
from execplan_hooks.repository.git import INDEX, WORKTREE
from execplan_hooks.repository.reading import Reader, is_active


@dataclass(frozen=True)
class Snapshot:
    """The repository at `revision` (a commit, `INDEX`, `WORKTREE`); nothing at all where there is no reader.

    `commit` is the commit that its history ends with: of the index and the work tree that of HEAD. Every method may
    raise `GitError`.
    """

    reader: Reader | None = None
    revision: str | None = None
    commit: str | None = None

    def read(self, path: str) -> bytes | None:
        """The content of a regular file; None where there is none (a folder, a link, a submodule is none)."""
        return self.reader.repo.read(self.revision, path) if self.reader else None

    def mode(self, path: str) -> str | None:
        """git's mode of a path, or None where nothing is there."""
        return self.reader.repo.mode(self.revision, path) if self.reader else None

    def files(self) -> list[str]:
        """All paths, sorted; of the work tree the untracked ones too."""
        return self.reader.repo.files(self.revision) if self.reader else []

    def plan(self, path: str) -> Plan | None:
        """The plan at a path; None where there is none or it cannot be read."""
        return self.reader.at(self.revision, path) if self.reader else None

    def active_plans(self) -> Iterator[Plan]:
        """The plans in the places of plans that are neither finished nor given up."""
        if self.reader:
            for path in self.files():
                if self.reader.may_be_plan(path) and (plan := self.plan(path)) and is_active(plan):
                    yield plan

    def last_commit(self, path: str) -> dt.datetime | None:
        """When the newest commit that changed a path was made (committer's time, UTC).

        None where no commit changed it, and where the clone is too shallow to tell.
        """
        if self.reader is None or self.commit is None:
            return None
        git = self.reader.repo.git
        found = git.line("rev-list", "--max-count=1", "--timestamp", self.commit, "--", path).split()
        if not found:
            return None
        # At the edge of a shallow clone git pretends that every file is new.
        if git.is_shallow() and not git.line("rev-list", "--max-count=1", "--parents", found[1]).split()[1:]:
            return None
        return dt.datetime.fromtimestamp(int(found[0]), dt.UTC)


def sides(reader: Reader, before: str | None, after: str, base: str | None) -> tuple[Snapshot, Snapshot]:
    """The two sides of a change; `base` is the commit that an index or a work tree stands on."""
    tip = base if after in (INDEX, WORKTREE) else after
    return Snapshot(reader, before, before), Snapshot(reader, after, tip)
