"""What a plan's records claim to have changed, against the contracts and the change."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from execplan_hooks.contract.contract import compile_entry
from execplan_hooks.contract.matching import Matcher
from execplan_hooks.document.scope.scope import claimed
from execplan_hooks.document.scope.scope_entry import ScopeEntry
from execplan_hooks.gate.deciding import allowing, decided, enforced, place_of
from execplan_hooks.gate.revised import PlanChange
from execplan_hooks.model import Finding, Severity

if TYPE_CHECKING:
    from execplan_hooks.gate.change import Change


def findings(revised: PlanChange, change: Change) -> Iterator[Finding]:
    """What the plan's records say since this change: it lies in the contracts and, of a whole range, in the change.

    A path of the change is judged itself. At commit time a record may speak of earlier commits.
    """
    if revised.after is None:
        return
    known = {path for entry in claimed(revised.before) for path in entry.paths} if revised.before else set()
    new = [(entry, path) for entry in claimed(revised.after) for path in entry.paths if path not in known]
    seen = _seen([path for _, path in new], revised.after.path, change)
    for entry, written in new:
        if written not in seen:
            yield from _absent(entry, written, _from_root(written, revised.after.path), change)


def _absent(entry: ScopeEntry, written: str, path: str, change: Change) -> Iterator[Finding]:
    """What is said of a path that is claimed, and that the change does not touch."""
    says = f'the record says that "{written[:60]}" was changed'
    against = None if _is_vague(path) or change.always_allowed(path) else _against(path, change)
    if against:
        help_text = "correct the record if that did not take place; if it did, stop and escalate to planning"
        yield Finding(entry.line, f"{says}, which is {against}", entry.column, help=help_text)
    elif change.changes.mode == "range":
        yield Finding(
            entry.line,
            f"{says}, but the change does not touch it",
            entry.column,
            help="correct the record, or bring what was done into the change",
            severity=Severity.WARNING,
        )


def _against(path: str, change: Change) -> str | None:
    """Why the contracts do not allow a path; None where they do."""
    kind, decisions = decided(f"{path}x" if path.endswith("/") else path, change.governing)
    if kind == "included":
        return None
    excluding = ((plan, decision) for plan, decision in decisions if decision.verdict == "excluded")
    for plan, decision in excluding:
        return f"excluded by {place_of(plan, decision.entry)}"
    names = ", ".join(plan.contract_path for plan in allowing(enforced(change.governing)))
    return f"outside the include list of {names}"


def _seen(claims: list[str], plan: str, change: Change) -> set[str]:
    """The claims that the change, or a commit of its range, touches, or something below a claimed folder.

    A path may be written from the root, from the plan's folder as links are, or be a file's name alone.
    """
    if not claims:
        return set()
    paths = {item.path for item in change.changes.changes}.union(*(step.paths for step in change.steps))
    # All claims at once: a record may be as long as a plan, and a change as long as a repository.
    patterns = [
        (number, pattern)
        for number, written in enumerate(claims)
        for form in {written.removeprefix("./"), _from_root(written, plan)}
        for pattern in compile_entry(ScopeEntry(form, 1, 1, (form,))).patterns
    ]
    matcher = Matcher(patterns)
    spoken = set().union(*(matcher.speaking(unicodedata.normalize("NFC", path)) for path in paths))
    names = {posixpath.basename(path) for path in paths}
    return {written for number, written in enumerate(claims) if number in spoken or written in names}


def _from_root(written: str, plan: str) -> str:
    """A claimed path from the repository's root; one that climbs is meant from the plan's folder."""
    if not written.startswith("../"):
        return written.removeprefix("./")
    slash = "/" if written.endswith("/") else ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(plan), written)) + slash


def _is_vague(path: str) -> bool:
    """Whether a path stands for several, or for one that nobody can tell: what it means is seen in the change."""
    return any(char in path for char in "*?{") or "/" not in path
