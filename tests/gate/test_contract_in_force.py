"""Which version of a plan's contract counts for a change.

Real repositories; what the command line makes of it is in `tests/cli/test_gate.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.repository.process import Git
from tests.gating import PLAN, SECOND, WIDE, blocked, examined, gate, leave, new_plan_repo, session_plan, told
from tests.gitrepo import GitRepo


@pytest.mark.parametrize("mode", ["same commit", "earlier commit", "staged", "worktree"])
def test_a_widened_contract_does_not_count(repo: GitRepo, mode: str) -> None:
    repo.write(PLAN, WIDE)
    if mode == "earlier commit":
        repo.commit("widen")
    repo.write("docs/b.md", "more\n")
    repo.write("infra/prod.tf", "more\n")
    if mode == "staged":
        repo.stage()
        result = gate(repo, staged=True)
    elif mode == "worktree":
        result = gate(repo, worktree=True)
    else:
        repo.commit("work")
        result = gate(repo)
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"}


def test_a_contract_that_was_widened_on_main_counts(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("planning widens", {PLAN: WIDE})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {}


def contract_of(repo: GitRepo) -> str:
    return examined(repo).governing[0].revision


def test_of_a_new_plan_the_last_version_before_execution_counts(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan, first draft", {PLAN: session_plan(include=["`nothing/`"])})
    agreed = repo.commit("plan, second draft", {PLAN: session_plan()})
    repo.commit("work", {"src/a.py": "more\n"})
    repo.commit("widen", {PLAN: WIDE})
    repo.commit("work outside", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}
    assert contract_of(repo) == f"commit {agreed[:12]}, before execution began"


def test_a_plan_widened_together_with_the_first_work_has_the_version_before(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work and widen", {PLAN: WIDE, "docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_a_plan_in_the_commit_of_the_first_work_has_that_version(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    first = repo.commit("plan and work", {PLAN: session_plan(), "src/a.py": "more\n"})
    repo.commit("widen", {PLAN: WIDE})
    repo.commit("work outside", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}
    assert contract_of(repo) == f"commit {first[:12]}, where it first stands"


def test_a_plan_after_the_work_has_its_first_version(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("work", {"src/a.py": "more\n"})
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("widen", {PLAN: WIDE})
    repo.commit("work outside", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_a_new_plan_that_is_staged_with_the_work(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.write(PLAN, session_plan())
    repo.write("src/a.py", "more\n")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    assert blocked(gate(repo, staged=True)) == {"docs/b.md": "outside"}


def test_the_staged_version_counts_not_the_one_on_disk(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.write(PLAN, session_plan())
    repo.write("docs/b.md", "more\n")
    repo.stage()
    repo.write(PLAN, WIDE)
    assert blocked(gate(repo, staged=True)) == {"docs/b.md": "outside"}


def test_a_renamed_and_widened_copy_allows_nothing_more(repo: GitRepo) -> None:
    repo.rename(PLAN, "docs/exec-plans/active/b.md")
    repo.commit("rename and widen", {"docs/exec-plans/active/b.md": WIDE})
    repo.commit("work", {"docs/b.md": "more\n", "src/a.py": "more\n"})
    result = gate(repo)
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_second_plan_in_the_change_allows_nothing_more_but_excludes(repo: GitRepo) -> None:
    second = session_plan(include=["`docs/...`"], exclude=["`src/secret.py`"])
    repo.commit("second plan", {"docs/exec-plans/active/b.md": second})
    repo.commit("work", {"docs/b.md": "more\n", "src/a.py": "more\n", "src/secret.py": "x"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside", "src/secret.py": "excluded"}


def begun_repo(path: Path) -> GitRepo:
    """On `feat/a`, which has brought a narrow plan and then begun to work; `main` has none."""
    repo = new_plan_repo(path)
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work", {"src/a.py": "more\n"})
    return repo


@pytest.mark.parametrize("how", ["renamed", "beside", "finished"])
def test_a_plan_that_comes_after_execution_began_allows_nothing_more(tmp_path: Path, how: str) -> None:
    repo = begun_repo(tmp_path / "repo")
    if how == "renamed":
        repo.delete(PLAN)
    elif how == "finished":
        repo.write(PLAN, session_plan(status="Done"))
    repo.commit("second plan", {SECOND: WIDE})
    repo.delete("infra/prod.tf")
    repo.commit("work", {"docs/b.md": "more\n", "src/b.py": "b\n"})
    result = gate(repo)
    assert list(result.plans) == [PLAN, SECOND]
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"}
    # Whoever reads the second plan must learn why it does not help.
    told_of_second = next(line for line in told(result, "file-scope") if SECOND in line)
    assert told_of_second.endswith(
        f"(included by {SECOND}, which came after the work began and allows nothing beside it)"
    )


def test_a_plan_that_is_renamed_while_planning_goes_on_is_the_new_one(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan()})
    repo.delete(PLAN)
    agreed = repo.commit("other name, other list", {SECOND: session_plan(include=["`docs/...`"])})
    repo.commit("work", {"docs/b.md": "more\n", "src/a.py": "more\n"})
    assert blocked(gate(repo)) == {"src/a.py": "outside"}
    assert contract_of(repo) == f"commit {agreed[:12]}, before execution began"


@pytest.mark.parametrize("how", ["deleted", "done"])
@pytest.mark.parametrize("then", ["nothing", "same name", "other name"])
def test_a_plan_that_is_given_up_before_the_work_still_governs_it(tmp_path: Path, how: str, then: str) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan()})
    leave(repo, how)
    repo.commit("give up")
    repo.commit("work", {"src/a.py": "more\n", "docs/b.md": "more\n"})
    if then != "nothing":
        repo.commit("widen", {PLAN if then == "same name" else SECOND: WIDE})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_two_plans_from_before_execution_began_both_allow(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plans", {PLAN: session_plan(), SECOND: session_plan(include=["`docs/...`"])})
    repo.commit("work", {"docs/b.md": "more\n", "src/a.py": "more\n", "other": "x\n"})
    assert blocked(gate(repo)) == {"other": "outside"}


def test_a_plan_without_a_branch_is_not_replaced_either(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(branch="", planning="")})
    repo.commit("work", {"src/a.py": "more\n"})
    repo.delete(PLAN)
    wide = session_plan(branch="", planning="", include=["`src/...`", "`docs/...`"])
    repo.commit("rename and widen", {SECOND: wide})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_the_plans_of_other_branches_come_and_go_with_a_merge(tmp_path: Path) -> None:
    repo = begun_repo(tmp_path / "repo")
    repo.git("checkout", "--quiet", "-b", "feat/other", "main")
    repo.commit("other plan", {SECOND: session_plan(branch="feat/other", include=["`src/...`"])})
    repo.commit("other work", {"src/other.py": "x\n"})
    repo.delete(SECOND)
    repo.commit("done")
    repo.checkout("feat/a")
    repo.merge("feat/other")
    result = gate(repo)
    assert list(result.plans) == [PLAN]
    assert result.diagnostics == []


def test_a_long_range_costs_no_process_for_each_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = begun_repo(tmp_path / "repo")
    for number in range(30):
        repo.commit("work", {"src/a.py": f"{number}\n", PLAN: session_plan() + f"\n{number}\n"})
    calls: list[tuple[str, ...]] = []
    output = Git.output

    def counted(git: Git, *arguments: str, stdin: bytes | None = None) -> bytes:
        calls.append(arguments)
        return output(git, *arguments, stdin=stdin)

    monkeypatch.setattr(Git, "output", counted)
    assert [item.path for item in examined(repo).governing] == [PLAN]
    assert len(calls) < 30
