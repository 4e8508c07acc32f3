"""docs/output.md shows what the commands on it say."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.documented.pages import Sample, samples
from tests.fixtures import conforming
from tests.gating import execplan
from tests.gitrepo import GitRepo

EXAMPLES = [sample for sample in samples() if sample.page == "docs/output.md" and sample.language]
RESULT = '"$ execplan lint --rule timestamps --format sarif"'


def faulty() -> str:
    """The conforming plan with a date that is none, a link that leads nowhere, and a secret."""
    text = conforming("codex")
    assert "(2026-01-12" in text or "(202" in text
    before, opening, after = text.partition("- [x] (")
    date, closing, rest = after.partition(")")
    assert opening
    assert len(date) >= len("2026-01-12")
    return (
        f"{before}{opening}2026-02-30 09:00Z{closing}{rest}\n"
        "See [the notes](notes.md).\n\nThe key was `password = 'aB3dE5gH7jK9lM1nP3qR'`.\n"
    )


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    made = GitRepo(tmp_path / "repo")
    made.commit("plan", {"plans/csv-import.md": faulty()})
    return made


def shown(repo: GitRepo, command: str) -> str:
    """What a block shows: the command and its output; of a SARIF log the first result."""
    program, *arguments = shlex.split(command.strip('"').removeprefix("$ "))
    assert program == "execplan"
    done = execplan(repo.path, *arguments)
    assert (done.code, done.err) == (1, "")
    if command.startswith('"'):
        return json.dumps(json.loads(done.out)["runs"][0]["results"][0], indent=2)
    return f"{command}\n{done.out}".rstrip("\n")


def test_each_format_has_an_example() -> None:
    first = [sample.first for sample in EXAMPLES]
    for form in ("concise", "full", "json", "github"):
        assert any(line.endswith(f"--format {form}") for line in first), form
    assert "$ execplan lint" in first


@pytest.mark.parametrize("sample", EXAMPLES, ids=str)
def test_each_example_is_true(repo: GitRepo, sample: Sample) -> None:
    command = sample.first if sample.first.startswith("$ ") else RESULT
    assert sample.text.rstrip("\n") == shown(repo, command)
