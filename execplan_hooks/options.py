"""The options that `lint` and `gate` have in common, and what is read from them."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

FORMATS = ("text", "json", "github")
FAIL_ON = ("error", "warning", "notice")


def add_common(parser: argparse.ArgumentParser, rule_ids: Sequence[str]) -> None:
    """The arguments of a command that runs some of the rules `rule_ids` and reports."""
    parser.add_argument(
        "--rule", action="append", choices=rule_ids, metavar="RULE", help="run this rule only; may be repeated"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: text)")
    parser.add_argument("--fail-on", choices=FAIL_ON, help="the least severity that fails (default: error)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")
    parser.add_argument("--summary", metavar="FILE", type=Path, help="also append the report to this file, as Markdown")
    parser.add_argument(
        "--now", metavar="TIME", type=time, help="take this RFC 3339 time for now (for reproducible runs)"
    )


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
