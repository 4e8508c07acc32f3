"""Whether two globs (see `globs.py`) can match the same path, without looking at any paths."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby

_WILD = re.compile(r"[*?]")
_STARS = re.compile(r"\*+")


def overlap(one: str, other: str, *, one_below: bool = False, other_below: bool = False) -> bool:
    """Whether there is a path that both globs match.

    `one_below`, `other_below`: where the glob matches a folder, it takes everything in it, too. A path has no empty
    names. The answer is exact, except that a letter and its accent may be taken from two globs of which neither has
    the letter that they make.
    """
    rows, columns = _names(one), _names(other)
    if "" in rows or "" in columns:
        return False
    return _meet(rows, columns, "**", _same_name, one_below, other_below)


@functools.lru_cache(maxsize=4096)
def _names(glob: str) -> tuple[str, ...]:
    names = unicodedata.normalize("NFC", glob).removeprefix("./").split("/")
    if names[-1] in ("", "**"):
        names[-1:] = ["**", "*"]
    return tuple(name for name, run in groupby(names) for _ in ([0] if name == "**" else run))


@functools.lru_cache(maxsize=4096)
def _same_name(one: str, other: str) -> bool:
    if not _WILD.search(one + other):
        return False
    return _meet(_STARS.sub("*", one), _STARS.sub("*", other), "*", _same_character)


def _same_character(one: str, other: str) -> bool:
    return "?" in (one, other)


def _meet(
    rows: Sequence[str],
    columns: Sequence[str],
    star: str,
    same: Callable[[str, str], bool],
    more_rows: bool = False,
    more_columns: bool = False,
) -> bool:
    """Whether one sequence of items fits both patterns; `star` is any number of items, two never stand together.

    `more_rows`, `more_columns`: after the pattern's own items any others may follow.

    After each row, the bits of `reached` are the columns up to which the same items can have come: one row is a few
    operations on whole numbers, whatever the stars in it.
    """
    positions: dict[str, int] = {}
    for index, column in enumerate(columns):
        positions[column] = positions.get(column, 0) | 1 << index
    stars = positions.pop(star, 0)
    end = 1 << len(columns)
    reached = 1 | (1 & stars) << 1
    for row in rows:
        if more_columns and reached & end:
            return True
        if row == star:
            reached = 2 * end - (reached & -reached)  # every column from the first one on
        else:
            stepped = reached & stars
            for column, bits in positions.items():
                # Two that are written alike fit; whether others do, `same` says.
                if bits & reached and (row == column or same(row, column)):
                    stepped |= (bits & reached) << 1
            reached = stepped | (stepped & stars) << 1
        if not reached:
            return False
    return more_rows or bool(reached & end)
