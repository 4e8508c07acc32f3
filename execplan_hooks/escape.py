"""Untrusted text (paths, plan text, branch names, keys) made fit for a terminal or a workflow log."""

from __future__ import annotations


def plain(text: str) -> str:
    r"""`text` on one line, with an escape for each character that is not printable.

    That are control characters (terminal escapes, line breaks), format characters (bidirectional overrides,
    which hide text), odd spaces, and bytes that `os.fsdecode` could not decode, as `\xff`. A backslash stays:
    messages hold text that was escaped when they were made, and are escaped again where they are printed.
    """
    # GitHub's runner reads the old form of a command, ##[command], anywhere in a line.
    text = text.replace("##[", "#\\x23[")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return repr(char)[1:-1]
