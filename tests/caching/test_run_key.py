"""What verdicts depend on besides the files: each part of it has a say in the key of a run."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

import execplan_hooks
from execplan_hooks.caching.run_key import canonical, run_key
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.located import Located
from execplan_hooks.model import Severity
from execplan_hooks.sieves.suppression import SuppressionSieve
from execplan_hooks.tree import Tree
from tests.fixtures import NOW

DIALECTS = {"ours": Located({"template": "t.md"}, ".execplan.yaml", ("dialects", "ours"))}


def _checker(root: Path) -> Checker:
    config = Config(dialects=DIALECTS)
    return Checker(config, Catalogue(DIALECTS, root), ("links", "secrets"), NOW, Tree(root, config))


CHANGES: dict[str, Callable[[Checker], Checker]] = {
    "the rules": lambda one: dataclasses.replace(one, rule_ids=("links",)),
    "their order": lambda one: dataclasses.replace(one, rule_ids=("secrets", "links")),
    "rules that somebody asked for": lambda one: dataclasses.replace(one, asked=("links",)),
    "no files around": lambda one: dataclasses.replace(one, tree=None),
    "sieves": lambda one: dataclasses.replace(one, sieves=(SuppressionSieve(one.config, ("links",)),)),
    "the configuration": lambda one: dataclasses.replace(one, config=dataclasses.replace(one.config, exclude=("a",))),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_another_run_has_another_key(tmp_path: Path, change: Callable[[Checker], Checker]) -> None:
    (tmp_path / "t.md").write_text("# T\n\n## One\n", encoding="utf-8")
    checker = _checker(tmp_path)
    assert run_key(checker) == run_key(_checker(tmp_path))
    assert run_key(change(checker)) != run_key(checker)
    later = dataclasses.replace(checker, now=NOW.replace(year=2030), late=())
    assert run_key(later) == run_key(checker), "of the time each entry tells"


def test_each_state_of_a_template_has_another_key(tmp_path: Path) -> None:
    keys = [run_key(_checker(tmp_path))]
    for text in ("# T\n\n## One\n", "# T\n\n## Two\n", ""):
        (tmp_path / "t.md").write_text(text, encoding="utf-8")
        keys.append(run_key(_checker(tmp_path)))
    assert len(set(keys)) == len(keys)


def test_a_template_is_read_once_in_a_run(tmp_path: Path) -> None:
    # Else the key could tell of another text than the verdicts.
    (tmp_path / "t.md").write_text("# T\n\n## One\n", encoding="utf-8")
    checker = _checker(tmp_path)
    run_key(checker)
    (tmp_path / "t.md").write_text("# T\n\n## Two\n", encoding="utf-8")
    assert "One" in [spec.heading for spec in checker.catalogue.get("ours").sections]


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (execplan_hooks, "__version__", "99"),
        (sys, "version", "4.0"),
        (sys, "getfilesystemencoding", lambda: "latin-1"),
        (metadata, "version", lambda name: f"{name} 99"),
    ],
)
def test_another_program_has_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, value: object
) -> None:
    before = run_key(_checker(tmp_path))
    monkeypatch.setattr(owner, name, value)
    assert run_key(_checker(tmp_path)) != before


def test_a_program_that_is_being_worked_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    (program / "rules/__pycache__").mkdir(parents=True)
    (program / "a.py").write_text("1", encoding="utf-8")
    (program / "rules/b.toml").write_text("1", encoding="utf-8")
    monkeypatch.setattr(execplan_hooks, "__file__", str(program / "__init__.py"))
    keys = [run_key(_checker(tmp_path))]
    (program / "rules/__pycache__/b.pyc").write_text("1", encoding="utf-8")
    (program / ".#a.py").symlink_to("somebody@here.1234")  # as Emacs locks a file
    assert run_key(_checker(tmp_path)) == keys[0]
    os.utime(program / "rules/b.toml", ns=(1, 1))
    keys.append(run_key(_checker(tmp_path)))
    (program / "rules/b.toml").write_text("12", encoding="utf-8")
    os.utime(program / "rules/b.toml", ns=(1, 1))
    keys.append(run_key(_checker(tmp_path)))
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1, True),
        (1, Severity.NOTICE),
        pytest.param(16**5000, 16**5000 + 1, id="very long numbers"),
        (("a", "b"), ("a, b",)),
        (("a",), ("a", "")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": {"b": 1}}, {"a": {}, "b": 1}),
        (frozenset({"a", "b"}), frozenset({"a"})),
        (Located("x", "f", ("a",)), Located("x", "f", ("b",))),
        (Located("x", "f"), Located("x", "g")),
        (Located("x", "f"), Located("y", "f")),
        (Config(), Config(fail_on=Severity.WARNING)),
        (None, "None"),
    ],
)
def test_other_values_have_another_text(one: object, other: object) -> None:
    assert canonical(one) != canonical(other)


def test_equal_values_have_the_same_text() -> None:
    assert canonical(frozenset({"a", "b", "c"})) == canonical(frozenset({"c", "b", "a"}))
    assert canonical(Located("x", "f", lines={(): 1})) == canonical(Located("x", "f", lines={(): 2}))
