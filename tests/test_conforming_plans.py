"""The conforming plans are recognised without a configuration, and nothing is reported of them."""

from __future__ import annotations

import pytest

from tests.fixtures import DIALECTS, FIXTURES, brief, conforming, lint, plan_of


def test_each_dialect_has_its_plan() -> None:
    assert {path.name for path in (FIXTURES / "plans").iterdir()} == set(DIALECTS)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_conforming_plan_is_recognised_and_silent(dialect: str) -> None:
    plan = plan_of(conforming(dialect))
    assert plan is not None
    assert plan.dialect.name == dialect
    assert brief(lint(conforming(dialect))) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_conforming_plan_has_what_real_plans_have(dialect: str) -> None:
    plan = plan_of(conforming(dialect))
    assert plan is not None
    kinds = {block.kind.name for block in plan.document.walk()}
    assert {"LIST", "FENCE", "HTML"} <= kinds
    assert dialect == "ssot-minimal" or "TABLE" in kinds  # its profile asks for prose instead of tables
    assert 60 <= len(plan.source.lines) <= 200
