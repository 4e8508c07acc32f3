"""Where a report goes: to stdout in the chosen format, and to a summary."""

from __future__ import annotations

import argparse
import os
import sys

from execplan_hooks.model import Severity
from execplan_hooks.result import Result


def report(result: Result, arguments: argparse.Namespace, fail_on: Severity) -> int:
    """Write the report of `lint` or `gate` as its arguments say; gives the exit code."""
    if arguments.format == "json":
        from execplan_hooks.output import json as output_json

        sys.stdout.write(output_json.render(result))
    elif arguments.format == "github":
        from execplan_hooks.output import github

        sys.stdout.write(github.render(result, summarised=arguments.summary is not None))
    else:
        from execplan_hooks.output import text

        sys.stdout.write(text.render(result, _wants_colour()))
    code = result.exit_code(Severity.parse(arguments.fail_on) if arguments.fail_on else fail_on)
    if arguments.summary is not None:
        from execplan_hooks.output import summary

        summary.append(arguments.summary, summary.render(result, code))
    arguments.result = result
    return code


def _wants_colour() -> bool:
    """Colour on a terminal only, and not where NO_COLOR (no-color.org) is set to anything."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
