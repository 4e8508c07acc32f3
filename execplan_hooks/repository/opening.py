"""Which repository a folder belongs to, also inside a hook, whose git names one in the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.repository.process import (
    BareRepository,
    DubiousOwnership,
    Git,
    GitError,
    NotARepository,
    environment,
    line,
    reason,
    run,
)

# What a hook's git says about the repository that it was started for.
_REPOSITORY_VARIABLES = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"),
    *(
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_SHALLOW_FILE",
        "GIT_IMPLICIT_WORK_TREE",
    ),
)


def find(start: Path) -> Git:
    """git for the repository that the file or folder `start` lies in.

    Raises `GitMissing`, `NotARepository`, `DubiousOwnership`, `BareRepository`.
    """
    folder = start if start.is_dir() else start.parent
    given = environment()
    outside = {name: value for name, value in given.items() if name not in _REPOSITORY_VARIABLES}
    if len(outside) == len(given):
        return Git(_top_level(folder, outside), outside)
    # Inside a hook. GIT_DIR and GIT_INDEX_FILE count where they mean this repository (a linked worktree,
    # a partial commit), and point to the wrong one where `start` lies in another.
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"):
        if name in given:
            given[name] = os.path.abspath(given[name])
    try:
        top = _top_level(folder, outside)
    except GitError:
        if "GIT_DIR" not in given:
            raise
        # A hook starts at the top level, which with GIT_DIR alone is wherever git is run.
        top = _top_level(folder if "GIT_WORK_TREE" in given else Path.cwd(), given)
        if not folder.resolve().is_relative_to(top.resolve()):
            raise
    else:
        meant = _git_dir(Path.cwd(), given)
        if meant is not None and meant != _git_dir(folder, outside):
            return Git(top, outside)
        if "GIT_WORK_TREE" in given:
            top = _top_level(folder, given)
    return Git(top, given)


def _top_level(folder: Path, environ: Mapping[str, str]) -> Path:
    code, output, message = run(["rev-parse", "--show-toplevel"], folder, environ)
    if not code:
        return Path(line(output))
    shown = plain(str(folder.absolute()))
    if "dubious ownership" in message or "unsafe repository" in message:
        import shlex  # only a mistake needs it

        quoted = re.search(r"'(.+?)'", message)
        path = shlex.quote(plain(quoted[1].split("' is owned")[0]) if quoted else shown)
        raise DubiousOwnership(
            f"git does not trust the repository at {path}, which belongs to another user; if you do, "
            f"run `git config --global --add safe.directory {path}`"
        )
    if "must be run in a work tree" in message or "bare repository" in message:
        bare = run(["rev-parse", "--is-bare-repository"], folder, environ)[1] != b"false\n"
        if bare:
            raise BareRepository(f"{shown} is a bare repository; run this in a clone with a work tree")
        raise NotARepository(f"{shown} lies in the git directory; run this from the work tree")
    if "not a git repository" in message:
        raise NotARepository(f"{shown} does not lie in a git repository; run this inside one")
    raise GitError(f"git cannot open {shown}: {reason(message)}; make `git status` work there first")


def _git_dir(folder: Path, environ: Mapping[str, str]) -> Path | None:
    code, output, _ = run(["rev-parse", "--absolute-git-dir"], folder, environ)
    return None if code else Path(os.path.realpath(line(output)))
