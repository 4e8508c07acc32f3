"""What a plan is made of: recognition, state, fields, conditions, and the fences that swallow it."""

from __future__ import annotations

import re

import pytest

from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import claims_to_be_plan
from execplan_hooks.document.source import UnreadableError, decode
from execplan_hooks.document.states import status_state
from tests.fixtures import DIALECTS, conforming, plan_of


def plan(text: str, dialect: str | None = None, path: str = "plans/plan.md") -> Plan:
    """The plan of a text that is one."""
    found = plan_of(text, dialect, path=path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nNothing here.\n",
        "# Guide\n\n## Progress\n\nHow to write a progress section.\n",
        "# How to write a plan\n\n## Rules\n\n```md\n" + "## Progress\n## Decision Log\n" * 3 + "```\n\n## More\n",
        "just prose\n",
        "---\nid: x\n---\n\n# Page\n",
    ],
)
def test_document_that_is_no_plan(text: str) -> None:
    assert plan_of(text) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_guide_that_shows_a_whole_plan_is_no_plan(dialect: str) -> None:
    text = "# How we plan\n\n## Example\n\n````markdown\n" + conforming(dialect) + "````\n\n## Rules\n\nKeep to it.\n"
    assert plan_of(text) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_wrapped_plan_is_a_plan_of_its_dialect(dialect: str) -> None:
    for fence in ("````", "~~~"):
        found = plan(f"{fence}markdown\n{conforming(dialect)}{fence}\n")
        assert found.dialect.name == dialect
        assert found.wrapped is not None
    assert plan(conforming(dialect)).wrapped is None


STRAY = (
    "```bash\nls\n",
    "```\n$ git log\n\n",
    "```\n# build it\nmake\n\n",
    "~~~\n",
    "```\n\n",
    "```md\nx\n",
    "<!-- x\n\n",
)


@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_plan_stays_a_plan_of_its_dialect_whatever_is_left_open_in_it(dialect: str, stray: str) -> None:
    """An unclosed fence early in a plan hid its headings, so that it passed as no plan (R09)."""
    before, *parts = re.split(r"^(?=## )", conforming(dialect), flags=re.MULTILINE)
    for count in range(len(parts)):
        text = before + "".join(parts[:count]) + stray + "".join(parts[count:])
        assert plan(text).dialect.name == dialect, f"before section {count + 1}"


@pytest.mark.parametrize(
    "part",
    [
        "````md\n# Plan\n\n{}\n````\n",
        "```\n# Plan\n\n{}\n```\n",
        "```\n{}\n```\n",
        "```text\n---\nid: x\n---\n\n{}\n```\n",
        "<!--\n{}\n-->\n",
    ],
)
def test_guide_with_few_headings_of_its_own_is_no_plan(part: str) -> None:
    headings = "\n\nText.\n\n".join(f"## {spec.heading}" for spec in Catalogue().get("codex").sections)
    text = f"# How we plan\n\n## Example\n\n{part.format(headings)}\n## Rules\n\nKeep to it.\n"
    assert plan_of(text) is None


def test_guide_whose_example_is_closed_too_early_is_no_plan() -> None:
    """Guides explain the sections one level deeper, and often nest fences of equal length."""
    own = "".join(f"### {name}\n\nHow to write it.\n\n" for name in ("Progress", "Decision Log", "Plan of Work"))
    rules = "".join(f"## Rule {number}\n\nKeep to it.\n\n" for number in "abcd")
    shown = "## Progress\n\n## Decision Log\n\n## Plan of Work\n\n```sh\nmake\n```\n"
    assert plan_of(f"# Guide\n\n{rules}{own}## Skeleton\n\n```md\n# Title\n\n{shown}") is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_complete_plan_that_shows_its_headings_is_a_plan(dialect: str) -> None:
    text = conforming(dialect)
    headings = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    for fence in ("md", ""):
        found = plan(f"{text}\n```{fence}\n{headings}\n```\n")
        assert (found.dialect.name, found.wrapped) == (dialect, None)


TWO = "\n\n## Purpose / Big Picture\n\nx\n\n## Progress\n\n- [ ] x\n"


