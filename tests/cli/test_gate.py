"""`execplan gate` as a process: exit codes, what it says it compared, and what it cannot do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gating import PLAN, execplan, planned, session_plan
from tests.gitrepo import GitRepo, environment

PATHS = ("--rule", "branch-continuity", "--rule", "file-scope")
"""The rules that look at the change alone, not at the plan's text or age."""


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a`; the plan on `main` includes `src/...` and excludes `infra/...`."""
    return planned(tmp_path / "repo")


def test_a_change_inside_its_plan_passes_and_says_what_was_compared(repo: GitRepo) -> None:
    base = repo.head()[:12]
    head = repo.commit("work", {"src/a.py": "more\n"})[:12]
    done = execplan(repo.path, "gate", "--base", "main", *PATHS)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"compared {head} with the merge base {base} (base {base})",
        "branch feat/a",
        f"plan {PLAN}, contract from the merge base {base}",
        "checked 1 changed path against 1 governing plan: nothing found",
    ]


def test_a_change_outside_its_plan_fails(repo: GitRepo) -> None:
    repo.delete("infra/prod.tf")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    done = execplan(repo.path, "gate", "--staged", *PATHS)
    assert done.code == 1
    assert done.out.splitlines()[3:] == [
        f"docs/b.md: error: modified, but outside the include list of {PLAN} [file-scope]",
        "    help: take the path out of the change; if the work needs it, stop and escalate to planning",
        f'infra/prod.tf: error: deleted, but excluded by "infra/..." in {PLAN} line 29 [file-scope]',
        "    help: take the path out of the change; if the work needs it, stop and escalate to planning",
        "checked 2 changed paths against 1 governing plan: 2 errors",
    ]


def test_staged_is_the_default_and_an_empty_comparison_is_said_aloud(repo: GitRepo) -> None:
    for arguments in ([], ["--staged"], ["--worktree"], ["--base", "main"], ["--base", "main", "--head", "HEAD"]):
        done = execplan(repo.path, "gate", *arguments)
        assert done.code == 0
        assert "not checked: nothing was compared, " in done.out
        assert done.out.splitlines()[-1] == "checked 0 changed paths against 1 governing plan: nothing found"


def test_no_governing_plan_is_said_aloud(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "-b", "feat/none")
    repo.commit("work", {"infra/prod.tf": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 0
    assert "not checked: no active plan governs this change for branch feat/none\n" in done.out
    assert done.out.splitlines()[-1] == "checked 1 changed path against 0 governing plans: nothing found"


def test_the_wrong_branch(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "-b", "feat/b")
    repo.commit("work", {"src/a.py": "more\n", PLAN: session_plan() + "\nx\n"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 1
    assert (
        f'{PLAN}:15:24: error: the change is on branch "feat/b" (from HEAD), but the plan is for "feat/a" '
        "[branch-continuity]\n"
    ) in done.out


def test_require_contract(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(include=[], exclude=[]))
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 0
    assert "notice: files not checked: the plan declares no file scope" in done.out
    assert execplan(repo.path, "gate", "--base", "main", "--fail-on", "notice").code == 1
    assert execplan(repo.path, "gate", "--base", "main", "--require-contract").code == 1


def test_one_rule_only(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    assert execplan(repo.path, "gate", "--base", "main", "--rule", "file-scope").code == 1
    assert execplan(repo.path, "gate", "--base", "main", "--rule", "branch-continuity").code == 0


def test_an_unreadable_plan_in_the_change_is_an_error(repo: GitRepo) -> None:
    path = "docs/exec-plans/active/b.md"
    repo.commit("work", {"src/a.py": "more\n", path: b"\xff\xfe"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 1
    assert f"{path}: error: not checked: not UTF-8 text (byte 1 is 0xff) [not-checked]\n" in done.out


def test_what_the_search_for_plans_could_not_read_is_said_aloud(repo: GitRepo) -> None:
    other = "docs/exec-plans/active/b.md"
    base = repo.commit("plans", {PLAN: session_plan(branch="", planning="the usual one"), other: b"\xff\xfe"})
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", base)
    assert done.code == 0
    assert f"not checked: {PLAN}: the branch in line 15 could not be read\n" in done.out
    assert f"not checked: {other}: not UTF-8 text (byte 1 is 0xff)\n" in done.out


def test_a_renamed_and_widened_plan_is_no_way_round_the_contract(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "new")
    repo.commit("base", {"docs/b.md": "b\n"})
    repo.branch("feat/a")
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work", {"src/a.py": "a\n"})
    repo.delete(PLAN)
    wide = session_plan(include=["`src/...`", "`docs/...`"])
    repo.commit("widen", {"docs/exec-plans/active/b.md": wide, "docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 1
    line = next(line for line in done.out.splitlines() if line.startswith("docs/b.md: error: "))
    assert f"outside the include list of {PLAN} (included by docs/exec-plans/active/b.md, which came after" in line


def test_a_plan_may_be_named_from_the_current_folder(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    for folder, name in (("docs", "exec-plans/active/a.md"), ("docs", PLAN), (".", f"./{PLAN}")):
        done = execplan(repo.path / folder, "gate", "--base", "main", "--plan", name)
        assert (done.code, f"plan {PLAN}," in done.out) == (1, True), done.out + done.err


def test_run_from_a_folder_below_the_root(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path / "src", "gate", "--base", "main")
    assert done.code == 1
    assert "\ndocs/b.md: error: " in done.out


# --- JSON -------------------------------------------------------------------------------------------------


def test_the_comparison_in_json(repo: GitRepo) -> None:
    base = repo.head()
    head = repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main", "--format", "json", *PATHS)
    report = json.loads(done.out)
    assert done.code == 1
    assert report["comparison"] == {
        "mode": "range",
        "base": base,
        "head": head,
        "merge_base": base,
        "further_merge_bases": [],
        "merging": [],
        "changed_paths": 1,
        "branch": "feat/a",
        "plans": [PLAN],
        "contracts": {PLAN: f"the merge base {base[:12]}"},
        "verdicts": {"included": 0, "excluded": 0, "outside": 1, "always_allowed": 0},
        "widened": [],
    }
    assert report["notes"] == []
    (found,) = report["diagnostics"]
    assert found["path"] == "docs/b.md"
    assert [found[name] for name in ("line", "column", "end_line", "end_column")] == [None] * 4


def test_what_was_not_checked_in_json(repo: GitRepo) -> None:
    report = json.loads(execplan(repo.path, "gate", "--format", "json", "--branch", "feat/none").out)
    assert [note.split(",")[0] for note in report["notes"]] == [
        "not checked: nothing was compared",
        "not checked: no active plan governs this change for branch feat/none",
    ]
    assert report["comparison"]["merge_base"] is None


# --- branches ---------------------------------------------------------------------------------------------


def test_the_branch_option(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    repo.checkout("HEAD~0")
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 2
    assert done.out == ""
    assert done.err == (
        "execplan: the branch is not known (detached HEAD or merge queue); pass `--branch NAME`, the branch that "
        "the plan declares and the change is on\n"
    )
    assert execplan(repo.path, "gate", "--base", "main", "--branch", "feat/a").code == 1
    assert execplan(repo.path, "gate", "--base", "main", env={"GITHUB_HEAD_REF": "feat/a"}).code == 1
    assert execplan(repo.path, "gate", "--base", "main", "--branch", "").code == 2


def test_detached_with_a_named_plan_and_without_the_branch_rule(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    repo.checkout("HEAD~0")
    done = execplan(repo.path, "gate", "--base", "main", "--plan", PLAN, "--rule", "file-scope")
    assert done.code == 1
    assert "\ndocs/b.md: error: " in done.out


@pytest.mark.parametrize("name", ["--help", "$(touch x)", "`touch x`", "a;touch x", "::error::x", "-x", "a\nb"])
def test_a_hostile_branch_name_is_only_a_name(repo: GitRepo, name: str) -> None:
    plan = session_plan(branch=name.replace("\n", " "))
    repo.checkout("main")
    repo.commit("plan", {PLAN: plan})
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "HEAD~1", f"--branch={name}")
    # A name with blanks or line breaks is no branch of git's: no plan can declare it.
    declared = not {" ", "\n", "`"} & set(name)
    assert done.code == (1 if declared else 0)
    assert f"branch {name}" in done.out.replace("\\n", "\n")
    assert not (repo.path / "x").exists()
    assert [line for line in done.out.splitlines() if line.startswith("::")] == []


