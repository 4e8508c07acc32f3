"""The documents of one construct that take lint the longest: `python -m fuzz slow --runs N --bytes B`."""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections.abc import Iterator

from fuzz import lint
from fuzz.executing import TooSlow, limited
from fuzz.extremes import Extreme, at_random, front_matters, specials

ALLOWED = 5.0
"""Seconds of one processor that a document may take."""
_GIVEN_UP = 60.0
_SHOWN = 20


def search(runs: int, seed: int, size: int) -> int:
    """Time `runs` documents of `size` bytes, show the slowest; gives 1 where one took longer than `ALLOWED`."""
    slowest: list[tuple[float, str]] = []
    for one in itertools.islice(_documents(seed, size), runs):
        taken = seconds(one)
        if taken > ALLOWED:
            print(f"{taken:6.2f} s  {one.name}", flush=True)
        heapq.heappush(slowest, (taken, one.name))
        if len(slowest) > _SHOWN:
            heapq.heappop(slowest)
    print(f"the slowest of {runs} documents of {size:,} bytes:")
    for taken, name in sorted(slowest, reverse=True):
        print(f"{taken:6.2f} s  {name}")
    return 1 if slowest and max(slowest)[0] > ALLOWED else 0


def _documents(seed: int, size: int) -> Iterator[Extreme]:
    """Each front matter, then special bulks and random ones by turns, without end."""
    yield from front_matters(size)
    chance = random.Random(seed)
    made = specials(size, chance)
    for one in at_random(size, seed):
        yield one
        yield from itertools.islice(made, 1)


def seconds(one: Extreme) -> float:
    """The time of this process that a whole run over a document takes, output included."""
    data = one.text.encode("utf-8", "surrogatepass")
    before = time.process_time()
    try:
        with limited(_GIVEN_UP):
            lint.run(data)
    except TooSlow:
        pass
    return time.process_time() - before
