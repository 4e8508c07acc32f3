"""One run of the bench, from its settings to its results."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import gate, inputs, lines, memory
from bench.measuring import Failure, Line, Measured, Taken, alternate
from bench.peers import Missing, Ready, installed
from bench.program import Program, asked
from bench.results import Results

PARTS = ("start", "gate", "many", "rules", "growth", "memory")
_RUNS, _QUICK_RUNS = 5, 3
_MORE = 4
"""A process that starts and ends takes little time and varies a lot, so that it has this many times the runs."""
_FEW = 2
_MB = 1_000_000

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What is measured: see `python -m bench --help`. `work` is an empty folder for all that a run writes."""

    folder: Path | None
    execplan: Path
    peers: Path
    work: Path
    files: int
    runs: int | None
    quick: bool
    only: Sequence[str] | None

    def wants(self, part: str) -> bool:
        """Whether a part (one of `PARTS`) is to be measured."""
        return not self.only or part in self.only

    @property
    def rounds(self) -> int:
        """How often a line is run, unless it is slow."""
        return self.runs or (_QUICK_RUNS if self.quick else _RUNS)


def run(settings: Settings, tell: Tell) -> Results:
    """Measure. Raises `NoPlans` or `NoProgram` where there is nothing to measure."""
    program = asked(settings.execplan, settings.work / "cache")
    ready, missing = installed(settings.peers.absolute(), settings.work / "caches", tell)
    tell("making the plans")
    root = settings.work / "many"
    if settings.folder:
        corpus = inputs.copied(settings.folder, root, settings.files)
    else:
        corpus = inputs.generated(root, settings.files)
    results = Results(_facts(settings, program, ready, corpus), left_out=_left_out(missing))
    _start(settings, program, ready, corpus, results, tell)
    _gate(settings, program, results, tell)
    _many(settings, program, ready, corpus, results, tell)
    return results


def _start(
    settings: Settings, program: Program, ready: Sequence[Ready], corpus: inputs.Corpus, results: Results, tell: Tell
) -> None:
    # Also before many plans: what a sample takes is scaled without the start of its process.
    if settings.wants("start") or settings.wants("many"):
        one = lines.start(program, ready, corpus, settings.work / "one")
        if not settings.wants("start"):
            one = [line for line in one if line.name in {it.peer.name for it in ready}]
        results.sections["start"] = alternate(one, _MORE * settings.rounds, tell)


def _gate(settings: Settings, program: Program, results: Results, tell: Tell) -> None:
    if settings.wants("gate"):
        folder = settings.work / "gate"
        try:
            measured = alternate(gate.lines(program, folder), _MORE * settings.rounds, tell)
        except Failure as error:
            results.left_out.append(f"gate: {error}")
            return
        measured += alternate(gate.hooks(program, folder / "repository"), settings.rounds, tell)
        results.sections["gate"] = measured


def _many(
    settings: Settings, program: Program, ready: Sequence[Ready], corpus: inputs.Corpus, results: Results, tell: Tell
) -> None:
    ours, left_out = lines.many(program, corpus)
    results.left_out += left_out
    if settings.wants("many"):
        starts = {one.line.name: _median(one) for one in results.sections["start"] if one.is_timed}
        theirs = lines.peers(ready, corpus, settings.work / "samples", settings.quick)
        results.sections["many"] = alternate([*ours, *theirs], settings.rounds, tell, starts)
    if settings.wants("rules"):
        results.sections["rules"] = alternate(lines.rules(program, corpus), min(_FEW, settings.rounds), tell)
    if settings.wants("growth"):
        plans, sizes = lines.growth(program, corpus, settings.work / "growth")
        results.sections["plans"] = alternate(plans, settings.rounds, tell)
        results.sections["size"] = alternate(sizes, settings.rounds, tell)
    if settings.wants("memory"):
        watched = [it for it in ready if it.peer.steps[settings.quick] == 1]
        _memory([*ours, *lines.peers(watched, corpus, settings.work / "samples", settings.quick)], results, tell)


def _memory(watched: Sequence[Line], results: Results, tell: Tell) -> None:
    if not memory.is_known():
        results.left_out.append("memory: this system has no /proc with the memory of processes")
        return
    for line in watched:
        tell(f"{line.name} (memory)")
        try:
            results.memory[line.name] = memory.peak(line)
        except Failure as error:
            results.left_out.append(f"memory of {line.name}: {error}")


def _median(one: Measured) -> Taken:
    return Taken(one.wall, one.cpu)


def _left_out(missing: Sequence[Missing]) -> list[str]:
    return [f"{one.name}: {one.reason}" for one in missing]


def _facts(settings: Settings, program: Program, ready: Sequence[Ready], corpus: inputs.Corpus) -> dict[str, str]:
    sizes = sorted((corpus.root / name).stat().st_size for name in corpus.files)
    what = "files of a folder, repeated" if settings.folder else f"generated, seed {inputs.SEED}"
    versions = {one.peer.program: one.version for one in ready}
    return {
        "machine": f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        "python": platform.python_version(),
        "execplan": program.version,
        **versions,
        "plans": f"{len(sizes)} files ({what}), {corpus.size / _MB:.1f} MB, median {sizes[len(sizes) // 2]} bytes",
        "of which plans": f"{program.recognised(corpus)} are recognised by execplan, the others are passed over",
    }
