"""What makes inputs for a target: at random from the seeds, or led by coverage (atheris, where it is installed)."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.executing import Failure, execute
from fuzz.keeping import keep
from fuzz.mutation import Mutator
from fuzz.seeds import FOUND, seeds
from fuzz.words import WORDS

_POOL = 2000
_SECONDS_BETWEEN = 30


@dataclass
class Run:
    """A run of one target: how many executions there were, and what was found, each kind of failure once."""

    target: str
    folder: Path = FOUND
    say: Callable[[str], None] = print
    executions: int = 0
    found: dict[tuple[str, str], Path] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    def one(self, data: bytes) -> Failure | None:
        """Execute one input, and keep it where it fails in a new way."""
        failure = execute(self.target, data)
        self.executions += 1
        if failure is not None and failure.key not in self.found:
            self.found[failure.key] = keep(self.target, data, failure, self.folder)
            self.say(f"{self.target}: {self.found[failure.key]}\n{failure.detail}\n")
        if time.monotonic() - self._told > _SECONDS_BETWEEN:
            self._told = time.monotonic()
            self.say(self.summary())
        return failure

    def summary(self) -> str:
        """How far it is, in one line."""
        rate = self.executions / max(0.001, time.monotonic() - self._began)
        return f"{self.target}: {self.executions} executions, {rate:.0f}/s, {len(self.found)} failures"


def at_random(run: Run, runs: int, seed: int, first: int | None = None) -> None:
    """`runs` executions: each seed once, then changed ones, and those changed again.

    `first`: only so many of the seeds, chosen at random.
    """
    chance = random.Random(seed)
    known = seeds(run.target)
    mutator = Mutator(known, WORDS[run.target])
    pool = known if first is None or first >= len(known) else chance.sample(known, first)
    pool = pool[:runs]
    for data in pool:
        run.one(data)
    while run.executions < runs:
        data = mutator.changed(chance, chance.choice(pool))
        run.one(data)
        if chance.random() < 0.1:  # so that changes add up; without coverage nobody knows which are worth it
            if len(pool) < _POOL:
                pool.append(data)
            else:
                pool[chance.randrange(len(pool))] = data


def by_coverage(run: Run, runs: int, seed: int, corpus: Path) -> None:
    """`runs` executions that atheris chooses by what they reach; `corpus` keeps those that reached something new.

    Does not return: it ends the process, with 1 where something was found.
    """
    import atheris

    known = seeds(run.target)
    mutator = Mutator(known, WORDS[run.target])
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for number, data in enumerate(known):
            (corpus / f"seed-{number:04}").write_bytes(data)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        if chance.random() < 0.1:
            return bytes(atheris.Mutate(data, most))
        return mutator.changed(chance, data, most)

    def once(data: bytes) -> None:
        run.one(data)
        if run.executions >= runs:
            run.say(run.summary())
            sys.stdout.flush()
            os._exit(1 if run.found else 0)  # libFuzzer would end the process without asking what was found

    arguments = [
        sys.argv[0],
        str(corpus),
        "-runs=-1",
        f"-seed={seed}",
        "-max_len=6000",
        "-timeout=120",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup(arguments, once, custom_mutator=mutate)
    atheris.Fuzz()
