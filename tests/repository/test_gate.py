"""Which plan governs a change, which version of its contract counts, and what the gate says of each path.

Real repositories; what the command line makes of it is in `tests/cli/test_gate.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from execplan_hooks import comparing, rules, runner
from execplan_hooks.config import load_config
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.declared import branch_in
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import Git, UnknownBranch
from tests.gating import DONE, NOW, PLAN, blocked, examined, gate, planned, session_plan, told
from tests.gitrepo import GitRepo

WIDE = session_plan(include=["`src/...`", "`docs/...`", "`infra/...`"], exclude=["`none-of-these/`"])


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a`; the plan on `main` includes `src/...` and excludes `infra/...`."""
    return planned(tmp_path / "repo")


def governing(repo: GitRepo, **request: object) -> list[str]:
    return [item.path for item in examined(repo, **request).governing]


# --- the paths of a change ------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["base", "staged", "worktree"])
def test_included_excluded_outside(repo: GitRepo, mode: str) -> None:
    repo.write("src/a.py", "a = 2\n")
    repo.write("src/new.py", "new\n")
    repo.write("infra/prod.tf", "other\n")
    repo.write("docs/b.md", "other\n")
    if mode != "worktree":  # there untracked files count too
        repo.stage()
    if mode == "base":
        repo.commit_staged()
    result = gate(repo, **{mode: "main" if mode == "base" else True})
    assert blocked(result) == {"infra/prod.tf": "excluded", "docs/b.md": "outside"}


def test_a_deletion_counts(repo: GitRepo) -> None:
    repo.delete("infra/prod.tf")
    repo.delete("docs/b.md")
    repo.delete("src/a.py")
    repo.commit()
    result = gate(repo)
    assert blocked(result) == {"infra/prod.tf": "excluded", "docs/b.md": "outside"}
    assert all("deleted, but" in line for line in told(result, "file-scope"))


@pytest.mark.parametrize(("old", "new"), [("src/a.py", "docs/a.py"), ("docs/b.md", "src/b.md")])
def test_both_sides_of_a_rename_count(repo: GitRepo, old: str, new: str) -> None:
    repo.rename(old, new)
    repo.commit()
    assert blocked(gate(repo)) == {path: "outside" for path in (old, new) if path.startswith("docs")}


def test_a_rename_within_the_contract_passes(repo: GitRepo) -> None:
    repo.rename("src/a.py", "src/b.py")
    repo.commit()
    assert blocked(gate(repo)) == {}


def test_a_mode_change_counts(repo: GitRepo) -> None:
    repo.write("docs/b.md", "b\n", executable=True)
    repo.write("src/a.py", "a = 1\n", executable=True)
    repo.commit()
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_a_symbolic_link_counts_as_what_it_is(repo: GitRepo) -> None:
    repo.symlink("docs/b.md", "../src/a.py")
    repo.symlink("src/way-out", "../infra")
    repo.commit()
    result = gate(repo)
    assert blocked(result) == {"docs/b.md": "outside"}
    assert "changed to another type" in told(result, "file-scope")[0]


def test_a_link_in_the_place_of_a_folder_is_not_below_it(repo: GitRepo) -> None:
    repo.delete("src/a.py")
    (repo.path / "src").rmdir()
    repo.symlink("src", "docs")
    repo.delete("infra/prod.tf")
    (repo.path / "infra").rmdir()
    repo.symlink("infra", "docs")
    repo.commit()
    assert blocked(gate(repo)) == {"src": "outside", "infra": "excluded", "infra/prod.tf": "excluded"}


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("staged", [False, True])
def test_a_submodule_bump_is_never_ignored(tmp_path: Path, hidden: bool, staged: bool) -> None:
    other = GitRepo(tmp_path / "other")
    other.commit("one", {"x": "1"})
    repo = GitRepo(tmp_path / "repo")
    plan = session_plan(include=["`src/...`", "`vendor/...`"], exclude=["`vendor/lib/`"])
    repo.write(PLAN, plan)
    inner = repo.submodule("vendor/lib", other)
    inner2 = repo.submodule("ext/lib", other)
    if hidden:
        for name in ("vendor/lib", "ext/lib"):
            repo.git("config", "-f", ".gitmodules", f"submodule.{name}.ignore", "all")
    repo.commit("plan")
    repo.branch("feat/a")
    inner.commit("two", {"x": "2"})
    inner2.commit("two", {"x": "2"})
    # `git add` honours the ignore setting as well.
    for name, module in (("vendor/lib", inner), ("ext/lib", inner2)):
        repo.git("update-index", "--cacheinfo", f"160000,{module.head()},{name}")
    if not staged:
        repo.commit_staged()
    result = gate(repo, staged=True) if staged else gate(repo)
    assert blocked(result) == {"vendor/lib": "excluded", "ext/lib": "outside"}


