"""What docs/suppressing.md and docs/baseline.md show is what happens."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from execplan_hooks.document.markdown import BlockKind, parse
from tests.fixtures import conforming
from tests.gating import execplan
from tests.gitrepo import GitRepo

DOCS = Path(__file__).parents[2] / "docs"
GOOD = conforming("codex")
ONE = GOOD.replace("## Decision Log", "## Decided")


def _blocks(page: str, language: str) -> list[str]:
    blocks = parse((DOCS / page).read_text(encoding="utf-8").split("\n")).walk()
    return [block.text for block in blocks if block.kind is BlockKind.FENCE and block.info == language]


def _play(folder: Path, text: str) -> None:
    """Run the commands of a block; each must say what stands below it."""
    for part in text.removeprefix("$ ").split("\n$ "):
        command, _, output = part.partition("\n")
        done = execplan(folder, *shlex.split(command)[1:])
        assert done.out.rstrip("\n") == output, command
        assert done.err == ""


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("start", {"plans/good.md": GOOD})
    return repo


def test_the_suppression(repo: GitRepo) -> None:
    (example,) = _blocks("suppressing.md", "markdown")
    repo.write("plans/suppressed.md", f"{GOOD}\n{example}\n")
    (console,) = _blocks("suppressing.md", "console")
    _play(repo.path, console)


def test_the_baseline_and_the_change(repo: GitRepo) -> None:
    first, second = _blocks("baseline.md", "console")
    repo.write("plans/new.md", ONE)
    _play(repo.path, second)
    _play(repo.path, first)
