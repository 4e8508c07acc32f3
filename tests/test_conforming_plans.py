"""The conforming plans of each dialect, from the draft to the end: each is recognised without a configuration, is what
its stage says, and nothing is reported of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config import Config
from execplan_hooks.discover import Found
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import records
from execplan_hooks.document.revision.revision import Revision
from execplan_hooks.rules import plan_revision
from tests.fixtures import (
    DIALECTS,
    FIXTURES,
    NOW,
    PLACES,
    STAGES,
    brief,
    conforming,
    lint,
    lint_files,
    place,
    plan_of,
    repository,
)

LIVES = [(dialect, stage) for dialect in DIALECTS for stage in STAGES]
STEPS = [(dialect, *step) for dialect in DIALECTS for step in pairwise(STAGES)]


def read(dialect: str, stage: str) -> Plan:
    plan = plan_of(conforming(dialect, stage), path=place(dialect, stage))
    assert plan is not None
    return plan


def test_each_dialect_has_a_plan_at_each_stage() -> None:
    found = {(path.parent.name, path.stem) for path in (FIXTURES / "plans").glob("*/*")}
    assert found == set(LIVES)


@pytest.mark.parametrize(("dialect", "stage"), LIVES)
def test_conforming_plan_is_recognised_and_silent(dialect: str, stage: str) -> None:
    assert read(dialect, stage).dialect.name == dialect
    assert brief(lint(conforming(dialect, stage), path=place(dialect, stage))) == []


@pytest.mark.parametrize(("dialect", "stage"), LIVES)
def test_conforming_plan_says_its_stage_itself(dialect: str, stage: str) -> None:
    plan = plan_of(conforming(dialect, stage), path=PLACES[dialect])  # where no folder says it
    assert plan is not None
    assert (plan.configured_state, plan.state) == (None, stage)


@pytest.mark.parametrize(("dialect", "stage"), LIVES)
def test_conforming_plan_is_silent_among_the_files_that_it_names(dialect: str, stage: str, tmp_path: Path) -> None:
    path = place(dialect, stage)
    root = repository(tmp_path, path, conforming(dialect, stage))
    result = lint_files(Config(), Found([(root / path, path)]), rules.DOCUMENT_RULES, root)
    assert result.plans == {path: dialect}
    assert brief(result.diagnostics) == []


@pytest.mark.parametrize(("dialect", "stage"), LIVES)
def test_conforming_plan_has_what_real_plans_have(dialect: str, stage: str) -> None:
    plan = read(dialect, stage)
    kinds = {block.kind.name for block in plan.document.walk()}
    assert {"LIST", "FENCE", "HTML"} <= kinds
    assert ("TABLE" in kinds) == (dialect != "ssot-minimal")  # its profile asks for prose instead of tables
    assert 60 <= len(plan.source.lines) <= 200


@pytest.mark.parametrize(("dialect", "stage"), LIVES)
def test_work_is_on_record_from_the_first_stage_on_that_has_any(dialect: str, stage: str) -> None:
    done = [record for record in records(read(dialect, stage)) if record.done]
    open_ = [record for record in records(read(dialect, stage)) if record.done is False]
    # A session plan has checkpoint records instead of boxes.
    assert (bool(done), bool(open_)) == (
        stage != "draft" and dialect != "session",
        stage != "done" and dialect != "session",
    )


@pytest.mark.parametrize(("dialect", "before", "after"), STEPS)
def test_a_plan_keeps_its_record_from_stage_to_stage(dialect: str, before: str, after: str) -> None:
    """One plan through its life: nothing that was ticked or decided is lost, and what it means is changed openly."""
    revision = Revision(read(dialect, before), read(dialect, after), NOW, plan_revision.meant)
    assert [finding.message for finding in plan_revision._check_plan(revision)] == []
