"""A lock of an agent: who holds which paths, and until when."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import field
from functools import cached_property
from string import whitespace

from execplan_hooks.frozen import frozen

NAME = ".agent-locks.yaml"
"""The file with the locks, at the root of the repository."""

_EXTENSION = re.compile(r"[^/]\.[A-Za-z]\w*$")


@frozen
class Problem:
    """Something in the file that is not as it must be; `line` is None for the file as a whole."""

    line: int | None
    message: str


@frozen
class Pattern:
    """A pattern as written, and one glob that it stands for (`{a,b}` stands for two)."""

    text: str
    glob: str

    @property
    def may_be_folder(self) -> bool:
        """Whether it seems to be meant for folders: it ends like one, or its last name has no extension."""
        return self.text.rstrip(".*\u2026").endswith("/") or not _EXTENSION.search(self.glob)


@frozen
class Lock:
    """A lock; `due` is when it has to end by the file's `ttl_seconds`. Two that differ in their line are equal.

    `is_cut` is true of a lock as it stood before a change that takes it away or leaves less of it.
    """

    owner: str
    patterns: tuple[Pattern, ...]
    acquired: dt.datetime
    expires: dt.datetime
    due: dt.datetime | None
    line: int = field(compare=False)
    is_cut: bool = False

    @cached_property
    def holder(self) -> str:
        """The owner's name, for comparing."""
        return identity(self.owner)

    def is_live(self, now: dt.datetime) -> bool:
        return self.acquired <= now < self.expires


@frozen
class LockFile:
    """The locks that could be read, and everything that is wrong with the file.

    `is_complete` is false where a lock may stand in the file that is not in `locks` as its owner meant it.
    """

    locks: tuple[Lock, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_complete: bool = True


def identity(name: str) -> str:
    """A name without what is written around names (`@`, backticks, quotes, asterisks), and without case."""
    return unicodedata.normalize("NFC", name).strip(whitespace + "@`*\"'").casefold()
