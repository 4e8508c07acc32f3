"""Timestamps in the agreed form: the same instant, nothing invented, nothing dropped; `updated` set to now."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document import stamps
from execplan_hooks.fixes.stamps import rewritten
from tests.fixes.applying import after, after_bytes, proposed

PLAN = """# ExecPlan: Export the ledger

## Purpose / Big Picture

An accountant gets the ledger as a file.

## Progress

{progress}

## Surprises & Discoveries

None so far.

## Decision Log

None so far.

## Outcomes & Retrospective

Nothing has shipped yet.
"""


def plan(*progress: str) -> str:
    return PLAN.format(progress="\n".join(progress))


def written(text: str, *forms: str) -> str | None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert stamp.text == text
    return rewritten(stamp, forms)


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("2025/11/22 14:05 UTC", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22 14:05Z", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22 14:05 GMT", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22t14:05z", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22 14:05+02:00", "minutes", "2025-11-22T14:05+02:00"),
        ("2025-11-22 14:05 +0530", "minutes", "2025-11-22T14:05+05:30"),
        ("2025-11-22 14:05-05", "minutes", "2025-11-22T14:05-05:00"),
        ("2025-11-22 05:00-05:00", "minutes", "2025-11-22T05:00-05:00"),  # nothing lasts from five to five
        ("2025-11-22 14:05 UTC+2", "minutes", "2025-11-22T14:05+02:00"),
        ("2025-11-22 2:05 PM UTC", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22 12:05 am UTC", "minutes", "2025-11-22T00:05Z"),
        ("2025-11-22, 14:05 UTC", "minutes", "2025-11-22T14:05Z"),
        ("2025-1-2 9:05Z", "minutes", "2025-01-02T09:05Z"),
        ("20251122T1405Z", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22T14:05:00Z", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22T14:05:00.000Z", "minutes", "2025-11-22T14:05Z"),
        ("2025-11-22 14:05:07Z", "rfc3339", "2025-11-22T14:05:07Z"),
        ("20251122T140507Z", "rfc3339", "2025-11-22T14:05:07Z"),
        ("20251122T140507+0200", "rfc3339", "2025-11-22T14:05:07+02:00"),
        ("2025-11-22 14:05:07,250Z", "rfc3339", "2025-11-22T14:05:07.250Z"),
        ("2025-11-22 00:05:07-06", "rfc3339", "2025-11-22T00:05:07-06:00"),
        ("2025-12-31 23:59:60Z", "rfc3339", "2025-12-31T23:59:60Z"),
        ("2025/11/22 14:05 UTC", "zoned", "2025-11-22 14:05Z"),
        ("2025/11/22 14:05:07 UTC", "zoned", "2025-11-22 14:05:07Z"),
        ("2025/11/22", "date", "2025-11-22"),
        ("2025.1.2", "date", "2025-01-02"),
    ],
)
def test_a_stamp_is_written_in_the_wanted_form(text: str, form: str, expected: str) -> None:
    assert written(text, form) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2025-11-22 14:05", "minutes"),  # no zone
        ("2025-11-22 14:05 CET", "minutes"),  # a name is no offset
        ("2025-11-22 14:05 CST", "zoned"),
        ("2025-11-22 14:05Z", "rfc3339"),  # no seconds
        ("2025-11-22 14:05:07Z", "minutes"),  # would drop seconds
        ("2025-11-22T14:05:00.250Z", "minutes"),
        ("2025-11-22 14:05Z", "date"),  # would drop the time
        ("2025-11-22", "minutes"),
        ("2025-11-22", "rfc3339"),
        ("22.11.2025 14:05 UTC", "minutes"),  # nobody knows which number is the month
        ("2025-11-22 14:05-15:00 UTC", "minutes"),  # a range
        ("2025-11-22 09:00-11:00", "minutes"),  # an offset, or from nine to eleven
        ("2025-11-22 09:00+23:00", "minutes"),  # nowhere on earth
        ("2025-11-22 14:05Z+02:00", "minutes"),  # one of the two is wrong
        ("2025-02-30 14:05 UTC", "minutes"),  # no such day
        ("2025-11-22 25:05 UTC", "minutes"),
        ("2025-11-22 14:05 PM", "minutes"),
        ("20251122T140507", "rfc3339"),
    ],
)
def test_a_stamp_that_lacks_something_or_says_more_stays(text: str, form: str) -> None:
    assert written(text, form) is None


@pytest.mark.parametrize(
    "read", [{"date": dt.date(2025, 11, 21)}, {"instant": dt.datetime(2025, 11, 22, 12, 5, tzinfo=dt.UTC)}]
)
def test_a_stamp_that_was_read_otherwise_stays(read: dict[str, Any]) -> None:
    """Should the reader of stamps ever take one for another instant than its new form has."""
    stamp = stamps.at("2025-11-22 14:05 UTC")
    assert stamp is not None
    assert rewritten(stamp, ("minutes",)) == "2025-11-22T14:05Z"
    assert rewritten(dataclasses.replace(stamp, **read), ("minutes",)) is None


def test_the_first_form_that_fits_is_taken() -> None:
    assert written("2025/11/22", "rfc3339", "date") == "2025-11-22"
    assert written("2025/11/22 14:05:07 UTC", "minutes", "rfc3339") == "2025-11-22T14:05:07Z"
    assert written("2025/11/22 14:05 UTC", "zoned", "minutes") == "2025-11-22 14:05Z"


_MINUTES = st.integers(min_value=-12 * 60, max_value=14 * 60)


@given(
    st.datetimes(min_value=dt.datetime(1970, 1, 3), max_value=dt.datetime(2099, 12, 30)),
    _MINUTES,
    st.sampled_from(["{0:%Y-%m-%d %H:%M:%S}{1}", "{0:%Y/%m/%d %H:%M} UTC{1}", "{0:%Y.%m.%d, %H:%M:%S} {1}"]),
    st.sampled_from(stamps.FORMS),
)
def test_the_instant_is_always_the_same(moment: dt.datetime, offset: int, shape: str, form: str) -> None:
    sign, (hours, minutes) = "-" if offset < 0 else "+", divmod(abs(offset), 60)
    before = stamps.at(shape.format(moment, f"{sign}{hours:02d}:{minutes:02d}"))
    assert before is not None
    text = rewritten(before, (form,))
    now = stamps.at(text) if text else None
    assert (text is None) == (now is None)
    if now:
        assert (now.instant, now.date, now.accepted((form,))) == (before.instant, before.date, True)


MINUTES = {"format": ("minutes",)}


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- [x] (2026-03-02 09:10Z) a", "- [x] (2026-03-02T09:10Z) a"),
        ("- [x] （2026-03-02 09:10Z） 表", "- [x] （2026-03-02T09:10Z） 表"),
        ("- [x] **2026-03-02 09:10Z** a", "- [x] **2026-03-02T09:10Z** a"),
        ("- [x] 表を書く (2026-03-02 09:10 UTC)", "- [x] 表を書く (2026-03-02T09:10Z)"),
        ("1. [x] 2026-03-02 09:10Z 2026-03-02 09:10Z", "1. [x] 2026-03-02T09:10Z 2026-03-02 09:10Z"),
        ("> - [x] 2026-03-02 09:10Z a", "> - [x] 2026-03-02T09:10Z a"),
    ],
)
def test_stamps_of_tasks(before: str, expected: str) -> None:
    assert after(plan(before), "timestamps", options=MINUTES) == plan(expected)


def test_all_stamps_of_a_finding_are_written_or_none() -> None:
    one, other = "- [x] 2026-03-02 09:10:00Z a", "- [x] 2026-03-02 09:10:07Z b"
    assert proposed(plan(one, other), "timestamps", options=MINUTES) == [None]
    (fix,) = proposed(plan(one, one), "timestamps", options=MINUTES)
    assert fix is not None
    assert fix.safe
    assert len(fix.edits) == 2


def test_a_stamp_that_would_lie_in_the_future_stays() -> None:
    text = plan("- [x] 2027-03-02 09:10Z a")
    assert proposed(text, "timestamps", options=MINUTES) == [None]


def test_newlines_and_mark_of_the_file_stay() -> None:
    data = b"\xef\xbb\xbf" + plan("- [x] 2026-03-02 09:10Z a").replace("\n", "\r\n").encode()
    assert after_bytes(data, "timestamps", options=MINUTES) == data.replace(b"02 09:10Z", b"02T09:10Z")


SSOT = """---
id: feed-cache
status: IN_PROGRESS
owner: agent-03
created: {created}
updated: {updated}
profile: repo-native
---

