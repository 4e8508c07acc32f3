"""`execplan_hooks.gate.environment`: what the environment makes the gate compare, and what counts as integration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.gate import environment
from execplan_hooks.gate.branch import Branch, current_branch
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.git import Repository
from tests.gating import execplan
from tests.gitrepo import GitRepo

A, B = "a" * 40, "b" * 40
RELEASES = Config(integration_branches=("release/*",))


def _event(folder: Path, name: str, payload: object) -> dict[str, str]:
    file = folder / "event.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)}


def _pull_request(folder: Path, head_ref: str, is_fork: bool) -> dict[str, str]:
    base = {"sha": A, "ref": "main", "repo": {"full_name": "o/r"}}
    head = {"sha": B, "ref": head_ref, "repo": {"full_name": "x/r" if is_fork else "o/r"}}
    environ = _event(folder, "pull_request", {"pull_request": {"base": base, "head": head}})
    return environ | {"GITHUB_HEAD_REF": head_ref, "GITHUB_BASE_REF": "main"}


# --- integration ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [None, "--branch"])
@pytest.mark.parametrize(
    ("name", "is_fork", "expected"),
    [
        ("main", True, False),
        ("main", False, False),
        ("release/1", True, False),
        ("release/1", False, True),
        ("feat/a", False, False),
    ],
)
def test_the_rule_for_pull_requests_holds_whatever_names_the_branch(
    repo: GitRepo, tmp_path: Path, option: str | None, name: str, is_fork: bool, expected: bool
) -> None:
    opened, environ = Repository.open(repo.path), _pull_request(tmp_path, name, is_fork)
    here = current_branch(opened, name if option else None, environ)
    assert here.source == (option or "GITHUB_HEAD_REF")
    assert environment.is_integration(opened, RELEASES, environ, here) is expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"GITHUB_EVENT_NAME": "workflow_dispatch"}, True),
        ({"GITHUB_EVENT_NAME": "pull_request_target"}, False),  # a payload that is not there proves nothing
        ({"GITHUB_HEAD_REF": "main"}, False),
    ],
)
@pytest.mark.parametrize("name", ["main", "release/1"])
def test_a_named_branch_is_integration_outside_of_pull_requests(
    repo: GitRepo, environ: Mapping[str, str], expected: bool, name: str
) -> None:
    here = Branch(name, "--branch")
    assert environment.is_integration(Repository.open(repo.path), RELEASES, environ, here) is expected


# --- before a push --------------------------------------------------------------------------------------------


def _pre_push(repo: GitRepo, remote: str = "feat/a", local: str = "") -> ChangeSet:
    environ = {
        "PRE_COMMIT_TO_REF": repo.head(),
        "PRE_COMMIT_FROM_REF": repo.git("rev-parse", "HEAD~1"),
        "PRE_COMMIT_LOCAL_BRANCH": local or f"refs/heads/{remote}",
        "PRE_COMMIT_REMOTE_BRANCH": f"refs/heads/{remote}",
    }
    return environment.change_set(Repository.open(repo.path), load_config(repo.path), environ, None)


def _paths(changes: ChangeSet) -> list[str]:
    return [change.path for change in changes.changes]


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("local", ["", "HEAD"])
@pytest.mark.parametrize("before", [None, "version: 1\ndefault-branch: main\n"])
def test_a_push_does_not_choose_its_own_comparison(
    repo: GitRepo, committed: bool, local: str, before: str | None
) -> None:
    if before:
        repo.checkout("main")
        repo.commit("configuration", {".execplan.yaml": before})
        repo.git("branch", "-f", "feat/a", "main")
        repo.checkout("feat/a")
    repo.commit("evil", {"infra/prod.tf": "evil\n"})
    repo.write(".execplan.yaml", "version: 1\ndefault-branch: feat/a\n")
    if committed:
        repo.commit("configuration")
    assert _paths(_pre_push(repo, local=local)) == [*([".execplan.yaml"] if committed else []), "infra/prod.tf"]


def test_the_configuration_before_a_push_names_the_default_branch(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("configuration", {".execplan.yaml": "version: 1\ndefault-branch: trunk\n"})
    repo.branch("trunk")
    repo.commit("of others", {"docs/b.md": "more\n"})
    repo.branch("feat/b")
    repo.commit("work", {"src/a.py": "2\n"})
    assert _paths(_pre_push(repo, "feat/b")) == ["src/a.py"]


def test_a_push_of_the_default_branch_is_compared_with_what_was_pushed(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.commit("work", {"src/a.py": "2\n"})
    assert _paths(_pre_push(repo, "main")) == ["src/a.py"]


def test_where_git_knows_no_default_branch_the_configuration_does_unless_it_names_the_pushed_one(
    tmp_path: Path,
) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("base", {"src/a.py": "1\n", ".execplan.yaml": "version: 1\ndefault-branch: trunk\n"})
    repo.git("branch", "-m", "main", "trunk")
    repo.branch("feat/a")
    repo.commit("work", {"src/a.py": "2\n"})
    assert _paths(_pre_push(repo)) == ["src/a.py"]
    repo.write(".execplan.yaml", "version: 1\ndefault-branch: feat/a\n")
    with pytest.raises(ExecplanError, match=r"the default branch is not known.*git remote set-head origin --auto"):
        _pre_push(repo)
    repo.write(".execplan.yaml", "version: 1\n")
    with pytest.raises(ExecplanError, match="the default branch is not known"):
        _pre_push(repo)


# --- pushes to GitHub -----------------------------------------------------------------------------------------


def _pushed(repo: GitRepo, folder: Path, name: str) -> dict[str, str]:
    before = repo.git("rev-parse", "main")
    payload = {"ref": f"refs/heads/{name}", "before": before, "after": repo.head()}
    environ = _event(folder, "push", payload | {"repository": {"default_branch": "main"}})
    return environ | {"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": name}


@pytest.mark.parametrize("name", ["feat/a", "12/merge", "12/head"])
def test_a_pushed_branch_is_compared_whatever_its_name(repo: GitRepo, tmp_path: Path, name: str) -> None:
    repo.commit("work", {"infra/prod.tf": "evil\n"})
    opened, environ = Repository.open(repo.path), _pushed(repo, tmp_path, name)
    assert _paths(environment.change_set(opened, Config(), environ, None)) == ["infra/prod.tf"]
    assert current_branch(opened, None, environ) == Branch(name, "GITHUB_REF_NAME")


def test_what_a_merge_queue_pushes_is_compared_in_its_own_event(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit("work", {"infra/prod.tf": "evil\n"})
    environ = _pushed(repo, tmp_path, "gh-readonly-queue/main/pr-1-0123abc")
    assert _paths(environment.change_set(Repository.open(repo.path), Config(), environ, None)) == []


# --- a configuration behind a symbolic link -------------------------------------------------------------------

WIDER = "version: 1\nrules: {file-scope: off}\n"


def _evil(repo: GitRepo, config: str) -> None:
    repo.commit("evil", {"infra/prod.tf": "evil\n", config: WIDER})


@pytest.mark.parametrize("name", [".execplan.yaml", ".execplan.yml", "pyproject.toml"])
def test_a_configuration_before_the_change_that_is_a_link_is_an_error(repo: GitRepo, name: str) -> None:
    repo.checkout("main")
    repo.write("ci/real.yaml", "version: 1\n")
    repo.symlink(name, "ci/real.yaml")
    repo.commit("link")
    repo.branch("feat/b")
    repo.commit("work", {"src/a.py": "2\n"})
    if name == "pyproject.toml":
        repo.delete(name)  # on disk it is no TOML
    done = execplan(repo.path, "gate", "--base", "main", "--branch", "feat/a")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"execplan: {name}: cannot be read at the start of the change: it is a symbolic link")
    assert "put a regular file in its place" in done.err


def test_a_linked_pyproject_beside_a_configuration_is_somebody_elses(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.write("ci/pyproject.toml", "[project]\n")
    repo.symlink("pyproject.toml", "ci/pyproject.toml")
    repo.commit("link", {".execplan.yaml": "version: 1\n"})
    repo.branch("feat/b")
    repo.commit("work", {"src/a.py": "2\n"})
    assert execplan(repo.path, "gate", "--base", "main", "--branch", "feat/a").code == 0


@pytest.mark.parametrize(("link", "target"), [("ci/link.yaml", "real.yaml"), ("also", "ci")])
def test_a_named_configuration_behind_a_link_is_an_error(repo: GitRepo, link: str, target: str) -> None:
    repo.checkout("main")
    repo.write("ci/real.yaml", "version: 1\n")
    repo.symlink(link, target)
    repo.commit("link")
    repo.git("branch", "-f", "feat/a", "main")
    repo.checkout("feat/a")
    _evil(repo, "ci/real.yaml")
    named = link if link.endswith(".yaml") else f"{link}/real.yaml"
    done = execplan(repo.path, "gate", "--base", "main", "--config", named)
    assert (done.code, done.out) == (2, "")
    assert f"{named}: cannot be read at the start of the change: " in done.err
    assert execplan(repo.path, "gate", "--base", "main", "--config", "ci/real.yaml").code == 1


def test_a_named_configuration_is_found_through_a_link_to_the_repository(repo: GitRepo, tmp_path: Path) -> None:
    repo.checkout("main")
    repo.commit("configuration", {"ci/x.yaml": "version: 1\n"})
    repo.git("branch", "-f", "feat/a", "main")
    repo.checkout("feat/a")
    _evil(repo, "ci/x.yaml")
    (tmp_path / "link").symlink_to(repo.path)
    (tmp_path / "folder").symlink_to(repo.path / "ci")
    for named in ("link/ci/x.yaml", "folder/x.yaml", "folder/../ci/x.yaml", "repo/src/../ci/x.yaml"):
        for folder in (repo.path, tmp_path / "link"):
            done = execplan(folder, "gate", "--base", "main", "--config", str(tmp_path / named))
            assert done.code == 1, done.err
            assert "infra/prod.tf: error: " in done.out
