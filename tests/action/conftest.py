"""What the tests of the action share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.forge import Forge
from tests.gitrepo import isolate


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A repository with the good plan on `main`."""
    return Forge(tmp_path / "forge")
