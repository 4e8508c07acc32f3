"""What the rule `placeholders` takes for one, and what not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.model import Severity
from tests.fixtures import DIALECTS, FIXTURES, STAGES, brief, conforming, lint

PLAN = """# Add the parser

Status: {status}

## Purpose / Big Picture

{text}

## Progress

{progress}

## Surprises & Discoveries

## Decision Log

{log}

## Outcomes & Retrospective

{outcomes}
"""


def findings(
    text: str = "",
    status: str = "Active",
    progress: str = "",
    log: str = "",
    outcomes: str = "",
    dialect: str = "codex",
) -> list[tuple[int, Severity, str]]:
    """Line, severity and message of each finding in a plan with that text."""
    plan = PLAN.format(status=status, text=text, progress=progress, log=log, outcomes=outcomes)
    found = lint(plan, dialect)
    return [(item.line or 0, item.severity, item.message) for item in found if item.rule == "placeholders"]


PLACEHOLDERS_AND_TEXT = [
    # what a template leaves, and what may well stand in a plan
    ("<one-sentence objective>", "<details>"),
    ("- <what is in scope>", "- `<details>` elements fold"),
    ("- `<unrelated modules>`", "- `<ActionBar>`"),
    ("- `<command 1>`", "- `git checkout <branch>`"),
    ("- `<blocker>`", "- `<main>`"),
    ("- **Branch:** `<must match planning branch>`", "- **Run:** `npm run build -- <name>`"),
    ("- **Planning Branch:** `<branch-name>`", "- **Planning Branch:** `feat/<slug>`"),
    ("- Scope: <feature/bug/ops task> \u2022 Priority: <P0\u2013P3>", "- Scope: feature \u2022 Priority: P1"),
    ("- Evidence: `<path/log/screenshot>` or command output", "- Evidence: `target/<profile>/log` or command output"),
    ("- How to run: `<commands>` (local/CI)", "- How to run: `cmd [--flag <value>]` (local/CI)"),
    ("- Storage/Transit: <details>", "- Break: <br>"),
    ("- Edit 1: `src/a.py` \u2014 <what/why>", "- Edit 1: `src/a.py` \u2014 use `Vec<u8>`"),
    ("- Alternatives: <A>, <B>", "- Signature: Map<A, B>"),
    ("- [ ] <example partial step> (completed: X; remaining: Y)", "- [ ] `<slug>` \u2014 the name of the task"),
    ("- From: <agent> To: <agent>", "- From: Kim To: <kim@example.org>"),
    ("### Milestone: <name>", "### The <details> element"),
    ("### <Title> \u2014 ExecPlan", "### List<String> \u2014 the type"),
    (
        "| Gate | Command |\n| --- | --- |\n| Lint | `<command>` |",
        "| Name | What |\n| --- | --- |\n| `<slug>` | the id |",
    ),
    ("- Date: <YYYY-MM-DD \u2022 name>", "- Dates are written as YYYY-MM-DD."),
    ("- Start: YYYY-MM-DD", "- Date format: YYYY-MM-DD"),
    ("- Due: `<yyyy-mm-dd>`", "- File: `plans/YYYY-MM-DD-slug.md`"),
    ("- **Sprint:** `SXX`", "- **Sprint:** `S04`"),
    ("- **Block:** `BXX` or `BXX-BYY`", "- **Block:** one of `BXX` to come"),
    ("- ...", "- and so on ..."),
    ("1. \u2026", "1. Wait\u2026 then go on"),
    ("- Observation: ...", "- Observation: it prints `...`"),
    ("- Owner: {{ owner }}", "- Owner: `{{ owner }}` in the template"),
    ("{{ objective }}", "- `${{ github.ref }}`"),
    ("- Owner: [your name]", "- Owner: [your plan](plans/yours.md)"),
    ("- [TODO: say what it is for]", "- TODO comments are gone"),
    ("- Reference: [insert link]", "- Reference: [link](docs/link.md)"),
    ("<what is true\nafterwards>", "a < b and c > d"),
    ("- Path: <where>", "- Path: `/users/<id>/posts`"),
    ("- Repo: <repo>", "- Repo: `<repo>/...`"),
    ("> <who gains what>", "> <https://example.org>"),
    ("- <\u2026>", "- Secret: `<REDACTED>`"),
]


@pytest.mark.parametrize(("placeholder", "text"), PLACEHOLDERS_AND_TEXT)
def test_a_placeholder_is_found_and_its_like_is_left_alone(placeholder: str, text: str) -> None:
    found = findings(placeholder)
    assert found
    assert all(severity in (Severity.ERROR, Severity.WARNING) for _, severity, _ in found)
    assert findings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\n<objective>\nYYYY-MM-DD\n- ...\n```",
        "    <objective of the plan>\n    ...",
        "<!-- Owner: <who owns it> -->",
        "<!--\nOwner: <who owns it>\n-->",
        "Text <!-- <who owns it> -->",
        "The type is Promise<Result<T>> here.",
        "- `Promise<Result<T>>`",
        "- `fetch(): Promise<string[]>`",
        "- `List<RepairOrder> findByStatus(RepairOrderStatus status)`",
        "- `<T>`",
        "- `<Button />`",
        '- `<Route path="/x" element={<Page />} />`',
        "<Panel open>\n\nText\n\n</Panel>",
        '<div class="x">\n<b>Note: </b> <i>\n</div>',
        "### Event: `<protocol-method>`;",
        'Not the signs " (<), U+003E (>), or others.',
        "- Version: see `<major>.<minor>`",
        "- Usage: `tool export --out <dir> [--force]`",
        "- Run git push <remote> <branch> afterwards.",
        "- Mail: <kim@example.org>",
        "- The element <summary> is closed.",
        "- `src/<module>/index.ts`",
        "- Logs: `~/.tool/runs/<run_id>/`",
        "- `<env>` \u2192 `prod` or `dev`",
        "- `<slug>`: the name of the task",
        "- <slug>: the name of the task",
        "- `id`: `<uuid>`",
        "- `status`: `done | blocked | pending`",
        "- Kind: `string | null`",
        "- Managers: npm | pnpm | yarn",
        "- Format: `YYYY-MM-DD`",
        "- `YYYY-MM-DD`: a date",
        "- Recommended (UTC): `YYYY-MM-DDTHH:MM:SSZ`",
        "| Field | Form |\n| --- | --- |\n| created | YYYY-MM-DD |",
        "| A | B |\n| --- | --- |\n| ... | ... |",
        "- Pattern: `^<[a-z]+>$`",
        "- Model: CNN",
        "- In XML the element <note> ends with </note>.",
        "- State: TODO",
        "Replace `{{name}}` by {{name}} in Handlebars.",
        "- Prints: `<no match> in 3 files`",
        "- [x] Added `Arc<AgTrace>`",
        "- The answer [your name] is quoted.",
        "- [ ] M5. Triage 122 TODO/FIXME comments",
    ],
)
def test_code_markup_and_prose_are_left_alone(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize(
    ("entry", "filled"),
    [
        ("- [ ] (YYYY-MM-DD hh:mmZ) Add it.", "- [ ] (2025-10-01 13:00Z) Add it."),
        ("- [x] [YYYY-MM-DD HH:MM UTC] Add it.", "- [x] [2025-10-01 13:00 UTC] Add it."),
        ("- [x] (2025-10-01 HH:MMZ) Add it.", "- [x] (2025-10-01) Add it."),
        ("- [x] (<YYYY-MM-DDThh:mmZ>) Add it.", "- [x] (<https://example.org>) Add it."),
        ("- YYYY-MM-DD: ...", "- 2025-10-01: Use YYYY-MM-DD in file names."),
        ("- [ ] (P0) ... \u2014 deliverable: ... \u2014 verify: ...", "- [ ] (P0) Wait ... \u2014 deliverable: `a.py`"),
        (
            "- 2025-11-22T14:00:00Z - <action> (Owner: <id>)",
            "- 2025-11-22T14:00:00Z - Ran `tool <action>` (Owner: kim)",
        ),
        ("- Result: `PASS | FAIL`", "- Result: `PASS`"),
    ],
)
def test_where_a_stamp_or_an_entry_stands_a_placeholder_is_found(entry: str, filled: str) -> None:
    assert findings(progress=entry)
    assert findings(log=entry)
    assert findings(progress=filled) == findings(log=filled) == []


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("Active", Severity.ERROR),
        ("Blocked", Severity.ERROR),
        ("Done", Severity.ERROR),
        ("Abandoned", Severity.NOTICE),
        ("as Kim said", Severity.WARNING),
    ],
)
def test_how_bad_a_placeholder_is_depends_on_what_the_plan_says_of_itself(status: str, severity: Severity) -> None:
    expected = [(7, severity, 'placeholder "<who owns it>" of "Owner" is not filled in')]
    assert findings("- Owner: <who owns it>", status) == expected


@pytest.mark.parametrize(
    "status", ["Draft", "<Proposed | In Progress>", "Draft | Active | Done", "TBD", "[your status]"]
)
def test_a_draft_may_have_placeholders(status: str) -> None:
    assert findings("- Owner: <who owns it>", status) == []


@pytest.mark.parametrize("status", ["In progress...", "Active, see <https://example.org>", "Active (since <date>)"])
def test_a_status_with_something_behind_it_makes_no_draft(status: str) -> None:
    assert (7, Severity.ERROR) in [(line, severity) for line, severity, _ in findings("- Owner: <who owns it>", status)]


def test_what_is_due_when_the_plan_is_done_counts_from_then_on() -> None:
    left = "- What shipped: <what>\n- Link: TBD"
    assert findings(outcomes=left) == []
    assert [severity for _, severity, _ in findings(outcomes=left, status="Done")] == [Severity.ERROR, Severity.WARNING]
    assert [severity for _, severity, _ in findings("- Link: TBD")] == [Severity.NOTICE]


def test_a_choice_in_a_log_is_open_until_the_plan_is_done() -> None:
    left = "- Result: `done | blocked | pending`"
    assert [severity for _, severity, _ in findings(log=left)] == [Severity.NOTICE]
    assert [severity for _, severity, _ in findings(log=left, status="Done")] == [Severity.WARNING]


def test_a_front_matter_value_is_found_at_its_place() -> None:
    plan = "---\nid: <stable-id>\nowner: kim\nprofile: codex-strict | repo-native\nstatus: ACTIVE\n---\n# PLAN: x\n"
    found = [item for item in lint(plan, "ssot") if item.rule == "placeholders"]
    assert [(item.line, item.column, item.end_column) for item in found] == [(2, 5, 16), (4, 10, 36)]


def test_a_typed_field_holds_a_path_that_exists() -> None:
    text = conforming("session")
    path = next(line for line in text.splitlines() if "Canonical Source Plan" in line)
    broken = text.replace(path, "- **Canonical Source Plan:** `docs/exec-plans/active/<plan>.md`")
    assert [item.line for item in lint(broken) if item.rule == "placeholders"] == [
        broken[: broken.index("<plan>")].count("\n") + 1
    ]


def test_the_finding_spans_the_placeholder() -> None:
    (found,) = (
        item
        for item in lint(
            PLAN.format(status="Active", text="- **Owner:** `<who>`", progress="", log="", outcomes=""), "codex"
        )
        if item.rule == "placeholders"
    )
    assert (found.line, found.column, found.end_line, found.end_column) == (7, 14, 7, 21)


def test_of_very_many_the_rest_is_listed() -> None:
    exactly = findings("\n".join(f"- <part {number}>" for number in range(21)))
    assert len(exactly) == 21
    many = findings("\n".join(f"- <part {number}>" for number in range(25)))
    assert len(many) == 21
    assert many[-1] == (27, Severity.ERROR, "5 more placeholders are not filled in, in the lines 27, 28, 29, 30, 31")


@pytest.mark.parametrize(
    ("name", "title", "severity"),
    [
        ("0000-template.md", "<title>", Severity.NOTICE),
        ("TEMPLATE.md", "Add the parser", Severity.NOTICE),
        ("x.md", "Execution plan template", Severity.NOTICE),
        ("x.md", "Skeleton of a Good ExecPlan", Severity.NOTICE),
        ("template-engine.md", "Add a template engine", Severity.ERROR),
        ("2026-email-template.md", "Add an e-mail template", Severity.ERROR),
        ("plan.md", "The plan", Severity.ERROR),
    ],
)
def test_in_a_template_for_plans_placeholders_are_at_home(name: str, title: str, severity: Severity) -> None:
    plan = PLAN.format(status="Active", text="- Owner: <who owns it>", progress="", log="", outcomes="")
    text = plan.replace("# Add the parser", f"# {title}")
    found = [item.severity for item in lint(text, "codex", path=f"plans/{name}") if item.line == 7]
    assert found == [severity]


TEMPLATE = {"session": "session", "quality-gates": "quality-gates", "wbs": "wbs", "ssot": "ssot"}
# What has the shape, but is none: the head of a table, a comment, what stands in the place of a secret, a glob.
NONE = ("| Gate", "| ---", "<!--", "- Write `<REDACTED>`")


@pytest.mark.parametrize("name", TEMPLATE)
def test_each_placeholder_of_a_template_is_found_when_the_plan_is_done(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("execplan_hooks.rules.placeholders._SHOWN", 1000)
    text = (FIXTURES / "templates" / f"{name}.md").read_text(encoding="utf-8")
    shapes = ("<", "YYYY", "...", "XX", " | ", "{{")
    expected = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if any(shape in line for shape in shapes) and not line.startswith(NONE)
    }
    found = [item for item in lint(text, TEMPLATE[name], path="plans/completed/x.md") if item.rule == "placeholders"]
    assert {item.line for item in found} == expected
    assert len(found) >= len(expected) >= 9


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_conforming_plans_have_none(dialect: str, stage: str) -> None:
    if (FIXTURES / "plans" / dialect / f"{stage}.md").exists():
        assert [text for text in brief(lint(conforming(dialect, stage), dialect)) if " placeholders: " in text] == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>{}[]`.|XYB-\u2026 \n:*#todyour/", max_size=300))
def test_any_text_is_judged_and_findings_lie_in_the_file(text: str) -> None:
    plan = PLAN.format(status="Active", text=text, progress="", log="", outcomes="")
    lines = plan.split("\n")
    for item in lint(plan, "codex"):
        if item.rule == "placeholders":
            assert item.line
            assert item.column
            assert item.column <= len(lines[item.line - 1]) + 1


@pytest.mark.parametrize(
    "piece", ["<a b> ", "- <", "x: ", "(<a>) ", "... - ", "`<a>` ", "| <a> ", "**x:** <y> \u2022 ", "\n- ...", "{{"]
)
def test_hostile_plans_cost_linear_time(piece: str) -> None:
    def cost(size: int) -> float:
        started = time.perf_counter()
        findings(piece * (size // len(piece)))
        return time.perf_counter() - started

    assert cost(200_000) < 20
