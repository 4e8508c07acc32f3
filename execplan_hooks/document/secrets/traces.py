"""Traces: what a line must hold for a detector to fire on it, looked for in a whole text at once.

A plan of ordinary size has a thousand lines and a detector for each of fifty kinds of secrets, and hardly a line
concerns one. Traces leave out lines, never a place: what they let through the detectors see whole, as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

RUN = 24
"""A `long` trace stands in lines that have so many characters of a token in a row."""

# All characters outside of ASCII that a pattern takes for a letter of ASCII where it ignores case.
_CASES = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
_TOKEN = re.compile(rb"[A-Za-z0-9_\\-]")
# Each byte as `a` where it may stand in a token, else as a blank: a run is found as a text is, fastest of all.
_TOKENS = bytes(byte if byte == 10 else 97 if _TOKEN.match(bytes([byte])) else 32 for byte in range(256))
_RUN = b"a" * RUN


@dataclass(frozen=True, eq=False)
class Trace:
    r"""What a line must hold for the detector of a kind to fire on it: one of the `patterns`.

    They see ASCII: letters that are equal to one of ASCII but for case have become that one, all other characters
    beyond it a `?` each; with `folded` capitals are small. So `[\d?]` stands for what `\d` means in a text. None of
    them matches a newline, and each begins with a literal: the expression engine skips to those ten times faster
    than to one of a set of characters, and fastest to a rare one (so it is `J(?<=eyJ)`, not `eyJ`). With `long`, a
    line also has a run of `RUN` characters of a token.

    Kinds that share a trace have the same object: it is looked for once.
    """

    patterns: tuple[str, ...]
    folded: bool = False
    long: bool = False

    @cached_property
    def compiled(self) -> tuple[re.Pattern[bytes], ...]:
        return tuple(re.compile(pattern.encode()) for pattern in self.patterns)


class Traceable:
    """A text as traces see it."""

    def __init__(self, lines: Iterable[str]) -> None:
        text = "\n".join(lines)
        if not text.isascii():
            for char, same in _CASES.items():
                text = text.replace(char, same)
        # One byte for each character: what is folded, translated or cut stays in its row.
        self._text = text.encode("ascii", "replace")

    def rows(self, trace: Trace) -> Collection[int]:
        """The rows (0-based) that have the trace, in no order."""
        if trace.long:
            text = self._long_folded if trace.folded else self._long
        else:
            text = self._folded if trace.folded else self._text
        if not text:
            return ()
        found: list[int] = []
        for pattern in trace.compiled:
            if pattern.search(text):  # most texts have none of most traces
                found += _rows_of(partial(_find, pattern, text), text)
        return {self._long_rows[row] for row in found} if trace.long else set(found)

    @cached_property
    def _folded(self) -> bytes:
        return self._text.lower()

    @cached_property
    def _long_places(self) -> list[tuple[int, int]]:
        """Where the rows with a run begin and end."""
        tokens = self._text.translate(_TOKENS)
        places, end = [], 0
        while end >= 0 and (run := tokens.find(_RUN, end)) >= 0:
            start, end = tokens.rfind(b"\n", 0, run) + 1, tokens.find(b"\n", run)
            places.append((start, end if end >= 0 else len(tokens)))
        return places

    @cached_property
    def _long_rows(self) -> list[int]:
        rows, row, counted = [], 0, 0
        for start, _ in self._long_places:
            row, counted = row + self._text.count(b"\n", counted, start), start
            rows.append(row)
        return rows

    @cached_property
    def _long(self) -> bytes:
        return b"\n".join([self._text[start:end] for start, end in self._long_places])

    @cached_property
    def _long_folded(self) -> bytes:
        return self._long.lower()


def _find(pattern: re.Pattern[bytes], text: bytes, start: int) -> int:
    match = pattern.search(text, start)
    return match.start() if match else -1


def _rows_of(find: Callable[[int], int], text: bytes) -> list[int]:
    """The rows of the text on which `find` finds something; it is told where to begin and returns -1 for nothing."""
    rows = []
    row = counted = start = 0
    while start >= 0 and (found := find(start)) >= 0:
        row += text.count(b"\n", counted, found)
        counted = found
        rows.append(row)
        start = text.find(b"\n", found)  # one place tells all of its row
    return rows
