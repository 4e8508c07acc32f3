"""Entries are read in each shape in which people and agents write them, and nothing else becomes one."""

from __future__ import annotations

import dataclasses
import random

import pytest

from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.entries.entries import PlanEntry, entries_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.stamped import stamped_places
from tests.fixtures import plan_of

HEAD = "# Plan\n\n## Progress\n\nx\n\n## Decision Log\n\n"
DECISION = EntrySpec(
    "decision",
    within=("decision log",),
    labels=(
        LabelSpec("Decision", required=True),
        LabelSpec("Rationale", aliases=("Why",), required=True),
        LabelSpec("Date/Author", aliases=("Date", "Author"), required=True),
    ),
)
THREE = ["decision", "rationale", "date and author"]


def _plan(body: str, head: str = HEAD) -> Plan:
    plan = plan_of(head + body, "codex")
    assert plan is not None
    return plan


def _entries(body: str, spec: EntrySpec = DECISION) -> list[PlanEntry]:
    return entries_of(_plan(body), spec)


def _keys(entry: PlanEntry) -> list[str]:
    return [label.key for label in entry.labels]


SHAPES = {
    "labelled lines below a bullet": "- Decision: x\n  Rationale: y\n  Date/Author: 2025-11-03, Mira\n",
    "nested bullets": "- **Decision:** x\n  - Rationale: y\n  - **Date/Author**: 2025-11-03, Mira\n",
    "one line": "- Decision: x (Rationale: y; Date/Author: 2025-11-03, Mira)\n",
    "behind full stops": "- Decision: x. Rationale: y. Date/Author: 2025-11-03, Mira\n",
    "behind dashes": "- Decision: x — rationale: y — date/author: 2025-11-03, Mira\n",
    "behind bullets": "- Decision: x • Rationale: y • Date/Author: 2025-11-03, Mira\n",
    "flat bullets": "- Decision: x\n- Rationale: y\n- Date/Author: 2025-11-03, Mira\n",
    "separate paragraphs": "Decision: x\n\nRationale: y\n\nDate/Author: 2025-11-03, Mira\n",
    "lines of a paragraph": "**Decision:** x\n**Rationale:** y\n**Date/Author:** 2025-11-03, Mira\n",
    "a heading": "### Decision 3: x\n\n- Rationale: y\n- Date/Author: 2025-11-03, Mira\n",
    "a heading that is a name": "### Decision 3 - x\n\n**Decision:** x\n\n**Rationale:** y\n\nDate/Author: 2025-11-03",
    "headings below a heading": "### Decision: x\n\n#### Rationale\n\ny\n\n#### Date/Author\n\n2025-11-03, Mira\n",
    "a table": "| Decision | Rationale | Date/Author |\n| --- | --- | --- |\n| x | y | 2025-11-03, Mira |\n",
    "bold without a colon": "- **Decision** x\n  **Rationale** y\n  **Date/Author** 2025-11-03, Mira\n",
    "a number": "- Decision 7: x\n  Rationale: y\n  Date/Author: 2025-11-03, Mira\n",
    "a remark": "- Decision (the second, after `make` failed): x\n  Rationale: y\n  Date/Author: 2025-11-03\n",
    "two languages": "- 决策 / Decision：x\n  理由 (Rationale)：y\n  Date/Author：2025-11-03，王芳\n",
    "a tick": "- [x] Decision: x\n  Rationale: y\n  Date/Author: 2025-11-03, Mira\n",
    "a list below a label": "**Decision:** x\n\n**Rationale:**\n- y\n- z\n\n**Date/Author:** 2025-11-03",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_entry_is_read_in_each_shape(shape: str) -> None:
    found = _entries(SHAPES[shape])
    assert len(found) == 1
    assert _keys(found[0]) == THREE
    assert found[0].begins == "decision"
    assert found[0].stamp is not None
    assert found[0].stamp.text == "2025-11-03"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_entry_twice_is_two(shape: str) -> None:
    text = SHAPES[shape]
    again = "\n" + text if not shape.startswith("a table") else text.split("\n")[2] + "\n"
    found = _entries(text + again)
    assert [_keys(entry) for entry in found] == [THREE, THREE]
    assert found[0].end_line < found[1].line


@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "a table"])
def test_an_entry_that_lacks_a_label_takes_none_from_the_next(shape: str) -> None:
    found = _entries("- Decision: z\n\n" + SHAPES[shape])
    assert [_keys(entry) for entry in found] == [["decision"], THREE]