@pytest.mark.parametrize(
    "name",
    [
        "new\nline.py",
        "a.py\n",
        'quo"te.py',
        "::error file=x,line=1::b",
        "bytes-\udcff\udcfe.py",
        "-leading",
        "--help",
        "caf\u00e9.py",
        "cafe\u0301.py",
        "$(touch x)`y`;z",
        " ",
        "[id]/page.tsx",
        "SRC/a.py",
        "\x1b[31mred",
        "back\\slash",
    ],
)
def test_odd_names(repo: GitRepo, name: str) -> None:
    for folder in ("", "src/odd/", "infra/"):
        target = repo.path / (folder + name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"x")
    repo.commit()
    assert blocked(gate(repo)) == {name: "outside", f"infra/{name}": "excluded"}
    assert not (repo.path / "x").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
        ("diff.external", "false"),
        ("diff.orderFile", "/nonexistent"),
        ("diff.noprefix", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("core.quotePath", "true"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.fileMode", "false"),
        ("diff.algorithm", "patience"),
    ],
)
def test_the_users_configuration_hides_nothing(
    repo: GitRepo, key: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.rename("infra/prod.tf", "src/caf\u00e9.tf")
    repo.commit()
    repo.config(key, value)
    monkeypatch.chdir(repo.path / "src")
    assert blocked(gate(repo)) == {"infra/prod.tf": "excluded"}


def test_the_initial_commit(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.git("checkout", "--quiet", "-b", "feat/a")
    repo.write(PLAN, session_plan())
    repo.write("src/a.py")
    repo.write("docs/b.md")
    repo.stage()
    result = gate(repo, staged=True)
    assert blocked(result) == {"docs/b.md": "outside"}
    assert result.comparison is not None
    assert result.comparison["contracts"] == {PLAN: "the index"}


def test_a_merge_in_progress_blames_nobody_for_the_other_branch(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "a = 2\n"})
    repo.checkout("main")
    repo.commit("main goes on", {"infra/prod.tf": "newer\n", "docs/b.md": "newer\n"})
    repo.checkout("feat/a")
    repo.merge("main", commit=False)
    assert blocked(gate(repo, staged=True)) == {}
    repo.write("docs/b.md", "mine\n")
    repo.stage()
    assert blocked(gate(repo, staged=True)) == {"docs/b.md": "outside"}


def test_two_dots_would_blame_the_branch_for_main(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "a = 2\n"})
    repo.checkout("main")
    repo.commit("main goes on", {"infra/prod.tf": "newer\n"})
    repo.checkout("feat/a")
    assert blocked(gate(repo)) == {}


def test_untracked_files_of_the_work_tree(repo: GitRepo) -> None:
    repo.commit("ignore", {"src/.gitignore": "*.log\n"})
    repo.write("docs/new.md", "x")
    repo.write("src/x.log", "x")
    repo.write("src/x.py", "x")
    assert blocked(gate(repo, worktree=True)) == {"docs/new.md": "outside"}
    assert blocked(gate(repo, staged=True)) == {}


