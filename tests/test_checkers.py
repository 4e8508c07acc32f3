"""docs/checkers.md: each piece of configuration in it works, and each rule that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue

TEXT = (Path(__file__).parent.parent / "docs" / "checkers.md").read_text(encoding="utf-8")
PIECES = re.findall(r"^## (.+?)$|^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def _named() -> list[tuple[str, str]]:
    found, title = [], ""
    for heading, piece in PIECES:
        title = heading or title
        if piece:
            found.append((title, piece))
    return found


@pytest.mark.parametrize("piece", [piece for _, piece in _named()], ids=[title for title, _ in _named()])
def test_each_piece_of_configuration_is_one(tmp_path: Path, piece: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".execplan.yaml").write_text(piece, encoding="utf-8")
    (tmp_path / "docs/plans").mkdir(parents=True)
    (tmp_path / "docs/plans/TEMPLATE.md").write_text("# Plan\n\n## Goal\n\n## Progress\n\n- [ ] x\n", encoding="utf-8")
    config = load_config(tmp_path)
    catalogue = Catalogue(config.dialects, tmp_path)
    assert [catalogue.get(name).sections for name in catalogue.own] != [()]
    assert config != load_config(tmp_path / "docs"), "a configuration that says nothing"


def test_each_rule_that_is_named_exists() -> None:
    named = set(re.findall(r"rules\.md#([a-z-]+)", TEXT))
    assert named <= set(rules.RULE_IDS)
    assert len(named) >= 15


def test_each_place_that_is_linked_exists() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading, _ in PIECES if heading}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", TEXT)) == anchors
