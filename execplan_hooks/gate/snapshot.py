"""One side of a change, for the change rules: its files, its plans, when a path was last committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.reading import Reader, is_active
from execplan_hooks.repository import history
from execplan_hooks.repository.changes import LINK
from execplan_hooks.repository.contents import INDEX, WORKTREE

_END_OF_TIME = 253_402_300_799  # 9999-12-31T23:59:59Z


@frozen
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

    def link_target(self, path: str) -> str | None:
        """Where the symbolic link at a path leads to, from the root; None out of the repository, or for no link."""
        return self.reader.target(self.revision, path) if self.reader else None

    def files(self) -> list[str]:
        """All paths, sorted; of the work tree the untracked ones too."""
        return self.reader.repo.files(self.revision) if self.reader else []

    def plan(self, path: str) -> Plan | None:
        """The plan at a path; None where there is none or it cannot be read."""
        return self.reader.at(self.revision, path) if self.reader else None

    def active_plans(self) -> Iterator[Plan]:
        """The plans in the places of plans that are neither finished nor given up."""
        if self.reader:
            yield from (plan for plan in self.reader.plans(self.revision) if is_active(plan))

    def last_commit(self, path: str) -> dt.datetime | None:
        """When the newest commit that changed a path was made (committer's time, UTC); of a symbolic link also the
        file that it leads to.

        None where no commit changed it, and where the clone is too shallow to tell.
        """
        if self.reader is None or self.commit is None:
            return None
        git, target = self.reader.repo.git, self.reader.target(self.commit, path)
        paths = [path] if target is None else [path, target]
        found = git.line("rev-list", "--max-count=1", "--timestamp", self.commit, "--", *paths).split()
        if not found:
            return None
        # At the edge of a shallow clone git pretends that every file is new.
        if git.is_shallow() and not git.line("rev-list", "--max-count=1", "--parents", found[1]).split()[1:]:
            return None
        return _moment(int(found[0]))

    def last_commits(self, paths: Sequence[str]) -> dict[str, dt.datetime | None]:
        """`last_commit` of many paths, in one walk through the whole history instead of one for each.

        A commit counts also where a later merge took the other side.
        """
        last: dict[str, dt.datetime | None] = dict.fromkeys(paths)
        if self.reader is None or self.commit is None or not paths:
            return last
        repo, commit = self.reader.repo, self.commit
        links = [path for path, mode in repo.modes(commit, paths).items() if mode == LINK]
        targets = {path: target for path in links if (target := self.reader.target(commit, path))}
        below = sorted({*paths, *targets.values()})
        walked = repo.git.line("rev-list", "--timestamp", commit, "--", *below).split()
        moments = dict(zip(walked[1::2], map(int, walked[0::2]), strict=True))
        edges = repo.git.line("rev-list", "--max-parents=0", commit).split() if repo.git.is_shallow() else []
        newest: dict[str, history.Step] = {}
        for step in history.steps_of(repo, list(moments), edges, *below):
            for path in step.paths:
                if path not in newest or moments[newest[path].commit] < moments[step.commit]:
                    newest[path] = step
        for path in paths:
            steps = [newest[name] for name in (path, targets.get(path)) if name in newest]
            latest = max(steps, key=lambda step: moments[step.commit], default=None)
            if latest and not latest.is_edge:
                last[path] = _moment(moments[latest.commit])
        return last


def _moment(seconds: int) -> dt.datetime:
    """git's time; the last one that there is for one that no calendar has, which anybody can write into a commit."""
    return dt.datetime.fromtimestamp(min(seconds, _END_OF_TIME), dt.UTC)


def sides(reader: Reader, before: str | None, after: str, base: str | None) -> tuple[Snapshot, Snapshot]:
    """The two sides of a change; `base` is the commit that an index or a work tree stands on."""
    tip = base if after in (INDEX, WORKTREE) else after
    return Snapshot(reader, before, before), Snapshot(reader, after, tip)
