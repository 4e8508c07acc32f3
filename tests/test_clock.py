"""The clock of a run knows whether its answers can change while nothing but time passes."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.clock import Clock

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("moment", "tolerance", "expected"),
    [
        (NOW - MINUTE, 0, True),
        (NOW, 0, True),
        (NOW + MINUTE, 0, False),
        (NOW + MINUTE, 1, True),
        (NOW + 2 * MINUTE, 1, False),
        (dt.datetime.min.replace(tzinfo=dt.UTC), 10, True),
        (dt.datetime.max.replace(tzinfo=dt.UTC), 10, False),
    ],
)
def test_only_what_has_passed_stays_so(moment: dt.datetime, tolerance: int, expected: bool) -> None:
    clock = Clock(NOW)
    assert clock.has_passed(moment, tolerance * MINUTE) is expected
    assert clock.is_settled is expected
    assert clock.has_passed(NOW)
    assert clock.is_settled is expected, "it does not settle again"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 10, 31), True),
        (dt.date(2026, 11, 1), True),
        (dt.date(2026, 11, 2), True),  # where it is 14 hours later
        (dt.date(2026, 11, 3), False),
        (dt.date.min, True),
        (dt.date.max, False),
    ],
)
def test_a_day_begins_in_the_east(day: dt.date, expected: bool) -> None:
    clock = Clock(NOW)
    assert clock.has_begun(day, dt.timedelta(hours=14)) is expected
    assert clock.is_settled is expected


def test_whoever_reads_the_time_may_do_anything_with_it() -> None:
    clock = Clock(NOW)
    assert clock.is_settled
    assert clock.now == NOW
    assert not clock.is_settled
