"""The lock file of agents that share a repository, read from its bytes: all of its locks, and all that is wrong.

Source: the fallback lock file of the "Multi-Agent Coordination" pattern of the model-agnostic ExecPlan specification.
Patterns mean what they mean in an exclude list of a contract: a folder is itself and everything in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from execplan_hooks.config_files import MAX_BYTES
from execplan_hooks.contract.patterns import alternatives, anchored, problem_of
from execplan_hooks.document import stamps
from execplan_hooks.gate.snapshot import Snapshot
from execplan_hooks.located import ConfigError, Located, shown, unknown
from execplan_hooks.locks.lock import NAME, Lock, LockFile, Pattern, Problem, identity

MAX_LOCKS = 1000
MAX_PATTERNS = 2000
MAX_PROBLEMS = 200
_MAX_LENGTH = 1000  # of a pattern, as in the configuration
_KEYS = ("version", "generated_at", "ttl_seconds", "locks")
_LOCK_KEYS = ("owner", "scope", "acquired_at")
_OPTIONAL_LOCK_KEYS = ("expires_at", "notes")
_UNUSABLE = {
    "absolute": "is absolute; write it relative to the repository root, without a leading slash",
    "outside": 'leads out of the repository or back with ".."; write it from the repository root',
    "over-broad": "names no file or folder; name those that the owner works on",
    "negation": "is negated; name the paths that are locked",
    "backslash": "has backslashes; write it with forward slashes",
    "placeholder": "is a placeholder; name the paths that are locked",
    "prose": "cannot be read as a path; write one relative to the repository root (./ before a name with a space)",
}
_T = TypeVar("_T")
_Given = TypeVar("_Given")


def locks_of(side: Snapshot) -> LockFile:
    """The lock file on one side of a change; without locks and problems where there is none. Raises `GitError`."""
    if side.mode(NAME) is None:
        return LockFile()
    data = side.read(NAME)
    if data is None:
        problem = "not checked: it is no regular file; a lock file behind a link is not read"
        return LockFile((), (Problem(None, problem),), is_complete=False)
    return read_locks(data)


@lru_cache(maxsize=2)
def read_locks(data: bytes) -> LockFile:
    """The locks in the bytes of a lock file. Never raises: what is wrong is in the result, all of it."""
    return _Reader().file(data)


class _Reader:
    """Reads one file; errors of single values are collected, so that all are reported at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.patterns = 0

    def file(self, data: bytes) -> LockFile:
        top = self.kept(_load, data)
        keys = None if top is None else self.members(top, _KEYS)
        if keys is None:
            return LockFile((), self.listed(), is_complete=False)
        version = self.value(keys, "version", _version)
        self.value(keys, "generated_at", _moment)
        ttl = self.value(keys, "ttl_seconds", lambda at: at.integer(1))
        items = self.value(keys, "locks", _items)
        locks: list[Lock] = []
        complete = version is not None and items is not None
        for item in items or ():
            problems = len(self.problems)
            lock = self.lock(item, ttl)
            complete = complete and lock is not None and len(self.problems) == problems
            locks += [lock] if lock else []
            if self.patterns > MAX_PATTERNS:
                break
        return LockFile(tuple(locks), self.listed(), complete)

    def listed(self) -> tuple[Problem, ...]:
        more = len(self.problems) - MAX_PROBLEMS
        end = [Problem(None, f"{more:,} more problems, not listed here")] if more > 0 else []
        return (*self.problems[:MAX_PROBLEMS], *end)

    def lock(self, at: Located, ttl: int | None) -> Lock | None:
        keys = self.members(at, _LOCK_KEYS, _OPTIONAL_LOCK_KEYS)
        if keys is None:
            return None
        owner = self.value(keys, "owner", _owner)
        scope = self.members(keys["scope"], ("paths",)) if "scope" in keys else None
        paths = self.value(scope or {}, "paths", _paths) or []
        patterns = tuple(pattern for path in paths for pattern in self.compiled(path))
        acquired = self.value(keys, "acquired_at", _moment)
        expires = self.value(keys, "expires_at", _moment)
        if "notes" in keys and keys["notes"].value is not None:
            self.value(keys, "notes", Located.string)
        due = _later(acquired, ttl) if acquired and ttl else None
        if "expires_at" not in keys:
            expires = due
        if acquired and expires and expires < acquired:
            self.refuse(keys["expires_at"].error("is before acquired_at"))
        elif owner and patterns and acquired and expires:
            return Lock(owner, patterns, acquired, expires, due, at.line or 1)
        return None

    def compiled(self, at: Located) -> Iterator[Pattern]:
        if self.patterns > MAX_PATTERNS:
            return
        patterns = self.kept(_compiled, at) or []
        self.patterns += len(patterns)
        if self.patterns > MAX_PATTERNS:
            self.refuse(at.error(f"more than {MAX_PATTERNS:,} patterns in the file; from here on no lock is read"))
        else:
            yield from patterns

    def members(self, at: Located, required: tuple[str, ...], more: tuple[str, ...] = ()) -> dict[str, Located] | None:
        """The members of a mapping, after saying which are missing and which nobody knows."""
        members = self.kept(Located.mapping, at)
        if members is None:
            return None
        allowed = (*required, *more)
        for name, member in members.items():
            if name not in allowed:
                self.refuse(member.error(unknown("key", name, allowed)))
        for name in required:
            if name not in members:
                self.refuse(at.error(f"{name} is missing"))
        return members

    def value(self, keys: Mapping[str, Located], name: str, read: Callable[[Located], _T]) -> _T | None:
        return self.kept(read, keys[name]) if name in keys else None

    def kept(self, read: Callable[[_Given], _T], given: _Given) -> _T | None:
        """What `read` returns; None where it raises `ConfigError`, which becomes a problem."""
        try:
            return read(given)
        except ConfigError as error:
            self.refuse(error)
            return None

    def refuse(self, error: ConfigError) -> None:
        self.problems.append(Problem(error.line, error.message))


