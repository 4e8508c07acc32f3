"""A result as a SARIF 2.1.0 log: what code scanning and editors read.

Sources: the OASIS standard with Errata 01, and what GitHub's documentation says that its code scanning takes.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from execplan_hooks import __version__, rules
from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic
from execplan_hooks.output import text
from execplan_hooks.output.identity import identities
from execplan_hooks.output.json import encoded
from execplan_hooks.output.rule_descriptors import HOME, LEVELS, descriptors
from execplan_hooks.output.snippet import marked
from execplan_hooks.result import Result

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
"""GitHub rejects a run with more results. Of these it shows the 5,000 most severe."""
MAX_ZIPPED = 10_000_000
"""GitHub rejects a log that is larger when it is compressed with gzip, in bytes."""
MAX_MESSAGE = 8_000
"""So many characters of a message are kept: an upload has a limit, and no reader reads further."""
_ROOT = "%SRCROOT%"
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+")


def render(result: Result, code: int) -> str:
    """The log of `lint` or `gate`, which ended with this exit code, in ASCII with a newline at the end.

    Where GitHub would not take all findings, the most severe ones are kept, and a notification counts the others.
    """
    order = sorted(range(len(result.diagnostics)), key=lambda index: -result.diagnostics[index].severity)
    room = MAX_RESULTS
    while True:
        log = encoded(_log(result, code, sorted(order[:room])))
        # A log that is small enough as it is need not be compressed to know it.
        if not room or len(log) <= MAX_ZIPPED or len(gzip.compress(log.encode())) <= MAX_ZIPPED:
            return log
        room = min(room, len(order)) // 2


def _log(result: Result, code: int, kept: Sequence[int]) -> dict[str, object]:
    """The log with those of the findings that are kept."""
    lint = result.comparison is None
    rule_ids = rules.DOCUMENT_RULES if lint else rules.CHANGE_RULES
    described = descriptors(rule_ids, (diagnostic.rule for diagnostic in result.diagnostics))
    indices = {str(descriptor["id"]): index for index, descriptor in enumerate(described)}
    names = identities(result.diagnostics)
    run = {
        "tool": {"driver": _driver(described)},
        # GitHub keeps the results of both commands apart by what stands before the last slash.
        "automationDetails": {"id": "execplan/lint/" if lint else "execplan/gate/"},
        "invocations": [_invocation(result, code, len(result.diagnostics) - len(kept))],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(result.diagnostics[index], names[index], indices) for index in kept],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(described: list[dict[str, object]]) -> dict[str, object]:
    semantic = {"semanticVersion": __version__} if _SEMANTIC.fullmatch(__version__) else {}
    return {"name": "execplan", "version": __version__, **semantic, "informationUri": HOME, "rules": described}


def _invocation(result: Result, code: int, cut: int) -> dict[str, object]:
    told = [("error", f"cannot check: {problem}") for problem in result.problems]
    told += [("note", note) for note in result.notes]
    if cut:
        told.append(("warning", f"{cut} findings are left out, the least severe ones: GitHub takes no larger log"))
    told.append(("note", text.summary(result)))
    return {
        "executionSuccessful": not result.problems,
        "exitCode": code,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _message(said)}} for level, said in told if said
        ],
    }


def _result(diagnostic: Diagnostic, name: str, indices: Mapping[str, int]) -> dict[str, object]:
    said = [diagnostic.message or diagnostic.rule, *([f"help: {diagnostic.help}"] if diagnostic.help else [])]
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": indices[diagnostic.rule],
        "level": LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(map(_message, said))},
        "locations": [
            {"physicalLocation": {"artifactLocation": _artifact(diagnostic.path), "region": _region(diagnostic)}}
        ],
        # GitHub reads the second one only, and what its upload works out for it is the same for all that is missing.
        "partialFingerprints": {"execplanFingerprint/v1": name, "primaryLocationLineHash": name},
    }


def _artifact(path: str) -> dict[str, object]:
    """Where a file is: below the root, or for one that somebody named elsewhere its whole URI."""
    if os.path.isabs(path) or path.split("/")[0] == "..":
        return {"uri": Path(os.path.abspath(path)).as_uri()}
    return {"uri": quote(os.fsencode(path), safe="/") or ".", "uriBaseId": _ROOT}


def _region(diagnostic: Diagnostic) -> dict[str, int]:
    """The place with all four numbers, which GitHub wants; the first line where a finding has none.

    Without an end it reaches to the end of the line, where that is known; else it is empty.
    """
    start, column = diagnostic.line or 1, diagnostic.column or 1
    end = max(start, diagnostic.end_line or start)
    end_column = diagnostic.end_column
    if end_column is None:
        fits = diagnostic.column is None or marked(diagnostic) is not None
        end_column = len(diagnostic.text) + 1 if fits and end == start else column
    return {
        "startLine": start,
        "startColumn": column,
        "endLine": end,
        "endColumn": max(column, end_column) if end == start else end_column,
    }


def _message(untrusted: str) -> str:
    """A plain text message: braces would be placeholders, and a bracket before a parenthesis is a link's text.

    The standard doubles the ones. It has no escape for the others outside of a link: a blank keeps them apart.
    """
    shown = plain(untrusted)
    if len(shown) > MAX_MESSAGE:
        shown = shown[: MAX_MESSAGE - 1] + "\u2026"
    return shown.replace("{", "{{").replace("}", "}}").replace("](", "] (")
