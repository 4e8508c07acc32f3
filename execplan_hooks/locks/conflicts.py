"""What the globs of locks have in common: with each other, with those that stood before a change, with its paths.

No question backtracks, and each is bounded: patterns that were written to be slow end in `TooMuchWork`, which must be
reported.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from execplan_hooks.globs import glob_match
from execplan_hooks.locks.lock import Lock, LockFile, Pattern
from execplan_hooks.overlap import overlap

_WILD = re.compile(r"[*?]")
_MAX_STEPS = 2_500_000  # of comparing globs with each other: 1 to 2 s
_MAX_PATH_STEPS = 3_000_000  # of taking globs to paths: 2 to 4 s


class TooMuchWork(Exception):
    """The patterns take more time than a check may take; what was found before is right, but not all."""


class _Claim(NamedTuple):
    """One pattern of a lock; `rank` orders the locks by which was there first, `start` is the glob's `_prefix`."""

    start: str
    rank: int
    holder: str
    lock: Lock
    pattern: Pattern
    is_folder: bool


def conflicts(
    locks: Iterable[Lock], files: Collection[str] = ()
) -> Iterator[tuple[tuple[Lock, Pattern], tuple[Lock, Pattern]]]:
    """The pairs of locks of different owners that hold a path both, each lock with a pattern that does.

    `files` are paths that are known to be files: a lock on one is not one on a folder. The lock that was there first
    comes first: one that the change cuts, else the one acquired earlier, else the one
    that stands earlier in the file. Of locks that the change cuts the conflicts with each other are none of its own.
    Raises `TooMuchWork` after those that were found in time.
    """
    ranked = enumerate(sorted(locks, key=lambda lock: (not lock.is_cut, lock.acquired, lock.line)))
    claims = [
        _Claim(
            *(_prefix(pattern.glob), rank, lock.holder, lock, pattern),
            is_folder=pattern.may_be_folder and pattern.glob not in files,
        )
        for rank, lock in ranked
        for pattern in lock.patterns
    ]
    claims.sort(key=lambda claim: claim.start)
    found: set[tuple[int, int]] = set()
    steps = 0
    for index, one in enumerate(claims):
        # A glob takes only paths that begin with its `start`. Of the claims after this one those whose `start` begins
        # with this one's come first, and none after them has a path in common with it.
        for other in islice(claims, index + 1, None):
            if not other.start.startswith(one.start):
                break
            if one.holder == other.holder or (one.lock.is_cut and other.lock.is_cut):
                continue
            steps += 10 + len(one.pattern.glob) * (other.pattern.glob.count("/") + 1)
            if steps > _MAX_STEPS:
                raise TooMuchWork
            first, second = (one, other) if one.rank < other.rank else (other, one)
            pair = (first.rank, second.rank)
            if pair not in found and overlap(
                one.pattern.glob, other.pattern.glob, one_below=one.is_folder, other_below=other.is_folder
            ):
                found.add(pair)
                yield (first.lock, first.pattern), (second.lock, second.pattern)


def _prefix(glob: str) -> str:
    return _WILD.split(glob, maxsplit=1)[0]


def standing(after: LockFile, before: LockFile, now: dt.datetime, makers: Collection[str]) -> list[Lock]:
    """The live locks that count for a change: those after it, and those before it that it cuts.

    A lock is cut that is gone, ends earlier, leaves out a path or has another owner now, unless it belonged to one of
    the `makers` of the change (by `Lock.holder`). Otherwise a change could free the paths that it wants.
    """
    live = [lock for lock in after.locks if lock.is_live(now)]
    owned: dict[str, list[tuple[Lock, str]]] = {}
    for lock in live:
        owned.setdefault(lock.holder, []).extend((lock, f"{pattern.glob}/") for pattern in lock.patterns)
    cut = []
    for old in before.locks:
        if old.is_live(now) and old.holder not in makers:
            globs = [glob for lock, glob in owned.get(old.holder, ()) if lock.expires >= old.expires]
            # A glob that is written as a folder of another one takes all that the other one takes.
            if not all(any(f"{pattern.glob}/".startswith(glob) for glob in globs) for pattern in old.patterns):
                cut.append(replace(old, is_cut=True))
    return live + cut


class Paths:
    """Paths, to be asked for those that a glob takes. Composed and decomposed accents do not differ."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = sorted((unicodedata.normalize("NFC", path), path) for path in paths)
        self._left = _MAX_PATH_STEPS

    def matching(self, glob: str) -> Iterator[str]:
        """The paths that the glob matches, and all in a folder that it matches. Raises `TooMuchWork`."""
        prefix, folder = _prefix(glob), f"{glob}/**"
        if prefix != glob:
            self._spend(50 * len(glob))  # for compiling the two
        for index in range(bisect_left(self._paths, (prefix, "")), len(self._paths)):
            path, given = self._paths[index]
            if not path.startswith(prefix):
                return
            self._spend(1 + len(glob) // 20)
            if prefix == glob:
                matches = path[len(glob) : len(glob) + 1] in ("", "/")
            else:
                matches = glob_match(glob, path) or glob_match(folder, path)
            if matches:
                yield given

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise TooMuchWork
