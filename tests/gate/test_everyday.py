"""Honest work as teams do it: what the gate must not blame it for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gating import DONE, PLAN, SECOND, WIDE, blocked, gate, new_plan_repo, planned, session_plan, told
from tests.gitrepo import GitRepo

LOCKS = """\
version: 1
generated_at: 2026-11-01T11:00:00Z
ttl_seconds: 7200
locks:
  - owner: agent-a
    scope: {paths: ["src/api/**"]}
    acquired_at: 2026-11-01T11:00:00Z
"""
OLD_LOCK = LOCKS.replace("11:00:00", "01:00:00")


def errors(repo: GitRepo, **request: object) -> list[str]:
    return [
        f"{found.rule} {found.path}" for found in gate(repo, **request).diagnostics if found.severity.label == "error"
    ]


@pytest.mark.parametrize("staged", [True, False])
def test_a_lock_is_taken_in_a_commit_of_its_own(repo: GitRepo, staged: bool) -> None:
    repo.write(".agent-locks.yaml", LOCKS)
    repo.stage()
    if not staged:
        repo.commit_staged("lock")
    result = gate(repo, **({"staged": True, "owner": "agent-a"} if staged else {"base": "main", "owner": "agent-a"}))
    assert {found.rule for found in result.diagnostics} == {"freshness"}  # the plan is of last year


@pytest.mark.parametrize(("touched", "severity"), [(False, "notice"), (True, "warning")])
def test_an_expired_lock_is_a_warning_for_who_touches_the_file(repo: GitRepo, touched: bool, severity: str) -> None:
    repo.checkout("main")
    base = repo.commit("lock", {".agent-locks.yaml": OLD_LOCK})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"src/a.py": "more\n"} | ({".agent-locks.yaml": OLD_LOCK + "# seen\n"} if touched else {}))
    found = told(gate(repo, base=base), "agent-locks")
    assert [text.split(":")[0] for text in found] == [f"{severity} .agent-locks.yaml"]


CONFIGURED = """\
plans:
  - {files: "docs/exec-plans/active/*.md", dialect: session}
  - {files: "docs/exec-plans/completed/*.md", dialect: session, state: done}