def pull_request(repo: GitRepo, clone: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> GitRepo:
    """A clone as actions/checkout leaves it: detached at the merge of `feat/a` into `main`."""
    repo.commit("work", {"docs/b.md": "more\n"})
    repo.commit("more work", {"src/a.py": "more\n"})
    repo.git("checkout", "--quiet", "-b", "merged", "main")
    repo.merge("feat/a")
    checkout = repo.clone(clone, "--branch=merged", *options)
    checkout.checkout("HEAD~0")
    for name, value in {
        "GITHUB_BASE_REF": "main",
        "GITHUB_HEAD_REF": "feat/a",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_SHA": checkout.head(),
    }.items():
        monkeypatch.setenv(name, value)
    return checkout


@pytest.mark.parametrize("options", [["--no-single-branch"], ["--depth=2", "--single-branch"]])
def test_a_pull_request_on_github(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    checkout = pull_request(repo, tmp_path / "clone", monkeypatch, *options)
    result = gate(checkout, staged=False)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}
    assert gate(checkout, staged=True).notes != []  # what is asked for comes first


def test_a_pull_request_on_github_of_depth_1(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = pull_request(repo, tmp_path / "clone", monkeypatch, "--depth=1", "--single-branch")
    with pytest.raises(ExecplanError, match="fetch-depth: 0"):
        gate(checkout, staged=False)


def test_a_checked_out_head_is_not_taken_for_the_merge(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = pull_request(repo, tmp_path / "clone", monkeypatch, "--depth=4", "--single-branch")
    checkout.checkout("HEAD^2")
    with pytest.raises(ExecplanError, match="refs/remotes/origin/main"):
        gate(checkout, staged=False)


# --- which version of the contract counts ---------------------------------------------------------------


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


def new_plan_repo(path: Path) -> GitRepo:
    """On `feat/a`, where `main` has no plan."""
    repo = GitRepo(path)
    repo.commit("base", {"src/a.py": "a\n", "docs/b.md": "b\n", "infra/prod.tf": "prod\n"})
    repo.branch("feat/a")
    return repo


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


SECOND = "docs/exec-plans/active/b.md"


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


# --- which plan governs ---------------------------------------------------------------------------------


def test_the_plan_of_this_branch_governs_and_no_other(repo: GitRepo) -> None:
    other = session_plan(branch="feat/other", include=["`docs/...`"])
    repo.checkout("main")
    repo.commit("other plan", {"docs/exec-plans/active/other.md": other})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


@pytest.mark.parametrize("branch", ["feat", "feat/aa", "eat/a", "Feat/a"])
def test_a_branch_whose_name_is_only_like_it_is_another(repo: GitRepo, branch: str) -> None:
    assert governing(repo, base="main", branch=branch) == []
    assert governing(repo, base="main", branch="feat/a") == [PLAN]
    assert governing(repo, base="main", branch="refs/heads/feat/a") == [PLAN]


def leave(repo: GitRepo, how: str) -> None:
    if how == "moved":
        repo.rename(PLAN, DONE)
    elif how == "moved and widened":
        repo.rename(PLAN, DONE)
        repo.write(DONE, WIDE)
    elif how == "deleted":
        repo.delete(PLAN)
    elif how == "re-labelled":
        repo.write(PLAN, session_plan(branch="feat/b"))
    elif how == "done":
        repo.write(PLAN, session_plan(status="Done"))
    elif how == "undecodable":
        repo.write(PLAN, b"\xff\xfe" + session_plan().encode())
    elif how == "emptied":
        repo.write(PLAN, "# Nothing\n")
    else:
        assert how == "linked"
        repo.symlink(PLAN, "../../b.md")


WAYS = ["moved", "moved and widened", "deleted", "re-labelled", "done", "undecodable", "emptied", "linked"]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("mode", ["range", "staged"])
def test_a_plan_that_leaves_in_the_change_still_governs(repo: GitRepo, how: str, mode: str) -> None:
    leave(repo, how)
    repo.write("infra/prod.tf", "more\n")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    if mode == "range":
        repo.commit_staged()
    result = gate(repo) if mode == "range" else gate(repo, staged=True)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"}


@pytest.mark.parametrize("how", ["moved", "done"])
def test_a_plan_that_begins_and_ends_in_the_range_governs_it(tmp_path: Path, how: str) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work", {"src/a.py": "more\n", "docs/b.md": "more\n"})
    leave(repo, how)
    repo.commit("finish")
    result = gate(repo)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_report_written_straight_into_completed_governs_nothing(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("work and report", {DONE: session_plan(status="Done"), "docs/b.md": "more\n"})
    assert governing(repo) == []


def test_a_completed_plan_of_the_branch_does_not_govern(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(status="Done"), DONE)
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert result.plans == {}
    assert result.notes == ["not checked: no active plan governs this change for branch feat/a"]


def test_without_a_plan_of_the_branch_those_that_are_touched_govern(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(branch="", planning=""))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert governing(repo) == []
    repo.commit("touch", {PLAN: session_plan(branch="", planning="") + "\nmore\n"})
    assert governing(repo) == [PLAN]
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_two_governing_plans(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    second = session_plan(include=["`docs/...`"], exclude=["`src/secret.py`"])
    repo.commit("second", {"docs/exec-plans/active/b.md": second, "src/secret.py": "x\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    changed = ["docs/b.md", "src/a.py", "src/secret.py", "infra/prod.tf", "other.txt"]
    repo.commit("work", dict.fromkeys(changed, "more\n"))
    assert blocked(gate(repo)) == {
        "src/secret.py": "excluded",
        "infra/prod.tf": "excluded",
        "other.txt": "outside",
    }


def test_no_governing_plan_is_said(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert result.diagnostics == []
    assert result.notes == ["not checked: no active plan governs this change for branch feat/a"]


def test_the_named_plan_governs_whatever_its_branch(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    repo.git("checkout", "--quiet", "-b", "elsewhere")
    monkeypatch.chdir(repo.path)
    for name in (PLAN, f"./{PLAN}", str(repo.path / PLAN)):
        result = gate(repo, base="main", plan=name)
        assert list(result.plans) == [PLAN]
        assert blocked(result) == {"docs/b.md": "outside"}
        assert [line.split(" (from")[0] for line in told(result, "branch-continuity")] == [
            f'error {PLAN}: the change is on branch "elsewhere"'
        ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("docs/exec-plans/active/missing.md", "no plan there"),
        ("docs/b.md", "no plan there"),
        ("docs", "no plan there"),
        ("../outside.md", "no plan there"),
        ("/etc/passwd", "no plan there"),
        (".git/config", "no plan there"),
        ("a\nb", "no plan there"),
        ("\udcff", "no plan there"),
        ("broken.md", "not UTF-8"),
    ],
)
def test_a_named_plan_that_is_none(repo: GitRepo, name: str, reason: str) -> None:
    repo.commit("work", {"broken.md": b"\xff\xff"})
    with pytest.raises(ExecplanError, match=reason) as caught:
        gate(repo, base="main", plan=name)
    assert str(caught.value).isprintable()


# --- plans that are hard to read --------------------------------------------------------------------------


BRANCHLESS = session_plan(branch="", planning="")


@pytest.mark.parametrize(
    "declared",
    [
        "- **Execution Branch:**\n  `feat/a`",
        "- **Execution Branch:**\n  - feat/a",
        "| Field | Value |\n| --- | --- |\n| Execution Branch | `feat/a` |",
        "| Execution Branch | `feat/a` |\n| --- | --- |",
        "| Execution Branch | Base |\n| --- | --- |\n| feat/a | main |",
        "- **Execution Branch** \u2014 feat/a",
        "- `Execution Branch`: feat/a",
        "- **Execution Branch:** **feat/a**",
        "- **Execution Branch:** feat/a, based on main",
    ],
)
def test_a_branch_counts_however_it_is_put_down(tmp_path: Path, declared: str) -> None:
    repo = planned(tmp_path / "repo", BRANCHLESS.replace("- **Execution Branch:** \n", declared + "\n"))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert governing(repo) == [PLAN]
    assert governing(repo, base="main", branch="feat/b") == []


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ("- **Execution Branch:** the one for a", 19),
        ("- **Execution Branch:**\n  see below", 20),
        ("- **Execution Branch:** <branch>", None),
        ("- **Execution Branch:** TBD", None),
        ("- **Execution Branch:** feat/other", None),
        ("- **Execution Branch:**\n- **Note:** the one for a", None),
    ],
)
def test_a_branch_that_cannot_be_read_is_told_where_nothing_governs(
    tmp_path: Path, declared: str, line: int | None
) -> None:
    repo = planned(tmp_path / "repo", BRANCHLESS.replace("- **Execution Branch:** \n", declared + "\n"))
    repo.commit("finished one", {DONE: session_plan(planning="the usual one", branch="", status="Done")})
    repo.commit("work", {"docs/b.md": "more\n"})
    expected = ["not checked: no active plan governs this change for branch feat/a"]
    if line:
        expected.append(f"not checked: {PLAN}: the branch in line {line} could not be read")
    assert gate(repo, base="HEAD~1").notes == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_undecodable_plan_that_names_the_branch_is_an_error(tmp_path: Path, encoding: str) -> None:
    repo = planned(tmp_path / "repo", "")
    base = repo.commit("plan", {PLAN: session_plan().encode(encoding)})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert [line.split(": not")[0] for line in told(gate(repo, base=base), "not-checked")] == [f"error {PLAN}"]


def test_an_undecodable_plan_of_somebody_else_is_told(repo: GitRepo) -> None:
    broken = {f"docs/exec-plans/active/{number}.md": b"\xff\xfe" for number in range(7)}
    base = repo.commit("others", {**broken, DONE: b"\xff\xfe", "docs/exec-plans/active/empty.md": b""})
    repo.commit("work", {"src/a.py": "more\n"})
    result = gate(repo, base=base)
    assert result.diagnostics == []
    assert result.notes == [
        *(f"not checked: {path}: not UTF-8 text (byte 1 is 0xff)" for path in list(broken)[:5]),
        "not checked: the same of 2 more plan files",
    ]


@pytest.mark.parametrize("newline", ["\r", "\r\n", "\n"])
def test_a_plan_counts_whatever_its_newlines(tmp_path: Path, newline: str) -> None:
    repo = planned(tmp_path / "repo", session_plan().replace("\n", newline))
    repo.commit("work", {"docs/b.md": "more\n", "infra/prod.tf": "more\n"})
    result = gate(repo)
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"}
    assert any("line 29" in line for line in told(result, "file-scope"))


@pytest.mark.parametrize("mode", ["range", "staged", "worktree"])
def test_a_plan_behind_a_symbolic_link_governs(tmp_path: Path, mode: str) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.symlink(PLAN, "../real/x.txt")
    repo.commit("plan", {"docs/exec-plans/real/x.txt": session_plan(), "docs/b.md": "b\n"})
    repo.branch("feat/a")
    repo.write("docs/exec-plans/real/x.txt", session_plan() + "more\n")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    if mode == "range":
        repo.commit_staged()
    result = gate(repo, **{"base": "main"} if mode == "range" else {mode: True})
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_link_to_another_plan_is_no_second_one(repo: GitRepo) -> None:
    repo.symlink("plans/a.md", f"../{PLAN}")
    base = repo.commit("link")
    repo.commit("work", {"src/a.py": "more\n"})
    assert governing(repo, base=base) == [PLAN]


def test_a_link_does_not_make_its_target_allowed(repo: GitRepo) -> None:
    repo.symlink(SECOND, "../../../infra/prod.tf")
    repo.commit("work", {"infra/prod.tf": WIDE})
    assert blocked(gate(repo)) == {"infra/prod.tf": "excluded"}


@pytest.mark.parametrize("target", ["nowhere.md", "/etc/passwd", "../../../../outside.md", ".", "../../../.git/HEAD"])
def test_a_link_that_leads_to_no_file_is_told(repo: GitRepo, target: str) -> None:
    repo.symlink(SECOND, target)
    base = repo.commit("link")
    repo.commit("work", {"src/a.py": "more\n"})
    for request in ({"base": base}, {"worktree": True}):
        if "worktree" in request:
            repo.write("src/a.py", "even more\n")
        notes = gate(repo, **request).notes
        assert notes == [f"not checked: {SECOND}: a symbolic link that leads to no file of the repository"]


# --- plans and contracts that cannot be used --------------------------------------------------------------


@pytest.mark.parametrize("how", ["new", "changed", "moved here"])
def test_an_unreadable_plan_in_the_change_is_an_error(repo: GitRepo, how: str) -> None:
    path = "docs/exec-plans/active/b.md"
    if how == "changed":
        repo.checkout("main")
        repo.commit("second", {path: session_plan(branch="feat/other")})
        repo.checkout("feat/a")
        repo.merge("main")
    repo.commit("break", {path: b"\xff\xfe\x00broken"})
    assert told(gate(repo), "not-checked") == [
        f"error {path}: not checked: not UTF-8 text (byte 1 is 0xff)",
    ]


def test_a_plan_that_becomes_readable_in_the_change_is_fine(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", "\0" + session_plan())
    repo.commit("repair", {PLAN: session_plan()})
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert told(result, "not-checked") == []
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_plan_that_nests_too_deeply_is_an_error(repo: GitRepo) -> None:
    path = "docs/exec-plans/active/b.md"
    repo.commit("hostile", {path: session_plan() + "> " * 2000 + "x\n"})
    assert [line.split(":")[0] for line in told(gate(repo), "not-checked")] == [f"error {path}"]


@pytest.mark.parametrize("required", [False, True])
def test_a_plan_without_scope(tmp_path: Path, required: bool) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=[], exclude=[]))
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo, base="main", require_contract=required)
    severity = "error" if required else "notice"
    assert told(result, "file-scope") == [f"{severity} {PLAN}: files not checked: the plan declares no file scope"]


def test_require_contract_of_the_configuration(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=[], exclude=[]))
    agreed = repo.commit("settings", {".execplan.yaml": "require-contract: true\n"})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo, base=agreed)) == {PLAN: "not checked"}


def test_a_contract_in_prose_only_is_an_error(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=["the parser"], exclude=["the rest"]))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert told(gate(repo), "file-scope") == [
        f"error {PLAN}: files not checked: no entry of the plan's contract can be enforced",
        f'warning {PLAN}: contract entry "the parser" was not enforced (prose)',
        f'warning {PLAN}: contract entry "the rest" was not enforced (prose)',
    ]


