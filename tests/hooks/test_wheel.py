"""The wheel: its data files are inside, and it works where nothing else of this project is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from execplan_hooks import __version__
from tests.gitrepo import GitRepo, environment

pytestmark = pytest.mark.registry


@pytest.fixture(scope="module")
def wheel(hook_repository: GitRepo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the project as it is on disk."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, hook_repository.path)
    (file,) = folder.iterdir()
    return file


def test_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path, hook_repository: GitRepo) -> None:
    assert wheel.name == f"execplan_hooks-{__version__}-py3-none-any.whl"
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == set(hook_repository.git("ls-files", "execplan_hooks").splitlines())
    assert {"execplan_hooks/demo-plan.md", "execplan_hooks/py.typed"} < inside
    assert any(name.startswith("execplan_hooks/dialects/") and name.endswith(".toml") for name in inside)


def test_wheel_works_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    _run(sys.executable, "-m", "venv", tmp_path / "venv")
    binaries = tmp_path / "venv" / "bin"
    _run(binaries / "python", "-m", "pip", "install", "-q", wheel)
    assert _run(binaries / "execplan", "--version", cwd=tmp_path) == f"execplan-hooks {__version__}\n"
    played = _run(binaries / "execplan", "demo", cwd=tmp_path)
    assert "infra/prod.tf: error: deleted, but excluded by" in played


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    """A command's standard output; fails with all that it printed where its exit code is not 0."""
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
