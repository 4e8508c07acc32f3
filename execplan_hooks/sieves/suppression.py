"""The sieve of a plan's own suppressions: what it allows with a reason does not count, and wrong ones are reported."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from execplan_hooks import checking, redaction, rules
from execplan_hooks.config import Config
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.suppressions import BLOCK, FILE, Suppression, suppressions
from execplan_hooks.located import nearest, shown
from execplan_hooks.model import Diagnostic, Severity

SUPPRESSION = "suppression"
"""The id under which the sieve itself reports; it is no rule and cannot be switched off."""

_ANSWER = "remove the comment and answer the finding, or stop and escalate to planning"
_FORM = "docs/suppressing.md has the form; if the finding can be answered, answer it and remove the comment"
_NOT_AS_A_WHOLE = ("secrets",)


def severities(config: Config, plan: Plan, rule_ids: Iterable[str], asked: Collection[str] = ()) -> dict[str, Severity]:
    """The most that findings of document rules can weigh in a plan; `OFF` for rules that do not run there."""
    here = config.at(plan.path)
    return {
        rule_id: checking.severity_of(rule_id, rules.load(rule_id), here, plan.dialect.severities, rule_id in asked)
        for rule_id in rule_ids
    }


@dataclass(frozen=True)
class SuppressionSieve:
    """`rule_ids` are the rules of the run, `asked` those that somebody named, as in `checking.Checker`.

    Where the run is not `complete`, since the files around the plans are not known, nothing is said to be unused.
    """

    config: Config
    rule_ids: Sequence[str]
    asked: Collection[str] = ()
    complete: bool = True
    label: str = "suppressed"

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that no suppression is about, and what is wrong with the suppressions."""
        directives = suppressions(plan)
        if not directives:
            return list(found)
        wrong: list[Diagnostic] = []
        by_rule: dict[str, list[Suppression]] = {}
        for directive in directives:
            wrong += _refusals(plan.path, directive)
            for rule_id in _working(directive):
                by_rule.setdefault(rule_id, []).append(directive)
        effective = severities(self.config, plan, [rule for rule in self.rule_ids if rule in by_rule], self.asked)
        dropped: set[Diagnostic] = set()
        for rule_id, severity in effective.items():
            here = [diagnostic for diagnostic in found if diagnostic.rule == rule_id]
            covered, unused = _applied(here, by_rule[rule_id])
            dropped.update(covered)
            why = "the rule is off" if severity is Severity.OFF else "the rule reports nothing there"
            for directive in unused if self.complete else ():
                message = f'the suppression of "{rule_id}" is unused: {why}'
                wrong.append(_diagnostic(plan.path, directive, message, "remove it", Severity.WARNING))
        kept = [diagnostic for diagnostic in found if diagnostic not in dropped]
        if not wrong:
            return kept
        wrong.sort(key=lambda diagnostic: diagnostic.sort_key)
        return kept + checking.shown(wrong, plan, redaction.redactor([plan]))


def _applied(
    found: Sequence[Diagnostic], directives: Sequence[Suppression]
) -> tuple[list[Diagnostic], list[Suppression]]:
    """Those of a rule's findings that its suppressions are about, and the suppressions that are about none.

    What is about something that is not there stands at no line: only `allow-file` is about it.
    """
    placed = sorted(diagnostic.line for diagnostic in found if diagnostic.line and not diagnostic.absent)

    def meets(lines: range) -> bool:
        index = bisect_left(placed, lines.start)
        return index < len(placed) and placed[index] < lines.stop

    whole = any(directive.lines is None for directive in directives)
    # Many comments may stand in the same block.
    groups = {id(directive.lines): directive.lines for directive in directives if directive.lines is not None}
    hits = {key: any(map(meets, lines)) for key, lines in groups.items()}
    unused = [
        directive for directive in directives if not (found if directive.lines is None else hits[id(directive.lines)])
    ]
    ends: list[tuple[int, int]] = []  # the lines of all of them, without overlaps
    for start, stop in sorted((part.start, part.stop) for lines in groups.values() for part in lines):
        if ends and start <= ends[-1][1]:
            ends[-1] = ends[-1][0], max(stop, ends[-1][1])
        else:
            ends.append((start, stop))

    def is_covered(diagnostic: Diagnostic) -> bool:
        if whole or diagnostic.line is None or diagnostic.absent:
            return whole
        index = bisect_left(ends, (diagnostic.line + 1,)) - 1
        return index >= 0 and diagnostic.line < ends[index][1]

    return [diagnostic for diagnostic in found if is_covered(diagnostic)], unused


def _working(directive: Suppression) -> list[str]:
    """The rules that a directive suppresses."""
    if directive.word not in (BLOCK, FILE) or directive.rules is None or not directive.reason:
        return []
    return [name for name in dict.fromkeys(directive.rules) if not _refusal(name, directive.word)]


def _refusals(path: str, directive: Suppression) -> Iterator[Diagnostic]:
    """Why a directive suppresses nothing, or not all that it names: whoever wrote it believes that it does."""
    if directive.word not in (BLOCK, FILE):
        close = nearest(directive.word, (BLOCK, FILE))
        guess = f'; did you mean "{close}"?' if close else f'; expected "{BLOCK}" or "{FILE}"'
        message = f'the suppression begins with "{shown(directive.word)}" and works on nothing{guess}'
        yield _diagnostic(path, directive, message, _FORM)
    elif directive.rules is None:
        message = "the suppression works on nothing: expected the ids of rules, separated by commas, and a reason"
        yield _diagnostic(path, directive, message, _FORM)
    elif not directive.reason:
        yield _diagnostic(path, directive, "the suppression has no reason and works on nothing", _ANSWER)
    else:
        for name in dict.fromkeys(directive.rules):
            refusal = _refusal(name, directive.word)
            if refusal:
                yield _diagnostic(path, directive, *refusal)


def _refusal(name: str, word: str) -> tuple[str, str] | None:
    """Why a rule cannot be suppressed in that way, and what to do; None where it can."""
    if name in rules.CHANGE_RULES:
        what = f'"{name}" cannot be suppressed: it judges a change, not the text of a plan'
        return what, "remove the comment; such a finding is answered in the change, or by planning"
    if name in (checking.NOT_CHECKED, SUPPRESSION):
        return f'"{name}" is no rule and cannot be suppressed', "remove the comment and answer what is reported"
    if name not in rules.DOCUMENT_RULES:
        close = nearest(name, rules.DOCUMENT_RULES)
        guess = f'; did you mean "{close}"?' if close else ""
        return f'the suppression names "{shown(name)}", which is no rule{guess}', _FORM
    if word == FILE and name in _NOT_AS_A_WHOLE:
        what = f'"{name}" cannot be suppressed in a whole file: nothing would be found that is added later'
        return what, "remove the comment and answer each finding"
    return None


def _diagnostic(
    path: str, directive: Suppression, message: str, help_text: str, severity: Severity = Severity.ERROR
) -> Diagnostic:
    at = directive
    return Diagnostic(path, SUPPRESSION, severity, message, at.line, at.column, at.end_line, at.end_column, help_text)
