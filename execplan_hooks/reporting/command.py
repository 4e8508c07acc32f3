"""The command `execplan report`: how far the plans are."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from execplan_hooks import options

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="plan files or folders (default: all known places)")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: text)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")
    parser.add_argument("--now", metavar="TIME", type=options.time, help="take this RFC 3339 time for now")


def run(arguments: argparse.Namespace) -> int:
    """Report on the plans: 0, or 2 where one of them could not be reported, or there is none."""
    from execplan_hooks.config_files import load_config
    from execplan_hooks.discover import find, find_root
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.output.report import as_text
    from execplan_hooks.output.report_json import as_json
    from execplan_hooks.output.report_markdown import as_markdown
    from execplan_hooks.reporting.collecting import collect

    root = find_root(Path.cwd())
    config = load_config(root, arguments.config)
    found = find(root, config, arguments.paths)
    report = collect(config, Catalogue(config.dialects, root), found, root, arguments.now or dt.datetime.now(dt.UTC))
    if not report.plans and not report.problems:
        report.problems.append("no plan was found; name the plan files, or set plans: in .execplan.yaml")
    render = {"text": as_text, "json": as_json, "markdown": as_markdown}[arguments.format]
    sys.stdout.write(render(report))
    return 2 if report.problems else 0
