"""A finding that stays is told from one that is new, also where edits moved it or changed what it quotes."""

from __future__ import annotations

import dataclasses

import pytest

from execplan_hooks.fingerprints import fingerprinted
from execplan_hooks.fixing.verifying import added
from execplan_hooks.model import Diagnostic, Severity


def finding(line: int, message: str, text: str = "", absent: bool = False, **more: object) -> Diagnostic:
    return Diagnostic("a.md", "links", Severity.ERROR, message, line, absent=absent, text=text, **more)  # type: ignore[arg-type]


def count(before: list[Diagnostic], after: list[Diagnostic]) -> int:
    """What is added where each line of the text now was one lower, as after a line was put in front."""
    one, other = (fingerprinted([(found, found.text) for found in side]) for side in (before, after))
    return added(one, other, lambda line: line - 1)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], 0),
        ([], [finding(3, "a")], 1),
        ([finding(3, "a")], [], 0),
        ([finding(3, "a", "x")], [finding(40, "a", "x")], 0),  # moved
        ([finding(3, "a", "x")], [finding(40, "a", "y")], 1),
        ([finding(3, "a", "x")], [finding(4, "a", "y")], 0),  # its line was edited
        ([finding(3, 'a "x" (line 9)', "x")], [finding(4, 'a "y" (line 10)', "y")], 0),  # what it quotes was edited
        ([finding(3, 'a "x"', "x")], [finding(4, 'b "x"', "y")], 1),
        ([finding(3, "a", "x")], [finding(4, "a", "x"), finding(5, "a", "x")], 1),
        ([finding(3, "a", "x"), finding(3, "b", "x")], [finding(4, "b", "x")], 0),
        ([finding(3, '"A" is missing', absent=True)], [finding(9, '"A" is missing', absent=True)], 0),
        ([finding(3, '"A" is missing', absent=True)], [finding(4, '"B" is missing', absent=True)], 1),
        ([finding(3, "3 of 5", "x")], [finding(4, "2 of 5", "x")], 0),
        ([finding(3, "all", "x", subjects=("1", "2"))], [finding(9, "one", "y", subjects=("2",))], 0),  # said apart
        ([finding(3, "all", "x", subjects=("1", "2"))], [finding(9, "one", "y", subjects=("3",))], 1),
        ([finding(3, "a", "x", subjects=("1",))], [finding(9, "all", "y", subjects=("1", "2"))], 1),
    ],
)
def test_findings_that_are_new(before: list[Diagnostic], after: list[Diagnostic], expected: int) -> None:
    assert count(before, after) == expected


def test_a_finding_that_weighs_more_is_new() -> None:
    warning = dataclasses.replace(finding(3, "a", "x"), severity=Severity.WARNING)
    assert count([warning], [finding(4, "a", "x")]) == 1
