"""What is prose: the same line, with code and comments as spaces."""

from __future__ import annotations

import random

import pytest

from execplan_hooks.document.markdown import parse
from execplan_hooks.document.mask import CodeMask, mask
from tests.document import oracle


def masked(lines: list[str], first_line: int = 1) -> CodeMask:
    return mask(lines, parse(lines, first_line), first_line)


# Source, prose and source without comments; `·` is a space that stands for something.
CASES: dict[str, list[tuple[str, str, str]]] = {
    "code span": [("a `b` c", "a ··· c", "a `b` c")],
    "code span over two lines": [
        ("- a `b", "- a ··", "- a `b"),
        ("  c` d", "  ·· d", "  c` d"),
    ],
    "comment in a line": [("a <!-- `b` --> `c`", "a ············ ···", "a ············ `c`")],
    "comment in code": [("`<!--` a", "······ a", "`<!--` a")],
    "comment block": [
        ("<!-- a", "······", "······"),
        ("", "", ""),
        ("# b --> c `d`", "······· c `d`", "······· c `d`"),
    ],
    "comment in a quote": [
        ("> a <!-- b", "> a ······", "> a ······"),
        ("> c --> d", "> ····· d", "> ····· d"),
    ],
    "fence": [
        ("a", "a", "a"),
        ("```sh", "·····", "```sh"),
        ("x <!-- y -->", "············", "x <!-- y -->"),
        ("```", "···", "```"),
        ("b", "b", "b"),
    ],
    "fence in a quoted item": [
        ("> - ~~~", "> - ···", "> - ~~~"),
        (">   x", ">   ·", ">   x"),
        (">   ~~~~ ", ">   ·····", ">   ~~~~ "),
    ],
    "unclosed fence": [("```", "···", "```"), ("x ```", "·····", "x ```")],
    "indented code": [("    a", "    ·", "    a"), ("\tb", "\t·", "\tb")],
    "table": [("| `a` | b |", "| ··· | b |", "| `a` | b |"), ("|---|---|", "|---|---|", "|---|---|")],
    "heading": [("## `a` b ##", "## ··· b ##", "## `a` b ##")],
    "no code": [("a \\` b `` c`", "a \\` b `` c`", "a \\` b `` c`")],
}


@pytest.mark.parametrize("name", CASES)
def test_prose(name: str) -> None:
    lines = [line for line, _, _ in CASES[name]]
    result = masked(lines, first_line=4)
    numbers = range(4, 4 + len(lines))
    assert [result.prose(n) for n in numbers] == [p.replace("·", " ") for _, p, _ in CASES[name]]
    assert [result.without_comments(n) for n in numbers] == [c.replace("·", " ") for _, _, c in CASES[name]]


def test_lines_that_are_code() -> None:
    lines = ["a `b`", "```", "", "c", "```", "", "    d", "", "    e", "", "- ```", "  f", "", "<!-- g -->"]
    result = masked(lines, first_line=11)
    assert [n for n in range(1, 40) if result.is_code(n)] == [12, 13, 14, 15, 17, 18, 19, 21, 22]


def test_lines_outside_are_empty() -> None:
    result = masked(["a"], first_line=3)
    assert [result.prose(n) for n in (2, 3, 4)] == ["", "a", ""]


def test_many_code_spans_in_one_line_take_linear_time() -> None:
    # With one copy of the line per span this takes minutes.
    assert masked(["`a` " * 200_000]).prose(1).strip() == ""


def test_length_never_changes() -> None:
    rng = random.Random(5)
    seeds = [text.split("\n") for text in oracle.SEEDS.values()]
    changed = 0
    for _ in range(300):
        lines = oracle.mutate(rng.choice(seeds), rng)
        result = masked(lines)
        for number, line in enumerate(lines, start=1):
            for blanked in (result.prose(number), result.without_comments(number)):
                assert len(blanked) == len(line)
                assert all(new in (old, " ") for new, old in zip(blanked, line, strict=True))
                changed += blanked != line
    assert changed > 1000
