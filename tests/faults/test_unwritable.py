"""Places that cannot be written to, also for root: the verdict stands, or exit code 2 says what was not done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.running import FIX, GOOD, MISSPELT, contents, execute, misspelt
from tests.fixtures import plan_folder
from tests.gating import execplan

FEW_FILES = "resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {0}))\n"


@pytest.mark.parametrize(
    "way", ["a file is its folder", "a file is in its place", "a link that leads nowhere", "a loop"]
)
def test_a_cache_that_cannot_be(tmp_path: Path, way: str) -> None:
    folder = plan_folder(tmp_path / "repo", {f"p{number}.md": GOOD for number in range(10)})
    cache = tmp_path / "cache"
    if way == "a file is its folder":
        cache.write_text("x", encoding="utf-8")
        cache /= "below"
    elif way == "a file is in its place":
        cache.write_text("x", encoding="utf-8")
    elif way == "a loop":
        cache.symlink_to(cache)
    else:
        cache.symlink_to(tmp_path / "file" / "below")
        (tmp_path / "file").write_text("x", encoding="utf-8")
    expected = execplan(folder, "lint", "--no-cache")
    assert expected.code == 0
    assert execplan(folder, "lint", "--cache-dir", str(cache)) == expected


def test_a_cache_for_which_no_file_can_be_opened(tmp_path: Path) -> None:
    """At each number of open files the run says the same, or that it cannot go on."""
    folder = plan_folder(tmp_path / "repo", {f"p{number}.md": GOOD for number in range(10)})
    cache = tmp_path / "cache"
    codes = []
    for limit in range(3, 12):
        done = execute(folder, "lint", "--jobs", "1", "--cache-dir", str(cache), first=FEW_FILES.format(limit))
        codes.append(done.code)
        assert "nothing found" in done.out if done.code == 0 else done.err or "cannot check" in done.out
    assert codes == sorted(codes, reverse=True)
    assert set(codes) == {0, 2}


def test_a_read_only_folder_is_not_written_to(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", 2)
    (folder / "plans").chmod(0o555)
    done = execplan(folder, *FIX)
    (folder / "plans").chmod(0o755)
    assert done.code == 2
    assert done.out.count("lies in a read-only folder, so nothing was written; make the folder writable") == 2
    assert contents(folder) == {"p0.md": MISSPELT, "p1.md": MISSPELT}
    assert sorted(os.listdir(folder / "plans")) == ["p0.md", "p1.md"]


def test_a_folder_in_which_nothing_can_be_made(tmp_path: Path) -> None:
    """No file can be opened beside the two that are open: as where the system has no more of them."""
    folder = misspelt(tmp_path / "repo", 1)
    for limit in range(3, 9):
        done = execute(folder, *FIX, first=FEW_FILES.format(limit))
        fixed = contents(folder) == {"p0.md": GOOD}
        assert (done.code == 0) == fixed
        assert done.code in (0, 2)
        assert sorted(os.listdir(folder / "plans")) == ["p0.md"]
        if not fixed:
            assert contents(folder) == {"p0.md": MISSPELT}
            assert done.err or "cannot check" in done.out
    assert fixed
