"""Prints where the block structure differs from markdown-it-py, over a folder of Markdown files.

usage: python scripts/oracle.py FOLDER [--mutants N] [--seed S] [--show]
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from execplan_hooks.document import source
from tests.document import oracle


def main() -> int:
    """Exit code 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutants", type=int, default=0, help="also compare so many random mutants of the files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print a shortened text for each difference")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    texts = []
    for file in sorted(arguments.folder.rglob("*.md")):
        try:
            plan = source.read(file, str(file))
        except source.UnreadableError as error:
            print(f"{file}: {error}")
            continue
        texts.append((str(file), list(plan.lines[plan.front_matter_end :])))
    differences = sum(_compare(name, lines, arguments.show) for name, lines in texts)
    for number in range(arguments.mutants):
        name, lines = rng.choice(texts)
        differences += _compare(f"{name} mutant {number}", oracle.mutate(lines, rng), arguments.show)
    print(f"{len(texts)} files, {arguments.mutants} mutants: {differences} differences")
    return 1 if differences else 0


def _compare(name: str, lines: list[str], show: bool) -> bool:
    expected, actual = oracle.expected(lines), oracle.actual(lines)
    if expected == actual:
        return False
    print(f"{name}: {sorted(set(expected) ^ set(actual), key=lambda mark: mark[1:3])[:6]}")
    if show:
        print("\n".join(f"    {line!r}" for line in oracle.shrink(lines)))
    return True


if __name__ == "__main__":
    sys.exit(main())