def test_a_real_branch_with_a_hostile_name(repo: GitRepo) -> None:
    repo.git("update-ref", "refs/heads/$(touch${IFS}x)", "HEAD")
    repo.git("symbolic-ref", "HEAD", "refs/heads/$(touch${IFS}x)")
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 0
    assert "for branch $(touch${IFS}x)\n" in done.out
    assert not (repo.path / "x").exists()


# --- what cannot be compared --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--base", "nowhere"], "no commit here is called `nowhere`; "),
        (["--base", "main", "--head", "nowhere"], "no commit here is called `nowhere`; "),
        (["--base="], "no commit here is called ``; "),
        (["--base=--help"], "no commit here is called `--help`; "),
        (["--base=$(touch x)"], "no commit here is called `$(touch x)`; "),
        (["--base", "a\nb"], "no commit here is called `a\\nb`; "),
        (["--head", "HEAD"], "--head needs --base: "),
        (["--plan", "docs/missing.md"], "--plan docs/missing.md: no plan there, neither before nor after"),
        (["--plan", "docs/b.md"], "--plan docs/b.md: no plan there, neither before nor after"),
        (["--config", "nowhere.yaml"], "nowhere.yaml: cannot be read: "),
    ],
)
def test_what_was_asked_for_is_not_there(repo: GitRepo, arguments: list[str], message: str) -> None:
    done = execplan(repo.path, "gate", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"execplan: {message}"), done.err
    assert done.err.count("\n") == 1
    assert not (repo.path / "x").exists()


