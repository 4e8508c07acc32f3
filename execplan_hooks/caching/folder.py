"""Where the cache lies: in a folder of the user's, never in the repository, whose changes could bring their own."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError

VARIABLE = "EXECPLAN_CACHE_DIR"
_NAME = "execplan-hooks"


def chosen(named: Path | None, environ: Mapping[str, str], root: Path) -> Path | None:
    """The folder for the cache: the one that was named, by option or environment, else the user's own.

    None where there is no place for it. Raises `ExecplanError` for a folder in the repository of `root` that somebody
    named: a change could bring verdicts of its own.
    """
    by_name = named or (Path(environ[VARIABLE]) if environ.get(VARIABLE) else None)
    folder = by_name or _usual(environ)
    if folder is None:
        return None
    if _lies_in(folder, _top(root)):
        if by_name:
            raise ExecplanError(
                f"the cache folder {plain(str(by_name))} lies in the repository, where a change could bring verdicts "
                "of its own; name one outside of it, or use --no-cache"
            )
        return None
    return folder


def _top(root: Path) -> Path:
    """The folder that git checks out, of which `root`, where a configuration lies, may be a part."""
    return next((folder for folder in (root, *root.parents) if os.path.lexists(folder / ".git")), root)


def _lies_in(folder: Path, top: Path) -> bool:
    """Whether `folder`, which need not exist, lies in `top`, by whichever name: a container may have mounted the work
    tree in two places, and there are file systems to which upper and lower case are the same."""
    real = Path(os.path.realpath(folder))
    return any(_is_same(above, top) for above in (real, *real.parents))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:  # it is not there yet, or nobody may look at it
        return one == Path(os.path.realpath(other))


def _usual(environ: Mapping[str, str]) -> Path | None:
    """As the XDG Base Directory Specification says, which ignores relative paths."""
    base = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return Path(base, _NAME)
    home = environ.get("HOME", "")
    return Path(home, ".cache", _NAME) if os.path.isabs(home) else None


def is_ours(folder: Path) -> bool:
    """Whether a folder is there, made where it was missing, that belongs to this user, and nobody else can write to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022
