"""What of a contract is not in force is told by the gate and by the lint: silence would pass for a check."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.contract.contract import of_plan
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from execplan_hooks.gate import unenforced
from execplan_hooks.model import Context
from execplan_hooks.rules import scope_contract
from tests.gating import PLAN, session_plan

CATALOGUE = Catalogue()
CONTEXT = Context({}, Clock(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))


def plan_with(beside: str) -> Plan:
    """A session plan that includes `src/...` and excludes `infra/...`, with more below that."""
    text = session_plan().replace("- `infra/...`\n", f"- `infra/...`\n\n{beside}\n")
    plan = load(decode(PLAN, text.encode()), CATALOGUE)
    assert plan is not None
    return plan


def gate_says(plan: Plan) -> list[str]:
    return [found.message for found in unenforced.findings(plan, of_plan(plan), required=False)]


TOLD = [
    ("The same is true of `src/a/...`.", "The same is true of `src/a/...`."),
    ("| why | path |\n|---|---|\n| keys | `src/a/...` |", "| keys | `src/a/...` |"),
    ("```\nsrc/a/\n```", "src/a/"),
    ("<ul><li><code>src/a/...</code></li></ul>", "`src/a/...`"),
    ("- ```\n  src/a/\n  ```", "src/a/"),
]


@pytest.mark.parametrize(("beside", "text"), TOLD)
def test_what_is_not_read_is_told_by_gate_and_lint(beside: str, text: str) -> None:
    plan = plan_with(beside)
    assert gate_says(plan) == [f'contract entry "{text}" was not enforced (prose)']
    assert [found.message for found in scope_contract.check(plan, CONTEXT)] == [
        f'contract entry "{text}" is prose, which no program can enforce'
    ]
    assert of_plan(plan).decide("src/a/k.py").verdict == "included"


READ = [
    "Also never touch `src/a/...`.",
    "Do not touch src/a/.",
    "and `src/a/...`",
    "| path | why |\n|---|---|\n| `src/a/...` | keys |",
    "> - `src/a/...`",
    "  and `src/a/...`",
    "- - `src/a/...`",
    "- # `src/a/...`",
    "- > `src/a/...`",
    "### Do not touch\n\n- `src/a/...`",
    "### Exclude as well\n\n- `src/a/...`",
]


@pytest.mark.parametrize("beside", READ)
def test_what_plainly_excludes_is_in_force(beside: str) -> None:
    plan = plan_with(beside)
    contract = of_plan(plan)
    assert gate_says(plan) == []
    assert contract.decide("src/a/k.py").verdict == "excluded"
    assert contract.decide("src/b.py").verdict == "included"


@pytest.mark.parametrize(
    "beside", ["Production runs on it.", "See `docs/infra.md`.", "### Notes\n\n- agreed on Monday"]
)
def test_an_explanation_is_not_told(beside: str) -> None:
    plan = plan_with(beside)
    assert gate_says(plan) == []
    assert list(scope_contract.check(plan, CONTEXT)) == []


def test_a_condition_in_a_sentence_lets_an_approval_lift_it() -> None:
    contract = of_plan(plan_with("Never touch `src/a/...` unless explicitly approved."))
    assert contract.decide("src/a/k.py").verdict == "excluded"
    assert contract.decide("src/a/k.py", lifted=True).verdict == "included"


def test_the_gate_tells_of_a_list_on_neither_side() -> None:
    plan = plan_with("### Handle with care\n\n- `src/a/...`")
    assert gate_says(plan) == [
        'a list under "Handle with care" was not enforced: it is on neither side of the contract'
    ]
    assert [found.message for found in scope_contract.check(plan, CONTEXT)] == [
        'a list under "Handle with care" is on neither side of the contract, so it is not enforced'
    ]
