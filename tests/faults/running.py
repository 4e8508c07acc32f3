"""Real runs of `execplan` to which something happens: shared by the tests of faults."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.fixtures import conforming, plan_folder
from tests.gating import Done
from tests.gitrepo import environment

ROOT = Path(__file__).parents[2]
LIMIT = 60.0
"""Seconds after which a run hangs."""
NOW = "2026-11-01T12:00:00Z"
GOOD = conforming("codex")
MISSPELT = GOOD.replace("## Progress", "## Progres")
"""A plan of which `--fix` makes `GOOD`."""
FIX = ("lint", "--fix", "--unsafe-fixes", "--no-cache", "--now", NOW)

_DRIVER = """\
import os, resource, signal, sys
first = sys.argv.pop(1)
from execplan_hooks import cli
exec(first)
sys.exit(cli.main())
"""
NO_FILE_LARGER_THAN = "resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))\n"
"""A disk that is full: each write beyond that many bytes of a file fails, as Python ignores the signal for it."""
KILLED_BY_THAT = "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
NO_MORE_MEMORY_THAN = "resource.setrlimit(resource.RLIMIT_AS, ({0}, {0}))\n"
KILLED_AT = """\
left = {0}
def at_each_change(event, arguments):
    global left
    changes = event in ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link")
    if changes or (event == "open" and arguments[2] & os.O_CREAT):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.{1})
sys.addaudithook(at_each_change)
"""
"""The signal comes just before the change number `{0}` of anything on disk: a file that is made, moved or removed."""


def command(*arguments: str, first: str = "") -> list[str]:
    """A process that executes the Python code `first`, then runs `execplan`."""
    return [sys.executable, "-c", _DRIVER, first, *arguments]


def start(folder: Path, *arguments: str, first: str = "", group: bool = False) -> subprocess.Popen[str]:
    """A run that goes on beside the test; with `group` one whose processes are a group of their own."""
    return subprocess.Popen(
        command(*arguments, first=first),
        cwd=folder,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=group,
    )


def end(process: subprocess.Popen[str]) -> Done:
    """What came of it. Fails where it hangs, or printed a traceback."""
    try:
        out, err = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
    assert "Traceback" not in err, err
    return Done(process.returncode, out, err)


def execute(folder: Path, *arguments: str, first: str = "") -> Done:
    return end(start(folder, *arguments, first=first))


def until(happened: Callable[[], object], what: str) -> None:
    """Wait for something. Fails after `LIMIT` seconds."""
    over = time.monotonic() + LIMIT
    while not happened():
        assert time.monotonic() < over, what
        time.sleep(0.002)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that run."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and entry != str(pid):
            try:
                state, parent = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:  # it has ended
                continue
            if int(parent) == pid and state != "Z":
                found.append(int(entry))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def misspelt(path: Path, count: int) -> Path:
    """A repository's root with so many plans that `--fix` changes."""
    return plan_folder(path, {f"p{number}.md": MISSPELT for number in range(count)})


def many(path: Path, count: int = 250) -> Path:
    """A repository's root with enough plans for several processes, one of which has a finding."""
    files = {f"p{number:03}.md": GOOD for number in range(count)}
    return plan_folder(path, {**files, "p100.md": GOOD.replace("## Decision Log", "## Decided")})


def contents(folder: Path) -> dict[str, str]:
    """The plans of a repository, by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((folder / "plans").glob("*.md"))}
