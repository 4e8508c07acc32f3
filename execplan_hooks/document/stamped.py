"""Where timestamps stand in a plan: tasks, log entries and dated fields, each with the forms that are right there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document import items, stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.stamps import Stamp


@dataclass(frozen=True)
class StampedPlace:
    """A stamp in the file, with the forms that are right there and the log that it is an entry of.

    `log` is the line and title of the log's section. `strict`: a team or dialect that names exact forms means them;
    `zoned` is what is readable at all.
    """

    stamp: Stamp
    line: int
    column: int
    forms: tuple[str, ...]
    log: tuple[int, str] | None = None

    @property
    def strict(self) -> bool:
        return "zoned" not in self.forms


def stamped_places(plan: Plan, configured: tuple[str, ...]) -> Iterator[StampedPlace]:
    """All stamps of a plan, each once; `configured` forms outweigh the dialect's.

    A log entry that neither begins nor ends with a stamp may have one in a field (`Date/Author: …`), which then is
    the entry's.
    """
    default = configured or plan.dialect.timestamps
    seen: set[tuple[int, int]] = set()
    undated: list[tuple[int, int, tuple[int, str]]] = []  # first and last line of log entries, and their log
    for section, spec in plan.matches:
        forms = configured or spec.timestamps or default
        blocks = list(plan.blocks_of(section))
        entries = items.entries_in(blocks) if spec.entries else []
        log = (section.line, section.title) if spec.entries == "log" else None
        found: list[items.Task | items.Entry] = [*items.tasks_in(blocks), *entries]
        for entry in found:
            stamp = _stamp_of(entry, forms)
            column = entry.column + stamp.start if stamp else 0
            if stamp and (entry.line, column) not in seen:
                seen.add((entry.line, column))
                yield StampedPlace(stamp, entry.line, column, forms, log)
            elif log and not stamp:
                undated.append((entry.line, entry.end_line, log))
    undated.sort()
    for name, field in plan.dialect.fields.items():
        if name not in ("stamp", "created", "updated") and not field.timestamps:
            continue
        forms = configured or field.timestamps or default
        for value in plan.field(name):
            stamp = _readable(stamps.leading(value.value), forms)
            column = value.column + stamp.start if stamp else 0
            if stamp and (value.line, column) not in seen:
                seen.add((value.line, column))
                yield StampedPlace(stamp, value.line, column, forms, _log_at(undated, value.line))


def _stamp_of(entry: items.Task | items.Entry, forms: tuple[str, ...]) -> Stamp | None:
    """The stamp at the beginning of the entry's first line; where nothing is left to do, else that at its end.

    At the end of an open task stands when it is due, which may well lie in the future.
    """
    stamp = _readable(stamps.leading(entry.text), forms)
    is_open = entry.open if isinstance(entry, items.Entry) else not entry.done
    return stamp if stamp or is_open else _readable(stamps.trailing(entry.text), forms)


def _readable(stamp: Stamp | None, forms: tuple[str, ...]) -> Stamp | None:
    """The stamp, except for a compact one where no exact form is agreed: there it may be the name of a run."""
    return None if stamp and stamp.form == "compact" and "zoned" in forms else stamp


def _log_at(undated: list[tuple[int, int, tuple[int, str]]], line: int) -> tuple[int, str] | None:
    """The log of the entry that a line belongs to; the entries are sorted and do not overlap."""
    index = bisect_right(undated, line, key=lambda entry: entry[0]) - 1
    return undated[index][2] if index >= 0 and line <= undated[index][1] else None
