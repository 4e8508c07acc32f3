"""Every changed path is included by the governing plan's contract, and none is excluded.

What it does: takes each changed path (added, modified, deleted, both sides of a rename, mode changes,
submodules, symbolic links) to the include and exclude lists of the governing plans, as they stood before the
change. Excluded, or on no list: an error. Included under a condition ("only if …"): a notice that shows it.
A plan that the change itself brings along allows nothing beside one that was there before, nor does one that comes
after the work began beside one that was there when it did. The plans of this branch, the move of a governing one to
the completed folder and the indexes of plan folders are always allowed. Entries that no program can enforce are named;
those of a draft that the change only writes on are a notice.

Why: the list of files is what a reviewer approved; whatever lies outside it was reviewed by nobody.

Bad:

    D  infra/prod.tf        (the plan's include list is `src/api/...`)

Good:

    M  src/api/users.py

Options: `always-allow` (list of globs, such as `CHANGELOG.md`) are paths that every change may touch.

Fix: take the path out of the change. If the work cannot be done without it, stop and escalate to planning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from execplan_hooks.contract.contract import Decision, Entry
from execplan_hooks.gate import claims, deciding, unenforced
from execplan_hooks.gate.change import TOUCHED, Change, Governing
from execplan_hooks.gate.deciding import Verdict
from execplan_hooks.model import Context, Finding, Option, PlacedFinding, Rule, Severity
from execplan_hooks.repository.changes import LINK

_DONE_TO_IT = {"A": "added", "M": "modified", "D": "deleted", "T": "changed to another type"}
_NAMED = 3
_TAKE_OUT = "take the path out of the change; if the work needs it, stop and escalate to planning"


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for the contracts that cannot be enforced, for each changed path, and for what checkpoints claim."""
    for governing in change.governing:
        plan = governing.approved or governing.plan
        drafting = _is_drafting(change, governing)
        for finding in unenforced.findings(plan, governing.contract, change.config.require_contract):
            told = replace(finding, severity=Severity.NOTICE) if drafting else finding
            yield PlacedFinding(governing.contract_path, told)
    names = _names([plan.path for plan in deciding.allowing(deciding.enforced(change.governing))])
    # Planning for a plan of another branch, in which a second plan is touched, executes neither.
    planning = change.is_planning and all(plan.reason == TOUCHED for plan in change.governing)
    severity = Severity.NOTICE if planning else Severity.ERROR
    for verdict in change.verdicts:
        if verdict.kind == "excluded":
            yield from _excluded(verdict, severity)
        elif verdict.kind == "outside":
            yield _outside(verdict, names, severity)
        elif verdict.kind == "included":
            yield from _included(verdict)
            yield from _linked(change, verdict)
    for governing in deciding.enforced(change.governing):
        revised = change.plan_change(governing.path)
        for finding in claims.findings(revised, change):
            yield PlacedFinding(revised.path, finding)


def _is_drafting(change: Change, governing: Governing) -> bool:
    """Whether a draft is only written on: the change touches plans of its own branch and indexes, which no contract
    decides about, and leaves behind a draft, or a contract that can be enforced."""
    if (governing.approved or governing.plan).state != "draft" or not change.is_planning:
        return False
    after = change.plan_change(governing.path).after
    amended = change.amended(governing)
    ready = after is None or after.state == "draft" or (amended is not None and amended.is_enforceable)
    return ready and all(change.always_allowed(item.path) for item in change.changes.changes)


def _names(paths: list[str]) -> str:
    return ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more plans" if len(paths) > _NAMED else "")


def _excluded(verdict: Verdict, severity: Severity) -> Iterator[PlacedFinding]:
    for governing, decision in verdict.by("excluded"):
        message = f"{_what(verdict)}, but excluded by {deciding.place_of(governing, decision.entry)}"
        yield PlacedFinding(verdict.change.path, Finding(0, message, help=_TAKE_OUT, severity=severity))


