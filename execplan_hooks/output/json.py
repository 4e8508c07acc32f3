"""A result as JSON, version 1: a stable shape that other programs read."""

from __future__ import annotations

import json

from execplan_hooks.model import Severity
from execplan_hooks.output.identity import identities
from execplan_hooks.result import Result


def render(result: Result) -> str:
    """The report with a newline at the end. ASCII only, so that odd file names survive any pipe."""
    report: dict[str, object] = {
        "version": 1,
        "diagnostics": [
            {
                "path": diagnostic.path,
                "line": diagnostic.line,
                "column": diagnostic.column,
                "end_line": diagnostic.end_line,
                "end_column": diagnostic.end_column,
                "rule": diagnostic.rule,
                "severity": diagnostic.severity.label,
                "message": diagnostic.message,
                "help": diagnostic.help,
                "fixable": diagnostic.fix is not None,
                "fix_safe": diagnostic.fix.safe if diagnostic.fix else None,
                "fingerprint": fingerprint,
            }
            for diagnostic, fingerprint in zip(result.diagnostics, identities(result.diagnostics), strict=True)
        ],
        "summary": {
            "plans": len(result.plans),
            "others": result.others,
            "excluded": result.excluded,
            "errors": result.count(Severity.ERROR),
            "warnings": result.count(Severity.WARNING),
            "notices": result.count(Severity.NOTICE),
            "suppressed": result.left_out["suppressed"],
            "baselined": result.left_out["baselined"],
            "untouched": result.left_out["untouched"],
            "fixed": result.fixed,
        },
        "problems": result.problems,
        "notes": result.notes,
    }
    if result.comparison is not None:
        report["comparison"] = dict(result.comparison)
    return encoded(report)


def encoded(report: object) -> str:
    """A report as JSON in ASCII, with a newline at the end, of which no line is a command to a workflow's runner."""
    # GitHub's runner reads the old form of a command, ##[command], anywhere in a line. Outside of texts JSON has no #.
    return json.dumps(report, indent=2, ensure_ascii=True).replace("#[", "\\u0023[") + "\n"
