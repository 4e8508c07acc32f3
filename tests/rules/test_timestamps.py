"""Stamps that lack the same thing, and logs without a direction; the fixtures show the rest."""

from __future__ import annotations

import re

import pytest

from execplan_hooks.model import Severity
from tests.fixtures import FIXTURES, conforming, lint

PLAN = (FIXTURES / "timestamps" / "no-zone" / "plan.md").read_text(encoding="utf-8")
TASK = "- [x] (2026-03-02 09:00) Found all uses of the flag.\n"
ENTRY = "  Date/Author: 2026-03-02, Ana\n"


def found(text: str) -> list[tuple[int | None, Severity, str]]:
    return [(it.line, it.severity, it.message.partition(" (line")[0]) for it in lint(text) if it.rule == "timestamps"]


def with_tasks(*stamps: str) -> str:
    assert PLAN.count(TASK) == 1
    return PLAN.replace(TASK, "".join(f"- [x] ({stamp}) Did step {number}.\n" for number, stamp in enumerate(stamps)))


def with_log(*days: int) -> str:
    assert PLAN.count(ENTRY) == 1
    entry = "- Decision: Keep it.\n  Rationale: It is used.\n  Date/Author: 2026-03-{:02d}, Ana\n"
    return PLAN.replace("09:00)", "09:00Z)").replace(ENTRY, ENTRY + "".join(entry.format(day) for day in days))


ZONED, BARE, CST, CET = "2026-03-02 09:00Z", "2026-03-02 09:00", "2026-03-02 09:00 CST", "2026-03-02 09:00 CET"
NO_DAY = "2026-02-30 09:00"
TWO = '2 of 3 timestamps of section "Progress"'
NO_DIRECTION = 'the entries of "Decision Log" run in no direction: 3 of 7 stand against that of the others'
DOUBT = "does not say its time zone without doubt"


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ([ZONED, ZONED, ZONED], []),
        ([ZONED, BARE, ZONED], [(10, Severity.WARNING, f'timestamp "{BARE}" {DOUBT}')]),
        # Half is not most: each is said at its own line.
        ([BARE, BARE, ZONED, ZONED], [(line, Severity.WARNING, f'timestamp "{BARE}" {DOUBT}') for line in (9, 10)]),
        (
            [ZONED, BARE, CST],
            [(10, Severity.WARNING, f"{TWO} do not say their time zone without doubt")],
        ),
        ([CET], [(9, Severity.NOTICE, f'timestamp "{CET}" names its time zone instead of saying the offset')]),
        (
            [CET, BARE, CET],
            [
                (9, Severity.NOTICE, f"{TWO} name their time zone instead of saying the offset"),
                (10, Severity.WARNING, f'timestamp "{BARE}" {DOUBT}'),
            ],
        ),
        # What is false is said of each one.
        (
            [BARE, NO_DAY, BARE],
            [
                (9, Severity.WARNING, f"{TWO} do not say their time zone without doubt"),
                (10, Severity.ERROR, f'timestamp "{NO_DAY}" is not a real instant: there is no day 30 in 2026-02'),
            ],
        ),
    ],
)
def test_stamps_that_lack_the_same_are_one_finding_where_they_are_most(
    stamps: list[str], expected: list[tuple[int, Severity, str]]
) -> None:
    assert found(with_tasks(*stamps)) == expected


def test_the_only_name_of_a_zone_is_still_wrong_where_a_dialect_names_the_exact_form() -> None:
    stamp = "- [x] 2026-01-12T08:40:00"
    text = conforming("ssot")
    assert text.count(f"{stamp}Z") == 1
    assert [severity for _, severity, _ in found(text.replace(f"{stamp}Z", f"{stamp} CET"))] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([3, 4, 5, 6, 7], []),
        (
            [5, 4, 6, 5, 7],
            [
                (27, Severity.WARNING, 'log entry "2026-03-04" stands below "2026-03-05"'),
                (33, Severity.WARNING, 'log entry "2026-03-05" stands below "2026-03-06"'),
            ],
        ),
        ([5, 3, 6, 4, 7, 5], [(17, Severity.NOTICE, NO_DIRECTION)]),
    ],
)
def test_a_log_with_three_entries_against_its_direction_runs_in_none(
    days: list[int], expected: list[tuple[int, Severity, str]]
) -> None:
    assert found(with_log(*days)) == expected


@pytest.mark.parametrize(
    "log",
    [
        (
            "| Date | Decision | Rationale | Author |\n| --- | --- | --- | --- |\n"
            "| 2026-02-02 | Draw it | Page breaks | lee |\n"
        ),
        "### 2026-02-02\n\n- Decision: Draw it\n- Rationale: Page breaks\n- Author: lee\n",
    ],
)
def test_a_date_that_is_right_behind_its_label_is_right_in_a_column_and_a_heading(log: str) -> None:
    text = re.sub(r"(?s)(## Decision Log\n\n).*?(?=\n## )", lambda match: match[1] + log, conforming("quality-gates"))
    assert [one.message for one in lint(text)] == []
