"""Symbolic links in scope: the gate says where each of them leads to, if that is not in scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gating import gate, planned, session_plan, told


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("..", "out of the repository"),  # from src/, the repository itself: everything in it
        ("../", "out of the repository"),
        ("../..", "out of the repository"),
        ("../../..", "out of the repository"),
        ("../../repo", "out of the repository"),
        ("/etc", "out of the repository"),
        ("../.git/hooks", "into git's own folder"),
        ("../.GIT/config", "into git's own folder"),
        ("../sub/.git", "into git's own folder"),
        ("../infra", "which is excluded by"),
        ("../infra/prod.tf", "which is excluded by"),
        ("../deploy", "which contains what is excluded by"),
        ("../deploy/live", "which is excluded by"),
        ("../deploy/staging", None),
        ("../depl", None),
        ("a.py", None),
        (".", None),
        ("../docs", None),
    ],
)
def test_where_a_link_in_scope_leads_is_told(tmp_path: Path, target: str, expected: str | None) -> None:
    repo = planned(tmp_path / "repo", session_plan(exclude=["`infra/...`", "`deploy/live/...`"]))
    repo.symlink("src/way", target)
    repo.commit("link")
    found = told(gate(repo), "file-scope")
    assert len(found) == (expected is not None), found
    assert all(message.startswith("warning src/way: added as a symbolic link ") for message in found)
    assert all(expected and expected in message for message in found)
