"""What the doctor advises fits the manager of hooks that is there, and leads to where it says it does."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doctor.situations import CONFIG, Doctor, healthy, install, script
from tests.gitrepo import GitRepo, environment

Change = Callable[[GitRepo], object]

PREK_TOML = """\
[[repos]]
repo = "https://example.org/execplan-hooks"
rev = "v1.0.0"
hooks = [{id = "execplan-lint"}, {id = "execplan-gate"}]
"""
LEFTHOOK = "pre-commit:\n  jobs: [{run: execplan gate --staged}]\n"
BOMB = "\n".join(["a0: &a0 [ha]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]) + "\n"


def _fresh(files: dict[str, str], hooks_path: str | None = None) -> Change:
    """A clone in which nothing has been installed, with these files instead of pre-commit's."""

    def change(repo: GitRepo) -> None:
        for name in (".git/hooks/pre-commit", ".git/hooks/pre-push", ".pre-commit-config.yaml"):
            repo.delete(name)
        for name, text in files.items():
            repo.write(name, text)
        if hooks_path is not None:
            repo.config("core.hooksPath", hooks_path)

    return change


def _package(**members: object) -> str:
    return json.dumps(members)


def _husky_installed(repo: GitRepo) -> None:
    _fresh({".husky/pre-commit": "execplan gate --staged\n"}, ".husky/_")(repo)
    for stage in ("pre-commit", "pre-push"):
        script(repo, stage, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n', ".husky/_")


def _half_by_prek(repo: GitRepo) -> None:
    install(repo, "prek", "pre-commit")
    repo.delete(".git/hooks/pre-push")


def _lefthook_beside_pre_commit(repo: GitRepo) -> None:
    _fresh({".pre-commit-config.yaml": CONFIG, "lefthook.yml": "pre-commit:\n  jobs: [{run: make}]\n"})(repo)
    script(repo, "pre-commit", '#!/bin/sh\nlefthook run "pre-commit" "$@"\n')


BARE = "write tools/hooks/{}, executable, that calls execplan gate {} (docs/getting-started.md)"
NO_PRE_COMMIT = ", since pre-commit installs nothing where core.hooksPath is set"
UNDER = "call execplan gate --staged under pre-commit in lefthook.yml"
NAME = "name the hooks execplan-lint and execplan-gate in {} (docs/getting-started.md)"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            _fresh({}),
            {
                "hook-configuration": NAME.format(".pre-commit-config.yaml"),
                "hook-pre-commit": "write .pre-commit-config.yaml (docs/getting-started.md), then "
                "pre-commit install --hook-type pre-commit",
            },
        ),
        (
            _fresh({".pre-commit-config.yaml": CONFIG}),
            {"hook-configuration": "", "hook-pre-push": "pre-commit install"},
        ),
        (
            _fresh({".pre-commit-config.yaml": CONFIG}, "tools/hooks"),
            {
                "hook-pre-commit": BARE.format("pre-commit", "--staged") + NO_PRE_COMMIT,
                "hook-pre-push": BARE.format("pre-push", "--base main") + NO_PRE_COMMIT,
            },
        ),
        (
            _fresh({}, "tools/hooks"),
            {
                "hook-configuration": "call execplan gate --staged in tools/hooks/pre-commit (docs/getting-started.md)",
                "hook-pre-push": BARE.format("pre-push", "--base main"),
            },
        ),
        (
            _fresh({"prek.toml": PREK_TOML}),
            {
                "hook-configuration": "",
                "install-types": "add to prek.toml, above its tables: "
                'default_install_hook_types = ["pre-commit", "pre-merge-commit", "pre-push"]',
                "hook-version": "prek autoupdate, or install the version that rev names: the two may judge differently",
                "hook-pre-commit": "prek install --hook-type pre-commit",
            },
        ),
        (_fresh({"prek.toml": PREK_TOML}, "tools/hooks"), {"hook-pre-commit": "prek install --hook-type pre-commit"}),
        (_fresh({"prek.toml": "repos = []\n"}), {"hook-configuration": NAME.format("prek.toml")}),
        (
            _fresh({".pre-commit-config.yaml": "repos: []\n", "prek.toml": PREK_TOML}),
            {"hook-configuration": "", "hook-pre-commit": "prek install --hook-type pre-commit"},
        ),
        (
            _fresh({"lefthook.yml": LEFTHOOK}),
            {
                "hook-configuration": "",
                "hook-pre-commit": "lefthook install",
                "hook-pre-push": "call execplan gate --base main under pre-push in lefthook.yml, then lefthook install",
            },
        ),
        (
            _fresh({".config/lefthook.toml": '[pre-commit]\njobs = [{run = "execplan gate"}]\n'}),
            {"hook-configuration": ""},
        ),
        (
            _fresh({".lefthook.json": '{"pre-push": {"jobs": [{"run": "execplan gate"}]}}'}),
            {"hook-pre-push": "lefthook install"},
        ),
        (
            _fresh({"lefthook.yml": "pre-commit:\n  jobs: [{run: make}]\n"}),
            {
                "hook-configuration": f"{UNDER} (docs/getting-started.md)",
                "hook-pre-commit": f"{UNDER}, then lefthook install",
            },
        ),
        (
            _fresh({"lefthook.yml": "x: &x {run: execplan gate}\npre-commit: {jobs: [{<<: *x}]}\n"}),
            {"hook-configuration": "", "hook-pre-commit": "lefthook install"},
        ),
        (_fresh({"lefthook.yml": LEFTHOOK}, "tools/hooks"), {"hook-pre-commit": BARE.format("pre-commit", "--staged")}),
        (
            _lefthook_beside_pre_commit,
            {"hook-pre-commit": UNDER},
        ),
        (
            _fresh({".husky/pre-commit": "execplan gate --staged\n"}),
            {
                "hook-configuration": "",
                "hook-pre-commit": "npx husky",
                "hook-pre-push": "call execplan gate --base main in .husky/pre-push, then npx husky",
            },
        ),
        (
            _fresh({".husky/pre-commit": "execplan gate\n", "package.json": _package(scripts={"prepare": "husky"})}),
            {"hook-pre-commit": "install the packages of package.json, then npm run prepare"},
        ),
        (
            _fresh(
                {
                    ".husky/pre-commit": "execplan gate\n",
                    "package.json": _package(scripts={"prepare": "husky || true"}),
                    "node_modules/husky/package.json": "{}",
                }
            ),
            {"hook-pre-commit": "npm run prepare"},
        ),
        (
            _fresh({"package.json": _package(devDependencies={"husky": "^9"})}),
            {"hook-configuration": "call execplan gate --staged in .husky/pre-commit (docs/getting-started.md)"},
        ),
        (_fresh({"package.json": "["}), {"hook-configuration": NAME.format(".pre-commit-config.yaml")}),
        (
            _fresh({"package.json": _package(scripts=[1])}),
            {"hook-configuration": NAME.format(".pre-commit-config.yaml")},
        ),
        (
            _husky_installed,
            {
                "hook-configuration": "",
                "hook-pre-commit": "",
                "hook-pre-push": "call execplan gate --base main in .husky/pre-push",
            },
        ),
        (
            lambda repo: script(repo, "pre-push", "#!/bin/sh\nmake\n"),
            {"hook-pre-push": "call execplan gate --base main in .git/hooks/pre-push, or run pre-commit install"},
        ),
        (
            lambda repo: repo.delete(".pre-commit-config.yaml"),
            {"hook-pre-commit": "write it (docs/getting-started.md), or pre-commit uninstall --hook-type pre-commit"},
        ),
        (
            _half_by_prek,
            {"hook-pre-push": "prek install"},
        ),
    ],
)
def test_the_advice_fits_what_is_there(
    tmp_path: Path, doctor: Doctor, change: Change, expected: dict[str, str]
) -> None:
    repo = healthy(tmp_path / "repo")
    change(repo)
    told = doctor.told(repo.path)
    assert {check: todo for check in expected for _, _, todo in told.of(check)} == expected