def test_a_list_whose_paths_stand_in_a_fence_is_told(tmp_path: Path) -> None:
    plan = session_plan().replace("- `infra/...`", "```\ninfra/\n```")
    repo = planned(tmp_path / "repo", plan)
    repo.commit("work", {"src/a.py": "more\n"})
    assert told(gate(repo), "file-scope") == [
        f'warning {PLAN}: nothing of "Exclude (Must Not Modify)" was enforced: it lists no path'
    ]


def test_a_contract_that_only_excludes(tmp_path: Path) -> None:
    plan = """# A

- Branch: `feat/a`
- Forbidden files: `infra/...`

## Purpose / Big Picture

x

## Progress

x

## Surprises & Discoveries

x

## Decision Log

x
"""
    repo = planned(tmp_path / "repo", plan)
    repo.commit("work", {"docs/b.md": "more\n", "infra/prod.tf": "more\n"})
    result = gate(repo)
    assert blocked(result) == {"infra/prod.tf": "excluded"}
    assert told(result, "file-scope")[0] == (
        f"notice {PLAN}: the plan declares no include list: only its exclude list was checked"
    )


# --- always allowed ---------------------------------------------------------------------------------------


def test_the_plan_its_move_and_the_indexes_are_allowed(repo: GitRepo) -> None:
    folder = "docs/exec-plans"
    repo.rename(PLAN, DONE)
    repo.commit("finish", {f"{folder}/active/index.md": "x\n", f"{folder}/completed/index.md": "x\n"})
    assert blocked(gate(repo)) == {}
    repo.commit("more", {f"{folder}/completed/other.md": "x\n", f"{folder}/active/other.txt": "x\n"})
    assert blocked(gate(repo)) == {
        f"{folder}/completed/other.md": "outside",
        f"{folder}/active/other.txt": "outside",
    }


