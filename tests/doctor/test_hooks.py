"""Which hooks the doctor sees, and what they start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor.situations import CONFIG, STAGES, Doctor, healthy, hook_of, install, script
from tests.gitrepo import GitRepo, environment

Change = Callable[[GitRepo], object]


def _without(repo: GitRepo) -> None:
    for stage in STAGES:
        repo.delete(f".git/hooks/{stage}")


def _merges_unchecked(repo: GitRepo, tool: str = "pre-commit") -> None:
    install(repo, tool)
    repo.delete(".git/hooks/pre-merge-commit")


def _by_type(repo: GitRepo) -> None:
    """Set up for pre-commit alone, by prek."""
    _without(repo)
    install(repo, "prek", "pre-commit")
    repo.write(".pre-commit-config.yaml", CONFIG.partition("\n")[2])


def _bare(repo: GitRepo) -> None:
    _without(repo)
    repo.delete(".pre-commit-config.yaml")
    script(repo, "pre-commit", "#!/bin/sh\nexecplan lint && execplan gate --staged\n")
    script(repo, "pre-push", "#!/bin/sh\nexec .venv/bin/execplan-gate\n")


def _commented(repo: GitRepo) -> None:
    _without(repo)
    script(repo, "pre-commit", "#!/bin/sh\n# execplan lint\necho hello\n")


def _husky(repo: GitRepo) -> None:
    _without(repo)
    repo.config("core.hooksPath", ".husky/_")
    for stage, line in (("pre-commit", "execplan gate"), ("pre-push", "npm test")):
        script(repo, stage, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n', ".husky/_")
        repo.write(f".husky/{stage}", f"{line}\n")


def _lefthook(repo: GitRepo) -> None:
    _without(repo)
    for stage in ("pre-commit", "pre-push"):
        script(repo, stage, f'#!/bin/sh\ncall_lefthook()\n{{\n  lefthook "$@"\n}}\ncall_lefthook run "{stage}" "$@"\n')
    repo.write(
        "lefthook.yml", "pre-commit:\n  commands:\n    plans:\n      run: execplan gate\npre-push:\n  jobs: []\n"
    )


def _lefthook_without(repo: GitRepo) -> None:
    _lefthook(repo)
    repo.write("lefthook.yml", "pre-commit:\n  jobs: [{run: npm test}]\n")


def _elsewhere(repo: GitRepo) -> None:
    repo.config("core.hooksPath", "tools/hooks")


def _configured(text: str) -> Change:
    return lambda repo: repo.write(".pre-commit-config.yaml", text)


@pytest.mark.parametrize(
    ("change", "check", "line"),
    [
        (install, "hook-pre-push", ("ok", "pre-commit is installed and runs execplan-lint, execplan-gate", "")),
        (
            lambda repo: install(repo, "prek"),
            "hook-pre-commit",
            ("ok", "prek is installed and runs execplan-lint, execplan-gate", ""),
        ),
        (
            _without,
            "hook-pre-push",
            ("warn", "no pre-push hook is installed", "pre-commit install"),
        ),
        (
            _merges_unchecked,
            "hook-pre-merge-commit",
            ("warn", "no pre-merge-commit hook is installed", "pre-commit install"),
        ),
        (
            lambda repo: _merges_unchecked(repo, "prek"),
            "hook-pre-merge-commit",
            ("warn", "no pre-merge-commit hook is installed", "prek install"),
        ),
        (
            _by_type,
            "hook-pre-push",
            ("warn", "no pre-push hook is installed", "prek install --hook-type pre-push"),
        ),
        (
            _elsewhere,
            "hook-pre-commit",
            ("warn", "no pre-commit hook is installed in ", "write tools/hooks/pre-commit, executable, that calls "),
        ),
        (
            lambda repo: script(repo, "pre-push", hook_of("prek", "pre-push"), executable=False),
            "hook-pre-push",
            ("fail", "the pre-push hook is not executable: git passes over it", "chmod +x "),
        ),
        (_bare, "hook-pre-commit", ("ok", "the pre-commit hook starts execplan", "")),
        (_bare, "hook-pre-push", ("ok", "the pre-push hook starts execplan", "")),
        (
            _bare,
            "hook-configuration",
            ("skip", "there is no .pre-commit-config.yaml; a git hook starts execplan by itself", ""),
        ),
        (
            _commented,
            "hook-pre-commit",
            ("warn", "the pre-commit hook starts neither execplan nor a tool that is known to", "call execplan gate"),
        ),
        (_husky, "hook-pre-commit", ("ok", "the pre-commit hook starts execplan through husky", "")),
        (
            _husky,
            "hook-pre-push",
            (
                "warn",
                "the pre-push hook starts husky, which does not ",
                "call execplan gate --base main in .husky/pre-push",
            ),
        ),
        (_lefthook, "hook-pre-commit", ("ok", "the pre-commit hook starts execplan through lefthook", "")),
        (
            _lefthook_without,
            "hook-pre-commit",
            (
                "warn",
                "the pre-commit hook starts lefthook, which does not ",
                "call execplan gate --staged under pre-commit",
            ),
        ),
        (
            lambda repo: script(repo, "pre-commit", "#!/bin/sh\necho running pre-commit and execplan hooks\n"),
            "hook-pre-commit",
            ("warn", "the pre-commit hook starts neither execplan nor ", "call execplan gate"),
        ),
        (
            lambda repo: script(repo, "pre-commit", "#!/bin/sh\nexec uvx prek run\n"),
            "hook-pre-commit",
            ("ok", "prek is installed and runs execplan-lint, execplan-gate", ""),
        ),
        (
            lambda repo: script(repo, "pre-commit.legacy", "python -m execplan_hooks gate\n"),
            "hook-pre-commit",
            ("ok", "the pre-commit hook starts execplan", ""),
        ),
        (
            _lefthook,
            "hook-pre-push",
            ("warn", "the pre-push hook starts lefthook, which does ", "call execplan gate --base"),
        ),
        (
            lambda repo: repo.delete(".pre-commit-config.yaml"),
            "hook-configuration",
            ("warn", "there is no .pre-commit-config.yaml: no commit is checked", "name the hooks execplan-lint and "),
        ),
        (
            _configured("repos: []\n"),
            "hook-configuration",
            ("warn", ".pre-commit-config.yaml names no execplan hook: no commit is checked", "name the hooks "),
        ),
        (
            _configured("repos: []\n"),
            "hook-pre-commit",
            ("warn", "the hook of pre-commit is installed, but no execplan hook is configured for pre-commit", "name "),
        ),
        (
            _configured("repos: []\n# - id: execplan-lint\n"),
            "hook-configuration",
            ("warn", ".pre-commit-config.yaml names no execplan hook", "name the hooks "),
        ),
        (
            _configured("repos: [\n"),
            "hook-configuration",
            ("fail", "cannot be read: .pre-commit-config.yaml:1: ", "correct it there"),
        ),
        (
            _configured(
                "repos:\n- repo: local\n  hooks:\n  - {id: plans, name: x, language: system, entry: execplan lint}\n"
            ),
            "hook-configuration",
            ("ok", ".pre-commit-config.yaml names plans", ""),
        ),
        (
            _configured(CONFIG.replace("id: execplan-gate", "id: execplan-gate\n    stages: [pre-commit]")),
            "hook-pre-push",
            ("ok", "pre-commit is installed and runs execplan-lint", ""),
        ),
        (
            _configured(CONFIG.replace("id: execplan-", "stages: [push]\n    id: execplan-")),
            "hook-pre-commit",
            ("warn", "the hook of pre-commit is installed, but no execplan hook ", "add pre-commit to the stages of "),
        ),
        (
            _configured(CONFIG.partition("\n")[2]),
            "install-types",
            (
                "warn",
                "pre-commit install does not set up pre-push: ",
                "add to .pre-commit-config.yaml: default_install_",
            ),
        ),
        (
            _configured(CONFIG.replace("rev: v", "rev: v9")),
            "hook-version",
            ("warn", "rev v9", "pre-commit autoupdate, "),
        ),
        (
            _configured(CONFIG.replace("rev: v", "rev: a1b2c3 # ")),
            "hook-version",
            ("skip", "rev a1b2c3 in .pre-commit-config.yaml is no version", ""),
        ),
        (install, "hook-version", ("ok", "rev v", "")),
        (
            lambda repo: script(
                repo, "pre-commit", hook_of("pre-commit", "pre-commit").replace("--config=.pre", "--config=ci/.pre")
            ),
            "hook-pre-commit",
            (
                "fail",
                "the pre-commit hook of pre-commit reads ci/.pre-commit-config.yaml, which is not there",
                "pre-commit install",
            ),
        ),
        (
            lambda repo: repo.delete(".github/workflows/plans.yml"),
            "ci",
            ("skip", "no workflow in .github/workflows and no .gitlab-ci.yml", "add a workflow"),
        ),
        (
            lambda repo: repo.write(".github/workflows/plans.yml", "# execplan\njobs: {a: {steps: [{run: make}]}}\n"),
            "ci",
            ("skip", "none of .github/workflows/plans.yml runs execplan", "add a workflow"),
        ),
        (
            lambda repo: repo.write(
                ".github/workflows/plans.yml", "jobs: {a: {steps: [{uses: pre-commit/action@v3}]}}\n"
            ),
            "ci",
            ("ok", ".github/workflows/plans.yml runs the hooks", ""),
        ),
        (
            lambda repo: repo.write(".gitlab-ci.yml", "plans:\n  script: [execplan gate]\n"),
            "ci",
            ("ok", ".github/workflows/plans.yml, .gitlab-ci.yml run execplan", ""),
        ),
    ],
)
def test_what_is_said_of_hooks(
    tmp_path: Path, doctor: Doctor, change: Change, check: str, line: tuple[str, str, str]
) -> None:
    repo = healthy(tmp_path / "repo")
    change(repo)
    ((mark, found, todo),) = doctor.told(repo.path).of(check)
    assert mark == line[0], found
    assert found.startswith(line[1])
    assert todo.startswith(line[2]) if line[2] else (not todo or mark == "ok")


def test_the_command_is_one_for_all_hooks_that_the_configuration_names(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    _without(repo)
    told = doctor.told(repo.path)
    assert {todo for stage in STAGES for _, _, todo in told.of(f"hook-{stage}")} == {"pre-commit install"}
    repo.write(".pre-commit-config.yaml", CONFIG.partition("\n")[2])
    assert doctor.told(repo.path).of("hook-pre-merge-commit") == []


def test_the_hooks_of_a_linked_worktree_are_those_of_the_repository(tmp_path: Path, doctor: Doctor) -> None:
    tree = healthy(tmp_path / "repo").worktree(tmp_path / "tree", "feat/b")
    assert doctor.told(tree.path).of("hook-pre-push")[0][0] == "ok"


def test_a_folder_below_the_root_is_as_good(tmp_path: Path, doctor: Doctor) -> None:
    repo = healthy(tmp_path / "repo")
    assert doctor.told(repo.path / "src") == doctor.told(repo.path)


@pytest.mark.parametrize("tool", ["pre-commit", "prek"])
def test_what_the_real_tools_install_is_recognised(tmp_path: Path, doctor: Doctor, tool: str) -> None:
    """Their scripts change from version to version; these are of the one that is installed."""
    repo = healthy(tmp_path / "repo")
    _without(repo)
    program = Path(sys.executable).with_name(tool)
    home = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PREK_HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [program, "install"], cwd=repo.path, env=environment() | home, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = doctor.told(repo.path)
    for stage in STAGES:
        assert told.of(f"hook-{stage}") == [("ok", f"{tool} is installed and runs execplan-lint, execplan-gate", "")]
