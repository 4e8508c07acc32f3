"""What the entries of a contract speak of in a repository: how many tracked files each pattern takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from execplan_hooks.contract.contract import Entry, literal_patterns
from execplan_hooks.frozen import frozen
from execplan_hooks.preflight.nearest import nearest
from execplan_hooks.preflight.tracked import Tracked

_MAX_PATTERNS = 500  # of a side; a hostile plan can have 64,000, and each is held against all files
_FILE = re.compile(r"/[^/]+\.[^/.]+\Z")


@frozen
class PatternCoverage:
    """A pattern with the number of tracked files that it takes, without the entry's exceptions; None: not counted.

    `names_file`: it has no wildcard and looks like the name of one file, which may be still to be written. `is_new`: it
    is, in a folder that is there, and nothing there is called nearly so. `nearest` is an existing path where it takes
    none and one is near.
    """

    pattern: str
    matched: int | None
    names_file: bool = False
    is_new: bool = False
    nearest: str = ""


@frozen
class EntryCoverage:
    """An entry as the gate understands it. `matched` counts the tracked files of all its patterns, each once, without
    the exceptions (None: not counted); `nearest` is an existing path for what of it is no pattern."""

    entry: Entry
    patterns: tuple[PatternCoverage, ...]
    matched: int | None
    nearest: str = ""


def cover(entries: Iterable[Entry], tracked: Tracked) -> tuple[EntryCoverage, ...]:
    """The entries of one side of a contract. From the 501st pattern on nothing is counted."""
    covered = []
    left = _MAX_PATTERNS
    for entry in entries:
        left -= len(entry.patterns) + len(entry.exceptions)
        uncounted = tuple(PatternCoverage(pattern, None) for pattern in entry.patterns)
        covered.append(_cover(entry, tracked) if left >= 0 else EntryCoverage(entry, uncounted, None))
    return tuple(covered)


def _cover(entry: Entry, tracked: Tracked) -> EntryCoverage:
    taken_out: set[int] = set()
    for pattern in entry.exceptions:
        taken_out |= tracked.matching(pattern)
    single = {f"/{path}" for path in literal_patterns(entry)}
    matched: set[int] = set()
    patterns = []
    for pattern in entry.patterns:
        found = tracked.matching(pattern) - taken_out
        matched |= found
        patterns.append(_covered(pattern, len(found), pattern in single, tracked))
    return EntryCoverage(entry, tuple(patterns), len(matched), next(_nearest_to_problems(entry, tracked), ""))


def _covered(pattern: str, matched: int, is_single: bool, tracked: Tracked) -> PatternCoverage:
    names_file = is_single and _FILE.search(pattern) is not None
    if matched:
        return PatternCoverage(pattern, matched, names_file)
    near, folder = nearest(pattern, tracked), pattern[1:].rpartition("/")[0]
    in_folder = not folder or tracked.is_folder(folder)
    if names_file and in_folder and near in ("", f"{folder}/"):
        return PatternCoverage(pattern, 0, names_file, is_new=True)
    return PatternCoverage(pattern, 0, names_file, nearest=near)


def _nearest_to_problems(entry: Entry, tracked: Tracked) -> Iterator[str]:
    for problem in entry.problems:
        if problem.kind in ("absolute", "outside", "backslash") and (found := nearest(problem.path, tracked)):
            yield found
