"""What the documentation says of the rules is what the rules say; its commands and configurations work."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect import acceptance_spec, dialect_reader, entry_spec, profile_spec
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import BlockKind, parse
from execplan_hooks.yaml_reader import load_yaml

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_rules_page_and_the_table_are_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "render_rules.py"))
    assert script["main"](["--check"]) == 0, "run python scripts/render_rules.py"


@pytest.mark.parametrize("rule_id", rules.RULE_IDS)
def test_each_rule_documents_itself_in_the_same_order(rule_id: str) -> None:
    text = rules.documentation(rule_id)
    labels = ["What it does:", "Why:", "Bad:", "Good:", "Options:", "Fix:"]
    places = [text.find(f"\n\n{label}") for label in labels]
    assert -1 not in places
    assert places == sorted(places)
    for option in rules.load(rule_id).options:
        assert f"`{option.name}`" in text


def _fences(page: Path, language: str) -> list[str]:
    lines = page.read_text(encoding="utf-8").split("\n")
    blocks = parse(lines).walk()
    return [block.text for block in blocks if block.kind is BlockKind.FENCE and block.info == language]


CONFIGURATIONS = [
    (page.name, number, text)
    for page in PAGES
    for number, text in enumerate(_fences(page, "yaml"))
    if text.startswith("# .execplan.yaml")
]


def test_there_are_configurations_to_try() -> None:
    assert CONFIGURATIONS


@pytest.mark.parametrize(("page", "number", "text"), CONFIGURATIONS)
def test_each_documented_configuration_loads(page: str, number: int, text: str, tmp_path: Path) -> None:
    (tmp_path / ".execplan.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/plan_template.md").write_text(
        "# Plan\n\n## Goal\n\nx\n\n## Steps (Optional)\n\nx\n", encoding="utf-8"
    )
    config = load_config(tmp_path)
    catalogue = Catalogue(config.dialects, tmp_path)
    for entry in config.plans:
        if entry.dialect:
            assert catalogue.get(entry.dialect).sections, (page, number)


def test_other_yaml_in_the_documentation_is_valid() -> None:
    for page in PAGES:
        for text in _fences(page, "yaml"):
            assert isinstance(load_yaml(text, page.name).value, dict)


def test_the_map_names_every_module() -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The code")[2].partition("\n## ")[0]
    rule_files = {rule_id.replace("-", "_") + ".py" for rule_id in rules.RULE_IDS}
    modules = {file.name for file in (ROOT / "execplan_hooks").rglob("*.py")} - rule_files - {"__main__.py"}
    assert {name for name in modules if name not in shown} == set()


def test_each_key_of_a_dialect_is_documented() -> None:
    shown = set(re.findall(r"`([a-z-]+)[:`]", (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")))
    keys = {*dialect_reader.DIALECT_KEYS, *dialect_reader.SECTION_KEYS, *dialect_reader.FIELD_KEYS}
    keys |= {*entry_spec.ENTRY_KEYS, *entry_spec.LABEL_KEYS, *profile_spec._FLAGS, *acceptance_spec._LABELS}
    assert keys - shown == set()
