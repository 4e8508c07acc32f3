"""What a check of the doctor yields: `Line`s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from execplan_hooks.frozen import frozen

Mark = Literal["ok", "warn", "fail", "skip"]
MARKS: tuple[Mark, ...] = ("ok", "warn", "fail", "skip")

_NAMED = 3


@frozen
class Line:
    """One thing that was looked at.

    `check` names the check (kebab-case, stable), `found` is one sentence about what is there, `todo` what to do about
    it, with a command where there is one; empty only where there is nothing to do. Both may hold untrusted text: they
    are escaped where they are shown. `ok`: as it should be; `warn`: part of the suite will not look at something;
    `fail`: a run would end with an error, or pass over what it should find; `skip`: could not be looked at, or there is
    nothing to look at.
    """

    check: str
    mark: Mark
    found: str
    todo: str = ""


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def number(count: int, noun: str) -> str:
    """`1 plan`, `2 plans`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
