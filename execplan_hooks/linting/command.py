"""The command `execplan lint`: parsed arguments in, report out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks import options, rules
from execplan_hooks.linting import fixes, speed, stdin
from execplan_hooks.sieves import choosing

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="plan files or folders, or - for stdin (default: all known places)"
    )
    stdin.add_arguments(parser)
    parser.add_argument("--allow-empty", action="store_true", help="finding no plan at all is no error")
    fixes.add_arguments(parser)
    choosing.add_arguments(parser)
    speed.add_arguments(parser)
    options.add_common(parser, rules.DOCUMENT_RULES)


def run(arguments: argparse.Namespace) -> int:
    """Check the plans and report; gives the exit code."""
    from execplan_hooks import discover, terminal
    from execplan_hooks.config_files import load_config
    from execplan_hooks.output import destinations

    destinations.prepare(arguments)  # first: a failure goes to the summary too
    fixes.refuse_contradictions(arguments)
    root = discover.find_root(Path.cwd())
    config = load_config(root, arguments.config)
    given = stdin.is_meant(arguments)
    choice = choosing.choose(arguments, root, config)
    found = stdin.found(arguments, root, config) if given else discover.find(root, config, arguments.paths)
    found = choice.among(found)
    repairs = None

    def checker() -> Checker:  # a new one, which reads anew what was fixed
        plain = _checker(arguments, root, config)
        return choice.on(stdin.placed(plain, found) if given else plain)

    if arguments.fix:
        repairs = fixes.apply(checker(), found, root, arguments.unsafe_fixes)
    elif arguments.diff:
        repairs, found = fixes.show(checker(), found, root, arguments.unsafe_fixes)
    with terminal.Progress(arguments.quiet) as progress:
        after = fixes.as_fixed(checker(), repairs) if repairs and arguments.diff else checker()
        result = speed.lint(after, found, arguments, root, progress)
    if repairs:
        fixes.settle(repairs, result)
    result.notes += choice.notes(result, searched=not arguments.paths)
    # Named files may be no plans (pre-commit hands over every Markdown file); a search that finds none is
    # a check that never takes place.
    searched = not arguments.paths or any(os.path.isdir(path) for path in arguments.paths)
    allowed = arguments.allow_empty or choice.has_left_out
    if searched and not result.plans and not result.diagnostics and not allowed:
        result.problems.append(
            "no plan was found; name the plan files, or set plans: in .execplan.yaml (--allow-empty if that is right)"
        )
    if repairs and arguments.diff:
        return fixes.conclude(repairs, result, arguments)
    return destinations.report(result, arguments, config.fail_on)


def _checker(arguments: argparse.Namespace, root: Path, config: Config) -> Checker:
    from execplan_hooks.checking import Checker
    from execplan_hooks.document.dialect.catalogue import Catalogue
    from execplan_hooks.tree import Tree

    return Checker(
        config=config,
        catalogue=Catalogue(config.dialects, root),
        rule_ids=options.selected(arguments, rules.DOCUMENT_RULES),
        now=options.now(arguments),
        tree=Tree(root, config),
        asked=arguments.rule or (),
    )
