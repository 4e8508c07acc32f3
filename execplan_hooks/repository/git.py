"""The only place that runs git: a repository's revisions, files and change sets, and typed errors.

Nothing here writes to the repository, reaches the network, or starts a shell. Only plumbing commands run,
with `-z` and explicit options from the top level, so that neither a user's nor the repository's
configuration (`diff.renames`, `diff.relative`, `diff.external`, a submodule's `ignore`, `core.fsmonitor`)
can hide a change. Paths are `str` as `os.fsdecode` gives them, relative to the top level, with `/`; bytes
that are no UTF-8 stay in them as surrogates: `printable` makes them fit for output.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from execplan_hooks.model import ExecplanError

INDEX = "index"
"""Instead of a revision: what is staged, as in `ChangeSet.head` (a branch called so: `refs/heads/index`)."""
WORKTREE = "worktree"
"""Instead of a revision: the files on disk."""
TIMEOUT = 120.0
"""Seconds that one git command may take."""

Mode = Literal["staged", "range", "worktree"]

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ABSENT = "000000"
_RAW = (
    *("--raw", "-r", "-z", "--no-renames", "--ignore-submodules=none"),
    # Without it a file that was only announced (`git add -N`) counts as an added empty file.
    *("--ita-invisible-in-index", "--no-ext-diff", "--no-textconv"),
)
_CONFIG = (
    *("-c", "core.quotePath=off", "-c", "core.fsmonitor=", "-c", "core.splitIndex=false"),
    *("-c", "submodule.recurse=false"),
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
# Pathspec switches cannot stand beside the literal one; a trace or a pager's colours are nobody's wish here.
_UNWANTED = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_REPLACE_REF_BASE")
_SHALLOW = (
    "the clone is shallow: fetch the whole history first "
    "(`fetch-depth: 0` with actions/checkout, `git fetch --unshallow` elsewhere)"
)
_PARTIAL = "the clone is partial and lacks objects: clone without `--filter`"


class GitError(ExecplanError):
    """git could not do what was asked; the message says what to do about it."""


class GitMissing(GitError):
    """There is no git program on `PATH`."""


class NotARepository(GitError):
    """The folder does not lie in a git work tree."""


class DubiousOwnership(GitError):
    """git refuses a repository of another user (`safe.directory`)."""


class BareRepository(GitError):
    """The repository has no work tree."""


class UnknownRevision(GitError):
    """A revision that names no commit here."""


class NoMergeBase(GitError):
    """Two commits without a common ancestor here: unrelated histories, or a shallow clone."""


class UnknownBranch(GitError):
    """Nothing says which branch this is."""


def printable(path: str) -> str:
    r"""`path` on one line for output: control and format characters, raw bytes and `\` are escaped."""
    if path.isprintable() and "\\" not in path:
        return path
    return "".join(_escape(character) for character in path)


def _escape(character: str) -> str:
    code = ord(character)
    if character == "\\":
        return "\\\\"
    if character.isprintable():
        return character
    if character in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[character]
    if 0xDC80 <= code <= 0xDCFF:  # a byte that `os.fsdecode` could not decode
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True)
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
        return "120000" in (self.old_mode, self.new_mode)


@dataclass(frozen=True)
class ChangeSet:
    """What was compared, and the paths that differ, sorted.

    `base` is a commit, None where there is none yet; `head` is a commit, `INDEX` or `WORKTREE`; `merge_base`
    is set for ranges only; `merging` holds the commits that a merge in progress brings in.
    """

    mode: Mode
    base: str | None
    head: str
    merge_base: str | None
    changes: tuple[PathChange, ...]
    merging: tuple[str, ...] = ()

    @property
    def before(self) -> str | None:
        """The commit that the old side of the comparison is: the merge base, else the base."""
        return self.merge_base or self.base

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


@dataclass(frozen=True)
class Repository:
    """A repository with a work tree; `root` is its top level. Get one with `Repository.open`.

    Wherever a method takes `rev`: a commit-ish, `INDEX` (or `""`), `WORKTREE`, or None for "no commit yet",
    in which nothing exists. Every method raises `GitError`, or the subclass that is named.
    """

    root: Path
    environ: Mapping[str, str] = field(default_factory=lambda: _environment(), repr=False, compare=False)

    @classmethod
    def open(cls, start: Path) -> Repository:
        """The repository that the file or folder `start` lies in.

        Raises `GitMissing`, `NotARepository`, `DubiousOwnership`, `BareRepository`.
        """
        folder = start if start.is_dir() else start.parent
        given = _environment()
        plain = {name: value for name, value in given.items() if name not in _REPOSITORY_VARIABLES}
        if len(plain) == len(given):
            return cls(_top_level(folder, plain), plain)
        # Inside a hook. GIT_DIR and GIT_INDEX_FILE count where they mean this repository (a linked worktree,
        # a partial commit), and point to the wrong one where `start` lies in another.
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"):
            if name in given:
                given[name] = os.path.abspath(given[name])
        try:
            top = _top_level(folder, plain)
        except GitError:
            if "GIT_DIR" not in given:
                raise
            # A hook starts at the top level, which with GIT_DIR alone is wherever git is run.
            top = _top_level(folder if "GIT_WORK_TREE" in given else Path.cwd(), given)
            if not folder.resolve().is_relative_to(top.resolve()):
                raise
        else:
            meant = _git_dir(Path.cwd(), given)
            if meant is not None and meant != _git_dir(folder, plain):
                return cls(top, plain)
            if "GIT_WORK_TREE" in given:
                top = _top_level(folder, given)
        return cls(top, given)

    def git_path(self, name: str) -> Path:
        """Where a file of the git directory lies; in a linked worktree `.git` is a file, not a folder."""
        return self.root / _line(self._git("rev-parse", "--git-path", name))

    def symbolic_ref(self, name: str) -> str | None:
        """The full name of the ref that a symbolic ref such as `HEAD` points to; None where it is none."""
        return self._try("symbolic-ref", "--quiet", name)

    def resolve(self, rev: str) -> str:
        """The full sha of the commit that `rev` names. Raises `UnknownRevision`."""
        # `rev-parse` before git 2.30 does not know `--end-of-options`; no branch or tag that git makes starts
        # with a dash, so such a revision never gets there.
        if rev and not rev.startswith("-") and "\0" not in rev:
            found = self._try("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}")
            if found is not None and _SHA.fullmatch(found):
                return found
        hint = _SHALLOW if self._is_shallow() else "name a branch, tag or commit that exists in this clone"
        raise UnknownRevision(f"no commit here is called `{printable(rev)}`; {hint}")

    def head(self) -> str | None:
        """The commit that HEAD names; None before the first one."""
        found = self._try("rev-parse", "--verify", "--quiet", "HEAD")
        return None if found is None else self.resolve("HEAD")

    def merge_base(self, base: str, head: str) -> str:
        """The best common ancestor (one of several, where so). Raises `UnknownRevision`, `NoMergeBase`."""
        old, new = self.resolve(base), self.resolve(head)
        found = self._try("merge-base", old, new)
        if found:
            return found.split("\n")[0]
        if self._is_shallow():
            hint = _SHALLOW
        else:
            hint = "their histories are unrelated: name the branch that this one was started from"
        raise NoMergeBase(f"`{printable(base)}` and `{printable(head)}` have no merge base here; {hint}")

    def staged(self) -> ChangeSet:
        """The index against HEAD; honours GIT_INDEX_FILE (`commit -a`, partial commits).

        While a merge is in progress a path counts only where it differs from all parents: what the other
        branch brings in is not this one's work.
        """
        return self._from_head("staged", INDEX, "--cached")

    def between(self, base: str, head: str) -> ChangeSet:
        """The merge base of the two against `head`. Raises `UnknownRevision`, `NoMergeBase`."""
        old, new = self.resolve(base), self.resolve(head)
        common = self.merge_base(old, new)
        return ChangeSet("range", old, new, common, _ordered(self._differing([common], "diff-tree", to=[new])))

    def worktree(self) -> ChangeSet:
        """HEAD against the work tree: staged, unstaged and untracked (not ignored) paths.

        What a user told git to overlook (`--skip-worktree`, `--assume-unchanged`) stays out, as in a commit.
        """
        with tempfile.TemporaryDirectory(prefix="execplan-") as folder:
            copy, index = Path(folder, "index"), self.git_path("index")
            if index.exists():
                # `diff-index` takes a touched file for a changed one until the index is refreshed. That is
                # done in a copy, with the original's time: by it git notices a change of the same second.
                shutil.copy2(index, copy)
            fresh = replace(self, environ={**self.environ, "GIT_INDEX_FILE": str(copy)})
            fresh._run("update-index", "-q", "--refresh")
            tracked = fresh._from_head("worktree", WORKTREE)
            untracked = _names(fresh._git("ls-files", "-z", "--others", "--exclude-standard"))
        changes = {change.path: change for change in tracked.changes}
        for path in untracked:
            mode = self._mode_on_disk(path)
            old = changes[path].old_mode if path in changes else _ABSENT
            changes[path] = PathChange(path, _status(old, mode), old, mode)
        return replace(tracked, changes=_ordered(changes))

    def read(self, rev: str | None, path: str) -> bytes | None:
        """The content of the regular file `path` in `rev`; None where there is none.

        None also for a folder, a submodule and a symbolic link: `mode` tells them apart.
        """
        if rev == WORKTREE:
            return self._read_on_disk(path)
        entry = self._entry(rev, path)
        if entry is None or not entry[0].startswith("100"):
            return None
        return self._git("cat-file", "blob", entry[1])

    def read_all(self, rev: str | None, paths: Sequence[str]) -> dict[str, bytes]:
        """The content of those of `paths` that are regular files in `rev`; one git process for all of them."""
        if rev is None or not paths:
            return {}
        if rev == WORKTREE:
            found = {path: self._read_on_disk(path) for path in paths}
            return {path: data for path, data in found.items() if data is not None}
        wanted = set(paths)
        objects = {
            path: name for path, (mode, name) in self._entries(rev).items() if path in wanted and mode.startswith("100")
        }
        if not objects:
            return {}
        output = self._git("cat-file", "--batch", stdin="".join(f"{name}\n" for name in objects.values()).encode())
        contents: dict[str, bytes] = {}
        position = 0
        for path in objects:
            end = output.index(b"\n", position)
            header = output[position:end].split(b" ")  # object type size, or object "missing"
            if len(header) != 3:
                raise GitError(f"git has no content of {printable(path)}; {_PARTIAL}")
            position = end + 1 + int(header[2]) + 1
            contents[path] = output[end + 1 : position - 1]
        return contents

    def mode(self, rev: str | None, path: str) -> str | None:
        """git's mode of `path` in `rev`: `"100644"`, `"120000"` (link), `"160000"` (submodule); or None."""
        if rev == WORKTREE:
            mode = self._mode_on_disk(path)
            return None if mode == _ABSENT else mode
        entry = self._entry(rev, path)
        return None if entry is None else entry[0]

    def files(self, rev: str | None, prefix: str = "") -> list[str]:
        """The paths in `rev` below the folder `prefix`, sorted; with `WORKTREE` untracked ones too."""
        prefix = prefix.rstrip("/")
        if rev is None or (prefix and not _is_inside(prefix)):
            return []
        below = ["--", prefix] if prefix else []
        if rev == WORKTREE:
            names = _names(self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard", *below))
            return sorted(name for name in names if self._mode_on_disk(name) != _ABSENT)
        if rev in ("", INDEX):
            return sorted(_names(self._git("ls-files", "-z", "--cached", *below)))
        tree = self._tree(rev)
        return sorted(_names(self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, *below)))

    def commits(self, base: str, head: str) -> list[str]:
        """The commits of `base..head`, merges too, oldest first, parents before children."""
        old, new = self.resolve(base), self.resolve(head)
        return _line(self._git("rev-list", "--topo-order", "--reverse", new, f"^{old}")).split()

    def commit_changes(self, commit: str) -> list[PathChange]:
        """The paths that a commit changes, sorted.

        A merge commit: those that differ from all its parents, with the first one's mode as the old one. A
        root commit: all its paths.
        """
        new = self.resolve(commit)
        # From the commit itself: at the edge of a shallow clone git pretends that there is no parent.
        header = self._git("cat-file", "commit", new).split(b"\n\n")[0].split(b"\n")
        parents = [line.removeprefix(b"parent ").decode() for line in header if line.startswith(b"parent ")]
        return list(_ordered(self._differing(parents, "diff-tree", to=[new])))

    def _from_head(self, mode: Mode, head: str, *options: str) -> ChangeSet:
        base = self.head()
        merging = self._merging() if base else ()
        changes = self._differing([base, *merging] if base else [], "diff-index", *options)
        return ChangeSet(mode, base, head, None, _ordered(changes), merging)

    def _differing(self, parents: Sequence[str], *command: str, to: Sequence[str] = ()) -> dict[str, PathChange]:
        """What differs from all `parents`, as a change from the first; without any, from the empty tree."""
        # The empty tree is asked for because its well-known id holds for SHA-1 repositories only.
        sides = parents or [_line(self._git("hash-object", "-t", "tree", os.devnull))]
        first, *others = (_parse(self._git(command[0], *_RAW, *command[1:], side, *to)) for side in sides)
        return {path: change for path, change in first.items() if all(path in other for other in others)}

    def _merging(self) -> tuple[str, ...]:
        """The commits that a merge in progress brings in."""
        file = self.git_path("MERGE_HEAD")
        if file.exists():
            return tuple(self.resolve(line) for line in file.read_text("ascii", "replace").split())
        # A merge without conflicts writes MERGE_HEAD only after its pre-merge-commit hook; that hook's
        # environment names the merged commits.
        named = (name.removeprefix("GITHEAD_") for name in self.environ if name.startswith("GITHEAD_"))
        return tuple(self.resolve(name) for name in sorted(named) if _SHA.fullmatch(name))

    def _tree(self, rev: str) -> str:
        return rev if _SHA.fullmatch(rev) else self.resolve(rev)

    def _entry(self, rev: str | None, path: str) -> tuple[str, str] | None:
        if rev is None or not _is_inside(path):
            return None
        return self._entries(rev, path).get(path)

    def _entries(self, rev: str, *below: str) -> dict[str, tuple[str, str]]:
        """Mode and object by path, in a commit or in the index; a path in conflict is in no index."""
        staged = rev in ("", INDEX)
        command = ["ls-files", "--stage"] if staged else ["ls-tree", "-r", "--full-tree", self._tree(rev)]
        found: dict[str, tuple[str, str]] = {}
        for entry in self._git(command[0], "-z", *command[1:], *(["--", *below] if below else [])).split(b"\0"):
            facts, _, name = entry.partition(b"\t")
            if facts:
                mode, second, third = facts.decode("ascii").split(" ")
                if not staged:  # mode type object
                    found[os.fsdecode(name)] = (mode, third)
                elif third == "0":  # mode object stage; other stages are the sides of a conflict
                    found[os.fsdecode(name)] = (mode, second)
        return found

    def _mode_on_disk(self, path: str) -> str:
        if not _is_inside(path):
            return _ABSENT
        parents = [os.path.join(self.root, *path.split("/")[:depth]) for depth in range(1, path.count("/") + 1)]
        try:
            found = os.lstat(self.root / path).st_mode
        except (OSError, ValueError):
            return _ABSENT
        if any(os.path.islink(parent) for parent in parents):
            return _ABSENT  # git does not look behind symbolic links either
        if stat.S_ISLNK(found):
            return "120000"
        if stat.S_ISREG(found):
            return "100755" if found & stat.S_IXUSR else "100644"
        return "160000" if stat.S_ISDIR(found) and os.path.lexists(self.root / path / ".git") else _ABSENT

    def _read_on_disk(self, path: str) -> bytes | None:
        if not self._mode_on_disk(path).startswith("100"):  # also: opening a FIFO would wait for ever
            return None
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise GitError(f"cannot read {printable(path)} ({error.strerror}); make it readable") from None

    def _is_shallow(self) -> bool:
        return self._try("rev-parse", "--is-shallow-repository") == "true"

    def _try(self, *arguments: str) -> str | None:
        """A command's output line; None where it fails, for commands whose failure is an answer."""
        code, output, _ = self._run(*arguments)
        return None if code else _line(output)

    def _git(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        code, output, message = _run(arguments, self.root, self.environ, stdin)
        if code:
            hint = _SHALLOW if self._is_shallow() else "run `git fsck` and `git status` to see what is wrong"
            if "promisor" in message or "not allowed" in message:
                hint = _PARTIAL
            raise GitError(f"`git {arguments[0]}` failed: {_reason(message)}; {hint}")
        return output

    def _run(self, *arguments: str) -> tuple[int, bytes, str]:
        return _run(arguments, self.root, self.environ)


def _is_inside(path: str) -> bool:
    return "\0" not in path and not any(part.lower() in ("", ".", "..", ".git") for part in path.split("/"))


def _parse(raw: bytes) -> dict[str, PathChange]:
    """`:mode mode object object status NUL path NUL ...` by path."""
    changes: dict[str, PathChange] = {}
    fields = raw.split(b"\0")
    for facts, name in zip(fields[0::2], fields[1::2], strict=False):
        old, new, _, _, letter = facts.decode("ascii").removeprefix(":").split(" ")
        path = os.fsdecode(name)
        if letter == "U":  # in conflict; there may be a second record with the file's state on disk
            changes.setdefault(path, PathChange(path, "M", old, new))
        else:
            changes[path] = PathChange(path, _status(old, new), old, new)
    return changes


def _status(old: str, new: str) -> str:
    if _ABSENT in (old, new):
        return "A" if old == _ABSENT else "D"
    return "M" if old[:3] == new[:3] else "T"


def _ordered(changes: Mapping[str, PathChange]) -> tuple[PathChange, ...]:
    return tuple(changes[path] for path in sorted(changes))


def _names(listing: bytes) -> set[str]:
    # An untracked repository inside this one is listed with a slash at its end.
    return {os.fsdecode(name).rstrip("/") for name in listing.split(b"\0") if name}


def _line(output: bytes) -> str:
    return os.fsdecode(output).removesuffix("\n")


def _short(commit: str | None) -> str:
    return commit[:12] if commit else "the empty tree (no commit yet)"


def _reason(message: str) -> str:
    """The line of git's message that says why, fit for output and without a URL's credentials."""
    lines = [line for line in message.splitlines() if line.strip()] or ["no message"]
    line = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])
    return re.sub(r"//[^/\s]*@", "//", printable(line.removeprefix("fatal: ")))[:300]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
    return kept | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        # A partial clone must not fetch what it lacks; before git 2.44 only the second one prevents it.
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
    }


def _top_level(folder: Path, environ: Mapping[str, str]) -> Path:
    code, output, message = _run(["rev-parse", "--show-toplevel"], folder, environ)
    if not code:
        return Path(_line(output))
    shown = printable(str(folder.absolute()))
    if "dubious ownership" in message or "unsafe repository" in message:
        quoted = re.search(r"'(.+?)'", message)
        path = shlex.quote(printable(quoted[1].split("' is owned")[0]) if quoted else shown)
        raise DubiousOwnership(
            f"git does not trust the repository at {path}, which belongs to another user; if you do, "
            f"run `git config --global --add safe.directory {path}`"
        )
    if "must be run in a work tree" in message or "bare repository" in message:
        bare = _run(["rev-parse", "--is-bare-repository"], folder, environ)[1] != b"false\n"
        if bare:
            raise BareRepository(f"{shown} is a bare repository; run this in a clone with a work tree")
        raise NotARepository(f"{shown} lies in the git directory; run this from the work tree")
    if "not a git repository" in message:
        raise NotARepository(f"{shown} does not lie in a git repository; run this inside one")
    raise GitError(f"git cannot open {shown}: {_reason(message)}; make `git status` work there first")


def _git_dir(folder: Path, environ: Mapping[str, str]) -> Path | None:
    code, output, _ = _run(["rev-parse", "--absolute-git-dir"], folder, environ)
    return None if code else Path(os.path.realpath(_line(output)))


def _run(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str], stdin: bytes | None = None
) -> tuple[int, bytes, str]:
    """Exit code, output and message of one git command. Raises `GitMissing`, `NotARepository`, `GitError`."""
    # An empty or relative entry of PATH would start a file called `git` from the repository that is checked.
    program = shutil.which("git", path=environ.get("PATH"))
    if program is None or not os.path.isabs(program):
        raise GitMissing("there is no `git` on PATH; install git 2.24 or newer, or correct PATH")
    try:
        process = subprocess.Popen(
            [program, *_CONFIG, *arguments],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
        )
    except OSError as error:
        raise NotARepository(f"cannot run git in {printable(str(folder))}: {error.strerror}") from None
    with process:
        try:
            output, message = process.communicate(stdin, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            raise GitError(
                f"`git {arguments[0]}` took more than {TIMEOUT:.0f} seconds; make `git status` fast first"
            ) from None
        finally:
            if process.returncode is None:
                # The whole group: a filter that git started keeps the pipes open.
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, output, os.fsdecode(message)
