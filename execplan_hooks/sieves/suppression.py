"""The sieve of a plan's own suppressions: what it allows with a reason does not count, and wrong ones are reported."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from execplan_hooks import checking, redaction, rules
from execplan_hooks.config import Config
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.suppressions import BLOCK, FILE, MARK, Suppression, suppressions
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.located import nearest, shown
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.own_reports import SUPPRESSION as SUPPRESSION

_ANSWER = "remove the comment and answer the finding, or stop and escalate to planning"
_FORM = 'the form is "execplan: allow RULE, RULE -- reason"; where the finding can be answered, answer it instead'
_NOT_AS_A_WHOLE = ("secrets",)
_ID = lazy(r"[a-zA-Z_]+(?:-[a-zA-Z_]+)*")
_NO_ID = lazy(r"[^a-z-]+|--+")
_LISTED = 8


def severities(
    config: Config, plan: Plan | checking.Subject, rule_ids: Iterable[str], asked: Collection[str] = ()
) -> dict[str, Severity]:
    """The most that findings of document rules can weigh in a plan; `OFF` for rules that do not run there."""
    here = config.at(plan.path)
    return {
        rule_id: checking.severity_of(rule_id, rules.load(rule_id), here, plan.dialect.severities, rule_id in asked)
        for rule_id in rule_ids
    }


@frozen
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
        directives = [directive for directive in suppressions(plan) if _is_meant(directive)]
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
            covered, unused, parts = _applied(here, by_rule[rule_id])
            dropped.update(covered)
            wrong += (_partly(diagnostic, lines) for diagnostic, lines in parts)
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
) -> tuple[list[Diagnostic], list[Suppression], list[tuple[Diagnostic, list[int]]]]:
    """Those of a rule's findings that its suppressions are about, the suppressions that are about none, and the
    findings of which they are about some lines only, with these.

    What is about something that is not there stands at no line: only `allow-file` is about it.
    """
    placed = sorted(line for diagnostic in found for line in diagnostic.lines)

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

    def is_covered(line: int) -> bool:
        index = bisect_left(ends, (line + 1,)) - 1
        return index >= 0 and line < ends[index][1]

    if whole:
        return list(found), unused, []
    here = [(diagnostic, [line for line in diagnostic.lines if is_covered(line)]) for diagnostic in found]
    covered = [diagnostic for diagnostic, lines in here if lines and len(lines) == len(diagnostic.lines)]
    return covered, unused, [(one, lines) for one, lines in here if 0 < len(lines) < len(one.lines)]


def _partly(diagnostic: Diagnostic, lines: Sequence[int]) -> Diagnostic:
    """That a finding counts although some of its lines are suppressed: it says nothing of the others alone."""
    left = sorted(set(diagnostic.lines).difference(lines))
    listed = ", ".join(map(str, left[:_LISTED])) + (", ..." if len(left) > _LISTED else "")
    message = (
        f'{len(lines)} of the {len(diagnostic.lines)} lines of a finding of "{diagnostic.rule}" '
        f"{'is' if len(lines) == 1 else 'are'} suppressed, so it counts for the others ({listed})"
    )
    return Diagnostic(diagnostic.path, SUPPRESSION, Severity.NOTICE, message, lines[0], help="answer it in these lines")


def _working(directive: Suppression) -> list[str]:
    """The rules that a directive suppresses."""
    if _malformed(directive) or not directive.reason:
        return []
    return [name for name in dict.fromkeys(directive.rules) if not _refusal(name, directive.word)]


def _refusals(path: str, directive: Suppression) -> Iterator[Diagnostic]:
    """Why a directive suppresses nothing, or not all that it names: whoever wrote it believes that it does."""
    malformed = _malformed(directive)
    if malformed:
        yield _diagnostic(path, directive, f"the suppression {malformed}", _FORM)
    elif not directive.reason:
        named = ", ".join(f'"{shown(name)}"' for name in dict.fromkeys(directive.rules[:_LISTED]))
        message = f'the suppression of {named} gives no reason after " -- " and works on nothing'
        yield _diagnostic(path, directive, message, _ANSWER)
    else:
        for name in dict.fromkeys(directive.rules):
            refusal = _refusal(name, directive.word)
            if refusal:
                yield _diagnostic(path, directive, *refusal)


def _malformed(directive: Suppression) -> str | None:
    """Which part of a directive is not as it should be; None where its form is right, but for a reason that may be
    missing."""
    if directive.start:
        return f'begins with "{shown(directive.start)}" and works on nothing; expected "{MARK} {BLOCK}"'
    if directive.word not in (BLOCK, FILE):
        close = nearest(directive.word, (BLOCK, FILE)) and (FILE if "file" in directive.word.lower() else BLOCK)
        guess = f'; did you mean "{close}"?' if close else f'; expected "{BLOCK}" or "{FILE}"'
        return f'begins with "{shown(directive.word)}" and works on nothing{guess}'
    if directive.rules == ("",):
        return "names no rule and works on nothing"
    if not directive.has_dash and not all(map(_ID.fullmatch, directive.rules)):
        return 'has no " -- " before its reason and works on nothing'
    if "" in directive.rules:
        return "has a comma without the id of a rule and works on nothing"
    if any(" " in name for name in directive.rules):
        return "has no comma between the ids of rules and works on nothing"
    return None


def _is_meant(directive: Suppression) -> bool:
    """Whether a comment that begins otherwise plainly is a suppression: it names a rule, or nothing at all."""
    words = _NO_ID.sub(" ", ",".join(directive.rules).lower().replace("_", "-")).split()
    return not directive.start or not words or not {*rules.DOCUMENT_RULES, *rules.CHANGE_RULES}.isdisjoint(words)


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
