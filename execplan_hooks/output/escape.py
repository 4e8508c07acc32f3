"""Untrusted text (paths, plan text, branch names) made fit for a terminal or a workflow log."""

from __future__ import annotations

import unicodedata

# Cc: terminal escapes and line breaks; Cf: bidirectional overrides, which hide text; Cs: undecodable bytes;
# Zl and Zp: line breaks for some readers of logs.
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def plain(text: str) -> str:
    """`text` on one line, with control, format and undecodable characters written as escapes."""
    # GitHub's runner reads the old form of a command, ##[command], anywhere in a line.
    text = text.replace("##[", "#\\x23[")
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in _UNSAFE else char for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that os.fsdecode could not decode
        return f"\\x{code - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii") if code < 0xD800 or code > 0xDFFF else f"\\u{code:04x}"
