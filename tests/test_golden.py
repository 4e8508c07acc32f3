"""Each fixture folder `fixtures/<rule>/<case>` gives exactly the output that lies beside it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from execplan_hooks import rules
from tests.fixtures import FIXTURES, golden_cases, golden_output

CASES = golden_cases()
WITH_GOLDEN = tuple(rule for rule in rules.DOCUMENT_RULES if rule != "secrets")
"""A fixture for `secrets` would be a stored token: its tests make tokens at run time."""


def _name(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_output_is_the_expected_one(case: Path) -> None:
    assert golden_output(case) == (case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if not case.name.endswith("-good")], ids=_name)
def test_faulty_case_is_about_its_rule_and_has_a_silent_twin(case: Path) -> None:
    expected = (case / "expected.txt").read_text(encoding="utf-8")
    findings = [line for line in expected.splitlines() if not line.startswith("    help: ")]
    assert findings
    assert all(line.endswith(f" [{case.parent.name}]") for line in findings)
    assert (case.parent / f"{case.name}-good" / "expected.txt").read_text(encoding="utf-8") == ""


def test_every_document_rule_has_five_faulty_cases() -> None:
    for rule in WITH_GOLDEN:
        assert sum(1 for case in CASES if case.parent.name == rule and not case.name.endswith("-good")) >= 5, rule


def test_no_file_among_the_fixtures_is_unused() -> None:
    used = {case / "expected.txt" for case in CASES}
    used |= {case / name for case in CASES for name in ("plan.md", "config.yaml") if (case / name).exists()}
    used |= {path for case in CASES for path in case.rglob("*") if path.parent != case and path.is_file()}
    used |= set((FIXTURES / "plans").glob("*/*.md"))  # tests/test_conforming_plans.py knows them
    used |= set((FIXTURES / "languages").glob("*.md"))  # tests/test_languages.py
    used |= set((FIXTURES / "hostile").glob("*/*"))  # tests/hostile/test_found.py
    used |= {FIXTURES / "templates" / f"{name}.md" for name in ("session", "quality-gates", "wbs", "ssot")}
    assert {path for path in FIXTURES.rglob("*") if path.is_file()} == used


def test_every_good_case_is_the_twin_of_a_faulty_one() -> None:
    names = {_name(case) for case in CASES}
    assert {name for name in names if name.endswith("-good") and name.removesuffix("-good") not in names} == set()


def _script() -> ModuleType:
    path = FIXTURES.parent / "scripts" / "regenerate_golden.py"
    spec = importlib.util.spec_from_file_location("regenerate_golden", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_documented_command_writes_nothing_new() -> None:
    assert _script().main(["--check"]) == 0


def test_the_documented_command_rewrites_what_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "timestamps" / "future"
    case.mkdir(parents=True)
    (case / "plan.md").write_bytes((FIXTURES / "timestamps" / "future" / "plan.md").read_bytes())
    (case / "expected.txt").write_text("stale\n")
    script = _script()
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "golden_cases", lambda: [case])
    assert script.main(["--check"]) == 1
    assert (case / "expected.txt").read_text() == "stale\n"
    assert script.main([]) == 0
    assert "lies in the future" in (case / "expected.txt").read_text()
    assert script.main(["--check"]) == 0
