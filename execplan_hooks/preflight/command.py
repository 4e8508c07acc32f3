"""The command `execplan preflight`: may the execution of a plan start?"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.repository.git import Repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.add_argument("plan", metavar="PLAN", help="the plan that is to be executed")
    parser.add_argument("--branch", metavar="NAME", help="the branch that the work is on (default: as git says)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration file (default: .execplan.yaml)")


def run(arguments: argparse.Namespace) -> int:
    """Report on the plan: 0 where execution may start, 1 where not. Raises `ExecplanError` where nobody can tell."""
    from execplan_hooks.config_files import load_config
    from execplan_hooks.output import preflight as output
    from execplan_hooks.preflight.lockin import examine
    from execplan_hooks.repository.git import Repository

    here = Path.cwd()
    repo = Repository.open(here)
    config = load_config(repo.root, arguments.config)
    path = locate(repo, arguments.plan, here)
    found = examine(repo, config, path, arguments.branch, os.environ, dt.datetime.now(dt.UTC))
    sys.stdout.write(output.as_json(found) if arguments.format == "json" else output.as_text(found))
    return 0 if found.is_ready else 1


def locate(repo: Repository, name: str, folder: Path) -> str:
    """The path, as git names it, of a plan that a user in `folder` names from there or from the repository's root.

    Raises `ExecplanError` for what is no file of the work tree.
    """
    try:
        file = next(file for start in (folder, repo.root) if os.path.lexists(file := Path(start, name)))
    except (StopIteration, ValueError):  # ValueError: a NUL in the name
        raise ExecplanError(f"{name}: no such plan; name a plan file of this repository") from None
    # Folders without links, as git names them; the file itself stays what it is.
    real, root = Path(os.path.realpath(file.parent), file.name), os.path.realpath(repo.root)
    if not real.is_relative_to(root):
        raise ExecplanError(f"{name} lies outside the repository at {root}; run this in the plan's own repository")
    if real.is_symlink():
        raise ExecplanError(f"{name} is a symbolic link; name the file that it leads to: {os.readlink(real)}")
    if real.is_dir():
        raise ExecplanError(f"{name} is a folder; name the plan in it that is to be executed")
    return real.relative_to(root).as_posix()
