"""Parse once, run the selected rules, stamp id and severity, sort."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from execplan_hooks import rules
from execplan_hooks.config import Config
from execplan_hooks.discover import Found
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.secrets.credentials import Redactor
from execplan_hooks.gate import change as gate
from execplan_hooks.gate.change import Change
from execplan_hooks.located import unknown
from execplan_hooks.model import Context, Diagnostic, Finding, Rule, Severity
from execplan_hooks.tree import Tree

NOT_CHECKED = "not-checked"
"""The id under which the loader itself reports; it is no rule and cannot be switched off."""


@dataclass
class Result:
    """What a run found and how much it looked at.

    `plans` maps each checked plan to its dialect; `others` counts Markdown files that are no plans;
    `problems` are reasons why part of the job could not be done (exit code 2).
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    plans: dict[str, str] = field(default_factory=dict)
    others: int = 0
    excluded: int = 0
    problems: list[str] = field(default_factory=list)
    comparison: Mapping[str, object] | None = None
    notes: list[str] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        return sum(1 for diagnostic in self.diagnostics if diagnostic.severity is severity)

    def exit_code(self, fail_on: Severity) -> int:
        """2 where something could not be done, 1 for findings at or above `fail_on`, else 0."""
        if self.problems:
            return 2
        return 1 if any(diagnostic.severity >= fail_on for diagnostic in self.diagnostics) else 0


def lint(
    config: Config,
    catalogue: Catalogue,
    found: Found,
    rule_ids: Sequence[str],
    now: dt.datetime,
    root: Path,
    asked: Collection[str] = (),
) -> Result:
    """The result of the document rules `rule_ids` over the files that were found; `root` is the repository's.

    `asked` are those that somebody named: they run even where they are off by default.
    """
    result = Result(excluded=found.excluded, problems=list(found.problems))
    unfit: list[str] = []
    tree = Tree(root, config)
    for file, shown in found.files:
        try:
            text = source.read(file, shown)
            plan = _load(config, catalogue, text)
        except OSError as error:
            result.problems.append(f"{shown}: cannot be read ({error.strerror}); make it readable")
            continue
        except source.UnreadableError as error:
            result.diagnostics.append(_not_checked(shown, error.message, error.line, error.help))
            continue
        except MarkdownLimitError as error:
            result.diagnostics.append(_not_checked(shown, error.message, error.line, _SIMPLER))
            continue
        if plan is None:
            result.others += 1
            if places.may_be_plan(config, shown) and recognition.claims_to_be_plan(text, catalogue):
                unfit.append(shown)
            continue
        result.plans[shown] = plan.dialect.name
        result.diagnostics.extend(check_plan(plan, config, rule_ids, now, tree, asked))
    if unfit:
        result.notes.append(_unfit_note(unfit))
    result.diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    return result


_NAMED = 3


def _unfit_note(paths: Sequence[str]) -> str:
    """What is said of files that are plans by place and title, so that they do not pass in silence."""
    names = ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
    what = "1 file looks like a plan but fits" if len(paths) == 1 else f"{len(paths)} files look like plans but fit"
    return f"{what} no dialect, not checked: {names}"


_SIMPLER = "nest lists and quotes less deeply, or move the block to a file of its own"


def _load(config: Config, catalogue: Catalogue, text: source.Source) -> Plan | None:
    settings = places.settings_of(config, text.path)
    if settings.dialect is not None and settings.dialect not in catalogue.names and settings.dialect_at:
        raise settings.dialect_at.error(_unknown_dialect(settings.dialect, catalogue))
    plan = recognition.load(text, catalogue, settings.dialect, settings.state)
    if plan is None and config.plans and places.may_be_plan(config, text.path):
        raise source.UnreadableError(
            "not checked: the configuration says that this is a plan, but no dialect fits its headings",
            "name the dialect of these plans in the configuration, under plans",
            1,
        )
    return plan


def _unknown_dialect(name: str, catalogue: Catalogue) -> str:
    return unknown(f'dialect "{name}"', name, catalogue.names)


