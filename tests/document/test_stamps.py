"""Reading timestamps: their form, their calendar, and where they may stand."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.document import stamps
from execplan_hooks.document.stamps import EXAMPLES, FORMS


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2025-11-22T14:05:00Z", "rfc3339"),
        ("2025-11-22T14:05:00.123Z", "rfc3339"),
        ("2025-11-22T14:05:00+09:00", "rfc3339"),
        ("2025-11-22T14:05:60Z", "rfc3339"),
        ("2025-11-22T14:05Z", "minutes"),
        ("2025-11-22T14:05-03:30", "minutes"),
        ("2025-11-22 14:05Z", "zoned"),
        ("2025-11-22 14:05:00Z", "zoned"),
        ("2025-11-22 14:05 UTC", "zoned"),
        ("2025-11-22 14:05 +0900", "zoned"),
        ("2025-11-22 14:05 UTC+9", "zoned"),
        ("2025-11-22T14:05:00 Z", "zoned"),
        ("2025-11-22T14:05:00,5Z", "zoned"),
        ("2025-11-22t14:05:00z", "zoned"),
        ("2025-11-22, 14:05Z", "foreign"),
        ("2025-11-22 14:05\u201315:10Z", "zoned"),
        ("2025-11-22", "date"),
        ("2025-11-22 14:05", "ambiguous"),
        ("2025-11-22T14:05:00", "ambiguous"),
        ("2025-11-22 14:05 CST", "ambiguous"),
        ("2025-11-22 2:05", "ambiguous"),
        ("2025/11/22", "foreign"),
        ("2025.11.22 14:05Z", "foreign"),
        ("2025-1-2", "foreign"),
        ("22.11.2025", "foreign"),
        ("11/22/2025", "foreign"),
        ("Nov 22, 2025", "foreign"),
        ("22 November 2025", "foreign"),
    ],
)
def test_form(text: str, form: str) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert (stamp.form, stamp.text, stamp.start, stamp.end) == (form, text, 0, len(text))
    assert not stamp.impossible


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-11", "20251122", "v2025-11-22", "2025-11-222", "2025-11-22-notes", "14:05Z", "1.2.3", "x" * 9],
)
def test_no_stamp(text: str) -> None:
    assert stamps.at(text) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2025-02-29", "there is no day 29 in 2025-02"),
        ("2025-13-01", "there is no month 13"),
        ("2025-00-10", "there is no month 0"),
        ("2025-11-00T10:00Z", "there is no day 0 in 2025-11"),
        ("0000-11-01", "there is no year 0"),
        ("2025-11-22T24:00:00Z", "there is no hour 24"),
        ("2025-11-22 14:60Z", "there is no minute 60"),
        ("2025-11-22T14:05:61Z", "there is no second 61"),
        ("2025-11-22T14:05:00+25:00", "there is no offset +25:00"),
        ("2025-11-22 25:00", "there is no hour 25"),
        ("9999-12-31T23:59:59-10:00", "no such instant"),
    ],
)
def test_what_no_calendar_has(text: str, wrong: str) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert (stamp.impossible, stamp.date, stamp.instant) == (wrong, None, None)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-02-29T00:00:00Z", dt.datetime(2024, 2, 29, tzinfo=dt.UTC)),
        ("2025-11-22 14:05 +09:00", dt.datetime(2025, 11, 22, 5, 5, tzinfo=dt.UTC)),
        ("2025-11-22T01:05:00-02:30", dt.datetime(2025, 11, 22, 3, 35, tzinfo=dt.UTC)),
        ("2025-11-22T14:05:60Z", dt.datetime(2025, 11, 22, 14, 5, 59, tzinfo=dt.UTC)),
        ("2025-11-22 14:05", None),
        ("2025-11-22", None),
    ],
)
def test_instant(text: str, instant: dt.datetime | None) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert stamp.instant == instant


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("(2025-11-22 14:05Z) Did it.", "2025-11-22 14:05Z"),
        ("**2025-11-22T14:05:00Z** Did it.", "2025-11-22T14:05:00Z"),
        ("`2025-11-22`: did it.", "2025-11-22"),
        ("[2025-11-22] did it.", "2025-11-22"),
        ("(P0) 2025-11-22 did it.", "2025-11-22"),
        ("**P1** (2025-11-22) did it.", "2025-11-22"),
        ("\uff082025-11-22 14:05Z\uff09 did it.", "2025-11-22 14:05Z"),
        ("2025-11-22 Did it at 14:05.", "2025-11-22"),
        ("2025-11-22 14:05 Zoe did it.", "2025-11-22 14:05"),
        ("2025-11-22: 3 of 4 tests.", "2025-11-22"),
        ("2025-11-22 10 tests.", "2025-11-22"),
    ],
)
def test_leading(text: str, stamp: str) -> None:
    found = stamps.leading(text)
    assert found is not None
    assert found.text == stamp == text[found.start : found.end]


@pytest.mark.parametrize("text", ["Did it on 2025-11-22.", "YYYY-MM-DD: did it.", "(P0) did it", "(", ""])
def test_leading_is_none_where_the_entry_begins_otherwise(text: str) -> None:
    assert stamps.leading(text) is None


def test_examples_have_their_own_form() -> None:
    assert set(EXAMPLES) == set(FORMS)
    for form, text in EXAMPLES.items():
        stamp = stamps.at(text)
        assert stamp is not None
        assert stamp.form == form


@pytest.mark.parametrize(
    ("text", "forms", "accepted"),
    [
        ("2025-11-22T14:05:00Z", ("zoned",), True),
        ("2025-11-22T14:05Z", ("zoned",), True),
        ("2025-11-22T14:05Z", ("rfc3339",), False),
        ("2025-11-22 14:05Z", ("minutes",), False),
        ("2025-11-22", ("zoned",), False),
        ("2025-11-22", ("zoned", "date"), True),
        ("2025-11-22 14:05", FORMS, False),
    ],
)
def test_accepted(text: str, forms: tuple[str, ...], accepted: bool) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert stamp.accepted(forms) is accepted
