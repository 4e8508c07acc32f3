"""Reading timestamps: their form, their calendar, and where they may stand."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.document import stamps
from execplan_hooks.document.stamped import stamped_places
from execplan_hooks.document.stamps import EXAMPLES, FORMS, PATTERNS
from tests.fixtures import FIXTURES, plan_of


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
        ("2025-11-22 14:05 EST", "ambiguous"),
        ("2025-11-22 14:05 PT", "ambiguous"),
        ("2025-11-22 14:05 CET", "named"),
        ("2025-11-22T14:05:00 JST", "named"),
        ("2025-11-22 2:05", "ambiguous"),
        ("2025/11/22", "foreign"),
        ("2025.11.22 14:05Z", "foreign"),
        ("2025-1-2", "foreign"),
        ("22.11.2025", "foreign"),
        ("11/22/2025", "foreign"),
        ("Nov 22, 2025", "foreign"),
        ("22 November 2025", "foreign"),
        ("2025-10-01 1:00PM UTC", "foreign"),
        ("2025-10-01 1:00 p.m. PST", "foreign"),
        ("2025-10-01T01:00:00 am +09:00", "foreign"),
        ("2025-10-01 at 1 PM Z", "foreign"),
        ("10/01/2025 1:00 PM UTC", "foreign"),
        ("Oct 1, 2025 at 13:00 UTC", "foreign"),
        ("22.11.2025 14:05", "foreign"),
        ("20251001T130000Z", "compact"),
        ("20251001T1300Z", "compact"),
        ("20251001T130000+0900", "compact"),
        ("20251001T130000", "compact"),
    ],
)
def test_form(text: str, form: str) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert (stamp.form, stamp.text, stamp.start, stamp.end) == (form, text, 0, len(text))
    assert not stamp.impossible


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-11",
        "20251122",
        "v2025-11-22",
        "2025-11-222",
        "2025-11-22-notes",
        "14:05Z",
        "1.2.3",
        "x" * 9,
        "20251001T13",
        "20251001T130000Zulu",
        "20251001T130000-abc",
        "120251001T130000Z",
        "2025-11-22_notes",
    ],
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
        ("20250230T100000Z", "there is no day 30 in 2025-02"),
        ("20250220T100000+2500", "there is no offset +2500"),
        ("2025-11-22 13:75 PM", "there is no minute 75"),
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
        ("2025-11-22 1:00PM UTC", dt.datetime(2025, 11, 22, 13, tzinfo=dt.UTC)),
        ("2025-11-22 12:30 am UTC", dt.datetime(2025, 11, 22, 0, 30, tzinfo=dt.UTC)),
        ("2025-11-22 12 PM +01:00", dt.datetime(2025, 11, 22, 11, tzinfo=dt.UTC)),
        ("20251122T140500+0900", dt.datetime(2025, 11, 22, 5, 5, tzinfo=dt.UTC)),
        ("2025-11-22 1:00 PM", None),
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
        ("2025-11-22 10 amazing tests.", "2025-11-22"),
        ("2025-11-22 1:00 PM UTC: did it.", "2025-11-22 1:00 PM UTC"),
        ("_2025-02-30_ Did it.", "2025-02-30"),
        ("__2025-02-30__: did it.", "2025-02-30"),
        ("_2025-11-22 14:05Z_ Did it.", "2025-11-22 14:05Z"),
        ("✅ (2025-11-22 14:05Z) Did it.", "2025-11-22 14:05Z"),
        ("✔️ **2025-11-22** Did it.", "2025-11-22"),
        ("(✅ 2025-11-22) Did it.", "2025-11-22"),
        ("M1: (2025-11-22 14:05Z) Did it.", "2025-11-22 14:05Z"),
        ("**M1.2** – (2025-11-22 14:05Z) Did it.", "2025-11-22 14:05Z"),
        ("✅ Milestone 3: [2025-11-22] Did it.", "2025-11-22"),
        ("20251001T130000Z Did it.", "20251001T130000Z"),
    ],
)
def test_leading(text: str, stamp: str) -> None:
    found = stamps.leading(text)
    assert found is not None
    assert found.text == stamp == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Did it on 2025-11-22.",
        "YYYY-MM-DD: did it.",
        "(P0) did it",
        "(",
        "",
        "✅",
        "2025-11-22_notes.md is new.",
        "M1: see 2025-11-22.",
        "API 2025-11-22 is used.",
        "Table 3: 2025-11-22 is a key.",
    ],
)
def test_leading_is_none_where_the_entry_begins_otherwise(text: str) -> None:
    assert stamps.leading(text) is None


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("Did it (2025-02-30 10:00Z)", "2025-02-30 10:00Z"),
        ("Did it. (2025-11-22T14:05:00Z).", "2025-11-22T14:05:00Z"),
        ("Did it [2025-11-22 14:05]", "2025-11-22 14:05"),
        ("Did (it) *(2025-11-22 14:05 UTC)*", "2025-11-22 14:05 UTC"),
        ("Did it (_2025-11-22 1:00 PM UTC_)", "2025-11-22 1:00 PM UTC"),
        ("できた（2025-11-22 14:05Z）", "2025-11-22 14:05Z"),
        ("Did it (20251122T140500Z)", "20251122T140500Z"),
    ],
)
def test_trailing(text: str, stamp: str) -> None:
    found = stamps.trailing(text)
    assert found is not None
    assert found.text == stamp == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Did it (2025-11-22)",
        "Did it 2025-11-22 14:05Z",
        "Did it (on 2025-11-22 14:05Z)",
        "Did it (2025-11-22 14:05Z run)",
        "Did it (2025-11-22 14:05Z) and more",
        "Did it ()",
        "(" * 10_000,
        "(2025-11-22 14:05Z" + " " * 10_000,
        "",
    ],
)
def test_trailing_is_none_where_the_brackets_hold_anything_else(text: str) -> None:
    assert stamps.trailing(text) is None


def test_patterns_are_no_stamps() -> None:
    """What a help text shows is copied by agents: it must not be a stamp that is false."""
    assert set(PATTERNS) == set(FORMS)
    for text in PATTERNS.values():
        assert stamps.at(text) is None
        assert stamps.leading(f"({text}) Did it.") is None


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
        ("2025-11-22 2:05 PM UTC", FORMS, False),
        ("20251122T140500Z", FORMS, False),
    ],
)
def test_accepted(text: str, forms: tuple[str, ...], accepted: bool) -> None:
    stamp = stamps.at(text)
    assert stamp is not None
    assert stamp.accepted(forms) is accepted


@pytest.mark.parametrize(
    ("task", "forms", "stamp"),
    [
        ("- [x] Did it (2026-03-02 09:00Z).", (), "2026-03-02 09:00Z"),
        ("- [ ] Do it (2031-03-02 09:00Z).", (), None),
        ("- [~] Do it (2031-03-02 09:00Z).", (), None),
        ("- [ ] (2026-03-02 09:00Z) Do it (2031-03-02 09:00Z).", (), "2026-03-02 09:00Z"),
        ("- [x] 20260302T090000Z is the run to repeat.", (), None),
        ("- [x] 20260302T090000Z Did it.", ("rfc3339",), "20260302T090000Z"),
    ],
)
def test_stamp_of_a_task(task: str, forms: tuple[str, ...], stamp: str | None) -> None:
    text = (FIXTURES / "timestamps" / "no-zone-good" / "plan.md").read_text(encoding="utf-8")
    old = "- [x] (2026-03-02 09:00 UTC) Found all uses of the flag."
    assert old in text
    plan = plan_of(text.replace(old, task))
    assert plan is not None
    places = [place for place in stamped_places(plan, forms) if place.line == 9]
    assert [place.stamp.text for place in places] == ([stamp] if stamp else [])
    assert all(task[place.column - 1 :].startswith(place.stamp.text) for place in places)
