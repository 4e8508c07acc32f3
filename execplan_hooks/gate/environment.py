"""What a gate run compares where no option says it: by pre-commit's variables, else by GitHub's event, else the index.

pre-commit's come first: who runs it in a workflow with two refs has named both sides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from execplan_hooks.config import Config
from execplan_hooks.config_files import config_before
from execplan_hooks.escape import plain
from execplan_hooks.gate import events
from execplan_hooks.gate.branch import MERGE_GROUP, PULL_REQUEST, Branch, default_branch, is_of_merge_queue
from execplan_hooks.globs import glob_match
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import NoMergeBase, UnknownRevision


def change_set(repo: Repository, config: Config, environ: Mapping[str, str], named: Path | None) -> ChangeSet:
    """The comparison that the environment asks for.

    `config` is the configuration on disk, `named` its file where somebody named it. Raises `ExecplanError`: git
    cannot compare, the event's payload is unusable, the default branch is not known.
    """
    start, end = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    pushed = environ.get("PRE_COMMIT_LOCAL_BRANCH")
    if start and end and not pushed:
        # `pre-commit run --from-ref A --to-ref B`: somebody has named both sides.
        return repo.between(start, end)
    if end or pushed:
        # At pre-push nothing is staged. FROM..TO holds other people's files after a rebase, and a first push
        # has no FROM at all (with a root commit in it no TO either, only the branch): the merge base with the
        # default branch is right for all of them.
        return _before_push(repo, end or pushed or "HEAD", environ, config, named)
    match events.read(environ):
        case events.PullRequest() as event:
            return _pull_request(repo, event, environ)
        case events.Push() as event if not is_of_merge_queue(event.branch):
            return _push(repo, event, config, named)
        case events.MergeGroup() as event:
            return repo.between(event.base, event.head)
    target = environ.get("GITHUB_BASE_REF")
    if target:
        return _without_payload(repo, target, environ)
    return repo.staged()


def default_name(repo: Repository, config: Config, environ: Mapping[str, str]) -> str | None:
    """The short name of the branch on which other branches arrive: the one that was pushed, if the event calls it
    the default branch, else as configured or as git knows it."""
    event = _push_of(environ)
    if event and event.branch == event.default_branch:
        return event.branch
    ref = default_branch(repo, config.default_branch)
    return None if ref is None else _short(ref)


def is_of_default_branch(repo: Repository, config: Config, commit: str) -> bool:
    """Whether a commit is in the history of the default branch."""
    return _merge_base(repo, default_branch(repo, config.default_branch), commit) == commit


def is_integration(repo: Repository, config: Config, environ: Mapping[str, str], branch: Branch) -> bool:
    """Whether a branch brings together the work of others, which was judged on their own branches.

    The default branch and what a merge queue merges into do, where they are pushed; what `integration-branches` of
    `config` names does in a pull request too (a release), unless that comes from a fork, where names prove nothing:
    also where the name was given as an option.
    """
    collects = any(glob_match(pattern, branch.name) for pattern in config.integration_branches)
    if branch.source in PULL_REQUEST or _is_pull_request(environ):
        event = events.read(environ) if collects else None
        return isinstance(event, events.PullRequest) and not event.is_fork
    return collects or branch.source == MERGE_GROUP or branch.name == default_name(repo, config, environ)


def _is_pull_request(environ: Mapping[str, str]) -> bool:
    return environ.get("GITHUB_EVENT_NAME") in events.PULL_REQUESTS or bool(environ.get("GITHUB_HEAD_REF"))


def _push_of(environ: Mapping[str, str]) -> events.Push | None:
    if environ.get("GITHUB_EVENT_NAME") != "push":
        return None
    event = events.read(environ)
    return event if isinstance(event, events.Push) else None


def _pull_request(repo: Repository, event: events.PullRequest, environ: Mapping[str, str]) -> ChangeSet:
    """What a pull request brings to its target branch; there nothing is staged."""
    try:
        # GitHub's base.sha is often the tip from when the pull request was opened. Once newer commits of the target
        # were merged into the branch, they would count as the branch's own; the target itself knows better.
        target = f"refs/remotes/origin/{event.base_ref}"
        if event.head not in repo.merge_bases(target, event.head):  # else it was merged meanwhile
            return repo.between(target, event.head)
    except (UnknownRevision, NoMergeBase):
        pass
    try:
        return repo.between(event.base, event.head)
    except (UnknownRevision, NoMergeBase):
        # actions/checkout with depth 2: GitHub's merge commit and its parents, but not where these two met.
        if not _is_merge(repo, environ) or repo.parents(environ["GITHUB_SHA"])[1:] != [event.head]:
            raise
        try:
            first = repo.resolve("HEAD^1")
        except UnknownRevision:
            first = None  # depth 1; the first error names what is missing
        if first is None:
            raise
        return repo.between(first, "HEAD")


def _push(repo: Repository, event: events.Push, config: Config, named: Path | None) -> ChangeSet:
    """What a push brings: to the default branch what is new there, to another branch all that it has.

    Of another branch before..after would hold other people's files after a merge or a rebase, and a contract that an
    earlier push widened would count.
    """
    if event.branch != event.default_branch:
        base = _start(repo, event, config, named)
        if base is not None:
            return repo.between(base, event.after)
    if event.before is None:
        if event.branch == event.default_branch:
            return repo.between(event.after, event.after)  # the first push of a repository has nothing before it
        raise ExecplanError(
            f"the branch {plain(event.branch)} is new, and the default branch, or what the two have in common, is not "
            "in this clone: fetch the whole history (`fetch-depth: 0` with actions/checkout), or name `--base`"
        )
    try:
        return repo.between(event.before, event.after)
    except (UnknownRevision, NoMergeBase):
        raise ExecplanError(
            f"{event.before[:12]}, the commit before the push, is not in this clone or has no common history with "
            f"{event.after[:12]} here (a forced push, or a shallow clone): fetch the whole history (`fetch-depth: 0` "
            "with actions/checkout), or name `--base`"
        ) from None


def _before_push(
    repo: Repository, head: str, environ: Mapping[str, str], config: Config, named: Path | None
) -> ChangeSet:
    """What a push in a clone would bring: all that `head` has beside the default branch.

    That is the one which the configuration names where the branch left the one that git knows: a push must not choose
    its own comparison. Where git knows none, the configuration on disk counts, unless it names the pushed branch.
    """
    base = default_branch(repo, None)
    if base is not None:
        configured = _configured(repo, _merge_base(repo, base, head), config, named)
        return repo.between((configured and default_branch(repo, configured)) or base, head)
    base = default_branch(repo, config.default_branch)
    pushed = {_short(environ.get(f"PRE_COMMIT_{side}_BRANCH", "")) for side in ("LOCAL", "REMOTE")}
    if base is None:
        raise ExecplanError("the default branch is not known; set default-branch in .execplan.yaml")
    if _short(base) in pushed:
        raise ExecplanError(
            "the default branch is not known: the configuration names the branch that is pushed, and git does not say "
            "that it is the remote's default branch; run `git remote set-head origin --auto`"
        )
    return repo.between(base, head)


def _configured(repo: Repository, common: str | None, config: Config, named: Path | None) -> str | None:
    """The default branch that the configuration names as it stands in the commit `common`."""
    if common:
        return config_before(
            partial(repo.read, common), partial(repo.mode, common), repo.root, named, config
        ).default_branch
    return config.default_branch if named else None


def _start(repo: Repository, event: events.Push, config: Config, named: Path | None) -> str | None:
    """The branch to compare a pushed branch with; None where that is the pushed one, or not in the clone.

    The configuration counts as it stands where the branch left the event's default branch: a push must not choose
    its own comparison.
    """
    known = default_branch(repo, event.default_branch)
    if known is not None and not known.startswith("refs/"):
        known = None  # only a name: a tag could be called so
    configured = _configured(repo, _merge_base(repo, known, event.after), config, named)
    for base in (default_branch(repo, configured) if configured else None, known):
        if base is not None and _short(base) == event.branch:
            return None
        if _merge_base(repo, base, event.after):
            return base
    return None


def _short(ref: str) -> str:
    return ref.removeprefix("refs/remotes/").removeprefix("origin/").removeprefix("refs/heads/")


def _merge_base(repo: Repository, base: str | None, head: str) -> str | None:
    if base is None:
        return None
    try:
        return repo.merge_bases(base, head)[0]
    except (UnknownRevision, NoMergeBase):
        return None


def _without_payload(repo: Repository, target: str, environ: Mapping[str, str]) -> ChangeSet:
    """What a pull request brings, where GITHUB_BASE_REF is all that is known."""
    try:
        return repo.between(f"refs/remotes/origin/{target}", "HEAD")
    except UnknownRevision:
        # actions/checkout fetches the merge commit alone. From depth 2 on its first parent is the target; but
        # only of that commit: where the head was checked out, HEAD^1 would leave out all but the last commit.
        if not _is_merge(repo, environ):
            raise
        return repo.between("HEAD^1", "HEAD")


def _is_merge(repo: Repository, environ: Mapping[str, str]) -> bool:
    """Whether what is checked out is the merge commit that GitHub makes of a pull request."""
    ref = environ.get("GITHUB_REF", "")
    return repo.head() == environ.get("GITHUB_SHA") and re.fullmatch(r"refs/pull/\d+/merge", ref) is not None
