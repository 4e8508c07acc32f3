"""The change is on the branch that its plan declares, and the plan declares one branch, not two.

What it does: compares the branch fields of each governing plan (planning branch, execution branch) with each
other and with the branch that the change is on. The plan counts as it stood before the change, so that
re-labelling it together with the work does not help. A plan that declares no branch is said to be not checked.
A change that touches plans only is planning, which may take place elsewhere: that gets a notice.

Why: a plan was approved for one branch; work elsewhere is work that nobody planned there, and two sessions
that think they own a branch overwrite each other.

Bad:

    - **Planning Branch:** `feat/a`
    - **Execution Branch:** `feat/b`

Good:

    - **Planning Branch:** `feat/a`
    - **Execution Branch:** `feat/a`

Options: none.

Fix: switch to the plan's branch and bring the commits there; if the branch itself has to change, stop and
escalate to planning.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.gate.change import TOUCHED, Change, Governing
from execplan_hooks.gate.declared import declared_branches, unclear_line
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for each governing plan whose branch is not the change's."""
    for governing in change.governing:
        yield from _check_plan(change, governing)


def _check_plan(change: Change, governing: Governing) -> Iterator[PlacedFinding]:
    declared = declared_branches(governing.plan)
    if not declared:
        line = unclear_line(governing.plan)
        reason = "the plan declares no branch" if line is None else "no branch can be read from what the plan says here"
        finding = Finding(line or 1, f"branch not checked: {reason}", severity=Severity.NOTICE)
        yield PlacedFinding(governing.path, finding)
        return
    first = declared[0]
    for name, line, column in declared[1:]:
        if name != first[0]:
            yield PlacedFinding(
                governing.path,
                Finding(
                    line,
                    f'the plan declares the branch "{name}" here and "{first[0]}" in line {first[1]}',
                    column,
                    help="planning and execution take place on one branch; escalate to planning to settle which",
                ),
            )
    planning = change.is_planning and governing.reason == TOUCHED
    if change.branch and change.branch.name not in [name for name, _, _ in declared]:
        yield PlacedFinding(
            governing.path,
            Finding(
                first[1],
                f'the change is on branch "{change.branch.name}" (from {change.branch.source}), but the plan is for '
                f'"{first[0]}"',
                first[2],
                help=""
                if planning
                else f'switch to "{first[0]}" and bring the change there, or stop and escalate to planning',
                severity=Severity.NOTICE if planning else Severity.ERROR,
            ),
        )


RULE = Rule(severity=Severity.ERROR, change=check)
