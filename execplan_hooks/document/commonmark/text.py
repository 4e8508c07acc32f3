"""The text of one parse, from which blocks get their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from execplan_hooks.document.markdown import MarkdownLimitError, Piece
from execplan_hooks.lazy import lazy

_STRUCTURE = lazy(r"[ \t]*(?:(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$))[ \t]*)*")


class Text:
    """The lines of one parse: what they are, what they look like without tabs, what is left of the budget.

    `tokens` are the token classes that read them, in the order in which they are asked. They are passed along
    because a container, itself one of them, parses its content with all of them.
    """

    def __init__(self, lines: Sequence[str], first_line: int, tokens: Sequence[type]) -> None:
        self.source = lines
        self.first_line = first_line
        self.tokens = tokens
        self.budget = 20_000 + min(20 * len(lines), 1_000_000)
        # Only tabs before the content matter for the structure; expanded once, columns are spaces.
        self.prefixes: dict[int, int] = {}
        self.lines = list(lines)
        for index, line in enumerate(lines):
            if "\t" in line and (match := _STRUCTURE.match(line)) and "\t" in match[0]:
                self.prefixes[index] = match.end()
                self.lines[index] = match[0].expandtabs(4) + line[match.end() :]

    def spend(self, work: int, index: int) -> None:
        """Count `work` steps at line `index`; raises `MarkdownLimitError` where the budget is used up."""
        self.budget -= work
        if self.budget < 0:
            raise MarkdownLimitError(
                "not checked: quotes and lists nest too much for the length of the text",
                index + self.first_line,
            )

    def column(self, index: int, rest: str) -> int:
        """The 1-based column at which `rest`, the end of a line without tabs, starts in the source line."""
        source = self.source[index]
        if index not in self.prefixes or len(source) - len(rest) >= self.prefixes[index]:
            return len(source) - len(rest) + 1
        start = len(self.lines[index]) - len(rest)
        column = 0
        for offset, character in enumerate(source, start=1):
            if column >= start:
                return offset
            column += 4 - column % 4 if character == "\t" else 1
        return len(source) + 1

    def piece(self, index: int, rest: str) -> Piece:
        """`rest` as it stands in the source: a tab that only partly belongs to it is left out."""
        column = self.column(index, rest)
        if index in self.prefixes:
            rest = self.source[index][column - 1 :]
        return Piece(index + self.first_line, column, rest)

    def trimmed(self, index: int, line: str) -> Piece:
        """`line`, the end of line `index`, as a piece without the blanks around it."""
        rest = line.lstrip(" \t")
        if index in self.prefixes:
            piece = self.piece(index, rest)
            return Piece(piece.line, piece.column, piece.text.rstrip(" \t"))
        return Piece(index + self.first_line, len(self.source[index]) - len(rest) + 1, rest.rstrip(" \t"))

    def all_trimmed(self, start: int, lines: Sequence[str]) -> tuple[Piece, ...]:
        """`trimmed` for the lines from `start` on."""
        if self.prefixes:
            return tuple([self.trimmed(index, line) for index, line in enumerate(lines, start)])
        first, source = self.first_line, self.source
        rests = enumerate([line.lstrip(" \t") for line in lines], start)
        return tuple([Piece(at + first, len(source[at]) - len(rest) + 1, rest.rstrip(" \t")) for at, rest in rests])

    def pieces(self, start: int, rests: Iterable[str]) -> tuple[Piece, ...]:
        """`piece` for the lines from `start` on."""
        if not self.prefixes:
            first, lines = self.first_line, self.source
            places = enumerate(rests, start)
            return tuple([Piece(index + first, len(lines[index]) - len(rest) + 1, rest) for index, rest in places])
        return tuple([self.piece(index, rest) for index, rest in enumerate(rests, start)])
