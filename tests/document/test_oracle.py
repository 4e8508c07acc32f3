"""Headings, fences and items must stand where markdown-it-py finds them, in plans and in broken plans."""

from __future__ import annotations

import random

import pytest

from tests.document import oracle

_CHUNKS = 10
_MUTANTS = 250
"""Per chunk and run: 2,500 mutants in all."""


@pytest.mark.parametrize("name", oracle.SEEDS)
def test_seed_plans_equal_the_oracle_without_corrections(name: str) -> None:
    lines = oracle.SEEDS[name].split("\n")
    marks = oracle.actual(lines)
    assert len(marks) >= 4, "a seed that finds nothing compares nothing"
    assert marks == oracle.expected(lines, corrected=False)


@pytest.mark.parametrize("chunk", range(_CHUNKS))
def test_mutated_plans_equal_the_oracle(chunk: int) -> None:
    rng = random.Random(chunk)
    texts = [text.split("\n") for text in oracle.SEEDS.values()]
    for _ in range(_MUTANTS):
        lines = oracle.mutate(rng.choice(texts), rng)
        if oracle.expected(lines) != oracle.actual(lines):
            shortest = oracle.shrink(lines)
            assert oracle.actual(shortest) == oracle.expected(shortest), "\n".join(shortest)


@pytest.mark.parametrize("chunk", range(_CHUNKS))
def test_random_lines_equal_the_oracle(chunk: int) -> None:
    rng = random.Random(1000 + chunk)
    for _ in range(_MUTANTS):
        lines = [
            rng.choice(("", "", "  ", "    ", "\t")) + rng.choice(oracle.INSERTIONS) for _ in range(rng.randint(2, 8))
        ]
        if oracle.expected(lines) != oracle.actual(lines):
            shortest = oracle.shrink(lines)
            assert oracle.actual(shortest) == oracle.expected(shortest), "\n".join(shortest)


@pytest.mark.parametrize("name", oracle.EXCEPTIONS)
def test_each_exception_is_still_one(name: str) -> None:
    reason, lines = oracle.EXCEPTIONS[name]
    assert reason
    assert oracle.expected(lines, corrected=False) != oracle.expected(lines)
    assert oracle.actual(lines) == oracle.expected(lines)


def test_mutants_are_seeded() -> None:
    lines = oracle.SEEDS["plan"].split("\n")
    assert oracle.mutate(lines, random.Random(3)) == oracle.mutate(lines, random.Random(3))
    assert oracle.mutate(lines, random.Random(3)) != oracle.mutate(lines, random.Random(4))


def test_shrinking_keeps_a_difference_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "actual", lambda _lines: [])
    assert oracle.shrink(["text", "", "# heading", "", "more"]) == ["# heading"]