rules: {plan-required: error}
"""


def test_an_index_among_configured_plans_is_no_plan(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    index = "docs/exec-plans/active/index.md"
    base = repo.commit("settings", {".execplan.yaml": CONFIGURED, index: "- a\n"})
    repo.git("checkout", "--quiet", "-b", "fix/x")
    repo.commit("work", {index: "- a\n- b\n", "docs/b.md": "more\n"})
    result = gate(repo, base=base)
    assert list(result.plans) == []
    assert errors(repo, base=base) == ["plan-required docs/b.md"]


def amended_on_main(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "mine\n", "src/b.py": "mine\n"})
    repo.checkout("main")
    repo.commit("amend", {PLAN: WIDE, "docs/b.md": "theirs\n", "src/b.py": "theirs\n"})
    repo.checkout("feat/a")
    repo.git("merge", "--no-commit", "main", check=False)


def test_merging_an_amended_contract_is_no_widening(repo: GitRepo) -> None:
    amended_on_main(repo)
    repo.write("src/b.py", "both\n")
    repo.write("docs/b.md", "resolved\n")
    repo.stage()
    result = gate(repo, staged=True)
    assert errors(repo, staged=True) == []
    assert told(result, "scope-widening") == told(result, "plan-revision") == []
    repo.commit_staged("merge")
    assert errors(repo) == []


def test_merging_another_branch_does_not_bring_its_contract(repo: GitRepo) -> None:
    """Only what is on the default branch was agreed to."""
    repo.git("checkout", "--quiet", "-b", "feat/other")
    repo.commit("widen", {PLAN: WIDE})
    repo.checkout("feat/a")
    repo.commit("work", {"src/a.py": "mine\n"})
    repo.git("merge", "--no-commit", "--no-ff", "feat/other")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    assert "file-scope docs/b.md" in errors(repo, staged=True)


@pytest.mark.parametrize(
    "paths",
    [
        {PLAN: session_plan() + "\nx\n", SECOND: session_plan(branch="feat/b") + "\ny\n"},
        {PLAN: session_plan() + "\nx\n", "docs/exec-plans/README.md": "new\n"},
        {PLAN: session_plan() + "\nx\n", DONE: session_plan(status="Done")},
    ],
)
def test_planning_on_a_branch_of_its_own_is_told_and_not_blocked(tmp_path: Path, paths: dict[str, str]) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    base = repo.commit(
        "second", {SECOND: session_plan(branch="feat/b", include=["`docs/...`"]), "docs/exec-plans/README.md": "x\n"}
    )
    repo.git("checkout", "--quiet", "-b", "docs/plans")
    repo.commit("planning", paths)
    assert errors(repo, base=base) == []
    repo.commit("and work", {"src/a.py": "x\n"})
    assert errors(repo, base=base) != []


UNFILLED = ["`<folder>/...`"]


def test_a_new_draft_is_committed_filled_in_and_approved(tmp_path: Path) -> None:
    """Each of its commits goes through the gate; work that is mixed in or comes before the contract does not."""
    repo = new_plan_repo(tmp_path / "repo")
    index = "docs/exec-plans/active/index.md"
    draft, filled = session_plan(status="Draft", include=UNFILLED, exclude=UNFILLED), session_plan(status="Draft")
    for text in (draft, draft + "\nx\n", filled, session_plan()):
        repo.write(PLAN, text)
        repo.write(index, f"# Active\n\n- [A](a.md) {len(text)}\n")
        repo.stage()
        assert errors(repo, staged=True) == []
        assert errors(repo, base="main", head="HEAD") == []
        repo.write("src/a.py", text)
        repo.stage()
        # The contract before the commit counts: in the last one it is filled in.
        assert (f"file-scope {PLAN}" in errors(repo, staged=True)) == (text != session_plan())
        repo.git("checkout", "--quiet", "HEAD", "--", "src/a.py")
        repo.commit_staged("plan")


@pytest.mark.parametrize("status", ["Draft", "In Progress"])
def test_a_draft_becomes_active_with_a_contract_only(tmp_path: Path, status: str) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("draft", {PLAN: session_plan(status="Draft", include=UNFILLED, exclude=UNFILLED)})
    repo.write(PLAN, session_plan(status=status, include=UNFILLED, exclude=UNFILLED) + "\nx\n")
    repo.stage()
    assert errors(repo, staged=True) == ([] if status == "Draft" else [f"file-scope {PLAN}"])
    repo.write(PLAN, session_plan(status=status))
    repo.stage()
    assert errors(repo, staged=True) == []


def test_a_draft_lets_nobody_rewrite_the_plan_of_another_branch(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("other", {SECOND: session_plan(branch="feat/b")})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("draft", {PLAN: session_plan(status="Draft", include=UNFILLED, exclude=UNFILLED)})
    repo.write(SECOND, session_plan(branch="feat/b", include=["`docs/...`"]))
    repo.stage()
    assert f"file-scope {PLAN}" in errors(repo, staged=True)


def test_amending_a_contract_in_planning_is_a_notice(repo: GitRepo) -> None:
    repo.write(PLAN, WIDE)
    repo.stage()
    found = told(gate(repo, staged=True), "scope-widening")
    assert {text.split(" ")[0] for text in found} == {"notice"}
    assert all(text.endswith("; it counts for changes after this one") for text in found)


def test_the_first_commit_of_a_repository_may_hold_a_plan_for_a_branch(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.write(PLAN, session_plan())
    repo.write("docs/b.md", "b\n")
    repo.stage()
    result = gate(repo, staged=True)
    assert result.diagnostics == []
    assert f"not checked: {PLAN}: it declares another branch and is judged there" in result.notes


def test_many_governing_plans_are_not_all_named(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.checkout("main")
    plans = {f"docs/exec-plans/active/{number}.md": session_plan() for number in range(9)}
    repo.commit("plans", plans)
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"docs/b.md": "more\n"})
    (message,) = [found.message for found in gate(repo).diagnostics if found.path == "docs/b.md"]
    assert message.endswith("active/2.md and 6 more plans")


def test_a_commit_of_code_costs_one_line_about_the_plan(repo: GitRepo) -> None:
    repo.write("src/a.py", "more\n")
    repo.stage()
    (found,) = [found for found in gate(repo, staged=True).diagnostics if found.rule == "plan-updated"]
    assert (found.severity.label, found.help) == ("notice", "")
    repo.commit_staged("work")
    (found,) = [found for found in gate(repo).diagnostics if found.rule == "plan-updated"]
    assert (found.severity.label, bool(found.help)) == ("warning", True)


def test_a_plan_that_is_deleted_with_its_record_is_told(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit(
        "progress",
        {PLAN: session_plan() + "\n## 10. Progress Checkpoints\n\n- [x] 2026-10-01T10:00:00Z - first block\n"},
    )
    repo.checkout("feat/a")
    repo.merge("main")
    repo.delete(PLAN)
    repo.commit("forget", {"src/a.py": "more\n"})
    assert told(gate(repo), "plan-revision") == [
        f"warning {PLAN}: the plan is gone, with the ticked items and log entries that it had on record"
    ]


def test_plans_that_share_a_generic_name_are_two_plans(tmp_path: Path) -> None:
    """A task has its folder in some repositories, and its plan is called PLAN.md."""
    one, other = "work/a/PLAN.md", "work/b/PLAN.md"
    repo = planned(tmp_path / "repo", session_plan(), one)
    repo.delete(one)
    stranger = session_plan(branch="feat/b", include=["`infra/...`"], exclude=["none"]).replace("# A", "# B")
    repo.commit("swap", {other: stranger, "infra/prod.tf": "mine\n"})
    result = gate(repo, base="main", approve=(one,))
    assert blocked(result)["infra/prod.tf"] == "excluded"
    assert told(result, "scope-widening") == []


def test_an_index_at_the_root_is_none_of_a_folder_of_plans(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(), "plans/a.md")
    repo.commit("work", {"index.md": "x\n", "plans/index.md": "-\n"})
    assert blocked(gate(repo)) == {"index.md": "outside"}


def test_what_a_merge_brings_to_the_default_branch_needs_no_plan_there(repo: GitRepo) -> None:
    repo.checkout("main")
    base = repo.commit("settings", {".execplan.yaml": "rules: {plan-required: error}\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"src/a.py": "more\n", PLAN: session_plan(status="Done")})
    repo.checkout("main")
    repo.git("merge", "--quiet", "--no-ff", "-m", "merge", "feat/a")
    assert "plan-required" not in {found.rule for found in gate(repo, base=base).diagnostics}
    repo.git("checkout", "--quiet", "-b", "fix/x", base)
    repo.commit("work", {"src/a.py": "more\n"})
    assert errors(repo, base=base) == ["plan-required src/a.py"]


def test_a_plan_behind_a_link_is_compared_with_its_version_before(tmp_path: Path) -> None:
    """The change is one of the file that the link leads to."""
    record = session_plan() + "\n## 10. Progress Checkpoints\n\n- [x] 2026-10-01T10:00:00Z - first block\n"
    repo = planned(tmp_path / "repo", record, "notes/a.md")
    repo.checkout("main")
    repo.symlink(PLAN, "../../../notes/a.md")
    repo.commit("link")
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("un-tick", {"notes/a.md": record.replace("[x]", "[ ]"), "src/a.py": "more\n"})
    assert [text.split(":")[0] for text in told(gate(repo), "plan-revision")] == [f"warning {PLAN}"]


@pytest.mark.parametrize(("declared", "own"), [("", True), ("`feat/a`", True), ("`feat/b`", False)])
def test_a_plan_from_before_is_this_branchs_unless_it_was_declared_for_another(
    tmp_path: Path, declared: str, own: bool
) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    other = session_plan(branch="", planning=declared)
    repo.commit("second", {SECOND: other})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("claim", {SECOND: session_plan(), "src/a.py": "more\n"})
    assert (SECOND not in blocked(gate(repo))) is own