@pytest.mark.parametrize(
    ("title", "is_plan"),
    [
        ("# ExecPlan: x", True),
        ("# Exec Plan - x", True),
        ("# EXECPLAN — x", True),
        ("# Execution Plan", True),
        ("# 📋 **Plan 12**: x", True),
        ("# Plan #12: x", True),
        ("# Plan (draft)", True),
        ("ExecPlan: x\n===", True),
        ("# Execution Plans (ExecPlans):", False),
        ("# ExecPlan guide", False),
        ("# Planning: x", False),
        ("# Product", False),
        ("## ExecPlan: x", False),
        ("ExecPlan: x", False),
    ],
)
def test_title_counts_as_one_more_heading(title: str, is_plan: bool) -> None:
    found = plan_of(title + TWO)
    assert (found is not None) is is_plan
    assert found is None or found.dialect.name == "codex"
    source = decode("plans/x.md", f"{title}\n\n## Anything\n".encode())
    assert claims_to_be_plan(source, Catalogue()) is is_plan


def test_title_alone_makes_no_plan() -> None:
    assert plan_of("# ExecPlan: x\n\n## Progress\n") is None
    assert plan_of("# ExecPlan: x\n\n## What\n\n## How\n\n## When\n") is None


def test_milestones_are_a_heading_of_the_common_shape() -> None:
    assert plan("# Overhaul" + TWO + "\n## Milestones\n\nx\n").dialect.name == "codex"


def test_front_matter_names_the_dialect() -> None:
    assert plan("---\ndialect: wbs\n---\n\n# Plan\n").dialect.name == "wbs"
    with pytest.raises(UnreadableError, match='unknown dialect "wbz"; did you mean "wbs"') as error:
        plan_of("---\nowner: me\ndialect: wbz\n---\n\n# Plan\n")
    assert error.value.line == 3
    assert plan("---\ndialect: wbz\n---\n", "codex").dialect.name == "codex", "the configuration has the last word"


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("Draft", "draft"),
        ("IN_PROGRESS", "active"),
        ("In Progress", "active"),
        ("`in-progress`", "active"),
        ("**Blocked** on review", "blocked"),
        ("✅ Complete, see below", "done"),
        ("Done (2026-01-02)", "done"),
        ("Not started", "draft"),
        ("Superseded by plan 7", "abandoned"),
        ("DRAFT | IN_PROGRESS | DONE", "draft"),
        ("`Proposed` | `In Progress` | `Blocked` | `Complete`", "draft"),
        ("Done | **Branch:** feat/a", "done"),
        ("In Progress | Owner: done team", "active"),
        ("In Progress |", "active"),
        ("purple | Done", None),
        ("| Done", None),
        ("<Proposed>", "draft"),
        ("...", "draft"),
        ("purple", None),
        ("", None),
    ],
)
def test_state_that_a_status_means(value: str, state: str | None) -> None:
    assert status_state(value, plan(conforming("codex")).dialect) == state


@pytest.mark.parametrize(
    ("head", "path", "state"),
    [
        ("", "plans/plan.md", None),
        ("- Status: done\n", "plans/plan.md", "done"),
        ("**Status:** Active\n", "plans/plan.md", "active"),
        ("Status: paused\n", "plans/plan.md", "blocked"),
        ("", "plans/completed/plan.md", "done"),
        ("- Status: active\n", "plans/completed/plan.md", "done"),
    ],
)
def test_state(head: str, path: str, state: str | None) -> None:
    assert plan(f"# Plan\n\n{head}\n## Progress\n\n- Status: done\n", "codex", path).state == state


@pytest.mark.parametrize("status", ["Superseded by plan 7", "abandoned", "Cancelled"])
def test_what_was_given_up_is_not_done_for_lying_among_finished_plans(status: str) -> None:
    found = plan(f"# Plan\n\n- Status: {status}\n\n## Progress\n\n- [ ] x\n", "codex", "plans/completed/plan.md")
    assert (found.state, found.configured_state) == ("abandoned", "done")


@pytest.mark.parametrize(("box", "state", "draft"), [(" ", "draft", True), ("x", None, False)])
@pytest.mark.parametrize("status", ["<draft | in progress | done>", "Draft | In Progress | Done", "TBD"])
def test_a_status_that_a_template_left_makes_a_draft_until_work_is_done(
    status: str, box: str, state: str | None, draft: bool
) -> None:
    found = plan(f"# Plan\n\n- Status: {status}\n\n## Progress\n\n- [{box}] x\n", "codex")
    assert (found.state, found.is_draft) == (state, draft)


