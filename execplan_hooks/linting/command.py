"""The command `execplan lint`: parsed arguments in, report out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks import options, rules

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="plan files or folders (default: all known places)")
    parser.add_argument("--allow-empty", action="store_true", help="finding no plan at all is no error")
    options.add_common(parser, rules.DOCUMENT_RULES)


def run(arguments: argparse.Namespace) -> int:
    """Check the plans and report; gives the exit code."""
    from execplan_hooks import discover, runner
    from execplan_hooks.config_files import load_config
    from execplan_hooks.output import destinations

    root = discover.find_root(Path.cwd())
    config = load_config(root, arguments.config)
    found = discover.find(root, config, arguments.paths)
    result = runner.lint(_checker(arguments, root, config), found)
    # Named files may be no plans (pre-commit hands over every Markdown file); a search that finds none is
    # a check that never takes place.
    searched = not arguments.paths or any(os.path.isdir(path) for path in arguments.paths)
    if searched and not result.plans and not result.diagnostics and not arguments.allow_empty:
        result.problems.append(
            "no plan was found; name the plan files, or set plans: in .execplan.yaml (--allow-empty if that is right)"
        )
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
