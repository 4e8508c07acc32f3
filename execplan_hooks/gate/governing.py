"""Which plan governs a change, and which version of its contract counts: as docs/gate.md says.

The rules only compare.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator

from execplan_hooks.config import Config
from execplan_hooks.contract import contract
from execplan_hooks.document import places
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.escape import plain
from execplan_hooks.gate import snapshot
from execplan_hooks.gate.allowances import always_allowed
from execplan_hooks.gate.branch import Branch
from execplan_hooks.gate.change import TOUCHED, Change, Governing
from execplan_hooks.gate.declared import declared_branches, may_name
from execplan_hooks.gate.reading import Reader, is_active, shown, told
from execplan_hooks.gate.revised import PlanChange, revised
from execplan_hooks.gate.versions import NAMED, Versions
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository import history
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch


def examine(
    repo: Repository,
    config: Config,
    catalogue: Catalogue,
    changes: ChangeSet,
    branch: Callable[[], Branch],
    plan_path: str | None = None,
    always_allow: tuple[str, ...] = (),
    integrates: Callable[[Branch], bool] = lambda _: False,
    approval: Callable[[str], str] = lambda _: "",
    owner: str | None = None,
    agreed_on: Callable[[str], bool] = lambda _: False,
) -> Change:
    """The change with its governing plans: the named one, else those whose declared branch this is, else
    those that the change itself touches. A plan counts as it stands before, in or after the change.

    `integrates` says of a branch whether it brings together the work of others: a range that arrives there has plans of
    other branches, which were judged on those. `approval` says who approved that a plan's contract is amended, if
    somebody did. `agreed_on` says whether a commit that is being merged is one of the default branch.

    Raises `ExecplanError` where the named plan is not there or is no plan, and what `branch` raises.
    """
    reader = Reader(repo, config, catalogue)
    before, after = changes.before, changes.head
    steps = history.steps(repo, before or "", after) if changes.mode == "range" and changes.changes else []
    search = _Search(reader, changes, steps)
    found: dict[str, str] = {}
    here: Branch | None = None

    @functools.cache
    def arrives() -> bool:
        return here is not None and changes.mode == "range" and integrates(here)

    integrated: list[str] = []
    if plan_path is not None:
        plan = reader.at(before, plan_path) or reader.at(after, plan_path)
        if plan is None:
            reason = reader.unreadable.get(plan_path, "no plan there, neither before nor after the change")
            raise ExecplanError(f"--plan {plain(plan_path)}: {reason}; name a plan that is committed or staged")
        found[plan.path] = NAMED
    elif here := _known_branch(search, branch):
        found = search.by_branch(here.name)
        touched = search.touched()  # in any case: one that cannot be read is told, whoever governs
        if not found and search.elsewhere and (before is None or arrives()):
            touched = {path: reason for path, reason in touched.items() if path not in search.elsewhere}
            integrated = sorted(search.elsewhere)
        found = found or touched | search.touched_within(touched)

    def governs(plan: Plan, reason: str) -> bool:
        if reason == NAMED:
            return True
        return is_active(plan) and (reason == TOUCHED or (here is not None and _declares(plan, here.name)))

    planned: set[str] = set()
    if found and steps:
        planned = history.planned(repo, before or "", after, steps, lambda path: places.is_planning(config, path))
    sides = snapshot.sides(reader, before, after, changes.base)
    merged = tuple(commit for commit in changes.merging if agreed_on(commit))
    governing = Versions(reader, changes, steps, planned, governs, merged).in_force(found)
    names = [item.path for item in governing]
    standing = [item.path for item in governing if item.since == 0]
    claimed = sorted({*names, *search.own} - {*standing})
    own = [*standing, *(path for path in claimed if not _is_anothers(reader.at(before, path), here))]
    touched_plans = [change.path for change in changes.changes if reader.may_be_plan(change.path)]
    plans = functools.cache(lambda: revised(*sides, names, touched_plans))
    governing = tuple(_approved(item, plans, approval(item.path)) for item in governing)
    unclear = [] if governing or here is None or not changes.changes else sorted(reader.unclear(after))
    unsearched = [
        *told([shown(path, "it declares another branch and is judged there") for path in integrated]),
        *told([shown(path, f"the branch in line {line} could not be read") for path, line in unclear]),
        *told(
            [
                shown(path, reason.removeprefix("not checked: "))
                for (revision, path), reason in sorted(reader.unread.items(), key=str)
                if revision == after and path not in reader.unreadable
            ]
        ),
    ]
    return Change(
        changes,
        here,
        governing,
        tuple(item for item in sorted(reader.unreadable.items()) if search.stays_unreadable(item[0])),
        always_allowed(reader, changes, own, always_allow),
        config,
        tuple(unsearched),
        plans,
        *sides,
        owner,
        arrives,
        steps,
    )


def _approved(governing: Governing, plans: Callable[[], tuple[PlanChange, ...]], approval: str) -> Governing:
    """The governing plan with what was approved from outside the change: its contract as it stands after it."""
    if not approval:
        return governing
    after = next((item.after for item in plans() if governing.path in item.paths), None)
    if after is None:
        return governing
    return dataclasses.replace(governing, approval=approval, approved=after)


def _known_branch(search: _Search, branch: Callable[[], Branch]) -> Branch | None:
    """The branch, or None where it is unknown and does not matter: nothing to judge, or nothing to judge it by."""
    try:
        return branch()
    except UnknownBranch:
        if search.changes.changes and search.has_plans():
            raise
        return None


class _Search:
    """The search for the plans of one change; `own` are the paths of those that declared its branch, finished ones
    too, `elsewhere` those of touched ones that declare a branch."""

    def __init__(self, reader: Reader, changes: ChangeSet, steps: list[history.Step]) -> None:
        self.reader = reader
        self.changes = changes
        self.steps = steps
        self.own: set[str] = set()
        self.elsewhere: set[str] = set()

    def has_plans(self) -> bool:
        """Whether plans could lie in the repository, before or after the change."""
        revisions = (self.changes.before, self.changes.head)
        return any(self.reader.places(revision) for revision in revisions)

    def by_branch(self, branch: str) -> dict[str, str]:
        """The plans that declare the branch and are active before, after or at a commit of the change."""
        found: dict[str, str] = {}
        for revision in (self.changes.before, self.changes.head):
            for plan in self.reader.candidates(revision, branch):
                if _declares(plan, branch):
                    self.own.add(plan.path)
                    if is_active(plan):
                        found.setdefault(plan.path, "declares this branch")
        for commit, path in self._plan_steps():
            # Parsed only where it could matter: a plan is changed by many commits.
            if path not in found and self._mentions(commit, path, branch):
                within = self.reader.at(commit, path)
                if within and _declares(within, branch):
                    self.own.add(path)
                    if is_active(within):
                        found[path] = "declared this branch within the range"
        return found

    def touched(self) -> dict[str, str]:
        """The plans that the change touches, active before or after it."""
        found: dict[str, str] = {}
        places = {change.path: None for change in self.changes.changes if self.reader.may_be_plan(change.path)}
        for revision in (self.changes.before, self.changes.head):
            self.reader.prepare(revision, list(places))
        for change in self.changes.changes:
            if change.path in places:
                for revision in (self.changes.before, self.changes.head):
                    plan = self.reader.at(revision, change.path)
                    if plan and is_active(plan):
                        found.setdefault(change.path, TOUCHED)
                        if declared_branches(plan):
                            self.elsewhere.add(change.path)
        return found

    def touched_within(self, known: dict[str, str]) -> dict[str, str]:
        """Besides those that are known, the plans that are active only at a commit of the range, with a contract of
        their own and no branch: other branches' plans come and go with every merge."""
        found: dict[str, str] = {}
        for commit, path in self._plan_steps():
            if path not in found and path not in known:
                plan = self.reader.at(commit, path)
                if plan and is_active(plan) and not declared_branches(plan) and contract.of_plan(plan).is_declared:
                    found[path] = TOUCHED
        return found

    def stays_unreadable(self, path: str) -> bool:
        """Whether a plan that could not be read somewhere still cannot; not for one that is there only in between."""
        ends = (self.changes.before, self.changes.head)
        there = any(self.reader.repo.mode(revision, path) for revision in ends)
        return there and self.reader.at(self.changes.head, path) is None

    def _plan_steps(self) -> Iterator[tuple[str, str]]:
        """Commit and path of all plan files that are there after a commit of the range that changes them."""
        for step in self.steps:
            if step.is_edge:
                continue
            for path, is_there in step.paths.items():
                if is_there and self.reader.may_be_plan(path):
                    yield step.commit, path

    def _mentions(self, commit: str, path: str, branch: str) -> bool:
        data = self.reader.repo.read(commit, path)
        return data is None or may_name(data, branch)  # None: a link, to be followed


def _is_anothers(plan: Plan | None, here: Branch | None) -> bool:
    """Whether a plan, as it stood before the change, was declared for other branches: giving it this one within the
    change does not make it this branch's to rewrite."""
    declared = {name for name, _, _ in declared_branches(plan)} if plan else set()
    return bool(declared) and (here is None or here.name not in declared)


def _declares(plan: Plan, branch: str) -> bool:
    return branch in [name for name, _, _ in declared_branches(plan)]
