"""The command `execplan doctor`: is everything set up, so that what should be checked is checked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execplan_hooks.doctor.line import Line
    from execplan_hooks.doctor.situation import Situation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="say only how this one file is seen")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Report: 0 where nothing fails, else 1. Raises `ExecplanError` where PATH or FILE cannot be looked at."""
    from execplan_hooks.doctor import one_plan, report
    from execplan_hooks.doctor.situation import situation

    here = situation(Path.cwd(), arguments.config, os.environ)
    lines = list(_all(here) if arguments.path is None else one_plan.check(here, arguments.path, Path.cwd()))
    sys.stdout.write(report.as_json(lines) if arguments.format == "json" else report.as_text(lines, report.coloured()))
    return 1 if any(line.mark == "fail" for line in lines) else 0


def _all(here: Situation) -> Iterator[Line]:
    from execplan_hooks.doctor import basics, checkout, ci, detection, hooks, patterns, plans, policy, records
    from execplan_hooks.doctor.line import Line
    from execplan_hooks.repository.process import BareRepository, GitError

    if isinstance(here.no_repository, BareRepository):  # it has no files to set anything up with
        yield from basics.check(here)
        return
    for check in (basics, hooks, ci, checkout, patterns, plans, policy, records, detection):
        try:
            yield from check.check(here)
        except GitError as error:  # one that the check knows no remedy of
            found, _, todo = str(error).rpartition("; ")
            yield Line(check.__name__.rpartition(".")[2], "fail", found or todo, todo)
