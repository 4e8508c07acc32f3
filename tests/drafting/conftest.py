"""What the tests of real repositories share."""

from __future__ import annotations

import pytest

from tests.gitrepo import isolate


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)
