"""Processes that share the plans out: one is killed, all are interrupted, or the one that started them is no more."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.discover import find
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.examining import workers
from execplan_hooks.tree import Tree
from tests.faults.running import GOOD, children, end, execute, is_running, many, start, until
from tests.fixtures import NOW
from tests.gating import Done, execplan

LINT = ("lint", "--no-cache", "--jobs", "3")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many(tmp_path_factory.mktemp("workers") / "repo", 600)


def workers_of(process: subprocess.Popen[str], count: int = 3) -> list[int]:
    """The workers of a run, once there are so many."""
    until(lambda: len(children(process.pid)) >= count, "no workers")
    return children(process.pid)


def test_one_is_killed(folder: Path) -> None:
    for which in range(3):
        process = start(folder, *LINT)
        pids = workers_of(process)
        os.kill(pids[which], signal.SIGKILL)
        done = end(process)
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            "execplan: a process that checked plans came to an end of itself (was there memory enough?); "
            "run it again with --jobs 1\n"
        )
        assert not any(map(is_running, pids))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_one_that_started_them_is_killed(folder: Path, number: signal.Signals) -> None:
    process = start(folder, *LINT)
    pids = workers_of(process)
    process.send_signal(number)
    assert end(process).code == -number
    until(lambda: not any(map(is_running, pids)), "workers stay")


def test_ctrl_c_at_any_moment(folder: Path) -> None:
    """As a terminal does it: all processes get the signal, also those that have only just been started."""
    moments = random.Random(0)
    for number in range(12):
        process = start(folder, *LINT, group=True)
        workers_of(process, 1 + number % 3)
        time.sleep(moments.uniform(0, 0.1) if number >= 8 else 0)
        pids = children(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        assert end(process) == Done(130, "", "")
        assert not any(map(is_running, pids))


def test_a_configuration_that_is_wrong_shows_late(tmp_path: Path) -> None:
    folder = many(tmp_path / "repo")
    (folder / "plans/z.md").write_text(GOOD, encoding="utf-8")
    (folder / ".execplan.yaml").write_text(
        "version: 1\nplans:\n  - files: plans/z.md\n    dialect: team\n  - files: plans/*.md\n"
        "dialects:\n  team:\n    template: none.md\n",
        encoding="utf-8",
    )
    alone = execplan(folder, "lint", "--no-cache", "--jobs", "1")
    assert alone.code == 2
    assert "template" in alone.err
    assert execplan(folder, *LINT) == alone


def test_processes_are_started_in_both_ways(tmp_path: Path) -> None:
    folder = many(tmp_path / "repo", 120)
    config = Config()
    checker = Checker(config, Catalogue(), rules.DOCUMENT_RULES, NOW, Tree(folder, config))
    files = [(path, file.read_bytes()) for file, path in find(folder, config, ()).files]
    forked = list(workers.outcomes(checker, files, 2, True, "fork"))
    assert [outcome.examined.path for outcome in forked] == [path for path, _ in files]
    assert [outcome.examined.path for outcome in forked if outcome.examined.diagnostics] == ["plans/p100.md"]
    assert list(workers.outcomes(checker, files, 2, True, "spawn")) == forked


def test_no_process_can_be_started(folder: Path) -> None:
    """There is no room for the pipes; one process alone needs none."""
    limited = "resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))\n"
    done = execute(folder, *LINT, first=limited)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "execplan: no process can be started that checks plans (Too many open files); run it again with --jobs 1\n"
    )
    assert execute(folder, "lint", "--no-cache", "--jobs", "1", first=limited).code == 1
