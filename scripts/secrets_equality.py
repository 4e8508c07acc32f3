"""Compares the prefiltered search for secrets with the same detectors, and detect-secrets' plugins, on every line.

Usage: python scripts/secrets_equality.py [FOLDER] [--random N] [--seed S]

Takes the files of a folder, or N texts of six lines of tokens and what nearly are tokens, or both. Of a file it prints
the places only, never a value. Files that a run would not read (no UTF-8, too large) are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind
from execplan_hooks.document.secrets.credentials import candidates
from execplan_hooks.document.source import UnreadableError, read
from tests.document.secrets import planted
from tests.document.secrets.equality import detector, found, found_on_every_line, unseen


def main() -> int:
    """Exit code 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--random", type=int, default=0, help="compare so many random texts")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    differences = _compare_files(arguments.folder) if arguments.folder else 0
    differences += _compare_random(arguments.random, arguments.seed) if arguments.random else 0
    return 1 if differences else 0


def _compare_files(folder: Path) -> int:
    files = lines = suspected = places = differences = 0
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            plan = read(file, file.relative_to(folder).as_posix())
        except UnreadableError:
            continue
        files += 1
        lines += len(plan.lines)
        suspected += len(candidates(plan.lines))
        without = found_on_every_line(plan.lines)
        places += len(without)
        different = {row for row, *_ in without ^ found(plan.lines)} | {row for _, row in unseen(plan.lines)}
        differences += len(different)
        for row in sorted(different):
            print(f"{plan.path}:{row + 1}")
    print(f"{files} files, {lines} lines, {suspected} of them suspected, {places} places: {differences} lines differ")
    return differences


def _compare_random(texts: int, seed: int) -> int:
    pools = [(kind, _made(kind)) for kind in KINDS]
    places = differences = 0
    for number in range(texts):
        kind, tokens = pools[number % len(pools)]
        lines = planted.lines(tokens, seed * texts + number)
        kinds = [other for other in KINDS if detector(other) == detector(kind)]
        without = found_on_every_line(lines, kinds)
        places += len(without)
        if without != found(lines, kinds):
            differences += 1
            print(f"{kind.noun}: {lines}")
    print(f"{texts} random texts, {places} places: {differences} texts differ")
    return differences


def _made(kind: Kind) -> list[str]:
    made: list[str] = []

    @settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(planted.tokens(kind))
    def take(token: str) -> None:
        made.append(token)

    take()
    return made


if __name__ == "__main__":
    sys.exit(main())
