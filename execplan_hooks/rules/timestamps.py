"""Timestamps have the agreed form, are real instants that have passed, and run in one direction.

What it does: reads the stamps that tasks and log entries begin with, those with a time that stand in brackets
at the end of a finished one's first line, and those in dated fields (`created`, `updated`, `Date/Author`,
`Retrieved`). It reports dates and times that do not exist, stamps in the future, stamps of another form than the
dialect's (all twelve-hour times are), times without a zone or with a zone abbreviation (`CST` is three zones), log
entries that run against the direction of the others, and an `updated` that lies before `created` or before the
newest log entry. Placeholders such as `YYYY-MM-DD` are not stamps.

Why: freshness, order and hand-off are all computed from these stamps; an ambiguous or invented one makes each
of them wrong.

Bad:

    - [x] (2025-02-30 25:00) Added the parser.

Good:

    - [x] (2025-02-28 15:00Z) Added the parser.

Options: `format` (a list of `rfc3339`, `minutes`, `zoned`, `date`; default: the dialect's) is what stamps may
look like; `future-tolerance` (minutes, default 10) allows for clocks that differ.

Fix: write when it really happened, as `date -u +%Y-%m-%dT%H:%M:%SZ` shows it at that time.

On real plans: 12 of 210 have findings, all of them warnings in the lenient dialects (times without a zone, log
entries out of order). Impossible and future stamps are errors everywhere: they are never right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import pairwise

from execplan_hooks.document import stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.stamped import StampedPlace, stamped_places
from execplan_hooks.document.stamps import FORMS, PATTERNS, Stamp, before
from execplan_hooks.model import Context, Finding, Option, Rule, Severity

_EARLIEST_ZONE = dt.timedelta(hours=14)


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for single stamps, then for their order."""
    places = list(stamped_places(plan, tuple(context.options["format"])))
    tolerance = dt.timedelta(minutes=context.options["future-tolerance"])
    for place in places:
        yield from _check_stamp(place, context.now, tolerance)
    logs: dict[tuple[int, str], list[StampedPlace]] = {}
    for place in places:
        # A stamp from the future is reported as that; it says nothing about the order of the others.
        if place.log and place.stamp.date and not _is_future(place.stamp, context.now, tolerance):
            logs.setdefault(place.log, []).append(place)
    for (_, title), log in logs.items():
        yield from _check_direction(title, sorted(log, key=lambda place: place.line))
    entries = [place for log in logs.values() for place in log]
    yield from _check_updated(plan, entries, lambda stamp: _is_future(stamp, context.now, tolerance))


def _check_stamp(place: StampedPlace, now: dt.datetime, tolerance: dt.timedelta) -> Iterator[Finding]:
    stamp = place.stamp
    wanted = " or ".join(PATTERNS[form] for form in place.forms)

    def finding(message: str, help_text: str, severity: Severity = Severity.ERROR) -> Finding:
        return Finding(
            place.line, message, place.column, place.line, place.column + len(stamp.text), help_text, severity
        )

    lenient = Severity.ERROR if place.strict else Severity.WARNING
    if stamp.impossible:
        yield finding(
            f'timestamp "{stamp.text}" is not a real instant: {stamp.impossible}',
            f"write when it really happened, in the form {wanted}; look it up, do not guess it",
        )
    elif stamp.form == "ambiguous" and not stamp.accepted(place.forms):
        yield finding(
            f'timestamp "{stamp.text}" does not say its time zone without doubt',
            f"write the same instant in the form {wanted}, with its offset or converted to UTC; look the zone up, "
            "do not guess it",
            lenient,
        )
    elif not stamp.accepted(place.forms):
        yield finding(
            f'timestamp "{stamp.text}" has another form than {wanted}',
            f"write the same instant in the form {wanted}; look up what it lacks, do not invent seconds or a zone",
            lenient,
        )
    elif _is_future(stamp, now, tolerance):
        yield finding(
            f'timestamp "{stamp.text}" lies in the future (now is {now:%Y-%m-%dT%H:%M}Z)',
            "write when it really happened; take the time from the clock, not from a guess",
        )


def _is_future(stamp: Stamp, now: dt.datetime, tolerance: dt.timedelta) -> bool:
    if stamp.instant:
        return stamp.instant > now + tolerance
    # A date without a zone has begun somewhere as soon as it has begun in UTC+14.
    return stamp.date is not None and stamp.date > (now + _EARLIEST_ZONE).date()


def _check_direction(name: str, log: list[StampedPlace]) -> Iterator[Finding]:
    pairs = list(pairwise(log))
    falls = [(a, b) for a, b in pairs if before(b.stamp, a.stamp)]
    rises = [(a, b) for a, b in pairs if before(a.stamp, b.stamp)]
    if not falls or not rises:
        return
    newest_first = len(falls) > len(rises)
    for above, below in rises if newest_first else falls:
        yield Finding(
            below.line,
            f'log entry "{below.stamp.text}" stands below "{above.stamp.text}" (line {above.line}), but the '
            f'entries of "{name}" run {"newest" if newest_first else "oldest"} first',
            below.column,
            below.line,
            below.column + len(below.stamp.text),
            "move the entry to its place in time; do not change when it happened",
            Severity.WARNING,
        )


def _check_updated(plan: Plan, entries: list[StampedPlace], is_future: Callable[[Stamp], bool]) -> Iterator[Finding]:
    def first(name: str) -> tuple[Stamp, int, int] | None:
        for value in plan.field(name):
            stamp = stamps.leading(value.value)
            if stamp and stamp.date and not is_future(stamp):
                return stamp, value.line, value.column + stamp.start
        return None

    updated, created = first("updated"), first("created")
    if updated is None:
        return
    stamp, line, column = updated
    if created and before(stamp, created[0]):
        yield Finding(
            line,
            f'updated "{stamp.text}" lies before created "{created[0].text}" (line {created[1]})',
            column,
            help="write when the plan was last updated",
        )
        return
    if plan.state == "draft" or not entries:
        return  # the entries of a template are examples
    newest = reduce(lambda one, other: other if before(one.stamp, other.stamp) else one, entries, entries[0])
    if before(stamp, newest.stamp):
        yield Finding(
            line,
            f'updated "{stamp.text}" lies before the newest log entry "{newest.stamp.text}" (line {newest.line})',
            column,
            help="bump it whenever an entry is added",
        )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(
        Option("format", "strings", (), "forms that stamps may have; empty means the dialect's", FORMS),
        Option("future-tolerance", "integer", 10, "minutes that a stamp may lie ahead of the clock"),
    ),
)
