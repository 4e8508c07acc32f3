"""The rule scope-widening: a change that amends the contract it is judged by, and approval from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.gate.change import Change
from execplan_hooks.model import Context
from execplan_hooks.rules import file_scope, scope_widening
from tests.gating import DONE, NOW, PLAN, examined, new_plan_repo, planned, session_plan
from tests.gitrepo import GitRepo, isolate

CONTEXT = Context({"always-allow": ()}, Clock(NOW))
WIDER = session_plan(include=["`src/...`", "`docs/...`"])
NEW = f'{PLAN}:26 "`docs/...`" is new in the include list, compared with'
USED = "and docs/b.md of the same change would need it; it does not count"
WITHOUT_EXCLUDE = session_plan(include=["`src/...`", "`infra/...`"], exclude=["none"])


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return planned(tmp_path / "repo")


def told(change: Change) -> list[str]:
    return [
        f"{placed.finding.severity.label} {placed.path}:{placed.finding.line} {placed.finding.message}"
        for placed in scope_widening.check(change, CONTEXT)
    ]


def errors(change: Change) -> list[str]:
    return [placed.path for placed in file_scope.check(change, CONTEXT) if placed.finding.severity.label == "error"]


@pytest.mark.parametrize("mode", ["range", "earlier commit", "staged", "worktree"])
def test_an_entry_that_the_change_adds_and_uses_is_an_error(repo: GitRepo, mode: str) -> None:
    base = repo.head()[:12]
    repo.write(PLAN, WIDER)
    if mode == "earlier commit":
        repo.commit("widen")
    repo.write("docs/b.md", "more\n")
    if mode == "staged":
        repo.stage()
    elif mode != "worktree":
        repo.commit("work")
    change = examined(repo, **{"staged": {"staged": True}, "worktree": {"worktree": True}}.get(mode, {"base": "main"}))
    where = "HEAD" if mode in ("staged", "worktree") else "the merge base"
    assert told(change) == [f"error {NEW} {where} {base}, {USED}"]
    assert errors(change) == ["docs/b.md"]


def test_an_entry_that_nothing_needs_is_a_warning(repo: GitRepo) -> None:
    base = repo.head()[:12]
    repo.commit("amend", {PLAN: WIDER, "src/a.py": "more\n"})
    change = examined(repo)
    assert told(change) == [f"warning {NEW} the merge base {base}; it does not count for this change"]
    assert errors(change) == []


def test_an_exclude_entry_that_the_change_removes_and_uses_is_an_error(repo: GitRepo) -> None:
    base = repo.head()[:12]
    repo.commit("amend", {PLAN: WITHOUT_EXCLUDE, "infra/prod.tf": "more\n", "infra/b.tf": "b\n"})
    need = "and infra/b.tf and 1 more of the same change would need it; it does not count"
    gone = f'{PLAN}:1 "`infra/...`" is gone from the exclude list, or weaker than in the merge base {base}, line 29'
    assert told(examined(repo)) == [
        f'error {PLAN}:26 "`infra/...`" is new in the include list, compared with the merge base {base}, {need}',
        f"error {gone}, {need}",
    ]


def test_a_contract_that_is_left_alone_or_narrowed_says_nothing(repo: GitRepo) -> None:
    repo.commit("narrow", {PLAN: session_plan(include=["`src/a.py`"]), "src/a.py": "more\n"})
    assert told(examined(repo)) == []


def test_a_plan_that_is_moved_and_widened(repo: GitRepo) -> None:
    repo.rename(PLAN, DONE)
    repo.commit("work", {DONE: WIDER, "docs/b.md": "more\n"})
    assert [text.split(" ")[:2] for text in told(examined(repo))] == [["error", f"{DONE}:26"]]


def test_a_new_plan_is_widened_beyond_what_stood_before_the_work(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    plan = repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work", {PLAN: WIDER, "docs/b.md": "more\n"})
    assert told(examined(repo)) == [f"error {NEW} commit {plan[:12]}, before execution began, {USED}"]


def test_a_path_that_another_plan_allows_needs_no_widening(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("second plan", {"docs/exec-plans/active/b.md": session_plan(include=["`docs/...`"])})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {PLAN: WIDER, "docs/b.md": "more\n"})
    assert [text.split(" ")[0] for text in told(examined(repo))] == ["warning"]


def test_approved_the_contract_after_the_change_counts(repo: GitRepo) -> None:
    repo.commit("work", {PLAN: WIDER, "docs/b.md": "more\n"})
    change = examined(repo, base="main", approve=(PLAN,))
    assert errors(change) == []
    assert [text.split(" ")[0] for text in told(change)] == ["notice"]
    assert told(change)[0].endswith("; approved by --approve-widening")
    assert change.governing[0].contract_revision == "the plan after the change, approved by --approve-widening"


def test_approval_is_for_the_plan_that_it_names(repo: GitRepo) -> None:
    repo.commit("work", {PLAN: WIDER, "docs/b.md": "more\n"})
    assert errors(examined(repo, base="main", approve=("docs/exec-plans/active/b.md",))) == ["docs/b.md"]


def test_approval_counts_for_a_plan_that_is_moved(repo: GitRepo) -> None:
    repo.rename(PLAN, DONE)
    repo.commit("work", {DONE: WIDER, "docs/b.md": "more\n"})
    assert errors(examined(repo, base="main", approve=(PLAN,))) == []


def test_approval_does_not_change_the_branch_that_the_plan_was_agreed_for(repo: GitRepo) -> None:
    relabelled = session_plan(branch="feat/b", include=["`src/...`", "`docs/...`"])
    repo.commit("work", {PLAN: relabelled, "docs/b.md": "more\n"})
    change = examined(repo, base="main", approve=(PLAN,))
    assert errors(change) == []
    assert [plan.plan.field("execution-branch")[0].value for plan in change.governing] == ["`feat/a`"]


def test_approval_of_a_plan_that_is_deleted_changes_nothing(repo: GitRepo) -> None:
    repo.delete(PLAN)
    repo.commit("work", {"docs/b.md": "more\n"})
    assert errors(examined(repo, base="main", approve=(PLAN,))) == ["docs/b.md"]


@pytest.mark.parametrize(
    ("condition", "lifted"),
    [
        ("(unless explicitly approved)", True),
        ("unless approved by the owner", True),
        ("(without written permission)", True),
        ("(unless the tests need it)", False),
        ("(approved)", False),
        ("", False),
    ],
)
def test_an_exclude_entry_unless_approved_is_lifted_only_from_outside(
    tmp_path: Path, condition: str, lifted: bool
) -> None:
    repo = planned(tmp_path / "repo", session_plan(exclude=[f"`infra/...` {condition}"]))
    repo.commit("work", {"infra/prod.tf": "more\n"})
    assert errors(examined(repo)) == ["infra/prod.tf"]
    change = examined(repo, base="main", approve=(PLAN,))
    assert errors(change) == ([] if lifted else ["infra/prod.tf"])
    if lifted:
        notices = [placed.finding.message for placed in file_scope.check(change, CONTEXT)]
        assert len(notices) == 1
        assert notices[0].endswith("; approved by --approve-widening")
