"""Every command that reads plans says where the configuration names a dialect that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures import conforming
from tests.gating import execplan
from tests.gitrepo import GitRepo


@pytest.mark.parametrize(
    "command", [("lint",), ("preflight", "plans/a.md"), ("report",), ("baseline",), ("config", "plans/a.md")]
)
def test_an_unknown_dialect_is_told_with_its_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    repo = GitRepo(tmp_path / "repository")
    config = 'version: 1\nplans: [{files: "plans/**", dialect: codx}]\n'
    repo.commit("start", {".execplan.yaml": config, "plans/a.md": conforming("codex")})
    done = execplan(repo.path, *command)
    assert (done.code, done.out) == (2, "")
    wanted = 'execplan: .execplan.yaml:2: key "plans[0].dialect": unknown dialect "codx"; did you mean "codex"?'
    assert done.err.startswith(wanted)