STAMPED = {
    "at the beginning": "- 2025-11-03: Use x.\n",
    "in brackets before a label": "- (2025-11-03 09:10Z) Decision: Use x.\n",
    "with a time": "- 2025-11-03T14:00:00Z - Decision: Use x.\n",
    "at the end": "- Decision: Use x (2025-11-03, Mira).\n",
    "behind a dash": "- Decision: Use x — 2025-11-03, Mira\n",
    "in the label": "- Decision (2025-11-03): Use x.\n",
    "in a label of another name": "- Decision: Use x.\n  Date / Recorder: 2025-11-03 / Codex\n",
    "in a heading": "### 2025-11-03: Use x.\n\nIt is simple.\n",
    "in a heading above": "### 2025-11-03\n\n- Decision: Use x.\n- Decision: Use y.\n",
    "in an item above": "- 2025-11-03\n  - Decision: Use x.\n  - Decision: Use y.\n",
    "first of the labels": "- Date: 2025-11-03\n  Decision: Use x.\n",
    "first of flat labels": "- Date: 2025-11-03\n- Decision: Use x.\n",
    "in a cell": "| # | When | Decision |\n| --- | --- | --- |\n| 1 | 2025-11-03 | Use x. |\n",
    "before a paragraph": "2025-11-03 — Codex: Use x.\n",
}


@pytest.mark.parametrize("place", STAMPED)
def test_the_stamp_of_an_entry_is_found(place: str) -> None:
    found = _entries(STAMPED[place])
    assert found
    assert [entry.stamp.text[:10] if entry.stamp else None for entry in found] == ["2025-11-03"] * len(found)


@pytest.mark.parametrize(
    "text",
    [
        "- Decision: the outage of 2025-11-03 shall not happen again\n",
        "- Decision: write `(2025-11-03)` into the name\n",
        "- Decision: Use x.\n",
    ],
)
def test_a_date_that_an_entry_is_about_is_not_its_stamp(text: str) -> None:
    assert [entry.stamp for entry in _entries(text)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "None yet.\n",
        "- None yet.\n",
        "- (none)\n",
        "- 暂无\n",
        "- なし\n",
        "- Decision: (none yet)\n  Rationale: (TBD)\n",
        "- (to be filled as found)\n",
        "Decisions are written down here as they are made.\n",
        "| File | Size |\n| --- | --- |\n| a | 2 |\n",
        "<!-- - Decision: x -->\n",
        "```\n- Decision: x\n```\n",
    ],
)
def test_what_says_nothing_is_no_entry(text: str) -> None:
    assert _entries(text) == []


@pytest.mark.parametrize(
    ("text", "unfilled"),
    [
        ("- Decision: <what was chosen>\n  Rationale: <why>\n", True),
        ("- YYYY-MM-DD: Decision ... because ...\n  - Rationale:\n", True),
        ("- D1: ...\n", True),
        ("- Decision: Use `Map<K, V>`\n  Rationale: <why>\n", False),
        ("- Decision: x\n  Rationale:\n", False),
        ("- Use x.\n", False),
    ],
)
def test_a_templates_example_is_told_from_an_entry(text: str, unfilled: bool) -> None:
    assert [entry.unfilled for entry in _entries(text)] == [unfilled]


VALUES = {
    "- Decision: x (Rationale: y; Author: me)\n": ["x", "y", "me"],
    "- Decision: x\n  Rationale: y\n    goes on\n": ["x", "y\ngoes on"],
    "- Decision: x\n  - Rationale:\n    - y\n    - z\n  - Author: me\n": ["x", "y\nz", "me"],
    "- Decision: x\n  Rationale:\n\n      y = 1\n\n  Author: me\n": ["x", "y = 1", "me"],
    "- Decision: x\n  Rationale:\n  Author: me\n": ["x", "", "me"],
    "- Decision: call `f(a: b)` (Rationale: `Author: x` is code)\n": ["call `f(a: b)`", "`Author: x` is code"],
    "- Decision: see https://a.dev/why: x\n": ["see https://a.dev/why: x"],
    "- Decision: 决定：只读\n": ["决定：只读"],
}


@pytest.mark.parametrize("text", VALUES)
def test_a_value_goes_on_until_the_next_label(text: str) -> None:
    (entry,) = _entries(text)
    assert [label.value for label in entry.labels] == VALUES[text]


def test_labels_know_their_places() -> None:
    (entry,) = _entries("- [x] Decision: x\n  Rationale: why (Author: me)\n")
    assert (entry.line, entry.column, entry.end_line) == (9, 7, 10)
    assert [(label.line, label.column) for label in entry.labels] == [(9, 17), (10, 14), (10, 27)]


