"""Bytes as a configuration, a baseline or a lock file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from execplan_hooks.config import Config
from execplan_hooks.config_files import config_at
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.globs import glob_match
from execplan_hooks.locks.conflicts import Paths, TooMuchWork, conflicts, standing
from execplan_hooks.locks.file import read_locks
from execplan_hooks.locks.lock import Lock, LockFile
from execplan_hooks.model import ExecplanError
from execplan_hooks.output import github
from execplan_hooks.output import json as output_json
from execplan_hooks.sieves import baseline_file
from fuzz.lint import NOW, check_printable, lint, root


class Shared(Catalogue):
    """A catalogue that reads a packaged dialect once in a process: reading one takes longer than all the rest."""

    _known: ClassVar[dict[str, Dialect]] = {}

    def _packaged(self, name: str, chain: tuple[str, ...]) -> Dialect:
        if name not in self._known:
            self._known[name] = super()._packaged(name, chain)
        return self._known[name]


CONFIG_FILES = (".execplan.yaml", "pyproject.toml")
SMALL_PLAN = b"""# ExecPlan: x

## Purpose / Big Picture

x

## Progress

- [x] 2025-01-01T09:00:00Z Wrote `src/a.py`, see https://a.dev/x and [b](b.md).

## Decision Log

- Decision: x

## Status

TODO
"""
FILES = ("src/a.py", "src/b/c.py", "docs/\u00e4.md", "a", "Makefile", "src/components/x.tsx", "-", "a b/c d")


def config(data: bytes) -> bytes:
    """What the bytes mean as either file of the configuration, with the dialects in it, for one small plan."""
    return b"\0".join(_config(name, data) for name in CONFIG_FILES)


def _config(name: str, data: bytes) -> bytes:
    try:
        read = config_at(lambda path: data if path == name else None, lambda path: "100644" if path == name else None)
        catalogue = Shared(read.dialects, root())
        for dialect in catalogue.names:
            catalogue.get(dialect)
        told = output_json.render(lint(SMALL_PLAN, read, catalogue))
    except ExecplanError as error:
        check_refusal(str(error))
        return str(error).encode()
    return repr(_plain(read)).encode() + told.encode()


def _plain(read: Config) -> tuple[object, ...]:
    return (
        read.plans,
        read.exclude,
        read.integration_branches,
        read.fail_on,
        read.overrides,
        sorted(read.rules.items()),
    )


def check_refusal(message: str) -> None:
    """One line that can be shown, also to GitHub's runner."""
    shown = github.failure(message)
    assert shown.count("\n") == 1, "a refusal of several lines"
    assert "##[" not in shown, "a command of the old form"
    check_printable(shown)


def baseline(data: bytes) -> bytes:
    """The entries of a baseline, written out again; what was written is read as the same entries."""
    file = Path("baseline.json")
    try:
        entries = baseline_file.entries_of(data, file)
    except baseline_file.BaselineError as error:
        check_refusal(str(error))
        return str(error).encode()
    written = baseline_file.text(entries).encode()
    assert baseline_file.entries_of(written, file) == entries, "a baseline is not read as it is written"
    return written


def locks(data: bytes) -> bytes:
    """The locks of a lock file, what they have in common and which files they hold."""
    read_locks.cache_clear()
    file = read_locks(data)
    for problem in file.problems:
        check_refusal(problem.message)
        assert problem.line is None or 1 <= problem.line <= data.count(b"\n") + 1, "a problem at no line of the file"
    assert file.locks or file.problems or not file.is_complete or data, "nothing said of nothing"
    times = [lock.acquired for lock in file.locks][:3]
    held = []
    for now in (NOW, *times):
        live = standing(file, LockFile(), now, ())
        held.append(repr((now, _common(live), _taken(file))))
        assert standing(file, file, now, ()) == live, "a change of nothing cuts a lock"
    return (repr(file) + "".join(held)).encode()


def _common(live: list[Lock]) -> list[str]:
    found = []
    try:
        for one, other in conflicts(live, FILES):
            found.append(f"{one[1]} {other[1]}")
    except TooMuchWork:
        found.append("too much")
    return found


def _taken(file: LockFile) -> list[str]:
    paths, taken = Paths(FILES), []
    try:
        for lock in file.locks:
            for pattern in lock.patterns:
                here = list(paths.matching(pattern.glob))
                literal = [path for path in FILES if path.isascii() and glob_match(pattern.glob, path)]
                assert set(literal) <= set(here), f"a glob takes {literal} and finds {here}: {pattern.glob!r}"
                taken += here
    except TooMuchWork:
        taken.append("too much")
    return taken
