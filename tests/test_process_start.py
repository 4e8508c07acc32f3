"""What a process loads: imports cost more than the work for one plan, and nobody sees a further one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from execplan_hooks.cli import main
from execplan_hooks.repository import process
from tests.fixtures import conforming
from tests.gitrepo import GitRepo, environment, isolate

_LOADED = "import sys; from execplan_hooks.__main__ import main; code = main(); print(*sys.modules, file=sys.stderr)"
_HEAVY = {
    "concurrent.futures",
    "detect_secrets",
    "difflib",
    "importlib.metadata",
    "importlib.resources",
    "multiprocessing",
    "ruamel.yaml",
    "sqlite3",
    "tempfile",
    "zipfile",
}
"""What takes milliseconds to load, and what only some runs need."""


_BARE = "import sys; print(*sys.modules, file=sys.stderr)"


def _loads(folder: Path, *arguments: str) -> set[str]:
    """The modules that `execplan` loads with these arguments, besides those of any Python here."""
    return _modules(folder, f"{_LOADED}; sys.exit(code)", *arguments) - _modules(folder, _BARE)


def _modules(folder: Path, program: str, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def test_the_version_needs_nothing_but_the_command_line(tmp_path: Path) -> None:
    ours = {name for name in _loads(tmp_path, "--version") if name.startswith("execplan_hooks")}
    assert ours == {"execplan_hooks", "execplan_hooks.__main__", "execplan_hooks.cli"}


def test_the_version_needs_no_module_that_costs(tmp_path: Path) -> None:
    loaded = _loads(tmp_path, "--version")
    assert loaded & (_HEAVY | {"argparse", "dataclasses", "json", "mistletoe", "re", "subprocess", "tomllib"}) == set()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.md").write_text(conforming("codex"), encoding="utf-8")
    return tmp_path


def test_a_plan_is_checked_without_what_others_need(plan: Path) -> None:
    loaded = _loads(plan, "lint", "--now", "2026-11-01T12:00:00Z", "plan.md")
    assert "mistletoe" in loaded
    assert loaded & (_HEAVY | {"subprocess", "threading", "json", "hashlib"}) == set()


def test_a_plan_is_checked_without_the_modules_of_other_commands(plan: Path) -> None:
    loaded = _loads(plan, "lint", "--now", "2026-11-01T12:00:00Z", "plan.md")
    others = ("doctor", "drafting", "fixes", "fixing", "gate", "locks", "preflight", "reporting", "caching.cache")
    assert not [name for name in loaded if name.startswith(tuple(f"execplan_hooks.{other}" for other in others))]
    assert "execplan_hooks.document.dialect.template" not in loaded


def test_front_matter_is_what_needs_yaml(plan: Path) -> None:
    (plan / "other.md").write_text(conforming("ssot"), encoding="utf-8")
    assert "ruamel.yaml" in _loads(plan, "lint", "--now", "2026-11-01T12:00:00Z", "other.md")


@pytest.fixture
def governed(tmp_path: Path) -> GitRepo:
    """A repository whose plan governs what is staged: a step that was done, and a file in scope."""
    made = GitRepo(tmp_path / "repo")
    plan = conforming("codex").replace("## Progress\n", "## Progress\n\nBranch: feat/queue\n", 1)
    made.commit("plan", {"plans/queue.md": plan, "src/queue.py": "LIMIT = 1\n"})
    made.git("checkout", "-q", "-b", "feat/queue")
    made.write("src/queue.py", "LIMIT = 2\n")
    made.git("add", "--all")
    return made


def test_the_gate_needs_no_yaml_and_no_secrets_without_files_of_theirs(governed: GitRepo) -> None:
    loaded = _loads(governed.path, "gate", "--staged", "--rule", "file-scope", "--rule", "agent-locks")
    assert loaded & (_HEAVY | {"json"}) == set()


def test_the_gate_asks_git_nothing_twice_about_a_commit(governed: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    original = process.run

    def noted(arguments: Sequence[str], *others: Any, **named: Any) -> Any:
        asked.append((*arguments, str(named or others[2:])))
        return original(arguments, *others, **named)

    isolate(monkeypatch)
    monkeypatch.setattr(process, "run", noted)
    monkeypatch.chdir(governed.path)
    main(["gate", "--staged"])
    settled = [command for command in asked if governed.git("rev-parse", "HEAD") in command]
    assert any("ls-tree" in command for command in settled)
    assert sorted(settled) == sorted(set(settled))
