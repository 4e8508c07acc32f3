"""Timestamps have the agreed form, are real instants that have passed, and run in one direction.

What it does: reads the stamps that tasks and log entries begin with, those with a time that stand in brackets
at the end of a finished one's first line, and those in dated fields (`created`, `updated`, `Date/Author`,
`Retrieved`). It reports dates and times that do not exist, stamps in the future, stamps of another form than the
dialect's (all twelve-hour times are), times without a zone or with a zone abbreviation (`CST` is three zones; `CET` is
one, and so a notice where any zone will do), log entries that run against the direction of the others, and an `updated`
that lies before `created` or before the newest log entry. Where most stamps of a section lack the same thing, that is
reported once; a log with three or more entries against its direction runs in none, which is one notice. Placeholders
such as `YYYY-MM-DD` are not stamps.

Why: freshness, order and hand-off are all computed from these stamps; an ambiguous or invented one makes each
of them wrong.

Bad:

    - [x] (2025-02-30 25:00) Added the parser.

Good:

    - [x] (2025-02-28 15:00Z) Added the parser.

Options: `format` (a list of `rfc3339`, `minutes`, `zoned`, `date`; default: the dialect's) is what stamps may
look like; `future-tolerance` (minutes, default 10) allows for clocks that differ.

Fix: write when it really happened, as `date -u +%Y-%m-%dT%H:%M:%SZ` shows it at that time. `--fix` writes the same
instant in the wanted form where the stamp says all that this needs: no zone or second is invented, and none is dropped.
`--unsafe-fixes` sets an `updated` that lies before the newest log entry to now.

On real plans: 12 of 210 have findings in the lenient dialects, 11 warnings (6 sections and a single task without a
certain zone, 4 log entries out of order) and 2 notices (a section in `CET`, a log that is sorted by subject). All were
read, and the warnings are right. Impossible and future stamps are errors everywhere: they are never right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from execplan_hooks.clock import Clock
from execplan_hooks.document import stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.document.stamped import StampedPlace, alike, stamped_places
from execplan_hooks.document.stamps import FORMS, PATTERNS, Stamp, before
from execplan_hooks.located import shown
from execplan_hooks.model import Context, Finding, Option, Rule, Severity

_EARLIEST_ZONE = dt.timedelta(hours=14)
_SHOWN = 8
_NO_DIRECTION = 3
"""Entries against the direction of a log that make it one that is sorted by something else."""


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for single stamps, then for their order."""
    places = list(stamped_places(plan, tuple(context.options["format"])))
    tolerance = dt.timedelta(minutes=context.options["future-tolerance"])
    for section, count, wrong in alike(plan, places):
        from execplan_hooks.fixes.stamps import of_stamps  # only a finding needs it

        fix = of_stamps(plan.source, wrong, lambda instant: not context.clock.has_passed(instant, tolerance))
        yield replace(_wrong_form(section, count, wrong), fix=fix)
    for place in places:
        if place.stamp.impossible or place.is_right:
            yield from _check_instant(place, context.clock, tolerance)
    logs: dict[tuple[int, str], list[StampedPlace]] = {}
    for place in places:
        # A stamp from the future is reported as that; it says nothing about the order of the others.
        if place.log and place.stamp.date and not _is_future(place.stamp, context.clock, tolerance):
            logs.setdefault(place.log, []).append(place)
    for (line, title), log in logs.items():
        yield from _check_direction(line, title, sorted(log, key=lambda place: place.line))
    entries = [place for log in logs.values() for place in log]
    yield from _check_updated(plan, context.clock, entries, lambda stamp: _is_future(stamp, context.clock, tolerance))


def _wrong_form(section: Section | None, count: int, wrong: list[StampedPlace]) -> Finding:
    """What is to say of stamps that lack the same, together or of a single one."""
    first, form = wrong[0], wrong[0].stamp.form
    wanted = " or ".join(PATTERNS[form] for form in first.forms)
    several = section is not None and len(wrong) > 1
    severity = Severity.ERROR if first.strict else Severity.WARNING
    if form == "ambiguous":
        problem = ("do not say their" if several else "does not say its") + " time zone without doubt"
        advice = ", with its offset or converted to UTC; look the zone up, do not guess it"
    elif form == "named":
        problem = ("name their time zone" if several else "names its time zone") + " instead of saying the offset"
        advice = ", with its offset or converted to UTC"
        severity = severity if first.strict else Severity.NOTICE
    else:
        problem = f"{'have' if several else 'has'} another form than {wanted}"
        advice = "; look up what it lacks, do not invent seconds or a zone"
    who = f'timestamp "{first.stamp.text}"'
    if section is not None and several:
        lines = ", ".join(str(place.line) for place in wrong[:_SHOWN]) + (", ..." if len(wrong) > _SHOWN else "")
        who = f'{len(wrong)} of {count} timestamps of section "{shown(section.title)}"'
        problem += f" (lines {lines})"
    help_text = f"write the same instant in the form {wanted}{advice}"
    subjects = tuple(f"form of {place.stamp.text}" for place in wrong)
    finding = _finding(first, f"{who} {problem}", help_text, severity)
    return replace(finding, subjects=subjects, places=tuple(place.line for place in wrong))