def check_plan(
    plan: Plan,
    config: Config,
    rule_ids: Iterable[str],
    now: dt.datetime,
    tree: Tree | None = None,
    asked: Collection[str] = (),
) -> list[Diagnostic]:
    """The diagnostics of document rules for one plan, and what its front matter could not be read for. Without the
    files around it, in `tree`, what hangs on them is not judged."""
    found = []
    if plan.front_matter.problem:
        line, message = plan.front_matter.problem
        found.append(_not_checked(plan.path, message, line, "correct the YAML between the --- lines"))
    for rule_id in rule_ids:
        rule = rules.load(rule_id)
        if rule.document is None:
            continue
        limit = severity_of(rule_id, rule, config, plan.dialect.severities, rule_id in asked)
        if limit is Severity.OFF:
            continue
        context = Context(options_of(rule_id, rule, config), now, tree)
        try:
            found.extend(_stamped(plan.path, rule_id, finding, limit) for finding in rule.document(plan, context))
        except MarkdownLimitError as error:
            found.append(_not_checked(plan.path, f"{rule_id} {error.message}", error.line, _SIMPLER))
    return _redacted(found, _redactor([plan])) if found else found


def _redactor(quoted: Iterable[Plan]) -> Callable[[str], str]:
    """What takes the secrets of plans out of a text that may quote them; each version of a plan is searched once."""
    versions = dict.fromkeys(tuple(plan.source.lines) for plan in quoted)
    return functools.cache(Redactor([line for version in versions for line in version]))


def _redacted(diagnostics: list[Diagnostic], redactor: Callable[[str], str]) -> list[Diagnostic]:
    """The diagnostics without the secrets of the plans that they may quote, whichever rule wrote them."""
    return [
        dataclasses.replace(diagnostic, message=redactor(diagnostic.message), help=redactor(diagnostic.help))
        for diagnostic in diagnostics
    ]


def judge(change: Change, rule_ids: Iterable[str], now: dt.datetime, asked: Collection[str] = ()) -> Result:
    """The result of the change rules `rule_ids` for a change, by the configuration that counts for it.

    `asked` are those that somebody named: they run even where they are off by default.
    """
    config = change.config
    result = Result(comparison=gate.comparison(change))
    result.plans = {item.path: item.plan.dialect.name for item in change.governing}
    for path, reason in change.unreadable:
        result.diagnostics.append(
            _not_checked(path, reason, None, "make the plan readable, so that it can govern the change")
        )
    for rule_id in rule_ids:
        rule = rules.load(rule_id)
        limit = severity_of(rule_id, rule, config, {}, rule_id in asked)
        if rule_id in asked and limit is Severity.OFF:
            result.notes.append(f"not checked: {rule_id} is off in {config.file or 'the configuration'}")
        if rule.change is None or limit is Severity.OFF:
            continue
        context = Context(options_of(rule_id, rule, config), now)
        result.diagnostics.extend(
            _stamped(placed.path, rule_id, placed.finding, limit) for placed in rule.change(change, context)
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
    redactor = _redactor(quoted)
    result.diagnostics = _redacted(result.diagnostics, redactor)
    result.notes = [redactor(note) for note in result.notes]
    result.problems = [redactor(problem) for problem in result.problems]
    if isinstance(widened, list):
        result.comparison = {**told, "widened": [{**it, "entry": redactor(it["entry"])} for it in widened]}


def severity_of(
    rule_id: str, rule: Rule, config: Config, dialect: Mapping[str, Severity], asked: bool = False
) -> Severity:
    """The most that a finding of the rule can weigh: configured, else the dialect's, else the rule's own.

    A rule that is off by default is on where somebody `asked` for it, or set its options.
    """
    configured = config.rules.get(rule_id)
    if configured is not None and configured.severity is not None:
        return configured.severity
    severity = dialect.get(rule_id, rule.severity)
    return Severity.ERROR if severity is Severity.OFF and (asked or configured) else severity


def options_of(rule_id: str, rule: Rule, config: Config) -> dict[str, Any]:
    """A rule's options: their defaults, overridden by the configuration."""
    configured = config.rules.get(rule_id)
    return {option.name: option.default for option in rule.options} | dict(configured.options if configured else {})


def dialect_counts(result: Result) -> list[tuple[str, int]]:
    """How many plans of which dialect were looked at, the commonest first."""
    return Counter(result.plans.values()).most_common()


def _stamped(path: str, rule_id: str, finding: Finding, limit: Severity) -> Diagnostic:
    return Diagnostic(
        path=path,
        rule=rule_id,
        severity=min(finding.severity, limit),
        message=finding.message,
        line=finding.line or None,
        column=finding.column,
        end_line=finding.end_line,
        end_column=finding.end_column,
        help=finding.help,
        edits=finding.edits,
    )


def _not_checked(path: str, message: str, line: int | None, help_text: str) -> Diagnostic:
    return Diagnostic(path, NOT_CHECKED, Severity.ERROR, message, line, help=help_text)
