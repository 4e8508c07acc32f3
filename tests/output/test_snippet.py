"""The line of a finding with a mark under its place: where the mark stands, and where there is none."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.escape import plain
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.output import text
from execplan_hooks.output.snippet import WIDTH, snippet
from execplan_hooks.result import Result


def found(
    line: str, column: int | None, end: int | None = None, end_line: int | None = None, absent: bool = False
) -> Diagnostic:
    return Diagnostic("a.md", "links", Severity.ERROR, "m", 7, column, end_line, end, "h", absent, text=line)


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "mark"),
    [
        ("- see x", 7, 8, "- see x", "      ^"),
        ("- see xyz", 7, None, "- see xyz", "      ^"),
        ("- see xyz", 7, 10, "- see xyz", "      ^^^"),
        ("- see xyz", 10, 10, "- see xyz", "         ^"),
        ("- see xyz", 7, 7, "- see xyz", "      ^"),
        ("\tx\ty", 4, 5, "    x   y", "        ^"),
        ("a\tbc", 2, 4, "a   bc", " ^^^^"),
        ("\u65e5\u672cx", 3, 4, "\u65e5\u672cx", "    ^"),
        ("\u65e5\u672cx", 2, 4, "\u65e5\u672cx", "  ^^^"),
        ("e\u0301x", 3, 4, "e\u0301x", " ^"),
        ("xe\u0301", 3, 4, "xe\u0301", " ^"),
        ("a\x1bb", 3, 4, "a\\x1bb", "     ^"),
        ("a\u202eb", 2, 3, "a\\u202eb", " ^^^^^^"),
        ("##[x", 4, 5, "#\\x23[x", "      ^"),
        ("key <REDACTED> end", 1, 4, "key <REDACTED> end", "^^^"),
        ("key <REDACTED> end", 5, 30, "key <REDACTED> end", "    ^^^^^^^^^^"),
        ("key <REDACTED> end", 1, 8, "key <REDACTED> end", "^^^^^^^^^^^^^^"),
        ("key <REDACTED> end", 16, 19, "key <REDACTED> end", None),
        ("short", 40, 45, "short", None),
        ("- see x", None, None, "- see x", "^^^^^^^"),
        ("  - see x ", None, None, "  - see x", "  ^^^^^^^"),
        ("key <REDACTED> end", None, None, "key <REDACTED> end", None),
    ],
)
def test_the_mark_stands_under_the_place(line: str, column: int | None, end: int | None, shown: str, mark: str) -> None:
    lines = snippet(found(line, column, end))
    assert lines[0] == f"  7 | {shown}"
    assert lines[1:] == ([] if mark is None else [f"    | {mark}"])


def test_what_goes_on_in_the_next_line_is_marked_to_the_end_of_this_one() -> None:
    assert snippet(found("ab cd", 4, 2, 8)) == ["  7 | ab cd", "    |    ^^"]


def test_no_line_no_snippet() -> None:
    assert snippet(Diagnostic("a.md", "links", Severity.ERROR, "m")) == []
    assert snippet(found("", 1)) == []
    assert snippet(found("# Title", 1, absent=True)) == []


@pytest.mark.parametrize(
    ("line", "column", "shown", "offset"),
    [
        ("x" * 90 + "END", 91, "x" * 90 + "END", 90),
        ("x" * 300 + "END" + "y" * 300, 301, "\u2026" + "x" * 50 + "END" + "y" * 46 + "\u2026", 51),
        ("x" * 300, 1, "x" * 100 + "\u2026", 0),
        ("\u65e5" * 300 + "END", 301, "\u2026" + "\u65e5" * 25 + "END", 51),
        ("\U000e0001" * 300 + "END", 301, "\u2026" + "\\U000e0001" * 5 + "END", 51),
    ],
)
def test_a_long_line_is_cut_around_the_mark(line: str, column: int, shown: str, offset: int) -> None:
    assert snippet(found(line, column, column + 3)) == [f"  7 | {shown}", f"    | {' ' * offset}^^^"]


def test_a_huge_line_costs_nothing() -> None:
    line = "\u0301" * 1_000_000 + "x" + "<REDACTED" * 100_000
    for _ in range(200):
        assert len(snippet(found(line, 1_000_001, 1_000_002))) == 2


def width(shown: str) -> int:
    """How many columns a text takes, by the Unicode tables."""
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in shown
    )


LETTERS = "ab \t\u65e5e\u0301\x1b\u202e\uff21#[\udcff"


@given(st.text(LETTERS, max_size=200), st.integers(1, 210), st.integers(0, 30))
def test_the_mark_stands_under_the_very_characters(line: str, column: int, length: int) -> None:
    lines = snippet(found(line, column, column + length))
    assert all(shown.replace("\u2026", "").isprintable() for shown in lines)
    assert all(width(shown) <= WIDTH + 8 for shown in lines)
    if len(lines) < 2:
        assert not line.strip() or column > len(line) + 1
        return
    shown, mark = (it[len("  7 | ") :] for it in lines)
    start = len(mark) - len(mark.lstrip())
    before, at = "", ""
    for char in shown:
        if width(before + char) <= start:
            before += char
        elif width(before + at + char) <= len(mark):
            at += char
    marked = line[column - 1 : column - 1 + length]
    if marked and "\t" not in marked and marked.isascii() and len(plain(marked)) < 40 and "#" not in marked:
        assert at.rstrip() == plain(marked).rstrip()


def test_the_formats_of_text_differ_in_what_stands_below_a_finding() -> None:
    result = Result([found("- see x", 7, 8)])
    line, last = "a.md:7:7: error: m [links]\n", "checked 0 plans: 1 error\n"
    assert text.render(result, shape="concise") == line + last
    assert text.render(result) == line + "    help: h\n" + last
    assert text.render(result, shape="full") == line + "  7 | - see x\n    |       ^\n    help: h\n" + last
    assert "\x1b[31m    |       ^\x1b[0m\n" in text.render(result, colour=True, shape="full")
