"""Is what everything else needs there: this program, git, a repository, a configuration."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator

from execplan_hooks import __version__
from execplan_hooks.doctor.line import Line
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.repository import process
from execplan_hooks.repository.process import GitError, GitMissing, NotARepository

OLDEST_GIT = (2, 24)


def check(here: Situation) -> Iterator[Line]:
    yield Line("version", "ok", f"execplan-hooks {__version__} on Python {platform.python_version()}")
    yield from _git(here)
    yield _repository(here)
    yield _configuration(here)


def _git(here: Situation) -> Iterator[Line]:
    try:
        _, output, _ = process.run(["version"], here.root, process.environment())
    except GitError as error:
        found, _, todo = str(error).rpartition("; ")
        yield Line("git", "fail", found, todo)
        return
    words = process.line(output)
    version = re.search(r"(\d{1,4})\.(\d{1,4})", words)
    if version is None:
        yield Line("git", "warn", "`git --version` names no version", "install git 2.24 or newer")
    elif (int(version[1]), int(version[2])) < OLDEST_GIT:
        yield Line("git", "fail", f"{words} is too old: some of its commands are missing", "install git 2.24 or newer")
    else:
        yield Line("git", "ok", words)


def _repository(here: Situation) -> Line:
    error = here.no_repository
    if error is None:
        return Line("repository", "ok", f"a git repository at {here.root}")
    if isinstance(error, GitMissing):
        return Line("repository", "skip", "not looked for: there is no git")
    if isinstance(error, NotARepository):
        what = f"{here.root} is not in a git repository: lint works, the gate and hooks do not"
        return Line("repository", "warn", what, "git init")
    found, _, todo = str(error).rpartition("; ")
    return Line("repository", "fail", found, todo)


def _configuration(here: Situation) -> Line:
    if here.no_config is not None:
        todo = "correct it there; docs/configuration.md has all keys"
        return Line("configuration", "fail", f"cannot be used: {here.no_config}", todo)
    if here.config.file is None:
        return Line("configuration", "ok", "none: everything has its default")
    return Line("configuration", "ok", f"{here.config.file} is valid")
