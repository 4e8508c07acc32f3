"""What the fuzz targets hold: for every input that once broke one, for many made at random, and that they can fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import engines, executing, keeping, lint, seeds
from fuzz.executing import TARGETS, execute
from fuzz.seeds import found

RUNS = {"lint": 150, "config": 100, "baseline": 3000, "locks": 400, "contract": 250, "revision": 200}


@pytest.mark.parametrize("target", TARGETS)
def test_what_broke_once_holds(target: str) -> None:
    broken = {file.name: failure for file in found(target) if (failure := execute(target, file.read_bytes()))}
    assert broken == {}


@pytest.mark.parametrize("target", TARGETS)
def test_inputs_made_at_random_break_nothing(target: str, tmp_path: Path) -> None:
    told: list[str] = []
    run = engines.Run(target, tmp_path, told.append)
    engines.at_random(run, RUNS[target], seed=6, first=RUNS[target] // 3)
    assert not run.found, "\n".join(told)
    assert run.executions == RUNS[target]


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_seed_makes_the_same_inputs(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[list[bytes]] = []
    for _ in range(2):
        seen: list[bytes] = []
        monkeypatch.setitem(TARGETS, target, partial(_remembered, seen))
        monkeypatch.setattr(executing, "AGAIN", {target: lambda _: b""})
        engines.at_random(engines.Run(target, tmp_path, lambda _: None), 60, seed=3, first=5)
        made.append(seen)
    assert made[0] == made[1]
    assert len(set(made[0])) > 40


def test_any_bytes_are_linted() -> None:
    @given(st.binary(max_size=300))
    def holds(data: bytes) -> None:
        assert execute("lint", b"---\ndialect: codex\n---\n# Plan\n\n## Progress\n\n" + data) is None

    holds()


def _remembered(seen: list[bytes], data: bytes) -> bytes:
    seen.append(data)
    return b""


def _divides(data: bytes) -> bytes:
    return b"%d" % (1 // data.count(b"a") if b"b" in data else 1)


def _differs() -> Callable[[bytes], bytes]:
    times = iter(range(1000))
    return lambda _: b"%d" % next(times)


def _turns(_: bytes) -> bytes:
    while True:
        pass


@pytest.mark.parametrize(
    ("run", "data", "kind"),
    [(_divides, b"b", "ZeroDivisionError"), (_differs(), b"", "another-result"), (_turns, b"", "TooSlow")],
)
def test_each_kind_of_failure_is_seen(
    run: Callable[[bytes], bytes], data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "baseline", run)
    failure = execute("baseline", data, budget=0.2)
    assert failure is not None
    assert failure.kind == kind


def test_a_failing_input_is_made_small_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "baseline", _divides)
    data = b"x\ny\nxbx\nz\n"
    failure = execute("baseline", data)
    assert failure is not None
    file = keeping.keep("baseline", data, failure, tmp_path)
    assert file.read_bytes() == b"b"
    assert file.parent == tmp_path / "baseline"
    assert file.name.startswith("zerodivisionerror-")


@pytest.mark.parametrize(
    "line",
    ["::error::x", " ::set-output name=a::b", "::error title=other::x", "notice: a##[error]b", "a\x1b[31m", "a\u2028b"],
)
def test_output_that_a_runner_would_obey_is_refused(line: str) -> None:
    with pytest.raises(AssertionError):
        lint.check_github(f"{line}\n", lint.lint(b"# x\n"))


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_has_seeds(target: str) -> None:
    assert len(seeds.seeds(target)) > 1
