"""The parser of the command line: which commands there are, and the arguments of the one that is wanted."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from execplan_hooks import __version__, commands, examples, own_reports, rules
from execplan_hooks.arguments import Parser

_COMMANDS = {
    "lint": ("linting.command", "check plans against their dialect"),
    "baseline": ("sieves.command", "write down what is found: only new findings count"),
    "gate": ("gate.command", "check a git change against the plans that govern it"),
    "preflight": ("preflight.command", "say whether the execution of a plan may start"),
    "new": ("drafting.command", "write a draft of a plan"),
    "report": ("reporting.command", "say how far the plans are"),
    "config": ("configuring.command", "show the configuration and where each value comes from"),
    "doctor": ("doctor.command", "say what is set up and what is not"),
}
"""The commands that are modules with `add_arguments` and `run`, in the order of `--help`."""


def parser_for(argv: Sequence[str]) -> Parser:
    """The parser of `execplan` for these arguments.

    Of the commands only the one that they name has its own arguments, for the modules of all of them take longer to
    load than a plan takes to check; without one, and for the scripts of shells, all have.
    """
    parser = Parser(
        prog="execplan",
        description="Lint execution plans, and hold a change to its plan's branch and list of files.",
        epilog="execplan COMMAND --help shows a command's options, with examples and exit codes",
    )
    parser.add_argument("--version", action="version", version=f"execplan-hooks {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    wanted = argv[0] if argv and argv[0] in _COMMANDS else None
    for name, (module, summary) in _COMMANDS.items():
        command = _added(subparsers, name, summary)
        if wanted in (None, name):
            found = import_module(f"execplan_hooks.{module}")
            command.set_defaults(run=found.run)
            found.add_arguments(command)
    _added(subparsers, "rules", "list the rules", commands.list_rules)
    explain = _added(subparsers, "explain", "print a rule's documentation", commands.explain)
    explain.add_argument(
        "rule", metavar="RULE", help=f"one of: {', '.join((*rules.RULE_IDS, *own_reports.DOCUMENTATION))}"
    )
    completing = _added(subparsers, "completion", "print a script for a shell's completion")
    if wanted is None:
        from execplan_hooks import completion

        completing.set_defaults(run=completion.run)
        completion.add_arguments(completing, parser)
    demo = _added(subparsers, "demo", "show lint and gate at work in a throw-away repository", commands.demo)
    demo.add_argument("--keep", action="store_true", help="leave the repository there to try things out")
    return parser


def _added(
    subparsers: argparse._SubParsersAction[Parser],
    name: str,
    summary: str,
    run: Callable[[argparse.Namespace], int] | None = None,
) -> Parser:
    description = f"{summary[:1].upper()}{summary[1:]}."
    parser = subparsers.add_parser(name, help=summary, description=description, epilog=examples.shown(name))
    parser.set_defaults(run=run, command=name)
    return parser
