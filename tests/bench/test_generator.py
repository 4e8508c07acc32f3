from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import generator, inputs
from bench.shells import SHELLS
from tests.gitrepo import environment


def _report(root: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "execplan_hooks", "lint", "--format", "json", "."]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)
    report: dict[str, object] = json.loads(done.stdout)
    return report


def test_the_same_seed_makes_the_same_plans() -> None:
    first, second, other = ([generator.plan(one) for one in generator.recipes(12, seed)] for seed in (6, 6, 7))
    assert first == second
    assert first != other


def test_sizes_are_those_of_real_plans() -> None:
    sizes = sorted(len(generator.plan(one).encode()) for one in generator.recipes(120, 6))
    assert 15_000 < sizes[60] < 22_000
    assert sizes[12] < 10_000
    assert sizes[108] > 35_000


@pytest.mark.parametrize("dialect", SHELLS)
@pytest.mark.parametrize("size", [10_000, 20_000, 80_000])
def test_a_plan_has_about_the_size_that_was_asked_for(dialect: str, size: int) -> None:
    text = generator.plan(generator.Recipe("1", dialect, size, slips=False))
    assert 0.9 * size < len(text.encode()) < 1.25 * size


def test_each_generated_plan_is_recognised_and_most_have_findings(tmp_path: Path) -> None:
    corpus = inputs.generated(tmp_path / "repository", 30)
    report = _report(corpus.root)
    summary, diagnostics = report["summary"], report["diagnostics"]
    assert isinstance(summary, dict)
    assert isinstance(diagnostics, list)
    assert (summary["plans"], summary["others"], report["problems"]) == (30, 0, [])
    assert len({finding["path"] for finding in diagnostics}) > 15
    assert len({finding["rule"] for finding in diagnostics}) > 5


def test_all_dialects_are_among_a_few_plans() -> None:
    assert {one.dialect for one in generator.recipes(40, 6)} == set(SHELLS)
