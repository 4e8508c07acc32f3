"""Which commands are measured, by what the program knows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench import inputs, lines
from bench.peers import PEERS, Ready
from bench.program import CACHE, OPTIONS, Program, asked
from execplan_hooks import rules


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return asked(Path(sys.executable).with_name("execplan"), tmp_path_factory.mktemp("cache"))


def test_the_program_is_asked_for_its_rules(program: Program) -> None:
    assert (program.document_rules, program.change_rules) == (rules.DOCUMENT_RULES, rules.CHANGE_RULES)


def test_an_older_version_has_fewer_lines_and_it_is_said_which_are_left_out(program: Program, tmp_path: Path) -> None:
    corpus = inputs.sized(tmp_path, 2, 5_000)
    found, left_out = lines.many(replace(program, options=frozenset()), corpus)
    assert [line.name for line in found] == [lines.COLD]
    assert len(left_out) == 5
    assert left_out[0] == f"{lines.COLD_ALONE}: this version has no --jobs"
    found, left_out = lines.many(replace(program, options=frozenset(OPTIONS)), corpus)
    assert (len(found), left_out) == (6, [])


def test_all_rules_run_and_a_cold_run_shares_no_cache_with_a_warm_one(program: Program, tmp_path: Path) -> None:
    corpus = inputs.sized(tmp_path, 2, 5_000)
    found = {line.name: line for line in lines.many(replace(program, options=frozenset(OPTIONS)), corpus)[0]}
    cold, warm = found[lines.COLD], found[lines.WARM]
    assert {f"--rule={name}" for name in rules.DOCUMENT_RULES} < set(cold.commands[0].argv)
    folder = Path(cold.commands[0].environ[CACHE])
    folder.mkdir()
    (folder / "entry").touch()
    cold.prepare()
    assert list(folder.iterdir()) == []
    assert warm.commands[0].environ[CACHE] != str(folder)
    assert (cold.warm, warm.warm) == (0, 1)


def test_a_slow_peer_reads_a_sample_where_that_is_wanted(tmp_path: Path) -> None:
    corpus = inputs.sized(tmp_path / "all", 9, 5_000)
    ready = [Ready(peer, Path("/bin/true"), peer.version, tmp_path / "cache") for peer in PEERS]
    full = {line.name: line for line in lines.peers(ready, corpus, tmp_path / "full", quick=False)}
    quick = {line.name: line for line in lines.peers(ready, corpus, tmp_path / "quick", quick=True)}
    assert (full["detect-secrets-hook"].files, quick["detect-secrets-hook"].files) == (9, 2)
    assert (quick["detect-secrets-hook"].of_files, quick["detect-secrets-hook"].is_sample) == (9, True)
    assert quick["rumdl"].commands[0].argv == ("/bin/true", "check", "--no-cache", "plans")
    assert quick["grep"].commands[0].argv == ("/bin/true", "-c", "^## ", *corpus.files)


def test_growth_repeats_the_same_plans_and_takes_longer_ones(program: Program, tmp_path: Path) -> None:
    corpus = inputs.sized(tmp_path / "all", 32, 4_000)
    plans, sizes = lines.growth(program, corpus, tmp_path / "growth")
    assert [line.files for line in plans] == [1, 2, 8, 32]
    assert plans[3].size / plans[1].size == pytest.approx(16, rel=0.01)
    assert [line.files for line in sizes[1:]] == [lines.SIZED] * 3
    assert sizes[3].size / sizes[1].size == pytest.approx(16, rel=0.1)


def test_each_hook_runs_on_one_plan_of_about_the_wanted_size(program: Program, tmp_path: Path) -> None:
    corpus = inputs.generated(tmp_path / "all", 20)
    found = lines.start(program, (), corpus, tmp_path / "one")
    assert {f"execplan-{name}" for name in ("lint", *rules.DOCUMENT_RULES)} < {line.name for line in found}
    assert all(10_000 < line.size < 40_000 for line in found[2:])
