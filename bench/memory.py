"""The most memory that a command and all processes under it use at one time, sampled from `/proc`."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import Line, started

_PROC = Path("/proc")
_PAUSE = 0.01
_KIB = 1024


@dataclass(frozen=True)
class Peak:
    """Bytes: the largest sums of PSS and of RSS over all processes at one time, and the RSS of the largest process.

    PSS counts a page that several processes share once in all, RSS in each of them. `largest` is what the kernel
    kept, so that it misses no moment between two samples.
    """

    pss: int
    rss: int
    largest: int


def is_known() -> bool:
    """Whether this system says how much memory its processes use."""
    return (_PROC / "self" / "smaps_rollup").exists()


def peak(line: Line) -> Peak:
    """Run a line once and watch it; of several commands the largest figures. Raises `measuring.Failure`."""
    line.prepare()
    pss = rss = largest = 0
    for command in line.commands:
        with started(command) as process:
            while True:
                waited, status, usage = os.wait4(process.pid, os.WNOHANG)
                if waited:
                    break
                tree = [_use(pid) for pid in _tree(process.pid)]
                pss = max(pss, sum(it[0] for it in tree))
                rss = max(rss, sum(it[1] for it in tree))
                time.sleep(_PAUSE)
            largest = max(largest, usage.ru_maxrss * _KIB)
            process.ended(status)
    return Peak(pss, rss, largest)


def _tree(root: int) -> list[int]:
    """A process and all that it started, directly or not."""
    below: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                # A program's name in brackets may hold anything; the parent is the second field after it.
                parent = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
            except OSError:
                continue  # it has ended
            below.setdefault(parent, []).append(int(entry.name))
    tree = [root]
    for pid in tree:
        tree += below.get(pid, [])
    return tree


def _use(pid: int) -> tuple[int, int]:
    """PSS and RSS of a process in bytes, zero where it has ended."""
    try:
        rows = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    fields = {name: int(value.split()[0]) * _KIB for name, _, value in (row.partition(":") for row in rows) if value}
    return fields.get("Pss", 0), fields.get("Rss", 0)
