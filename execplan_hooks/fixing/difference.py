"""What a fix would change, as a unified difference: `unified`, and where it must not be shown: `hidden`.

The format is that of `git diff`, for `git apply` and `patch -p1` at the root of the repository.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator

from execplan_hooks.document.secrets.credentials import Redactor
from execplan_hooks.document.source import Source
from execplan_hooks.escape import plain
from execplan_hooks.fixing.edits import encoded

_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
# As git writes them: within quotes an escape, alone no reason for quotes.
_ESCAPES = {ord(char): rb"\%c" % code for char, code in zip('\a\b\t\n\v\f\r"\\', b'abtnvfr"\\', strict=True)}
# A carriage return ends a line for the runner, and only a line feed ends one of the difference.
_COMMAND = re.compile(r"(?:^[ +-]|\r)[^\S\r\n]*+::|##\[", re.MULTILINE)


def unified(path: str, before: Source, after: Source) -> bytes:
    """The difference between two versions of the file at `path` (relative to the root, `/`); nothing where there is
    none. Lines end in it as they do in the file."""
    old, new = _lines(before), _lines(after)
    hunks = list(difflib.diff_bytes(difflib.unified_diff, old, new, n=_CONTEXT, lineterm=b"\n"))[2:]
    if not hunks:
        return b""
    one, other = _name("a/", path), _name("b/", path)
    # After a name with blanks a tab says where it ends.
    end = b"\t\n" if b" " in one and not one.startswith(b'"') else b"\n"
    header = b"diff --git %s %s\n--- %s%s+++ %s%s" % (one, other, one, end, other, end)
    return header + b"".join(line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE for line in hunks)


def _lines(text: Source) -> list[bytes]:
    # After a line feed alone, as git and patch do; a file that ends its lines otherwise is one line to them.
    return re.findall(rb"[^\n]*\n|[^\n]+", encoded(text))


def _name(prefix: str, path: str) -> bytes:
    data = os.fsencode(prefix + path)
    if all(byte >= 0x20 and byte != 0x7F and byte not in b'"\\' for byte in data):
        return data
    shown = b"".join(
        _ESCAPES.get(byte) or (b"\\%03o" % byte if byte < 0x20 or byte == 0x7F else bytes((byte,))) for byte in data
    )
    return b'"%s"' % shown


def hidden(difference: bytes, before: Source, after: Source, in_workflow: bool) -> str | None:
    """Why a difference must not be printed, if so: a line of it holds a secret, or would be a command to the runner of
    a workflow, `in_workflow`."""
    shown = difference.decode("utf-8", "surrogateescape")
    redact = Redactor([*before.lines, *after.lines])
    if any(redact(line) != line for line in shown.split("\n")):
        return "a line of it holds what looks like a secret; take that out of the plan first"
    if in_workflow and _COMMAND.search(shown):
        return "the workflow's runner would take a line of it for a command; look at it outside of the workflow"
    return None


def for_terminal(difference: bytes) -> Iterator[str]:
    """The lines of a difference, with an escape for what could act on a terminal or hide text."""
    for line in difference.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n"):
        yield "\t".join(map(plain, line.removesuffix("\r").split("\t")))
