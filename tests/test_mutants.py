"""Each fault put into a conforming plan is reported at its line by its rule, and nothing else is reported."""

from __future__ import annotations

import random
from functools import cache

import pytest

from execplan_hooks.document.dialect.catalogue import Catalogue
from tests.field_mutants import FIELDS
from tests.fixtures import DIALECTS, PLACES, brief, conforming, lint, place
from tests.harmless import EDITS, Edit
from tests.mutants import STRUCTURE, Fault, Mutant, Specimen
from tests.outline import Outline
from tests.text_mutants import TEXT

FAULTS: dict[str, tuple[str, Fault]] = {
    fault.__name__: (requirement, fault) for requirement, fault in (*STRUCTURE, *FIELDS, *TEXT)
}
PER_FAULT = {"active": 40, "done": 12}
"""How many mutants of one fault in one plan are tried, by the plan's stage; where there are more, a seeded choice."""

NO_PLACE: dict[str, set[str]] = {
    "conditional_dropped": {"codex", "quality-gates", "ssot-minimal"},
    "nested_dropped": {"codex", "ssot-minimal"},
    "field_dropped": {"codex"},
    "field_emptied": {"codex"},
    "field_of_another_word": {"codex", "wbs"},
    "unknown_key": {"codex", "quality-gates", "session", "wbs"},
    "against_the_profile": {"codex", "quality-gates", "session", "ssot", "wbs"},
    "tick_without_stamp": {"session", "wbs"},
    "progress_label_dropped": {"codex", "quality-gates", "session", "wbs"},
    "second_next_action": {"codex", "quality-gates", "session", "wbs"},
    "entry_without_stamp": {"codex", "session"},
    "entry_without_mark": {"codex", "quality-gates", "session", "ssot", "ssot-minimal"},
    "edit_without_file": {"codex", "session", "ssot", "ssot-minimal", "wbs"},
    "gate_without_a_cell": {"codex", "session", "ssot", "ssot-minimal", "wbs"},
    "milestones_too_few_or_too_many": {"codex", "quality-gates", "session", "ssot", "ssot-minimal"},
    "criterion_without_command": {"codex", "session"},
    "box_opened_in_a_done_plan": {"session"},
    "statuses_that_disagree": {"codex", "quality-gates", "session", "wbs"},
    "machine_path": {"session", "wbs"},
    "broken_anchor": {"session", "wbs"},
    "stamp_broken": {"session"},
    "log_against_its_direction": {"session"},
    "updated_too_early": {"codex", "session", "wbs"},
    "contract_entry": {"quality-gates", "ssot-minimal", "wbs"},
    "contradiction": {"quality-gates", "ssot-minimal", "wbs"},
}
"""Faults that the plans of some dialects have no place for."""

SPECIMENS = [(dialect, stage) for dialect in DIALECTS for stage in PER_FAULT]


@cache
def mutants(dialect: str, stage: str, name: str) -> tuple[Mutant, ...]:
    """The mutants of one fault in one plan, the same in every run."""
    rng = random.Random(f"{dialect} {stage} {name}")
    _, fault = FAULTS[name]
    found = list(fault(Specimen(Outline(conforming(dialect, stage)), Catalogue().get(dialect), rng)))
    return tuple(found if len(found) <= PER_FAULT[stage] else rng.sample(found, PER_FAULT[stage]))


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(("dialect", "stage"), SPECIMENS)
def test_fault_is_reported_once_at_its_line(dialect: str, stage: str, name: str) -> None:
    wrong = []
    for mutant in mutants(dialect, stage, name):
        found = lint(mutant.text, path=place(dialect, stage))
        places = [(diagnostic.rule, diagnostic.line) for diagnostic in found if diagnostic.rule not in mutant.also]
        if places not in [[(mutant.rule, line)] for line in mutant.lines]:
            wrong.append(f"expected {mutant.rule} in {mutant.lines}, got {brief(found)}")
    assert not wrong, f"{len(wrong)} of {len(mutants(dialect, stage, name))}:\n" + "\n".join(wrong)


def test_there_are_four_thousand_different_mutants() -> None:
    texts = {mutant.text for specimen in SPECIMENS for name in FAULTS for mutant in mutants(*specimen, name)}
    assert len(texts) >= 4000
    assert texts.isdisjoint(conforming(*specimen) for specimen in SPECIMENS)


def test_each_fault_is_tried_in_each_dialect_that_has_a_place_for_it() -> None:
    untried = {
        name: {dialect for dialect in DIALECTS if not any(mutants(dialect, stage, name) for stage in PER_FAULT)}
        for name in FAULTS
    }
    assert {name: dialects for name, dialects in untried.items() if dialects} == NO_PLACE


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: str(edit.__name__))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_harmless_edit_stays_silent(dialect: str, edit: Edit) -> None:
    texts = list(edit(Specimen(Outline(conforming(dialect)), Catalogue().get(dialect), random.Random(dialect))))
    assert texts or (dialect, edit.__name__) in NOTHING_TO_EDIT
    told = [(text, brief(lint(text, path=PLACES[dialect]))) for text in texts]
    assert [(text, found) for text, found in told if found] == []


NOTHING_TO_EDIT = {
    *((dialect, "anywhere") for dialect in ("session", "quality-gates", "wbs")),
    *((dialect, "logs_in_other_shapes") for dialect in ("session", "ssot-minimal", "wbs")),
}
"""These plans have no section without a fixed place, or no entries with labelled lines."""
