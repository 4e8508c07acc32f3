"""Progress: tasks, their dates, the status and the next action, and attempts that lead nowhere."""

from __future__ import annotations

import time

import pytest

from execplan_hooks import checking
from execplan_hooks.config import Config, RuleConfig
from tests.fixtures import NOW, conforming, plan_of

NEXT = "Next Action: Make the limit configurable in `config/limits.toml`."


def found(text: str, dialect: str | None = None, config: Config | None = None) -> list[str]:
    """What the rule says of a text, as `severity line: message`."""
    plan = plan_of(text, dialect)
    assert plan is not None
    diagnostics = checking.check_plan(plan, config or Config(), ("progress",), NOW)
    return [f"{one.severity.label} {one.line}: {one.message}" for one in diagnostics]


def ssot(old: str = "", new: str = "", stage: str = "active") -> str:
    text = conforming("ssot", stage)
    assert old in text
    return text.replace(old, new, 1) if old else text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ssot(), []),
        (ssot(stage="draft"), []),
        (ssot(stage="done"), []),
        (
            ssot("## Progress\nStatus: IN_PROGRESS\n", "## Progress\n"),
            ['error 17: "Status" is missing in section "Progress"'],
        ),
        (ssot("## Progress\nStatus: IN_PROGRESS\n", "## Progress\nStatus: **in progress** (since Monday)\n"), []),
        (ssot(NEXT + "\n", ""), ['error 17: "Next Action" is missing in section "Progress"']),
        (ssot(NEXT, "Next Action:"), ['error 19: "Next Action" has no value']),
        (ssot(NEXT, "Next Action: <!-- soon -->"), ['error 19: "Next Action" has no value']),
        (ssot(NEXT, "Next Action: -"), ['error 19: "Next Action" has no value']),
        (ssot(NEXT, "Next Action: —"), ['error 19: "Next Action" has no value']),
        (ssot(NEXT, "Next Action: n/a"), ['error 19: "Next Action" is "n/a", but the plan is not done']),
        (ssot(NEXT, "Next Action: TBD"), ['error 19: "Next Action" is "TBD", but the plan is not done']),
        (ssot(NEXT, "Next Action: <smallest safe step>"), []),  # `placeholders` says so
        (ssot(NEXT, "Next Action: None of the proxies sends the header; ask platform-02."), []),
        (ssot(NEXT, "- Next Action:\n  - Make the limit configurable."), []),
        (ssot(NEXT, NEXT.replace("Next Action", "**Next Action**")), []),
        (
            ssot(NEXT, f"{NEXT}\nNext Action: Ask platform-02."),
            ['error 20: "Next Action" stands here a second time (first in line 19); there is one'],
        ),
        (ssot("  - the default stays at five", "  - Next Action: ask whether five is enough"), []),
        (ssot("Next Action: Read the login handler and the session store.", "Next Action:", "draft"), []),
        (ssot("Next Action: none", "Next Action: <smallest safe step>", "done"), []),
    ],
)
def test_status_and_next_action_are_there_once_and_say_something(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_status_of_other_words_names_the_right_one() -> None:
    (message,) = found(ssot("## Progress\nStatus: IN_PROGRESS", "## Progress\nStatus: IN_PROGRES"))
    assert message.startswith('error 18: "Status" is "IN_PROGRES", expected one of DRAFT, ')
    assert message.endswith('did you mean "IN_PROGRESS"?')


def test_what_other_rules_report_is_not_told_again() -> None:
    text = ssot()
    start, end = text.index("## Progress"), text.index("## Context")
    assert found(text + "\n" + text[start:end]) == []  # `section-order`
    assert found(ssot("status: DONE", "status: banana", "done")) == []  # `metadata`
    assert found(ssot("status: DONE", "status: BLOCKED", "done")) == []  # `lifecycle`


def codex(progress: str, header: str = "") -> str:
    return (
        f"# A plan\n\n{header}\n\n## Purpose\n\nx\n\n## Progress\n\n{progress}\n\n"
        "## Surprises & Discoveries\n\nNone.\n\n## Decision Log\n\nNone.\n\n"
        "## Outcomes & Retrospective\n\nSo far nothing.\n"
    )


NO_BOX = 'no item of section "Progress" has a box, so that nobody can tell what is done'


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("- [ ] a", []),
        ("1. [x] (2025-10-01) a", []),
        ("### Phase 1\n\n- [ ] a", []),
        ("| Task | State |\n| --- | --- |\n| a | open |", []),
        ("- 2025-10-01: a log of what was done", []),
        ("- a\n- b", [f"warning 9: {NO_BOX}"]),
        ("The parser is written.", ['warning 9: section "Progress" has no task']),
        ("", []),  # `required-sections` says so
        ("<!-- - [ ] a -->", []),
        ("> - [ ] a", []),
        ("| Task | Done |\n| --- | --- |\n| a | [ ] |", []),
        ("> Nothing to do.", ['warning 9: section "Progress" has no task']),
        ("```\n- [ ] a\n```", ['warning 9: section "Progress" has no task']),
    ],
)
def test_progress_has_tasks(progress: str, expected: list[str]) -> None:
    assert found(codex(progress)) == expected


