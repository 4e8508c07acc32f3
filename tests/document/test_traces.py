"""A quick look in front of a slow one must never say no where the slow one would have found something."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document import items, markdown, stamps
from execplan_hooks.document.linking.machine_paths import machine_paths, suspects
from execplan_hooks.document.markdown import BlockKind
from execplan_hooks.document.traces import lines_with
from execplan_hooks.globs import glob_match


def _made_of(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=12).map("".join)


@given(_made_of("a", "b", "aa", "\n", "ab"))
def test_the_lines_with_a_trace_are_those_in_which_it_is_found(text: str) -> None:
    traces = (re.compile("a"), re.compile("bb"))
    found = [number for number, line in enumerate(text.split("\n"), 1) if any(trace.search(line) for trace in traces)]
    assert lines_with(text, *traces) == found


_BEFORE_PATHS = (
    "",
    " ",
    "(",
    "a",
    "7",
    "é",
    "/",
    ":",
    "x ",
    " -I",
    " -L",
    "-I",
    "file://",
    "file:///",
    "file://localhost",
)
_PATH_STARTS = ("/home/", "/var/home/", "/Users/", "/root/", "/Volumes/Disk/", "/mnt/d/", "/cygdrive/c/", "/c/Users/")
_DRIVES = ("C:\\", "D:/", "D://", "c:/Users/", "x:\\\\", "\\\\srv\\share\\", "https://", "\\", ":/")


def test_each_line_with_a_machine_path_is_suspected() -> None:
    starts = product(_BEFORE_PATHS, (*_PATH_STARTS, *_DRIVES), ("ana/x", "Users/ana/x", "", "/x", "x"))
    lines = ["".join(parts) for parts in starts]
    found = {number for number, line in enumerate(lines, 1) if any(machine_paths(line))}
    suspected = suspects("\n".join(lines))
    assert len(found) > 100
    assert found <= set(suspected)
    assert len(suspected) < len(lines)


_BEFORE_STAMPS = (
    "",
    "**",
    "_",
    "`",
    "✅",
    "\ufe0f",
    "(",
    "[",
    "（",
    "M1: (",
    "P1 ",
    "(P2) ",
    "Milestone 2 - (",
    "x",
    "k ",
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ſep")
_STAMPS = (
    *("2025-11-22", "2025/1/2", "2025-11-22T14:05:09Z", "2025-11-22 14:05 JST", "20251122T140500Z", "٢٠٢٥-11-22"),
    *("3 Dec 2025", "22.11.2025"),
    *(f"{month} 3, 2025" for month in _MONTHS),
    *(f"{month.capitalize()} 3, 2025" for month in _MONTHS),
)


@pytest.mark.parametrize("stamp", _STAMPS)
@pytest.mark.parametrize("before", _BEFORE_STAMPS)
def test_a_blank_before_a_stamp_changes_nothing_but_its_place(before: str, stamp: str) -> None:
    plain, moved = stamps.leading(f"{before}{stamp}"), stamps.leading(f" {before}{stamp}")
    assert moved == (plain and replace(plain, start=plain.start + 1, end=plain.end + 1))


@pytest.mark.parametrize("stamp", _STAMPS)
def test_each_form_of_a_stamp_is_found(stamp: str) -> None:
    found = stamps.leading(stamp)
    assert found is not None
    assert found.text == stamp


@given(
    _made_of("- ", "  ", "1. ", "> ", "[ ] a", "[x]", "[~] b", "text", "\n", "\n\n", "```\n", "# ", "| a |\n|---|\n")
)
def test_the_tasks_are_all_items_that_begin_with_a_box(text: str) -> None:
    document = markdown.parse(text.split("\n"))
    pieces = [
        (piece, block)
        for block in document.walk()
        if block.kind is BlockKind.ITEM and (piece := items.first_piece(block)) is not None
    ]
    found = [items.task_of(piece.text, piece.line, piece.column, block.end_line) for piece, block in pieces]
    assert items.tasks_in(document.blocks) == [task for task in found if task is not None]


@st.composite
def _globs(draw: st.DrawFn) -> tuple[str, str]:
    """A path, and a glob made of it."""
    names = draw(st.lists(st.text("ab-é", min_size=1, max_size=4), min_size=1, max_size=5))
    glob = []
    for name in names:
        start = draw(st.integers(0, len(name)))
        end = draw(st.integers(start, len(name)))
        instead = draw(st.sampled_from((name[start:end], "*", "?" * (end - start))))
        glob.append(f"{name[:start]}{instead}{name[end:]}")
    start = draw(st.integers(0, len(names) - 1))
    end = draw(st.integers(start, len(names) - 1))
    return "/".join(names), "/".join((*glob[:start], *draw(st.sampled_from((glob[start:end], ["**"]))), *glob[end:]))


@given(_globs())
def test_a_path_is_matched_by_each_glob_that_is_made_of_it(made: tuple[str, str]) -> None:
    path, glob = made
    assert glob_match(glob, path)
