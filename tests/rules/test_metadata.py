"""Fields are there, filled in, and say what they may say; what each fixture shows is in `fixtures/metadata`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks import checking
from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.discover import find
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.rules import metadata
from execplan_hooks.tree import Tree
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import DIALECTS, NOW, STAGES, conforming, lint_files, plan_folder, plan_of


def found(text: str, dialect: str | None = None) -> list[str]:
    """What the rule says of a text, as `line severity: message`."""
    plan = plan_of(text, dialect)
    assert plan is not None
    return [
        f"{one.line} {one.severity.label}: {one.message}"
        for one in checking.check_plan(plan, Config(), ("metadata",), NOW)
        if one.rule == "metadata"
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stage", STAGES)
def test_conforming_plans_are_silent_at_each_stage(dialect: str, stage: str) -> None:
    assert found(conforming(dialect, stage)) == []


SSOT = conforming("ssot")
SESSION = re.sub(r"(?m)^\*\*Status:\*\* .*", "**Status:** In progress", conforming("session"))
GATES = conforming("quality-gates")


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (SSOT, "owner: agent-07\n", "", 'required key "owner" is missing in the front matter'),
        (SSOT, "owner: agent-07\n", "owner:\n", '"owner" has no value'),
        (SSOT, "owner: agent-07\n", "owner: # who?\n", '"owner" has no value'),
        *((SSOT, "owner: agent-07\n", f'owner: "{sign}"\n', '"owner" has no value') for sign in ("-", "—", "*", "–")),
        *(
            (SESSION, "- **Sprint:** `S14`", f"- **Sprint:** {sign}", '"Sprint" has no value')
            for sign in ("-", "`-`", "—")
        ),
        (SESSION, "- **Goal:** queue and job, behind a switch that is off", "- **Goal:** -", '"Goal" has no value'),
        (SESSION, "- **Dependencies:** none", "- **Dependencies:** -", None),
        (SSOT, "owner: agent-07\n", "Owner : agent-07\n", None),
        (SSOT, "owner: agent-07\n", "owner: [agent-07, agent-08]\n", None),
        (SSOT, "id: rate-limit-login", "id: [rate, limit]", '"id" is a list; expected one word without blanks'),
        (SSOT, "status: IN_PROGRESS", "status: in-progress", None),
        (SSOT, "status: IN_PROGRESS", "status: '`In progress` (since Monday)'", None),
        (
            SSOT,
            "status: IN_PROGRESS",
            "status: shipped",
            '"status" is "shipped"; expected DRAFT, IN_PROGRESS, BLOCKED, DONE or ABANDONED; did you mean "DONE"?',
        ),
        (
            SSOT,
            "status: IN_PROGRESS",
            "status: [IN_PROGRESS]",
            '"status" is a list; expected DRAFT, IN_PROGRESS, BLOCKED, DONE or ABANDONED',
        ),
        (SSOT, "created: 2026-01-12T08:00:00Z", "created: 2026-01-12", None),  # its form is for timestamps to say
        (SSOT, "created: 2026-01-12T08:00:00Z", "created: 2026-02-30", None),
        (SSOT, "created: 2026-01-12T08:00:00Z", "created: now", '"created" is "now"; expected a timestamp'),
        (
            SSOT,
            "profile: repo-native",
            "profile: strict",
            '"profile" is "strict"; expected codex-strict or repo-native',
        ),
        (SSOT, "id: rate-limit-login", "id: <stable-id>", None),  # a placeholder
        (SSOT, "branch: feat/login-rate-limit\n", "", None),
        (SSOT, "branch: feat/login-rate-limit\n", "dialect: ssot\n", None),
        (
            SSOT,
            "branch: feat/login-rate-limit\n",
            "brunch: feat/login-rate-limit\n",
            (
                'front matter key "brunch" is unknown; did you mean "branch"? '
                "(known: status, id, owner, created, updated, profile, branch, dialect)"
            ),
        ),
        (SSOT, "Timestamp: 2026-01-13T16:15:00Z\n", "", None),  # no entry tells of a hand-off
        (SESSION, "**Context:** `docs/PLANS.md`\n", "", 'required label "Context" is missing in the header'),
        (SESSION, "**Context:** `docs/PLANS.md`\n", "> **Context:** `docs/PLANS.md`\n\n", None),
        (SESSION, "**Context:** `docs/PLANS.md`\n", "- Context: `docs/PLANS.md`\n\n", None),
        (SESSION, "**Context:** `docs/PLANS.md`\n", "**Context:**\n`docs/PLANS.md`\n", None),
        (SESSION, "**Context:** `docs/PLANS.md`\n", "**Context:**\n", '"Context" has no value'),
        (SESSION, "**Context:** `docs/PLANS.md`\n", "**Context:** <!-- the roadmap -->\n", '"Context" has no value'),
        (
            SESSION,
            "- **Sprint:** `S14`\n",
            "",
            'required label "Sprint" is missing in section "1. Roadmap Position (Mand',
        ),
        (SESSION, "- **Sprint:** `S14`\n", "- **sprint**: `S14`\n", None),
        (SESSION, "- **Sprint:** `S14`\n", "### Sprint\n\nThe fourteenth.\n\n", None),
        (SESSION, "- **Sprint:** `S14`\n", "### Sprint\n\n### Rest\n\n", '"Sprint" has no value'),
        (SESSION, "- **Block:** `B03`\n", "- **Blocks:** `B03`, `B04`\n", None),
        (SESSION, "- **Block:** `B03`\n", "- **Block:** `B03`\n- **Block:** `B04`\n", None),
        (
            SESSION,
            "**Execution Branch:**",
            "**Executon Branch:**",
            '"Executon Branch" looks like a misspelling of "Exec',
        ),
        (
            SESSION,
            "- **Execution Mode:** `stepwise`\n",
            "- **Execution Mode:** all at once\n",
            '"Execution Mode" is "all at once"; expected stepwise or autonomous',
        ),
        (
            SESSION,
            "**Status:** In progress\n",
            "**Status:** In progress\n**Status:** done\n",
            '"Status" is "done" here and "In progress" in line 3',
        ),
        (SESSION, "**Status:** In progress\n", "**Status:** In progress\n**Status:** in progress\n", None),
        (SESSION, "**Status:** In progress\n", "", 'required label "Status" is missing in the header'),
        (SESSION, "**Status:** In progress\n", "**状态:** In progress\n", None),
        (
            SESSION,
            "**Status:** In progress\n",
            "**Status:** quantum\n",
            '"Status" is "quantum"; expected a word that says',
        ),
        (GATES, "Priority: P1", "Priority: P1 (agreed on Monday)", None),
        (GATES, "Priority: P1", "Priority: P4", '"Priority" is "P4"; expected P0, P1, P2 or P3'),
        (GATES, " • Priority: P1", "", 'required label "Priority" is missing in the header'),
        (GATES, "- Links: ", "- Linkz: ", '"Linkz" looks like a misspelling of "Links"'),
    ],
)
def test_one_change_of_a_conforming_plan(text: str, old: str, new: str, message: str | None) -> None:
    assert old in text
    messages = [line.partition(": ")[2] for line in found(text.replace(old, new, 1))]
    assert len(messages) == (message is not None), messages
    assert all(one.startswith(message or "") for one in messages)


def test_a_plan_without_front_matter_gets_one_finding() -> None:
    body = SSOT.split("---\n", 2)[2]
    assert found(body, "ssot") == [
        (
            '1 error: the plan has no front matter; required keys "status", "id", "owner", "created", "updated", '
            '"profile" are missing'
        )
    ]


def test_front_matter_that_cannot_be_read_is_reported_once_by_the_loader() -> None:
    assert found(SSOT.replace("owner: agent-07", "owner: [agent-07"), "ssot") == []


def test_missing_labels_of_one_place_are_reported_together_by_weight() -> None:
    text = SESSION.replace("- **Planning Branch:** `feat/notification-digest`\n", "")
    text = text.replace("- **Base Branch:** `main`\n", "").replace("- **Remaining Gaps:** ", "- ")
    line = text.split("\n").index("## 3. Recent Changes Snapshot") + 1
    assert found(text) == [
        f'{line} error: required label "Planning Branch" is missing in section "3. Recent Changes Snapshot"',
        (
            f'{line} warning: recommended labels "Base Branch", "Remaining Gaps" are missing in section '
            '"3. Recent Changes Snapshot"'
        ),
    ]


def test_fields_of_a_section_that_is_missing_or_empty_are_not_asked_for() -> None:
    lines = SESSION.split("\n")
    start, end = (
        lines.index("## 7. Branch Continuity (Mandatory)"),
        lines.index("## 8. File Scope Contract (Mandatory)"),
    )
    assert found("\n".join(lines[:start] + lines[end:])) == []
    assert found("\n".join([*lines[: start + 1], "", *lines[end:]])) == []


def test_a_draft_needs_the_labels_but_not_the_values() -> None:
    draft = conforming("session", "draft")
    assert found(draft.replace("- **Block:** `B03`", "- **Block:**")) == []
    assert found(draft.replace("`stepwise`\n", "`stepwise` (default) or `autonomous` (explicit only)\n")) == []
    assert len(found(draft.replace("- **Block:** `B03`\n", ""))) == 1
    assert len(found(SESSION.replace("- **Block:** `B03`", "- **Block:**"))) == 1


def test_what_is_due_when_the_plan_is_done_is_asked_for_only_then() -> None:
    line = "- **Ready To Close:** "
    done = "\n".join(text for text in conforming("session", "done").split("\n") if not text.startswith(line))
    assert found(done) == [
        (
            f"{done.split(chr(10)).index('## 13. Closeout Checklist (Closer Output)') + 1} error: "
            'required label "Ready To Close" is missing in section "13. Closeout Checklist (Closer Output)"'
        )
    ]
    assert found(re.sub(r"(?m)^\*\*Status:\*\* .*", "**Status:** In progress", done)) == []


CODEX = (
    "# Import books\n\n{}\n\n## Progress\n\n- [ ] Read the file\n\n## Decision Log\n\nNone.\n\n## Plan of Work\n\nx\n"
)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", []),
        ("Status: living document", []),
        ("- Status: Completed locally on 2026-03-30.", []),
        ("- Status:", []),
        ("- Branch:", []),
        (
            "- Status: locally_verified",
            [
                (
                    '3 notice: "Status" is "locally_verified"; expected a word that says the state, such as draft, '
                    "in progress, blocked, done"
                )
            ],
        ),
    ],
)
def test_a_dialect_that_asks_for_no_field_hears_of_statuses_only(header: str, expected: list[str]) -> None:
    assert found(CODEX.format(header), "codex") == expected


@pytest.mark.parametrize(
    ("status", "more", "path", "expected"),
    [
        ("Todo", "", "plans/plan.md", []),  # a word of the packaged dialects
        ("Doing", "", "plans/plan.md", ['3 notice: "Status" is "Doing", which maps to no state']),
        ("Released (1.2)", "", "plans/plan.md", ['3 notice: "Status" is "Released (1.2)", which maps to no state']),
        ("Todo | Doing | Released", "", "plans/plan.md", []),
        ("Relesed", "", "plans/plan.md", ['3 warning: "Status" is "Relesed"; expected Todo, Doing or Released']),
        ("Released", ", statuses: {done: [released]}", "plans/plan.md", []),
        ("Released", "", "plans/completed/plan.md", []),
    ],
)
def test_a_teams_word_that_maps_to_no_state_is_told(
    tmp_path: Path, status: str, more: str, path: str, expected: list[str]
) -> None:
    text = "# Plan\n\n- Status: {}\n\n## Goal\n\nx\n\n## Steps\n\nx\n"
    (tmp_path / "template.md").write_text(text.format("Todo | Doing | Released"), encoding="utf-8")
    own = load_yaml(f"{{ours: {{template: template.md{more}}}}}", ".execplan.yaml").mapping()
    plan = plan_of(text.format(status), "ours", Catalogue(own, tmp_path), path)
    assert plan is not None
    told = [
        f"{one.line} {one.severity.label}: {one.message}"
        for one in checking.check_plan(plan, Config(), ("metadata",), NOW)
    ]
    assert len(told) == len(expected)
    assert all(line.startswith(wanted) for line, wanted in zip(told, expected, strict=True)), told


FRONT = SSOT.partition("# PLAN")[0]


def test_an_id_that_another_plan_has_is_reported_at_both(tmp_path: Path) -> None:
    other = SSOT.replace("id: rate-limit-login", "id: rate-limit-logins")
    root = plan_folder(tmp_path, {"a-PLAN.md": SSOT, "b-PLAN.md": SSOT, "c-PLAN.md": other, "d-PLAN.md": "# no plan\n"})
    config = load_config(root, None)
    result = lint_files(config, find(root, config, ()), ("metadata",), root)
    assert [(one.path, one.line, one.message) for one in result.diagnostics] == [
        ("plans/a-PLAN.md", 2, 'id "rate-limit-login" is also that of plans/b-PLAN.md'),
        ("plans/b-PLAN.md", 2, 'id "rate-limit-login" is also that of plans/a-PLAN.md'),
    ]


def test_a_link_to_a_plan_has_its_id(tmp_path: Path) -> None:
    root = plan_folder(tmp_path, {"a-PLAN.md": SSOT})
    (root / "PLAN.md").symlink_to("plans/a-PLAN.md")
    config = load_config(root, None)
    result = lint_files(config, find(root, config, ()), ("metadata",), root)
    assert len(result.plans) == 2
    assert result.diagnostics == []


def test_of_many_plans_with_an_id_three_are_named(tmp_path: Path) -> None:
    root = plan_folder(tmp_path, {f"{name}-PLAN.md": SSOT for name in "abcdef"})
    plan = plan_of(SSOT, path="plans/a-PLAN.md")
    assert plan is not None
    found = checking.check_plan(plan, Config(), ("metadata",), NOW, Tree(root, Config()))
    assert [one.message for one in found] == [
        'id "rate-limit-login" is also that of plans/b-PLAN.md, plans/c-PLAN.md, plans/d-PLAN.md and 2 more'
    ]


def test_placeholders_for_ids_are_no_ids(tmp_path: Path) -> None:
    text = SSOT.replace("id: rate-limit-login", "id: <stable-id>")
    root = plan_folder(tmp_path, {"a-PLAN.md": text, "b-PLAN.md": text})
    config = load_config(root, None)
    assert lint_files(config, find(root, config, ()), ("metadata",), root).diagnostics == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("aZ :*-_`|<>()#\n状é[]."), max_size=120))
def test_any_header_is_answered(header: str) -> None:
    for dialect in ("session", "quality-gates"):
        found(f"# Plan\n\n- Status: {header}\n\n## Progress\n\n- [x] done\n", dialect)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SESSION.split("\n")) - 1), st.integers(0, len(SESSION.split("\n")) - 1))
def test_a_plan_that_lost_lines_is_answered_with_places_that_exist(first: int, second: int) -> None:
    lines = SESSION.split("\n")
    kept = lines[: min(first, second)] + lines[max(first, second) :]
    plan = plan_of("\n".join(kept), "session")
    assert plan is not None
    for one in checking.check_plan(plan, Config(), ("metadata",), NOW):
        assert 1 <= (one.line or 0) <= len(plan.source.lines)


def test_the_fields_of_another_rule_are_left_to_it() -> None:
    assert set(metadata._ELSEWHERE) == {"progress-status", "next-action"}
    assert found(SSOT.replace("Status: IN_PROGRESS\nNext Action: ", "Status: quantum\nNextAction: ", 1)) == []