def test_from_and_to_on_one_line() -> None:
    names = ("From", "To", "Intent", "Message")
    spec = EntrySpec("message", ("decision log",), labels=tuple(LabelSpec(name, required=True) for name in names))
    (entry,) = _entries("- 2025-11-22T14:30:00Z - From: a To: b\n  Intent: NOTIFY\n  Message: reply to: none\n", spec)
    assert [(label.key, label.value) for label in entry.labels] == [
        ("from", "a"),
        ("to", "b"),
        ("intent", "NOTIFY"),
        ("message", "reply to: none"),
    ]


def test_marks_and_labels_of_work_items() -> None:
    spec = EntrySpec("item", ("progress",), labels=(LabelSpec("deliverable"), LabelSpec("verify")), marks=("P0", "P1"))
    plan = _plan(
        "", "# Plan\n\n## Progress\n\n- [x] (P1) 2025-10-06 Store — deliverable: `Store` — verify: `make`\n- [ ] x\n"
    )
    first, second = entries_of(plan, spec)
    assert (first.mark, second.mark) == ("P1", "")
    assert _keys(first) == ["deliverable", "verify"]
    assert first.stamp is not None
    assert "Store" in first.plain


@pytest.mark.parametrize(
    ("item", "mark"),
    [
        ("(P1) Ship it", "P1"),
        ("P1: Ship it", "P1"),
        ("P1. Ship it", "P1"),
        ("P1 - Ship it", "P1"),
        ("**p1** Ship it", "P1"),
        ("**[P1]** Ship it", "P1"),
        ("Ship it (P1)", "P1"),
        ("Ship it\n  - **Priority:** P1", "P1"),
        ("Ship it\n  - see (P1)", ""),
        ("P12 Ship it", ""),
        ("P1-gateway is shipped", ""),
        ("(P9) Ship it", ""),
        ("Ship it", ""),
    ],
)
def test_a_mark_is_read_as_people_write_it(item: str, mark: str) -> None:
    spec = EntrySpec("item", ("progress",), marks=("P0", "P1"))
    (found,) = entries_of(_plan("", f"# Plan\n\n## Progress\n\n- [ ] {item}\n"), spec)
    assert found.mark == mark


def test_a_mark_may_have_its_column() -> None:
    spec = EntrySpec("item", ("progress",), labels=(LabelSpec("verify"),), marks=("P0", "P1"))
    rows = "| Priority | Item | Verify |\n| - | - | - |\n| **P1** | Ship it | `make` |\n| | Ship P1 | `make` |\n"
    assert [entry.mark for entry in entries_of(_plan("", f"# Plan\n\n## Progress\n\n{rows}"), spec)] == ["P1", ""]


BULLETS = "\nA sentence.\n\n- one\n- two\n- three\n\n"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (f"### M1: x\n{BULLETS}### M2: y\n{BULLETS}", ["M1: x", "M2: y"]),
        (f"### x\n\nText.\n\n### y\n{BULLETS}", ["x", "y"]),
        ("### x\n\n- [ ] one\n- [x] two\n", ["x"]),
        ("### Phase A\n\n- M1: x\n- M2: y\n\n### Phase B\n\n- **M3** z\n", ["M1: x", "M2: y", "**M3** z"]),
        (
            "### Core\n\n- Parser (Verify: `make`)\n- Writer\n  - Verify: `make`\n",
            ["Parser (Verify: `make`)", "Writer"],
        ),
        ("### All\n\n#### M1\n\nx\n\n#### M2\n\ny\n", ["M1", "M2"]),
        ("- x\n- y\n\n### Notes\n\nText.\n", ["x", "y"]),
        ("### Milestone 1\n\n- one\n- two\n", ["Milestone 1"]),
    ],
)
def test_headings_are_entries_where_they_part_no_log(body: str, texts: list[str]) -> None:
    spec = EntrySpec("milestone", ("milestones",), labels=(LabelSpec("Verify"),))
    assert [entry.text for entry in _entries(f"x\n\n## Milestones\n\n{body}", spec)] == texts


@pytest.mark.parametrize(
    "value",
    ["Next Action:\n\n- Wire it.\n", "**Next Action:**\n- Wire it.\n", "- Next Action: Wire it.\n- Next:\n  - it\n"],
)
def test_what_a_field_says_is_no_entry(value: str) -> None:
    spec = EntrySpec("task", ("progress",), labels=(LabelSpec("Owner"),))
    plan = _plan("", f"# Plan\n\n## Progress\n\n{value}\nOpen:\n\n- [ ] Next: z\n")
    assert [entry.text for entry in entries_of(plan, spec)] == ["Next: z"]


