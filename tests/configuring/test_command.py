"""`execplan config` as a process: where each value comes from, for the repository and for one plan."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from execplan_hooks.config import config_of
from execplan_hooks.config_files import load_config
from execplan_hooks.configuring import rendering, schema
from execplan_hooks.configuring.settings import settings as settings_of
from execplan_hooks.located import ConfigError, Located
from execplan_hooks.yaml_reader import load_yaml
from tests.configuring.test_schema import SCHEMA, WORDS, valid
from tests.fixtures import conforming, plan_folder
from tests.gating import execplan

CONFIGURATION = """\
version: 1
plans:
  - {files: "plans/old/*.md", state: done}
  - {files: "plans/house/*.md", dialect: house}
  - plans/**/*.md
exclude: plans/left-out.md
dialects:
  house:
    extends: codex
    rules: {metadata: warning}
rules:
  section-order: off
  secrets: error
  timestamps: {severity: warning, format: [rfc3339, minutes]}
  plan-required: {above: 2}
overrides:
  - files: plans/old/**
    rules: {timestamps: {future-tolerance: 60}, metadata: notice}
  - files: [plans/old/y.md]
    rules:
      timestamps: error
      acceptance: {threshold: 80}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    good = conforming("codex")
    places = ("x.md", "old/y.md", "old/z.md", "house/a.md", "left-out.md")
    root = plan_folder(tmp_path / "repo", {})
    for place in places:
        file = root / "plans" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(good, encoding="utf-8")
    (root / ".execplan.yaml").write_text(CONFIGURATION, encoding="utf-8")
    return root


def said(root: Path, *arguments: str) -> dict[tuple[str | int, ...], tuple[Any, str]]:
    done = execplan(root, "config", *arguments, "--format", "json")
    assert (done.code, done.err) == (0, "")
    return {tuple(one["path"]): (one["value"], one["from"]) for one in json.loads(done.out)["settings"]}


def test_each_value_is_shown_with_where_it_comes_from(folder: Path) -> None:
    found = said(folder)
    expected = {
        ("version",): (1, ".execplan.yaml:1"),
        ("fail-on",): ("error", "default"),
        ("default-branch",): (None, "default"),
        ("plans", 0, "state"): ("done", ".execplan.yaml:3"),
        ("exclude",): ("plans/left-out.md", ".execplan.yaml:6"),
        ("dialects", "house", "rules", "metadata"): ("warning", ".execplan.yaml:10"),
        ("rules", "section-order", "severity"): ("off", ".execplan.yaml:12"),
        ("rules", "timestamps", "format"): (["rfc3339", "minutes"], ".execplan.yaml:14"),
        ("rules", "timestamps", "future-tolerance"): (10, "default"),
        ("rules", "links", "severity"): ("error", "default"),
        ("rules", "plan-required", "severity"): ("error", "on, because options of it are set"),
        ("rules", "plan-required", "above"): (2, ".execplan.yaml:15"),
        ("overrides", 1, "rules", "timestamps", "severity"): ("error", ".execplan.yaml:21"),
    }
    assert {path: found.get(path) for path in expected} == expected


def test_without_a_configuration_all_is_default(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    found = said(tmp_path)
    assert {origin for _, origin in found.values()} == {"default"}
    assert load_yaml(execplan(tmp_path, "config").out, "").value == {}


def test_a_named_file_and_pyproject_are_named_as_the_origin(folder: Path) -> None:
    (folder / "other.yaml").write_text("# x\nfail-on: notice\n", encoding="utf-8")
    assert said(folder, "--config", "other.yaml")[("fail-on",)] == ("notice", "--config other.yaml:2")
    (folder / ".execplan.yaml").unlink()
    (folder / "pyproject.toml").write_text("[tool.execplan]\nfail-on = 'warning'\n", encoding="utf-8")
    assert said(folder)[("fail-on",)] == ("warning", "pyproject.toml:2")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (
            "plans/x.md",
            {
                ("dialect",): ("house", "recognised from the plan"),
                ("state",): ("active", "the plan's own status"),
                ("rules", "timestamps", "severity"): ("warning", ".execplan.yaml:14, rules"),
                ("rules", "timestamps", "future-tolerance"): (10, "default"),
                ("rules", "metadata", "severity"): ("warning", "dialect house"),
                ("rules", "acceptance", "severity"): ("off", "default"),
                ("rules", "section-order", "severity"): ("off", ".execplan.yaml:12, rules"),
            },
        ),
        (
            "plans/old/y.md",
            {
                ("state",): ("done", ".execplan.yaml:3, plans[0]"),
                ("rules", "timestamps", "severity"): ("error", ".execplan.yaml:21, overrides[1]"),
                ("rules", "timestamps", "future-tolerance"): (60, ".execplan.yaml:18, overrides[0]"),
                ("rules", "timestamps", "format"): (["rfc3339", "minutes"], ".execplan.yaml:14, rules"),
                ("rules", "metadata", "severity"): ("notice", ".execplan.yaml:18, overrides[0]"),
                ("rules", "acceptance", "severity"): ("error", "on, because options of it are set"),
                ("rules", "acceptance", "threshold"): (80, ".execplan.yaml:22, overrides[1]"),
            },
        ),
        ("plans/old/z.md", {("rules", "timestamps", "severity"): ("warning", ".execplan.yaml:14, rules")}),
        ("plans/house/a.md", {("dialect",): ("house", ".execplan.yaml:4, plans[1]")}),
        ("plans/left-out.md", {("plan",): (False, ".execplan.yaml:6: exclude leaves it out")}),
    ],
)
def test_for_one_plan_each_severity_and_option_has_its_reason(
    folder: Path, plan: str, expected: dict[tuple[str | int, ...], tuple[object, str]]
) -> None:
    found = said(folder, plan)
    assert {path: found.get(path) for path in expected} == expected


def test_what_is_said_of_one_plan_is_what_lint_does(folder: Path) -> None:
    for name in ("old/y.md", "old/z.md", "house/a.md"):
        file = folder / "plans" / name
        file.write_text(
            file.read_text("utf-8").replace("(2026", "(20x26") + "\n- [x] (2026/01/02) odd stamp\n", "utf-8"
        )
    report = execplan(folder, "lint", "--format", "json", "--rule", "timestamps", "--rule", "metadata").out
    seen = {(one["path"], one["rule"]): one["severity"] for one in json.loads(report)["diagnostics"]}
    assert seen
    for (path, rule), severity in seen.items():
        assert said(folder, path)["rules", rule, "severity"][0] == severity, (path, rule)
    assert {severity for (_, rule), severity in seen.items() if rule == "timestamps"} == {"error", "warning"}


def test_the_yaml_for_one_plan(folder: Path) -> None:
    done = execplan(folder, "config", "plans/old/y.md")
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[:4] == [
        "file: plans/old/y.md # as named",
        "dialect: house # recognised from the plan",
        "state: done # .execplan.yaml:3, plans[0]",
        "rules:",
    ]
    assert "severity: error # .execplan.yaml:21, overrides[1]" in lines


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plans/missing.md",), "plans/missing.md: cannot be read (No such file or directory)"),
        (("plans",), "plans: not checked: not a regular file"),
        (("--schema", "plans/x.md"), "--schema is the same for every configuration"),
        (("--config", "missing.yaml"), "missing.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_shown_is_an_error(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    done = execplan(folder, "config", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail-on: [\n", ".execplan.yaml:1: not valid YAML"),
        ("dialects:\n  ours: {sections: {A: {required: often}}}\n", 'key "dialects.ours.sections.A.required"'),
        ("plans: [{files: a.md, dialect: hose}]\n", 'unknown dialect "hose"'),
    ],
)
def test_a_broken_configuration_is_an_error(folder: Path, text: str, message: str) -> None:
    (folder / ".execplan.yaml").write_text(text, encoding="utf-8")
    done = execplan(folder, "config")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_file_that_is_no_plan(folder: Path) -> None:
    (folder / "note.md").write_text("# Note\n", encoding="utf-8")
    assert said(folder, "note.md")[("plan",)] == (False, "no dialect fits its headings; no rule looks at it")


def test_the_schema_is_the_shipped_one_byte_for_byte(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "execplan_hooks", "config", "--schema"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == (Path(schema.__file__).parents[1] / schema.FILE).read_bytes()


@pytest.mark.parametrize("command", [["--version"], ["config", "--schema"]])
def test_neither_builds_the_schema_nor_needs_jsonschema(command: list[str]) -> None:
    program = (
        "import sys; from execplan_hooks import cli\n"
        f"try: cli.main({command!r})\nexcept SystemExit: pass\n"
        "print({'jsonschema', 'ruamel.yaml', 'execplan_hooks.configuring.schema'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def reread(value: dict[str, object]) -> str:
    return rendering.as_yaml(settings_of(Located(value, "f"), explicit=False), comment_defaults=True)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid(SCHEMA))
def test_what_is_shown_loads_as_what_it_was_read_from(value: dict[str, object]) -> None:
    try:
        before = config_of(Located(value, "f"))
    except ConfigError:
        return  # a branch's name that cannot be printed
    after = config_of(load_yaml(reread(value), "f"))
    assert after == before
    assert {name: at.value for name, at in after.dialects.items()} == {
        name: at.value for name, at in before.dialects.items()
    }


@given(st.one_of(st.sampled_from(WORDS), st.text()))
def test_any_text_is_one_harmless_line_that_is_read_as_the_same_text(text: str) -> None:
    shown = rendering.quoted(text)
    assert shown.isprintable()
    assert "##[" not in shown
    if not any(0xD800 <= ord(char) < 0xE000 for char in text):
        assert load_yaml(f"a: {shown}\n", "f").value == {"a": text}


def test_the_shown_configuration_of_a_repository_loads_as_the_same(folder: Path) -> None:
    shown = execplan(folder, "config")
    (folder / "again.yaml").write_text(shown.out, encoding="utf-8")
    before, after = load_config(folder), load_config(folder, folder / "again.yaml")
    assert (before.rules, before.overrides, before.plans) == (after.rules, after.overrides, after.plans)
