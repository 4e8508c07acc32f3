"""No room to write: what was there stays, nothing half-written is left, and the exit code and a message say so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.faults.running import (
    FIX,
    GOOD,
    MISSPELT,
    NO_FILE_LARGER_THAN,
    NO_MORE_MEMORY_THAN,
    ROOT,
    command,
    contents,
    execute,
    many,
    misspelt,
)
from tests.fixtures import plan_folder
from tests.gating import execplan
from tests.gitrepo import environment

FULL = NO_FILE_LARGER_THAN.format(50)
COUNT = 12
BAD = GOOD.replace("## Decision Log", "## Decided")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's root with `COUNT` plans, one of which has a finding."""
    texts = {f"p{number}.md": GOOD for number in range(COUNT - 1)}
    return plan_folder(tmp_path / "repo", {**texts, "bad.md": BAD})


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_fixes(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", 3)
    before = everything(folder)
    done = execute(folder, *FIX, first=NO_FILE_LARGER_THAN.format(len(GOOD) - 1))
    assert done.code == 2
    for name in contents(folder):
        assert f"cannot check: plans/{name}: cannot be written (File too large); the file is as it was" in done.out
    assert everything(folder) == before
    assert os.listdir(folder / "plans") == [file.name for file in (folder / "plans").glob("*.md")]


def test_one_fix_of_several(tmp_path: Path) -> None:
    folder = misspelt(tmp_path / "repo", 2)
    (folder / "plans/large.md").write_text(f"{MISSPELT}\n{'text ' * 5000}\n", encoding="utf-8")
    large = (folder / "plans/large.md").read_text(encoding="utf-8")
    done = execute(folder, *FIX, first=NO_FILE_LARGER_THAN.format(len(GOOD) + 1000))
    assert done.code == 2
    assert contents(folder) == {"large.md": large, "p0.md": GOOD, "p1.md": GOOD}
    assert "cannot check: plans/large.md: cannot be written" in done.out
    assert "2 fixed" in done.out


@pytest.mark.parametrize("before", [None, b"old\n"])
@pytest.mark.parametrize(
    ("arguments", "name", "message"),
    [
        (["lint", "--format", "sarif=out"], "out", "out: the report cannot be written (File too large)"),
        (["lint", "--output", "out"], "out", "out: the report cannot be written (File too large)"),
        (["lint", "--summary", "out"], "out", "--summary out: cannot be written (File too large)"),
        (["new", "codex", "plans/x.md"], "plans/x.md", "plans/x.md cannot be written (File too large)"),
        (["baseline"], ".execplan-baseline.json", ".execplan-baseline.json: the baseline cannot be written (File too"),
    ],
)
def test_reports_summaries_baselines_and_drafts(
    folder: Path, arguments: list[str], name: str, message: str, before: bytes | None
) -> None:
    file = folder / name
    if before is not None and arguments[0] == "lint":
        file.write_bytes(before)
    if before is not None and arguments[0] == "baseline":
        file.write_bytes(b'{"version": 1, "findings": []}\n')
        arguments = [*arguments, "--update"]
    there = everything(folder)
    done = execute(folder, *arguments, first=FULL)
    assert (done.code, done.err.count(message)) == (2, 1), done
    if "--summary" in arguments and before is None:
        there[name] = b""  # a file to which nothing could be added
    assert everything(folder) == there
    assert sorted(os.listdir(folder / "plans")) == sorted(Path(path).name for path in there if "plans/" in path)


@pytest.mark.parametrize("option", ["--output", "--summary", "--format=json="])
def test_a_full_device(folder: Path, option: str) -> None:
    options = [f"{option}/dev/full"] if option.endswith("=") else [option, "/dev/full"]
    done = execplan(folder, "lint", *options)
    assert done.code == 2
    assert done.err.count("/dev/full") == 1
    assert "No space left on device" in done.err


@pytest.mark.parametrize(
    "arguments",
    [["lint"], ["lint", "none.md"], ["lint", "--config", "none"], ["--version"], ["new", "codex", "-"], ["rules"]],
)
@pytest.mark.parametrize("streams", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_nobody_can_be_told(folder: Path, arguments: list[str], streams: tuple[str, ...]) -> None:
    """The exit code alone is left, and it must not be one that says that all is well, or that plans have findings."""
    expected = execplan(folder, *arguments)
    silent = all(getattr(expected, stream[3:]) == "" for stream in streams)
    with open("/dev/full", "wb") as full:
        out, err = (full if stream in streams else subprocess.PIPE for stream in ("stdout", "stderr"))
        env = environment() | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command(*arguments), cwd=folder, env=env, check=False, timeout=60, stdout=out, stderr=err)
    assert done.returncode == (expected.code if silent else 2)
    assert b"Traceback" not in (done.stdout or b"") + (done.stderr or b"")


@pytest.mark.parametrize("room", [0, 100, 5000, 20_000])
def test_the_cache(folder: Path, tmp_path: Path, room: int) -> None:
    """Nobody needs to know: it costs time and nothing else. The next run has a cache again."""
    options = ("--format", "json", "--cache-dir", str(tmp_path / "cache"))
    expected = execplan(folder, "lint", *options[:2], "--no-cache")
    for _ in range(2):
        assert execute(folder, "lint", *options, first=NO_FILE_LARGER_THAN.format(room)) == expected
    assert [execplan(folder, "lint", *options) for _ in range(2)] == [expected] * 2
    (folder / "plans/bad.md").write_text(BAD + "\nMore.\n", encoding="utf-8")
    assert execute(folder, "lint", *options, first=NO_FILE_LARGER_THAN.format(room)).code == 1


def test_memory_that_runs_out(tmp_path: Path) -> None:
    """Wherever it does: the verdict is the same, or there is none, and nobody waits for a process that is no more."""
    folder = many(tmp_path / "repo")
    expected = execplan(folder, "lint", "--no-cache")
    codes = set()
    for jobs in ("1", "4"):
        for megabytes in (22, 28, 33, 36, 40, 44, 50, 200):
            limited = NO_MORE_MEMORY_THAN.format(megabytes << 20)
            done = execute(folder, "lint", "--no-cache", "--jobs", jobs, first=limited)
            codes.add(done.code)
            if done.code == 2:
                assert done.out == ""
                assert "memory" in done.err or "No process can be started" in done.err
            else:
                assert done == expected
    assert codes == {1, 2}
