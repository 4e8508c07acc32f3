"""The report of `execplan report` as text, for people and agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from execplan_hooks.escape import plain
from execplan_hooks.reporting.activity import Active, Freshness
from execplan_hooks.reporting.collecting import PlanReport, Report, Session, totals
from execplan_hooks.reporting.completion import RESULTS, Block
from execplan_hooks.reporting.measures import Measures, Share, Tasks

MAX_SHOWN = 50  # items of a list
_WIDTH = 160  # characters of a text from a plan
_NOT_COMMITTED = {
    "not-committed": "not committed",
    "unknown": "last commit not known, the clone is shallow",
    "no-repository": "not known, the plan is in no repository",
}


def as_text(report: Report) -> str:
    """The report with a newline at the end; the last line is the total."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    # Each line begins with our own words or a path: a plan's text there could be a command to a workflow's runner.
    for plan in report.plans:
        yield from _plan(plan)
    yield from (f"note: {plain(note)}" for note in report.notes)
    yield from (f"cannot report: {plain(problem)}" for problem in report.problems)
    yield total(report)


def _plan(plan: PlanReport) -> Iterator[str]:
    show, found = shower(plan), plan.measures
    status = f' ("{show(found.status)}")' if found.status else ""
    yield f"{plain(plan.path)}: dialect {plan.dialect}, {plan.state or 'no state'}{status}"
    yield f"  tasks: {tasks(found.tasks)}"
    action = found.next_action
    yield f"  next action: {f'{show(action.text)} (line {action.line})' if action else 'none'}"
    yield f"  external URLs: {found.external}"
    yield f"  acceptance: {share(found.acceptance, 'criteria', 'can be verified')}"
    yield f"  evidence: {evidence(found)}"
    yield f"  last commit: {fresh(plan.freshness)}"
    yield f"  active: {days(plan.active)}"
    if plan.session:
        yield from _session(plan.session, show)


def _session(session: Session, show: Callable[[str], str]) -> Iterator[str]:
    told, claims = session.told, session.claims
    yield f"  blocks: {blocks(told.blocks)}"
    results = [f"{block.result or 'no result'}: {show(block.name)} (line {block.line})" for block in told.blocks]
    yield from _items("", results)
    yield f"  files claimed: {len(dict.fromkeys(path for path, _ in told.claims))}, {compared(session)}"
    if claims:
        yield from _items("not changed: ", [show(path) for path in claims.not_changed])
        yield from _items("not claimed: ", [show(path) for path in claims.not_claimed])
    runs = validations(session)
    yield f"  validations: {len(runs) or 'none recorded'}{f', verdict {show(told.verdict)}' if told.verdict else ''}"
    yield from _items("ran: ", [show(run) for run in runs])
    yield f"  residual risks: {len(told.risks) or 'none recorded'}"
    yield from _items("risk: ", [show(risk) for risk in told.risks])
    yield f"  docs updated: {show(told.docs) if told.docs else 'not said'}"


def _items(label: str, items: list[str]) -> Iterator[str]:
    yield from (f"    - {label}{item}" for item in items[:MAX_SHOWN])
    if len(items) > MAX_SHOWN:
        yield f"    - and {len(items) - MAX_SHOWN} more"


def validations(session: Session) -> list[str]:
    """What was run, by the checkpoint records and then by the validation record."""
    return [*(record.validation for record in session.told.records if record.validation), *session.told.commands]


def total(report: Report) -> str:
    """The figures of all plans in one line."""
    found = totals(report)
    if not found.plans:
        return "reported no plan"
    states = ", ".join(
        f"{count} {'without state' if state == 'unknown' else state}" for state, count in found.states.items()
    )
    oldest = f"; oldest open plan: {plain(found.oldest[0])}, {_number(found.oldest[1], 'day')}" if found.oldest else ""
    return (
        f"reported {_number(found.plans, 'plan')} ({states}): {tasks(found.tasks)}; "
        f"{_number(found.external, 'external URL')}; {share(found.acceptance, 'criteria', 'verifiable')}; "
        f"{share(found.evidence, 'claims', 'with evidence')}{oldest}"
    )


def tasks(found: Tasks | None) -> str:
    """How many tasks are in which state, in words."""
    if found is None:
        return "the dialect has no place for them"
    aside = f", {found.aside} set aside" if found.aside else ""
    return f"{found.done} done, {found.open} open, {found.blocked} blocked{aside}"


def share(found: Share, what: str, met: str) -> str:
    """So many of all, with the percentage."""
    if found.ratio is None:
        return f"no {what}"
    return f"{found.met} of {found.total} {what} {met} ({percent(found)})"


def percent(found: Share) -> str:
    """A share in whole per cent, rounded down so that 100 means all; empty where there is nothing to share."""
    return "" if found.ratio is None else f"{found.met * 100 // found.total} %"


def evidence(found: Measures) -> str:
    """How many decisions and discoveries have evidence, in words."""
    parts = [(share(kind, name, "with evidence")) for kind, name in claims(found)]
    return "; ".join(parts) or "the dialect has no place for decisions and discoveries"


def claims(found: Measures) -> Iterator[tuple[Share, str]]:
    """The kinds of claims that the plan's dialect has a place for, each with its name."""
    for kind, name in ((found.decisions, "decisions"), (found.discoveries, "discoveries")):
        if kind is not None:
            yield kind, name


def fresh(found: Freshness) -> str:
    """When the plan was last committed, in words."""
    if found.last is None:
        return _NOT_COMMITTED[found.state]
    changed = ", changed since in the work tree" if found.modified else ""
    return f"{found.last:%Y-%m-%d}, {_number(found.days or 0, 'day')} ago{changed}"


def days(found: Active | None) -> str:
    """How long a plan is or was worked on, in words."""
    if found is None:
        return "not known"
    return (
        f"{_number(found.days, 'day')}, from {found.start:%Y-%m-%d} ({found.start_source}) "
        f"to {found.end:%Y-%m-%d} ({found.end_source})"
    )


def blocks(found: tuple[Block, ...]) -> str:
    """How many blocks came to which result, in words."""
    if not found:
        return "none recorded"
    counts = [(sum(1 for block in found if block.result == result), result) for result in (*RESULTS, None)]
    return ", ".join(f"{count} {result or 'without a result'}" for count, result in counts if count or result)


def compared(session: Session) -> str:
    """What the claims were held against, and what came of it, in words."""
    work, claims = session.work, session.claims
    if work.paths is None or claims is None:
        return f"not compared: {plain(work.reason)}"
    what = f"{(work.head or '')[:12]} against its merge base {(work.merge_base or '')[:12]}"
    uncommitted = " and the work tree" if work.worktree else ""
    return (
        f"{len(claims.confirmed)} of them changed; {len(work.paths)} files changed, "
        f"{len(claims.not_claimed)} of them not claimed (compared {what}{uncommitted})"
    )


def shower(plan: PlanReport) -> Callable[[str], str]:
    """What makes text of the plan fit for a line: without secrets and control characters, and not too long."""

    def show(text: str) -> str:
        text = plan.redacted(plain(text))
        return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "\u2026"

    return show


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