def test_a_plan_at_the_root_opens_no_folder(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", name="PLAN.md")
    repo.commit("more", dict.fromkeys(["index.md", "archive/PLAN.md", "done/index.md"], "x\n"))
    assert blocked(gate(repo)) == dict.fromkeys(["index.md", "archive/PLAN.md", "done/index.md"], "outside")
    repo.delete("PLAN.md")
    repo.commit("finish")
    assert blocked(gate(repo)) == dict.fromkeys(["index.md", "done/index.md"], "outside")


def test_a_file_in_the_place_of_a_move_that_did_not_take_place(repo: GitRepo) -> None:
    repo.commit("more", {DONE: "x\n"})
    assert blocked(gate(repo)) == {DONE: "outside"}


def test_what_the_configuration_always_allows(repo: GitRepo) -> None:
    config = "rules:\n  file-scope:\n    always-allow: [CHANGELOG.md, 'notes/**', .execplan.yaml]\n"
    changed = ["CHANGELOG.md", "sub/CHANGELOG.md", "notes/a/b.md", "notes.md"]
    agreed = repo.commit("settings", {".execplan.yaml": config})
    repo.commit("work", dict.fromkeys(changed, "x\n"))
    assert blocked(gate(repo, base=agreed)) == {"notes.md": "outside", "sub/CHANGELOG.md": "outside"}


WIDER = {
    "always allowed": "rules: {file-scope: {always-allow: ['**']}}\n",
    "rule off": "rules: {file-scope: 'off', branch-continuity: 'off'}\n",
    "plans excluded": "exclude: ['**']\n",
    "plans elsewhere": "plans: ['nowhere/*.md']\n",
    "plans done": "plans: [{files: '**/*.md', state: done}]\n",
    "other dialect": "plans: [{files: '**/*.md', dialect: wbs}]\n",
}


@pytest.mark.parametrize("kind", WIDER)
@pytest.mark.parametrize("mode", ["staged", "range", "earlier commit"])
def test_a_change_is_not_judged_by_the_configuration_that_it_brings(repo: GitRepo, kind: str, mode: str) -> None:
    if mode == "earlier commit":
        repo.commit("settings", {".execplan.yaml": WIDER[kind]})
    else:
        repo.write(".execplan.yaml", WIDER[kind])
    repo.write("infra/prod.tf", "changed\n")
    repo.stage()
    if mode == "staged":
        result = gate(repo, staged=True)
    else:
        repo.commit_staged("work")
        result = gate(repo)
    assert blocked(result) == {".execplan.yaml": "outside", "infra/prod.tf": "excluded"}
    assert (
        ".execplan.yaml counts as it was before this change; what it says now counts for later changes" in result.notes
    )


def test_a_configuration_file_that_is_named_is_trusted(repo: GitRepo, tmp_path: Path) -> None:
    given = tmp_path / "trusted.yaml"
    given.write_text("rules: {file-scope: {always-allow: ['infra/**']}}\n")
    repo.commit("work", {"infra/prod.tf": "changed\n"})
    opened = Repository.open(repo.path)
    asked = comparing.Request(base="main", config_given=True)
    change = comparing.change(opened, load_config(opened.root, given), asked, os.environ, rules.CHANGE_RULES)
    assert blocked(runner.judge(change, rules.CHANGE_RULES, NOW)) == {}


def test_planning_on_another_branch_is_told_and_not_blocked(repo: GitRepo) -> None:
    """A plan is often written on the default branch, before its own branch is there."""
    repo.checkout("main")
    repo.write("docs/exec-plans/active/b.md", session_plan(branch="feat/b"))
    repo.stage()
    result = gate(repo, staged=True)
    assert [d.severity.label for d in result.diagnostics if d.rule == "branch-continuity"] == ["notice"]
    repo.write("src/a.py", "work\n")
    repo.stage()
    result = gate(repo, staged=True)
    assert [d.severity.label for d in result.diagnostics if d.rule == "branch-continuity"] == ["error"]


def test_an_unknown_branch_does_no_harm_where_nothing_is_judged(repo: GitRepo) -> None:
    """pre-commit.ci and other runners check out a commit: the hook must not fail there for nothing."""
    repo.checkout(repo.head())
    assert gate(repo, staged=True).notes[0].startswith("not checked: nothing was compared")
    repo.commit("work", {"src/a.py": "work\n"})
    with pytest.raises(UnknownBranch):
        gate(repo)


# --- what is told of the comparison -----------------------------------------------------------------------


def test_the_comparison_of_a_range(repo: GitRepo) -> None:
    base = repo.head()
    head = repo.commit("work", {"src/a.py": "more\n"})
    assert gate(repo).comparison == {
        "mode": "range",
        "base": base,
        "head": head,
        "merge_base": base,
        "changed_paths": 1,
        "branch": "feat/a",
        "plans": [PLAN],
        "contracts": {PLAN: f"the merge base {base[:12]}"},
    }


def test_an_empty_comparison_is_said(repo: GitRepo) -> None:
    for request in ({"base": "main"}, {"staged": True}, {"worktree": True}):
        notes = gate(repo, **request).notes
        assert [note.startswith("not checked: nothing was compared, ") for note in notes] == [True]
        assert notes[0].endswith("0 changed paths")


@pytest.mark.parametrize(
    ("value", "branch"),
    [
        ("`feat/a`", "feat/a"),
        ("feat/a", "feat/a"),
        ("feat/a.", "feat/a"),
        ("`feat/a` (from `main`)", "feat/a"),
        ("feat/a (from main)", "feat/a"),
        ("`refs/heads/feat/a`", "feat/a"),
        ("acme/shop \u2022 feat/a", "feat/a"),
        ("**feat/a**", "feat/a"),
        ("*feat/a*", "feat/a"),
        ("_feat/a_", "feat/a"),
        ("feat/a_b_", "feat/a_b_"),
        ("**`feat/a`**", "feat/a"),
        ("**feat/a** (from main)", "feat/a"),
        ("[feat/a](https://example.org/feat/a)", "feat/a"),
        ("[`feat/a`](https://example.org/x)", "feat/a"),
        ('"feat/a"', "feat/a"),
        ("\u201cfeat/a\u201d.", "feat/a"),
        ("feat/a <!-- note -->", "feat/a"),
        ("<!-- `feat/b` --> feat/a", "feat/a"),
        ("~~feat/b~~ feat/a", "feat/a"),
        ("feat/a \u2192 main", "feat/a"),
        ("feat/a -> main", "feat/a"),
        ("feat/a, based on main", "feat/a"),
        ("feat/a; rebased", "feat/a"),
        ("feat/a \u2014 rebased", "feat/a"),
        ("feat/a - rebased", "feat/a"),
        ("feat/a-b,c", "feat/a-b,c"),
        ("same as planning", None),
        ("refs/heads/", None),
        ("`$(touch x)`", None),
        ("`--help`", "--help"),
        ("to be decided later", None),
        ("TBD", None),
        ("none", None),
        ("n/a", None),
        ("-", None),
        ("", None),
        ("`<branch>`", None),
        ("`" * 1_000_000, None),
    ],
)
def test_the_branch_that_a_field_names(value: str, branch: str | None) -> None:
    assert branch_in(value) == branch


def test_a_branch_whose_name_is_no_utf_8(repo: GitRepo) -> None:
    name = "feat/\udcff"
    repo.git("checkout", "--quiet", "-b", os.fsencode(name))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert gate(repo).notes == [f"not checked: no active plan governs this change for branch {name}"]


# --- everyday flows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beside", ["docs/exec-plans/active/index.md", "docs/exec-plans/index.md", "docs/exec-plans/README.md"]
)
def test_an_index_beside_the_plan_is_planning(tmp_path: Path, beside: str) -> None:
    """A planning commit that also updates the index froze the contract: commits were green and CI was red."""
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(), beside: "- a\n"})
    repo.commit("more planning", {PLAN: session_plan(include=["`src/...`", "`docs/b.md`"])})
    repo.commit("work", {"docs/b.md": "more\n"})
    expected = {beside: "outside"} if beside.endswith("README.md") else {}
    assert blocked(gate(repo)) == expected


