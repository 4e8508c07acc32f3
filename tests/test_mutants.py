"""Each fault put into a conforming plan is reported at its line by its rule, and nothing else is reported."""

from __future__ import annotations

import random
from functools import cache

import pytest

from execplan_hooks.document.catalogue import Catalogue
from tests.fixtures import DIALECTS, brief, conforming, lint
from tests.harmless import EDITS, Edit
from tests.mutants import STRUCTURE, Fault, Mutant, Specimen
from tests.outline import Outline
from tests.text_mutants import TEXT

FAULTS: dict[str, Fault] = {fault.__name__: fault for fault in (*STRUCTURE, *TEXT)}
PER_FAULT = 60
"""How many mutants of one fault in one plan are tried; where there are more, a seeded choice."""

NOT_THERE = {
    ("nested_dropped", "codex"): "no subsection is required",
    ("nested_dropped", "ssot-minimal"): "no subsection is required",
    ("updated_too_early", "codex"): "no `updated`",
    ("updated_too_early", "session"): "no `updated`",
    ("updated_too_early", "wbs"): "no `updated`",
    ("stamp_broken", "session"): "no stamps in an open session plan",
    ("log_against_its_direction", "session"): "no log",
    ("contract_entry", "ssot-minimal"): "no contract",
    ("contract_entry", "quality-gates"): "no contract",
    ("contract_entry", "wbs"): "no contract",
    ("contradiction", "ssot-minimal"): "no contract",
    ("contradiction", "quality-gates"): "no contract",
    ("contradiction", "wbs"): "no contract",
}
"""Faults that a plan has no place for."""


@cache
def mutants(dialect: str, name: str) -> tuple[Mutant, ...]:
    """The mutants of one fault in one plan, the same in every run."""
    rng = random.Random(f"{dialect} {name}")
    found = list(FAULTS[name](Specimen(Outline(conforming(dialect)), Catalogue().get(dialect), rng)))
    return tuple(found if len(found) <= PER_FAULT else rng.sample(found, PER_FAULT))


CASES = [(dialect, name) for dialect in DIALECTS for name in FAULTS if (name, dialect) not in NOT_THERE]


@pytest.mark.parametrize(("dialect", "name"), CASES)
def test_fault_is_reported_once_at_its_line(dialect: str, name: str) -> None:
    wrong = []
    for mutant in mutants(dialect, name):
        found = lint(mutant.text)
        places = [(diagnostic.rule, diagnostic.line) for diagnostic in found]
        if places not in [[(mutant.rule, line)] for line in mutant.lines]:
            wrong.append(f"expected {mutant.rule} in {mutant.lines}, got {brief(found)}")
    assert not wrong, f"{len(wrong)} of {len(mutants(dialect, name))}:\n" + "\n".join(wrong)


def test_there_are_a_thousand_different_mutants() -> None:
    texts = {mutant.text for case in CASES for mutant in mutants(*case)}
    assert len(texts) >= 1000
    assert texts.isdisjoint(conforming(dialect) for dialect in DIALECTS)


def test_each_fault_has_places_where_it_is_tried() -> None:
    assert all(mutants(*case) for case in CASES)
    assert not any(mutants(dialect, name) for name, dialect in NOT_THERE)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: str(edit.__name__))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_harmless_edit_stays_silent(dialect: str, edit: Edit) -> None:
    texts = list(edit(Specimen(Outline(conforming(dialect)), Catalogue().get(dialect), random.Random(dialect))))
    assert texts or (dialect, edit.__name__) in NOTHING_TO_EDIT
    assert [(text, brief(lint(text))) for text in texts if lint(text)] == []


NOTHING_TO_EDIT = {("session", "anywhere"), ("quality-gates", "anywhere"), ("wbs", "anywhere")}
"""These plans have no section without a fixed place."""
