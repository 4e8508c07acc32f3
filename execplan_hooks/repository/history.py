"""The commits of a range, as steps of planning and execution."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence

from execplan_hooks.frozen import frozen
from execplan_hooks.repository.changes import ABSENT
from execplan_hooks.repository.git import Repository

_OPTIONS = ("--stdin", "-c", "--raw", "-r", "-z", "--root", "--no-renames", "--no-abbrev")
_OUTER = ("--ignore-submodules=none", "--no-ext-diff", "--no-textconv")


@frozen
class Step:
    """A commit with the paths that it changes; true for those that are there after it.

    `is_edge`: its parents are missing in a shallow clone, so that all its files seem to be new.
    """

    commit: str
    paths: dict[str, bool]
    is_edge: bool = False


def steps(repo: Repository, base: str, head: str) -> list[Step]:
    """The commits of `base..head` that change something, parents first; a merge with what differs from all its
    parents. One git process for all of them."""
    commits = repo.commits(base, head)
    edges = repo.git.line("rev-list", "--max-parents=0", head, f"^{base}").split() if repo.git.is_shallow() else []
    return steps_of(repo, commits, edges)


def steps_of(repo: Repository, commits: Sequence[str], edges: Collection[str], *below: str) -> list[Step]:
    """`commits` as steps, without those that change nothing; only of the paths `below`, where some are named."""
    if not commits:
        return []
    listing = "".join(f"{commit}\n" for commit in commits).encode()
    output = repo.git.output("diff-tree", *_OPTIONS, *_OUTER, *(["--", *below] if below else []), stdin=listing)
    fields = iter(output.split(b"\0"))
    found: list[Step] = []
    for field in fields:
        if field.startswith(b":"):  # of a merge `::mode mode mode ...`, the last one is the result's
            colons = len(field) - len(field.lstrip(b":"))
            mode = field.lstrip(b":").split(b" ")[colons].decode("ascii")
            found[-1].paths[os.fsdecode(next(fields))] = mode != ABSENT
        elif field:
            commit = field.decode("ascii")
            found.append(Step(commit, {}, commit in edges))
    return found


def planned(repo: Repository, base: str, head: str, found: list[Step], is_planning: Callable[[str], bool]) -> set[str]:
    """The commits of `base..head` from before execution began: those that each executing commit comes after.

    A commit executes that changes more than plans. One on a line beside the work is not before it, whatever its date.
    """
    executing = [step.commit for step in found if not all(map(is_planning, step.paths))]
    parents = repo.graph(base, head)
    if not executing:
        return set(parents)
    before: set[str] | None = None
    seen: set[str] = set()
    for commit in executing:  # parents first: what has one of the earlier ones before it adds nothing
        around = _ancestors(commit, parents, seen)
        if around is not None:
            before = around if before is None else before & around
        seen.add(commit)
    return before or set()


def _ancestors(commit: str, parents: dict[str, list[str]], executing: set[str]) -> set[str] | None:
    """The commits of the range before a commit; None where an executing one is among them."""
    found: set[str] = set()
    waiting = list(parents.get(commit, ()))
    while waiting:
        other = waiting.pop()
        if other in executing:
            return None
        if other in parents and other not in found:
            found.add(other)
            waiting += parents[other]
    return found
