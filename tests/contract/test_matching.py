"""Many patterns at once say the same as each on its own, also of deep paths and of very many folders."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.contract.matching import Matcher
from execplan_hooks.globs import glob_match


def naive(patterns: list[str], path: str) -> set[int]:
    """The numbers of the patterns that match a path or a folder around it."""
    names = path.split("/")
    around = ["/".join(names[:count]) for count in range(1, len(names) + 1)]
    return {
        number
        for number, pattern in enumerate(patterns)
        if any(glob_match(pattern.removeprefix("/"), place) for place in around)
    }


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ("/src", ["src", "src/a", "src/a/b"], ["a/src", "srcs", "Src"]),
        ("/src/**", ["src/a", "src/a/b"], ["src", "a/src/b"]),
        ("/src/**/**", ["src/a", "src/a/b"], ["src"]),
        ("/src/*.py", ["src/a.py", "src/a.py/b"], ["src/a/b.py", "a.py"]),
        ("/src/*/**", ["src/a/b", "src/a/b/c"], ["src/a"]),
        ("/*", ["a", "a/b"], []),
        ("/**/b", ["b", "a/b", "a/b/c"], ["a", "ab"]),
        ("/s?c/a", ["src/a", "sxc/a/b"], ["src/b", "sc/a"]),
        ("/app/[id]/x", ["app/[id]/x"], ["app/i/x"]),
    ],
)
def test_one_pattern(pattern: str, taken: list[str], left: list[str]) -> None:
    matcher = Matcher([(7, pattern)])
    assert [path for path in taken if matcher.speaking(path) != {7}] == []
    assert [path for path in left if matcher.speaking(path)] == []


NAME = st.sampled_from(["a", "b", "ab", "*", "a*", "?", "**", "[b]"])
PATTERNS = st.lists(st.lists(NAME, min_size=1, max_size=4).map(lambda names: "/" + "/".join(names)), max_size=6)
PATH = st.lists(st.sampled_from(["a", "b", "ab", "[b]", "c"]), min_size=1, max_size=5).map("/".join)


@given(PATTERNS, st.lists(PATH, min_size=1, max_size=8))
def test_all_say_what_each_says(patterns: list[str], paths: list[str]) -> None:
    # Of one matcher, in this order: what it remembers of a folder must not depend on who asked first.
    matcher = Matcher(enumerate(patterns))
    assert [matcher.speaking(path) for path in paths] == [naive(patterns, path) for path in paths]


def test_deep_and_very_many_folders_are_no_trouble() -> None:
    matcher = Matcher(enumerate(["/d/**/x.py", "/*/y/**", "/d/d"]))
    started = time.process_time()
    deep = "d/" * 2000
    for number in range(20):
        assert matcher.speaking(f"{deep}{number}/x.py") == {0, 2}
    for number in range(30_000):
        assert matcher.speaking(f"e{number}/y/z") == {1}
    assert time.process_time() - started < 10
