"""Every command of docs/command-line.md works, and says what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_habits import GOOD, shell
from tests.documented.pages import samples
from tests.gating import session_plan
from tests.gitrepo import GitRepo

COMMANDS = [sample for sample in samples() if sample.page == "docs/command-line.md"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository on the branch of its plan."""
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {"plans/x.md": GOOD, "plans/y.md": session_plan("feat/a"), "src/a.py": "a\n"})
    repo.branch("feat/a")
    repo.commit("work", {"src/a.py": "b\n"})
    return repo.path


@pytest.mark.parametrize("sample", COMMANDS, ids=str)
def test_each_command_of_the_page_works(folder: Path, sample: object) -> None:
    block = next(one for one in COMMANDS if one is sample)
    assert block.language == "sh"
    for line in block.text.splitlines():
        done = shell(folder, f'HOME="{folder}"; python() {{ python3 "$@"; }}; {line}')
        assert done.code in (0, 1), (line, done)
        assert done.err == ""


@pytest.mark.parametrize(("line", "code"), [("execplan lint --quie", 2), ("execplan", 2), ("execplan lint --quiet", 1)])
def test_what_the_page_says_of_exit_codes(folder: Path, line: str, code: int) -> None:
    assert shell(folder, line).code == code
