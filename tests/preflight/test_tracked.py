"""Tracked files against patterns: the same answers as `Entry.matches`, and quickly."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execplan_hooks.contract.contract import compile_entry
from execplan_hooks.document.scope.scope_entry import ScopeEntry
from execplan_hooks.preflight.coverage import cover
from execplan_hooks.preflight.tracked import Tracked

FILES = [
    "README.md",
    "src/a.py",
    "src/b/a.py",
    "src/b/c/d.ts",
    "srcs/a.py",
    "src-b/x",
    "lib",
    "a0/x",
    "a/x",
    "caf\u00e9/x",
]


def taken(pattern: str, files: list[str]) -> list[str]:
    tracked = Tracked(files)
    return [tracked.files[index] for index in sorted(tracked.matching(pattern))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/src/a.py", ["src/a.py"]),
        ("/src/a", []),
        ("/src", ["src/a.py", "src/b/a.py", "src/b/c/d.ts"]),
        ("/src/**", ["src/a.py", "src/b/a.py", "src/b/c/d.ts"]),
        ("/src/**/**", ["src/a.py", "src/b/a.py", "src/b/c/d.ts"]),
        ("/src/*/**", ["src/b/a.py", "src/b/c/d.ts"]),
        ("/lib", ["lib"]),
        ("/lib/**", []),
        ("/**/a.py", ["src/a.py", "src/b/a.py", "srcs/a.py"]),
        ("/src/**/a.py", ["src/a.py", "src/b/a.py"]),
        ("/src*/a.py", ["src/a.py", "srcs/a.py"]),
        ("/s*", ["src-b/x", "src/a.py", "src/b/a.py", "src/b/c/d.ts", "srcs/a.py"]),
        ("/src/?", ["src/b/a.py", "src/b/c/d.ts"]),
        ("/a", ["a/x"]),
        ("/caf\u00e9", ["caf\u00e9/x"]),
        ("/nothing/**", []),
    ],
)
def test_pattern_takes_files_and_what_is_below_folders(pattern: str, expected: list[str]) -> None:
    assert taken(pattern, FILES) == expected


def test_accents_may_be_composed_or_not() -> None:
    assert taken("/caf\u00e9/**", ["cafe\u0301/x"]) == ["caf\u00e9/x"]


def test_folders_and_children() -> None:
    tracked = Tracked(FILES)
    assert tracked.folders == ["a", "a0", "caf\u00e9", "src", "src-b", "src/b", "src/b/c", "srcs"]
    assert tracked.children("src") == ["a.py", "b"]
    assert tracked.children("nowhere") == []
    for path, there in (("src/b", True), ("lib", True), ("src/", False), ("sr", False)):
        assert tracked.has(path) is there
    assert [path for path in ("src", "src/b", "lib") if tracked.is_folder(path)] == ["src", "src/b"]


_NAME = st.sampled_from(["a", "b", "ab", "a.py", "x", "a0", "\u00e9"])
_PATH = st.lists(_NAME, min_size=1, max_size=4).map("/".join)
_PART = st.one_of(_NAME, st.sampled_from(["*", "**", "a*", "*.py", "?", "*b*"]))
_PATTERN = st.lists(_PART, min_size=1, max_size=4).map("/".join)


@given(_PATTERN, st.sampled_from(["", "/", "/..."]), st.lists(_PATH, max_size=12))
@example("**/a", "/...", ["x/a/b", "a", "a/b"])
@example("a/*", "/", ["a/b", "a/b/c"])
def test_entries_match_as_the_gate_has_it(pattern: str, end: str, files: list[str]) -> None:
    entry = compile_entry(ScopeEntry(pattern, 1, 1, (pattern + end,)))
    tracked = Tracked(files)
    expected = [path for path in tracked.files if entry.matches(path)]
    found = {index for pattern in entry.patterns for index in tracked.matching(pattern)}
    assert [tracked.files[index] for index in sorted(found)] == expected


@given(_PATTERN, _PATTERN, st.lists(_PATH, max_size=12))
def test_exceptions_are_taken_out_as_the_gate_does(pattern: str, exception: str, files: list[str]) -> None:
    for excludes in (False, True):
        entry = compile_entry(ScopeEntry(pattern, 1, 1, (pattern,), (exception,)), excludes)
        tracked = Tracked(files)
        covered = cover([entry], tracked)[0]
        assert covered.matched == sum(1 for path in tracked.files if entry.matches(path))


def test_sixty_entries_over_fifty_thousand_files_take_less_than_three_seconds() -> None:
    files = [f"pkg{i % 40}/src/mod{i % 333}/sub{i % 7}/file{i}.ts" for i in range(50_000)]
    written = [f"pkg{i}/src/..." for i in range(30)] + [f"**/*{i}.test.ts" for i in range(15)]
    written += [f"/repo/pkg{i}/src/..." for i in range(5)] + [f"pkgg{i}/srcc/modd{i}/..." for i in range(10)]
    entries = [compile_entry(ScopeEntry(text, 1, 1, (text,))) for text in written]
    started = time.process_time()
    covered = cover(entries, Tracked(files))
    assert time.process_time() - started < 3
    assert [entry.matched for entry in covered[:2]] == [1250, 1250]
    assert covered[45].nearest == "pkg0/src/"
    assert covered[-1].patterns[0].nearest.startswith("pkg9/src/mod")


def test_of_very_many_patterns_the_rest_is_not_counted() -> None:
    entries = [compile_entry(ScopeEntry("x", 1, 1, ("src/{a,b}*.py",))) for _ in range(300)]
    covered = cover(entries, Tracked(FILES))
    assert [entry.matched for entry in covered] == [1] * 250 + [None] * 50
    assert {pattern.matched for pattern in covered[-1].patterns} == {None}