def test_an_index_among_code_is_no_planning(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(), "src/index.md": "- a\n"})
    repo.commit("too late", {PLAN: session_plan(include=["`src/...`", "`docs/b.md`"])})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_plans_that_arrive_on_the_default_branch_were_judged_on_their_own(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a local merge the push of main was blocked: the merged plan declares another branch."""
    start = repo.head()
    repo.commit("work", {"src/a.py": "more\n", PLAN: session_plan(status="Done")})
    repo.checkout("main")
    repo.commit("hotfix", {"docs/b.md": "fixed\n"})
    repo.merge("feat/a")
    result = gate(repo, base=start)
    assert blocked(result) == {}
    assert [d for d in result.diagnostics if d.severity.label == "error"] == []
    assert any("it declares another branch and is judged there" in note for note in result.notes)
    # The same commits in a pull request from a fork's branch of that name are not an integration.
    monkeypatch.setenv("GITHUB_HEAD_REF", "main")
    assert blocked(gate(repo, base=start)) == {"docs/b.md": "outside"}


CODEX = "# ExecPlan: x\n\nOwned files: `src/...`\n\n" + "".join(
    f"## {title}\n\nx\n\n"
    for title in ("Progress", "Surprises & Discoveries", "Decision Log", "Outcomes & Retrospective")
)


def test_a_plan_without_a_branch_governs_on_the_default_branch_too(repo: GitRepo) -> None:
    repo.checkout("main")
    start = repo.commit("plan", {"PLAN.md": CODEX})
    repo.commit("work", {"PLAN.md": CODEX + "\nMore.\n", "docs/b.md": "more\n"})
    assert blocked(gate(repo, base=start)) == {"docs/b.md": "outside"}
