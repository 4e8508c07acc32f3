"""A quick look in front of a slow one must never say no where the slow one would have found something."""

from __future__ import annotations

import re

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


@given(
    _made_of(
        *(
            "/home/",
            "/var/home/",
            "/Users/",
            "/root/",
            "/Volumes/Disk/",
            "/mnt/d/",
            "/cygdrive/c/",
            "/c/Users/",
            "C:\\",
        ),
        *("D:/", "c:/Users/", "x:\\\\", "\\\\srv\\share", "file://", "localhost", " -I", "-L", "https://", "ana", "/x"),
        *(" ", "(", '"', "\n", "7", "é", ".", ":"),
    )
)
def test_each_line_with_a_machine_path_is_suspected(text: str) -> None:
    lines = {number for number, line in enumerate(text.split("\n"), 1) if any(machine_paths(line))}
    assert lines <= set(suspects(text))


@given(
    _made_of(
        *("2025-11-22", "2025/1/2", "T14:05", " 14:05", ":09", "Z", "+01:00", " UTC", " pm", "20251122T140500Z", "JST"),
        *("3 Dec 2025", "dec 3, 2025", "Sep", "ſep 3 2025", "M1: ", "P1 ", "(P2) ", "Milestone 2 - ", "(", "[", "（"),
        *("**", "_", "`", "✅", "\ufe0f", " ", "x", "k", "9", "٣", ")"),
    )
)
def test_a_blank_before_a_stamp_changes_nothing_but_its_place(text: str) -> None:
    def told(stamp: stamps.Stamp | None, offset: int) -> tuple[object, ...] | None:
        if stamp is None:
            return None
        return stamp.text, stamp.start - offset, stamp.end - offset, stamp.form, stamp.instant, stamp.impossible

    assert told(stamps.leading(f" {text}"), 1) == told(stamps.leading(text), 0)


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
