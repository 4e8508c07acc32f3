"""What the tests of the gate share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gating import planned
from tests.gitrepo import GitRepo, isolate


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a`; the plan on `main` includes `src/...` and excludes `infra/...`."""
    return planned(tmp_path / "repo")