def test_a_draft_may_have_no_task_yet() -> None:
    assert found(codex("Written once the plan is approved.", "Status: Draft")) == []
    assert found(codex("Written once the plan is approved.", "Status: In Progress")) != []


@pytest.mark.parametrize(
    ("progress", "lines"),
    [
        ("- [x] (2025-10-01 13:00Z) a\n- [ ] b", []),
        ("- [x] a, done 2025-10-01\n- [x] b [2025-10-02T10:00Z]", []),
        ("- [x] (2025-10-01) a\n  - [x] b\n    - [x] c", []),
        ("### 2025-10-01\n\n- [x] a", []),
        ("- [x] 2025-10-01 M1: parser done\n- [x] M1: the parser", []),
        ("- [x] 2025-10-01 M2: parser done\n- [x] M1: the parser", [12]),
        ("- [x] 2025-10-01 a\n- [x] b\n- [x] 2025-10-02 c\n- [x] 2025-10-02 e\n- [x] d", [12, 15]),
        ("- [x] a", [11]),
        ("- [x] a\n- [x] b\n- [x] 2025-10-02 c", [11]),
        ("- [-] a\n- [~] b\n- [ ] c", []),
    ],
)
def test_each_ticked_task_says_when_and_most_without_are_one_finding(progress: str, lines: list[int]) -> None:
    assert [int(one.split(":")[0].split()[1]) for one in found(codex(progress))] == lines


def test_a_finding_about_many_tasks_names_their_lines() -> None:
    (message,) = found(codex("\n".join(f"- [x] step {letter}" for letter in "abcdefghij")))
    assert message == (
        'warning 11: 10 of 10 ticked tasks of section "Progress" do not say when they were done '
        "(lines 11, 12, 13, 14, 15, 16, 17, 18, ...)"
    )


def test_tasks_without_a_date_are_an_error_where_the_dialect_is_strict() -> None:
    (message,) = found(ssot("- [x] 2026-01-12T08:40:00Z - Read", "- [x] Read"))
    assert message.startswith("error ")
    assert message.endswith(" does not say when it was done")


RUNS = "\n".join(
    f"- 2026-01-13T1{n}:00:00Z - Run {n} of `pytest -k proxy`: failed (Evidence: `make test`)" for n in (1, 2, 3)
)


def _with_log(log: str, status: str = "IN_PROGRESS") -> str:
    text = ssot("## Surprises & Discoveries\n", f"## Surprises & Discoveries\n{log}\n")
    return text.replace("IN_PROGRESS", status)


def test_three_failed_attempts_without_new_evidence_end_the_execution() -> None:
    (message,) = found(_with_log(RUNS))
    assert message.startswith("warning")
    assert "3 failed attempts at the same step follow each other without new evidence" in message
    assert found(_with_log("\n".join(RUNS.split("\n")[:2]))) == []
    assert found(_with_log(RUNS + "\n- 2026-01-13T14:00:00Z - Escalated to planning (Evidence: `make test`)")) == []
    assert found(_with_log(RUNS, "BLOCKED")) == []


@pytest.mark.parametrize(("attempts", "count"), [(2, 1), (3, 1), (4, 0), (0, 0)])
def test_how_many_attempts_are_too_many_can_be_configured(attempts: int, count: int) -> None:
    config = Config(rules={"progress": RuleConfig(None, {"attempts": attempts})})
    assert len(found(_with_log(RUNS), config=config)) == count


@pytest.mark.parametrize("stage", ["draft", "active", "blocked", "done"])
def test_the_next_steps_of_a_handoff_are_asked_for_where_the_dialect_recommends_them(stage: str) -> None:
    text = conforming("wbs", stage)
    assert found(text) == []
    line = next(line for line in text.split("\n") if line.startswith("- Next 1"))
    assert [one.split(" ")[0] for one in found(text.replace(line + "\n", ""))] == ["warning"]


@pytest.mark.parametrize(
    "progress",
    [
        "".join(f"- [x] Run {n} failed\n" for n in range(10_000)),
        "- [x] " + "(deferred " * 40_000,
        "- [ ] " + "2025-10-0" * 40_000,
        "- [x] " + "[*_ " * 60_000,
        "- [x] " + "merge open create submit " * 20_000,
        "".join("  " * depth + "- [x] a\n" for depth in range(20)) * 100,
        "- `a" * 50_000,
    ],
    ids=["many", "brackets", "digits", "emphasis", "verbs", "nested", "backticks"],
)
def test_long_progress_takes_no_long_time(progress: str) -> None:
    plan = plan_of(codex(progress))
    assert plan is not None
    assert plan.document
    before = time.process_time()
    checking.check_plan(plan, Config(), ("progress", "lifecycle"), NOW)
    assert time.process_time() - before < 5
