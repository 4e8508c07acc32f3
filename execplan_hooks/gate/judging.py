"""One change through the selected rules: a `Result`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from itertools import groupby

from execplan_hooks import redaction, rules
from execplan_hooks.checking import not_checked, options_of, severity_of, shown, stamped
from execplan_hooks.clock import Clock
from execplan_hooks.gate import change as gate
from execplan_hooks.gate.change import Change
from execplan_hooks.model import Context, Diagnostic, Severity
from execplan_hooks.result import Result


def judge(change: Change, rule_ids: Iterable[str], now: dt.datetime, asked: Collection[str] = ()) -> Result:
    """The result of the change rules `rule_ids` for a change, by the configuration that counts for it.

    `asked` are those that somebody named: they run even where they are off by default.
    """
    config = change.config
    result = Result(comparison=gate.comparison(change))
    result.plans = {item.path: item.plan.dialect.name for item in change.governing}
    for path, reason in change.unreadable:
        result.diagnostics.append(
            not_checked(path, reason, None, "make the plan readable, so that it can govern the change")
        )
    for rule_id in rule_ids:
        rule = rules.load(rule_id)
        limit = severity_of(rule_id, rule, config, {}, rule_id in asked)
        if rule_id in asked and limit is Severity.OFF:
            result.notes.append(f"not checked: {rule_id} is off in {config.file or 'the configuration'}")
        if rule.change is None or limit is Severity.OFF:
            continue
        context = Context(options_of(rule_id, rule, config), Clock(now))
        result.diagnostics.extend(
            stamped(placed.path, rule_id, placed.finding, limit) for placed in rule.change(change, context)
        )
    _redact(result, change)
    result.diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    return result


def _redact(result: Result, change: Change) -> None:
    """Take the secrets of all plans that rules may have quoted out of a result, as they were before and are now."""
    told = result.comparison or {}
    widened = told.get("widened")
    if not (result.diagnostics or result.notes or result.problems or widened):
        return
    quoted = [plan for item in change.governing for plan in (item.plan, item.approved) if plan]
    quoted += [plan for item in change.plans for plan in (item.before, item.after) if plan]
    redact = redaction.redactor(quoted)
    result.diagnostics = _shown(result.diagnostics, change, redact)
    result.notes = [redact(note) for note in result.notes]
    result.problems = [redact(problem) for problem in result.problems]
    if isinstance(widened, list):
        result.comparison = {**told, "widened": [{**it, "entry": redact(it["entry"])} for it in widened]}


def _shown(found: Iterable[Diagnostic], change: Change, redact: Callable[[str], str]) -> list[Diagnostic]:
    """The diagnostics of a change with the text of their lines, as the plans are now."""
    now = {item.path: item.plan for item in change.governing} | {item.path: item.after for item in change.plans}
    ordered = sorted(found, key=lambda diagnostic: diagnostic.sort_key)
    groups = groupby(ordered, key=lambda diagnostic: diagnostic.path)
    return [diagnostic for path, group in groups for diagnostic in shown(group, now.get(path), redact)]
