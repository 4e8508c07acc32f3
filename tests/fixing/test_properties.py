"""What a fix promises, over the fixtures and thousands of faults put into conforming plans, with the real rules."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import UnreadableError, decode
from execplan_hooks.fixing import fixer
from execplan_hooks.fixing.edits import encoded
from tests.fixtures import DIALECTS, FIXTURES, NOW, STAGES, conforming, place
from tests.test_mutants import FAULTS, SPECIMENS, mutants

CHECKER = Checker(Config(), Catalogue(), rules.DOCUMENT_RULES, NOW)
CASES = sorted(FIXTURES.glob("*/*/plan.md"))
PER_FAULT = 2
"""How many mutants of one fault in one plan are tried; a seeded choice."""


def promised(path: str, data: bytes, unsafe: bool) -> Counter[str]:
    """Asserts all that a fix promises of one file; gives the rules whose fixes were applied."""
    before = decode(path, data)
    result = fixer.fixed(CHECKER, before, unsafe)
    if result is None:
        return Counter()
    assert result.complete
    if not result.changed:
        assert not result.applied
        return Counter()
    after = encoded(result.after)
    assert decode(path, after) == result.after
    assert (result.after.newline, result.after.bom) == (before.newline, before.bom)
    assert result.after.text.endswith("\n") == before.text.endswith("\n")
    plans = [plan for text in (before, result.after) if (plan := CHECKER.load(text))]
    assert len({plan.dialect.name for plan in plans}) == 1
    assert len(plans) == 2
    checked = [CHECKER.check(plan).diagnostics for plan in plans]
    found = [Counter(subject for one in side for subject in one.subjects) for side in checked]
    by_rule = [Counter(one.rule for one in side) for side in checked]
    applied = Counter(one.rule for one in result.applied)
    assert not by_rule[1] - by_rule[0] or not found[1] - found[0], "a finding was added"
    assert all(by_rule[0][rule] - by_rule[1][rule] >= count for rule, count in applied.items()), "one is still there"
    assert applied, "changed what is not reported"
    again = fixer.fixed(CHECKER, result.after, unsafe)
    assert again is not None
    assert again.after == result.after, "a second run changes something"
    assert unsafe or all(one.fix and one.fix.safe for one in result.applied)
    return applied


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_conforming_plans_are_not_touched(dialect: str, unsafe: bool) -> None:
    for stage in STAGES:
        if (FIXTURES / "plans" / dialect / f"{stage}.md").exists():
            assert not promised(place(dialect, stage), conforming(dialect, stage).encode(), unsafe)


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}/{case.parent.name}")
def test_fixtures(case: Path, unsafe: bool) -> None:
    try:
        promised("plans/plan.md", case.read_bytes(), unsafe)
    except UnreadableError:
        assert "not checked" in (case.parent / "expected.txt").read_text(encoding="utf-8")


def chosen(name: str) -> Iterator[tuple[str, str]]:
    """Mutants of one fault: where each lies, and its text."""
    for dialect, stage in SPECIMENS:
        found = mutants(dialect, stage, name)
        for mutant in random.Random(name).sample(found, min(len(found), PER_FAULT)):
            yield place(dialect, stage), mutant.text


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str) -> None:
    for path, text in chosen(name):
        for unsafe in (False, True):
            promised(path, text.encode(), unsafe)


def test_there_is_something_to_fix_safely_and_otherwise() -> None:
    plans = [(path, text.encode()) for name in ("misspelt", "moved") for path, text in islice(chosen(name), 6)]
    safe, everything = (sum((promised(*plan, unsafe) for plan in plans), Counter()) for unsafe in (False, True))
    assert safe["required-sections"] >= 3
    assert everything["section-order"] >= 3


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A conforming plan with two faults: lines dropped, doubled, exchanged; with any line ends."""
    dialect = draw(st.sampled_from(DIALECTS))
    lines = conforming(dialect).splitlines()
    for _ in range(2):
        one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        kind = draw(st.sampled_from(("drop", "double", "exchange", "misspell", "stamp")))
        if kind == "drop":
            del lines[one]
        elif kind == "double":
            lines.insert(other, lines[one])
        elif kind == "exchange":
            lines[one], lines[other] = lines[other], lines[one]
        elif kind == "misspell":
            lines[one] = lines[one][:3] + lines[one][4:]
        else:
            lines[one] = lines[one].replace("Z)", ")").replace("[x]", "[X ]")
    newline = draw(st.sampled_from(("\n", "\r\n", "\r")))
    end = draw(st.sampled_from(("", newline)))
    bom = draw(st.sampled_from(("", "\ufeff")))
    return place(dialect, "active"), (bom + newline.join(lines) + end).encode()


@settings(max_examples=60)
@given(damaged(), st.booleans())
def test_plans_with_several_faults(plan: tuple[str, bytes], unsafe: bool) -> None:
    promised(*plan, unsafe)
