"""A run is ended in the middle of its work: each file is as it was or was to be, the next run does the rest."""

from __future__ import annotations

import os
import random
import signal
import stat
import time
from pathlib import Path

import pytest

from tests.faults.running import (
    FIX,
    GOOD,
    KILLED_AT,
    KILLED_BY_THAT,
    MISSPELT,
    NO_FILE_LARGER_THAN,
    contents,
    end,
    execute,
    misspelt,
    start,
)
from tests.gating import execplan
from tests.gitrepo import GitRepo

COUNT = 3
MODE = 0o640


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """A repository with `COUNT` plans that are to be fixed, of an unusual mode."""
    root = misspelt(tmp_path / "repo", COUNT)
    (root / ".git").rmdir()
    repo = GitRepo(root)
    repo.commit("plans")
    for file in (root / "plans").iterdir():
        file.chmod(MODE)
    return repo


def fixed(repo: GitRepo) -> int:
    """How many plans are fixed. Asserts that each is whole and keeps its mode, and that git sees no other change."""
    after = contents(repo.path)
    assert len(after) == COUNT
    assert set(after.values()) <= {MISSPELT, GOOD}
    assert {stat.S_IMODE(file.stat().st_mode) for file in (repo.path / "plans").glob("*.md")} == {MODE}
    changed = [f"M  plans/{name}" for name, text in after.items() if text == GOOD]
    repo.git("add", "plans/")
    assert repo.git("status", "--porcelain", "--untracked-files=all").splitlines() == changed
    return len(changed)


def left_behind(repo: GitRepo) -> list[str]:
    return [name for name in os.listdir(repo.path / "plans") if not name.endswith(".md")]


def test_killed_before_each_change_on_disk(repo: GitRepo) -> None:
    stages = []
    for number in range(100):
        done = execute(repo.path, *FIX, first=KILLED_AT.format(number, "SIGKILL"))
        stages.append(fixed(repo))
        if done.code != -signal.SIGKILL:
            break
        repo.git("checkout", "HEAD", "--", "plans")
        for file in (repo.path / "plans").glob("*.md"):
            file.chmod(MODE)
    assert done.code == 0
    assert stages == sorted(stages)
    assert set(stages) == set(range(COUNT + 1))
    assert len(left_behind(repo)) > COUNT, "each was killed between the first change and the last"
    assert f"checked {COUNT} plans" in execplan(repo.path, "lint", "--no-cache").out, "what was left is no plan"
    repo.git("clean", "--quiet", "-fd")
    assert left_behind(repo) == []


def test_killed_in_the_middle_of_a_write(repo: GitRepo) -> None:
    done = execute(repo.path, *FIX, first=KILLED_BY_THAT + NO_FILE_LARGER_THAN.format(len(GOOD) // 2))
    assert done.code == -signal.SIGXFSZ
    assert fixed(repo) == 0
    (left,) = left_behind(repo)
    assert [file.stat().st_size for file in (repo.path / "plans" / left).rglob("new")] == [len(GOOD) // 2]
    assert execplan(repo.path, *FIX).code == 0
    assert fixed(repo) == COUNT


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", -signal.SIGTERM), ("SIGHUP", -signal.SIGHUP), ("SIGINT", 130)])
def test_a_signal_that_can_wait_leaves_nothing_behind(repo: GitRepo, name: str, code: int) -> None:
    for number in (0, 1, 2, 3, 4, 5, 9):
        assert execute(repo.path, *FIX, first=KILLED_AT.format(number, name)).code == code
        fixed(repo)
        assert left_behind(repo) == []
        repo.git("reset", "--quiet", "--hard")
        for file in (repo.path / "plans").iterdir():
            file.chmod(MODE)


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """The seconds are shared out from the start of a run to its end, wherever that lies on this machine."""
    root = misspelt(tmp_path / "repo", 30)
    started = time.monotonic()
    assert execute(root, *FIX).code == 0
    taken = time.monotonic() - started
    assert set(contents(root).values()) == {GOOD}
    moments = random.Random(0)
    for _ in range(12):
        for file in (root / "plans").glob("*.md"):
            file.write_text(MISSPELT, encoding="utf-8")
        process = start(root, *FIX)
        time.sleep(taken * moments.uniform(0.3, 1.0))
        process.send_signal(moments.choice((signal.SIGKILL, signal.SIGTERM)))
        end(process)
        assert set(contents(root).values()) <= {GOOD, MISSPELT}
    assert execplan(root, *FIX).code == 0
    assert set(contents(root).values()) == {GOOD}


def test_killed_while_a_report_and_a_baseline_are_written(repo: GitRepo) -> None:
    for arguments, name in (
        (("lint", "--no-cache", "--format", "json=out.json"), "out.json"),
        (("baseline", "--update"), ".execplan-baseline.json"),
    ):
        file = repo.path / name
        execplan(repo.path, *arguments)
        whole = file.read_bytes()
        for before in (None, b"" if name == "out.json" else whole.replace(b"plans/p0", b"plans/q0")):
            for number in range(20):
                if before is None:
                    file.unlink(missing_ok=True)
                else:
                    file.write_bytes(before)
                done = execute(repo.path, *arguments, first=KILLED_AT.format(number, "SIGKILL"))
                assert (file.read_bytes() if file.exists() else None) in (before, whole)
                if done.code != -signal.SIGKILL:
                    break
            assert number > 2
            assert file.read_bytes() == whole
    assert repo.git("status", "--porcelain", "--untracked-files=all").count("execplan-") == 1


def test_killed_while_a_plan_is_drafted(repo: GitRepo) -> None:
    file = repo.path / "plans/new.md"
    draft = ("new", "codex", "plans/new.md", "--title", "New")
    for number in range(20):
        done = execute(repo.path, *draft, first=KILLED_AT.format(number, "SIGKILL"))
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert not text or text.endswith("\n")
        if done.code != -signal.SIGKILL:
            break
        file.unlink(missing_ok=True)
        assert repo.git("status", "--porcelain", "--untracked-files=all") == ""
    assert done.code == 0, done
    assert number > 2
    assert execplan(repo.path, "lint", "--no-cache", "plans/new.md").code in (0, 1)
