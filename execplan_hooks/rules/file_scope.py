"""Every changed path is included by the governing plan's contract, and none is excluded.

What it does: takes each changed path (added, modified, deleted, both sides of a rename, mode changes,
submodules, symbolic links) to the include and exclude lists of the governing plans, as they stood before the
change. Excluded, or on no list: an error. Included under a condition ("only if …"): a notice that shows it.
A plan that the change itself brings along allows nothing beside one that was there before, nor does one that comes
after the work began beside one that was there when it did. The plans of this branch, the move of a governing one to
the completed folder and the indexes of plan folders are always allowed. Entries that no program can enforce are named.

Why: the list of files is what a reviewer approved; whatever lies outside it was reviewed by nobody.

Bad:

    D  infra/prod.tf        (the plan's include list is `src/api/...`)

Good:

    M  src/api/users.py

Options: `always-allow` (list of globs, such as `CHANGELOG.md`) are paths that every change may touch.

Fix: take the path out of the change. If the work cannot be done without it, stop and escalate to planning.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.model import Context, Finding, Option, PlacedFinding, Rule, Severity
from execplan_hooks.repository.changes import PathChange
from execplan_hooks.repository.contract import Decision, Entry
from execplan_hooks.repository.gate import Change, Governing

_DONE_TO_IT = {"A": "added", "M": "modified", "D": "deleted", "T": "changed to another type"}


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for the contracts that cannot be enforced, then for each changed path."""
    judging = []
    for governing in change.governing:
        yield from _check_contract(change, governing)
        if governing.contract.is_enforceable:
            judging.append(governing)
    if not judging:
        return
    for path_change in change.changes.changes:
        if not change.always_allowed(path_change.path):
            yield from _check_path(path_change, judging)


def _check_contract(change: Change, governing: Governing) -> Iterator[PlacedFinding]:
    contract = governing.contract
    if not contract.is_declared:
        yield PlacedFinding(
            governing.path,
            Finding(
                1,
                "files not checked: the plan declares no file scope",
                help="have planning add the list of files that the plan may touch"
                if change.config.require_contract
                else "",
                severity=Severity.ERROR if change.config.require_contract else Severity.NOTICE,
            ),
        )
    elif not contract.is_enforceable:
        yield PlacedFinding(
            governing.path,
            Finding(
                1,
                "files not checked: no entry of the plan's contract can be enforced",
                help="stop and have planning write the entries as paths relative to the repository root",
            ),
        )
    elif contract.exclude_only:
        yield PlacedFinding(
            governing.path,
            Finding(
                1,
                "the plan declares no include list: only its exclude list was checked",
                severity=Severity.NOTICE,
            ),
        )
    for side in (*contract.scope.include, *contract.scope.exclude):
        if not side.entries and not side.explicit_none:
            yield PlacedFinding(
                governing.path,
                Finding(
                    side.line,
                    f'nothing of "{side.title}" was enforced: it lists no path',
                    help="judge by eye whether the change keeps to it",
                    severity=Severity.WARNING,
                ),
            )
    for entry in contract.entries:
        for problem in entry.problems:
            yield PlacedFinding(
                governing.path,
                Finding(
                    entry.declared.line,
                    f'contract entry "{problem.path[:60]}" was not enforced ({problem.kind})',
                    entry.declared.column,
                    help="judge by eye whether the change keeps to it",
                    severity=Severity.WARNING,
                ),
            )


def _check_path(path_change: PathChange, judging: list[Governing]) -> Iterator[PlacedFinding]:
    path = path_change.path
    what = _DONE_TO_IT[path_change.status]
    decisions = [(governing, governing.contract.decide(path)) for governing in judging]
    excluded = [(plan, decision.entry) for plan, decision in decisions if decision.verdict == "excluded"]
    for governing, entry in excluded:
        yield PlacedFinding(
            path,
            Finding(
                0,
                f"{what}, but excluded by {_entry(governing, entry)}",
                help="take the path out of the change; if the work needs it, stop and escalate to planning",
            ),
        )
    if excluded:
        return
    # Beside a plan that somebody agreed to before the work, one that comes later allows nothing: a renamed copy with
    # a longer list would be a way round the contract.
    first = min(governing.since for governing in judging)
    agreed = [governing for governing in judging if governing.since == first]
    included = [(plan, decision) for plan, decision in decisions if decision.verdict == "included" and plan in agreed]
    if not included:
        names = ", ".join(governing.path for governing in agreed)
        near = next(((plan, entry) for plan in agreed if (entry := plan.contract.nearly(path))), None)
        case = f"; upper and lower case differ from {_entry(near[0], near[1])}" if near else ""
        later = [plan.path for plan, decision in decisions if decision.verdict == "included"]
        if later:
            case += f" (included by {', '.join(later)}, which came after the work began and allows nothing beside it)"
        yield PlacedFinding(
            path,
            Finding(
                0,
                f"{what}, but outside the include list of {names}{case}",
                help="take the path out of the change; if the work needs it, stop and escalate to planning",
            ),
        )
        return
    for governing in judging:
        entry = governing.contract.nearly(path)
        if entry in governing.contract.exclude:
            yield PlacedFinding(
                path,
                Finding(
                    0,
                    f"{what}; upper and lower case differ from what is excluded by {_entry(governing, entry)}",
                    help="where the file system ignores case it is the same file; then take it out of the change",
                    severity=Severity.WARNING,
                ),
            )
    # One plan that includes the path without a condition is enough.
    conditional = [(plan, decision) for plan, decision in included if _condition(decision)]
    if len(conditional) == len(included):
        governing, decision = conditional[0]
        yield PlacedFinding(
            path,
            Finding(
                0,
                f"{what}; allowed by {_entry(governing, decision.entry)} under a condition: {_condition(decision)}",
                severity=Severity.NOTICE,
            ),
        )


def _condition(decision: Decision) -> str:
    return decision.entry.declared.condition if decision.entry else ""


def _entry(governing: Governing, entry: Entry | None) -> str:
    if entry is None:
        return governing.path
    declared = entry.declared
    condition = f" ({declared.condition})" if declared.condition and entry in governing.contract.exclude else ""
    return f'"{", ".join(declared.paths)}"{condition} in {governing.path} line {declared.line}'


RULE = Rule(
    severity=Severity.ERROR,
    change=check,
    options=(Option("always-allow", "strings", (), "globs of paths that every change may touch"),),
)
