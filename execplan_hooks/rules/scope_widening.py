"""The change does not widen the contract that it is judged by.

What it does: compares the contract of each governing plan after the change with the one in force, as it stood before
the change or before its work began. It reports each entry that was added to the include list and each that was removed
from the exclude list or weakened there: as an error where a changed path needs it, else as a warning. The path itself
stays outside for `file-scope`. Entries that are covered by what was agreed (`src/api/...` under `src/...`) are none.

Why: who executes a plan can also edit it. A contract that gives way to the change that breaks it is none, and in a
long diff nobody sees the one line that does it.

Bad:

    + - `infra/...`              (in the include list, together with a change of infra/prod.tf)

Good:

    the entry is added on the base branch, by those who plan, and merged from there

Options: none.

Fix: take the entry and the paths that need it out of the change, stop and escalate to planning. Planning amends the
plan on the base branch, or somebody approves the amended contract from outside the change: `--approve-widening PLAN`
on a command line that the executor does not control, or a label on the pull request.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.contract import contract
from execplan_hooks.contract.contract import Contract
from execplan_hooks.contract.widening import Widening
from execplan_hooks.gate.change import Change, Governing
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity

_SHOWN = 60


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for what each governing plan's contract allows after the change and did not allow before."""
    for governing in change.governing:
        widened, after = change.widened(governing), change.plan_change(governing.path).after
        if not widened or after is None:
            continue
        amended = contract.of_plan(after)
        blocked = [verdict.change.path for verdict in change.verdicts if verdict.kind in ("excluded", "outside")]
        for widening in widened:
            needed = [path for path in blocked if _allows(governing.agreed, amended, widening, path)]
            yield PlacedFinding(after.path, _finding(governing, widening, needed))


def _allows(agreed: Contract, amended: Contract, widening: Widening, path: str) -> bool:
    """Whether a path that is not allowed would be by the widening."""
    decision = amended.decide(path)
    if decision.verdict != "included":
        return False
    if widening.entry is None:
        return True
    return widening.entry in (decision.entry, agreed.decide(path).entry)


def _finding(governing: Governing, widening: Widening, needed: list[str]) -> Finding:
    what = widening.text if len(widening.text) <= _SHOWN else f"{widening.text[: _SHOWN - 1]}…"
    if widening.entry is None:
        message = f"{what} of {governing.revision} was removed"
    elif widening.side == "include":
        message = f'"{what}" is new in the include list, compared with {governing.revision}'
    else:
        line = widening.entry.declared.line
        message = f'"{what}" is gone from the exclude list, or weaker than in {governing.revision}, line {line}'
    if governing.approved:
        return Finding(widening.line or 1, f"{message}; approved by {governing.approval}", severity=Severity.NOTICE)
    if not needed:
        return Finding(
            widening.line or 1,
            f"{message}; it does not count for this change",
            help="have those who plan confirm it: for later changes the amended contract counts",
            severity=Severity.WARNING,
        )
    more = f" and {len(needed) - 1} more" if len(needed) > 1 else ""
    return Finding(
        widening.line or 1,
        f"{message}, and {needed[0]}{more} of the same change would need it; it does not count",
        help="take the entry and the paths that need it out of the change, stop and escalate to planning",
    )


RULE = Rule(severity=Severity.ERROR, change=check)
