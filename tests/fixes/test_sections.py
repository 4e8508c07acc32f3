"""Sections moved to their place, and stubs of missing ones: whole, with the blank lines around them, and honest."""

from __future__ import annotations

import time

import pytest

from tests.fixes.applying import after, after_bytes, edited, findings, proposed
from tests.fixes.test_stamps import PLAN
from tests.fixtures import conforming

TEXT = PLAN.format(progress="- [x] 2026-03-02 Wrote the column list.")
PURPOSE = "## Purpose / Big Picture\n\nAn accountant gets the ledger as a file."
PROGRESS = "## Progress\n\n- [x] 2026-03-02 Wrote the column list."
SURPRISES = "## Surprises & Discoveries\n\nNone so far."
DECISIONS = "## Decision Log\n\nNone so far."
OUTCOMES = "## Outcomes & Retrospective\n\nNothing has shipped yet."
OPEN = "## Open Questions\n\nWho signs?\n\n### Later\n\nNobody."


def of(*sections: str, gap: str = "\n\n", end: str = "\n") -> str:
    return gap.join(("# ExecPlan: Export the ledger", *sections)) + end


def moved(text: str) -> str:
    return after(text, "section-order", "codex", unsafe=True)


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n", "\n", "\n\n---\n\n", "\n\n* * *\n\n"])
@pytest.mark.parametrize("end", ["\n", "", "\n\n\n"])
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((PURPOSE, DECISIONS, PROGRESS, SURPRISES, OUTCOMES), (PURPOSE, PROGRESS, SURPRISES, DECISIONS, OUTCOMES)),
        ((PURPOSE, PROGRESS, DECISIONS, OPEN, SURPRISES), (PURPOSE, PROGRESS, OPEN, SURPRISES, DECISIONS)),
        ((PROGRESS, SURPRISES, DECISIONS, PURPOSE), (PURPOSE, PROGRESS, SURPRISES, DECISIONS)),
    ],
)
def test_a_section_goes_where_the_message_says(
    before: tuple[str, ...], expected: tuple[str, ...], gap: str, end: str
) -> None:
    assert moved(of(*before, gap=gap, end=end)) == of(*expected, gap=gap, end=end)


def test_nothing_is_moved_without_being_asked() -> None:
    text = of(PROGRESS, SURPRISES, DECISIONS, PURPOSE)
    assert after(text, "section-order", "codex") == text


def test_what_stands_in_a_section_goes_along() -> None:
    inside = (
        "\n\n### Why\n\nSee [a][a] and [^1].\n\n```text\n## no heading\n```\n\n[a]: https://example.org\n[^1]: Note."
    )
    text = of(PURPOSE, DECISIONS + inside, PROGRESS, SURPRISES, OUTCOMES)
    assert moved(text) == of(PURPOSE, PROGRESS, SURPRISES, DECISIONS + inside, OUTCOMES)


def test_newlines_of_the_file_stay() -> None:
    data = of(PROGRESS, SURPRISES, DECISIONS, PURPOSE).replace("\n", "\r\n").encode()
    expected = of(PURPOSE, PROGRESS, SURPRISES, DECISIONS).replace("\n", "\r\n").encode()
    assert after_bytes(data, "section-order", "codex", unsafe=True) == expected


@pytest.mark.parametrize(
    "sections",
    [
        ("<details>", PROGRESS, SURPRISES, DECISIONS, PURPOSE, "</details>"),
        (PROGRESS + "\n\n<details>\n<summary>More</summary>", SURPRISES, DECISIONS, "</details>", PURPOSE),
        (PROGRESS, SURPRISES, DECISIONS, PURPOSE + "\n\n```text\nnever closed"),
        (PROGRESS, SURPRISES, DECISIONS, PURPOSE + "\n\n<!-- never closed"),
        # The second fence closes the first: where code is, is open from there on.
        (PROGRESS, SURPRISES, DECISIONS, PURPOSE, OUTCOMES + "\n\n```text\nx\n\n## Concrete Steps\n\n```text\ny\n```"),
    ],
)
def test_a_section_that_something_reaches_out_of_stays(sections: tuple[str, ...]) -> None:
    fixes = proposed(of(*sections), "section-order", "codex")
    assert fixes
    assert all(fix is None for fix in fixes)


def test_a_heading_with_an_underline_does_not_run_into_the_text_above() -> None:
    decisions = "Decision Log\n------------\n\nNone."
    assert proposed(of(PURPOSE, decisions + "\n" + PROGRESS), "section-order", "codex") == [None]
    assert moved(of(PURPOSE, decisions, PROGRESS)) == of(PURPOSE, PROGRESS, decisions)


def test_a_rule_below_text_does_not_become_an_underline() -> None:
    text = f"# ExecPlan: x\n\n{PROGRESS}\n\n```text\nx\n```\n---\n\n{SURPRISES}\n\n{DECISIONS}\n\n{PURPOSE}\n"
    assert proposed(text, "section-order", "codex") == [None]


def test_of_a_section_that_stands_twice_nothing_is_moved() -> None:
    assert proposed(of(PURPOSE, PROGRESS, DECISIONS, PROGRESS), "section-order", "codex") == [None]


def stubbed(text: str, dialect: str = "codex") -> str:
    return after(text, "required-sections", dialect, unsafe=True)


def test_a_missing_section_says_that_nothing_is_written() -> None:
    text = of(PURPOSE, PROGRESS, SURPRISES, DECISIONS, OUTCOMES)
    result = stubbed(text)
    assert "\n\n## Plan of Work\n\nNot written yet.\n\n## Concrete Steps\n\nNot written yet.\n\n" in result
    assert result.endswith(f"## Interfaces and Dependencies\n\nNot written yet.\n\n{OUTCOMES}\n")
    assert "## Validation and Acceptance" not in result  # criteria are for somebody to write
    assert stubbed(result) == result


