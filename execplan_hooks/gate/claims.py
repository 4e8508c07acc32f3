"""What a plan's records claim to have changed, against its contract and the change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from execplan_hooks.contract.contract import Contract, Decision, compile_entry
from execplan_hooks.document.scope import claimed
from execplan_hooks.document.scope_entry import ScopeEntry
from execplan_hooks.gate.deciding import place_of
from execplan_hooks.gate.revised import PlanChange
from execplan_hooks.model import Finding, Severity
from execplan_hooks.repository.changes import ChangeSet

if TYPE_CHECKING:
    from execplan_hooks.gate.change import Governing

Claim = tuple[ScopeEntry, str]
"""An entry of a record with one of the paths that it names."""


def findings(
    revised: PlanChange, governing: Governing, changes: ChangeSet, reported: Collection[str]
) -> Iterator[Finding]:
    """What the plan's records say since this change: it lies in the contract and, of a whole range, in the change.

    `reported` are paths that are reported themselves. At commit time a record may speak of earlier commits.
    """
    for claim in _new_claims(revised):
        entry, path = claim
        decision = _decided(claim, governing.contract)
        says = f'the record says that "{path[:60]}" was changed'
        if decision is not None and decision.verdict != "included":
            if path not in reported:
                against = f"excluded by {place_of(governing, decision.entry)}"
                if decision.verdict == "outside":
                    against = f"outside the include list of {governing.contract_path}"
                help_text = "correct the record if that did not take place; if it did, stop and escalate to planning"
                yield Finding(entry.line, f"{says}, which is {against}", entry.column, help=help_text)
        elif changes.mode == "range" and not _is_in(claim, changes):
            yield Finding(
                entry.line,
                f"{says}, but the change does not touch it",
                entry.column,
                help="correct the record, or bring what was done into the change",
                severity=Severity.WARNING,
            )


def _new_claims(revised: PlanChange) -> Iterator[Claim]:
    """The claims that the plan makes after a change and did not make before it."""
    if revised.after is None:
        return
    known = {path for entry in claimed(revised.before) for path in entry.paths} if revised.before else set()
    for entry in claimed(revised.after):
        for path in entry.paths:
            if path not in known:
                yield entry, path


def _decided(claim: Claim, contract: Contract) -> Decision | None:
    """What a contract says of a claimed path; None for one with wildcards: what it stands for is seen in the change."""
    path = claim[1].removeprefix("./")
    if any(char in path for char in "*?{"):
        return None
    return contract.decide(f"{path}x" if path.endswith("/") else path)


def _is_in(claim: Claim, changes: ChangeSet) -> bool:
    """Whether the change touches a claimed path, or something below a claimed folder."""
    entry = compile_entry(ScopeEntry(claim[1], claim[0].line, claim[0].column, (claim[1],)))
    return any(entry.matches(change.path) for change in changes.changes)
