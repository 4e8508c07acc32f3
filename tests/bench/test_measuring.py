"""Runs take turns, medians and ratios are right, and what crashes is reported instead of timed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import memory
from bench.inputs import environment
from bench.measuring import PATIENCE, Command, Failure, Line, Measured, Taken, alternate, run_once


def _line(name: str, **more: int) -> Line:
    return Line(name, (), **more)  # type: ignore[arg-type]


def _python(code: str, stdin: bytes = b"") -> Line:
    return Line("python", (Command((sys.executable, "-c", code), Path.cwd(), environment(), stdin),))


def _silent(text: str) -> None:
    assert text


def test_lines_take_turns_and_warm_runs_come_first() -> None:
    order: list[str] = []

    def take(line: Line) -> Taken:
        order.append(line.name)
        return Taken(1.0, 1.0)

    prepared = Line("B", (), lambda: order.append("empty"))
    measured = alternate([_line("A"), prepared, _line("C", warm=1)], 2, _silent, take=take)
    assert order == ["A", "empty", "B", "C", "C", "A", "empty", "B", "C"]
    assert [len(one.runs) for one in measured] == [2, 2, 2]


@pytest.mark.parametrize(("wall", "runs"), [(0.1, 5), (PATIENCE / 3, 3), (PATIENCE / 2 + 1, 1), (PATIENCE * 2, 1)])
def test_what_is_slow_has_fewer_runs_but_always_one(wall: float, runs: int) -> None:
    (measured,) = alternate([_line("A")], 5, _silent, take=lambda _: Taken(wall, wall))
    assert len(measured.runs) == runs


def test_medians_and_spread_are_those_of_the_runs() -> None:
    walls: Iterator[float] = iter((5.0, 1.0, 2.0))
    (measured,) = alternate([_line("A")], 3, _silent, take=lambda _: Taken(next(walls), 0.5))
    assert (measured.wall, measured.cpu, measured.spread) == (2.0, 0.5, (1.0, 5.0))


def test_a_sample_is_scaled_by_bytes_without_the_start_of_the_process() -> None:
    line = _line("A", files=10, size=1_000, of_files=80, of_size=9_000)
    (measured,) = alternate([line], 1, _silent, {"A": Taken(0.5, 0.25)}, lambda _: Taken(2.5, 1.25))
    assert (measured.wall, measured.cpu) == (0.5 + 2.0 * 9, 0.25 + 1.0 * 9)


def test_a_tool_that_crashes_is_reported_and_not_run_again() -> None:
    calls = []

    def take(line: Line) -> Taken:
        calls.append(line.name)
        if line.name == "A":
            raise Failure("A ended with exit code 2: no such option")
        return Taken(1.0, 1.0)

    first, second = alternate([_line("A"), _line("B")], 2, _silent, take=take)
    assert calls == ["A", "B", "B"]
    assert (first.is_timed, first.failure) == (False, "A ended with exit code 2: no such option")
    assert second.is_timed


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; print('no such option', file=sys.stderr); sys.exit(2)", "exit code 2: no such option"),
        ("import sys; sys.exit(2)", "exit code 2: no message"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "exit code -15"),
        ("raise ValueError('x')", "crashed with exit code 1: Traceback .* ValueError: x"),
    ],
)
def test_a_crash_is_a_failure(code: str, message: str) -> None:
    with pytest.raises(Failure, match=message):
        run_once(_python(code))


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "import sys; sys.exit(1)",
        "print('Traceback (most recent call last):')",
        "import sys; print('a.md:3 Traceback (most recent call last):', file=sys.stderr); sys.exit(1)",
        "import sys; assert len(sys.stdin.read()) == 300_000",
    ],
)
def test_findings_are_no_failure(code: str) -> None:
    assert run_once(_python(code, b"x" * 300_000)).wall > 0


def test_a_program_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    line = Line("x", (Command((str(tmp_path / "nothing"),), tmp_path, environment()),))
    with pytest.raises(Failure, match="nothing cannot be started: No such file or directory"):
        run_once(line)


def test_cpu_time_counts_the_children_of_the_process() -> None:
    busy = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    assert run_once(_python(parent)).cpu > 0.2


def test_memory_is_that_of_the_whole_process_tree() -> None:
    hold = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    peak = memory.peak(_python(parent))
    assert 60_000_000 < peak.pss <= peak.rss
    assert peak.largest > 60_000_000  # at least that of this process: the kernel hands it on


def test_a_crash_while_memory_is_watched_is_a_failure() -> None:
    with pytest.raises(Failure, match="exit code 4"):
        memory.peak(_python("import sys; sys.exit(4)"))


def test_a_line_without_runs_is_not_timed() -> None:
    assert not Measured(_line("A")).is_timed