def _check_instant(place: StampedPlace, clock: Clock, tolerance: dt.timedelta) -> Iterator[Finding]:
    stamp = place.stamp
    if stamp.impossible:
        wanted = " or ".join(PATTERNS[form] for form in place.forms)
        yield _finding(
            place,
            f'timestamp "{stamp.text}" is not a real instant: {stamp.impossible}',
            f"write when it really happened, in the form {wanted}; look it up, do not guess it",
        )
    elif _is_future(stamp, clock, tolerance):
        yield _finding(
            place,
            f'timestamp "{stamp.text}" lies in the future (now is {clock.now:%Y-%m-%dT%H:%M}Z)',
            "write when it really happened; take the time from the clock, not from a guess",
        )


def _finding(place: StampedPlace, message: str, help_text: str, severity: Severity = Severity.ERROR) -> Finding:
    end = place.column + len(place.stamp.text)
    return Finding(place.line, message, place.column, place.line, end, help_text, severity)


def _is_future(stamp: Stamp, clock: Clock, tolerance: dt.timedelta) -> bool:
    if stamp.instant:
        return not clock.has_passed(stamp.instant, tolerance)
    # A date without a zone has begun somewhere as soon as it has begun in UTC+14.
    return stamp.date is not None and not clock.has_begun(stamp.date, _EARLIEST_ZONE)


def _check_direction(line: int, name: str, log: list[StampedPlace]) -> Iterator[Finding]:
    pairs = list(pairwise(log))
    falls = [(a, b) for a, b in pairs if before(b.stamp, a.stamp)]
    rises = [(a, b) for a, b in pairs if before(a.stamp, b.stamp)]
    newest_first = len(falls) > len(rises)
    against = rises if newest_first else falls
    if len(against) >= _NO_DIRECTION:
        lines = ", ".join(str(below.line) for _, below in against[:_SHOWN]) + (", ..." if len(against) > _SHOWN else "")
        yield Finding(
            line,
            f'the entries of "{shown(name)}" run in no direction: {len(against)} of {len(log)} stand against that of '
            f"the others (lines {lines})",
            help="keep the entries in the order of time; do not change when they happened",
            severity=Severity.NOTICE,
            subjects=(f"order of {name}",) * len(against),
            beside=tuple(entry.line for pair in against for entry in pair),
        )
    elif falls and rises:
        for above, below in against:
            finding = _finding(
                below,
                f'log entry "{below.stamp.text}" stands below "{above.stamp.text}" (line {above.line}), but the '
                f'entries of "{name}" run {"newest" if newest_first else "oldest"} first',
                "move the entry to its place in time; do not change when it happened",
                Severity.WARNING,
            )
            # Where several entries stand wrongly, moving one of them makes another the one below a later one.
            yield replace(finding, subjects=(f"order of {name}",), beside=(above.line,))


def _check_updated(
    plan: Plan, clock: Clock, entries: list[StampedPlace], is_future: Callable[[Stamp], bool]
) -> Iterator[Finding]:
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
            subjects=("updated too early",),
        )
        return
    if plan.state == "draft" or not entries:
        return  # the entries of a template are examples
    newest = reduce(lambda one, other: other if before(one.stamp, other.stamp) else one, entries, entries[0])
    if before(stamp, newest.stamp):
        from execplan_hooks.fixes.stamps import bumped  # only a finding needs it

        yield Finding(
            line,
            f'updated "{stamp.text}" lies before the newest log entry "{newest.stamp.text}" (line {newest.line})',
            column,
            help="bump it whenever an entry is added",
            subjects=("updated too early",),
            fix=bumped(plan.source, stamp, line, column, clock.now, newest.stamp),
        )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(
        Option("format", "strings", (), "forms that stamps may have; empty means the dialect's", FORMS),
        Option("future-tolerance", "integer", 10, "minutes that a stamp may lie ahead of the clock"),
    ),
)
