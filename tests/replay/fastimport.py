"""Whole histories in one process: trees in Python, written into a repository with `git fast-import`.

A tree is a mapping from path (bytes, as git has it) to mode and content; a submodule's content is the commit's name in
hexadecimal.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.gitrepo import environment

FILE, EXECUTABLE, LINK, SUBMODULE = "100644", "100755", "120000", "160000"
Tree = Mapping[bytes, tuple[str, bytes]]
_EPOCH = 1_750_000_000


class Importer:
    """Collects commits; `write` makes them all at once. A commit is known by its number, from 1."""

    def __init__(self) -> None:
        self.trees: list[Tree] = [{}]
        self.parents: list[tuple[int, ...]] = [()]
        self.branches: dict[str, int] = {}
        self._stream: list[bytes] = []

    def commit(self, branch: str, tree: Tree, parents: Sequence[int] | None = None) -> int:
        """A commit on a branch with exactly this tree; its parent is the branch's last commit unless `parents` are
        given, the first of which it is compared with."""
        if parents is None:
            parents = [self.branches[branch]] if branch in self.branches else []
        number = len(self.trees)
        message = f"commit {number}\n".encode()
        who = f"Ada <ada@example.org> {_EPOCH + 60 * number} +0000"
        self._stream.append(f"commit refs/heads/{branch}\nmark :{number}\ncommitter {who}\n".encode())
        self._stream.append(b"data %d\n%s" % (len(message), message))
        for index, parent in enumerate(parents):
            self._stream.append(f"{'merge' if index else 'from'} :{parent}\n".encode())
        self._stream.extend(_difference(self.trees[parents[0]] if parents else {}, tree))
        self._stream.append(b"\n")
        self.trees.append(dict(tree))
        self.parents.append(tuple(parents))
        self.branches[branch] = number
        return number

    def write(self, path: Path) -> list[str]:
        """Make a repository at `path` with all commits and an empty work tree; the commits' names by number."""
        path.mkdir(parents=True, exist_ok=True)
        marks = path / ".git" / "marks"
        _git(path, "init", "--quiet", "-b", "main")
        _git(path, "fast-import", "--quiet", f"--export-marks={marks}", stdin=b"".join(self._stream))
        named = dict(line.split(" ") for line in marks.read_text("ascii").splitlines())
        return [""] + [named[f":{number}"] for number in range(1, len(self.trees))]


def _difference(old: Tree, new: Tree) -> Iterator[bytes]:
    # What is gone goes first: a folder makes way for a link of its name.
    for path in sorted(old.keys() - new.keys()):
        yield b"D %s\n" % _quoted(path)
    for path in sorted(new):
        if old.get(path) != new[path]:
            mode, content = new[path]
            if mode == SUBMODULE:
                yield b"M %s %s %s\n" % (mode.encode(), content, _quoted(path))
            else:
                yield b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), _quoted(path), len(content), content)


def _quoted(path: bytes) -> bytes:
    """As C has it, with every byte that is no plain letter in octal."""
    plain = b"/._-"
    return b'"' + b"".join(bytes([c]) if bytes([c]).isalnum() or c in plain else b"\\%03o" % c for c in path) + b'"'


def _git(path: Path, *arguments: str, stdin: bytes = b"") -> None:
    subprocess.run(["git", *arguments], cwd=path, env=environment(), input=stdin, check=True)
