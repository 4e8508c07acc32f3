"""The files of a repository at its revisions, in the index and on disk.

Paths are `str` as `os.fsdecode` gives them, see `git.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.repository import disk
from execplan_hooks.repository.changes import ABSENT
from execplan_hooks.repository.process import PARTIAL, SHALLOW, Git, GitError, UnknownRevision, names

INDEX = "index"
"""Instead of a revision: what is staged, as in `ChangeSet.head` (a branch called so: `refs/heads/index`)."""
WORKTREE = "worktree"
"""Instead of a revision: the files on disk."""

SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""The full name of a commit."""

# The name of a ref with the parents that are asked of it (`main~2`); not `main@{1}`, `:/text`, `a..b`.
_NAME = re.compile(r"(?!.*(?:@\{|:|\.\.))[^~^]+")
_OWN_NAME = re.compile(r"@|(?:[A-Z]+_)?HEAD")
_MAX_NAMED = 200
_Entry = tuple[str, str]


@frozen
class Contents:
    """What a repository holds.

    Wherever a method takes `rev`: a commit-ish, `INDEX` (or `""`), `WORKTREE`, or None for "no commit yet",
    in which nothing exists. Every method raises `GitError`, or the subclass that is named.
    """

    git: Git
    # Commits never change: what was asked of one need not be asked again.
    _commits: set[str] = field(default_factory=set, init=False, repr=False, compare=False)
    _known: dict[tuple[str, str], _Entry | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def root(self) -> Path:
        """The top level of the work tree."""
        return self.git.root

    def resolve(self, rev: str) -> str:
        """The full sha of the commit that `rev` names: of a branch before a tag that is called so.

        Raises `UnknownRevision`, also where a local and a remote branch of that name are at different commits.
        """
        # `rev-parse` before git 2.30 does not know `--end-of-options`; no branch or tag that git makes starts
        # with a dash, so such a revision never gets there.
        if rev in self._commits:
            return rev
        if rev and not rev.startswith("-") and "\0" not in rev:
            shas = {self._commit(name): name for name in self._full_names(rev)}
            if len(shas) > 1:
                full = " and ".join(f"`{plain(name)}`" for name in shas.values())
                raise UnknownRevision(f"`{plain(rev)}` may be {full}, which differ; give the full name")
            for found in filter(None, shas):
                self._commits.add(found)
                return found
        hint = SHALLOW if self.git.is_shallow() else "name a branch, tag or commit that exists in this clone"
        raise UnknownRevision(f"no commit here is called `{plain(rev)}`; {hint}")

    def _commit(self, rev: str) -> str | None:
        found = self.git.attempt("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
        return found if found is not None and SHA.fullmatch(found) else None

    def _full_names(self, rev: str) -> list[str]:
        """What `rev` may mean: branches by their full names, else `rev` as git understands it, which prefers tags.

        Who may push a tag must not choose what `origin/main` is. A name in full is never another one (to git
        `refs/heads/x` may be the tag `refs/tags/refs/heads/x`); a commit's name and HEAD are what they are.
        """
        match = _NAME.match(rev)
        if match is None or SHA.fullmatch(match[0]) or _OWN_NAME.fullmatch(match[0]):
            return [rev]
        name, suffix = match[0], rev[match.end() :]
        is_full = name.startswith("refs/")
        wanted = (name,) if is_full else (f"refs/{name}", f"refs/heads/{name}", f"refs/remotes/{name}")
        existing = self.git.line("for-each-ref", "--format=%(refname)", *wanted).split("\n")
        found = [full for full in wanted if full in existing]
        return [full + suffix for full in found] if found or is_full else [rev]

    def head(self) -> str | None:
        """The commit that HEAD names; None before the first one."""
        if found := self._commit("HEAD"):
            self._commits.add(found)
            return found
        named = self.git.attempt("rev-parse", "--verify", "--quiet", "HEAD")
        return None if named is None else self.resolve("HEAD")

    def read(self, rev: str | None, path: str) -> bytes | None:
        """The content of the regular file `path` in `rev`; None where there is none.

        None also for a folder, a submodule and a symbolic link: `mode` tells them apart.
        """
        if rev == WORKTREE:
            return disk.read(self.root, path)
        entry = self._entry(rev, path)
        if entry is None or not entry[0].startswith("100"):
            return None
        return self.git.output("cat-file", "blob", entry[1])

    def read_all(self, rev: str | None, paths: Sequence[str]) -> dict[str, bytes]:
        """The content of those of `paths` that are regular files in `rev`; one git process for all of them."""
        if rev is None or not paths:
            return {}
        if rev == WORKTREE:
            found = {path: disk.read(self.root, path) for path in paths}
            return {path: data for path, data in found.items() if data is not None}
        objects = {path: name for path, (mode, name) in self._named(rev, paths).items() if mode.startswith("100")}
        if not objects:
            return {}
        output = self.git.output(
            "cat-file", "--batch", stdin="".join(f"{name}\n" for name in objects.values()).encode()
        )
        contents: dict[str, bytes] = {}
        position = 0
        for path in objects:
            end = output.index(b"\n", position)
            header = output[position:end].split(b" ")  # object type size, or object "missing"
            if len(header) != 3:
                raise GitError(f"git has no content of {plain(path)}; {PARTIAL}")
            position = end + 1 + int(header[2]) + 1
            contents[path] = output[end + 1 : position - 1]
        return contents

    def mode(self, rev: str | None, path: str) -> str | None:
        """git's mode of `path` in `rev`: `"100644"`, `"120000"` (link), `"160000"` (submodule); or None."""
        if rev == WORKTREE:
            mode = disk.mode(self.root, path)
            return None if mode == ABSENT else mode
        entry = self._entry(rev, path)
        return None if entry is None else entry[0]

    def modes(self, rev: str | None, paths: Sequence[str]) -> dict[str, str]:
        """`mode` of those of `paths` that are there; one git process for all of them."""
        if rev is None or rev == WORKTREE:
            return {path: mode for path in paths if (mode := self.mode(rev, path))}
        return {path: mode for path, (mode, _) in self._named(rev, paths).items()}

    def files(self, rev: str | None, prefix: str = "") -> list[str]:
        """The paths in `rev` below the folder `prefix`, sorted; with `WORKTREE` untracked ones too."""
        prefix = prefix.rstrip("/")
        if rev is None or (prefix and not disk.is_inside(prefix)):
            return []
        below = ["--", prefix] if prefix else []
        if rev == WORKTREE:
            listing = self.git.output("ls-files", "-z", "--cached", "--others", "--exclude-standard", *below)
            return sorted(name for name in names(listing) if disk.mode(self.root, name) != ABSENT)
        if rev in ("", INDEX):
            return sorted(names(self.git.output("ls-files", "-z", "--cached", *below)))
        tree = self._tree(rev)
        listing = self.git.output("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, *below)
        return sorted(os.fsdecode(listing).split("\0")[:-1])

    def _tree(self, rev: str) -> str:
        return rev if SHA.fullmatch(rev) else self.resolve(rev)

    def _entry(self, rev: str | None, path: str) -> _Entry | None:
        if rev is None or not disk.is_inside(path):
            return None
        if (rev, path) in self._known:
            return self._known[rev, path]
        found = self._entries(rev, path).get(path)
        if SHA.fullmatch(rev):
            self._known[rev, path] = found
        return found

    def _named(self, rev: str, paths: Sequence[str]) -> dict[str, _Entry]:
        """The entries of those of `paths` that are there."""
        wanted = {path for path in paths if disk.is_inside(path)}
        if not wanted:
            return {}
        # So many paths fit on a command line; beyond them the whole listing is cheaper than several commands.
        entries = self._entries(rev, *(sorted(wanted) if len(wanted) <= _MAX_NAMED else ()))
        if SHA.fullmatch(rev):
            self._known.update(((rev, path), entries.get(path)) for path in wanted)
        return {path: entries[path] for path in paths if path in entries}

    def _entries(self, rev: str, *below: str) -> dict[str, _Entry]:
        """Mode and object by path, in a commit or in the index; a path in conflict is in no index."""
        staged = rev in ("", INDEX)
        command = ["ls-files", "--stage"] if staged else ["ls-tree", "-r", "--full-tree", self._tree(rev)]
        found: dict[str, _Entry] = {}
        for entry in self.git.output(command[0], "-z", *command[1:], *(["--", *below] if below else [])).split(b"\0"):
            facts, _, name = entry.partition(b"\t")
            if facts:
                mode, second, third = facts.decode("ascii").split(" ")
                if not staged:  # mode type object
                    found[os.fsdecode(name)] = (mode, third)
                elif third == "0":  # mode object stage; other stages are the sides of a conflict
                    found[os.fsdecode(name)] = (mode, second)
        return found
