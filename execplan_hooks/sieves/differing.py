"""Which files of the work tree differ from a commit, whatever the index, `.gitignore` or a merge says of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

from execplan_hooks.repository import disk
from execplan_hooks.repository.changes import LINK
from execplan_hooks.repository.git import Repository

_MAX_LINKS = 40  # as many as Linux follows
_SHA1_DIGITS = 40


def hops(name: str, link_at: Callable[[str], str | None]) -> list[str]:
    """Each symbolic link on the way of a path from the top of the repository, then the path that it ends at.

    `link_at` says what the link at a path leads to, None where there is none. Only the last path may lie outside, where
    it begins with `..`.
    """
    links: list[str] = []
    at: list[str] = []
    rest = list(reversed(PurePosixPath(name).parts))
    while rest:
        part = rest.pop()
        if part == "..":
            at = at[:-1] if at and at[-1] != ".." else [*at, part]
            continue
        at.append(part)
        here = "/".join(at)
        target = link_at(here) if ".." not in at and len(links) < _MAX_LINKS else None
        if target is not None:
            links.append(here)
            at.pop()
            rest += reversed(PurePosixPath(target).parts)
    return [*links, "/".join(at)]


def link_here(top: str, name: str) -> str | None:
    """What the symbolic link at a path of the work tree leads to, from its folder."""
    file = os.path.join(top, name)
    if not os.path.islink(file):
        return None
    target = os.readlink(file)
    return os.path.relpath(target, os.path.dirname(file)) if os.path.isabs(target) else target


def link_in(repo: Repository, commit: str, name: str) -> str | None:
    """What the symbolic link at a path of a commit leads to."""
    if repo.mode(commit, name) != LINK:
        return None
    return os.fsdecode(repo.git.output("cat-file", "blob", f"{commit}:{name}"))


def differing(repo: Repository, commit: str, names: Collection[str]) -> set[str]:
    """Those of `names`, each a file or a link that no link leads to, that are not in the work tree as in the commit.

    Raises `GitError`.
    """
    wanted = sorted(names)
    modes, texts = repo.modes(commit, wanted), repo.read_all(commit, wanted)
    found, unequal = set(), []
    for name in wanted:
        file = repo.root / name
        if modes.get(name) == LINK:
            if not file.is_symlink() or os.readlink(file) != link_in(repo, commit, name):
                found.add(name)
        elif name not in texts:
            if os.path.lexists(file):
                found.add(name)
        elif disk.read(repo.root, name) != texts[name]:
            unequal.append(name)
    present = [name for name in unequal if disk.mode(repo.root, name).startswith("100")]
    found.update(unequal)
    # What a checkout rewrites (line ends, a filter, another encoding) is the same to git.
    for name, blob in zip(present, _blobs(repo, present), strict=True):
        if blob == _blob(texts[name], len(commit)):
            found.remove(name)
    return found


def _blobs(repo: Repository, names: Collection[str]) -> list[str]:
    """The objects that the files would be for git."""
    if not names:
        return []
    escapes = ((b"\\", rb"\\"), (b'"', rb"\""), (b"\n", rb"\n"))
    lines = []
    for name in names:
        quoted = os.fsencode(name)
        for char, escaped in escapes:
            quoted = quoted.replace(char, escaped)
        lines.append(b'"' + quoted + b'"\n')
    return repo.git.output("hash-object", "--stdin-paths", stdin=b"".join(lines)).decode("ascii").split()


def _blob(data: bytes, digits: int) -> str:
    algorithm = "sha1" if digits == _SHA1_DIGITS else "sha256"
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
