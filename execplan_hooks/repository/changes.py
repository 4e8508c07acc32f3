"""What differs between two states of a repository: paths with modes, read from git's raw diffs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from execplan_hooks.frozen import frozen

if TYPE_CHECKING:
    from execplan_hooks.repository.process import Git


Mode = Literal["staged", "range", "worktree"]

ABSENT = "000000"
"""git's mode of a path that is not there."""
LINK = "120000"
"""git's mode of a symbolic link."""

_RAW = (
    *("--raw", "-r", "-z", "--no-renames", "--ignore-submodules=none"),
    # Without it a file that was only announced (`git add -N`) counts as an added empty file.
    *("--ita-invisible-in-index", "--no-ext-diff", "--no-textconv"),
)


@frozen
class PathChange:
    """One path that differs. `status` is A, M, D or T (type changed); modes are git's, `"000000"` absent."""

    path: str
    status: str
    old_mode: str
    new_mode: str

    @property
    def is_submodule(self) -> bool:
        """Whether either side is a submodule."""
        return "160000" in (self.old_mode, self.new_mode)

    @property
    def is_symlink(self) -> bool:
        """Whether either side is a symbolic link."""
        return LINK in (self.old_mode, self.new_mode)


@frozen
class ChangeSet:
    """What was compared, and the paths that differ, sorted.

    `base` is a commit, None where there is none yet; `head` is a commit, `INDEX` or `WORKTREE`; `merge_base`
    is set for ranges only, with `further_bases` where there are several; `merging` holds the commits that a merge in
    progress brings in.
    """

    mode: Mode
    base: str | None
    head: str
    merge_base: str | None
    changes: tuple[PathChange, ...]
    merging: tuple[str, ...] = ()
    further_bases: tuple[str, ...] = ()

    @property
    def before(self) -> str | None:
        """The commit that the old side of the comparison is: the merge base, else the base.

        Of several merge bases none is better than the others, and which comes first is up to the dates of commits:
        what was agreed to is then what stands on the base itself.
        """
        return self.base if self.further_bases else self.merge_base or self.base

    def describe(self) -> str:
        """One line that says what was compared with what, and how many paths differ."""
        count = f"{len(self.changes)} changed path{'' if len(self.changes) == 1 else 's'}"
        if self.mode == "range":
            return (
                f"{_short(self.head)} against its merge base {_short(self.merge_base)} "
                f"with {_short(self.base)}: {count}"
            )
        what = "index" if self.mode == "staged" else "work tree with untracked files"
        merged = "".join(f" and the merged {_short(commit)}" for commit in self.merging)
        return f"{what} against {'HEAD ' if self.base else ''}{_short(self.base)}{merged}: {count}"


def differing(git: Git, parents: Sequence[str], *command: str, to: Sequence[str] = ()) -> dict[str, PathChange]:
    """What differs from all `parents`, as a change from the first; without any, from the empty tree."""
    # The empty tree is asked for because its well-known id holds for SHA-1 repositories only.
    sides = parents or [git.line("hash-object", "-t", "tree", os.devnull)]
    first, *others = (_parse(git.output(command[0], *_RAW, *command[1:], side, *to)) for side in sides)
    return {path: change for path, change in first.items() if all(path in other for other in others)}


def _parse(raw: bytes) -> dict[str, PathChange]:
    """`:mode mode object object status NUL path NUL ...` by path."""
    changes: dict[str, PathChange] = {}
    fields = os.fsdecode(raw).split("\0")
    for facts, path in zip(fields[0::2], fields[1::2], strict=False):
        old, new, letter = facts[1:7], facts[8:14], facts[-1]
        if letter == "U":  # in conflict; there may be a second record with the file's state on disk
            changes.setdefault(path, PathChange(path, "M", old, new))
        else:
            changes[path] = PathChange(path, status(old, new), old, new)
    return changes


def status(old: str, new: str) -> str:
    """A, M, D or T for a path's modes before and after."""
    if ABSENT in (old, new):
        return "A" if old == ABSENT else "D"
    return "M" if old[:3] == new[:3] else "T"


def ordered(changes: Mapping[str, PathChange]) -> tuple[PathChange, ...]:
    """The changes sorted by path."""
    return tuple(changes[path] for path in sorted(changes))


def _short(commit: str | None) -> str:
    return commit[:12] if commit else "the empty tree (no commit yet)"
