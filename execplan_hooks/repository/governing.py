"""Which plan governs a change, and which version of its contract counts: as docs/gate.md says.

The rules only compare.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from execplan_hooks.config import Config
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.escape import plain
from execplan_hooks.globs import glob_match
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.branch import Branch
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.gate import TOUCHED, Change, Governing, declared_branches
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch

_RETIRED_STATES = ("done", "abandoned")


class _Reader:
    """Reads plans at revisions, each once."""

    def __init__(self, repo: Repository, config: Config, catalogue: Catalogue) -> None:
        self.repo = repo
        self.config = config
        self.catalogue = catalogue
        self.unreadable: dict[str, str] = {}

    def parse(self, path: str, data: bytes | None) -> Plan | None:
        if data is None:
            return None
        settings = places.settings_of(self.config, path)
        try:
            return recognition.load(source.decode(path, data), self.catalogue, settings.dialect, settings.state)
        except (source.UnreadableError, MarkdownLimitError) as error:
            self.unreadable[path] = str(error)
            return None

    def at(self, revision: str | None, path: str) -> Plan | None:
        return self.parse(path, self.repo.read(revision, path))

    def candidates(self, revision: str | None, words: Iterable[str]) -> Iterator[Plan]:
        """The plans at a revision whose text holds one of the words (branch names)."""
        paths = [path for path in self.repo.files(revision) if places.may_be_plan(self.config, path)]
        wanted = [os.fsencode(word) for word in words]  # a branch's name need not be UTF-8
        for path, data in self.repo.read_all(revision, paths).items():
            if any(word in data for word in wanted):
                plan = self.parse(path, data)
                if plan:
                    yield plan


def examine(
    repo: Repository,
    config: Config,
    catalogue: Catalogue,
    changes: ChangeSet,
    branch: Callable[[], Branch],
    plan_path: str | None = None,
    always_allow: tuple[str, ...] = (),
) -> Change:
    """The change with its governing plans: the named one, else those whose declared branch this is, else
    those that the change itself touches. A plan counts as it stands before or after the change.

    Raises `ExecplanError` where the named plan is not there or is no plan, and what `branch` raises.
    """
    reader = _Reader(repo, config, catalogue)
    before, after = changes.before, changes.head
    found: dict[str, str] = {}
    here: Branch | None = None
    if plan_path is not None:
        plan = reader.at(before, plan_path) or reader.at(after, plan_path)
        if plan is None:
            reason = reader.unreadable.get(plan_path, "no plan there, neither before nor after the change")
            raise ExecplanError(f"--plan {plain(plan_path)}: {reason}; name a plan that is committed or staged")
        found[plan.path] = "named by --plan"
    elif here := _known_branch(reader, changes, branch):
        found = _by_branch(reader, changes, here.name)
        by_branch = bool(found)
        for change in changes.changes:
            if not _may_be_plan(reader, change.path):
                continue
            for revision in (before, after):
                # Read in any case: one that cannot be read is told, whoever governs.
                touched = reader.at(revision, change.path)
                if touched and _is_active(touched) and not by_branch:
                    found.setdefault(change.path, TOUCHED)
    governing = tuple(_in_force(reader, changes, path, reason) for path, reason in sorted(found.items()))
    return Change(
        changes,
        here,
        governing,
        tuple(item for item in sorted(reader.unreadable.items()) if reader.at(after, item[0]) is None),
        _always_allowed([item.path for item in governing], always_allow),
        config,
    )


def _known_branch(reader: _Reader, changes: ChangeSet, branch: Callable[[], Branch]) -> Branch | None:
    """The branch, or None where it is unknown and does not matter: nothing to judge, or nothing to judge it by."""
    try:
        return branch()
    except UnknownBranch:
        if changes.changes and _has_plans(reader, changes):
            raise
        return None


def _has_plans(reader: _Reader, changes: ChangeSet) -> bool:
    """Whether plans could lie in the repository, before or after the change."""
    revisions = (changes.before, changes.head)
    return any(_may_be_plan(reader, path) for revision in revisions for path in reader.repo.files(revision))


def _by_branch(reader: _Reader, changes: ChangeSet, branch: str) -> dict[str, str]:
    """The plans that declare the branch, active before or after the change; where there are none but one was
    finished that is new in the range, those that were active at a commit in between."""
    found: dict[str, str] = {}
    added = {change.path for change in changes.changes if change.status == "A"}
    finished = False
    for revision in (changes.before, changes.head):
        for plan in reader.candidates(revision, [branch]):
            if _declares(plan, branch):
                if _is_active(plan):
                    found.setdefault(plan.path, "declares this branch")
                finished = finished or plan.path in added
    if finished and not found and changes.mode == "range":
        for commit in reader.repo.commits(changes.before or "", changes.head):
            for change in reader.repo.commit_changes(commit):
                touched = reader.at(commit, change.path) if _may_be_plan(reader, change.path) else None
                if touched and _is_active(touched) and _declares(touched, branch):
                    found.setdefault(change.path, "declared this branch within the range")
    return found


def _may_be_plan(reader: _Reader, path: str) -> bool:
    return places.may_be_plan(reader.config, path)


def _declares(plan: Plan, branch: str) -> bool:
    return branch in [name for name, _, _ in declared_branches(plan)]


def _is_active(plan: Plan) -> bool:
    return plan.state not in _RETIRED_STATES and not places.is_retired(plan.path)


def _in_force(reader: _Reader, changes: ChangeSet, path: str, reason: str) -> Governing:
    """The plan in the version whose contract counts: what somebody agreed to before the work began."""
    plan = reader.at(changes.before, path)
    if plan:
        where = "HEAD" if changes.mode != "range" else "the merge base"
        return Governing(plan, f"{where} {(changes.before or '')[:12]}", reason)
    if changes.mode == "range":
        planned = _planned_version(reader, changes, path)
        if planned:
            return Governing(planned[0], planned[1], reason, is_new=True)
    plan = reader.at(changes.head, path)
    if plan is None:
        raise ExecplanError(f"{plain(path)} cannot be read as a plan any more")
    shown = f"the {changes.head}" if changes.mode != "range" else changes.head[:12]
    return Governing(plan, shown, reason, is_new=True)


def _planned_version(reader: _Reader, changes: ChangeSet, path: str) -> tuple[Plan, str] | None:
    """Of a plan that is new in the range: its last version before the first commit that changes anything
    besides plans (planning may take several commits), else the version in that commit or the first later."""
    latest: tuple[Plan, str] | None = None
    started = False
    for commit in reader.repo.commits(changes.before or "", changes.head):
        paths = [change.path for change in reader.repo.commit_changes(commit)]
        started = started or any(not _may_be_plan(reader, other) for other in paths)
        if started and latest:
            return latest
        if path in paths:
            plan = reader.at(commit, path)
            latest = (plan, f"commit {commit[:12]}, before execution began") if plan else latest
            if started and latest:
                return latest[0], f"commit {commit[:12]}, where it first stands"
    return latest


def _always_allowed(governing: list[str], configured: tuple[str, ...]) -> Callable[[str], bool]:
    """Paths that every change may touch: the governing plans, their move to a folder for completed plans,
    the indexes of plan folders, and what the configuration names."""
    exact = set(governing)
    for path in governing:
        folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
        home = folder.parent if folder.name in ("active", "in-progress", "todo") else folder
        for finished in ("completed", "done", "archive", "archived"):
            exact.add(str(home / finished / name))
            exact.add(str(home / finished / "index.md"))
        exact.add(str(folder / "index.md"))
    return lambda path: path in exact or any(glob_match(pattern, path) for pattern in configured)
