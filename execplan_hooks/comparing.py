"""What a gate run compares: from options and the hook's environment to a `Change`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from execplan_hooks import rules, runner
from execplan_hooks.config import Config, config_at
from execplan_hooks.document.catalogue import Catalogue
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository import governing
from execplan_hooks.repository.branch import Branch, current_branch, default_branch
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.gate import Change
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownRevision


@dataclass(frozen=True)
class Request:
    """The gate's options as given; None or False where they were not."""

    staged: bool = False
    worktree: bool = False
    base: str | None = None
    head: str | None = None
    plan: str | None = None
    branch: str | None = None
    require_contract: bool = False
    config_given: bool = False


def change(
    repo: Repository, config: Config, request: Request, environ: Mapping[str, str], rule_ids: Sequence[str]
) -> Change:
    """The change that was asked for, with its governing plans and the configuration that counts for it.

    `config` is the one on disk. What counts is the one before the change, unless `request` names a file: a change that
    allows itself more must not be judged by its own words. Raises `ExecplanError`.
    """
    if request.head is not None and request.base is None:
        raise ExecplanError("--head needs --base: name the revision to compare with")
    changes = _change_set(repo, config, request, environ)
    before = changes.before
    if before is not None and not request.config_given:
        config = config_at(lambda name: repo.read(before, name))
    config = dataclasses.replace(config, require_contract=config.require_contract or request.require_contract)

    def branch() -> Branch:
        return current_branch(repo, request.branch, environ)

    scope_options = runner.options_of("file-scope", rules.load("file-scope"), config)
    found = governing.examine(
        repo,
        config,
        Catalogue(config.dialects, repo.root),
        changes,
        branch,
        None if request.plan is None else _from_root(repo, request.plan),
        tuple(scope_options["always-allow"]),
        lambda: _default_name(repo, config),
    )
    if found.branch is None and found.governing and "branch-continuity" in rule_ids:
        found = dataclasses.replace(found, branch=branch())
    return found


def _default_name(repo: Repository, config: Config) -> str | None:
    ref = default_branch(repo, config.default_branch)
    return None if ref is None else ref.removeprefix("refs/remotes/origin/").removeprefix("refs/heads/")


def _from_root(repo: Repository, name: str) -> str:
    """A path as named by the user (`./plans/x.md`, absolute) as git names it; need not exist."""
    plain = os.path.normpath(name)
    return os.path.relpath(plain, repo.root) if os.path.isabs(plain) else plain


def _change_set(repo: Repository, config: Config, request: Request, environ: Mapping[str, str]) -> ChangeSet:
    if request.base is not None:
        return repo.between(request.base, request.head or "HEAD")
    if request.worktree:
        return repo.worktree()
    if request.staged:
        return repo.staged()
    start, end = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    pushed = environ.get("PRE_COMMIT_LOCAL_BRANCH")
    if start and end and not pushed:
        # `pre-commit run --from-ref A --to-ref B`: somebody has named both sides.
        return repo.between(start, end)
    if end or pushed:
        # At pre-push nothing is staged. FROM..TO holds other people's files after a rebase, and a first push
        # has no FROM at all (with a root commit in it no TO either, only the branch): the merge base with the
        # default branch is right for all of them.
        base = default_branch(repo, config.default_branch)
        if base is None:
            raise ExecplanError("the default branch is not known; set default-branch in .execplan.yaml")
        return repo.between(base, end or pushed or "HEAD")
    target = environ.get("GITHUB_BASE_REF")
    if target:
        return _pull_request(repo, target, environ)
    return repo.staged()


def _pull_request(repo: Repository, target: str, environ: Mapping[str, str]) -> ChangeSet:
    """What a pull request on GitHub brings to its target branch; there nothing is staged."""
    try:
        return repo.between(f"refs/remotes/origin/{target}", "HEAD")
    except UnknownRevision:
        # actions/checkout fetches the merge commit alone. From depth 2 on its first parent is the target; but
        # only of that commit: where the head was checked out, HEAD^1 would leave out all but the last commit.
        if repo.head() != environ.get("GITHUB_SHA") or not environ.get("GITHUB_REF", "").endswith("/merge"):
            raise
        return repo.between("HEAD^1", "HEAD")


def notes(change: Change, config: Config) -> list[str]:
    """What was not checked, in words: an empty comparison, no governing plan, a changed configuration.

    `config` is the configuration on disk.
    """
    told = []
    counted = dataclasses.replace(change.config, require_contract=config.require_contract)
    if counted != config:
        file = config.file or change.config.file
        told.append(f"{file} counts as it was before this change; what it says now counts for later changes")
    if not change.changes.changes:
        told.append(f"not checked: nothing was compared, {change.changes.describe()}")
    if not change.governing:
        on = f" for branch {change.branch.name}" if change.branch else ""
        told.append(f"not checked: no active plan governs this change{on}")
    told += [f"not checked: {reason}" for reason in change.unsearched]
    return told
