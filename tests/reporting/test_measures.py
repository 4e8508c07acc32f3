"""The figures of a plan's own text: tasks, next action, external URLs, acceptance, evidence, days."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.document.plan import Plan
from execplan_hooks.reporting.activity import Commits, active
from execplan_hooks.reporting.measures import Measures, Share, Tasks, measure
from tests.fixtures import DIALECTS, NOW, STAGES, conforming, plan_of


def parsed(text: str, dialect: str = "codex") -> Plan:
    plan = plan_of(text, dialect)
    assert plan is not None
    return plan


def measured(text: str, dialect: str = "codex") -> Measures:
    return measure(parsed(text, dialect))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("- [x] a\n- [X] b\n- [ ] c", Tasks(2, 1, 0)),
        ("- [x] a\n  - [ ] b\n    - [x] c", Tasks(2, 1, 0)),
        ("- [~] a\n- [/] b\n- [-] c", Tasks(0, 1, 0, 2)),
        ("- [ ] ~~a~~\n- [ ] b (deferred to v2)\n- [ ] c", Tasks(0, 1, 0, 2)),
        ("- [ ] BLOCKED: a — dropped, see the decision log\n- [x] ~~b~~", Tasks(1, 0, 0, 1)),
        ("- [ ] BLOCKED: waits for the key\n- [ ] (2025-10-01 13:00Z) **Blocked** by legal", Tasks(0, 0, 2)),
        ("- [ ] Deploy (blocked: no access)\n- [ ] ⏸️ sign in (BLOCKED until Monday)", Tasks(0, 0, 2)),
        ("- [ ] Show that reads of others are blocked\n- [ ] Remove the blocker list", Tasks(0, 2, 0)),
        ("- [x] (2025-10-01 13:00Z) blocked logins are counted", Tasks(1, 0, 0)),
        ("- [ ] <the first step>\n- [ ] ...\n- [ ] (P0) <what> — deliverable: <what> — verify: <how>", Tasks(0, 0, 0)),
        ("- [ ] 2025-11-22T14:00:00Z - <action> (Owner: jo)", Tasks(0, 0, 0)),
        ("- [ ] Read `src/<module>/index.ts`", Tasks(0, 1, 0)),
        ("- a note\n- another", Tasks(0, 0, 0)),
        ("```\n- [ ] no task\n```", Tasks(0, 0, 0)),
    ],
)
def test_tasks_are_counted_by_their_boxes(items: str, expected: Tasks) -> None:
    assert measured(f"# P\n\n## Progress\n\n{items}\n\n## Concrete Steps\n\n- [ ] not progress\n").tasks == expected


def test_a_dialect_without_tasks_has_no_number_of_them() -> None:
    assert measured(conforming("session"), "session").tasks is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Progress\n\nNext Action: run the tests\n\n- [ ] a\n", ("run the tests", 3, "field")),
        ("## Progress\n\nNext Action: <...>\n\n- [x] a\n- [ ] b\n", ("b", 6, "task")),
        ("## Progress\n\n- [ ] BLOCKED: a\n- [ ] b\n", ("b", 4, "task")),
        ("## Progress\n\n- [ ] BLOCKED: a\n", ("BLOCKED: a", 3, "task")),
        ("## Progress\n\n- [x] a\n\n## Concrete Steps\n\n1. b\n", None),
        ("## Progress\n\nNone.\n\n## Concrete Steps\n\n1. <what comes first, in words>\n2. b\n", ("b", 8, "step")),
        ("- Status: done\n\n## Progress\n\n- [ ] a\n", None),
        ("- Status: blocked\n\n## Progress\n\n- [ ] a\n", ("a", 5, "task")),
        ("## Progress\n\n- Next Action:\n  - c\n  - d\n", ("c", 4, "field")),
        ("## Progress\n\n- **Next Action:** c\n  and d\n", ("c and d", 3, "field")),
        ("## Progress\n\n**Next Action:**\n\n- c\n- d\n", ("c", 5, "field")),
        ("## Progress\n\n**Next Action:**\n\n- [x] a\n- [ ] ~~b~~\n- [ ] c\n", ("c", 7, "task")),
        ("## Progress\n\n- [ ] ~~a~~\n- [-] b\n- [ ] c (deferred to v2)\n- [ ] d\n", ("d", 6, "task")),
        ("## Progress\n\n- [x] a\n- [ ] ~~b~~\n\n## Concrete Steps\n\n1. c\n", None),
    ],
)
def test_the_next_action_is_what_the_plan_says_or_what_is_open(
    text: str, expected: tuple[str, int, str] | None
) -> None:
    found = measured(text).next_action
    assert (found and (found.text, found.line, found.source)) == expected


def test_once_a_record_tells_of_the_work_a_step_is_no_next_action() -> None:
    draft, worked = (measured(conforming("session", stage), "session").next_action for stage in ("draft", "active"))
    assert draft is not None
    assert draft.source == "step"
    assert worked is None


def test_external_urls_are_those_that_the_rule_finds() -> None:
    text = "# P\n\nSee https://docs.acme.dev/a and http://localhost:80.\n\n## References\n\n- https://acme.dev/b\n"
    assert measured(text).external == 1
    assert measure(parsed(text), ("https://docs.acme.dev/",)).external == 0


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("- Observation: a\n  Evidence: `pytest` printed 3\n- Observation: b\n", Share(2, 1)),
        ("- Observation: a\n  Evidence: none yet\n- Observation: b. Evidence: `x.log`\n", Share(2, 1)),
        ("- Observation: <what>\n  Evidence: <where>\n", Share(0, 0)),
        ("None yet.\n", Share(0, 0)),
    ],
)
def test_evidence_is_what_stands_behind_its_label(log: str, expected: Share) -> None:
    assert measured(f"# P\n\n## Surprises & Discoveries\n\n{log}").discoveries == expected


def test_evidence_of_decisions_counts_though_the_dialect_does_not_ask_for_it() -> None:
    text = (
        "# P\n\n## Decision Log\n\n- Decision: a\n  Rationale: b\n  Evidence: `x.log`\n- Decision: c\n  Rationale: d\n"
    )
    assert measured(text).decisions == Share(2, 1)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stage", STAGES)
def test_the_conforming_plans_have_figures(dialect: str, stage: str) -> None:
    found = measured(conforming(dialect, stage), dialect)
    assert found.external == 0
    assert found.acceptance.total > 0
    assert found.status
    assert found.title
    if stage == "done":
        assert found.next_action is None
        assert found.tasks is None or (found.tasks.open, found.tasks.blocked) == (0, 0)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


FIRST, LAST = moment("2026-10-05T08:00:00+00:00"), moment("2026-10-09T08:00:00+00:00")
STAMPED = "## Progress\n\n- [x] (2026-10-03 09:00Z) a\n- [ ] (2026-10-07 09:00Z) b\n- [x] (2027-01-01 09:00Z) c\n"


@pytest.mark.parametrize(
    ("text", "commits", "is_over", "expected"),
    [
        (STAMPED, Commits(FIRST, LAST), False, (29, "stamp", "now")),
        (STAMPED, None, False, (29, "stamp", "now")),
        (STAMPED, Commits(FIRST, LAST), True, (4, "stamp", "stamp")),
        ("## Progress\n\n- [ ] a\n", Commits(FIRST, LAST), False, (27, "commit", "now")),
        ("## Progress\n\n- [x] a\n", Commits(FIRST, LAST), True, (4, "commit", "commit")),
        ("## Progress\n\n- [ ] a\n", Commits(None, None), False, None),
        ("## Progress\n\n- [ ] a\n", None, True, None),
    ],
)
def test_days_run_from_the_first_sign_to_now_or_to_the_last_sign(
    text: str, commits: Commits | None, is_over: bool, expected: tuple[int, str, str] | None
) -> None:
    found = active(parsed(text), commits, NOW, is_over)
    assert (found and (found.days, found.start_source, found.end_source)) == expected


def test_what_the_plan_says_of_its_creation_counts_first() -> None:
    plan = parsed(conforming("ssot"), "ssot")
    created = plan.field("created")[0].value
    found = active(plan, Commits(moment("2025-01-01T00:00:00+00:00"), LAST), NOW, is_over=False)
    assert found is not None
    assert (found.start_source, found.start) == ("created", moment(created))
