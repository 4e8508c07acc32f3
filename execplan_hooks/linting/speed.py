"""In how many processes `execplan lint` works, and whether it keeps what comes of unchanged files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from execplan_hooks.caching.cache import Cache
    from execplan_hooks.checking import Checker
    from execplan_hooks.discover import Found
    from execplan_hooks.result import Result

_WORTH = 8
"""Files from which on a look into the cache costs less than it may save: fewer are checked as fast."""
_MOST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `lint` that change how long it takes and nothing else."""
    parser.add_argument(
        "--jobs", metavar="N", type=_jobs, help="work in N processes (default: as many as there are cores)"
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--no-cache", action="store_true", help="check each file anew")
    where.add_argument(
        "--cache-dir",
        metavar="DIR",
        type=Path,
        help="where to keep what came of files, outside of the repository (default: the user's cache)",
    )


def lint(
    checker: Checker,
    found: Found,
    arguments: argparse.Namespace,
    root: Path,
    report: Callable[[int, int], None],
) -> Result:
    """The result of the rules over the files. Raises `ExecplanError`."""
    from execplan_hooks import runner
    from execplan_hooks.examining.every import How

    cache = _cache(checker, found, arguments, root)
    try:
        return runner.lint(checker, found, How(arguments.jobs or _cores(), cache, report))
    finally:
        if cache is not None:
            cache.close()


def _cache(checker: Checker, found: Found, arguments: argparse.Namespace, root: Path) -> Cache | None:
    if arguments.no_cache:
        return None
    from execplan_hooks.caching import folder

    place = folder.chosen(arguments.cache_dir, os.environ, root)
    # What is not read from disk, as after --diff, stands nowhere that the next run could find it.
    if place is None or len(found.files) < _WORTH or found.contents:
        return None
    if not folder.is_ours(place):
        return None
    try:
        from execplan_hooks.caching.cache import Cache
        from execplan_hooks.caching.run_key import run_key
        from execplan_hooks.caching.store import Store

        return Cache(run_key(checker), Store(place), checker)
    except (ImportError, OSError):  # a Python that was built without SQLite; a program that runs from an archive
        return None


def _jobs(text: str) -> int:
    try:
        jobs = int(text)
    except ValueError:
        jobs = 0
    if not 1 <= jobs <= _MOST:
        raise argparse.ArgumentTypeError(f"expected a number of processes from 1 to {_MOST}")
    return jobs


def _cores() -> int:
    """How many cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)
