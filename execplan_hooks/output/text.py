"""A result as text for people: the findings and what was looked at.

A finding is one line (`concise`), with its help below (`text`), with the line of the plan as well (`full`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.output.snippet import snippet
from execplan_hooks.result import Result, dialect_counts

_NAMED = 3

Shape = Literal["concise", "text", "full"]
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTICE: "36"}


def render(result: Result, colour: bool = False, shape: Shape = "text", quiet: bool = False) -> str:
    """The report with a newline at the end. `colour` adds ANSI sequences. `quiet`: findings and problems only, without
    any an empty text."""
    lines = [] if quiet else [*compared(result)]
    unchecked = _unchecked(result) if shape == "text" else {}
    for diagnostic in result.diagnostics:
        same = unchecked.get(_kind(diagnostic), [])
        if len(same) <= _NAMED:
            lines.extend(_finding(diagnostic, colour, shape))
        elif diagnostic is same[0]:
            lines.append(_of_many(same, colour))
    lines.extend(_problems(result, colour))
    if quiet:
        return "".join(f"{line}\n" for line in lines)
    lines.extend(plain(note) for note in result.notes)
    lines.append(summary(result))
    return "\n".join(lines) + "\n"


def closing(result: Result, quiet: bool = False) -> str:
    """What is still said where all reports go to files: why something was not checked, and unless `quiet` the last
    line."""
    lines = [*_problems(result, colour=False), *([] if quiet else [summary(result)])]
    return "".join(f"{line}\n" for line in lines)


def _problems(result: Result, colour: bool) -> Iterator[str]:
    for problem in result.problems:
        yield _paint(f"cannot check: {plain(problem)}", "31", colour)


def _kind(diagnostic: Diagnostic) -> tuple[object, ...]:
    return diagnostic.rule, diagnostic.severity, diagnostic.line, diagnostic.message, diagnostic.help


def _unchecked(result: Result) -> dict[tuple[object, ...], list[Diagnostic]]:
    """The notices of the gate that a plan was not checked, those that say the same together: a change that touches many
    old plans has one error among them."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for diagnostic in result.diagnostics if result.comparison is not None else ():
        if diagnostic.severity is Severity.NOTICE and " not checked: " in diagnostic.message:
            groups.setdefault(_kind(diagnostic), []).append(diagnostic)
    return groups


def _of_many(same: list[Diagnostic], colour: bool) -> str:
    names = ", ".join(plain(diagnostic.path) for diagnostic in same[:_NAMED])
    where = f"{'./' * names.lstrip().startswith('::')}{names} and {len(same) - _NAMED} more"
    label = _paint(same[0].severity.label, _COLOURS[same[0].severity], colour)
    rule = _paint(f"[{same[0].rule}]", "2", colour)
    return f"{_paint(where, '1', colour)}: {label}: {plain(same[0].message)} {rule}"


def _finding(diagnostic: Diagnostic, colour: bool, shape: Shape) -> Iterator[str]:
    place = plain(diagnostic.path)
    if place.lstrip().startswith("::"):
        place = f"./{place}"  # a file of that name must not give GitHub's runner a command
    if diagnostic.line:
        place += f":{diagnostic.line}:{diagnostic.column or 1}"
    label = _paint(diagnostic.severity.label, _COLOURS[diagnostic.severity], colour)
    rule = _paint(f"[{diagnostic.rule}]", "2", colour)
    yield f"{_paint(place, '1', colour)}: {label}: {plain(diagnostic.message)} {rule}"
    if shape == "full":
        shown = snippet(diagnostic)
        yield from shown[:1]
        yield from (_paint(mark, _COLOURS[diagnostic.severity], colour) for mark in shown[1:])
    if diagnostic.help and shape != "concise":
        yield f"    help: {plain(diagnostic.help)}"


def compared(result: Result) -> Iterator[str]:
    """The lines that say what the gate compared; none for lint."""
    if result.comparison is None:
        return
    told = result.comparison
    base, head = (_short(told[name]) for name in ("merge_base", "head"))
    if told["mode"] == "range":
        further = told.get("further_merge_bases")
        more = f" and {_number(len(further), 'further merge base')}" if isinstance(further, list) and further else ""
        yield f"compared {head} with the merge base {base}{more} (base {_short(told['base'])})"
    else:
        merging = told.get("merging")
        merged = [f" and the merged {_short(commit)}" for commit in merging] if isinstance(merging, list) else []
        yield f"compared the {told['head']} with HEAD {_short(told['base'])}{''.join(merged)}"
    if told["branch"]:
        yield f"branch {plain(str(told['branch']))}"
    contracts = told["contracts"]
    for path in result.plans:
        source = contracts.get(path) if isinstance(contracts, dict) else None
        yield f"plan {plain(path)}" + (f", contract from {plain(source)}" if source else "")


def _short(revision: object) -> str:
    text = str(revision) if revision else "(no commit yet)"
    return text[:12] if len(text) in (40, 64) else text


def summary(result: Result) -> str:
    """The last line: what was looked at, what was found, what was left out, what can be fixed."""
    if result.comparison is not None:
        count = result.comparison["changed_paths"]
        looked = f"checked {_number(count, 'changed path')} against {_number(len(result.plans), 'governing plan')}"
    else:
        dialects = ", ".join(f"{number} {name}" for name, number in dialect_counts(result))
        looked = f"checked {_number(len(result.plans), 'plan')}" + (f" ({dialects})" if dialects else "")
        if result.others:
            looked += f", {_number(result.others, 'file')} no plan"
        if result.excluded:
            looked += f", {_number(result.excluded, 'file')} excluded"
    counts = [
        _number(result.count(severity), severity.label)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
        if result.count(severity)
    ]
    if result.problems:
        counts.append(_number(len(result.problems), "problem"))
    return "; ".join([f"{looked}: {', '.join(counts) or 'nothing found'}", *_further(result)])


def _further(result: Result) -> Iterator[str]:
    """What of the findings does not count, or need not stay."""
    left_out = [f"{count} {label}" for label, count in sorted(result.left_out.items()) if count]
    if left_out:
        yield ", ".join(left_out)
    if result.fixed:
        yield f"{result.fixed} fixed"
    fixes = [diagnostic.fix for diagnostic in result.diagnostics if diagnostic.fix]
    safe = sum(fix.safe for fix in fixes)
    ways = [(safe, "--fix"), (len(fixes) - safe, "--unsafe-fixes")]
    fixable = [f"{count} fixable with {option}" for count, option in ways if count]
    if fixable:
        yield ", ".join(fixable)


def _number(count: object, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
