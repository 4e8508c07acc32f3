"""Files shared out among processes: all of them come back, in their order, or an error says why not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config, PlanGlob
from execplan_hooks.discover import Found
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.examining import every, one, workers
from execplan_hooks.examining.every import How, examine_all
from execplan_hooks.located import Located
from execplan_hooks.model import ExecplanError
from tests.fixtures import NOW, conforming

PLANS = [(f"plans/{number:02}.md", f"{conforming('codex')}\n{number}\n".encode()) for number in range(12)]


def _checker(config: Config | None = None) -> Checker:
    return Checker(config or Config(), Catalogue(), rules.DOCUMENT_RULES, NOW)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BATCH", 2 * len(PLANS[0][1]))
    monkeypatch.setattr(every, "ALONE", 10)


def test_outcomes_come_in_the_order_of_the_files() -> None:
    found = list(workers.outcomes(_checker(), iter(PLANS), 3, watching=False))
    assert [outcome.examined.path for outcome in found] == [path for path, _ in PLANS]
    assert found == [one.outcome_of(_checker(), path, content, watching=False) for path, content in PLANS]


def test_no_more_is_read_ahead_than_there_is_work_for() -> None:
    read = []

    def files() -> Iterator[tuple[str, bytes]]:
        for path, content in PLANS * 4:
            read.append(path)
            yield path, content

    outcomes = workers.outcomes(_checker(), files(), 1, watching=False)
    next(outcomes)
    assert len(read) == 2 * 2  # in batches of two: the one that came, and one that waits
    assert len(list(outcomes)) == len(PLANS) * 4 - 1


def test_the_error_is_that_of_the_first_file() -> None:
    at = Located("none", ".execplan.yaml", ("plans", 0, "dialect"))
    globs = tuple(PlanGlob(f"plans/{name}.md", name, dialect_at=at) for name in ("05", "03", "09"))
    with pytest.raises(ExecplanError, match='unknown dialect "03"'):
        list(workers.outcomes(_checker(Config(plans=globs)), iter(PLANS), 2, watching=False))


def test_a_worker_that_dies_is_an_error_and_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "outcome_of", lambda *_, **__: os._exit(9))
    with pytest.raises(ExecplanError, match="came to an end of itself"):
        list(workers.outcomes(_checker(), iter(PLANS), 2, watching=False))


def test_files_that_cannot_be_read_keep_their_place(tmp_path: Path) -> None:
    found = Found()
    for path, content in PLANS:
        found.files.append((tmp_path / path, path))
        found.contents[path] = content
    (tmp_path / "pipe").mkdir()
    found.files.insert(3, (tmp_path / "pipe", "plans/folder.md"))
    found.files.insert(7, (tmp_path / "gone.md", "plans/gone.md"))
    told: list[tuple[int, int]] = []
    several = examine_all(_checker(), found, How(2, report=lambda done, total: told.append((done, total))))
    assert [examined.path for examined in several] == [path for _, path in found.files]
    assert [examined.path for examined in several if examined.problem] == ["plans/gone.md"]
    assert several == examine_all(_checker(), found, How())
    assert told[-1] == (14, 14)
    assert len(told) == len(PLANS)
