"""What a gate run compares: from its options and the environment to a `Change`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from execplan_hooks import checking, rules
from execplan_hooks.config import Config
from execplan_hooks.config_files import FILES, config_before
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.frozen import frozen
from execplan_hooks.gate import environment, events, governing
from execplan_hooks.gate.branch import Branch, current_branch
from execplan_hooks.gate.change import Change
from execplan_hooks.locks.lock import NAME as LOCKS
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch


@frozen
class Request:
    """The gate's options as given; None, False or empty where they were not.

    `approve` are plans whose amended contract somebody approved, `approval_label` is the label of a pull request that
    says so for all of them, `owner` is who makes the change.
    """

    staged: bool = False
    worktree: bool = False
    base: str | None = None
    head: str | None = None
    plan: str | None = None
    branch: str | None = None
    require_contract: bool = False
    config: Path | None = None
    approve: tuple[str, ...] = ()
    approval_label: str | None = None
    owner: str | None = None


def change(
    repo: Repository, config: Config, request: Request, environ: Mapping[str, str], rule_ids: Sequence[str]
) -> Change:
    """The change that was asked for, with its governing plans and the configuration that counts for it.

    `config` is the one on disk. What counts is the one before the change, unless `request` names a file: a change that
    allows itself more must not be judged by its own words. Raises `ExecplanError`.
    """
    if request.head is not None and request.base is None:
        raise ExecplanError("--head needs --base: name the revision to compare with")
    if request.approval_label is not None and not request.approval_label.strip():
        raise ExecplanError("`--approval-label` is empty; name the label, or leave the option out")
    changes = _change_set(repo, config, request, environ)
    before = changes.before
    if before is not None:
        repo.modes(before, (*FILES, LOCKS))  # all at once: of each it will be asked whether it was there
        config = config_before(
            partial(repo.read, before), partial(repo.mode, before), repo.root, request.config, config
        )
    config = dataclasses.replace(config, require_contract=config.require_contract or request.require_contract)

    def branch() -> Branch:
        return _branch(repo, request, environ)

    scope_options = checking.options_of("file-scope", rules.load("file-scope"), config)
    found = governing.examine(
        repo,
        config,
        Catalogue(config.dialects, repo.root),
        changes,
        branch,
        None if request.plan is None else _from_root(repo, request.plan),
        tuple(scope_options["always-allow"]),
        lambda here: environment.is_integration(repo, config, environ, here),
        _approval(repo, request, environ),
        request.owner or environ.get("EXECPLAN_OWNER") or None,
        lambda commit: environment.is_of_default_branch(repo, config, commit),
    )
    if found.branch is None and found.governing and "branch-continuity" in rule_ids:
        found = dataclasses.replace(found, branch=branch())
    return found


def _branch(repo: Repository, request: Request, environ: Mapping[str, str]) -> Branch:
    """The branch of the change: where `--head` names one, that; what is checked out says nothing of another commit."""
    if request.head is None or request.branch is not None:
        return current_branch(repo, request.branch, environ)
    for prefix in ("refs/heads/", "refs/remotes/origin/"):
        name = request.head.removeprefix(prefix).removeprefix("origin/" if "remotes" in prefix else "")
        if name != "HEAD" and repo.is_ref(f"{prefix}{name}"):
            return Branch(name, "--head")
    found = current_branch(repo, None, environ)
    if found.source == "HEAD" and repo.resolve(request.head) != repo.head():
        raise UnknownBranch(
            "the branch of `--head` is not known; pass `--branch NAME`, the branch that the plan declares and the "
            "change is on"
        )
    return found


def _approval(repo: Repository, request: Request, environ: Mapping[str, str]) -> Callable[[str], str]:
    """Who approved, outside the change, that the contract of the plan at a path is amended; "" if nobody did.

    What the change itself says never counts: an executor writes it. Options come from whoever starts the gate, labels
    from people who may triage pull requests, in the event's payload.
    """
    named = {_from_root(repo, path) for path in request.approve}
    label = request.approval_label
    event = events.read(environ) if label is not None else None
    labelled = label is not None and isinstance(event, events.PullRequest) and event.has_label(label)

    def approval(path: str) -> str:
        if path in named:
            return "--approve-widening"
        return f'the label "{label}"' if labelled else ""

    return approval


def _from_root(repo: Repository, name: str) -> str:
    """A path as a user names it (from the root, the current folder, absolute) as git names it; need not exist."""
    plain = os.path.normpath(name)
    if not os.path.lexists(repo.root / plain) and os.path.lexists(plain):
        plain = os.path.abspath(plain)
    return os.path.relpath(plain, repo.root) if os.path.isabs(plain) else plain


def _change_set(repo: Repository, config: Config, request: Request, environ: Mapping[str, str]) -> ChangeSet:
    if request.base is not None:
        return repo.between(request.base, "HEAD" if request.head is None else request.head)
    if request.worktree:
        return repo.worktree()
    if request.staged:
        return repo.staged()
    return environment.change_set(repo, config, environ, request.config)


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


def unused_approvals(repo: Repository, request: Request, change: Change) -> list[str]:
    """The approvals that met no governing plan, in words: a wrong name must not approve nothing in silence."""
    governing = {item.path for item in change.governing}
    return [
        f"not used: --approve-widening {path}: no governing plan is called so"
        for path in request.approve
        if _from_root(repo, path) not in governing
    ]
