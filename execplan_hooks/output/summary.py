"""A result as Markdown: what a reviewer reads on the page of a workflow run (`$GITHUB_STEP_SUMMARY`)."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import Literal

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic, ExecplanError
from execplan_hooks.output import text
from execplan_hooks.result import Result

MAX_BYTES = 1_048_576
"""GitHub drops a step's whole summary where it is larger."""

Verdict = Literal["pass", "fail", "not-checked", "error"]
_IN_WORDS: dict[Verdict, str] = {
    "pass": "passed",
    "fail": "failed",
    "not-checked": "nothing was checked",
    "error": "the job could not be done",
}
_VERDICTS = {
    "included": "included",
    "excluded": "excluded",
    "outside": "outside the include list",
    "always_allowed": "always allowed",
}


def verdict(result: Result | None, code: int) -> Verdict:
    """The outcome in a word, for a run with this exit code; `result` is None where there is none.

    "not-checked": nothing failed, but only because no plan was there or no path had changed.
    """
    if result is None or code not in (0, 1):
        return "error"
    if code == 1:
        return "fail"
    looked = bool(result.plans) and (result.comparison is None or result.comparison["changed_paths"] != 0)
    return "pass" if looked else "not-checked"


def render(result: Result, code: int) -> str:
    """The report of `lint` or `gate`, which ended with this exit code; a newline at the end.

    What was compared stands first and the findings last: where a summary is too long they are what is cut.
    """
    command = "lint" if result.comparison is None else "gate"
    lines = [f"### execplan {command}: {_IN_WORDS[verdict(result, code)]}", "", f"{_code(text.summary(result))}", ""]
    if result.comparison is not None:
        lines += _table(("", command), _compared(result, result.comparison))
        lines += _table(("widened", "list", "plan", "approved"), _widened(result.comparison))
    lines += _list("Not checked, or to be known", [*(f"cannot check: {it}" for it in result.problems), *result.notes])
    lines += _table(("severity", "where", "finding", "rule"), map(_finding, result.diagnostics))
    return "\n".join(lines) + "\n"


def failure(command: str, message: str) -> str:
    """The report of a run that could not do its job."""
    return f"### execplan {command}: {_IN_WORDS['error']}\n\n{_code(message)}\n\n"


def append(file: Path, markdown: str) -> None:
    """Add Markdown to a summary, as much of it as GitHub takes. Raises `ExecplanError` where that cannot be done."""
    try:
        # Without a reader a named pipe would wait for one for ever.
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o666)
        os.set_blocking(descriptor, True)
        with open(descriptor, "ab", buffering=0) as stream:
            _append(stream, fitting(markdown, MAX_BYTES - os.fstat(descriptor).st_size))
    except OSError as error:
        raise ExecplanError(f"--summary {plain(str(file))}: cannot be written ({error.strerror})") from None


def _append(stream: FileIO, data: bytes) -> None:
    """Write all of it, or leave a file as it was. Raises `OSError`."""
    status = os.fstat(stream.fileno())
    try:
        while data:
            data = data[stream.write(data) :]
    except OSError:
        if stat.S_ISREG(status.st_mode):
            stream.truncate(status.st_size)
        raise


def fitting(markdown: str, room: int) -> bytes:
    """The lines of `markdown` that fit into so many bytes, with a last one that says how many did not."""
    data = markdown.encode()
    if len(data) <= room:
        return data
    lines = data.splitlines(keepends=True)
    last = "\nThe summary ends here: {} more lines are more than GitHub shows. The log has all findings.\n"
    room -= len(last.format(len(lines)))
    kept = 0
    for line in lines:
        if len(line) > room:
            break
        room -= len(line)
        kept += 1
    return b"".join(lines[:kept]) + (last.format(len(lines) - kept).encode() if room >= 0 else b"")


def _compared(result: Result, told: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    plans, contracts = result.plans, told.get("contracts")
    lines = list(text.compared(result))
    yield "compared", _code(lines[0].removeprefix("compared "))
    if told["branch"]:
        yield "branch", _code(str(told["branch"]))
    for path in plans:
        revision = contracts.get(path) if isinstance(contracts, dict) else None
        yield "governing plan", f"{_code(path)}, " + (f"contract from {_code(revision)}" if revision else "no contract")
    if not plans:
        yield "governing plan", "none"
    counts = told.get("verdicts")
    number = f"{told['changed_paths']}"
    if isinstance(counts, dict):
        number += ": " + ", ".join(f"{counts.get(key, 0)} {name}" for key, name in _VERDICTS.items())
    elif plans:
        number += ", not compared with a contract"
    yield "changed paths", number


def _widened(told: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    entries = told.get("widened")
    for entry in entries if isinstance(entries, list) else []:
        line = f" line {entry['line']}" if entry["line"] else ""
        side = "added to include" if entry["side"] == "include" else "taken from exclude"
        yield _code(entry["entry"]), side, _code(entry["plan"]) + line, "yes" if entry["approved"] else "no"


def _finding(diagnostic: Diagnostic) -> tuple[str, ...]:
    place = diagnostic.path + (f":{diagnostic.line}" if diagnostic.line else "")
    message = _code(diagnostic.message) + (f"<br>help: {_code(diagnostic.help)}" if diagnostic.help else "")
    return diagnostic.severity.label, _code(place), message, diagnostic.rule


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> list[str]:
    shown = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *shown, ""] if shown else []


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"{title}:", "", *(f"- {_code(item)}" for item in items), ""] if items else []


def _code(untrusted: object) -> str:
    """Text that is shown as it is: in a code span neither HTML nor links, mentions or emphasis mean anything."""
    shown = plain(str(untrusted)).replace("|", "\\x7c")  # ends a table's cell, in code too
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[:1] in ("`", "") or shown[-1:] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
