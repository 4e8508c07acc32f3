"""`overrides` at work: what lint and report make of the same plan at two places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures import conforming, plan_folder
from tests.gating import execplan

FAULTY = (
    conforming("codex")
    .replace("## Decision Log", "## Decided")
    .replace("## Progress", "See https://wiki.acme.dev/x for more.\n\n## Progress")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = plan_folder(tmp_path / "repo", {"a.md": FAULTY})
    (root / "plans/old").mkdir()
    (root / "plans/old/b.md").write_text(FAULTY, encoding="utf-8")
    return root


def configured(root: Path, overrides: str) -> Path:
    (root / ".execplan.yaml").write_text(f"overrides:\n{overrides}", encoding="utf-8")
    return root


def found(root: Path, *arguments: str) -> set[tuple[str, str, str]]:
    report = json.loads(execplan(root, "lint", "--format", "json", *arguments).out)
    return {(one["path"], one["rule"], one["severity"]) for one in report["diagnostics"]}


def test_a_severity_counts_for_the_plans_that_match(folder: Path) -> None:
    before = found(folder)
    assert {("plans/a.md", "required-sections", "error"), ("plans/old/b.md", "required-sections", "error")} <= before
    root = configured(folder, "  - {files: plans/old/**, rules: {required-sections: notice}}\n")
    assert ("plans/old/b.md", "required-sections", "notice") in found(root)
    assert {one for one in found(root) if one[0] == "plans/a.md"} == {one for one in before if one[0] == "plans/a.md"}
    root = configured(folder, "  - {files: plans/old/**, rules: {required-sections: off}}\n")
    assert {rule for path, rule, _ in found(root) if path == "plans/old/b.md"}.isdisjoint({"required-sections"})


def test_an_option_counts_for_lint_and_for_the_report(folder: Path) -> None:
    root = configured(
        folder, "  - {files: plans/old/b.md, rules: {external-urls: {allow: 'https://wiki.acme.dev/'}}}\n"
    )
    assert {path for path, rule, _ in found(root) if rule == "external-urls"} == {"plans/a.md"}
    report = json.loads(execplan(root, "report", "--format", "json").out)
    assert {plan["path"]: plan["external_urls"] for plan in report["plans"]} == {"plans/a.md": 1, "plans/old/b.md": 0}


def test_a_rule_that_is_off_by_default_is_on_for_the_plans_that_match(folder: Path) -> None:
    root = configured(folder, "  - {files: plans/old/*, rules: {acceptance: {threshold: 100}}}\n")
    told = {path: "acceptance" in execplan(root, "config", path).out for path in ("plans/a.md", "plans/old/b.md")}
    assert told == {"plans/a.md": True, "plans/old/b.md": True}
    severities = {
        path: next(
            one["value"]
            for one in json.loads(execplan(root, "config", path, "--format", "json").out)["settings"]
            if one["path"] == ["rules", "acceptance", "severity"]
        )
        for path in told
    }
    assert severities == {"plans/a.md": "off", "plans/old/b.md": "error"}


def test_a_glob_that_matches_no_plan_is_no_error(folder: Path) -> None:
    before = found(folder)
    assert found(configured(folder, "  - {files: nowhere/**, rules: {required-sections: off}}\n")) == before
