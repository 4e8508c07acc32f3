"""The text of one parse, from which blocks get their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from execplan_hooks.document.markdown import Block, BlockKind, MarkdownLimitError, Piece

_STRUCTURE = re.compile(r"[ \t]*(?:(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$))[ \t]*)*")


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

    def offset(self, index: int, rest: str) -> int:
        """Where `rest`, the end of a line without tabs, starts in the source line."""
        source = self.source[index]
        if len(source) - len(rest) >= self.prefixes.get(index, 0):
            return len(source) - len(rest)
        start = len(self.lines[index]) - len(rest)
        column = 0
        for offset, character in enumerate(source):
            if column >= start:
                return offset
            column += 4 - column % 4 if character == "\t" else 1
        return len(source)

    def piece(self, index: int, rest: str) -> Piece:
        """`rest` as it stands in the source: a tab that only partly belongs to it is left out."""
        offset = self.offset(index, rest)
        return Piece(index + self.first_line, offset + 1, self.source[index][offset:])

    def pieces(self, start: int, rests: Iterable[str]) -> list[Piece]:
        """`piece` for the lines from `start` on."""
        return [self.piece(index, rest) for index, rest in enumerate(rests, start)]

    def block(
        self,
        kind: BlockKind,
        start: int,
        end: int,
        rest: str,
        *,
        pieces: Sequence[Piece] = (),
        children: Sequence[Block] = (),
        level: int = 0,
        info: str = "",
        closed: bool = True,
        marker: str = "",
    ) -> Block:
        """A block from line `start` to `end` (indexes); `rest` is its first line in its container."""
        return Block(
            kind,
            start + self.first_line,
            end + self.first_line,
            self.offset(start, rest.lstrip(" ")) + 1,
            tuple(children),
            tuple(pieces),
            level,
            info,
            closed,
            marker,
        )
