"""Blocks, ordered steps and execution mode of plans, wherever their dialect has them."""

from __future__ import annotations

import time

import pytest

from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.execution import Execution, Item, execution, filled, objective_of, text_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import FIXTURES, conforming, plan_of


def read(text: str, dialect: str | None = None) -> Plan:
    plan = plan_of(text, dialect)
    assert plan is not None
    return plan


def told(text: str, dialect: str | None = None) -> Execution:
    return execution(read(text, dialect))


def shown(items: tuple[Item, ...]) -> list[str]:
    marks = {None: "", True: "[x]", False: "[ ]"}
    return [" ".join(filter(None, (f"{item.line}:", marks[item.done], item.name, item.text))) for item in items]


def session(old: str, new: str) -> str:
    """The conforming session plan with one text in place of another."""
    assert conforming("session").count(old) == 1
    return conforming("session").replace(old, new)


@pytest.mark.parametrize(
    ("dialect", "blocks", "steps_in", "steps"),
    [
        ("session", ["42: B03 queue and job, behind a switch that is off"], "Ordered Steps", 3),
        ("codex", [], "Progress", 6),
        ("ssot", ["66: Milestone 1: The window, with tests of its edges"], "Progress", 3),
        ("ssot-minimal", [], "Progress", 3),
        (
            "wbs",
            ["73: 1. Tell which tiles a route needs; cover the edges of the world with tests."],
            "Progress (WBS)",
            4,
        ),
        ("quality-gates", [], "Concrete Steps (Checklist)", 4),
    ],
)
def test_each_packaged_dialect_says_what_is_executed(
    dialect: str, blocks: list[str], steps_in: str, steps: int
) -> None:
    found = told(conforming(dialect))
    assert shown(found.blocks)[:1] == blocks
    assert found.steps_in is not None
    assert (found.steps_in.title, len(found.steps)) == (steps_in, steps)


def test_ordered_steps_are_numbered_as_in_the_plan() -> None:
    assert shown(told(conforming("session")).steps) == [
        "84: 1. Add the queue table and its migration test.",
        "85: 2. Write the job; run it against the sample data.",
        "86: 3. Render the mail.",
    ]


STEPS = (
    "- **Ordered Steps:**\n  1. Add the queue table and its migration test.\n"
    "  2. Write the job; run it against the sample data.\n  3. Render the mail.\n"
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- **Ordered Steps:**\n  3) a\n  4) b\n     goes on\n", ["83: 3) a 4) b goes on"]),
        ("- **Ordered Steps:**\n  - a\n  - b\n", ["84: a", "85: b"]),
        ("- **Ordered Steps:**\n  - [x] a\n  - [ ] b\n", ["84: [x] a", "85: [ ] b"]),
        ("- **Ordered Steps:**\n\n1. a\n2. b\n\n", ["85: 1. a", "86: 2. b"]),
        ("\n**Ordered Steps:**\n\n1. a\n2. b\n\n", ["86: 1. a", "87: 2. b"]),
        ("- **Ordered Steps:**\n\n  3) a\n  4) b\n     goes on\n", ["85: 3) a", "86: 4) b goes on"]),
        ("- **Ordered Steps:** first a, then b\n", ["83: first a, then b"]),
        ("- **Ordered Steps:**\n  first a, then b\n", ["83: first a, then b"]),
        ("- **Ordered Steps:**\n  1. a\n     - nested\n  2. ...\n", ["84: 1. a"]),
        ("- **Ordered Steps:**\n  1. ```sh\n     run\n     ```\n", ["84: 1. (begins with no text)"]),
        ("- **Ordered Steps:**\n  1. ...\n  2. ...\n", []),
        ("- **Ordered Steps:** <the steps>\n", []),
        ("- **Ordered Steps:** TBD\n", []),
        ("- **Ordered Steps:**\n", []),
        ("", []),
    ],
)
def test_ordered_steps_as_people_write_them(written: str, expected: list[str]) -> None:
    assert shown(told(session(STEPS, written)).steps) == expected


@pytest.mark.parametrize(
    ("position", "next_block", "expected"),
    [
        ("`B03`", "`B03`", ["42: B03 the goal"]),
        ("`B03-B05`", "`B03`", ["12: B03-B05", "42: B03 the goal"]),
        ("`BXX` or `BXX-BYY`", "`B03`", ["42: B03 the goal"]),
        ("`B03`", "`BXX`", ["12: B03"]),
        ("", "", []),
        ("<block>", "...", []),
    ],
)
def test_blocks_of_a_session_plan(position: str, next_block: str, expected: list[str]) -> None:
    text = session("- **Block:** `B03`", f"- **Block:** {position}")
    text = text.replace("- **Block ID:** `B03`", f"- **Block ID:** {next_block}")
    text = text.replace("queue and job, behind a switch that is off", "the\n  goal")
    assert shown(told(text).blocks) == expected


@pytest.mark.parametrize(
    ("value", "name", "is_declared"),
    [
        ("`stepwise`", "stepwise", True),
        ("Stepwise", "stepwise", True),
        ("**autonomous**", "autonomous", True),
        ("`autonomous`, as the owner asked for explicitly", "autonomous", True),
        # left as in the template, or undecided
        ("`stepwise` (default) or `autonomous` (explicit only)", "stepwise", False),
        ("autonomous or stepwise", "stepwise", False),
        ("<stepwise|autonomous>", "stepwise", False),
        ("", "stepwise", False),
        ("TBD", "stepwise", False),
        # outside the vocabulary
        ("step by step", None, False),
        ("`auto`", None, False),
        ("not autonomous", None, False),
        ("semi-autonomous", None, False),
        ("stepwise-ish", None, False),
    ],
)
def test_execution_mode(value: str, name: str | None, is_declared: bool) -> None:
    mode = told(session("- **Execution Mode:** `stepwise`", f"- **Execution Mode:** {value}")).mode
    assert (mode.name, mode.is_declared) == (name, is_declared)
    assert mode.line == (82 if filled(value) else None)


