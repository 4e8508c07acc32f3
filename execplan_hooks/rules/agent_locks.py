"""A change keeps out of the paths that another agent has locked, and the lock file says who holds what.

What it does: reads `.agent-locks.yaml` as it is before and after the change. Departures from its schema are errors; a
lock that has expired, begins in the future or lasts longer than `ttl_seconds` is a warning where the change touches
the file, else a notice. Live locks of two owners that can match the same path are an error, and so is a changed path
under somebody else's live lock. A lock of somebody else that the change removes, shortens, narrows or takes over
still counts, and is a warning. Who makes the change is `--owner`, else the owner of the governing plans from before
the change; where neither says it, a changed path under a live lock is a warning. The lock file itself may always be
changed. Without one the rule says nothing.

Why: two agents that edit the same files at the same time undo each other's work, and nobody notices what was lost.

Bad:

    M  src/components/Menu.tsx     (frontend-agent-01 holds `src/components/**`)

Good:

    M  src/api/menu.py

Options: none.

Fix: wait until the lock is released, or ask its owner; stop and escalate if they do not answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from execplan_hooks.contract.patterns import PLACEHOLDER
from execplan_hooks.gate.change import Change
from execplan_hooks.lazy import lazy
from execplan_hooks.located import shown
from execplan_hooks.locks.conflicts import Paths, TooMuchWork, conflicts, standing
from execplan_hooks.locks.file import locks_of
from execplan_hooks.locks.lock import NAME, Lock, LockFile, Pattern, identity
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity

_NOBODY = lazy(r"tb[ad]|todo|none|n/?a|unknown|unassigned|\W*")
_MAX_CONFLICTS = 100
_FEWER = "have the owners release the locks that they no longer need"
_SETTLE = "stop and have the owners settle who works there first; escalate if they do not agree"
_WAIT = "wait until the lock is released, or ask its owner; stop and escalate if they do not answer"


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for the lock file, for its locks among each other, and for each changed path."""
    paths = {item.path for item in change.changes.changes}
    before, after = locks_of(change.before), locks_of(change.after)
    if change.changes.merging and NAME not in paths:
        before = after  # what a merge in progress brings along is not this change's doing
    own = NAME in paths
    paths.discard(NAME)
    makers = _makers(change)
    locks = standing(after, before, context.now, makers)
    yield from (PlacedFinding(NAME, finding) for finding in _check_file(after, context.now, own))
    if before != after and not before.is_complete:
        yield PlacedFinding(NAME, _unread(before, is_error=bool(paths)))
    yield from (PlacedFinding(NAME, finding) for finding in _check_locks(change, locks, makers))
    yield from _check_paths([lock for lock in locks if lock.holder not in makers], paths, makers)


def _makers(change: Change) -> Mapping[str, str]:
    """Who makes the change, by the name for comparing; empty where nobody says it."""
    names = [change.owner or ""]
    if not identity(names[0]):
        # A plan that the change brings along must not say that the locks on its paths are its own.
        standing = [item.plan for item in change.governing if item.since == 0]
        values = [value.value for plan in standing for value in plan.field("owner")]
        names = [name for value in values if not PLACEHOLDER.search(value) for name in re.split("[,;]", value)]
    return {identity(name): shown(name.strip()) for name in names if not _NOBODY.fullmatch(identity(name))}


def _check_file(file: LockFile, now: dt.datetime, own: bool) -> Iterator[Finding]:
    """What is wrong with the file; its old locks are a notice for a change that leaves it alone."""
    for problem in file.problems:
        yield Finding(problem.line or 0, problem.message, help="correct it: what cannot be read protects nothing")
    for lock in file.locks:
        until, said = _time(lock.expires), []
        if lock.expires <= now:
            said.append(f"expired {_span(now - lock.expires)} ago, at {until}")
        if lock.acquired > now:
            said.append(f"begins in the future, at {_time(lock.acquired)}: it does not count yet")
        if lock.due and lock.expires > lock.due:
            said.append(f"lasts until {until}, but by ttl_seconds until {_time(lock.due)} at most")
        for what in said:
            message = f'the lock of "{shown(lock.owner)}" {what}'
            severity = Severity.WARNING if own else Severity.NOTICE
            yield Finding(lock.line, message, help="have its owner renew or release it", severity=severity)


def _unread(file: LockFile, is_error: bool) -> Finding:
    """What is said of locks that the change replaces and nobody can read."""
    first = file.problems[0]
    why = first.message.removeprefix("not checked: ") + (f" (line {first.line})" if first.line else "")
    message = f"not checked: not all locks could be read as they were before the change: {why}"
    severity = Severity.ERROR if is_error else Severity.WARNING
    return Finding(
        0, message, help="repair the lock file in a change of its own, and base this one on it", severity=severity
    )


def _check_locks(change: Change, locks: Sequence[Lock], makers: Collection[str]) -> Iterator[Finding]:
    for lock in locks:
        if lock.is_cut:
            message = f"only its owner ends a lock before its time: {_held(lock, lock.patterns[0])}"
            yield Finding(0, message, help=_WAIT, severity=Severity.WARNING)
    files = set(change.after.files()) if len({lock.holder for lock in locks}) > 1 else ()
    try:
        for number, ((first, one), (second, other)) in enumerate(conflicts(locks, files)):
            if number == _MAX_CONFLICTS:
                yield Finding(0, f"more than {number} pairs of locks conflict; the others are not listed", help=_SETTLE)
                return
            message = f"{_held(second, other)} and {_held(first, one)}: both can match the same path"
            # Who is not known may be the owner, who hands a lock over.
            severity = Severity.WARNING if first.is_cut and not makers else Severity.ERROR
            yield Finding(second.line, message, help=_SETTLE, severity=severity)
    except TooMuchWork:
        yield Finding(0, "not checked: too many patterns to find all locks that conflict", help=_FEWER)


def _check_paths(locks: Sequence[Lock], touched: set[str], makers: Mapping[str, str]) -> Iterator[PlacedFinding]:
    paths = Paths(touched)
    found: dict[str, str] = {}
    try:
        for lock in sorted(locks, key=lambda lock: lock.expires, reverse=True):
            for pattern in lock.patterns:
                for path in paths.matching(pattern.glob):
                    found[path] = found.get(path) or _held(lock, pattern)
    except TooMuchWork:
        message = "not checked: too many patterns and changed paths to find all paths that are locked"
        yield PlacedFinding(NAME, Finding(0, message, help=_FEWER))
    who, help_text, severity = f"the change is made by {', '.join(makers.values())}", _WAIT, Severity.ERROR
    if not makers:
        who, severity = "it is not known who makes the change", Severity.WARNING
        help_text = f"pass --owner NAME; if the lock is another's, {_WAIT}"
    for path, held in sorted(found.items()):
        yield PlacedFinding(path, Finding(0, f"changed under a lock: {held}; {who}", help=help_text, severity=severity))


def _held(lock: Lock, pattern: Pattern) -> str:
    cut = " before the change, which takes it away or leaves less of it" if lock.is_cut else ""
    until = _time(lock.expires)
    return f'"{shown(lock.owner)}" holds "{shown(pattern.text)}" until {until} ({NAME} line {lock.line}{cut})'


def _time(time: dt.datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _span(span: dt.timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} h {minutes} min" if hours else f"{minutes} min"


RULE = Rule(severity=Severity.ERROR, change=check)