def _load(data: bytes) -> Located:
    if len(data) > MAX_BYTES:
        raise ConfigError(NAME, None, f"not checked: more than {MAX_BYTES:,} bytes")
    from execplan_hooks.yaml_reader import load_yaml  # most repositories have no locks

    try:
        return load_yaml(data.decode("utf-8"), NAME)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(NAME, line, "not checked: not UTF-8 text; save the file as UTF-8") from None


def _version(at: Located) -> int:
    if at.integer() != 1:
        raise at.error(f"must be 1, found {at.value}")
    return 1


def _items(at: Located) -> list[Located]:
    items = at.sequence()
    if len(items) > MAX_LOCKS:
        raise at.error(f"not checked: {len(items):,} locks; at most {MAX_LOCKS:,} are read")
    return items


def _owner(at: Located) -> str:
    name = at.string().strip()
    if not identity(name):
        raise at.error("expected the name of the owner")
    return name


def _paths(at: Located) -> list[Located]:
    paths = at.sequence()
    if not paths:
        raise at.error("is empty; name the paths that are locked")
    return paths


def _compiled(at: Located) -> list[Pattern]:
    text = at.string()
    if len(text) > _MAX_LENGTH:
        raise at.error(f'pattern "{shown(text)}" has more than {_MAX_LENGTH:,} characters')
    if kind := problem_of(text):
        raise at.error(f'pattern "{shown(text)}" {_UNUSABLE[kind]}')
    globs = (anchored(alternative, itself=True).removeprefix("/") for alternative in alternatives(text))
    return [Pattern(text, glob) for glob in globs]


def _moment(at: Located) -> dt.datetime:
    text = at.string()
    stamp = stamps.at(text)
    if stamp is None or stamp.form != "rfc3339" or stamp.end != len(text):
        raise at.error(f"expected an RFC 3339 time ({stamps.PATTERNS['rfc3339']})")
    if stamp.instant is None:
        raise at.error(f"there is no such time: {stamp.impossible}")
    return stamp.instant


def _later(start: dt.datetime, seconds: int) -> dt.datetime:
    try:
        return start + dt.timedelta(seconds=seconds)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