def test_a_row_is_an_entry_where_its_columns_are_labels() -> None:
    spec = dataclasses.replace(DECISION, starts=("ruling",))
    table = "| When | Why | Author |\n| - | - | - |\n| 2025-11-03 | y | Mira |\n"
    assert [entry.begins for entry in _entries(table, spec)] == ["ruling"]
    assert [entry.begins for entry in _entries(table.replace("Why", "x").replace("Author", "z"), spec)] == [""]


def test_items_below_a_topic_are_entries_of_their_own() -> None:
    found = _entries("### Storage\n\n- Decision: x\n  Rationale: y\n\n### Network\n\n- Decision: z\n  Rationale: y\n")
    assert [(entry.section.title, _keys(entry)) for entry in found] == [
        ("Storage", ["decision", "rationale"]),
        ("Network", ["decision", "rationale"]),
    ]


def test_a_section_is_one_entry_where_the_dialect_says_so() -> None:
    spec = dataclasses.replace(DECISION, form="section")
    (entry,) = _entries("- **Decision:** `x`\n- **Rationale:**\n  - y\n  - z\n", spec)
    assert [(label.key, label.value) for label in entry.labels] == [("decision", "`x`"), ("rationale", "y\nz")]


def test_rows_only_where_the_dialect_says_so() -> None:
    spec = dataclasses.replace(DECISION, form="rows")
    found = _entries("- Decision: x\n\n| Decision | Why |\n| --- | --- |\n| y | `a \\| b` |\n| z |\n", spec)
    assert [[label.value for label in entry.labels] for entry in found] == [["y", "`a \\| b`"], ["z"]]


def test_a_section_written_one_level_too_deep_holds_no_entries() -> None:
    assert len(_entries("- Decision: x\n\n### Outcomes & Retrospective\n\n- Decision: none of this log\n")) == 1


def test_sections_are_found_by_alias_and_at_any_level() -> None:
    assert len(entries_of(_plan("- Decision: x\n", HEAD.replace("Decision Log", "Decisions")), DECISION)) == 1
    spec = dataclasses.replace(DECISION, within=("milestones",))
    assert len(entries_of(_plan("### Milestones\n\n- Decision: x\n"), spec)) == 1


def test_headings_rows_and_paragraphs_of_a_log_have_their_stamps_checked() -> None:
    rows = "| # | Date | Decision |\n| --- | --- | --- |\n| 1 | 2025-10-04 | x on 2025-01-01 |\n\n"
    body = "2025-10-05 — Codex: z\n\n### 2025-10-06 Use x\n\ny\n\n### (2025-11-03 09:10Z) Use y\n\nz\n"
    places = list(stamped_places(_plan(rows + body), ()))
    assert [(place.line, place.column, place.stamp.text) for place in places] == [
        (11, 7, "2025-10-04"),
        (13, 1, "2025-10-05"),
        (15, 5, "2025-10-06"),
        (19, 6, "2025-11-03 09:10Z"),
    ]
    assert {place.log for place in places} == {(7, "Decision Log")}


def test_items_below_a_dated_heading_run_in_an_order_of_their_own() -> None:
    places = list(
        stamped_places(
            _plan("### 2025-10-07\n\n- 2025-10-07 09:00Z x\n\n### 2025-10-06\n\n- 2025-10-06 08:00Z y\n"), ()
        )
    )
    logs = {place.stamp.text: place.log for place in places}
    assert logs["2025-10-07"] == logs["2025-10-06"] == (7, "Decision Log")
    assert logs["2025-10-07 09:00Z"] == (9, "2025-10-07")
    assert logs["2025-10-06 08:00Z"] == (13, "2025-10-06")


def test_any_text_can_be_read() -> None:
    parts = [
        "- ",
        "  ",
        "Decision",
        ":",
        "：",
        "**",
        "`",
        "(",
        ")",
        "\n",
        "\n\n",
        "### ",
        "| ",
        "2025-11-03",
        "[x] ",
        "决策 / ",
        "x ",
    ]
    rng = random.Random(7)
    for _ in range(400):
        text = "".join(rng.choice(parts) for _ in range(rng.randrange(1, 60)))
        plan = plan_of(HEAD + text, "codex")
        assert plan is not None
        for form in ("items", "rows", "section"):
            for entry in entries_of(plan, dataclasses.replace(DECISION, form=form)):
                assert 1 <= entry.line <= entry.end_line <= len(plan.source.lines)
                assert all(entry.line <= label.line <= entry.end_line for label in entry.labels)
