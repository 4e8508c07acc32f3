"""The change does not widen the contract that it is judged by.

What it does: compares the contract of each governing plan after the change with the one in force, as it stood before
the change or before its work began. It reports each entry that was added to the include list and each that was removed
from the exclude list or weakened there: as an error where a changed path needs it, else as a warning, and as a notice
where the change touches plans only, which is planning. The path itself stays outside for `file-scope`. Entries that are
covered by what was agreed (`src/api/...` under `src/...`) are none.

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

from execplan_hooks.contract.contract import Contract
from execplan_hooks.contract.widening import Widening
from execplan_hooks.gate.change import Change, Governing
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity

_SHOWN = 60


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for what each governing plan's contract allows after the change and did not allow before."""
    for governing in change.governing:
        widened, amended = change.widened(governing), change.amended(governing)
        if not widened or amended is None:
            continue
        blocked = [verdict.change.path for verdict in change.verdicts if verdict.kind in ("excluded", "outside")]
        needed = _needed(governing.agreed, amended, blocked)
        for widening in widened:
            paths = needed.get(id(widening.entry) if widening.entry else None, [])
            place = change.plan_change(governing.path).path
            yield PlacedFinding(place, _finding(governing, widening, paths, change.is_planning))


def _needed(agreed: Contract, amended: Contract, blocked: list[str]) -> dict[int | None, list[str]]:
    """The paths that are not allowed and would be after the change, by the entries of both contracts that decide
    about them; under None all of them."""
    found: dict[int | None, list[str]] = {}
    for path in blocked:
        decision = amended.decide(path)
        if decision.verdict == "included":
            entries = (decision.entry, agreed.decide(path).entry)
            for key in {None, *(id(entry) for entry in entries if entry)}:
                found.setdefault(key, []).append(path)
    return found


def _finding(governing: Governing, widening: Widening, needed: list[str], planning: bool) -> Finding:
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
    if planning and not needed:
        message += "; it counts for changes after this one"
        return Finding(widening.line or 1, message, severity=Severity.NOTICE)
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