# PLAN: Keep the feed in a cache

## Purpose / Big Picture
Readers see the feed at once, also while the source is slow.

## Progress
Status: IN_PROGRESS
Next Action: Write `FeedCache.get` in `src/feed/cache.py`.

- [x] 2026-02-02T09:30:00Z - Measured how slow the source is (Owner: agent-03)
- [ ] Add the cache (Owner: agent-03)

## Surprises & Discoveries
- 2026-02-06T09:00:00Z - The source answers after four seconds (Evidence: `make test`)

## Outcomes & Retrospective
Nothing has shipped yet.
"""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"2026-02-02 08:00:00Z"', '"2026-02-02T08:00:00Z"'),
        ("'2026-02-02 08:00:00 UTC' # utc", "'2026-02-02T08:00:00Z' # utc"),
        ("2026-02-02 08:00:00 +0100", "2026-02-02T08:00:00+01:00"),
        ("2026-02-02 08:00 UTC", "2026-02-02 08:00 UTC"),
    ],
)
def test_stamps_of_the_front_matter_keep_their_quotes(value: str, expected: str) -> None:
    updated = "2026-03-05T16:00:00Z"
    before = SSOT.format(created=value, updated=updated)
    assert after(before, "timestamps") == SSOT.format(created=expected, updated=updated)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-02-05T16:00:00Z", "2026-11-01T12:00:00Z"),
        ('"2026-02-05T16:00:00+02:00"', '"2026-11-01T14:00:00+02:00"'),
        ("2026-02-03 # bump", "2026-11-01 # bump"),
        ("2026-02-05 16:00 UTC", "2026-11-01 12:00 UTC"),
        ("2026-02-05 16:00", "2026-02-05 16:00"),
        ("2026-02-05T16:00:00.5Z", "2026-02-05T16:00:00.5Z"),
    ],
)
def test_updated_becomes_now_in_its_own_form(value: str, expected: str) -> None:
    created = "2026-02-02T08:00:00Z"
    before = SSOT.format(created=created, updated=value)
    options = {"format": ("rfc3339", "zoned", "date")}
    assert after(before, "timestamps", options=options) == before
    assert after(before, "timestamps", options=options, unsafe=True) == SSOT.format(created=created, updated=expected)
