"""Where the reports of a run go: to stdout and to files, each in its format, and to a summary."""

from __future__ import annotations

import argparse
import os
import sys

from execplan_hooks.model import ExecplanError, Severity
from execplan_hooks.output import kept
from execplan_hooks.output.targets import Target, targets, write
from execplan_hooks.result import Result


def prepare(arguments: argparse.Namespace) -> None:
    """Settle where the reports go, before anything is checked. Raises `ExecplanError` where that cannot be done."""
    try:
        kept.refuse(arguments)
        arguments.targets = targets(arguments.format, arguments.output, arguments.summary)
    except ExecplanError:
        arguments.summary = (
            None  # the file may be what must not be touched: nothing is appended to it, no failure either
        )
        raise


def report(result: Result, arguments: argparse.Namespace, fail_on: Severity) -> int:
    """Write the reports of `lint` or `gate`, as `prepare` settled it; gives the exit code.

    Raises `ExecplanError` for a file that cannot be written, after all that can be.
    """
    code = result.exit_code(Severity.parse(arguments.fail_on) if arguments.fail_on else fail_on)
    problems = []
    files = [target for target in arguments.targets if target.file]
    # stdout comes last: its reader may have gone, and a file does not depend on that.
    for target in files:
        try:
            write(target.file, _rendered(target, result, code, arguments))
        except ExecplanError as error:
            problems.append(str(error))
    for target in arguments.targets:
        if target.file is None:
            sys.stdout.write(_rendered(target, result, code, arguments))
    if len(files) == len(arguments.targets):
        from execplan_hooks.output import text

        sys.stdout.write(text.closing(result, arguments.quiet))
    if arguments.summary is not None:
        from execplan_hooks.output import summary

        summary.append(arguments.summary, summary.render(result, code))
    arguments.result = result
    if problems:
        raise ExecplanError("; ".join(problems))
    return code


def _rendered(target: Target, result: Result, code: int, arguments: argparse.Namespace) -> str:
    if target.form == "json":
        from execplan_hooks.output import json as output_json

        return output_json.render(result)
    if target.form == "github":
        from execplan_hooks.output import github

        return github.render(result, summarised=arguments.summary is not None)
    if target.form == "sarif":
        from execplan_hooks.output import sarif

        return sarif.render(result, code)
    from execplan_hooks.output import text

    shape: text.Shape = "full" if target.form == "full" else "concise" if target.form == "concise" else "text"
    return text.render(result, target.file is None and _wants_colour(), shape, arguments.quiet)


def _wants_colour() -> bool:
    """Colour on a terminal only, or where FORCE_COLOR or CLICOLOR_FORCE asks for it; NO_COLOR has the last word."""
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
