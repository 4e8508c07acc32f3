"""`execplan_hooks.document.budget`: what holds too much to be checked in seconds is said to be not checked."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from execplan_hooks import rules, runner
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.discover import Found
from execplan_hooks.document.budget import MAX_STEPS
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.sieves.suppression import SuppressionSieve
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, conforming, lint

PROGRESS = "\n## Progress\n"
FITTING = {
    "lines": "x\n" * (MAX_STEPS // 2 - 1000),
    "lines of code": "```\n" + "x\n" * (MAX_STEPS // 2 - 1000) + "```\n",
    "items": "- x\n" * (MAX_STEPS // 15),
    "rows": "| a |\n| - |\n" + "| x |\n" * (MAX_STEPS // 15),
    "headings": "### x\n" * (MAX_STEPS // 15),
}


def with_bulk(bulk: str) -> str:
    return conforming("codex").replace(PROGRESS, f"{PROGRESS}\n{bulk}\n")


def checked(text: str) -> list[str]:
    return [f"{found.rule} {found.severity.label}" for found in lint(text, "codex")]


def exceeding(name: str) -> str:
    return with_bulk(FITTING[name] + "\n" + FITTING[name][:300_000])


@pytest.mark.parametrize("name", FITTING)
def test_what_fits_is_checked(name: str) -> None:
    assert "not-checked error" not in checked(with_bulk(FITTING[name]))


@pytest.mark.parametrize("name", FITTING)
def test_what_holds_too_much_is_one_error_at_a_line_of_it(name: str) -> None:
    text = exceeding(name)
    assert checked(text) == ["not-checked error"]
    (found,) = lint(text, "codex")
    assert found.line is not None
    assert 1 <= found.line <= text.count("\n")
    assert found.text == ""


def test_its_suppressions_are_not_called_unused(tmp_path: Path) -> None:
    comment = "<!-- execplan: allow-file links -- they lead to another repository -->\n"
    file = tmp_path / "plan.md"
    for text, wanted in ((conforming("codex"), ["suppression"]), (exceeding("items"), ["not-checked"])):
        file.write_text(text + comment, encoding="utf-8")
        checker = Checker(Config(), Catalogue(), rules.DOCUMENT_RULES, NOW, Tree(tmp_path, Config()))
        checker = dataclasses.replace(checker, sieves=(SuppressionSieve(Config(), rules.DOCUMENT_RULES),))
        result = runner.lint(checker, Found([(file, "plan.md")]))
        assert [found.rule for found in result.diagnostics] == wanted
