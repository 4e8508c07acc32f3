"""Each fault put on top of an honest change is reported by its rule at its path, and no other error is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from execplan_hooks.gate import judging
from tests.change_mutants import FAULTS, JOBS, SESSION, Job, cases, plan_left_alone, site
from tests.gating import examined, execplan, gate

BY_NAME = {
    "R66": ("test_plan_that_nobody_touches_is_reported_once_it_is_old",),
    "R68": ("test_preflight_refuses_a_plan_without_one_of_its_sections",),
}
"""Requirements whose faults are planted by a test of their own."""

VARIANTS = 4
"""How often a fault is tried, each time with other choices."""


@pytest.mark.parametrize("job", JOBS, ids=lambda job: str(job.dialect))
def test_honest_change_is_silent(tmp_path: Path, job: Job) -> None:
    here = site(tmp_path / "repo", job, "honest")
    found = gate(here.repo)
    assert [diagnostic.message for diagnostic in found.diagnostics] == []
    assert list(found.plans) == [job.plan]


@pytest.mark.parametrize(("name", "job"), cases(), ids=lambda value: getattr(value, "dialect", value))
def test_fault_is_reported_by_its_rule_and_no_other(tmp_path: Path, name: str, job: Job) -> None:
    for number in range(VARIANTS):
        here = site(tmp_path / str(number), job, f"{name} {job.dialect} {number}")
        expected = FAULTS[name][1](here)
        found = gate(here.repo).diagnostics
        about = {item.path for item in found if item.rule == expected.rule and item.severity.label == expected.severity}
        assert about == set(expected.paths), [(item.rule, item.path, item.message) for item in found]
        errors = {item.rule for item in found if item.severity.label == "error"}
        assert errors - {expected.rule, *expected.also} == set(), [item.message for item in found]


def test_plan_that_nobody_touches_is_reported_once_it_is_old(tmp_path: Path) -> None:
    """R66: the clock is the only thing that changes."""
    here = site(tmp_path / "repo", SESSION, "old")
    plan_left_alone(here)
    last = dt.datetime.fromtimestamp(int(here.repo.git("log", "-1", "--format=%ct", "--", here.job.plan)), dt.UTC)
    ages = {}
    for days in (29, 31):
        change = examined(here.repo)
        result = judging.judge(change, ["freshness"], last + dt.timedelta(days=days))
        ages[days] = [(item.rule, item.path) for item in result.diagnostics]
    assert ages == {29: [], 31: [("freshness", here.job.plan)]}


@pytest.mark.parametrize(
    "section", ["Objective Lock", "Proposed Next Block", "Branch Continuity", "File Scope Contract"]
)
def test_preflight_refuses_a_plan_without_one_of_its_sections(tmp_path: Path, section: str) -> None:
    """R68: before, the same plan is ready."""
    here = site(tmp_path / "repo", SESSION, section)
    ready = execplan(here.repo.path, "preflight", here.job.plan)
    here.rewrite(f"{section}", "Something Else")
    here.repo.commit("gone")
    refused = execplan(here.repo.path, "preflight", here.job.plan)
    assert (ready.code, refused.code) == (0, 1), ready.out
    assert section in refused.out
