"""Labelled values are found in the spellings of real plans, each at its place, and no value swallows the next one."""

from __future__ import annotations

import time

import pytest

from execplan_hooks.document.labels import Label
from tests.fixtures import conforming, lint, plan_of

GATES = conforming("quality-gates")

BODY = "\n## Progress\n\nx\n\n## Decision Log\n\nx\n\n## Surprises & Discoveries\n\nx\n"


def _labels(header: str, body: str = BODY) -> list[Label]:
    plan = plan_of(f"# Plan\n\n{header}{body}", "codex")
    assert plan is not None
    return list(plan.labels)


def _said(header: str) -> list[tuple[str, str]]:
    return [(label.text, label.value) for label in _labels(header)]


BOTH = [("Status", "Done"), ("Branch", "`feat/x`")]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("**Status:** Done • **Branch:** `feat/x`\n", BOTH),
        ("**Status:** Done | **Branch:** `feat/x`\n", BOTH),
        ("- Status: Done | Branch: `feat/x`\n", BOTH),
        ("**Status:** Done; **Branch:** `feat/x`\n", BOTH),
        ("**Status:** Done, **Branch:** `feat/x`\n", BOTH),
        ("**Status:** Done<br>**Branch:** `feat/x`\n", BOTH),
        ("Status: Done, Branch: `feat/x`\n", [("Status", "Done, Branch: `feat/x`")]),  # prose has such commas
        ("Status: Draft | In Progress | Done\n", [("Status", "Draft | In Progress | Done")]),
        ("Run: `ls | sort: x` | Branch: `feat/x`\n", [("Run", "`ls | sort: x`"), BOTH[1]]),
        ("**Status:** Done\\\n**Branch:** `feat/x`\\\n", BOTH),
        ("_Status_: Done\n*Branch:* `feat/x`\n", BOTH),
        ("**Status** — Done\n**Branch** - `feat/x`\n", BOTH),
        ("| Status | Done |\n| --- | --- |\n| **Branch:** | `feat/x` |\n", BOTH),
        ("| Field | Value |\n| --- | --- |\n| Status | Done |\n| Branch | `feat/x` |\n", BOTH),
        ("| Status | Done | x |\n| --- | --- | --- |\n", []),
        ("| `src/a.py` | new |\n| --- | --- |\n| 3 | x |\n", []),
    ],
)
def test_labels_of_a_header(header: str, said: list[tuple[str, str]]) -> None:
    assert _said(header) == said


@pytest.mark.parametrize(
    "header", ["**Status:** Done | **Branch:** `b`\n", "| Status | Done |\n| - | - |\n| Branch | `b` |\n"]
)
def test_a_value_has_its_place(header: str) -> None:
    lines = f"# Plan\n\n{header}".split("\n")
    for label in _labels(header):
        assert lines[label.line - 1][label.column - 1 :].startswith(label.value)


def test_tables_and_dashes_in_a_section_are_no_labels() -> None:
    table = "\n## Progress\n\n| Status | Done |\n| --- | --- |\n\n**Status** — Done\n"
    assert _labels("", table) == []


def test_a_header_in_a_table_is_complete() -> None:
    rows = [
        ("Status", "In Progress"),
        ("Repo/Branch", "`acme/billing` • `feat/invoice-pdf`"),
        ("Scope", "feature task"),
        ("Priority", "P1"),
        ("Start", "2026-02-02"),
        ("Last Updated", "2026-02-04T15:30Z"),
        ("Links", "https://github.com/acme/billing/issues/412"),
    ]
    start, end = GATES.index("- Status:"), GATES.index("\n## ")
    for head in ("| Field | Value |\n| --- | --- |\n", "| | |\n| --- | --- |\n"):
        table = head + "".join(f"| {name} | {value} |\n" for name, value in rows)
        assert lint(GATES[:start] + table + GATES[end:], "quality-gates") == []
    empty = table.replace("| P1 |", "| |")
    assert [found.message for found in lint(GATES[:start] + empty + GATES[end:], "quality-gates")] == [
        '"Priority" has no value'
    ]


@pytest.mark.parametrize("filler", [" • ", " | ", "; ", "<br>", " ", "`", "a: | ", "**"])
def test_a_long_line_takes_no_long_time(filler: str) -> None:
    start = time.perf_counter()
    _labels("Status: " + filler * 60_000 + "\n")
    assert time.perf_counter() - start < 2
