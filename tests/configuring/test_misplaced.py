"""What the loader says of names at the wrong place, and of values that are nonsense though their shape is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.located import ConfigError


def error_of(folder: Path, text: str, name: str = ".execplan.yaml") -> str:
    """What is said against a configuration and its dialects."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_all(folder)
    return str(caught.value).removeprefix(f"{name}:")


def load_all(folder: Path) -> None:
    config = load_config(folder)
    catalogue = Catalogue(config.dialects, folder)
    for dialect in catalogue.own:
        catalogue.get(dialect)


THERE = 'write it there, as in "timestamps: {format: …}"'
AT_ONE_OF = "write it at one of metadata, external-urls, local-paths, links"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("default_branch: main\n", '1: key "default_branch": unknown key; did you mean "default-branch"? '),
        ("secrets: error\n", '1: key "secrets": unknown key; "secrets" is a rule: write it under "rules"'),
        ("external_urls: off\n", '1: key "external_urls": unknown key; "external-urls" is a rule: write it under'),
        ("execplan-links: off\n", '1: key "execplan-links": unknown key; "links" is a rule: write it under "rules"'),
        (
            "sections: {}\n",
            '1: key "sections": unknown key; "sections" belongs to a dialect of yours, under "dialects"',
        ),
        ("files: a.md\n", '1: key "files": unknown key; "files" belongs to an entry of "plans"'),
        (
            "rules:\n  external_urls: off\n",
            '2: key "rules.external_urls": unknown rule; did you mean "external-urls"? ',
        ),
        (
            "rules:\n  execplan-links: off\n",
            '2: key "rules.execplan-links": unknown rule; that is the name of its hook, the rule is "links"',
        ),
        (
            "rules:\n  execplan_external_urls: off\n",
            '2: key "rules.execplan_external_urls": unknown rule; that is the name of its hook, the rule is "external-',
        ),
        (
            "rules:\n  severity: error\n",
            '2: key "rules.severity": unknown rule; "severity" belongs to a rule, as in "secrets: {severity: error}"',
        ),
        (
            "rules:\n  timestamps: error\n  format: date\n",
            f'3: key "rules.format": unknown rule; "format" is an option of timestamps: {THERE}',
        ),
        (
            "rules:\n  allow: x\n",
            f'2: key "rules.allow": unknown rule; "allow" is an option of some rules: {AT_ONE_OF}',
        ),
        (
            "rules:\n  fail_on: error\n",
            '2: key "rules.fail_on": unknown rule; "fail-on" belongs to the top of the configuration, beside "rules"',
        ),
        (
            "overrides:\n  - files: a.md\n    secrets: off\n",
            '3: key "overrides[0].secrets": unknown key; "secrets" is a rule: write it under "rules"',
        ),
        (
            "dialects:\n  x:\n    rules: {execplan-links: off}\n",
            '3: key "dialects.x.rules.execplan-links": unknown rule; that is the name of its hook, the rule is "links"',
        ),
    ],
)
def test_a_name_at_the_wrong_place_is_told_the_right_one(tmp_path: Path, text: str, expected: str) -> None:
    assert error_of(tmp_path, text).startswith(expected)


CODEX = "dialects:\n  x:\n    extends: codex\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules: {acceptance: {threshold: 101}}\n", "expected a whole number of at most 100, found the number 101"),
        (
            "rules: {timestamps: {future-tolerance: 999999999999999999}}\n",  # more minutes than dates have
            "expected a whole number of at most 1,000,000, found the number 999999999999999999",
        ),
        (
            CODEX + "    entries: {e: {in: Progress, at-least: 3, at-most: 2}}\n",
            'key "dialects.x.entries.e.at-least": at-least 3 is more than at-most 2',
        ),
        (CODEX + "    entries: {'': {in: Progress}}\n", "an empty name"),
        (CODEX + "    entries: {e: {in: Progress, labels: {' ': {}}}}\n", "an empty name"),
        (CODEX + "    entries: {e: {in: ''}}\n", 'key "dialects.x.entries.e.in": an empty text'),
        (CODEX + "    sections: {'': {}}\n", "an empty name"),
        (CODEX + "    fields: {' ': {labels: a, places: header}}\n", "an empty name"),
        (CODEX + "    fields: {f: {labels: [''], places: header}}\n", "an empty text"),
        (CODEX + "    statuses: {done: [Fine], active: [fine]}\n", '"fine" means done already'),
        (CODEX + "    recognise: {headings: ['']}\n", "an empty text"),
        (CODEX + "    naming: {names: '{when}.md'}\n", "unknown {when} in a name (allowed: {date}, {slug})"),
        (CODEX + "    sections: {A: {level: 7}}\n", "expected a whole number of at most 6, found the number 7"),
        (CODEX + "    sections: {A: {required: 'true'}}\n", "write true without quotes"),
        (CODEX + "    rules: {section-order: false}\n", 'found the boolean false; did you mean "off"?'),
        (
            CODEX + "    rules: {file-scope: off}\n",
            'file-scope judges a change, not a file; set it under "rules" at the top of the configuration',
        ),
        ('exclude: "a\\x7f"\n', "a pattern has no line break and no control character"),
        ("default-branch: 'ma\u200bin'\n", "the name of a branch has no character that cannot be printed"),
        ("dialects: {common: {extends: codex}}\n", "extends itself: common -> codex -> common"),
    ],
)
def test_nonsense_is_an_error(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in error_of(tmp_path, text)


def test_a_table_by_the_name_of_the_package_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    for name in ("execplan-hooks", "execplan_hooks"):
        assert error_of(tmp_path, f"[project]\n\n[tool.{name}]\nversion = 1\n", "pyproject.toml") == (
            f"3: the table is called [tool.execplan], not [tool.{name}]"
        )
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["execplan-hooks"]\n', encoding="utf-8")
    assert load_config(tmp_path).file is None


def test_a_dialect_called_common_is_the_base_of_the_others(tmp_path: Path) -> None:
    (tmp_path / ".execplan.yaml").write_text("dialects: {common: {timestamps: date}, ours: {}}\n", encoding="utf-8")
    catalogue = Catalogue(load_config(tmp_path).dialects, tmp_path)
    assert catalogue.get("ours").timestamps == catalogue.get("common").timestamps == ("date",)
    assert catalogue.get("ours").statuses  # of the packaged one
