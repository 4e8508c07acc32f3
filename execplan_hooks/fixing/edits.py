"""Edits applied to a text: places in lines and columns become spans, and spans a new text.

A text here has `\\n` newlines and no byte order mark, like `Source.text`. One whose last line has no newline is edited
as if it had one, and has none again afterwards: a rule need not care how a file ends.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from execplan_hooks.document.source import Source
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Edit


class EditError(ValueError):
    """Edits that fit no place of the text, overlap, or would bring newlines of another kind."""


@dataclass(frozen=True, order=True)
class Span:
    """Replace the characters from `start` up to, not including, `end` (0-based) by `text`."""

    start: int
    end: int
    text: str


@frozen
class Run:
    """So many characters that were not edited: where they start `now`, and where they started `before`."""

    now: int
    before: int
    length: int


@frozen
class Edited:
    """A text after edits, with the runs of characters of the text before that are left."""

    text: str
    before: Editable
    runs: tuple[Run, ...]

    def line_before(self, line: int) -> int:
        """The line (1-based) of the text before that a line of the text now stems from; that of an inserted line is the
        one at which it was inserted."""
        starts = self._now.starts
        at = starts[min(line, len(starts)) - 1]
        run = self.runs[bisect_right(self.runs, at, key=lambda run: run.now) - 1]
        return self.before.line_at(run.before + min(at - run.now, run.length))

    @cached_property
    def _now(self) -> Editable:
        return Editable(self.text)


@frozen
class Editable:
    """A text that is to be edited."""

    text: str

    @cached_property
    def body(self) -> str:
        """The text with a newline at the end of its last line."""
        return self.text if self.text.endswith("\n") or not self.text else self.text + "\n"

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins, and where the text ends, which is the begin of the line after the last."""
        starts = [0]
        for line in self.body.split("\n")[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def line_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def spans(self, edits: Iterable[Edit]) -> tuple[Span, ...]:
        """The edits of one fix in the order of their places. Raises `EditError`."""
        spans = []
        for edit in edits:
            if "\r" in edit.text:
                raise EditError("a carriage return: the newlines of a file are added when it is written")
            start, end = self._offset(edit.line, edit.column), self._offset(edit.end_line, edit.end_column)
            if end < start:
                raise EditError(f"the end lies before the start: {edit}")
            spans.append(Span(start, end, edit.text))
        spans.sort(key=_place)
        if any(after.start < before.end for before, after in pairwise(spans)):
            raise EditError("the edits of a fix overlap")
        return tuple(spans)

    def _offset(self, line: int, column: int) -> int:
        if not 1 <= line <= len(self.starts) or column < 1:
            raise EditError(f"there is no line {line}, column {column}")
        offset = self.starts[line - 1] + column - 1
        # Its newline is the last place of a line; the line after the last has the end of the text alone.
        last = self.starts[line] - 1 if line < len(self.starts) else self.starts[-1]
        if offset > last:
            raise EditError(f"line {line} has no column {column}")
        return offset

    def edited(self, spans: Sequence[Span]) -> Edited:
        """The text with `spans` replaced; those do not overlap. Whether its last line has a newline stays as it was."""
        pieces: list[str] = []
        runs: list[Run] = []
        at = length = 0
        for span in (*sorted(spans, key=_place), Span(len(self.body), len(self.body), "")):
            runs.append(Run(length, at, span.start - at))
            pieces += [self.body[at : span.start], span.text]
            length += span.start - at + len(span.text)
            at = span.end
        text = "".join(pieces)
        if not self.text.endswith("\n"):
            text = text.rstrip("\n")
        elif not text.endswith("\n"):
            text += "\n"
        return Edited(text, self, tuple(runs))


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end  # not the text: of two at one place the order in which they are given counts


def apart(fixes: Iterable[tuple[Span, ...]]) -> list[int]:
    """The indices of those fixes that can be applied together, the first of the text at each place of dispute.

    Two that meet at one place are in dispute as well: it is open what their text would be together.
    """
    ordered = sorted(enumerate(fixes), key=lambda item: item[1])
    taken: list[tuple[int, int]] = []
    chosen = []
    for index, spans in ordered:
        if spans and not any(_is_taken(taken, span) for span in spans):
            chosen.append(index)
            for span in spans:
                insort(taken, (span.start, span.end))
    return chosen


def _is_taken(taken: Sequence[tuple[int, int]], span: Span) -> bool:
    after = bisect_right(taken, span.end, key=lambda place: place[0])
    return after > 0 and taken[after - 1][1] >= span.start


def encoded(source: Source) -> bytes:
    """A source as the bytes of a file, with the newlines and the byte order mark that the file had.

    Raises `EditError` for mixed newlines, which a source no longer has, and for what UTF-8 cannot say.
    """
    if source.newline == "mixed":
        raise EditError("the lines of the file end differently")
    text = source.text if source.newline == "\n" else source.text.replace("\n", source.newline)
    try:
        return (("\ufeff" if source.bom else "") + text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise EditError(f"no text: {error.reason}") from None
