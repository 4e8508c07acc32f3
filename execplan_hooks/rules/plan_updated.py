"""A change to code brings its governing plan up to date.

What it does: where the change touches anything besides plans, their indexes and what is always allowed, a governing
plan must have something new in it: an item or entry in the sections that are kept up to date (the dialect's `living`
ones, and tasks and logs), or a tick. Where that plan has a field `updated` (front matter `updated`, "Last Updated"),
its value must be later than before, or of the same day where it is a day. Of several governing plans one is enough. A
plan that the change brings along is up to date. In a range of commits this is a warning; for staged changes and the
working tree it is a notice, since a later commit may still do it.

Why: whoever takes over has the plan and nothing else; work that is not in it is done twice or undone.

Bad:

    M  src/api/users.py

Good:

    M  src/api/users.py
    M  docs/exec-plans/active/users.md      (- [x] 2025-11-22T14:05:00Z - Added paging to `GET /users`)

Options: none.

Fix: write into Progress what was done and what is next, into the logs what was found and decided, and set `updated`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from execplan_hooks.document import places, stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import statements, worded
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.gate.change import Change
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity

_HELP = "write into Progress what was done and what is next; what was found or decided goes into the logs"


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """At most one finding for a change that leaves its plans as they are, else one for each `updated` that is old."""
    code = [
        item.path
        for item in change.changes.changes
        if not places.is_planning(change.config, item.path) and not change.always_allowed(item.path)
    ]
    plans = {found.path: found for item in change.governing if (found := change.plan_change(item.path)).after}
    if not code or not plans:
        return
    severity = Severity.WARNING if change.changes.mode == "range" else Severity.NOTICE
    if not any(
        plan.before is None or _has_news(plan.before, after) for plan in plans.values() if (after := plan.after)
    ):
        path = min(plans)
        others = f" (nor have {len(plans) - 1} other governing plans)" if len(plans) > 2 else ""
        others = f" (nor has {max(plans)})" if len(plans) == 2 else others
        count = f"{len(code)} other path{'' if len(code) == 1 else 's'}"
        yield PlacedFinding(
            path,
            Finding(
                _line(plans[path].after),
                f"the change touches {count}, but the plan has nothing new in its living sections{others}",
                help=_HELP if severity is Severity.WARNING else "",
                severity=severity,
            ),
        )
    for path, plan in plans.items():
        if plan.before and plan.after and _has_news(plan.before, plan.after):
            for finding in _old_stamp(plan.before, plan.after, severity):
                yield PlacedFinding(path, finding)


def _has_news(before: Plan, after: Plan) -> bool:
    """Whether a statement stands in a living section, or is ticked, that was not so before."""
    return bool(Counter(_living(after)) - Counter(_living(before)))


def _living(plan: Plan) -> Iterator[tuple[str, ...]]:
    """The words of each statement in the sections that are kept up to date; the x of a tick is one of them."""
    for section, spec in plan.matches:
        if spec.living or spec.entries:
            for block in plan.blocks_of(section):
                for statement in statements(block):
                    yield tuple(word.key for word in worded((statement,)))


def _old_stamp(before: Plan, after: Plan, severity: Severity) -> Iterator[Finding]:
    was, now = before.field("updated"), after.field("updated")
    if not was:
        return
    if not now:
        yield Finding(1, f'"updated" is gone (it was {was[0].value[:40]})', help="restore it", severity=severity)
        return
    old, new = stamps.leading(was[0].value), stamps.leading(now[0].value)
    if old and new:
        later = _is_later(old, new)
    else:
        later = was[0].value != now[0].value
    if not later:
        yield Finding(
            now[0].line,
            f'"updated" is {now[0].value[:40]}, not later than before the change, though the plan has news',
            now[0].column,
            help="set it to the time of the newest entry",
            severity=severity,
        )


def _is_later(old: Stamp, new: Stamp) -> bool:
    """By instant where both have one, else by day: of the same day either may be the later one."""
    if old.instant and new.instant:
        return old.instant < new.instant
    return old.date is None or (new.date is not None and old.date <= new.date)


def _line(plan: Plan | None) -> int:
    """The line of the first living section with tasks, else of the first living one."""
    matches = plan.matches if plan else ()
    return min(((spec.entries != "tasks", section.line) for section, spec in matches if spec.living), default=(0, 1))[1]


RULE = Rule(severity=Severity.WARNING, change=check)
