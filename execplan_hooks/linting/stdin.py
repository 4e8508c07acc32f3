"""`execplan lint -`: the text of one plan from standard input."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.config import Config
    from execplan_hooks.discover import Found

NAME = "-"
"""The path that stands for standard input; a file of that name is `./-`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The option of the command."""
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="with - as PATH: the file whose text comes from standard input"
    )


def is_meant(arguments: argparse.Namespace) -> bool:
    """Whether standard input is to be checked. Raises `ExecplanError` for arguments that do not go together."""
    if NAME not in arguments.paths:
        if arguments.stdin_filename is not None:
            raise ExecplanError("--stdin-filename is for standard input; name - as the only PATH")
        return False
    if arguments.paths != [NAME]:
        raise ExecplanError(
            "- is standard input and stands alone; check other files in a run of their own, or name ./-"
        )
    if arguments.stdin_filename is not None and ("\0" in arguments.stdin_filename or not arguments.stdin_filename):
        raise ExecplanError("--stdin-filename is no file name; name the file whose text comes from standard input")
    return True


def found(arguments: argparse.Namespace, root: Path, config: Config) -> Found:
    """The text from standard input as the one file to look at. Raises `ExecplanError`."""
    from execplan_hooks.discover import find_given
    from execplan_hooks.document.source import MAX_BYTES

    if sys.stdin is None:
        raise ExecplanError("standard input is closed; give it the text of a plan, or name a file")
    # One byte more than allowed: what is larger is refused as in a file, and not kept.
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    return find_given(root, config, arguments.stdin_filename, data)


def placed(checker: Checker, found: Found) -> Checker:
    """The checker with the text in its place among the files around it; without files where it has no name."""
    from execplan_hooks.discover import STDIN
    from execplan_hooks.document import source

    for path, data in found.contents.items():
        if path == STDIN or checker.tree is None:
            return dataclasses.replace(checker, tree=None)
        try:
            return dataclasses.replace(checker, tree=checker.tree.with_source(source.decode(path, data)))
        except source.UnreadableError:
            pass  # reported where it is checked
    return checker
