"""One plan through the selected rules: parse, run, stamp id and severity, redact, leave out what does not count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property, partial
from typing import Any, Protocol

from execplan_hooks import loading, redaction, rules
from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document import budget, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.fingerprints import fingerprinted, hashed
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Context, Diagnostic, Finding, Rule, Severity
from execplan_hooks.own_reports import NOT_CHECKED as NOT_CHECKED
from execplan_hooks.tree import Tree

SIMPLER = "nest lists and quotes less deeply, or move the block to a file of its own"


class Sieve(Protocol):
    """What leaves out findings that do not count, for a reason that `label` names in the counts of a result."""

    @property
    def label(self) -> str: ...

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Those of the findings in a plan that count, and what there is to report of the sieve itself."""


class LateSieve(Protocol):
    """A sieve that knows of more than one plan, so that it is asked in one process, in the order of the plans."""

    @property
    def label(self) -> str: ...

    def sift(self, subject: Subject, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """As `Sieve.sift`."""


@frozen
class Subject:
    """A plan as late sieves know it. Most need no more than its path and dialect; `load` reads it for those that do."""

    path: str
    dialect: Dialect
    load: Callable[[], Plan]

    @cached_property
    def plan(self) -> Plan:
        return self.load()


@frozen
class Checked:
    """What counts of the findings in a plan; `left_out` counts the others by the reason."""

    diagnostics: list[Diagnostic]
    left_out: Counter[str] = field(default_factory=Counter)


@frozen
class Checker:
    """How each plan of a run is read and checked.

    `asked` are rules that somebody named: they run even where they are off by default. Without the files around the
    plans, in `tree`, what hangs on them is not judged. `clock` is that of `now` where somebody wants to know what was
    asked of it.
    """

    config: Config
    catalogue: Catalogue
    rule_ids: Sequence[str]
    now: dt.datetime
    tree: Tree | None = None
    asked: Collection[str] = ()
    sieves: tuple[Sieve, ...] = ()
    late: tuple[LateSieve, ...] = ()
    clock: Clock | None = None

    def load(self, text: source.Source) -> Plan | None:
        """The plan that a source is, None for another document. Raises as `loading.load_meant` does."""
        return loading.load_meant(self.config, self.catalogue, text)

    def check(self, plan: Plan) -> Checked:
        """What counts of what the rules find in a plan."""
        found = self.findings(plan, self.rule_ids)
        # Of a plan that was not checked nobody knows which suppressions it needs.
        return Checked(found) if _is_too_much(plan) else self.sift(plan, found)

    def findings(self, plan: Plan, rule_ids: Iterable[str]) -> list[Diagnostic]:
        """All that some rules find in a plan, whether it counts or not."""
        return _judged(plan, self.config, rule_ids, self.clock or Clock(self.now), self.tree, self.asked)

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> Checked:
        """What counts of what was found in a plan. That it was not checked always counts."""
        checked = _sifted(found, ((sieve.label, partial(sieve.sift, plan)) for sieve in self.sieves))
        return self.sift_late(Subject(plan.path, plan.dialect, lambda: plan), checked) if self.late else checked

    def sift_late(self, subject: Subject, checked: Checked) -> Checked:
        """What the late sieves leave of what the others left."""
        late = _sifted(checked.diagnostics, ((sieve.label, partial(sieve.sift, subject)) for sieve in self.late))
        return Checked(late.diagnostics, checked.left_out + late.left_out)


def _sifted(
    found: Sequence[Diagnostic],
    sieves: Iterable[tuple[str, Callable[[Sequence[Diagnostic]], list[Diagnostic]]]],
) -> Checked:
    unchecked = [diagnostic for diagnostic in found if diagnostic.rule == NOT_CHECKED]
    counting = [diagnostic for diagnostic in found if diagnostic.rule != NOT_CHECKED]
    left_out: Counter[str] = Counter()
    for label, sift in sieves:
        kept = sift(counting)
        left_out[label] += len(set(counting) - set(kept))
        counting = kept
    return Checked([*unchecked, *counting], +left_out)


def check_plan(
    plan: Plan,
    config: Config,
    rule_ids: Iterable[str],
    now: dt.datetime,
    tree: Tree | None = None,
    asked: Collection[str] = (),
) -> list[Diagnostic]:
    """All diagnostics of document rules for one plan, and what its front matter could not be read for.

    Of a plan that holds more than can be checked in time only that it was not checked.
    """
    return _judged(plan, config, rule_ids, Clock(now), tree, asked)


def _judged(
    plan: Plan,
    config: Config,
    rule_ids: Iterable[str],
    clock: Clock,
    tree: Tree | None,
    asked: Collection[str],
) -> list[Diagnostic]:
    if line := _is_too_much(plan):
        message = "not checked: so many short lines and blocks take too long to be checked"
        help_text = "split the plan, or move logs and artifacts into files of their own"
        return shown([not_checked(plan.path, message, line, help_text)], None, str)  # its text may hold a secret
    config = config.at(plan.path)
    found = []
    if plan.front_matter.problem:
        line, message = plan.front_matter.problem
        found.append(not_checked(plan.path, message, line, "correct the YAML between the --- lines"))
    for rule_id in rule_ids:
        rule = rules.load(rule_id)
        if rule.document is None:
            continue
        limit = severity_of(rule_id, rule, config, plan.dialect.severities, rule_id in asked)
        if limit is Severity.OFF:
            continue
        context = Context(options_of(rule_id, rule, config), clock, tree)
        try:
            found.extend(stamped(plan.path, rule_id, finding, limit) for finding in rule.document(plan, context))
        except MarkdownLimitError as error:
            found.append(not_checked(plan.path, f"{rule_id} {error.message}", error.line, SIMPLER))
    return shown(found, plan, redaction.redactor([plan])) if found else found


def _is_too_much(plan: Plan) -> int | None:
    return budget.exceeded_at(plan.document, len(plan.source.lines))


def shown(found: Iterable[Diagnostic], plan: Plan | None, redact: Callable[[str], str]) -> list[Diagnostic]:
    """Diagnostics of one file with the text of their lines, where it is a plan, and fingerprints; without secrets."""
    lines = plan.source.lines if plan else ()
    placed = [
        (diagnostic, lines[diagnostic.line - 1] if diagnostic.line and diagnostic.line <= len(lines) else "")
        for diagnostic in found
    ]
    clean = redaction.redacted(placed, redact)
    return fingerprinted(zip(clean, (line for _, line in placed), strict=True))


def severity_of(
    rule_id: str, rule: Rule, config: Config, dialect: Mapping[str, Severity], asked: bool = False
) -> Severity:
    """The most that a finding of the rule can weigh: configured, else the dialect's, else the rule's own.

    For one plan `config` is the one at its path, see `Config.at`. A rule that is off by default is on where somebody
    `asked` for it, or set its options.
    """
    configured = config.rules.get(rule_id)
    if configured is not None and configured.severity is not None:
        return configured.severity
    severity = dialect.get(rule_id, rule.severity)
    return Severity.ERROR if severity is Severity.OFF and (asked or configured) else severity


def options_of(rule_id: str, rule: Rule, config: Config) -> dict[str, Any]:
    """A rule's options: their defaults, overridden by the configuration (for one plan: `Config.at` its path)."""
    configured = config.rules.get(rule_id)
    return {option.name: option.default for option in rule.options} | dict(configured.options if configured else {})


def stamped(path: str, rule_id: str, finding: Finding, limit: Severity) -> Diagnostic:
    """A rule's finding as a diagnostic; it weighs at most `limit`."""
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
        absent=finding.absent,
        fix=finding.fix,
        subjects=tuple(hashed(rule_id, subject) for subject in finding.subjects),
        places=tuple(sorted(set(finding.places))),
        beside=finding.beside,
    )


def not_checked(path: str, message: str, line: int | None, help_text: str) -> Diagnostic:
    """The diagnostic that says that something could not be checked."""
    return Diagnostic(path, NOT_CHECKED, Severity.ERROR, message, line, help=help_text)
