"""A value says one of the allowed words, or none of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.fields.vocabulary import nearest, said

STATES = ("DRAFT", "IN_PROGRESS", "BLOCKED", "DONE", "ABANDONED")
MODES = ("stepwise", "autonomous")
VERDICTS = ("PASS", "PASS_WITH_NOTES", "FAIL")


@pytest.mark.parametrize(
    ("value", "allowed", "word"),
    [
        ("IN_PROGRESS", STATES, "IN_PROGRESS"),
        ("in progress", STATES, "IN_PROGRESS"),
        ("In-Progress", STATES, "IN_PROGRESS"),
        ("`in_progress`", STATES, "IN_PROGRESS"),
        ("**Blocked** (waiting for keys)", STATES, "BLOCKED"),
        ("✅ Done", STATES, "DONE"),
        ("Done.", STATES, "DONE"),
        ("DONE — shipped on Monday", STATES, "DONE"),
        ("[done]", STATES, "DONE"),
        ("(draft)", STATES, "DRAFT"),
        ("`stepwise` (default)", MODES, "stepwise"),
        ("stepwise （default）", MODES, "stepwise"),
        ("autonomous, as agreed with the owner or the lead", MODES, "autonomous"),
        ("PASS_WITH_NOTES: see below", VERDICTS, "PASS_WITH_NOTES"),
        ("pass with notes", VERDICTS, "PASS_WITH_NOTES"),
        ("PASS", VERDICTS, "PASS"),
        ("yes", ("yes", "no"), "yes"),
        ("P1 (agreed)", ("P0", "P1", "P2", "P3"), "P1"),
        ("done or nearly so", STATES, "DONE"),
        ("done | done", STATES, "DONE"),
    ],
)
def test_value_says_the_word(value: str, allowed: tuple[str, ...], word: str) -> None:
    assert said(value, allowed) == word


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        ("", STATES),
        ("not done", STATES),
        ("undone", STATES),
        ("donelist", STATES),
        ("finished", STATES),
        ("P12", ("P0", "P1", "P2", "P3")),
        ("`stepwise` (default) or `autonomous` (explicit only)", MODES),
        ("yes | no", ("yes", "no")),
        ("yes/no", ("yes", "no")),
        ("PASS | PASS_WITH_NOTES | FAIL", VERDICTS),
        ("the mode is stepwise", MODES),
    ],
)
def test_value_says_none_of_the_words(value: str, allowed: tuple[str, ...]) -> None:
    assert said(value, allowed) is None


@pytest.mark.parametrize(
    ("value", "allowed", "word"),
    [
        ("IN_PROGRES", STATES, "IN_PROGRESS"),
        ("in progess (since Monday)", STATES, "IN_PROGRESS"),
        ("stepwize", MODES, "stepwise"),
        ("Bloked", STATES, "BLOCKED"),
        ("quantum", STATES, None),
        ("", STATES, None),
        ("***", STATES, None),
    ],
)
def test_the_word_that_was_meant_is_found(value: str, allowed: tuple[str, ...], word: str | None) -> None:
    assert nearest(value, allowed) == word


@given(st.sampled_from(STATES), st.sampled_from(("", "`", "**", "_", "✅ ")), st.sampled_from(("", ".", " (x)", ": y")))
def test_case_decoration_and_remark_do_not_matter(word: str, mark: str, remark: str) -> None:
    for spelt in (word, word.lower(), word.replace("_", " ").title(), word.replace("_", "-")):
        assert said(f"{mark}{spelt}{mark}{remark}", STATES) == word


@given(st.text())
def test_any_text_is_answered_and_only_allowed_words_are_said(value: str) -> None:
    assert said(value, STATES) in (*STATES, None)
    assert nearest(value, STATES) in (*STATES, None)


@pytest.mark.parametrize("hostile", ["(" * 500_000, "<" * 500_000, "done | " * 100_000, "`" * 500_000])
def test_long_values_take_no_time(hostile: str) -> None:
    start = time.perf_counter()
    said(hostile, STATES)
    nearest(hostile, STATES)
    assert time.perf_counter() - start < 0.5
