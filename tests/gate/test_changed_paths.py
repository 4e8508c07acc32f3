"""Every kind of changed path is seen by the gate, and judged by the contract.

Real repositories; what the command line makes of it is in `tests/cli/test_gate.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.model import ExecplanError
from tests.gating import PLAN, blocked, gate, session_plan, told
from tests.gitrepo import GitRepo


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