def test_two_modes_are_none() -> None:
    for second, name, is_declared in (
        ("stepwise", "stepwise", True),
        ("autonomous", "stepwise", False),
        ("auto", None, False),
    ):
        text = session(STEPS, f"{STEPS}- **Execution Mode:** {second}\n")
        mode = told(text).mode
        assert (mode.name, mode.is_declared) == (name, is_declared)


def test_a_dialect_without_modes_has_none() -> None:
    mode = told(conforming("codex")).mode
    assert (mode.name, mode.text) == (None, "")


CODEX = """# Plan
## Purpose
x
## Progress
- [x] one
- [ ] two
## Plan of Work
{work}
## Concrete Steps
{steps}
## Decision Log
### Milestone 1 was hard
x
"""


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (
            "### Milestone 1: parser\nx\n### Milestone 2 \u2014 command\nx",
            ["8: Milestone 1: parser", "10: Milestone 2 \u2014 command"],
        ),
        ("### Phase A\nx\n### Phase B\nx", ["8: Phase A", "10: Phase B"]),
        ("## Milestones\n1. parser\n2. command", ["9: 1. parser", "10: 2. command"]),
        ("## Milestones\n### The parser\nx\n### The command\nx", ["9: The parser", "11: The command"]),
        ("Milestones:\n\n- parser\n- command", ["10: parser", "11: command"]),
        ("### Milestones of old\nx", []),
        ("### Milestone planning\nx", []),
        ("x", []),
    ],
)
def test_milestones_are_blocks(work: str, expected: list[str]) -> None:
    assert shown(told(CODEX.format(work=work, steps="x"), "codex").blocks) == expected


def test_the_same_milestones_in_another_section_are_not_listed_twice() -> None:
    text = CODEX.format(work="### Milestone 1\nx\n### Milestone 2\nx", steps="### Milestone 1\nx\n### Milestone 2\nx")
    assert shown(told(text, "codex").blocks) == ["8: Milestone 1", "10: Milestone 2"]


@pytest.mark.parametrize(
    ("steps", "title", "expected", "prose"),
    [
        ("1. a\n2. b", "Concrete Steps", ["10: 1. a", "11: 2. b"], []),
        ("### Build\nx\n### Test\nx", "Concrete Steps", ["10: Build", "12: Test"], []),
        ("Run it.", "Progress", ["5: [x] one", "6: [ ] two"], ["Concrete Steps"]),
        ("", "Progress", ["5: [x] one", "6: [ ] two"], []),
    ],
)
def test_steps_are_the_ordered_ones_else_the_checklist(
    steps: str, title: str, expected: list[str], prose: list[str]
) -> None:
    found = told(CODEX.format(work="x", steps=steps), "codex")
    assert found.steps_in is not None
    assert (found.steps_in.title, shown(found.steps)) == (title, expected)
    assert [listing.title for listing in found.prose] == prose


def test_a_dialect_from_a_template_has_the_same_fields() -> None:
    own = load_yaml("dialects:\n  ours: {template: session.md}\n", ".execplan.yaml").mapping()["dialects"].mapping()
    plan = plan_of(conforming("session"), "ours", Catalogue(own, FIXTURES / "templates"))
    assert plan is not None
    found = execution(plan)
    assert shown(found.blocks) == ["42: B03 queue and job, behind a switch that is off"]
    assert (len(found.steps), found.mode.name, found.mode.is_declared) == (3, "stepwise", True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("`B03`", "B03"),
        ("B03 and the rest", "B03 and the rest"),
        ("X-ray viewer", "X-ray viewer"),
        ("", ""),
        (" ", ""),
        ("`BXX`", ""),
        ("SXX", ""),
        ("`BXX` or `BXX-BYY`", ""),
        ("`<block>`", ""),
        ("...", ""),
        ("\u2026", ""),
        ("tbd", ""),
        ("TODO", ""),
        ("todo list page", "todo list page"),
    ],
)
def test_placeholders_are_not_filled_in(value: str, expected: str) -> None:
    assert filled(value) == expected


def test_a_text_goes_on_over_lines() -> None:
    text = session("a single mail at seven in the morning.", "a single\n  mail at seven.")
    assert text_of(read(text), "objective") == 'Users who choose "daily" get a single mail at seven.'
    assert text_of(read(text), "no-such-field") == ""


def test_the_objective_is_the_locked_one_else_that_of_the_header() -> None:
    locked = 'Users who choose "daily" get a single mail at seven in the morning.'
    assert objective_of(read(conforming("session"))) == locked
    text = session(f"- **Objective (One Sentence):** {locked}\n", "")
    assert objective_of(read(text)) == "Send one digest a day instead of one mail for each notification."
    assert objective_of(read(conforming("codex"))) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "- **Ordered Steps:**\n" * 10_000,
        "- **Ordered Steps:**\n" + "  1. a\n" * 20_000,
        "- **Execution Mode:** auto\n" * 10_000,
        "## 5. Proposed Next Block\n" + "- **Block ID:** B\n- **Goal:** g\n" * 5_000,
        "### Milestone 1\n" * 5_000,
    ],
)
def test_a_hostile_plan_costs_little(hostile: str) -> None:
    plan = read(session(STEPS, hostile))
    assert plan.labels
    started = time.process_time()
    found = execution(plan)
    assert time.process_time() - started < 2
    assert max(len(found.steps), len(found.blocks)) <= 1000
