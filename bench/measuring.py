"""Wall and CPU time of commands: medians of runs that take turns, so that a busy moment hits all of them alike."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LIMIT = 3600.0
"""Seconds after which a command is given up."""
PATIENCE = 60.0
"""Seconds that the runs of one line may take together: what is slower has fewer runs, but always one."""
_NO_CRASH = (0, 1)  # of all tools here 1 means that something was found
_CRASH = re.compile(
    rb"^(?:Traceback \(most recent call last\)|thread '.*' panicked at|Unexpected Error\(|Node\.js v\d)", re.MULTILINE
)
_TAIL = 300


class Failure(Exception):
    """A command crashed, or cannot be started; the message says how."""


@dataclass(frozen=True)
class Command:
    """A process: its arguments, where it runs, its whole environment, and what it reads."""

    argv: tuple[str, ...]
    cwd: Path
    environ: Mapping[str, str] = field(repr=False)
    stdin: bytes = b""
    codes: tuple[int, ...] = _NO_CRASH


def nothing() -> None:
    """What has to be done before a run of most lines."""


@dataclass(frozen=True)
class Line:
    """A line of a table: commands that run one after the other.

    `prepare` is called before each run and `warm` runs are made first; neither counts. `files` and `size` (bytes) are
    what one run reads; `of_files` and `of_size` are what the table speaks of: where they are more, the run is on a
    sample and its time is scaled.
    """

    name: str
    commands: tuple[Command, ...]
    prepare: Callable[[], None] = nothing
    warm: int = 0
    files: int = 1
    size: int = 0
    of_files: int = 0
    of_size: int = 0

    @property
    def is_sample(self) -> bool:
        """Whether only some of the files are read."""
        return self.of_files > self.files


@dataclass(frozen=True)
class Taken:
    """Seconds that a run took: on the clock, and of all its processes on the processors."""

    wall: float
    cpu: float


@dataclass
class Measured:
    """A line with its runs; where it crashed, `failure` says how and the runs do not count.

    What ran on a sample is scaled to all files by their bytes, except the `start` of the process, which is one run
    over a single file.
    """

    line: Line
    runs: list[Taken] = field(default_factory=list)
    failure: str = ""
    start: Taken = Taken(0.0, 0.0)

    @property
    def is_timed(self) -> bool:
        """Whether there is a time to show."""
        return bool(self.runs) and not self.failure

    @property
    def wall(self) -> float:
        """The median of wall time in seconds, for all files."""
        return self._scaled(statistics.median(run.wall for run in self.runs), self.start.wall)

    @property
    def cpu(self) -> float:
        """The median of CPU time in seconds, for all files."""
        return self._scaled(statistics.median(run.cpu for run in self.runs), self.start.cpu)

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest wall time in seconds, for all files."""
        walls = [self._scaled(run.wall, self.start.wall) for run in self.runs]
        return min(walls), max(walls)

    def _scaled(self, seconds: float, start: float) -> float:
        if not self.line.is_sample:
            return seconds
        return start + max(seconds - start, 0.0) * self.line.of_size / self.line.size


def alternate(
    lines: Sequence[Line],
    runs: int,
    tell: Callable[[str], None],
    starts: Mapping[str, Taken] | None = None,
    take: Callable[[Line], Taken] | None = None,
) -> list[Measured]:
    """Measure all lines in turn, `runs` times over, and those that take long fewer times.

    `tell` hears which line is at work; `starts` are the starts of processes by the names of lines; `take` stands in
    for `run_once` in tests.
    """
    run = take or run_once
    measured = [Measured(line, start=(starts or {}).get(line.name, Taken(0.0, 0.0))) for line in lines]
    for number in range(runs):
        for one in measured:
            if one.failure or (one.runs and sum(it.wall for it in one.runs) + one.runs[0].wall > PATIENCE):
                continue
            tell(f"{one.line.name} ({number + 1} of {runs})")
            try:
                if number == 0:
                    for _ in range(one.line.warm):
                        run(one.line)
                one.line.prepare()
                one.runs.append(run(one.line))
            except Failure as error:
                one.failure = str(error)
    return measured


def run_once(line: Line) -> Taken:
    """One run of a line. Raises `Failure`."""
    taken = [_timed(command) for command in line.commands]
    return Taken(sum(it.wall for it in taken), sum(it.cpu for it in taken))


def _timed(command: Command) -> Taken:
    with started(command) as process:
        giving_up = threading.Timer(LIMIT, os.kill, (process.pid, signal.SIGKILL))
        giving_up.start()
        try:
            # Not wait: this gives the CPU time of this process and of those that it waited for, and of no other.
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - process.began
        finally:
            giving_up.cancel()
        process.ended(status)
    return Taken(wall, usage.ru_utime + usage.ru_stime)


class Process:
    """A command that runs. The caller waits for `pid` and then calls `ended`."""

    def __init__(self, command: Command, stdin: IO[bytes], stdout: IO[bytes], stderr: IO[bytes]) -> None:
        """Start the command; `began` is when, by `time.perf_counter`. Raises `Failure` where that is impossible."""
        self._name = Path(command.argv[0]).name
        self._codes = command.codes
        self._output = (stdout, stderr)
        self.began = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                command.argv, cwd=command.cwd, env=command.environ, stdin=stdin, stdout=stdout, stderr=stderr
            )
        except OSError as error:
            raise Failure(f"{self._name} cannot be started: {error.strerror}") from None
        self.pid = self._process.pid

    def ended(self, status: int) -> None:
        """Say that it has been waited for. Raises `Failure` where it ended as a crash does; findings are none."""
        code = self._process.returncode = os.waitstatus_to_exitcode(status)
        said = [_written(stream) for stream in self._output]
        crash = _CRASH.search(said[1])
        if crash:
            raise Failure(f"{self._name} crashed with exit code {code}: {_words(said[1][crash.start() :])}")
        if code not in self._codes:
            raise Failure(f"{self._name} ended with exit code {code}: {_words(said[1] or said[0])}")


@contextmanager
def started(command: Command) -> Iterator[Process]:
    """A command with its streams in files: a pipe would have to be read while the command is measured."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(command.stdin)
        stdin.seek(0)
        yield Process(command, stdin, stdout, stderr)


def _written(stream: IO[bytes]) -> bytes:
    return os.pread(stream.fileno(), os.fstat(stream.fileno()).st_size, 0)


def _words(said: bytes) -> str:
    """The end of an output, where the reason stands, on one line."""
    return " ".join(said[-_TAIL:].decode(errors="replace").split()) or "no message"
