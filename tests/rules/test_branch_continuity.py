"""The rule branch-continuity: one branch, and the change on it."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from execplan_hooks.gate.branch import Branch
from execplan_hooks.gate.change import Change, Governing
from execplan_hooks.model import Context
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.rules import branch_continuity
from tests.fixtures import conforming
from tests.gating import PLAN, session_plan

CATALOGUE = Catalogue()
CONTEXT = Context({}, Clock(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))


def check(branch: str | None, *texts: str) -> list[tuple[str, int, str, str]]:
    governing = []
    for number, text in enumerate(texts):
        plan = load(decode(PLAN if not number else f"plans/{number}.md", text.encode()), CATALOGUE)
        assert plan is not None
        governing.append(Governing(plan, "HEAD", "named by --plan"))
    here = None if branch is None else Branch(branch, "--branch")
    given = Change(ChangeSet("staged", None, "index", None, ()), here, tuple(governing), (), lambda _: False, Config())
    return [
        (placed.finding.severity.label, placed.finding.line, placed.path, placed.finding.message)
        for placed in branch_continuity.check(given, CONTEXT)
    ]


def elsewhere(branch: str, declared: str = "feat/a", line: int = 15) -> tuple[str, int, str, str]:
    return (
        "error",
        line,
        PLAN,
        f'the change is on branch "{branch}" (from --branch), but the plan is for "{declared}"',
    )


TWO_BRANCHES = ("error", 19, PLAN, 'the plan declares the branch "feat/a" here and "feat/b" in line 15')


@pytest.mark.parametrize(
    ("branch", "planning", "execution", "expected"),
    [
        ("feat/a", "`feat/a`", "feat/a", []),
        ("feat/b", "`feat/a`", "feat/a", [elsewhere("feat/b")]),
        ("main", "`feat/a`", "feat/a", [elsewhere("main")]),
        ("Feat/a", "`feat/a`", "feat/a", [elsewhere("Feat/a")]),
        ("feat/a/b", "`feat/a`", "feat/a", [elsewhere("feat/a/b")]),
        ("", "`feat/a`", "feat/a", [elsewhere("")]),
        # the plan contradicts itself
        ("feat/a", "`feat/b`", "feat/a", [TWO_BRANCHES]),
        ("feat/b", "`feat/b`", "feat/a", [TWO_BRANCHES]),
        ("main", "`feat/b`", "feat/a", [elsewhere("main", "feat/b"), TWO_BRANCHES]),
        # one of the two is enough; prose and placeholders name none
        ("feat/a", "to be decided", "feat/a", []),
        ("feat/a", "`<branch>`", "feat/a", []),
        ("feat/a", "", "feat/a", []),
        ("main", "", "feat/a", [elsewhere("main", line=19)]),
        ("feat/a", "`feat/a` (from `main`)", "feat/a", []),
        ("feat/a", "refs/heads/feat/a", "feat/a", []),
        ("feat/a", "TBD", "", [("notice", 1, PLAN, "branch not checked: the plan declares no branch")]),
        (
            "feat/a",
            "the usual one",
            "",
            [("notice", 15, PLAN, "branch not checked: no branch can be read from what the plan says here")],
        ),
        # nobody asked for the branch
        (None, "`feat/a`", "feat/a", []),
        (None, "`feat/b`", "feat/a", [TWO_BRANCHES]),
        # hostile names are compared, never run
        ("--help", "`--help`", "--help", []),
        ("$(touch x)", "`$(touch x)`", "feat/a", [elsewhere("$(touch x)", line=19)]),
    ],
)
def test_the_branch(
    branch: str | None, planning: str, execution: str, expected: list[tuple[str, int, str, str]]
) -> None:
    assert sorted(check(branch, session_plan(branch=execution, planning=planning))) == sorted(expected)


def test_each_governing_plan_is_checked() -> None:
    found = check("feat/b", session_plan("feat/a"), session_plan("feat/b"), session_plan("feat/c"))
    assert [path for _, _, path, _ in found] == [PLAN, "plans/2.md"]


def test_no_plan_no_finding() -> None:
    assert check("feat/b") == []


def test_a_branch_behind_the_name_of_the_repository() -> None:
    text = conforming("quality-gates")
    assert "`acme/billing` • `feat/invoice-pdf`" in text
    assert check("feat/invoice-pdf", text) == []
    assert [found[0] for found in check("acme/billing", text)] == ["error"]
