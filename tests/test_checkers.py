"""docs/checkers.md: each piece of configuration in it does what is said of it, and each rule that it names exists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from execplan_hooks import rules
from execplan_hooks.config_files import load_config
from execplan_hooks.discover import find
from execplan_hooks.document.dialect.catalogue import Catalogue
from tests.fixtures import conforming, lint_files

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


PLAN = conforming("codex", "active")
DONE = conforming("codex", "done")
TEMPLATE = "# Plan\n\n## Goal\n\n## Progress\n\n- [ ] x\n\n## Risks\n"
OWN = "# Sort shelves\n\n## Goal\n\nOrder.\n\n## Progress\n\n- [ ] sort\n\n## Risks\n\nNone is known.\n"
HEADER = "- Status: in progress"
METADATA = f"{HEADER}\n- Owner: Mira\n- Priority: P1\n- Created: 2025-11-03"
ACTIVE = "docs/exec-plans/active"
HEAD = "---\nid: {}\n---\n\n"


@dataclass(frozen=True)
class Case:
    """A plan that keeps to the piece `number` of those with `title`; with `new` in place of `old`, in it or in the file
    `breaks`, it does not."""

    title: str
    rule: str
    text: str
    old: str
    new: str
    number: int = 0
    path: str = f"{ACTIVE}/a.md"
    others: dict[str, str] = field(default_factory=dict)
    severity: str = "error"
    breaks: str = ""


WITH_EVIDENCE = re.sub(r"(?m)^  (Date/Author: .*)$", r"  Evidence: `make test`\n  \1", PLAN)
STAMPED = re.sub(r"\((\S+) (\d\d:\d\d)Z\)", r"(\1T\2:00Z)", PLAN)
STAMPED = re.sub(r"(2025-11-\d\d), Mira", r"\1T10:00:00Z, Mira", STAMPED)
REGISTER = {
    f"{ACTIVE}/README.md": "# Active\n\n- [A](a.md)\n",
    "docs/exec-plans/completed/README.md": "# Completed\n\n- [B](b.md)\n",
}
ROLLOUT = PLAN.replace("## Idempotence", "## Rollout\n\nOn Monday.\n\n## Risks\n\nNone is known.\n\n## Idempotence")
FIELDS = HEAD.format("csv") + PLAN.replace(HEADER, METADATA)
CASES = [
    Case("Required headings", "required-sections", OWN, "## Goal", "## Aim", path="docs/plans/a.md"),
    Case("Required headings", "required-sections", ROLLOUT, "## Rollout", "## Other", 1),
    Case("Required headings", "required-sections", ROLLOUT, "## Risks", "## Other", 1, severity="warning"),
    Case("Metadata fields", "metadata", FIELDS, "- Owner: Mira\n", ""),
    Case("Metadata fields", "metadata", FIELDS, "- Created: 2025-11-03", "- Created: soon"),
    Case("Metadata fields", "metadata", FIELDS, "Priority: P1", "Priority: high", severity="warning"),
    Case("Metadata fields", "metadata", FIELDS, "id: csv\n", "id: a b\n"),
    Case("Metadata fields", "metadata", FIELDS, "---\nid: csv\n---\n\n", ""),
    Case(
        "Metadata fields",
        "metadata",
        FIELDS,
        "id: csv",
        "id: other",
        others={f"{ACTIVE}/b.md": FIELDS.replace("id: csv", "id: other")},
    ),
    Case("Status words", "lifecycle", PLAN.replace("in progress\n", "in review\n"), "in review", "Released"),
    Case("Status words", "metadata", PLAN, f"{HEADER}\n", ""),
    Case("Status words", "metadata", PLAN, HEADER, "- Status: revewed"),
    Case("One format of timestamps", "timestamps", STAMPED, "2025-11-03T09:10:00Z", "2025-11-03 09:10Z"),
    Case("One format of timestamps", "timestamps", STAMPED, "2025-11-03T10:00:00Z, Mira", "2025-11-03, Mira"),
    Case("A register of plans", "lifecycle", PLAN, "[A](a.md)", "A", others=REGISTER, breaks=f"{ACTIVE}/README.md"),
    Case(
        "A register of plans",
        "lifecycle",
        DONE,
        "[B](b.md)",
        "B",
        path="docs/exec-plans/completed/b.md",
        others=REGISTER,
        breaks="docs/exec-plans/completed/README.md",
    ),
    Case("Fields of entries", "entry-fields", WITH_EVIDENCE, "  Evidence: `make test`\n  Date", "  Date"),
    Case(
        "A next action", "progress", PLAN.replace("## Surp", "Next step: wire it.\n\n## Surp", 1), "Next step:", "Now"
    ),
]


def _told(root: Path, piece: str, files: dict[str, str], path: str) -> list[str]:
    """What all rules say of the plan at a path, as `severity rule`."""
    for name, text in {".execplan.yaml": piece, **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / ".git").mkdir(exist_ok=True)
    config = load_config(root)
    found = find(root, config, ())
    result = lint_files(config, found, rules.DOCUMENT_RULES, root)
    assert path in result.plans
    assert result.plans[path] == "ours" or "dialects:" not in piece
    return [f"{found.severity.label} {found.rule}" for found in result.diagnostics if found.path == path]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.title}: {case.new or case.old}" for case in CASES])
def test_a_piece_finds_what_breaks_it(tmp_path: Path, case: Case) -> None:
    piece = [piece for title, piece in _named() if title == case.title][case.number]
    files = {"docs/plans/TEMPLATE.md": TEMPLATE, **case.others, case.path: case.text}
    assert _told(tmp_path, piece, files, case.path) == []
    broken = case.breaks or case.path
    assert case.old in files[broken]
    files[broken] = files[broken].replace(case.old, case.new, 1)
    assert f"{case.severity} {case.rule}" in _told(tmp_path, piece, files, case.path)


def test_old_plans_are_let_off_by_place(tmp_path: Path) -> None:
    (piece,) = [piece for title, piece in _named() if title == "Old plans"]
    places = {name: f"plans/{name}.md" for name in ("2026/a", "archive/2025/b", "archive/2024/c", "d")}
    _told(tmp_path, piece, dict.fromkeys(places.values(), PLAN), places["2026/a"])
    config = load_config(tmp_path)
    found = find(tmp_path, config, ())
    result = lint_files(config, found, ("lifecycle",), tmp_path)
    assert set(result.plans) == {places["2026/a"], places["archive/2025/b"]}
    assert {one.path for one in result.diagnostics} == {places["archive/2025/b"]}  # it is said to be done, and is not


def test_each_piece_was_tried() -> None:
    tried = {(case.title, case.number) for case in CASES} | {("Old plans", 0)}
    titles = [title for title, _ in _named()]
    assert tried == {(title, titles[:at].count(title)) for at, title in enumerate(titles)}


def test_each_rule_that_is_named_exists() -> None:
    named = set(re.findall(r"rules\.md#([a-z-]+)", TEXT))
    assert named <= set(rules.RULE_IDS)
    assert len(named) >= 15


def test_each_place_that_is_linked_exists() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading, _ in PIECES if heading}
    assert set(re.findall(r"\]\(#([a-z-]+)\)", TEXT)) == anchors