def _outside(verdict: Verdict, names: str, severity: Severity) -> PlacedFinding:
    near = ((plan, entry) for plan, _ in verdict.decisions if (entry := plan.contract.nearly(verdict.change.path)))
    case = next((f"; upper and lower case differ from {deciding.place_of(plan, entry)}" for plan, entry in near), "")
    later = [plan.path for plan, _ in verdict.by("included")]
    if later:
        case += f" (included by {', '.join(later)}, which came after the work began and allows nothing beside it)"
    message = f"{_what(verdict)}, but outside the include list of {names}{case}"
    return PlacedFinding(verdict.change.path, Finding(0, message, help=_TAKE_OUT, severity=severity))


def _included(verdict: Verdict) -> Iterator[PlacedFinding]:
    path = verdict.change.path
    for governing, _ in verdict.decisions:
        entry = governing.contract.nearly(path)
        if entry is not None and entry in governing.contract.exclude:
            yield PlacedFinding(
                path,
                Finding(
                    0,
                    f"{_what(verdict)}; upper and lower case differ from what is excluded by "
                    f"{deciding.place_of(governing, entry)}",
                    help="where the file system ignores case it is the same file; then take it out of the change",
                    severity=Severity.WARNING,
                ),
            )
    # One plan that includes the path without a condition is enough.
    included = verdict.by("included")
    conditional = [(plan, decision) for plan, decision in included if _condition(decision)]
    if len(conditional) == len(included):
        governing, decision = conditional[0]
        message = f"{_what(verdict)}; allowed by {deciding.place_of(governing, decision.entry)} under a condition: "
        message += _condition(decision)
        if decision.entry in governing.contract.exclude:
            message += f"; approved by {governing.approval}"
        yield PlacedFinding(path, Finding(0, message, severity=Severity.NOTICE))


def _linked(change: Change, verdict: Verdict) -> Iterator[PlacedFinding]:
    """Where a link in scope leads to: what is written through it is a change of that path, if git sees it at all."""
    path = verdict.change.path
    if verdict.change.new_mode != LINK:
        return
    target = change.after.link_target(path)
    if target is None:
        where = "out of the repository, or to the whole of it"
    elif ".git" in target.lower().split("/"):
        where = "into git's own folder"
    else:
        where = ""
    if target is None or where:
        message = f"{_what(verdict)} as a symbolic link {where}: what is written through it is not seen"
        yield PlacedFinding(path, Finding(0, message, severity=Severity.WARNING))
        return
    for governing, _ in verdict.decisions:
        decision = governing.contract.decide(target, lifted=bool(governing.approved))
        is_excluded = decision.verdict == "excluded"
        entry = decision.entry if is_excluded else _excluded_below(governing, target)
        if entry is not None:
            how = "is excluded" if is_excluded else "contains what is excluded"
            message = f'{_what(verdict)} as a symbolic link to "{target[:60]}", which {how} by '
            message += deciding.place_of(governing, entry)
            help_text = "leave what it leads to as it is; if the work needs it changed, stop and escalate to planning"
            yield PlacedFinding(path, Finding(0, message, help=help_text, severity=Severity.WARNING))


def _excluded_below(governing: Governing, folder: str) -> Entry | None:
    """The first entry that excludes something in a folder."""
    start = f"/{unicodedata.normalize('NFC', folder)}/"
    below = (
        entry for entry in governing.contract.exclude if any(pattern.startswith(start) for pattern in entry.patterns)
    )
    return next((entry for entry in below if not (governing.approved and entry.awaits_approval)), None)


def _what(verdict: Verdict) -> str:
    return _DONE_TO_IT[verdict.change.status]


def _condition(decision: Decision) -> str:
    return decision.entry.declared.condition if decision.entry else ""


RULE = Rule(
    severity=Severity.ERROR,
    change=check,
    options=(Option("always-allow", "globs", (), "globs of paths that every change may touch"),),
)