def test_unrelated_histories(repo: GitRepo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "alone")
    repo.commit("alone")
    done = execplan(repo.path, "gate", "--base", "main")
    assert (done.code, done.out) == (2, "")
    assert "have no merge base here" in done.err


def test_a_shallow_clone_names_the_remedy(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit("work", {"src/a.py": "more\n"})
    repo.checkout("main")
    repo.commit("main goes on", {"docs/b.md": "more\n"})
    clone = repo.clone(tmp_path / "clone", "--depth=1", "--no-single-branch", "--branch=feat/a")
    done = execplan(clone.path, "gate", "--base", "origin/main")
    assert (done.code, done.out) == (2, "")
    assert "`fetch-depth: 0`" in done.err
    done = execplan(clone.path, "gate", "--base", "HEAD~1")
    assert (done.code, done.out) == (2, "")
    assert "`fetch-depth: 0`" in done.err


def test_not_a_repository(tmp_path: Path) -> None:
    done = execplan(tmp_path, "gate")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("does not lie in a git repository; run this inside one\n")


def test_a_bare_repository(tmp_path: Path) -> None:
    bare = GitRepo(tmp_path / "bare", "--bare")
    done = execplan(bare.path, "gate")
    assert (done.code, done.out) == (2, "")
    assert "bare repository" in done.err


def test_no_git_on_the_path(repo: GitRepo, tmp_path: Path) -> None:
    done = execplan(repo.path, "gate", env={"PATH": str(tmp_path / "nowhere")})
    assert (done.code, done.out) == (2, "")
    assert done.err == "execplan: there is no `git` on PATH; install git 2.24 or newer, or correct PATH\n"


def test_a_git_of_the_repository_is_not_run(repo: GitRepo) -> None:
    program = repo.write("git", "#!/bin/sh\ntouch x\n", executable=True)
    assert os.access(program, os.X_OK)
    done = execplan(repo.path, "gate", env={"PATH": f".:{os.environ['PATH']}"})
    assert (done.code, done.out) == (2, "")
    assert "correct PATH" in done.err
    assert not (repo.path / "x").exists()


def test_broken_objects(repo: GitRepo) -> None:
    blob = repo.git("rev-parse", f"HEAD:{PLAN}")
    repo.commit("work", {"src/a.py": "more\n"})
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    done = execplan(repo.path, "gate", "--base", "main")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("execplan: ")


# --- hooks --------------------------------------------------------------------------------------------------


def test_at_pre_push_the_pushed_commits_are_compared_with_the_default_branch(repo: GitRepo) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    env = {"PRE_COMMIT_TO_REF": repo.head(), "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/feat/a"}
    repo.write(PLAN, "not committed")
    repo.checkout("main")
    done = execplan(repo.path, "gate", env=env)
    assert done.code == 1
    assert "\ndocs/b.md: error: " in done.out
    assert execplan(repo.path, "gate", "--staged", env=env).out.startswith("compared the index with HEAD ")


def test_inside_a_commit_hook(repo: GitRepo) -> None:
    """A partial commit (`git commit FILE`) has an index of its own, which GIT_INDEX_FILE names."""
    repo.write("src/a.py", "more\n")
    repo.write("docs/b.md", "more\n")
    repo.git("add", "docs/b.md")
    index = repo.path / ".git/next-index-1.lock"
    repo.git("read-tree", "HEAD", env={"GIT_INDEX_FILE": str(index)})
    repo.git("add", "src/a.py", env={"GIT_INDEX_FILE": str(index)})
    env = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/next-index-1.lock", "GIT_PREFIX": ""}
    assert execplan(repo.path, "gate", env=env).code == 0
    assert execplan(repo.path, "gate").code == 1


@pytest.mark.parametrize(
    ("configuration", "arguments", "code", "told"),
    [
        ("", (), 0, False),
        ("", ("--rule", "plan-required"), 1, True),
        ("rules: {plan-required: warning}\n", (), 0, True),
        ("rules: {plan-required: error}\n", (), 1, True),
        ("rules: {plan-required: {above: 0}}\n", (), 1, True),
        ("rules: {plan-required: {above: 1}}\n", (), 0, False),
        ("rules: {plan-required: off}\n", ("--rule", "plan-required"), 0, False),
    ],
)
def test_a_rule_that_is_off_by_default_runs_where_it_is_wanted(
    repo: GitRepo, configuration: str, arguments: tuple[str, ...], code: int, told: bool
) -> None:
    repo.checkout("main")
    base = repo.commit("settings", {".execplan.yaml": configuration or "version: 1\n"})
    repo.branch("nobody-planned")
    repo.commit("work", {"docs/b.md": "more\n"})
    done = execplan(repo.path, "gate", "--base", base, *arguments)
    assert done.code == code, done.out
    assert ("[plan-required]" in done.out) is told
    if configuration.endswith("off}\n"):
        assert "not checked: plan-required is off in .execplan.yaml" in done.out


def test_the_branch_of_another_commit_is_the_one_that_head_names(repo: GitRepo) -> None:
    """Not what happens to be checked out."""
    repo.commit("work", {"infra/prod.tf": "more\n"})
    head = repo.head()
    repo.checkout("main")
    for name in ("feat/a", "refs/heads/feat/a"):
        done = execplan(repo.path, "gate", "--base", "main", "--head", name, *PATHS)
        assert done.code == 1, done.out
        assert "branch feat/a\n" in done.out
    unnamed = execplan(repo.path, "gate", "--base", "main", "--head", head, *PATHS)
    assert unnamed.code == 2
    assert "pass `--branch NAME`" in unnamed.err
    assert execplan(repo.path, "gate", "--base", "main", "--head", head, "--branch", "feat/a", *PATHS).code == 1
    assert execplan(repo.path, "gate", "--base", "main", "--head", "", *PATHS).code == 2


def test_a_merge_in_progress_says_what_it_compared_with(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "mine\n"})
    repo.checkout("main")
    theirs = repo.commit("others", {"docs/b.md": "theirs\n"})
    repo.checkout("feat/a")
    repo.git("merge", "--no-commit", "main")
    assert f" and the merged {theirs[:12]}\n" in execplan(repo.path, "gate", "--staged").out


def test_where_nothing_can_be_written_the_exit_code_is_2(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "mine\n"})
    for redirection in (">/dev/full", ">&-"):
        command = f'"{sys.executable}" -m execplan_hooks gate --base main {redirection}'
        done = subprocess.run(
            ["bash", "-c", command], cwd=repo.path, env=environment(), capture_output=True, check=False
        )
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False), done.stderr
