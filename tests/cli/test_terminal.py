"""A run on a real terminal, one that is interrupted, and one whose reader goes away."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from execplan_hooks.cli import BROKEN_PIPE, INTERRUPTED
from tests.fixtures import conforming, plan_folder
from tests.gitrepo import environment

PROGRESS = re.compile(rb"\r\x1b\[Kchecked (\d+) of (\d+) files")
WIPED = b"\r\x1b[K"
PLANS = 1000
SLOWLY = ("--jobs", "1", "--no-cache")
"""However many cores there are, and whatever ran before."""
LIMIT = 60.0


@dataclass
class Running:
    """A process with stderr, and stdin, on a terminal; `seen` is what it wrote there so far."""

    process: subprocess.Popen[bytes]
    terminal: int
    seen: bytes = b""

    def read_until(self, pattern: bytes) -> None:
        """Read what it writes until that matches. Fails after `LIMIT` seconds, or at its end."""
        end = time.monotonic() + LIMIT
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, self.seen
            assert self._read(), self.seen

    def finish(self) -> tuple[int, bytes]:
        """Its exit code and what it wrote on stdout."""
        assert self.process.stdout is not None
        out = self.process.stdout.read()
        code = self.process.wait(LIMIT)
        while self._read():
            pass
        return code, out

    def _read(self) -> bool:
        if not select.select([self.terminal], [], [], 0.5)[0]:
            return self.process.poll() is None
        try:
            data = os.read(self.terminal, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += data
        return bool(data)


@contextmanager
def on_terminal(folder: Path, *arguments: str, **env: str) -> Iterator[Running]:
    """`execplan` with a terminal in its back, and its report on a pipe."""
    ours, theirs = pty.openpty()
    unwanted = ("CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")
    kept = {name: value for name, value in environment().items() if name not in unwanted}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "execplan_hooks", *arguments],
            cwd=folder,
            env=kept | {"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"} | env,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        with process:
            yield Running(process, ours)
    finally:
        os.close(ours)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with more plans than can be read in a second."""
    text = conforming("codex")
    return plan_folder(tmp_path_factory.mktemp("many") / "repo", {f"p{n}.md": text for n in range(PLANS)})


def test_a_long_run_says_how_far_it_is_and_wipes_that_at_its_end(many: Path) -> None:
    with on_terminal(many, "lint", *SLOWLY) as running:
        started = time.monotonic()
        running.read_until(PROGRESS.pattern)
        assert time.monotonic() - started >= 1.0
        code, out = running.finish()
        taken = time.monotonic() - started
    assert code == 0
    assert out.decode().splitlines() == [f"checked {PLANS} plans ({PLANS} codex): nothing found"]
    states = [(int(done), int(total)) for done, total in PROGRESS.findall(running.seen)]
    assert states == sorted(set(states))
    assert {total for _, total in states} == {PLANS}
    assert len(states) <= taken * 10 + 1
    assert running.seen.endswith(WIPED)
    assert PROGRESS.sub(b"", running.seen) == WIPED


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (["--quiet"], {}),
        ([], {"CI": "true"}),
        ([], {"CI": "1"}),
        ([], {"TERM": "dumb"}),
        (["plans/p1.md"], {}),
    ],
    ids=["quiet", "CI", "another CI", "no terminal that can rewrite", "a short run"],
)
def test_a_run_that_says_nothing_of_how_far_it_is(many: Path, arguments: list[str], env: dict[str, str]) -> None:
    with on_terminal(many, "lint", *SLOWLY, *arguments, **env) as running:
        code, _ = running.finish()
    assert (code, running.seen) == (0, b"")


def test_ctrl_c_wipes_the_line_and_leaves_no_traceback(many: Path) -> None:
    with on_terminal(many, "lint", *SLOWLY) as running:
        running.read_until(PROGRESS.pattern)
        running.process.send_signal(signal.SIGINT)
        code, out = running.finish()
    assert (code, out) == (INTERRUPTED, b"")
    assert running.seen.endswith(WIPED)
    assert b"Traceback" not in running.seen


def test_a_terminal_as_stdin_is_read_to_its_end(many: Path) -> None:
    with on_terminal(many, "lint", "-") as running:
        os.write(running.terminal, conforming("ssot").encode().replace(b"\n", b"\r") + b"\r\x04")
        running.read_until(b"\n# ")  # the terminal repeats what is typed
        os.write(running.terminal, b"\x04")
        code, out = running.finish()
    assert code in (0, 1)
    assert b"checked 1 plan (1 ssot)" in out


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("execplan_hooks.cli", ["rules"]), ("execplan_hooks.output.destinations", ["lint", "plans/p1.md"])],
)
def test_ctrl_c_while_the_program_is_loaded(many: Path, tmp_path: Path, name: str, arguments: list[str]) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        f"""\
import importlib.abc, sys, time
from execplan_hooks.__main__ import main

class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {name!r}:
            print("loading", file=sys.stderr, flush=True)
            time.sleep(30)

sys.meta_path.insert(0, Slow())
sys.argv[1:] = {arguments!r}
sys.exit(main())
""",
        encoding="utf-8",
    )
    assert interrupted([sys.executable, str(script)], many, "loading") == (INTERRUPTED, "", "loading\n")


def test_ctrl_c_while_git_runs(many: Path, tmp_path: Path) -> None:
    """git is ended too: it has a group of its own, which the terminal does not interrupt."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "git").write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid\necho started >&2\nsleep 30\n", encoding="utf-8"
    )
    (programs / "git").chmod(0o755)
    command = [sys.executable, "-m", "execplan_hooks", "gate"]
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    assert interrupted(command, many, tmp_path / "pid", PATH=path) == (INTERRUPTED, "", "")
    pid = int((tmp_path / "pid").read_text())
    end = time.monotonic() + LIMIT
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            break  # ended; nobody asked for its exit code
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{pid}").exists()


def interrupted(command: list[str], folder: Path, sign: str | Path, **env: str) -> tuple[int, str, str]:
    """Exit code and output of a command that gets SIGINT once it has printed a line, or written a file."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment() | {"PYTHONPATH": str(Path(__file__).parents[2])} | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    seen = ""
    end = time.monotonic() + LIMIT
    if isinstance(sign, str):
        while sign not in seen and process.poll() is None:
            seen += process.stderr.readline()
    else:
        while not (sign.exists() and sign.read_text()) and time.monotonic() < end:
            time.sleep(0.05)
    time.sleep(0.1)  # until it sleeps
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, seen + err


@pytest.mark.parametrize(
    "arguments",
    ["rules", "--help", "lint --help", "lint --format json", "lint", "doctor", "explain secrets", "lint --nothing"],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_ends_the_run_in_silence(many: Path, arguments: str, unbuffered: str) -> None:
    """The report goes to a pipe that nobody reads any more: as `execplan … | head -1`, without the race."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "execplan_hooks", *arguments.split()],
            cwd=many,
            env=environment() | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": unbuffered},
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    finally:
        os.close(writer)
    if arguments == "lint --nothing":
        assert done.returncode == 2
        assert "unrecognized arguments" in done.stderr
    else:
        assert (done.returncode, done.stderr) == (BROKEN_PIPE, "")


def test_sigterm_ends_the_run_as_it_ends_any_program(many: Path) -> None:
    with on_terminal(many, "lint", *SLOWLY) as running:
        running.read_until(PROGRESS.pattern)
        running.process.terminate()
        code, _ = running.finish()
    assert code == -signal.SIGTERM
    assert b"Traceback" not in running.seen
