"""How git is started: whose environment, which program, how long, and what its failure shows."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from execplan_hooks.repository import process
from execplan_hooks.repository.contents import INDEX
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, GitMissing
from tests.gitrepo import GitRepo


def test_pathspec_switches_of_the_environment_do_not_matter(made: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    repo = Repository.open(made.path)
    assert repo.read("HEAD", "PLAN.md") is None
    assert repo.read(INDEX, "plan.md") == b"# Plan\n"


@pytest.mark.parametrize("path", ["", "/nowhere", ".", ":/nowhere"])
def test_git_missing_never_runs_a_git_of_the_repository(
    made: GitRepo, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    made.write("git", "#!/bin/sh\ntouch it-ran\n", executable=True)
    monkeypatch.chdir(made.path)
    monkeypatch.setenv("PATH", path)
    with pytest.raises(GitMissing, match="install git"):
        Repository.open(made.path)
    assert not (made.path / "it-ran").exists()


def test_a_git_that_hangs_is_ended_with_its_children(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n(sleep 1; touch {tmp_path}/still-there) &\nsleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(process, "TIMEOUT", 0.3)
    started = time.monotonic()
    with pytest.raises(GitError, match="took more than"):
        Repository.open(made.path)
    assert time.monotonic() - started < 0.9
    time.sleep(1)
    assert not (tmp_path / "still-there").exists()


def test_a_failure_shows_no_credentials() -> None:
    shown = process.reason("noise\nfatal: unable to access 'https://me:s3cr3t@example.org/x.git/': \x1b[31mno\n")
    assert shown == "unable to access 'https://example.org/x.git/': \\x1b[31mno"
