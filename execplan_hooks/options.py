"""The options that `lint` and `gate` have in common, and what is read from them."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from execplan_hooks.frozen import frozen

FORMATS = ("text", "concise", "full", "json", "github", "sarif")
FAIL_ON = ("error", "warning", "notice")


def add_common(parser: argparse.ArgumentParser, rule_ids: Sequence[str]) -> None:
    """The arguments of a command that runs some of the rules `rule_ids` and reports."""
    parser.add_argument(
        "--rule", action="append", choices=rule_ids, metavar="RULE", help="run this rule only; may be repeated"
    )
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        type=report_format,
        metavar="FORMAT[=FILE]",
        help=f"how to report, and to which file: {', '.join(FORMATS)} (default: text); may be repeated",
    )
    parser.add_argument("--output", "-o", metavar="FILE", help="write the report there instead of printing it")
    parser.add_argument("-q", "--quiet", action="store_true", help="print findings and problems only, as text")
    parser.add_argument("--fail-on", choices=FAIL_ON, help="the least severity that fails (default: error)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")
    parser.add_argument("--summary", metavar="FILE", type=Path, help="also append the report to this file, as Markdown")
    parser.add_argument(
        "--now", metavar="TIME", type=time, help="take this RFC 3339 time for now (for reproducible runs)"
    )


@frozen
class Format:
    """A report that was asked for: one of `FORMATS`, and its file where it does not go to stdout."""

    name: str
    file: str | None = None


def report_format(text: str) -> Format:
    """The report that an argument `FORMAT[=FILE]` asks for. Raises `ArgumentTypeError`."""
    from execplan_hooks.escape import plain
    from execplan_hooks.located import nearest

    name, equals, file = text.partition("=")
    if name not in FORMATS:
        close = nearest(name, FORMATS)
        guess = f"; did you mean {close}?" if close else ""
        raise argparse.ArgumentTypeError(f"invalid choice: '{plain(name)}'{guess} (choose from {', '.join(FORMATS)})")
    if equals and not file:
        raise argparse.ArgumentTypeError(f"no file after {name}=; write {name}=FILE, or {name} alone for stdout")
    return Format(name, file or None)


def annotates(arguments: argparse.Namespace) -> bool:
    """Whether stdout is to hold GitHub's annotations."""
    formats = getattr(arguments, "format", None)
    if not isinstance(formats, list) or getattr(arguments, "output", None):
        return False
    return Format("github") in formats


def time(text: str) -> dt.datetime:
    """The instant that an argument names. Raises `ArgumentTypeError`."""
    from execplan_hooks.document import stamps

    stamp = stamps.at(text)
    if stamp is None or stamp.form != "rfc3339" or stamp.instant is None or stamp.end != len(text):
        raise argparse.ArgumentTypeError(f"not an RFC 3339 time such as {stamps.EXAMPLES['rfc3339']}")
    return stamp.instant


def now(arguments: argparse.Namespace) -> dt.datetime:
    """The time of the run: as given, else the clock's."""
    given: dt.datetime | None = arguments.now
    return given or dt.datetime.now(dt.UTC)


def selected(arguments: argparse.Namespace, all_rules: tuple[str, ...]) -> tuple[str, ...]:
    """The rules that are to run: those that were named, else all."""
    return tuple(rule for rule in all_rules if not arguments.rule or rule in arguments.rule)
