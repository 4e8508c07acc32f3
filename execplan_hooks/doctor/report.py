"""The lines of the doctor as text and as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from execplan_hooks.doctor.line import MARKS, Line, number
from execplan_hooks.escape import plain
from execplan_hooks.output.json import encoded

_COLOURS = {"ok": "32", "warn": "33", "fail": "31", "skip": "2"}
_MAX_TEXT = 600


def coloured() -> bool:
    """Colour on a terminal only, and not where NO_COLOR (no-color.org) is set to anything."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def as_text(lines: Sequence[Line], colour: bool = False) -> str:
    """One line for each, what to do below it, and a count at the end. `colour` adds ANSI sequences to the marks."""
    told = []
    for line in lines:
        mark = f"{line.mark:<4}"
        told.append(f"{_painted(mark, line.mark, colour)}  {line.check}: {_short(line.found)}")
        if line.todo:
            told.append(f"      next: {_short(line.todo)}")
    return "\n".join([*told, summary(lines)]) + "\n"


def summary(lines: Sequence[Line]) -> str:
    """The last line: how many of which mark."""
    counts = {mark: sum(1 for line in lines if line.mark == mark) for mark in MARKS}
    return f"{number(len(lines), 'line')}: " + ", ".join(f"{count} {mark}" for mark, count in counts.items() if count)


def as_json(lines: Sequence[Line]) -> str:
    """Version 1 of a stable shape: keys are added, not changed. ASCII only."""
    return encoded(
        {
            "version": 1,
            "checks": [
                {"check": line.check, "mark": line.mark, "found": _short(line.found), "next": _short(line.todo)}
                for line in lines
            ],
            "summary": {mark: sum(1 for line in lines if line.mark == mark) for mark in MARKS},
        }
    )


def _short(text: str) -> str:
    return plain(text[:_MAX_TEXT]) + ("…" if len(text) > _MAX_TEXT else "")


def _painted(text: str, mark: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[mark]}m{text}\x1b[0m" if colour else text
