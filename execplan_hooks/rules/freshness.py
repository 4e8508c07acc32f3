"""An active plan under which work goes on was touched not long ago.

What it does: where a change touches more than plans, looks up the last commit (by the committer's time) of each
governing plan that the change leaves as it is. Older than `days`: a warning. A plan that the change touches is fresh,
and so is one that is in no commit yet. In a shallow clone in which the commit cannot be told, the age is said to be
not checked. Where a plan is a symbolic link, the file that it leads to counts too.

Why: a plan that nobody has touched for weeks while its code changes no longer tells the next agent where things stand,
and file times cannot show it: every checkout makes them new.

Bad:

    M  src/parser.py        (its plan was last committed 74 days ago)

Good:

    M  src/parser.py
    M  docs/exec-plans/active/parser.md

Options: `days` (number, default 30): how long ago the last commit of a plan may lie. `plans` (`governing`, the default,
or `all`): `all` looks at every active plan of the repository, which finds those that nobody works on any more.

Fix: bring the plan's Progress up to date with what was done; where the work is over or given up, have planning close
the plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from execplan_hooks.gate.change import Change
from execplan_hooks.gate.reading import is_active
from execplan_hooks.model import Context, Finding, Option, PlacedFinding, Rule, Severity
from execplan_hooks.repository.changes import LINK

_MAX_FINDINGS = 50  # of a run: a folder of forgotten plans must not bury the rest of the report
_SECONDS_OF_A_DAY = 86_400
_HELP = "bring its Progress up to date with what was done, or have planning close the plan"


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """One finding for each plan that is too old, or whose age cannot be told."""
    if not change.changes.changes or change.is_planning:
        return
    touched = {item.path for item in change.changes.changes}
    last: dict[str, dt.datetime | None] = {}
    if context.options["plans"] == "all":
        last = change.after.last_commits([plan.path for plan in change.after.active_plans()])
    for item in change.governing:
        if is_active(item.plan) and item.path not in touched:
            last[item.path] = change.after.last_commit(item.path)
    found = [
        PlacedFinding(path, finding)
        for path in sorted(last.keys() - touched)
        if (finding := _judged(last[path], context)) and not _is_revised(change, path)
    ]
    yield from found[:_MAX_FINDINGS]
    if len(found) > _MAX_FINDINGS:
        more = f"{len(found) - _MAX_FINDINGS} more active plans are as old, or their age could not be told"
        yield PlacedFinding(found[_MAX_FINDINGS].path, Finding(1, more, help=_HELP))


def _is_revised(change: Change, path: str) -> bool:
    """Whether the change brings the plan, or another version of it, all the same: with a merge, or behind a link."""
    if not change.changes.merging and change.after.mode(path) != LINK:
        return False
    before, after = change.before.plan(path), change.after.plan(path)
    return before is None or after is None or before.source.lines != after.source.lines


def _judged(last: dt.datetime | None, context: Context) -> Finding | None:
    if last is None:
        unknown = "age not checked: the history of this shallow clone does not reach back to the plan's last commit"
        return Finding(1, unknown, severity=Severity.NOTICE)
    age = context.now - last
    if age.total_seconds() <= context.options["days"] * _SECONDS_OF_A_DAY:
        return None
    return Finding(1, f"the active plan was last committed {age.days} days ago, on {last:%Y-%m-%d} (UTC)", help=_HELP)


RULE = Rule(
    severity=Severity.WARNING,
    change=check,
    options=(
        Option("days", "integer", 30, "how many days ago the last commit of a plan may lie"),
        Option("plans", "choice", "governing", "which active plans are looked at", choices=("governing", "all")),
    ),
)
