"""docs/getting-started.md from its first command on: installed as it says, with this repository as its release."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.documented.pages import Sample, samples
from tests.documented.test_walkthroughs import SCENES
from tests.gitrepo import GitRepo
from tests.hooks.conftest import BRANCH, PLAN, Tool, plan_text

pytestmark = pytest.mark.registry

ADDRESS = "https://github.com/execplan-hooks/execplan-hooks"
RELEASE = "v0.1.0"
PAGE = [sample for sample in samples() if sample.page == "docs/getting-started.md"]


def scene(name: str) -> Sample:
    (sample,) = (sample for sample in PAGE if sample.scene == name)
    return sample


@pytest.fixture
def environ(tool: Tool, hook_repository: GitRepo, tmp_path: Path) -> Mapping[str, str]:
    """The tool's environment, in which the project's address leads to its copy, with the release that pages name."""
    hook_repository.git("tag", "--force", RELEASE)
    # In a home of its own: pre-commit starts git without the variable that names another configuration.
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[url "file://{hook_repository.path}"]\n\tinsteadOf = {ADDRESS}\n'
        "[user]\n\tname = Ada\n\temail = ada@example.org\n",
        encoding="utf-8",
    )
    for settings in (Path(".config", "pip"), Path(".pip")):
        if (Path.home() / settings).is_dir():
            (home / settings).parent.mkdir(parents=True, exist_ok=True)
            (home / settings).symlink_to(Path.home() / settings)
    kept = {name: value for name, value in tool.environ.items() if name != "GIT_CONFIG_GLOBAL"}
    return {**kept, "HOME": str(home)}


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """A repository with a session plan, on the plan's branch."""
    repo = GitRepo(tmp_path / "repository")
    repo.commit("start", {"src/api/limits.py": "a\n", "infra/prod.tf": "prod\n"})
    remote = GitRepo(tmp_path / "remote.git", "--bare")
    repo.git("remote", "add", "origin", remote.path)
    repo.git("push", "--quiet", "origin", "main")
    repo.branch(BRANCH)
    repo.commit("plan", {PLAN: plan_text()})
    return repo


def run(command: str, folder: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_the_hooks_are_installed_as_the_page_says(tool: Tool, environ: Mapping[str, str], repo: GitRepo) -> None:
    repo.commit("hooks", {".pre-commit-config.yaml": scene("pre-commit").text + "\n"})
    done = run(scene(f"{tool.name} install").text, repo.path, environ)
    assert done.returncode == 0, done.stdout
    assert "execplan lint" in done.stdout
    for hook in ("pre-commit", "pre-push", "pre-merge-commit"):
        assert (repo.path / ".git" / "hooks" / hook).exists(), done.stdout
    repo.write("infra/prod.tf", "mine\n")
    done = run("git commit -qam work", repo.path, environ)
    assert done.returncode == 1, done.stdout
    assert "infra/prod.tf: error: modified, but excluded" in done.stdout


def test_an_old_repository_is_adopted_as_the_page_says(tool: Tool, environ: Mapping[str, str], tmp_path: Path) -> None:
    if tool.name == "prek":
        return
    old = GitRepo(tmp_path / "old")
    old.commit("old plans", SCENES["old plans"].files())
    old.branch("check-plans")
    old.write(".pre-commit-config.yaml", scene("pre-commit").text + "\n")
    assert run("execplan baseline", old.path, environ).returncode == 0
    (sample,) = (sample for sample in samples() if sample.scene == "adoption commit")
    done = run(sample.text, old.path, environ)
    assert done.returncode == 0, done.stdout
    assert "the change adds 3 entries that let findings pass" in done.stdout
    plan = "docs/exec-plans/active/search.md"
    old.write(plan, (old.path / plan).read_text(encoding="utf-8").replace("## Surprises & Discoveries", "## Found"))
    done = run("git commit -qam 'new fault'", old.path, environ)
    assert (done.returncode, 'required section "Surprises & Discoveries" is missing' in done.stdout) == (1, True)


def test_the_program_is_installed_as_the_page_says(
    tool: Tool, environ: Mapping[str, str], repo: GitRepo, tmp_path: Path
) -> None:
    if tool.name == "prek":  # the same for both; one of them suffices
        return
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    environ = {**environ, "PATH": f"{tmp_path / 'venv' / 'bin'}{os.pathsep}{environ['PATH']}"}
    done = run(scene("install").text, repo.path, environ)
    assert done.returncode == 0, done.stdout
    assert "execplan-hooks 0." in done.stdout


def test_the_script_of_the_pipeline_for_gitlab_judges_the_change(
    tool: Tool, environ: Mapping[str, str], repo: GitRepo
) -> None:
    if tool.name == "prek":
        return
    (sample,) = (sample for sample in PAGE if sample.first == "# .gitlab-ci.yml")
    script = YAML(typ="safe").load(sample.text)["plans"]["script"]
    assert script[0].startswith("pip install"), "the program is tried as it is in this environment"
    for file, code in (("src/api/limits.py", 0), ("infra/prod.tf", 1)):
        repo.commit("work", {file: "b\n"})
        variables = {
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": BRANCH,
            "CI_COMMIT_SHA": repo.head(),
        }
        repo.git("checkout", "--quiet", "--detach")
        done = run("\n".join(script[1:]), repo.path, {**environ, **variables})
        assert done.returncode == code, done.stdout
        repo.git("checkout", "--quiet", BRANCH)
