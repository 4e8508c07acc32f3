"""A result as GitHub Actions workflow commands: annotations at the lines of a pull request.

Source of the escapes and of the limit: the workflow commands reference of GitHub Actions and its toolkit's
`escapeData` and `escapeProperty`.
"""

from __future__ import annotations

from collections import Counter

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.output.text import compared, summary
from execplan_hooks.result import Result

LIMIT = 10
"""How many annotations of each severity GitHub shows for a step; it drops the rest without a word."""
MAX_BYTES = 60_000
"""An annotation's message ends at 64 KB."""


def render(result: Result, summarised: bool = False) -> str:
    """One annotation a finding, problem and note as far as GitHub shows them, the others as lines of the log; then
    what was compared and the summary line. `summarised`: a step summary has all of them.
    """
    # What was not checked comes before what was found, if not both can be shown.
    room = _room(result)
    problems = [_short(Severity.ERROR, f"cannot check: {problem}", room) for problem in result.problems]
    notes = [_short(Severity.NOTICE, note, room) for note in result.notes]
    left_out = Counter[Severity]()
    lines, plain_lines = [], []
    for diagnostic in result.diagnostics:
        if room[diagnostic.severity] > 0:
            room[diagnostic.severity] -= 1
            lines.append(_annotation(diagnostic))
        else:
            left_out[diagnostic.severity] += 1
            plain_lines.append(_line(diagnostic))
    left_out[Severity.ERROR] += sum(not line.startswith("::") for line in problems)
    left_out[Severity.NOTICE] += sum(not line.startswith("::") for line in notes)
    lines += [*problems, *notes, *plain_lines]
    if left_out.total():
        lines.append(f"::notice title=execplan::{_left_out(left_out, summarised)}")
    # Text at the start of a line could be read as a command: these begin with our own words.
    return "\n".join([*lines, *compared(result), summary(result)]) + "\n"


def failure(message: str) -> str:
    """The annotation for a run that could not do its job, with a newline at the end."""
    return f"::error title=execplan::{_data(_fitting(plain(message)))}\n"


def _room(result: Result) -> dict[Severity, int]:
    """How many annotations there may be; one notice less where another one has to say that some were left out."""
    severities = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
    wanted = Counter({severity: result.count(severity) for severity in severities})
    wanted[Severity.ERROR] += len(result.problems)
    wanted[Severity.NOTICE] += len(result.notes)
    room = dict.fromkeys(severities, LIMIT)
    if any(wanted[severity] > LIMIT for severity in severities):
        room[Severity.NOTICE] -= 1
    return room


def _left_out(counts: Counter[Severity], summarised: bool) -> str:
    shown = ", ".join(
        f"{counts[severity]} {severity.label}{'' if counts[severity] == 1 else 's'}"
        for severity in sorted(counts, reverse=True)
        if counts[severity]
    )
    where = "the step summary and the log have all of them" if summarised else "the log has all of them"
    return f"not annotated, because GitHub shows {LIMIT} of a kind: {shown}; {where}"


def _short(severity: Severity, text: str, room: dict[Severity, int]) -> str:
    if room[severity] <= 0:
        return f"{severity.label}: {plain(text)}"
    room[severity] -= 1
    return f"::{severity.label} title=execplan::{_data(_fitting(plain(text)))}"


def _line(diagnostic: Diagnostic) -> str:
    place = plain(diagnostic.path) + (f":{diagnostic.line}" if diagnostic.line else "")
    return f"{diagnostic.severity.label}: {place}: {plain(diagnostic.message)} [{diagnostic.rule}]" + (
        f"; help: {plain(diagnostic.help)}" if diagnostic.help else ""
    )


def _annotation(diagnostic: Diagnostic) -> str:
    properties: dict[str, object] = {"file": plain(diagnostic.path)}
    if diagnostic.line:
        properties["line"] = diagnostic.line
        properties["endLine"] = diagnostic.end_line
        # Columns of different lines would mark a nonsensical range.
        if diagnostic.end_line in (None, diagnostic.line):
            properties |= {"col": diagnostic.column, "endColumn": diagnostic.end_column}
    properties["title"] = f"execplan {diagnostic.rule}"
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    text = plain(diagnostic.message) + (f"\nhelp: {plain(diagnostic.help)}" if diagnostic.help else "")
    return f"::{diagnostic.severity.label} {shown}::{_data(_fitting(text))}"


def _fitting(text: str) -> str:
    data = text.encode()
    return text if len(data) <= MAX_BYTES else data[:MAX_BYTES].decode(errors="ignore") + "\u2026"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
