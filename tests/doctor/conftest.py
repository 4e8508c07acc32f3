"""Fixtures of the doctor's tests."""

from __future__ import annotations

import pytest

from tests.doctor.situations import Doctor


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """`execplan doctor`, in this process."""
    return Doctor(monkeypatch, capsys)
