"""Where the cache lies, and what happens where it cannot be used: the verdict is the same, nothing else is harmed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import execplan_hooks
from execplan_hooks.caching import folder
from execplan_hooks.caching import store as module
from execplan_hooks.caching.store import Store
from execplan_hooks.model import ExecplanError
from tests.caching.running import COUNT, GOOD, NOW, Repository, plans
from tests.gating import execplan

SECRET = "ghp_" + "9xKq2LmZ7tRw4VbN8sYc1HdF6gJp3TaQeU5o"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return plans(tmp_path, {"bad.md": GOOD.replace("## Decision Log", "## Peculiar words")})


def test_no_text_of_a_plan_lies_in_the_cache(repo: Repository) -> None:
    repo.write("plans/leak.md", f"{GOOD}\nThe token is {SECRET}, says the zebra in the [link](zebra-crossing.md).\n")
    assert [message for message in repo.said() if "GitHub token" in message]
    kept = b"".join(file.read_bytes() for file in repo.cache.iterdir())
    assert repo.entries() == COUNT + 2
    for word in (SECRET, SECRET[4:12], "zebra", "Peculiar", "Decision", "plans/", "leak", str(repo.root)):
        assert word.encode() not in kept


def test_a_folder_in_the_repository_is_refused_where_somebody_names_it(repo: Repository) -> None:
    inside = repo.root / ".cache"
    (repo.root / "out").symlink_to(repo.cache.parent)
    done = execplan(repo.root, "lint", "--cache-dir", str(inside))
    assert (done.code, done.out) == (2, "")
    assert "lies in the repository" in done.err
    assert not inside.exists()
    assert execplan(repo.root, "lint", "--cache-dir", "out/cache").code == 1, "a link that leads out of it"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/home/u"}, "/home/u/.cache/execplan-hooks"),
        ({"HOME": "/home/u", "XDG_CACHE_HOME": "/c"}, "/c/execplan-hooks"),
        ({"HOME": "/home/u", "XDG_CACHE_HOME": "c"}, "/home/u/.cache/execplan-hooks"),
        ({"HOME": "/home/u", "XDG_CACHE_HOME": ""}, "/home/u/.cache/execplan-hooks"),
        ({"HOME": "/home/u", "EXECPLAN_CACHE_DIR": "/d"}, "/d"),
        ({"HOME": "/home/u", "EXECPLAN_CACHE_DIR": ""}, "/home/u/.cache/execplan-hooks"),
        ({"XDG_CACHE_HOME": "/r/repo/.cache"}, None),
        ({"HOME": "/r/repo"}, None),
        ({"HOME": "here"}, None),
        ({}, None),
    ],
)
def test_the_usual_folder(environ: dict[str, str], expected: str | None) -> None:
    assert folder.chosen(None, environ, Path("/r/repo")) == (Path(expected) if expected else None)


def test_a_folder_in_the_work_tree_of_which_the_root_is_a_part(tmp_path: Path) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/part/plans").mkdir(parents=True)
    environ = {"HOME": str(tmp_path / "repo")}
    assert folder.chosen(None, environ, tmp_path / "repo/part") is None
    assert folder.chosen(None, {"HOME": str(tmp_path)}, tmp_path / "repo/part") is not None
    with pytest.raises(ExecplanError, match="lies in the repository"):
        folder.chosen(tmp_path / "repo/cache", environ, tmp_path / "repo/part")


def test_a_repository_that_has_two_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As after `docker run -v repo:/a -v repo:/b`, which no path tells.
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    same = os.path.samefile

    def mounted(one: str, other: str) -> bool:
        return same(*(str(path).replace(str(tmp_path / "b"), str(tmp_path / "a")) for path in (one, other)))

    monkeypatch.setattr(os.path, "samefile", mounted)
    assert folder.chosen(None, {"HOME": str(tmp_path / "b")}, tmp_path / "a") is None
    assert folder.chosen(None, {"HOME": str(tmp_path)}, tmp_path / "a") is not None


def test_an_environment_that_names_a_folder_in_the_repository() -> None:
    with pytest.raises(ExecplanError, match="lies in the repository"):
        folder.chosen(None, {"EXECPLAN_CACHE_DIR": "/r/repo/x"}, Path("/r/repo"))
    assert folder.chosen(Path("/named"), {"EXECPLAN_CACHE_DIR": "/r/repo/x"}, Path("/r/repo")) == Path("/named")


def test_only_a_folder_that_nobody_else_can_write_to(tmp_path: Path) -> None:
    place = tmp_path / "a/b"
    assert folder.is_ours(place)
    assert place.stat().st_mode & 0o777 == 0o700
    for mode in (0o770, 0o702, 0o777):
        place.chmod(mode)
        assert not folder.is_ours(place)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert not folder.is_ours(tmp_path / "file")
    assert not folder.is_ours(tmp_path / "file/below")
    assert not folder.is_ours(Path("a\0b"))


def test_nobody_else_can_read_the_file(repo: Repository) -> None:
    repo.cache.mkdir(mode=0o755)
    repo.lint()
    assert repo.file.stat().st_mode & 0o777 == 0o600


def test_a_program_in_an_archive_has_no_cache(repo: Repository, tmp_path: Path) -> None:
    archive = shutil.make_archive(
        str(tmp_path / "program"), "zip", Path(execplan_hooks.__file__).parent.parent, "execplan_hooks"
    )
    done = execplan(repo.root, "lint", "--cache-dir", str(repo.cache), env={"PYTHONPATH": archive})
    assert (done.code, done.err) == (1, "")
    assert not repo.file.exists()


def test_a_folder_that_others_can_write_to_is_not_used(repo: Repository) -> None:
    repo.cache.mkdir()
    repo.cache.chmod(0o777)
    repo.lint()
    assert list(repo.cache.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" + bytes(range(256)) * 20, os.urandom(5000)])
def test_a_file_that_is_no_database(repo: Repository, content: bytes) -> None:
    repo.cache.mkdir(mode=0o700)
    repo.file.write_bytes(content)
    said = repo.lint()
    assert repo.lint() == said
    assert repo.entries() == COUNT + 1, "from the second run on there is a new one"


def test_a_database_that_is_damaged_somewhere(repo: Repository) -> None:
    said = repo.lint()
    whole = repo.file.read_bytes()
    for at in range(50, len(whole), 997):
        repo.file.write_bytes(whole[:at] + bytes(200) + whole[at + 200 :])
        assert repo.lint() == said
        repo.file.write_bytes(whole[:at])
        assert repo.lint() == said


def test_a_database_of_somebody_else_is_left_alone(repo: Repository) -> None:
    repo.cache.mkdir(mode=0o700)
    with sqlite3.connect(repo.file) as database:
        database.execute("CREATE TABLE theirs (x)")
    database.close()
    before = repo.file.read_bytes()
    repo.lint()
    assert repo.file.read_bytes() == before


def test_a_file_in_the_way(repo: Repository) -> None:
    repo.cache.write_text("x", encoding="utf-8")
    repo.lint()
    repo.cache.unlink()
    (repo.file).mkdir(parents=True)
    repo.cache.chmod(0o700)
    repo.lint()
    assert repo.file.is_dir()


def test_a_database_that_another_run_has_locked(repo: Repository) -> None:
    said = repo.lint()
    other = sqlite3.connect(repo.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    repo.write("plans/new.md", GOOD)
    try:
        assert '"plans": 12' in repo.lint()
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert repo.lint() != said


def test_many_runs_at_once(repo: Repository) -> None:
    for number in range(30):
        repo.write(f"plans/more-{number}.md", GOOD + f"\n{number}\n")
    options = ("--format", "json", "--now", NOW, "--cache-dir", str(repo.cache))
    command = (sys.executable, "-m", "execplan_hooks", "lint", *options)
    runs = [subprocess.Popen(command, cwd=repo.root, stdout=subprocess.PIPE) for _ in range(6)]
    outputs = {run.communicate()[0] for run in runs}
    assert [run.returncode for run in runs] == [1] * 6
    assert outputs == {repo.lint().encode()}
    assert repo.entries() == COUNT + 31


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    day = 86_400.0
    old = Store(tmp_path, now=0)
    old.keep({b"a": b"1", b"b": b"2"})
    old.close()
    used = Store(tmp_path, now=20 * day)
    assert used.find(b"a") == b"1"
    used.keep({}, [b"a"])
    used.close()
    late = Store(tmp_path, now=40 * day)
    late.keep({b"c": b"3"})
    assert [late.find(name) for name in (b"a", b"b", b"c", b"d")] == [b"1", None, b"3", None]
    late.close()


def test_the_entries_that_were_used_last_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 3)
    for day, name in enumerate((b"a", b"b", b"c", b"d")):
        store = Store(tmp_path, now=day * 86_400.0)
        store.keep({name: b"1"}, [b"a"] if day else [])
        store.close()
    store = Store(tmp_path, now=4 * 86_400.0)
    assert [store.find(name) for name in (b"a", b"b", b"c", b"d")] == [b"1", None, b"1", b"1"]
    store.close()


def test_an_entry_takes_hardly_more_room_than_it_has_bytes(tmp_path: Path) -> None:
    # Where SQLite keeps rows in an index, what is longer than a quarter of a page has one more of its own.
    store = Store(tmp_path)
    store.keep({os.urandom(16): bytes(1100) for _ in range(2000)})
    store.close()
    assert (tmp_path / "lint-1.sqlite").stat().st_size < 2000 * 1100 * 2


def test_few_files_and_runs_that_fix_make_no_cache(repo: Repository) -> None:
    repo.lint("plans/p1.md", "plans/bad.md")
    assert not repo.file.exists()
    execplan(repo.root, "lint", "--diff", "--cache-dir", str(repo.cache))
    shutil.rmtree(repo.cache, ignore_errors=True)
    execplan(repo.root, "lint", "--no-cache", env={"EXECPLAN_CACHE_DIR": str(repo.cache)})
    assert not repo.file.exists()
