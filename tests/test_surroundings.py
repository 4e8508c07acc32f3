"""Faults that lie between a plan and the files around it, planted into conforming plans at their places: what a text
alone cannot show. Each is reported by its rule at its line, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.discover import Found
from tests.fixtures import conforming, lint_files, place, repository

BY_NAME = {
    "R03": ("test_a_forbidden_section_is_reported_wherever_it_stands",),
    "R07": ("test_an_id_that_another_plan_has_is_reported_in_both",),
    "R11": ("test_a_plan_under_another_name_or_in_another_folder",),
    "R26": ("test_an_index_that_disagrees_with_the_folder", "test_a_closeout_that_is_not_what_it_says"),
    "R27": ("test_the_third_failed_attempt_is_the_last",),
    "R45": ("test_the_source_plan_is_gone",),
}
"""Requirements whose faults are planted here, by the tests that do it."""

INDEX = "docs/exec-plans/{}/index.md"


def said(root: Path, path: str, config: Config | None = None) -> list[tuple[str, int | None]]:
    """Rule and line of each finding about a plan among the files around it."""
    config = config or Config()
    found = Found([(root / path, path)])
    result = lint_files(config, found, rules.DOCUMENT_RULES, root)
    assert list(result.plans) == [path]
    return [(diagnostic.rule, diagnostic.line) for diagnostic in result.diagnostics]


def line_of(text: str, part: str) -> int:
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1


FORBIDDING = """\
dialects:
  ours:
    extends: codex
    sections: {Design Notes: {forbidden: true, order: anywhere}}
plans: [{files: "plans/*.md", dialect: ours}]
"""


def test_a_forbidden_section_is_reported_wherever_it_stands(tmp_path: Path) -> None:
    text, path = conforming("codex"), place("codex", "active")
    (tmp_path / ".execplan.yaml").write_text(FORBIDDING, encoding="utf-8")
    config = load_config(tmp_path)
    assert said(repository(tmp_path, path, text), path, config) == []
    for heading in re.findall(r"^## .*$", text, re.MULTILINE):
        mutant = text.replace(f"{heading}\n", f"## Design Notes\n\nA legacy.\n\n{heading}\n", 1)
        root = repository(tmp_path, path, mutant)
        assert said(root, path, config) == [("required-sections", line_of(mutant, "## Design Notes\n"))]


@pytest.mark.parametrize("dialect", ["ssot", "ssot-minimal"])
def test_an_id_that_another_plan_has_is_reported_in_both(dialect: str, tmp_path: Path) -> None:
    text, path, other = conforming(dialect), place(dialect, "active"), "plans/another-PLAN.md"
    root = repository(tmp_path, path, text)
    repository(tmp_path, other, re.sub("^id: .*$", "id: another", text, flags=re.MULTILINE))
    assert (said(root, path), said(root, other)) == ([], [])
    repository(
        tmp_path, other, re.sub("^id: (.*)$", lambda match: f'id: " {match[1].upper()}"', text, flags=re.MULTILINE)
    )
    assert [rule for rule, _ in said(root, path)] == ["metadata"]
    repository(tmp_path, other, text)
    line = line_of(text, "\nid: ") + 1
    assert (said(root, path), said(root, other)) == ([("metadata", line)], [("metadata", line)])


@pytest.mark.parametrize(
    ("dialect", "path"),
    [
        ("ssot", "plans/Login Limit.md"),
        ("ssot", "plans/2026-02-30-login-limit-PLAN.md"),
        ("ssot", "plans/login_limit-PLAN.md"),
        ("ssot-minimal", "notes/login-limit-PLAN.md"),
        ("session", "plans/notification-digest.md"),
    ],
)
def test_a_plan_under_another_name_or_in_another_folder(dialect: str, path: str, tmp_path: Path) -> None:
    text, right = conforming(dialect, "active"), place(dialect, "active")
    assert said(repository(tmp_path / "right", right, text), right) == []
    assert said(repository(tmp_path / "wrong", path, text), path) == [("plan-name", 1)]


@pytest.mark.parametrize(
    ("stage", "listed_in"),
    [("active", ()), ("active", ("active", "completed")), ("done", ()), ("done", ("active", "completed"))],
)
def test_an_index_that_disagrees_with_the_folder(stage: str, listed_in: tuple[str, ...], tmp_path: Path) -> None:
    text, path = conforming("session", stage), place("session", stage)
    root = repository(tmp_path, path, text)
    assert said(root, path) == []
    name = Path(path).name
    for folder in ("active", "completed"):
        entry = f"- [{name}]({name})\n"
        lines = f"# Plans\n\n- [Notifications](notifications.md)\n{entry if folder in listed_in else ''}"
        (root / INDEX.format(folder)).write_text(lines, encoding="utf-8")
    found = said(root, path)
    assert {rule for rule, _ in found} == {"lifecycle"}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- **Moved Plan Path:** `docs/exec-plans/completed/", "- **Moved Plan Path:** `docs/exec-plans/completed/x-"),
        ("- **Ready To Close:** `yes`", "- **Ready To Close:** `no`"),
        ("- **Verdict:** `PASS", "- **Verdict:** `FAIL"),
    ],
)
def test_a_closeout_that_is_not_what_it_says(old: str, new: str, tmp_path: Path) -> None:
    text, path = conforming("session", "done"), place("session", "done")
    assert said(repository(tmp_path, path, text), path) == []
    mutant = text.replace(old, new).replace("FAIL_WITH_NOTES", "FAIL")
    assert mutant != text
    found = said(repository(tmp_path, path, mutant), path)
    assert [rule for rule, _ in found] == ["lifecycle"]
    assert found[0][1] == line_of(mutant, new)


ATTEMPT = "- 2025-12-02T10:{:02}:00Z - Ran `docker build -t report docker/` again -> FAIL (Evidence: {})\n"


def test_the_third_failed_attempt_is_the_last(tmp_path: Path) -> None:
    """Two attempts, or a third with evidence that is new, are work; a third without is not."""
    text, path = conforming("ssot-minimal", "active"), place("ssot-minimal", "active")
    entry = re.search(r"^- 2025-12-02T10:15:00Z.*\n(?:  .*\n)*", text, re.MULTILINE)
    assert entry is not None
    same, other = "`no space left on device`", "`df -h` shows 40 GB free"
    for evidence, expected in (((same, same), 0), ((same, same, same), 1), ((same, same, other), 0)):
        log = "".join(ATTEMPT.format(16 + number, what) for number, what in enumerate(evidence))
        mutant = text[: entry.end()] + log + text[entry.end() :]
        found = said(repository(tmp_path, path, mutant), path)
        assert [rule for rule, _ in found] == ["progress"] * expected, evidence


def test_the_source_plan_is_gone(tmp_path: Path) -> None:
    text, path = conforming("session"), place("session", "active")
    root = repository(tmp_path, path, text)
    assert said(root, path) == []
    (root / "docs/exec-plans/active/notifications.md").unlink()
    (root / INDEX.format("active")).write_text(
        f"# Plans\n\n- [{Path(path).name}]({Path(path).name})\n", encoding="utf-8"
    )
    assert said(root, path) == [("links", line_of(text, "- **Canonical Source Plan:**"))]
