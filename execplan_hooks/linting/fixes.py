"""`execplan lint --fix` and `--diff`: their options, and what a run does for them besides its report."""

from __future__ import annotations

import argparse
import dataclasses
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError
from execplan_hooks.options import Format

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.discover import Found
    from execplan_hooks.fixing.files import Repair, Repairs
    from execplan_hooks.result import Result

_NAMED = 3
"""Places of fixes that were not applied that are named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `lint` that are about fixes."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--fix", action="store_true", help="apply the safe fixes, and report what is left")
    what.add_argument(
        "--diff", action="store_true", help="print what --fix would change, as a unified diff; write nothing"
    )
    parser.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: the other fixes as well")


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raises `ExecplanError` for options that make no sense together."""
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        raise ExecplanError("--unsafe-fixes says which fixes; add --diff to see them, or --fix to apply them")
    if arguments.fix and "-" in arguments.paths:
        raise ExecplanError("--fix writes to files, and stdin is none; use --diff, or name the file")
    if arguments.diff:
        reports = [*arguments.format, arguments.output, arguments.summary]
        if any(report not in (None, Format("text")) for report in reports):
            raise ExecplanError("--diff prints a difference and no report; leave --format, --output and --summary out")


def apply(checker: Checker, found: Found, root: Path, unsafe: bool) -> Repairs:
    """Apply the fixes to the files on disk; gives what was done, and what could not be."""
    from execplan_hooks.fixing import files

    return files.write(files.repairs(checker, found, root, unsafe))


def show(checker: Checker, found: Found, root: Path, unsafe: bool) -> tuple[Repairs, Found]:
    """Print on stdout what the fixes would change; gives them, and the files as they would be."""
    from execplan_hooks.fixing import files

    repairs = files.repairs(checker, found, root, unsafe)
    for repair in repairs.files:
        reason = _print(repair)
        if reason:
            repairs.problems.append(f"{repair.paths[0]}: its difference is left out, {reason}")
    sys.stdout.flush()
    contents = {**found.contents, **files.contents(repairs.files)}
    return repairs, dataclasses.replace(found, contents=contents)


def as_fixed(checker: Checker, repairs: Repairs) -> Checker:
    """The checker with the files around a plan as they would be."""
    tree = checker.tree
    if tree is not None:
        for repair in repairs.files:
            tree = tree.with_source(repair.fixed.after)
    return dataclasses.replace(checker, tree=tree)


def settle(repairs: Repairs, left: Result) -> None:
    """Take into the result of the files as they are, or would be, what the fixes came to: a fix that did not hold is
    none, and that is said."""
    left.fixed = repairs.count
    left.problems += repairs.problems
    rejected = [one for one in left.diagnostics if repairs.was_rejected(one)]
    if rejected:
        left.diagnostics = [
            dataclasses.replace(one, fix=None) if repairs.was_rejected(one) else one for one in left.diagnostics
        ]
        places = [f"{one.path}:{one.line}" if one.line else one.path for one in rejected[:_NAMED]]
        more = f" and {len(rejected) - _NAMED:,} more" if len(rejected) > _NAMED else ""
        number, pronoun = ("1 fix was", "it") if len(rejected) == 1 else (f"{len(rejected):,} fixes were", "each")
        left.notes.append(
            f"{number} not applied ({', '.join(places)}{more}): {pronoun} would bring up another finding, or not "
            "answer its own; change that by hand"
        )


def conclude(repairs: Repairs, left: Result, arguments: argparse.Namespace) -> int:
    """Say on stderr what `show` came to, with the result of the files as they would be; gives the exit code."""
    for problem in left.problems:
        print(f"cannot check: {plain(problem)}", file=sys.stderr)
    if not arguments.quiet:
        for note in left.notes:
            print(plain(note), file=sys.stderr)
        plans, findings = _number(len(repairs.files), "plan"), _number(repairs.count, "finding")
        remain = _number(len(left.diagnostics), "finding")
        print(f"would fix {findings} in {plans}; {remain} would be left; nothing was written", file=sys.stderr)
    arguments.result = left
    return 2 if left.problems else int(bool(repairs.files))


def _print(repair: Repair) -> str | None:
    """Print the difference of one file, or give the reason why that must not be."""
    from execplan_hooks.fixing import difference

    shown = difference.unified(repair.place.lstrip("/"), repair.fixed.before, repair.fixed.after)
    in_log = os.environ.get("GITHUB_ACTIONS") == "true" and not _is_file(sys.stdout.fileno())
    reason = difference.hidden(shown, repair.fixed.before, repair.fixed.after, in_log)
    if reason:
        return reason
    if sys.stdout.isatty():
        for line in difference.for_terminal(shown):
            print(line)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(shown)
    return None


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
