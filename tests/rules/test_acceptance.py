"""What `acceptance` says of criteria, and when it says nothing."""

from __future__ import annotations

import pytest

from execplan_hooks import checking, rules
from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.acceptance.criteria import criteria, ratio
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.model import Context, Finding, Severity
from tests.fixtures import DIALECTS, NOW, STAGES, conforming, plan_of

HEAD = "# Plan\n\n## Progress\n\nx\n\n## Decision Log\n\nx\n\n## Validation and Acceptance\n\n"


def _check(text: str, dialect: str = "codex", **options: object) -> list[Finding]:
    plan = plan_of(text, dialect)
    assert plan is not None
    rule = rules.load("acceptance")
    assert rule.document is not None
    context = Context(checking.options_of("acceptance", rule, Config()) | options, Clock(NOW))
    return list(rule.document(plan, context))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_criteria_of_conforming_plans_can_all_be_verified(dialect: str, stage: str) -> None:
    plan = plan_of(conforming(dialect, stage), dialect)
    assert plan is not None
    assert ratio(criteria(plan)) == 1
    assert _check(conforming(dialect, stage), dialect) == []


@pytest.mark.parametrize("label", ["Verify", "Expected"])
@pytest.mark.parametrize("left", ["dropped", "empty", "<placeholder>"])
def test_each_half_of_a_criterion_is_missed(label: str, left: str) -> None:
    lines = conforming("ssot").split("\n")
    section = lines.index("## Validation & Acceptance")
    number = next(n for n in range(section, len(lines)) if lines[n].strip().startswith(f"- {label}:"))
    replaced = {"dropped": [], "empty": [f"  - {label}:"], "<placeholder>": [f"  - {label}: <...>"]}[left]
    (found,) = _check("\n".join([*lines[:number], *replaced, *lines[number + 1 :]]), "ssot")
    missing = {"Verify": "how to check it", "Expected": "what its check shows"}[label]
    assert found.message.endswith(f"does not say {missing}")
    assert lines[found.line - 1].startswith("- Criterion:")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- `npm test` prints `12 passed`\n", []),
        ("- `npm test`\n", ['acceptance criterion "`npm test`" does not say what its check shows']),
        ("- the count is shown\n", ['acceptance criterion "the count is shown" does not say how to check it']),
        ("- it is good\n", ['acceptance criterion "it is good" does not say how to check it and what that shows']),
        (
            "- [ ] **it is good**\n",
            ['acceptance criterion "it is good" does not say how to check it and what that shows'],
        ),
        (
            "- " + "good " * 200 + "\n",
            [f'acceptance criterion "{"good " * 11}go..." does not say how to check it and what that shows'],
        ),
        ("<how to verify>\n", []),
    ],
)
def test_a_report_says_what_is_missing(body: str, expected: list[str]) -> None:
    assert [found.message for found in _check(HEAD + body)] == expected


@pytest.mark.parametrize(("threshold", "reported"), [(100, 1), (76, 1), (75, 0), (0, 0)])
def test_nothing_is_reported_from_the_threshold_on(threshold: int, reported: int) -> None:
    body = "- `tool b` prints 1\n- `tool c` prints 2\n- `tool d` prints 3\n- it is good\n"
    assert len(_check(HEAD + body, threshold=threshold)) == reported


def test_other_sections_and_snapshots_have_no_criteria() -> None:
    text = conforming("ssot")
    heading = "## Validation & Acceptance\n"
    snapshot = "- Retrieved: 2025-10-01T14:05:00Z\n- Source: https://docs.acme.dev/x\n- Notes: stays valid.\n\n"
    assert _check(text.replace(heading, heading + snapshot), "ssot") == []
    assert _check(text.replace(heading, heading[1:]), "ssot") == []


def test_it_is_on_where_the_source_of_a_dialect_demands_it() -> None:
    assert rules.load("acceptance").severity is Severity.OFF
    severities = {name: Catalogue().get(name).severities.get("acceptance", Severity.OFF) for name in DIALECTS}
    assert {name for name, severity in severities.items() if severity is Severity.OFF} == {"codex"}
    assert set(severities.values()) == {Severity.WARNING, Severity.OFF}