@pytest.mark.parametrize(
    "change",
    [
        _fresh({".pre-commit-config.yaml": CONFIG}),
        _fresh({"prek.toml": 'default_install_hook_types = ["pre-push"]\n' + PREK_TOML}),
        _fresh({"prek.toml": PREK_TOML}, "tools/hooks"),
        _half_by_prek,
    ],
)
def test_a_command_that_is_advised_installs_what_was_missing(tmp_path: Path, doctor: Doctor, change: Change) -> None:
    """With the real pre-commit and prek."""
    repo = healthy(tmp_path / "repo")
    change(repo)
    missing = [line for line in doctor.told(repo.path).checks if line["found"].startswith("no ") and line["next"]]
    home = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PREK_HOME": str(tmp_path / "cache")}
    for line in missing:
        program, *arguments = shlex.split(line["next"])
        command = [str(Path(sys.executable).with_name(program)), *arguments]
        subprocess.run(command, cwd=repo.path, env=environment() | home, capture_output=True, check=True)
    told = doctor.told(repo.path)
    assert missing
    assert [mark for line in missing for mark, _, _ in told.of(line["check"])] == ["ok"] * len(missing)


ANCHORED = "exclude: &ex ^vendor/\n" + CONFIG + "    exclude: *ex\n"


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {".pre-commit-config.yaml": ANCHORED},
            {
                "hook-configuration": ("ok", ".pre-commit-config.yaml names execplan-lint, execplan-gate"),
                "hook-pre-commit": ("ok", "pre-commit is installed and runs execplan-lint, execplan-gate"),
            },
        ),
        (
            {".pre-commit-config.yaml": BOMB},
            {
                "hook-configuration": (
                    "skip",
                    "cannot be read: .pre-commit-config.yaml:6: too large: more than 50,000 values",
                ),
                "hook-pre-push": ("skip", "pre-commit is installed; what it runs is not known: "),
            },
        ),
        (
            {".pre-commit-config.yaml": "repos: [\n", ".git/hooks/pre-commit": "#!/bin/sh\nexecplan gate\n"},
            {
                "hook-configuration": ("fail", "cannot be read: .pre-commit-config.yaml:1: "),
                "hook-pre-commit": ("ok", "the pre-commit hook starts execplan"),
                "hook-pre-push": ("fail", "pre-commit is installed; what it runs is not known: "),
            },
        ),
        (
            {".github/workflows/plans.yml": "a: &a {steps: [{run: execplan gate}]}\njobs: {p: {<<: *a}}\n"},
            {"ci": ("ok", ".github/workflows/plans.yml runs execplan")},
        ),
        (
            {
                ".github/workflows/plans.yml": "a: 1\n",
                ".gitlab-ci.yml": ".b: &b\n  script: [execplan lint]\np:\n  <<: *b\n  r: !reference [.b, script]\n",
            },
            {"ci": ("ok", ".gitlab-ci.yml runs execplan")},
        ),
        (
            {".github/workflows/plans.yml": BOMB},
            {"ci": ("skip", "could not be read here: .github/workflows/plans.yml:6: ")},
        ),
        (
            {"lefthook.yml": BOMB, ".git/hooks/pre-commit": '#!/bin/sh\nlefthook run "pre-commit" "$@"\n'},
            {"hook-pre-commit": ("skip", "the pre-commit hook starts lefthook, but cannot be read: lefthook.yml:6: ")},
        ),
    ],
)
def test_files_of_other_programs_are_read_as_they_do(
    tmp_path: Path, doctor: Doctor, files: dict[str, str], lines: dict[str, tuple[str, str]]
) -> None:
    repo = healthy(tmp_path / "repo")
    for name, text in files.items():
        repo.write(name, text, executable=name.startswith(".git/"))
    told = doctor.told(repo.path)
    for check, (mark, found) in lines.items():
        ((said, what, _),) = told.of(check)
        assert (said, what[: len(found)]) == (mark, found)
