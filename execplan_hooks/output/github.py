"""A result as GitHub Actions workflow commands: annotations at the lines of a pull request.

Source of the escapes: the workflow commands reference of GitHub Actions and its toolkit's `escapeData` and
`escapeProperty`.
"""

from __future__ import annotations

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic
from execplan_hooks.output.text import compared, summary
from execplan_hooks.runner import Result


def render(result: Result) -> str:
    """One annotation a finding, problem and note, then what was compared and the summary line."""
    lines = [_annotation(diagnostic) for diagnostic in result.diagnostics]
    lines += [f"::error title=execplan::{_data(plain(f'cannot check: {problem}'))}" for problem in result.problems]
    lines += [f"::notice title=execplan::{_data(plain(note))}" for note in result.notes]
    # Text at the start of a line could be read as a command: these begin with our own words.
    return "\n".join([*lines, *compared(result), summary(result)]) + "\n"


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
    return f"::{diagnostic.severity.label} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
