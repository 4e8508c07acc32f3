"""`execplan completion`: the script by which a shell completes execplan's arguments, from the parser itself (shtab)."""

from __future__ import annotations

import argparse
import sys

from execplan_hooks import options, rules

SHELLS = ("bash", "zsh", "fish")

_FILES = frozenset(("FILE", "PATH", "PLAN", "DIALECT|TEMPLATE"))


def add_arguments(parser: argparse.ArgumentParser, top: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`; `top` is the parser of the whole command line."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to complete")
    parser.set_defaults(top=top)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    sys.stdout.write(script(arguments.top, arguments.shell))
    return 0


def script(top: argparse.ArgumentParser, shell: str) -> str:
    """The script for one of `SHELLS`, with a newline at the end. Changes the parser: it is of no other use later."""
    import shtab

    _say_what_fits(top)
    text: str = shtab.complete(top, shell)
    return text.rstrip("\n") + "\n"


def _say_what_fits(parser: argparse.ArgumentParser) -> None:
    """Name the values of arguments that the parser does not check itself, for completion only."""
    import shtab

    from execplan_hooks.document.dialect.catalogue import PACKAGED

    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _say_what_fits(command)
        elif action.choices is None and action.metavar == "RULE":
            action.choices = rules.RULE_IDS
        elif action.dest == "format" and action.choices is None:
            action.choices = options.FORMATS
        elif action.choices is None and action.metavar in _FILES:
            # A dialect beside templates: completed as choices, since a shell offers file names where none fits.
            if action.dest == "kind":
                action.choices = PACKAGED
            else:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
