"""No regular expression of the package takes more than linear time, whatever the text.

What is measured is the growth from one size to the next, where there is enough to measure: quadratic is four times as
much at each doubling, and is found where it is about so at each of three.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial

import pytest

from tests.hostile.patterns import ANYWHERE, WHOLE, Used, used
from tests.hostile.pumping import seconds, texts

SIZES = (1000, 2000, 4000, 8000)
RATIO = 2.8
LEAST = 0.00015
"""Seconds: what takes less at the first size has no growth that could be measured, and is no danger at the last."""
SLOWEST = 8
"""How many texts of a pattern are looked at more closely."""
BOUNDED = {
    "execplan_hooks.document.headings": 200,  # of a heading's characters that are compared
    "execplan_hooks.document.acceptance.checks._JOINED": 300,  # of a span of code
    "execplan_hooks.document.revision.wording._STATE": 400,  # of a path
}
"""Where a text is cut before it is searched: the most characters of it."""


@cache
def patterns() -> list[Used]:
    return used()


def test_the_patterns_of_the_package_are_found() -> None:
    found = patterns()
    assert len(found) > 300
    assert {"execplan_hooks.document.stamps", "execplan_hooks.globs"} <= {one.module for one in found}
    assert all(one.methods for one in found if one.names)


def test_a_quadratic_pattern_is_found_out() -> None:
    for pattern in (r"\s+x", r"a*b*a*c", r"(?:a|b)*?c\Z", r"<!--.*?-->", r"[a-z]*\d", r"(?:a+)+b{2}"):
        one = Used(pattern, 0, "test", (), frozenset(("search", "match")))
        assert worst(one), pattern


def test_no_pattern_grows_faster_than_its_text() -> None:
    faulty = [f"{one.names or one.module} {one.pattern[:80]!r} {found}" for one in patterns() if (found := worst(one))]
    assert faulty == []


@pytest.mark.parametrize("name", BOUNDED)
def test_what_is_bounded_is_fast_within_its_bounds(name: str) -> None:
    here = [one for one in patterns() if _is(one, name)]
    assert here
    for one in here:
        for text in texts(one.pattern, one.flags, BOUNDED[name]):
            for run in runs(one):
                # Less than a millisecond on a free machine.
                assert seconds(partial(run, text), repeats=3) < 0.02, (one.pattern, text)


def bound(one: Used) -> int | None:
    return next((most for name, most in BOUNDED.items() if _is(one, name)), None)


def _is(one: Used, name: str) -> bool:
    """Whether a pattern is that of a name, or one of a module's."""
    owners = (each.rpartition(".")[0] for each in one.names)
    return name in (one.module, *one.names, *owners)


def runs(one: Used) -> list[Callable[[str], object]]:
    """How the pattern is used, each way as a function of the text."""
    compiled = re.compile(one.pattern, one.flags)
    found: list[Callable[[str], object]] = [getattr(compiled, name) for name in WHOLE if name in one.methods]
    if not one.methods.isdisjoint(ANYWHERE):
        found.append(lambda text: sum(1 for _ in compiled.finditer(text)))
    return found


def worst(one: Used) -> str:
    """A text on which the pattern grows faster than linearly, and how; empty where there is none."""
    if bound(one):
        return ""
    candidates = list(texts(one.pattern, one.flags, SIZES[0]))
    for run in runs(one):
        for size in (25, 100):  # first, for what is exponential would never come to an end at larger ones
            for text in texts(one.pattern, one.flags, size):
                if (taken := seconds(partial(run, text), repeats=2)) > 0.02:
                    return f"{text!r}: {1000 * taken:.0f}"
        taken_by = [(seconds(partial(run, text)), index) for index, text in enumerate(candidates)]
        for _, index in sorted((pair for pair in taken_by if pair[0] > LEAST), reverse=True)[:SLOWEST]:
            if measured := growth(one, run, index):
                return f"{candidates[index][:40]!r}: {measured}"
    return ""


def growth(one: Used, run: Callable[[str], object], index: int) -> str:
    """The milliseconds at each size, where each is far more than twice the one before; empty elsewhere."""
    taken: list[float] = []
    for size in SIZES:
        text = next(text for number, text in enumerate(texts(one.pattern, one.flags, size)) if number == index)
        taken.append(seconds(partial(run, text), repeats=3))
        if taken[0] < LEAST or (len(taken) > 1 and taken[-1] < RATIO * taken[-2]):
            return ""
        if taken[-1] > 0.2 and len(taken) > 1:
            break  # cubic, or worse
    return ", ".join(f"{1000 * one:.2f}" for one in taken)
