"""Which commands are measured: the lines of each table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.inputs import Corpus, emptied, of_files, part, repeated, sized
from bench.measuring import Command, Line, nothing
from bench.peers import Ready
from bench.program import Program

COLD, WARM, UNCACHED = "execplan lint, cold", "execplan lint, warm", "execplan lint --no-cache"
COLD_ALONE, WARM_ALONE = "execplan lint --jobs 1, cold", "execplan lint --jobs 1, warm"
ONE, ONE_WARM = "execplan lint, cold", "execplan lint, warm"
VERSION, PASS = "execplan --version", "python -c pass"
NEAR = 20_000
"""Bytes that the one plan has, or nearly."""
FACTORS = (1, 4, 16)
SIZE, SIZED = 18_000, 12
"""Bytes of a plan, and how many plans, that the growth with size begins with."""
START = "one small plan"
_EMPTY, _FULL = "empty", "full"


def many(program: Program, corpus: Corpus) -> tuple[list[Line], list[str]]:
    """`execplan lint` of all plans in each way that the program knows, and what is left out because it knows not."""
    wanted: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = [
        # name, options that it is called with, options that it has to know, and how its cache is
        (COLD, (), (), "empty"),
        (COLD_ALONE, ("--jobs=1",), ("--jobs",), "empty"),
        (UNCACHED, ("--no-cache",), ("--no-cache",), "empty"),
        ("execplan lint --no-cache --jobs 1", ("--no-cache", "--jobs=1"), ("--no-cache", "--jobs"), "empty"),
        (WARM, (), ("--no-cache",), "full"),
        (WARM_ALONE, ("--jobs=1",), ("--no-cache", "--jobs"), "full"),
    ]
    lines, left_out = [], []
    for name, options, needed, cache in wanted:
        if not all(map(program.has, needed)):
            missing = " and ".join(option for option in needed if not program.has(option))
            left_out.append(f"{name}: this version has no {missing}")
            continue
        lines.append(_lint(name, program, corpus, options, warm=cache == "full"))
    return lines, left_out


def rules(program: Program, corpus: Corpus) -> list[Line]:
    """Each document rule alone over all plans, without the cache where there is one."""
    options = ("--no-cache",) if program.has("--no-cache") else ()
    return [
        _whole(f"execplan lint --rule {rule_id}", corpus, program.lint(corpus, *options, rules=(rule_id,)))
        for rule_id in program.document_rules
    ]


def peers(ready: Sequence[Ready], corpus: Corpus, folder: Path, quick: bool) -> list[Line]:
    """The peers over all plans, the slow ones over a sample; samples are written below `folder`."""
    lines = []
    for one in ready:
        step = one.peer.steps[quick]
        read = corpus if step == 1 else part(corpus, folder / one.peer.program, step)
        lines.append(
            Line(
                one.peer.name,
                (one.command(read),),
                warm=int(one.peer.warm),
                files=len(read.files),
                size=read.size,
                of_files=len(corpus.files),
                of_size=corpus.size,
            )
        )
    return lines


def start(program: Program, ready: Sequence[Ready], corpus: Corpus, folder: Path) -> list[Line]:
    """Whole processes over one plan of about `NEAR` bytes, which is put into a repository of its own at `folder`."""
    one = of_files(corpus, folder, (corpus.nearest(NEAR),))
    (file,) = one.files
    cold, warm = program.caching_in(_EMPTY), program.caching_in(f"{_FULL}-one")
    lines = [
        Line(PASS, (program.bare("pass", folder),)),
        Line(VERSION, (program.command(folder, "--version"),)),
        Line(ONE, (cold.lint(one, file=file),), _emptying(cold), size=one.size),
        *([Line(ONE_WARM, (warm.lint(one, file=file),), warm=1, size=one.size)] if program.has("--no-cache") else []),
        *(
            Line(f"execplan-{name}", (cold.hook(name, folder, file),), _emptying(cold), size=one.size)
            for name in ("lint", *program.document_rules)
        ),
    ]
    return lines + [
        Line(it.peer.name, (it.command(one, one.files),), warm=int(it.peer.warm), size=one.size) for it in ready
    ]


def growth(program: Program, corpus: Corpus, folder: Path) -> tuple[list[Line], list[Line]]:
    """`execplan lint` of 1, 4 and 16 times as many plans, and of plans that are 1, 4 and 16 times as long.

    Both begin with a run on one small plan, whose time is the start of the process. One process reads all, so that
    no second one joins in half way. The more plans are a sixteenth of the corpus, repeated; the longer ones are
    generated.
    """
    options = ("--jobs=1",) if program.has("--jobs") else ()
    small = sized(folder / "small", 1, 4_000)
    first = _lint(START, program, small, options)
    plans, sizes = [first], [first]
    share = part(corpus, folder / "share", FACTORS[-1])
    for factor in FACTORS:
        # Always the same plans, so that the larger steps differ in nothing but their number.
        more = repeated(share, folder / f"plans-{factor}", factor)
        plans.append(_lint(f"{factor} x plans", program, more, options))
        longer = sized(folder / f"size-{factor}", SIZED, SIZE * factor)
        sizes.append(_lint(f"{factor} x size", program, longer, options))
    return plans, sizes


def _lint(name: str, program: Program, corpus: Corpus, options: tuple[str, ...], *, warm: bool = False) -> Line:
    if warm:
        return _whole(name, corpus, program.caching_in(_FULL).lint(corpus, *options), warm=1)
    own = program.caching_in(_EMPTY)
    return _whole(name, corpus, own.lint(corpus, *options), _emptying(own))


def _whole(name: str, corpus: Corpus, command: Command, prepare: Callable[[], None] = nothing, warm: int = 0) -> Line:
    count = len(corpus.files)
    return Line(name, (command,), prepare, warm, count, corpus.size, count, corpus.size)


def _emptying(program: Program) -> Callable[[], None]:
    return partial(emptied, program.cache)
