"""What was meant as the box of a task and is none: reported, and put right where that is clear."""

from __future__ import annotations

import pytest

from tests.fixes.applying import after, findings
from tests.fixes.test_stamps import plan

DONE = "- [x] 2026-03-02T09:10Z Wrote the column list."


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("- [] a", "- [ ] a"),
        ("- [  ] a", "- [ ] a"),
        ("- [\u3000] a", "- [ ] a"),
        ("- []", "- [ ]"),
        ("- [ x] 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- [x ] 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- [ X ] 2026-03-02 a", "- [X] 2026-03-02 a"),
        ("- [x]2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- [ ]**a**", "- [ ] **a**"),
        ("- [\u0425] 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- [\u2713] 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- \\[ \\] a", "- [ ] a"),
        ("- \\[x\\] 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- \u2610 a", "- [ ] a"),
        ("- \u2611\ufe0f 2026-03-02 a", "- [x] 2026-03-02 a"),
        ("- \uff3b \uff3d\u8868\u3092\u66f8\u304f", "- [ ] \u8868\u3092\u66f8\u304f"),
        ("1. [] a", "1. [ ] a"),
        ("-[ ] a\n-[ ] b", "- [ ] a\n- [ ] b"),
        ("- [ ] a\n  -[ ] b", "- [ ] a\n  - [ ] b"),
        ("- [ ] a\n  - [] b", "- [ ] a\n  - [ ] b"),
        ("> - [] a", "> - [ ] a"),
        ("- [] a\n- [] b\n- [] c\n- [] d\n- [] e", "- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e"),
    ],
)
def test_a_box_whose_meaning_is_clear_is_put_right(before: str, expected: str) -> None:
    text = plan(DONE, "", before)
    assert findings(text, "progress")
    assert after(text, "progress") == plan(DONE, "", expected)


@pytest.mark.parametrize("item", ["* [_] a", "- \u2612 a", "- [\u00d7] a"])
def test_a_box_whose_meaning_is_not_clear_is_reported_only(item: str) -> None:
    text = plan(DONE, "", item)
    (found,) = findings(text, "progress")
    assert found.fix is None
    assert "is no box" in found.message


@pytest.mark.parametrize(
    "item",
    [
        "- [~] 2026-03-02 a",
        "- [>] a",
        "- [!] a",
        "- [-] a",
        "- [?] a",
        "- [1] a",
        "- [x](notes.md)",
        "- [](notes.md)",
        "- [x][notes]",
        "- [] == x",
        "- [], then a list",
        "- [].",
        "- `[]` a",
        "- \u2705 a",
        "-[x](notes.md)",
        "`-[ ] a`",
        "```text\n- [] a\n-[ ] b\n```",
        "<!-- - [] a -->",
        "| a | b |\n| - | - |\n| [] | b |",
    ],
)
def test_what_is_no_box_is_left_alone(item: str) -> None:
    assert findings(plan(DONE, "", item), "progress") == []


def test_many_are_reported_together_those_that_are_clear_apart_from_the_others() -> None:
    text = plan("- [] a", "- [] b", "- [] c", "- [_] d", "- [_] e")
    clear, unclear = findings(text, "progress")
    assert clear.message == ('3 items of section "Progress" begin with what is no box, such as "[]" (lines 9, 10, 11)')
    assert clear.fix is not None
    assert len(clear.fix.edits) == 3
    assert unclear.fix is None
    assert unclear.message.startswith("2 items")


def test_tasks_that_are_paragraphs_are_no_tasks_either() -> None:
    messages = [found.message for found in findings(plan("-[ ] a"), "progress")]
    assert messages == [
        '"-[ ]" is no box, so that nobody can tell whether the task is done',
        'section "Progress" has no task',
    ]


def test_items_of_other_sections_are_left_alone() -> None:
    text = plan(DONE).replace("None so far.", "- [] None so far.")
    assert findings(text, "progress") == []
