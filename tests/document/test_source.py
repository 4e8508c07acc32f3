"""Bytes to lines: what counts as a newline."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from execplan_hooks.document.source import UnreadableError, decode, read_bytes


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


@pytest.mark.parametrize("size", [0, 3, 1_000_000])
def test_a_file_is_read_to_its_end_whatever_size_it_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """It may have grown since it was asked for its size; files that the kernel makes up tell none."""
    file = tmp_path / "PLAN.md"
    file.write_bytes(b"# Plan\n" * 200)
    status = os.stat_result((stat.S_IFREG, 0, 0, 1, 0, 0, size, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda _path: status)
    assert read_bytes(file) == b"# Plan\n" * 200
