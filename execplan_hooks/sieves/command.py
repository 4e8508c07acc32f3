"""The command `execplan baseline`: what is found now is written down, so that from now on new findings count."""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks import options, rules
from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.config import Config
    from execplan_hooks.discover import Found
    from execplan_hooks.result import Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="plan files or folders (default: all known places)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--update", action="store_true", help="replace a baseline, also where findings are added to it")
    what.add_argument("--prune", action="store_true", help="only remove the entries that do not occur any more")
    parser.add_argument(
        "--baseline", metavar="FILE", type=Path, help="the file to write (default: .execplan-baseline.json)"
    )
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")
    parser.add_argument(
        "--now", metavar="TIME", type=options.time, help="take this RFC 3339 time for now (for reproducible runs)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the baseline and say what changed in it; gives the exit code."""
    from execplan_hooks import discover
    from execplan_hooks.checking import NOT_CHECKED
    from execplan_hooks.config_files import load_config
    from execplan_hooks.sieves import baseline, baseline_file
    from execplan_hooks.sieves.choosing import secrets_note
    from execplan_hooks.sieves.suppression import SUPPRESSION

    root = discover.find_root(Path.cwd())
    config = load_config(root, arguments.config)
    file = baseline.place(root, config, arguments.baseline)
    baseline_file.check_place(file, root)
    there = os.path.lexists(file)
    if arguments.prune and not there:
        raise ExecplanError(f"{baseline_file.shown(file)} does not exist, so there is nothing to prune")
    try:
        old = baseline_file.read(file, root) if there else {}
    except baseline_file.BaselineError as error:
        if not arguments.update or isinstance(error, baseline_file.NoBaselineError):
            raise
        old = {}  # it is to be replaced
    found = discover.find(root, config, arguments.paths)
    outside = [path for _, path in found.files if path.startswith("/") or path.split("/")[0] == ".."]
    if outside:
        raise ExecplanError(f"{outside[0]} lies outside the repository, whose baseline knows nothing of it")
    checker = _checker(arguments, root, config)
    sieve = baseline.BaselineSieve(checker, root, old)
    result = _seen(dataclasses.replace(checker, late=(sieve,)), found)
    unchecked = {diagnostic.path for diagnostic in result.diagnostics if diagnostic.rule == NOT_CHECKED}
    still = sieve.still(unchecked, searched=not arguments.paths)
    new = still if arguments.prune else {**still, **{p: e | still.get(p, e) for p, e in sieve.found.items() if e}}
    removed = baseline_file.number(old) - baseline_file.number(still)
    added = baseline_file.number(new) - baseline_file.number(still)
    always = [diagnostic for diagnostic in result.diagnostics if diagnostic.rule in (NOT_CHECKED, SUPPRESSION)]
    if added and there and not arguments.update:
        count = len(result.diagnostics) - len(always)
        raise ExecplanError(
            f"{_number(count, 'finding')} {'is' if count == 1 else 'are'} not in {baseline_file.shown(file)}, and "
            "nothing was written: answer what `execplan lint` shows; --prune removes entries that do not occur, "
            "--update writes the baseline anew"
        )
    if not there or arguments.update or old != new:
        baseline_file.write(file, root, new)
    changes = f" ({added:,} added, {removed:,} removed)" if there else ""
    entries = f"{baseline_file.number(new):,} {'entry' if baseline_file.number(new) == 1 else 'entries'}"
    known = result.left_out[sieve.label] + (0 if arguments.prune else len(result.diagnostics) - len(always))
    # Of plans that were not looked at it is not known how many findings their entries are.
    findings = f" for {_number(known, 'finding')}" if new.keys() <= sieve.found.keys() else ""
    print(f"{baseline_file.shown(file)}: {entries}{findings} in {_number(len(new), 'plan')}{changes}")
    secrets = sum(count for here in new.values() for (rule, _), count in here.items() if rule == "secrets")
    if secrets:
        print(secrets_note(secrets))
    if always:
        print(f"not in it, since they always count: {_number(len(always), 'finding')} that `execplan lint` shows")
    return 0


def _checker(arguments: argparse.Namespace, root: Path, config: Config) -> Checker:
    from execplan_hooks.checking import Checker
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.sieves.suppression import SuppressionSieve
    from execplan_hooks.tree import Tree

    return Checker(
        config=config,
        catalogue=Catalogue(config.dialects, root),
        rule_ids=rules.DOCUMENT_RULES,
        now=options.now(arguments),
        tree=Tree(root, config),
        sieves=(SuppressionSieve(config, rules.DOCUMENT_RULES),),
    )


def _seen(checker: Checker, found: Found) -> Result:
    """The result of all rules over the files. Raises `ExecplanError` where not all of them could be looked at, or none
    is a plan."""
    from execplan_hooks import runner

    result = runner.lint(checker, found)
    if result.problems:
        raise ExecplanError("; ".join(result.problems))
    if not result.plans and not result.diagnostics:
        raise ExecplanError("no plan was found; name the plan files, or set plans: in .execplan.yaml")
    return result


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
