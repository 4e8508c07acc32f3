"""What the tests of real repositories share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gitrepo import GitRepo, isolate


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def made(tmp_path: Path) -> GitRepo:
    """A repository with one commit on `main`: `plan.md`, `src/a.py`, `src/b.py`."""
    made = GitRepo(tmp_path / "repo")
    made.commit("base", {"plan.md": "# Plan\n", "src/a.py": "a = 1\n" * 20, "src/b.py": "b = 1\n"})
    return made