def test_a_log_that_may_be_empty_says_in_a_comment_what_belongs_in_it() -> None:
    text = of(PURPOSE, PROGRESS, DECISIONS, OUTCOMES)
    assert (
        f"{PROGRESS}\n\n## Surprises & Discoveries\n\n<!-- What nobody expected: a bug, a limit, a better way; with "
        f"the output that shows it. -->\n\n{DECISIONS}"
    ) in stubbed(text)


@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_the_end_of_the_file_stays_as_it_was(end: str) -> None:
    result = stubbed(of(PURPOSE, PROGRESS, SURPRISES, DECISIONS, end=end))
    assert result.endswith("Not written yet." + end)


def test_the_rule_between_sections_is_kept_up() -> None:
    result = stubbed(of(PURPOSE, PROGRESS, DECISIONS, OUTCOMES, gap="\n\n---\n\n"))
    assert f"{PROGRESS}\n\n---\n\n## Surprises" in result
    assert f"-->\n\n---\n\n{DECISIONS}" in result


def test_nothing_is_added_without_being_asked() -> None:
    text = of(PURPOSE, PROGRESS, DECISIONS)
    assert after(text, "required-sections", "codex") == text


@pytest.mark.parametrize(
    ("text", "dialect", "missing"),
    [
        (of(PURPOSE, SURPRISES, DECISIONS, OUTCOMES), "codex", "Progress"),  # tasks
        (of(PURPOSE, PROGRESS, SURPRISES, DECISIONS, OUTCOMES), "codex", "Validation and Acceptance"),
        (of("Status: Done", PURPOSE, PROGRESS), "codex", "Decision Log"),
        (of(PURPOSE, PROGRESS, "## \u51b3\u7b56\u65e5\u5fd7\n\n\u65e0\u3002"), "codex", "Surprises & Discoveries"),
        (of(DECISIONS, PROGRESS, PURPOSE), "codex", "Surprises & Discoveries"),  # where, nobody knows
        (of(PURPOSE, PROGRESS, DECISIONS + "\n\n```text\n## Surprises & Discoveries"), "codex", "Outcomes"),
    ],
)
def test_no_stub_where_it_would_not_be_true_or_not_enough(text: str, dialect: str, missing: str) -> None:
    found = [found for found in findings(text, "required-sections", dialect) if missing in found.message]
    assert found
    assert all(one.fix is None for one in found)


@pytest.mark.parametrize(
    ("instead", "is_added"),
    [
        ("## Log of Decisions", True),
        ("## Log Decision", False),
        ("**Decision Log**", False),
        ("__Log Decision:__", False),
        ("**Decision Log** of the team", True),
        ("The **decision log** is kept elsewhere.", True),
    ],
)
def test_no_stub_beside_what_stands_there_under_another_name(instead: str, is_added: bool) -> None:
    text = conforming("codex").replace("## Decision Log", instead)
    assert ("## Decision Log" in after(text, "required-sections", unsafe=True)) == is_added


def test_no_stub_for_what_a_done_plan_must_tell() -> None:
    text = conforming("codex", "done")
    start, end = text.index("## Outcomes"), text.find("\n## ", text.index("## Outcomes") + 1)
    without = text[:start] + (text[end + 1 :] if end > 0 else "")
    found = [found for found in findings(without, "required-sections") if "Outcomes" in found.message]
    assert [one.fix for one in found] == [None]


def test_two_stubs_at_one_place_come_in_order() -> None:
    text = of(PURPOSE, PROGRESS, SURPRISES, OUTCOMES)
    result = stubbed(text)
    assert (
        result.index("## Decision Log") < result.index("## Context and Orientation") < result.index("## Plan of Work")
    )
    assert result.index("## Plan of Work") < result.index("## Concrete Steps")


def test_a_stub_as_it_is_proposed_holds_one_section() -> None:
    text = of(PURPOSE, PROGRESS, DECISIONS, OUTCOMES)
    first = next(found for found in findings(text, "required-sections", "codex") if "Surprises" in found.message)
    assert first.fix is not None
    assert not first.fix.safe
    assert edited(text, first.fix).count("\n## ") == text.count("\n## ") + 1


def test_huge_plans_take_no_longer_than_they_should() -> None:
    many = "\n\n".join(f"## Part {number}\n\n<div>\n\n### Inside\n\n</div>\n\n---" for number in range(4000))
    text = of(PROGRESS, SURPRISES, DECISIONS, many, PURPOSE)
    start = time.process_time()
    found = [one for rule in ("section-order", "required-sections") for one in findings(text, rule, "codex")]
    assert any(one.fix for one in found)
    assert time.process_time() - start < 10


def test_many_rules_at_the_end_of_a_section_cost_no_more_than_others() -> None:
    text = of(PROGRESS, SURPRISES, DECISIONS + "\n\n---" * 20_000, PURPOSE)
    start = time.process_time()
    assert [fix is not None for fix in proposed(text, "section-order", "codex")] == [True]
    assert time.process_time() - start < 10


def test_a_list_of_open_questions_is_not_said_to_be_empty() -> None:
    text = conforming("session", "active")
    without = text[: text.index("\n## 11. Open Questions")]
    result = after(without, "required-sections", unsafe=True)
    assert result == without.rstrip() + "\n\n## Open Questions\n\nNot written yet.\n"