def test_fields_stand_in_their_places() -> None:
    text = "---\nbranch: a\n---\n\n# Plan\n\n- **Branch:** `b`\n\n## Progress\n\n- Branch: c\n"
    values = [(value.value, value.line, value.place) for value in plan(text, "codex").field("branch")]
    assert values == [("a", 2, "front-matter"), ("`b`", 7, "header")]
    assert plan(text, "codex").field("no-such-field") == []


def test_place_of_a_field_may_be_named_by_an_alias() -> None:
    snapshot = "## Recent Changes Snapshot (Mandatory)\n\n- **Planning Branch:** `x`\n\n"
    text = f"# P\n\n{snapshot}## Other\n\n- Planning Branch: y\n"
    assert [value.value for value in plan(text, "session").field("planning-branch")] == ["`x`"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("- [x] Handed off to lou.", True),
        ("- 2026-01-02 Hand-off to lou.", True),
        ("- [ ] Hand off to lou.", False),
        ("- [x] Wrote the handout.", False),
    ],
)
def test_handoff_that_took_place(entry: str, told: bool) -> None:
    assert plan(f"# P\n\n## Progress\n\n{entry}\n", "ssot").holds("handoff") is told


@pytest.mark.parametrize(
    ("owners", "several"),
    [
        (("kim", "kim"), False),
        (("kim", "Kim"), False),
        (("kim", "lou"), True),
        (("@kim", "`kim`"), False),
    ],
)
def test_several_agents(owners: tuple[str, str], several: bool) -> None:
    entries = "".join(f"- [ ] do it (Owner: {owner})\n" for owner in owners)
    assert plan(f"# P\n\n## Progress\n\n{entries}", "ssot").holds("several-agents") is several


def test_date_in_front_of_an_author_is_no_author() -> None:
    entries = "".join(f"- Decision: x\n  Date/Author: 2026-01-0{day}, kim\n" for day in (1, 2))
    assert plan(f"# P\n\n## Decision Log\n\n{entries}", "ssot").authors == frozenset()


def test_section_named_by_an_alias_counts_where_no_canonical_one_is() -> None:
    both = plan("# P\n\n## Decisions\n\n## Decision Log\n", "codex")
    assert [(section.line, spec.heading) for section, spec in both.matches] == [(5, "Decision Log")]
    alone = plan("# P\n\n## Decisions\n", "codex")
    assert [(section.line, spec.heading) for section, spec in alone.matches] == [(3, "Decision Log")]


def test_plan_one_level_deeper() -> None:
    text = conforming("codex").replace("\n## ", "\n### ").replace("# build", "build")
    assert plan("# Everything\n\n" + text.replace("# Teach", "## Teach")).level == 3


FENCE = "```sh\nmake\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# P\n\n## Progress\n\n```sh\nmake\n```\n\n## Decision Log\n", None),
        ("# P\n\n## Progress\n\n```sh\nmake\n\n## Decision Log\n", 5),
        ("# P\n\n```sh\nmake\n\n## Decision Log\n\n```sh\nmake\n```\n", 3),
        ("# P\n\n```sh\nmake\n\n## Decision Log\n\n```\nmake\n```\n", 3),
        ("# P\n\n~~~sh\nmake\n\n## Decision Log\n\n~~~ text\nmake\n~~~\n", 3),
        ("# P\n\n````md\n## Decision Log\n\n```sh\nmake\n```\n````\n", None),
        ("# P\n\n```md\n## Example\n```\n\n```sh\nmake\n", 7),
        ("# P\n\n```md\n## Progress\n```\n\n## Progress\n\n```sh\nmake\n", 9),
    ],
)
def test_forgotten_fence(text: str, line: int | None) -> None:
    found = plan(text, "codex").forgotten_fence
    assert (found and found.line) == line


def test_section_ends_where_another_one_stands_at_the_wrong_level() -> None:
    text = "# P\n\n## Surprises & Discoveries\n\n- one\n\n### Details\n\n- two\n\n### Decision Log\n\n- three\n"
    found = plan(text, "codex")
    blocks = list(found.blocks_of(found.top_sections[0]))
    assert [block.line for block in blocks] == [5, 9]
