"""Text in lower case, for a quick look before a pattern that ignores case."""

from __future__ import annotations

import re
import string
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.folding import any_of, lowered

CHARACTERS = "".join(map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))))


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_what_a_pattern_takes_for_a_letter_is_that_letter(letter: str) -> None:
    alike = re.findall(letter, CHARACTERS, re.IGNORECASE)
    assert letter in alike
    assert [lowered(char) for char in alike] == [letter] * len(alike)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dropped \u2014 LATER", "dropped \u2014 later"),
        ("D\u0130D", "did"),
        ("\u017ftill", "still"),
        ("\u212aept", "kept"),
    ],
)
def test_a_word_stands_in_lower_case(text: str, expected: str) -> None:
    assert lowered(text) == expected


@given(st.lists(st.text("jot e->(", min_size=1, max_size=4), min_size=1, max_size=4), st.text("jot e->(", max_size=12))
def test_a_pattern_of_words_is_found_where_one_of_them_stands(words: list[str], text: str) -> None:
    assert bool(any_of(words).search(text)) == any(word in text for word in words)
