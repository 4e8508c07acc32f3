"""Compares the prefiltered search for secrets with the same detectors, and detect-secrets' plugins, on every line.

Usage: python scripts/secrets_equality.py FOLDER

Prints counts and places, never a value. Files that a run would not read (no UTF-8, too large) are left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from execplan_hooks.document.secrets.credentials import candidates
from execplan_hooks.document.source import UnreadableError, read
from tests.document.secrets.equality import found, found_on_every_line, unseen


def main() -> int:
    """Exit code 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
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
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
