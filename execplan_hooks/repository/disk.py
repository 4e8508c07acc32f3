"""The files of the work tree as git sees them, without git."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.repository.changes import ABSENT, LINK


def is_inside(path: str) -> bool:
    """Whether a path can be a file of a repository: below its top level, not in its git directory."""
    return "\0" not in path and not any(part.lower() in ("", ".", "..", ".git") for part in path.split("/"))


def mode(root: Path, path: str) -> str:
    """git's mode of what lies at `path` below `root`; `ABSENT` where git would not look."""
    if not is_inside(path):
        return ABSENT
    parents = [os.path.join(root, *path.split("/")[:depth]) for depth in range(1, path.count("/") + 1)]
    try:
        found = os.lstat(root / path).st_mode
    except (OSError, ValueError):
        return ABSENT
    if any(os.path.islink(parent) for parent in parents):
        return ABSENT  # git does not look behind symbolic links either
    if stat.S_ISLNK(found):
        return LINK
    if stat.S_ISREG(found):
        return "100755" if found & stat.S_IXUSR else "100644"
    return "160000" if stat.S_ISDIR(found) and os.path.lexists(root / path / ".git") else ABSENT


def read(root: Path, path: str) -> bytes | None:
    """The content of the regular file `path` below `root`, else None. Raises `GitError`."""
    if not mode(root, path).startswith("100"):  # also: opening a FIFO would wait for ever
        return None
    try:
        return (root / path).read_bytes()
    except OSError as error:
        from execplan_hooks.repository.process import GitError  # which can start programs: not needed to read a file

        raise GitError(f"cannot read {plain(path)} ({error.strerror}); make it readable") from None
