"""The console scripts: declared once, installed, and each starts."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from execplan_hooks import __version__, rules
from tests.gitrepo import environment

PROJECT = Path(__file__).parents[1]
SCRIPTS: dict[str, str] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["scripts"]


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def test_each_rule_has_a_script() -> None:
    names = ["execplan", "execplan-lint", "execplan-gate", *(f"execplan-{rule}" for rule in rules.RULE_IDS)]
    assert list(SCRIPTS) == names


def test_scripts_are_installed_as_declared() -> None:
    """Fails where the development install is older than pyproject.toml: install again."""
    installed = entry_points(group="console_scripts")
    assert {script.name: script.value for script in installed if script.name in SCRIPTS} == SCRIPTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_starts(name: str) -> None:
    done = _run(Path(sys.executable).with_name(name), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: execplan")


@pytest.mark.parametrize(
    "command", [["-m", "execplan_hooks"], *([Path(sys.executable).with_name(name)] for name in SCRIPTS)]
)
def test_version(command: list[str | Path]) -> None:
    done = _run(*([sys.executable, *command] if command[0] == "-m" else command), "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"execplan-hooks {__version__}\n", "")
