"""What an active plan means changes only with a recorded revision, and what it has on record is not rewritten.

What it does: compares each plan that the change touches with its version before the change, moved plans too.

- Scope, milestones, acceptance, constraints, permissions (the dialect's `revision: meaning`, and the lists of the
  contract): a change of what they say needs a new entry in the plan's revision history or a revision note; where it
  has no such section, a new decision. Formatting, spelling, ticks, stamps, results ("Result: …", "done in 3f2a9bc",
  "→ 14 passed"), what stands below a ticked item, the contract's paths written otherwise and filling in what was a
  placeholder are no such change. A draft may be rewritten; a plan without a status is one until something in it is
  ticked.
- A ticked item stays, ticked, in its words; so does each entry of a log. They may move, and be continued at the end of
  a statement; their links may lead elsewhere, and `<REDACTED>` or `***` may stand for a secret. An un-ticked one is
  told as a notice where a new log entry comes with it.
- Their stamps stay the same moment, in whichever form. One that is no real instant, or lies in the future, may be
  corrected.

Why: a plan whose goal moves without a trace is always reached; a log that is rewritten afterwards is no evidence.

Bad:

    -- AC2: answers within `200 ms`
    +- AC2: answers within `900 ms`

Good:

    +- 2025-11-19T15:00:00Z - Revision 1: AC2 is 900 ms, because the disk alone takes 700 (Evidence: `bench.txt`)

Options: none.

Fix: record who changed what, on which evidence and why, in a new entry; restore what was on record and put
corrections into entries of their own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from execplan_hooks.contract.contract import compile_entry
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.meaning import MeaningChange
from execplan_hooks.document.revision.records import Record, records
from execplan_hooks.document.revision.revision import Loss, Revision
from execplan_hooks.document.scope.scope_entry import ScopeEntry
from execplan_hooks.gate.change import Change
from execplan_hooks.gate.reading import is_active
from execplan_hooks.lazy import lazy
from execplan_hooks.model import Context, Finding, PlacedFinding, Rule, Severity

_MAX = 20
_QUOTED = 50
_STATEMENT = 60
_BOX = lazy(r"^\[.\]\s+")
_DONE_TO_IT = {"changed": "says something else than before", "added": "is new", "removed": "is gone"}


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """Findings for each plan that is there on both sides of the change, and for what is no plan any more."""
    touched = {item.path for item in change.changes.changes}
    for plan in change.plans:
        # A merge in progress brings it as it is on the other side.
        if change.changes.merging and plan.paths.isdisjoint(touched):
            continue
        if plan.before and not plan.after and change.after.mode(plan.before.path):
            yield PlacedFinding(
                plan.before.path,
                Finding(
                    1,
                    "not compared with the plan that stood here before the change: the file cannot be read as a plan",
                    help="restore the plan's headings; a plan that is given up keeps them and says so in its status",
                ),
            )
        elif plan.before and not plan.after and is_active(plan.before) and _has_record(plan.before):
            yield PlacedFinding(
                plan.before.path,
                Finding(
                    0,
                    "the plan is gone, with the ticked items and log entries that it had on record",
                    help="restore it; a plan that is given up stays, and says so in its status",
                ),
            )
        if plan.before and plan.after and plan.before.source.text != plan.after.source.text:
            findings = list(_check_plan(Revision(plan.before, plan.after, context.now, meant)))
            for finding in findings[:_MAX]:
                yield PlacedFinding(plan.after.path, finding)
            if len(findings) > _MAX:
                more = f"{len(findings) - _MAX} more items or sections were changed in the same way"
                yield PlacedFinding(plan.after.path, Finding(1, more, help="restore the version before the change"))


def meant(entry: ScopeEntry, excludes: bool) -> frozenset[Hashable]:
    """The patterns of an entry of the contract, each with its exceptions and condition; none where a part of the entry
    is not understood, so that its words are compared."""
    compiled = compile_entry(entry, excludes)
    if compiled.problems:
        return frozenset()
    terms = (frozenset(compiled.exceptions), entry.condition)
    return frozenset((pattern, *terms) for pattern in compiled.patterns)


def _has_record(plan: Plan) -> bool:
    return any(record.done or record.log for record in records(plan))


def _check_plan(revision: Revision) -> Iterator[Finding]:
    if revision.meaning and not revision.is_recorded:
        for change in revision.meaning:
            yield _unrecorded(change, revision.recorded_in)
    for loss in revision.losses:
        yield _lost(loss, revision.has_new_entry)


def _unrecorded(change: MeaningChange, where: str) -> Finding:
    message = f'"{_short(change.title)}" {_DONE_TO_IT[change.what]}'
    statement = _short(_BOX.sub("", change.first.text), _STATEMENT) if change.first else ""
    if change.first and change.what == "removed":
        message += f" (line {change.first.line} before the change)"
    elif change.first and change.first.gone:
        message += f': "{statement}" (line {change.first.line} before the change) is gone'
    elif change.first:
        message += f', first in "{statement}"'
    message += ", and no new entry records the revision of the plan"
    remedy = (
        "restore what nobody decided; if it has to change, stop and escalate to planning, which records the revision"
    )
    if where:
        remedy = (
            f'add an entry to "{_short(where)}" that says what was changed, on which evidence and why; what nobody '
        )
        remedy += "decided is restored: stop and escalate to planning"
    return Finding(change.line, message, help=remedy)


def _lost(loss: Loss, explained: bool) -> Finding:
    record = loss.record
    what = f'ticked item "{_quoted(record)}"' if record.done else f'entry "{_quoted(record)}"'
    place = f'{what} of "{_short(record.section)}"' if record.section else what
    if loss.kind == "dropped":
        message = f"{place} (line {record.line} before the change) is gone"
        remedy = "restore it; what turned out otherwise is said in an entry of its own"
    elif loss.kind == "reopened":
        state = "has no box any more" if loss.now and loss.now.done is None else "is open again"
        message = f"{place} was ticked and {state}"
        remedy = "say in a log entry of the plan what was found, or restore the tick"
    elif loss.kind == "reworded":
        message = f"{place} was reworded"
        remedy = "restore its words; add what came later at the end, or in an entry of its own"
    else:
        now = f"is now {loss.now.stamp.text}" if loss.now and loss.now.stamp else "is gone"
        message = f"the stamp {record.stamp.text if record.stamp else ''} of {place} {now}"
        remedy = "restore it: a stamp says when something happened"
    severity = Severity.NOTICE if loss.kind == "reopened" and explained else Severity.ERROR
    return Finding(loss.line, message, help=remedy, severity=severity)


def _quoted(record: Record) -> str:
    """The first words of a record, without its stamp where it begins with one."""
    text = record.text
    if record.stamp and record.stamp.text in text[:40]:
        text = text[text.index(record.stamp.text) + len(record.stamp.text) :].lstrip(" )]*:-–—") or text
    return _short(text)


def _short(text: str, most: int = _QUOTED) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


RULE = Rule(severity=Severity.WARNING, change=check)
