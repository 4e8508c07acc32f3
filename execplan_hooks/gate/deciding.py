"""What the governing plans together say of each changed path: by docs/gate.md, "How a path is decided"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from execplan_hooks.contract.contract import Decision, Entry
from execplan_hooks.frozen import frozen
from execplan_hooks.repository.changes import PathChange

if TYPE_CHECKING:
    from execplan_hooks.gate.change import Governing

Kind = Literal["always-allowed", "included", "excluded", "outside"]
Decisions = tuple[tuple["Governing", Decision], ...]


@frozen
class Verdict:
    """What is said of a changed path. `decisions` are those of all plans that have a contract to enforce."""

    change: PathChange
    kind: Kind
    decisions: Decisions = ()

    def by(self, verdict: str) -> list[tuple[Governing, Decision]]:
        """The plans that say `included`, `excluded` or `outside` of the path, each with its decision."""
        return [(plan, decision) for plan, decision in self.decisions if decision.verdict == verdict]


def enforced(governing: Iterable[Governing]) -> list[Governing]:
    """The plans whose contract can be enforced."""
    return [plan for plan in governing if plan.contract.is_enforceable]


def allowing(governing: Sequence[Governing]) -> list[Governing]:
    """Of plans with a contract those whose include lists count.

    Beside a plan that somebody agreed to before the work, one that comes later allows nothing unless it was approved: a
    renamed copy with a longer list would be a way round the contract.
    """
    first = min((plan.since for plan in governing), default=0)
    return [plan for plan in governing if plan.since == first or plan.approved]


def verdicts(
    changes: Iterable[PathChange], governing: Sequence[Governing], always_allowed: Callable[[str], bool]
) -> tuple[Verdict, ...]:
    """The verdict on each changed path; none where no plan has a contract that can be enforced."""
    judging = enforced(governing)
    if not judging:
        return ()
    agreed = {plan.path for plan in allowing(judging)}
    return tuple(
        Verdict(change, "always-allowed")
        if always_allowed(change.path)
        else Verdict(change, *_decided(change.path, judging, agreed))
        for change in changes
    )


def decided(path: str, governing: Sequence[Governing]) -> tuple[Kind, Decisions]:
    """What the plans together say of a path, changed or not, and what each of them says."""
    judging = enforced(governing)
    return _decided(path, judging, {plan.path for plan in allowing(judging)})


def _decided(path: str, judging: list[Governing], agreed: set[str]) -> tuple[Kind, Decisions]:
    decisions = tuple((plan, plan.contract.decide(path, lifted=bool(plan.approved))) for plan in judging)
    kind: Kind = "outside"
    if any(decision.verdict == "excluded" for _, decision in decisions):
        kind = "excluded"
    else:
        allowing = [(plan, decision) for plan, decision in decisions if plan.path in agreed]
        # A plan that only excludes allows the rest, but not beside one that says what is allowed.
        listed = any(not plan.contract.exclude_only for plan, _ in allowing)
        if any(decision.verdict == "included" and (decision.entry or not listed) for _, decision in allowing):
            kind = "included"
    return kind, decisions


def place_of(governing: Governing, entry: Entry | None) -> str:
    """An entry of the contract in force, with its plan and line, for a message."""
    if entry is None:
        return governing.contract_path
    declared = entry.declared
    condition = f" ({declared.condition})" if declared.condition and entry in governing.contract.exclude else ""
    return f'"{", ".join(declared.paths)}"{condition} in {governing.contract_path} line {declared.line}'
