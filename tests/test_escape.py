"""Untrusted text on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.escape import plain


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("caf\u00e9 \U0001f600 \u76ee\u7684", "caf\u00e9 \U0001f600 \u76ee\u7684"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("\x85\u2028\u2029", "\\x85\\u2028\\u2029"),
        ("\u202etxt\u2066", "\\u202etxt\\u2066"),
        ("\udcff", "\\xff"),
        ("\ud800", "\\ud800"),
        ("src/a b.py", "src/a b.py"),
        ("\x00\x9b", "\\x00\\x9b"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u00a0b\u3000c", "a\\xa0b\\u3000c"),
        ("C:\\new", "C:\\new"),
        ("##[error]x", "#\\x23[error]x"),
        ("## [x]", "## [x]"),
    ],
)
def test_plain(given: str, expected: str) -> None:
    assert plain(given) == expected


@given(st.text(st.characters()))
def test_plain_is_one_printable_line(given_text: str) -> None:
    shown = plain(given_text)
    shown.encode("utf-8")
    assert shown.isprintable()
    assert "##[" not in shown
    assert plain(shown) == shown  # messages are escaped when they are made, and again when they are printed
