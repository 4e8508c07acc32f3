"""What counts as a value that a template leaves to be filled in."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.document.placeholders import unfilled
from execplan_hooks.document.placeholders.unfilled import (
    hints_at_marks,
    is_choice,
    is_markup,
    is_placeholder,
    is_unfilled,
    marks,
)

UNFILLED_AND_FILLED = [
    # what is left, and what somebody wrote in its place
    ("", "main"),
    ("   ", "-1"),
    ("-", "none"),
    ("`  `", "`x`"),
    ("<one-sentence objective>", "Parse <one-sentence> objectives"),
    ("`<branch-name>`", "`feat/parser`"),
    ("`<must match planning branch>`", "`git checkout <branch>`"),
    ("<Deterministic check 1 (how to verify)>", "`pytest -q` passes"),
    ("<\u2026>", "<https://example.org>"),
    ("**<Title>**", "Title"),
    ("<A>, <B>", "A, B"),
    ("`<owner>/<repo>`", "`acme/<repo>`"),
    ("<Proposed | In Progress | Blocked | Complete>", "In Progress"),
    ("<YYYY-MM-DD \u2022 name/handle>", "2025-11-03 \u2022 mira"),
    ("`<yyyy-mm-dd>`", "2025-11-03"),
    ("YYYY-MM-DD", "2025-10-09"),
    ("(YYYY-MM-DDThh:mmZ)", "(2025-10-09T12:00Z)"),
    ("YYYY-MM-DDTHH:MM:SS+09:00", "2025-10-09T12:00:00+09:00"),
    ("2025-MM-DD", "2025-12"),
    ("2025-10-XX", "2025-10-01"),
    ("2025-10-09 HH:MM UTC", "2025-10-09 10:00 UTC"),
    ("YYYY/MM/DD", "2025/10/09"),
    ("`SXX`", "`S04`"),
    ("`BXX` or `BXX-BYY`", "`B03` or `B03-B05`"),
    ("BXX", "B03"),
    ("#XXX", "#412"),
    ("PROJ-XXXX", "PROJ-1234"),
    ("BNN", "CNN"),
    ("...", "1..2"),
    ("\u2026", "and so on\u2026"),
    (". . .", "etc."),
    ("{{ owner }}", "${{ github.actor }}"),
    ("`{{objective}}`", "`{{#if}} blocks`"),
    ("[your name]", "[your plan](plans/yours.md)"),
    ("[TODO: say what it is for]", "[x]"),
    ("[insert link]", "[link](https://example.org)"),
    ("TBD", "TBD after the spike of Kim"),
    ("TBD.", "Todoist"),
    ("TBD?", "Who knows?"),
    ("< branch >", "< 5 and > 3"),
    ("`<>`", "`<a> b`"),
    ("<YYYY-MM-DDThh:mmZ>", "<mailto:kim@example.org>"),
    ("tbc", "tb"),
    ("TODO", "TODO comments are gone"),
    ("`done | blocked | pending`", "`done`"),
    ("PASS | PASS_WITH_NOTES | FAIL", "PASS_WITH_NOTES"),
    ("yes | no", "yes"),
    ("`medium | high`", "high"),
    ("DRAFT | IN_PROGRESS | BLOCKED | DONE | ABANDONED", "`string | null`"),
    ("<!-- who owns it -->", "Kim <!-- or Lee -->"),
    ("<owner> <!-- who owns it -->", "<REDACTED>"),
    ("`<agent/name>`", "<kim@example.org>"),
    ("`...`", "`src/...`"),
]


@pytest.mark.parametrize(("unfilled", "filled"), UNFILLED_AND_FILLED)
def test_what_a_template_leaves_is_unfilled_and_what_somebody_wrote_is_not(unfilled: str, filled: str) -> None:
    assert is_unfilled(unfilled)
    assert not is_unfilled(filled)


@pytest.mark.parametrize(
    "value",
    [
        "List<String>",
        "`Promise<Result<T>>`",
        "Vec<u8>",
        "npm run build -- <name>",
        "`cmd [--flag <value>]`",
        "a < b and c > d",
        "/users/<id>/posts",
        "src/<module>/index.ts",
        "<repo>/src/...",
        "dates are written as YYYY-MM-DD",
        "plans/YYYY-MM-DD-slug.md",
        "npm | pnpm | yarn",
        "true | false",
        "a | b",
        "100 %",
        "\u2705",
    ],
)
def test_a_value_with_something_else_in_it_is_filled_in(value: str) -> None:
    assert not is_unfilled(value)


@pytest.mark.parametrize("value", ["", " ", "-", "<!-- who -->", "none", "main"])
def test_where_nothing_or_something_stands_there_is_no_placeholder(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize("value", ["<who>", "...", "TBD", "yes | no", "`BXX`", "<who> <!-- owns it -->"])
def test_a_placeholder_is_unfilled_and_there(value: str) -> None:
    assert is_placeholder(value)
    assert is_unfilled(value)


@pytest.mark.parametrize(
    ("angle", "in_text", "in_code"),
    [
        ("<one sentence>", False, False),
        ("<branch-name>", False, False),
        ("<\u2026>", False, False),
        ("<details>", False, True),
        ("<details open>", True, True),
        ("<details of storage>", False, False),
        ("<Title>", False, True),
        ("<ActionBar>", True, True),
        ("<Panel open>", False, True),
        ("<br>", True, True),
        ("<Button />", True, True),
        ('<a href="x">', True, True),
        ("<T>", False, True),
        ("<u8>", False, True),
        ("<std::string>", True, True),
        ("<string[]>", True, True),
    ],
)
def test_tags_and_types_are_told_from_words(angle: str, in_text: bool, in_code: bool) -> None:
    assert is_markup(angle, strict=False) is in_text
    assert is_markup(angle, strict=True) is in_code


def test_a_choice_may_be_of_words_that_the_caller_knows() -> None:
    assert not is_choice("codex-strict | repo-native")
    assert is_choice("`codex-strict | repo-native`", {"codex-strict", "repo-native"})
    assert not is_choice("done", {"done"})


def test_marks_are_found_with_their_kind_and_place() -> None:
    text = "`<owner>/<repo>` BXX {{ x }} [your name] YYYY-MM-DD ... TBD <https://x.org> ${{ y }}"
    found = [(mark.kind, text[mark.start : mark.end]) for mark in marks(text)]
    assert found == [
        ("angle", "<owner>"),
        ("angle", "<repo>"),
        ("id", "BXX"),
        ("braces", "{{ x }}"),
        ("bracket", "[your name]"),
        ("date", "YYYY-MM-DD"),
        ("dots", "..."),
        ("word", "TBD"),
    ]


@given(st.text(alphabet="<>{}[]`.|XYB-\u2026 todyour:/", max_size=200))
def test_marks_are_in_order_and_lie_in_the_text(text: str) -> None:
    at = 0
    for mark in marks(text):
        assert at <= mark.start < mark.end <= len(text)
        at = mark.end


@pytest.mark.parametrize(
    "mark",
    [
        *("<a>", "{{}}", "...", "\u2026", "XX", "ABCDEF-BNN", "#XXX", "TBA", "Tbc", "tBd", "tbd", "TODO", "FIXME"),
        *("YYYYMMDD", "yyyy/mm/dd", "2025-MM-DD", "2025-mm-dd", "2025-11-DD", "2025-11-dd", "2025-11-XX"),
        *("2025-11-03THH:MM", "2025-11-03 hh:mm", "2025-11-03 HH:XX", "2025-11-03 XX:XX:XX Z"),
        *("[your x]", "[Insert x]", "[\u0131nsert x]", "[\u0130nsert x]", "[Fill in]", "[todo]", "[FIXME]", "[tbd]"),
    ],
)
def test_a_mark_is_found_as_a_whole_wherever_it_stands(mark: str) -> None:
    for before in ("", "a sentence of some words "):
        text = f"{before}{mark} and more"
        assert [(found.start, found.end) for found in marks(text)] == [(len(before), len(before) + len(mark))]


_PARTS = [
    *("<", ">", "<who>", "{{", "}}", "[", "]", "[your", "[\u0131nsert", "[F\u0130LL in", "TODO", "fixme", "t", "B"),
    *("XX", "NN", "B", "ABCDEF-", "#", "YYYY", "yyyy", "-", "/", "MM", "mm", "DD", "dd", "2025", "2025-11-03", "11"),
    *("T", " ", ",", "HH", "hh", ":", "00", "Z", "UTC", "...", "..", "\u2026", "\n", "word", "\u0663", "d"),
]


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(_PARTS) | st.from_regex(re.compile(unfilled._MARK.pattern), fullmatch=True), max_size=8
    ).map("".join)
)
def test_no_mark_is_overlooked_where_nothing_before_it_hints_at_one(text: str) -> None:
    before = "\u2026\n"  # a hint: from there on all is looked through
    first, *others = marks(before + text)
    assert (first.start, first.end) == (0, 1)
    assert [(mark.kind, mark.start - 2, mark.end - 2) for mark in others] == [
        (mark.kind, mark.start, mark.end) for mark in marks(text)
    ]
    assert hints_at_marks(text) or not others


@pytest.mark.parametrize("piece", ["<", "<a ", "{{", "[your ", "<!--", "YYYY-MM-DD", "X", "a|", "...", "or ", "`", "#"])
def test_hostile_values_cost_linear_time(piece: str) -> None:
    started = time.perf_counter()
    list(marks(piece * (1_000_000 // len(piece))))
    is_unfilled(piece * 100_000)
    is_unfilled(piece * (2000 // len(piece)))
    assert time.perf_counter() - started < 5
