"""docs/requirements.md against the registry, the dialects, the fixtures and the mutants."""

from __future__ import annotations

import ast
import re
from functools import cache
from random import Random

import pytest

from execplan_hooks import cli, rules
from execplan_hooks.document.dialect.catalogue import PACKAGED, Catalogue
from tests import change_mutants, test_change_mutants, test_mutants, test_surroundings
from tests.field_mutants import planted_fields, planted_labels
from tests.fixtures import FIXTURES, STAGES, conforming
from tests.mutants import Specimen
from tests.outline import Outline

ROOT = FIXTURES.parent
TEXT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
TABLES, _, SENTENCES = TEXT.partition("\n## What the sources say")
ROWS = {
    cells[0]: cells
    for line in TABLES.splitlines()
    if (cells := [c.strip() for c in line.strip("|").split("|")])[0][:1] == "R"
}
REPORTED = {"R41", "R69"}
"""What is a figure of `execplan report` and no finding: nothing that a fault could break."""
COMMANDS = {"report", "new", "preflight"}
KEYS = {"baseline", "exclude", "overrides", "plans"}
"""Keys of the configuration."""


def _named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def _functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_has_its_row() -> None:
    wanted = [*range(1, 12), *range(20, 29), *range(40, 47), *range(60, 71), *range(80, 87)]
    assert list(ROWS) == [f"R{number:02}" for number in wanted]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_rule_of_a_requirement_exists(row: list[str]) -> None:
    for name in _named(row[3]):
        assert name in (*rules.RULE_IDS, *COMMANDS, *KEYS), name


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_fixture_or_test_shows_it(row: list[str]) -> None:
    shown = _named(row[4])
    assert shown
    for name in shown:
        if ": " in name:
            path, _, function = name.partition(": ")
            assert function in _functions(path), name
        else:
            rule = name.partition("/")[0]
            assert rule in _named(row[3]), name
            assert f"[{rule}]" in (FIXTURES / name / "expected.txt").read_text(encoding="utf-8")
            assert (FIXTURES / f"{name}-good" / "expected.txt").read_text(encoding="utf-8") == ""


def test_every_rule_answers_a_requirement() -> None:
    assert {name for row in ROWS.values() for name in _named(row[3])} >= set(rules.RULE_IDS)


def test_every_case_of_the_sources_names_what_enforces_it_or_says_why_nothing_does() -> None:
    lines = [
        line for line in SENTENCES.splitlines() if line.startswith("| ") and not line.startswith(("| it asks", "| ---"))
    ]
    assert len(lines) > 80
    for line in lines:
        answer = line.strip("|").split("|")[1]
        named = _named(answer)
        known = {*rules.RULE_IDS, *COMMANDS, "check-existence"}
        assert set(named) <= known, line
        assert named or re.search(r"no rule[:;] \w", answer), line


def test_the_mutants_cover_every_requirement_of_plans_and_changes() -> None:
    """What is asked of the suite itself (R80 to R86) has no plan to plant a fault in."""
    faults = {requirement for requirement, _ in test_mutants.FAULTS.values()}
    faults |= {requirement for requirement, _ in change_mutants.FAULTS.values()}
    faults |= set(test_change_mutants.BY_NAME) | set(test_surroundings.BY_NAME) | REPORTED
    assert {name for name in ROWS if name < "R80"} - faults == set()


def test_the_tests_that_stand_for_mutants_exist() -> None:
    for module in (test_change_mutants, test_surroundings):
        for names in module.BY_NAME.values():
            assert all(callable(getattr(module, name)) for name in names)


_NO_SUCH_SECTION = {  # in the smallest plan, which inherits what they would carry
    *(f"message: {label}" for label in ("From", "To", "Intent", "Message", "Acceptance/Test")),
    *(f"revision: {label}" for label in ("Changes", "Evidence", "Author")),
    *(f"milestone: {label}" for label in ("Deliverables", "Verify")),
    *("handoff-timestamp", "handoff-status", "handoff-next-action"),
}
UNPLANTED = {"ssot-minimal": _NO_SUCH_SECTION}
"""What a dialect requires and no mutant takes out."""


@pytest.mark.parametrize("dialect", PACKAGED)
def test_whatever_a_dialect_requires_is_taken_out_by_a_mutant(dialect: str) -> None:
    """Each required field, and each required label of its entries, has a place in one of the conforming plans."""
    spec = Catalogue().get(dialect)
    specimens = [Specimen(Outline(conforming(dialect, stage)), spec, Random(0)) for stage in STAGES]
    fields = {name for specimen in specimens for name in planted_fields(specimen)}
    labels = {label for specimen in specimens for label in planted_labels(specimen)}
    wanted = {name for name, field in spec.fields.items() if field.required != "never"} - fields
    wanted |= {
        f"{name}: {label.name}"
        for name, entry in spec.entries.items()
        for label in entry.labels
        if label.required and entry.form == "items" and (name, label.name) not in labels
    }
    assert wanted == UNPLANTED.get(dialect, set())


def test_commands_that_requirements_name_exist() -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            cli.main([command, "--help"])
        assert stopped.value.code == 0


def test_the_document_speaks_of_no_file_that_is_not_there() -> None:
    for name in re.findall(r"\]\(([a-z-]+\.md)", TEXT):
        assert (ROOT / "docs" / name).exists(), name
