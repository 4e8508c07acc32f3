"""Which branch this is, and which one it was started from; a name that is not known is never guessed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from execplan_hooks.frozen import frozen
from execplan_hooks.gate import events
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch, UnknownRevision

_HEADS = "refs/heads/"
# What a forge makes up for a pull request or a merge queue is not the branch that a plan declares.
_OF_PULL_REQUEST = re.compile(r"\d+/(?:merge|head)")
_MERGE_QUEUE = "gh-readonly-queue/"

PULL_REQUEST = ("GITHUB_HEAD_REF", "pull_request")
"""Sources that name the head of a pull request, which may have the default branch's name in a fork."""
MERGE_GROUP = "merge_group"
"""The source of a branch that a merge queue merges into."""


@frozen
class Branch:
    """A branch's name without `refs/heads/`, as it is (untrusted text), and what said so."""

    name: str
    source: str


def is_of_merge_queue(name: str) -> bool:
    """Whether a forge made up the short name for a merge queue."""
    return name.startswith(_MERGE_QUEUE)


def current_branch(repo: Repository, explicit: str | None, environ: Mapping[str, str]) -> Branch:
    """The branch that the change is on.

    The first that knows: `explicit` (the `--branch` option), GitHub's variables and event, pre-commit's
    variables, a rebase in progress, HEAD (also before the first commit). A merge queue is on the branch that it
    merges into. Raises `UnknownBranch`, with what to pass, where none does: a detached HEAD, the made up branch of a
    merge queue, an empty `explicit`; and `ExecplanError` for an event that cannot be read.
    """
    if explicit is not None and not explicit.removeprefix(_HEADS).strip():
        raise UnknownBranch("`--branch` is empty; pass the name of the branch that the change is on")
    is_push = environ.get("GITHUB_EVENT_NAME") == "push"  # then `12/merge` is what somebody called a branch
    for name, source in _candidates(repo, explicit, environ):
        short = name.removeprefix(_HEADS)
        made_up = is_of_merge_queue(short) or (not is_push and _OF_PULL_REQUEST.fullmatch(short))
        if short and (source == "--branch" or not made_up):
            return Branch(short, source)
    raise UnknownBranch(
        "the branch is not known (detached HEAD or merge queue); pass `--branch NAME`, "
        "the branch that the plan declares and the change is on"
    )


def _candidates(repo: Repository, explicit: str | None, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if explicit is not None:
        yield explicit.strip(), "--branch"
    yield environ.get("GITHUB_HEAD_REF", ""), "GITHUB_HEAD_REF"
    yield from _of_event(environ)
    if environ.get("GITHUB_REF_TYPE") == "branch":
        yield environ.get("GITHUB_REF_NAME", ""), "GITHUB_REF_NAME"
    pushed = environ.get("PRE_COMMIT_LOCAL_BRANCH", "")
    if pushed.startswith(_HEADS):  # else `HEAD`, a commit, or `(delete)`
        yield pushed, "PRE_COMMIT_LOCAL_BRANCH"
    elif pushed and repo.symbolic_ref("HEAD") is None:
        # A detached HEAD is pushed to a branch: `git push origin HEAD:refs/heads/x`.
        target = environ.get("PRE_COMMIT_REMOTE_BRANCH", "")
        yield target if target.startswith(_HEADS) else "", "PRE_COMMIT_REMOTE_BRANCH"
    for state in ("rebase-merge", "rebase-apply"):
        file = repo.git.folder / state / "head-name"
        if file.is_file():
            started = os.fsdecode(file.read_bytes()).removesuffix("\n")
            if started.startswith(_HEADS):  # else `detached HEAD`
                yield started, "rebase in progress"
    target = repo.symbolic_ref("HEAD") or ""
    if target.startswith(_HEADS):
        yield target, "HEAD"


def _of_event(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What only the event says: a review of a pull request comes without GITHUB_HEAD_REF, a merge queue without
    the branch that it merges into."""
    if environ.get("GITHUB_EVENT_NAME") == "push":
        return  # its branch is in a variable: no payload is needed
    event = events.read(environ)
    if isinstance(event, events.PullRequest):
        yield event.head_ref, "pull_request"
    elif isinstance(event, events.MergeGroup):
        yield event.base_ref, MERGE_GROUP


def default_branch(repo: Repository, configured: str | None) -> str | None:
    """A revision for the branch that others start from, or None where nothing tells.

    `configured` where it is set (also when it does not exist here, so that the comparison fails with its
    name), else what `origin/HEAD` points to, else `main` or `master`. The remote's branch comes before the
    local one of the same name, which is often behind; full ref names keep a tag from taking their place.
    """
    if configured:
        return next((ref for ref in _places(configured) if _exists(repo, ref)), configured)
    pointed = repo.symbolic_ref("refs/remotes/origin/HEAD")
    known = [pointed] if pointed else []
    refs = [*known, *_places("main"), *_places("master")]
    return next((ref for ref in refs if _exists(repo, ref)), None)


def _places(name: str) -> tuple[str, str]:
    return (f"refs/remotes/origin/{name}", f"{_HEADS}{name}")


def _exists(repo: Repository, ref: str) -> bool:
    try:
        repo.resolve(ref)
    except UnknownRevision:
        return False
    return True
