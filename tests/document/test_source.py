"""Bytes to lines: what counts as a newline."""

from __future__ import annotations

import pytest

from execplan_hooks.document.source import UnreadableError, decode


@pytest.mark.parametrize(
    ("data", "lines", "newline"),
    [
        (b"a\nb\n", ("a", "b"), "\n"),
        (b"a", ("a",), "\n"),
        (b"a\r\nb\r\n", ("a", "b"), "\r\n"),
        (b"a\rb\r", ("a", "b"), "\r"),
        (b"a\r\rb", ("a", "", "b"), "\r"),
        (b"a\r\nb\n", ("a", "b"), "mixed"),
        (b"a\rb\n", ("a", "b"), "mixed"),
        (b"a\r\r\nb", ("a", "", "b"), "mixed"),
        ("a\x0cb\u2028c\x85d".encode(), ("a\x0cb\u2028c\x85d",), "\n"),
    ],
)
def test_newlines(data: bytes, lines: tuple[str, ...], newline: str) -> None:
    found = decode("a.md", data)
    assert (found.lines, found.newline) == (lines, newline)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_not_guessed(encoding: str) -> None:
    with pytest.raises(UnreadableError, match=r"not UTF-8 text|NUL byte"):
        decode("a.md", "# Plan\n".encode(encoding))
