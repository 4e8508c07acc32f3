"""The only place that starts git on a user's repository: its environment, time limit, and errors.

Nothing starts a shell or reaches the network. Only plumbing commands run (and `diff --no-index` on two texts of our
own), with `-z` and explicit options from the top level, so that neither a user's nor the repository's configuration
(`diff.renames`, `diff.relative`, `diff.external`, a submodule's `ignore`, `core.fsmonitor`) can hide a change.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.model import ExecplanError

TIMEOUT = 120.0
"""Seconds that one git command may take."""

_CONFIG = (
    *("-c", "core.quotePath=off", "-c", "core.fsmonitor=", "-c", "core.splitIndex=false"),
    *("-c", "submodule.recurse=false"),
)
# Pathspec switches cannot stand beside the literal one; a trace or a pager's colours are nobody's wish here.
_UNWANTED = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_REPLACE_REF_BASE")
SHALLOW = (
    "the clone is shallow: fetch the whole history first "
    "(`fetch-depth: 0` with actions/checkout, `git fetch --unshallow` elsewhere)"
)
PARTIAL = "the clone is partial and lacks objects: clone without `--filter`"


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


@frozen
class Git:
    """Commands for the repository with the top level `root`. Those that fail raise `GitError`."""

    root: Path
    environ: Mapping[str, str] = field(repr=False, compare=False)

    def output(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """A command's output."""
        code, output, message = run(arguments, self.root, self.environ, stdin)
        if code:
            hint = SHALLOW if self.is_shallow() else "run `git fsck` and `git status` to see what is wrong"
            if "promisor" in message or "not allowed" in message:
                hint = PARTIAL
            raise GitError(f"`git {arguments[0]}` failed: {reason(message)}; {hint}")
        return output

    def line(self, *arguments: str) -> str:
        """A command's output as text."""
        return line(self.output(*arguments))

    def attempt(self, *arguments: str) -> str | None:
        """A command's output as text; None where it fails, for commands whose failure is an answer."""
        code, output, _ = run(arguments, self.root, self.environ)
        return None if code else line(output)

    @cached_property
    def folder(self) -> Path:
        """The git directory of this work tree; a linked one has its own, beside what it shares with the others."""
        return self.root / self.line("rev-parse", "--git-dir")

    def path(self, name: str) -> Path:
        """Where a file lies that may be shared with other work trees, or elsewhere by the environment."""
        return self.root / self.line("rev-parse", "--git-path", name)

    def is_shallow(self) -> bool:
        """Whether the clone lacks the older part of its history."""
        return self.attempt("rev-parse", "--is-shallow-repository") == "true"


def run(
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
        raise NotARepository(f"cannot run git in {plain(str(folder))}: {error.strerror}") from None
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


def environment() -> dict[str, str]:
    """The environment of this process, made safe for git."""
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


def names(listing: bytes) -> set[str]:
    """The paths of a listing with `-z`."""
    # An untracked repository inside this one is listed with a slash at its end.
    return {name.rstrip("/") for name in os.fsdecode(listing).split("\0") if name}


def line(output: bytes) -> str:
    """Output as text, without its last newline."""
    return os.fsdecode(output).removesuffix("\n")


def reason(message: str) -> str:
    """The line of git's message that says why, fit for output and without a URL's credentials."""
    lines = [text for text in message.splitlines() if text.strip()] or ["no message"]
    telling = next((text for text in lines if text.startswith(("fatal:", "error:"))), lines[-1])
    return re.sub(r"//[^/\s]*@", "//", plain(telling.removeprefix("fatal: ")))[:300]
