"""The fields that a team's own template asks for: what stands in its front matter and header, and its choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks import checking
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.template_fields import choice
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import FIXTURES, NOW, STAGES, conforming, plan_of

NAMES = ("session", "quality-gates", "wbs", "ssot")


def _catalogue(root: Path, entry: str) -> Catalogue:
    own = load_yaml(f"dialects:\n  ours: {entry}\n", ".execplan.yaml").mapping()["dialects"].mapping()
    return Catalogue(own, root)


def found(text: str, catalogue: Catalogue) -> list[str]:
    """What `metadata` says of a text in the derived dialect, as `line severity: message`."""
    plan = plan_of(text, "ours", catalogue)
    assert plan is not None
    said = checking.check_plan(plan, Config(), ("metadata",), NOW)
    return [f"{one.line} {one.severity.label}: {one.message}" for one in said]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", STAGES)
def test_conforming_plans_have_what_the_template_asks_for(name: str, stage: str) -> None:
    catalogue = _catalogue(FIXTURES, f"{{template: templates/{name}.md}}")
    assert found(conforming(name, stage), catalogue) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_what_it_asks_for_itself(name: str) -> None:
    catalogue = _catalogue(FIXTURES, f"{{template: templates/{name}.md}}")
    assert found((FIXTURES / "templates" / f"{name}.md").read_text(encoding="utf-8"), catalogue) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("DRAFT | IN_PROGRESS | DONE", ("DRAFT", "IN_PROGRESS", "DONE")),
        ("<Proposed | In Progress | Blocked | Complete>", ("Proposed", "In Progress", "Blocked", "Complete")),
        ("<Proposed|In Progress>", ("Proposed", "In Progress")),
        ("codex-strict | repo-native", ("codex-strict", "repo-native")),
        ("`done | blocked | pending`", ("done", "blocked", "pending")),
        ("<done | blocked>", ("done", "blocked")),
        ("**yes** | no", ("yes", "no")),
        ("<path | url>", ()),  # says what to write, not which words
        ("<none | how managed>", ()),
        ("`<none | list approved grouped blocks>`", ()),
        ("none | how it is managed", ()),
        ("`stepwise` (default) or `autonomous`", ()),
        ("one of a | b", ()),
        ("a | a", ()),
        ("a |", ()),
        ("", ()),
        ("x | " * 100_000, ()),
    ],
)
def test_a_choice_is_words_and_nothing_else(value: str, words: tuple[str, ...]) -> None:
    assert choice(value) == words


TEMPLATE = """---
id: <id>
owner: <name>
stage: alpha | beta
created: YYYY-MM-DD
---

# Plan: <title>

**Status:** <Draft | Done>
**Team (Optional):** <team>
**Ticket (Required):** <number>
> Note: copy this file and fill in what stands in angle brackets, then delete this note.

## Goal

- Size: small | large
- Risk: <risk>

## Progress

Status: Draft | Done
Next Action: <step>
"""

PLAN = """---
id: colours
owner: jo
stage: beta
created: 2026-01-12
---

# Plan: Colours

**Status:** Draft
**Team:** shop
**Ticket:** 14

## Goal

- Size: small

## Progress

Status: Blocked
Next Action: look
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("owner: jo\n", "", '1 warning: recommended key "owner" is missing in the front matter'),
        ("**Status:** Draft\n", "", '8 warning: recommended label "Status" is missing in the header'),
        ("**Ticket:** 14\n", "", '8 error: required label "Ticket" is missing in the header'),
        ("**Team:** shop\n", "", None),
        ("- Size: small\n", "- Other: x\n", None),
        ("- Size: small\n", "- Size: huge\n", '16 warning: "Size" is "huge"; expected small or large'),
        ("stage: beta\n", "stage: gamma\n", '4 warning: "stage" is "gamma"; expected alpha or beta'),
        ("**Status:** Draft", "**Status:** Donne", '10 warning: "Status" is "Donne"; expected Draft or Done; did you'),
        ("created: 2026-01-12", "created: today", '5 warning: "created" is "today"; expected a timestamp'),
    ],
)
def test_a_plan_is_held_against_the_template(old: str, new: str, message: str | None, tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text(TEMPLATE, encoding="utf-8")
    catalogue = _catalogue(tmp_path, "{template: template.md}")
    assert found(PLAN, catalogue) == []
    said = found(PLAN.replace(old, new), catalogue)
    assert len(said) == (message is not None), said
    assert all(one.startswith(message or "") for one in said)


def test_a_plan_without_front_matter_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text(TEMPLATE, encoding="utf-8")
    catalogue = _catalogue(tmp_path, "{template: template.md}")
    assert found(PLAN.split("---\n")[2], catalogue) == [
        '1 warning: the plan has no front matter; recommended keys "id", "owner", "stage", "created" are missing'
    ]


def test_what_a_base_knows_of_a_field_stays(tmp_path: Path) -> None:
    (tmp_path / "template.md").write_text("---\nid: <id>\nprofile: <profile>\nteam: <team>\n---\n\n# P\n\n## Goal\n")
    fields = _catalogue(tmp_path, "{extends: ssot, template: template.md}").get("ours").fields
    assert (fields["id"].type, fields["id"].required, fields["id"].unique) == ("id", "always", True)
    assert fields["profile"].values == ("codex-strict", "repo-native")
    assert (fields["team"].places, fields["team"].recommended) == (("front-matter",), True)
