"""Whether two globs have a path in common, held against all paths of a small world; which locks conflict."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.globs import glob_match
from execplan_hooks.locks.conflicts import Paths, TooMuchWork, conflicts
from execplan_hooks.locks.lock import Lock, Pattern
from execplan_hooks.overlap import overlap

NOON = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("src/a.py", "src/a.py", True),
        ("src/a.py", "src/b.py", False),
        ("src/a.py", "src/A.py", False),
        ("src/*.py", "src/a*", True),
        ("src/*.py", "src/*.ts", False),
        ("src/*.py", "src/a/b.py", False),
        ("src/**/*.py", "src/a/b.py", True),
        ("src/**", "src", False),
        ("src/", "src/a/b", True),
        ("src/", "source/*", False),
        ("**/test_*", "*/a/test_b", True),
        ("**/test_*", "*/a/b_test", False),
        ("**/a/**/b", "a/b", True),
        ("**/a/**/b", "b/**/a", False),
        ("a/b/**", "**/a/b", True),
        ("?", "??", False),
        ("?*", "??", True),
        ("*a*b*", "b*a", True),
        ("a*b", "*c", False),
        ("[ab].py", "a.py", False),
        ("[ab].py", "[*", True),
        ("./a", "a", True),
        ("**/**/a", "b/c/a", True),
        ("***", "a", True),
        ("", "a", True),
        # not a path that anything could have
        ("a//b", "a//b", False),
        ("/a", "/a", False),
        # composed and decomposed accents do not differ
        ("caf\u00e9/*", "cafe\u0301/x", True),
        ("a\nb", "a?b", True),
    ],
)
def test_the_globs_have_a_path_in_common(one: str, other: str, expected: bool) -> None:
    assert overlap(one, other) == overlap(other, one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("src", "src/a/b", (True, False)),
        ("src/a/b", "src", (False, True)),
        ("src", "src", (True, True)),
        ("src", "src-a/b", (False, False)),
        ("src/*", "src/a/b/c", (True, False)),
        ("src/*.d", "src/a/b.d", (False, False)),
        ("**/b", "a/b/c", (True, True)),
        ("Makefile", "**/*.md", (True, False)),
        ("src/*.ts", "src/*.css", (False, False)),
    ],
)
def test_a_folder_is_all_that_is_in_it(one: str, other: str, expected: tuple[bool, bool]) -> None:
    assert (overlap(one, other, one_below=True), overlap(one, other, other_below=True)) == expected
    assert (overlap(other, one, other_below=True), overlap(other, one, one_below=True)) == expected


def up_to(depth: int, names: list[str]) -> list[str]:
    return ["/".join(path) for count in range(1, depth + 1) for path in itertools.product(names, repeat=count)]


def words(alphabet: str) -> list[str]:
    return ["".join(word) for length in (1, 2) for word in itertools.product(alphabet, repeat=length)]


@pytest.mark.parametrize("one_below", [False, True])
@pytest.mark.parametrize("other_below", [False, True])
@pytest.mark.parametrize(
    ("globs", "paths"),
    [
        # Each is matched by a path of the second list if by any, and so are two of them.
        (up_to(2, words("ab*?"))[::3], up_to(4, words("ab"))),
        (up_to(3, ["a", "b", "?", "*b", "a*", "**"]), up_to(6, ["a", "b", "ab"])),
    ],
)
def test_the_answer_is_that_of_trying_all_paths(
    globs: list[str], paths: list[str], one_below: bool, other_below: bool
) -> None:
    def taken(below: bool) -> dict[str, int]:
        return {
            glob: sum(
                1 << index
                for index, path in enumerate(paths)
                if glob_match(glob, path) or (below and glob_match(f"{glob}/**", path))
            )
            for glob in globs
        }

    ones, others = taken(one_below), taken(other_below)
    pairs = list(itertools.product(globs, repeat=2))
    answers = [overlap(one, other, one_below=one_below, other_below=other_below) for one, other in pairs]
    assert True in answers
    assert False in answers
    wrong = [
        pair for pair, answer in zip(pairs, answers, strict=True) if answer != bool(ones[pair[0]] & others[pair[1]])
    ]
    assert wrong == []


NAME = st.text("ab.[é\n", min_size=1, max_size=6)


@st.composite
def widened(draw: st.DrawFn, names: list[str]) -> str:
    """A glob that was made of a path, piece by piece."""
    parts: list[str] = []
    for name in names:
        kind = draw(st.integers(0, 5))
        if kind == 0:
            parts += ["**"] * draw(st.integers(1, 2))
        if kind == 1 and parts[-1:] == ["**"]:
            continue
        start, end = sorted((draw(st.integers(0, len(name))), draw(st.integers(0, len(name)))))
        name = {2: name, 3: f"{name[:start]}*{name[end:]}", 4: "*"}.get(kind, name)
        parts.append("".join(draw(st.sampled_from([char, char, char, "?"])) if char != "*" else "*" for char in name))
    return "/".join(parts) + draw(st.sampled_from(["", "", "/**"]))


@given(st.data(), st.lists(NAME, min_size=1, max_size=5))
def test_globs_that_match_one_path_overlap(data: st.DataObject, names: list[str]) -> None:
    one, other = data.draw(widened(names)), data.draw(widened(names))
    for path in ("/".join(names), "/".join([*names, "x"])):
        for one_below, other_below in itertools.product([False, True], repeat=2):
            takes_one = glob_match(one, path) or (one_below and glob_match(f"{one}/**", path))
            takes_other = glob_match(other, path) or (other_below and glob_match(f"{other}/**", path))
            if takes_one and takes_other:
                assert overlap(one, other, one_below=one_below, other_below=other_below)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("*a" * 2000 + "b", "a*" * 2000 + "c", False),
        ("*" * 4000 + "b", "a" + "*" * 4000, True),
        ("**/a/" * 800 + "b", "a/" * 2000 + "c", False),
        ("**/" + "/**/".join(f"*{number:02}" for number in range(90)), "*b/" * 100 + "c", False),
        ("/".join(["*a*b"] * 500), "/".join(["*b*a"] * 499 + ["*c"]), False),
        ("?" * 4000, "*" + "a?" * 1999, True),
    ],
    ids=range(6),
)
def test_a_hostile_pair_takes_no_time(one: str, other: str, expected: bool) -> None:
    start = time.process_time()
    assert overlap(one, other) == expected
    assert time.process_time() - start < 1


def lock(owner: str, *globs: str, line: int = 1, minutes: int = 0, is_cut: bool = False) -> Lock:
    acquired = NOON + dt.timedelta(minutes=minutes)
    patterns = tuple(Pattern(glob, glob) for glob in globs)
    return Lock(owner, patterns, acquired, acquired + HOUR, None, line, is_cut)


def told(locks: list[Lock], *files: str) -> list[str]:
    return [
        f"{one.owner} {one_pattern.text} < {other.owner} {other_pattern.text}"
        for (one, one_pattern), (other, other_pattern) in conflicts(locks, files)
    ]


@pytest.mark.parametrize(
    ("locks", "expected"),
    [
        ([lock("a", "src"), lock("b", "docs", line=2)], []),
        ([lock("a", "src"), lock("b", "src/x", line=2)], ["a src < b src/x"]),
        ([lock("b", "src/x", line=2), lock("a", "src")], ["a src < b src/x"]),
        ([lock("a", "src", minutes=1), lock("b", "src/x", line=2)], ["b src/x < a src"]),
        ([lock("a", "src", minutes=1), lock("b", "src/x", line=2, minutes=2, is_cut=True)], ["b src/x < a src"]),
        ([lock("a", "src", is_cut=True), lock("b", "src", line=2, is_cut=True)], []),
        ([lock("a", "src"), lock("a", "src", line=2), lock("@A", "src", line=3)], []),
        # a pair of locks is told once
        ([lock("a", "x", "y"), lock("b", "y", "x", line=2)], ["a x < b x"]),
        (
            [lock("a", "**/x"), lock("b", "lib", line=2), lock("c", "lib-x", line=3)],
            ["a **/x < b lib", "a **/x < c lib-x"],
        ),
        ([lock("a", "*.py"), lock("b", "src/*.py", line=2), lock("c", "src/a*", line=3)], ["b src/*.py < c src/a*"]),
    ],
)
def test_the_locks_that_conflict(locks: list[Lock], expected: list[str]) -> None:
    assert told(locks) == expected


@pytest.mark.parametrize(
    ("glob", "files", "expected"),
    [
        ("src/Makefile", [], True),
        ("src/Makefile", ["src/Makefile"], False),
        ("src/main.py", [], False),
        ("src/*.py", [], False),
        ("src/v1.2", [], True),
        ("src/.config", [], True),
        ("src", [], True),
    ],
)
def test_what_is_a_file_is_no_folder(glob: str, files: list[str], expected: bool) -> None:
    assert bool(told([lock("a", glob), lock("b", "**/*.md", line=2)], *files)) == expected


@given(st.lists(st.lists(st.sampled_from(["a", "ab", "a*", "*", "?b", "**"]), min_size=1, max_size=3), max_size=8))
def test_no_conflict_is_missed_for_the_order_of_the_globs(globs: list[list[str]]) -> None:
    plain = ["/".join(names) for names in globs]
    locks = [lock(str(number), glob, line=number) for number, glob in enumerate(plain)]
    found = {(int(one.owner), int(other.owner)) for (one, _), (other, _) in conflicts(locks)}
    every = itertools.combinations(range(len(plain)), 2)
    assert found == {
        (one, other) for one, other in every if overlap(plain[one], plain[other], one_below=True, other_below=True)
    }


def spread(made: Iterator[str]) -> list[Lock]:
    return [lock(f"agent-{number}", glob, line=number) for number, glob in enumerate(made)]


def test_a_thousand_locks_are_compared_in_time() -> None:
    locks = spread(f"src/package{number}/*/{kind}" for number in range(500) for kind in ("*.py", "test_*"))
    start = time.process_time()
    assert len(told(locks)) == 500
    assert time.process_time() - start < 2


@pytest.mark.parametrize("glob", ["*a", "*/" * 200, "*a" * 400, "**/*"])
def test_comparing_that_takes_too_long_is_given_up(glob: str) -> None:
    locks = spread(f"{glob}{number}" for number in range(1000))
    start = time.process_time()
    with pytest.raises(TooMuchWork):
        told(locks)
    assert time.process_time() - start < 4


PATHS = ["src/a.py", "src/sub/b.py", "src-x/c.py", "src", "caf\u00e9/d", "cafe\u0301/e", "new\nline", "Src/a.py"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("src", ["src", "src/a.py", "src/sub/b.py"]),
        ("src/sub", ["src/sub/b.py"]),
        ("src/*.py", ["src/a.py"]),
        ("src/*", ["src/a.py", "src/sub/b.py"]),
        ("**/*.py", ["Src/a.py", "src-x/c.py", "src/a.py", "src/sub/b.py"]),
        ("*", sorted(PATHS)),
        ("caf\u00e9", ["cafe\u0301/e", "caf\u00e9/d"]),
        ("new?line", ["new\nline"]),
        ("sr", []),
        ("src/a.py/x", []),
    ],
)
def test_the_paths_that_a_glob_takes(glob: str, expected: list[str]) -> None:
    assert sorted(Paths(PATHS).matching(glob)) == expected


def test_many_globs_and_paths_are_taken_in_time_or_given_up() -> None:
    many = [f"src/a{number // 100}/b{number // 10}/f{number}.py" for number in range(10_000)]
    start = time.process_time()
    paths = Paths(many)
    assert sum(len(list(paths.matching(f"**/f{number}.py"))) for number in range(100)) == 100
    assert time.process_time() - start < 4
    with pytest.raises(TooMuchWork):
        sum(len(list(paths.matching("*a" * 400 + str(number)))) for number in range(2000))
    assert time.process_time() - start < 8


def test_the_paths_are_bounded_too() -> None:
    start = time.process_time()
    paths = Paths(str(number) for number in range(70_000))
    with pytest.raises(TooMuchWork):
        list(paths.matching("*b" * 450))
    assert time.process_time() - start < 4
