"""Containers as lists of lines that grow while they are read.

mistletoe reads the lines of a container into a list and parses that list afterwards, which cannot decide
lazy continuation (`> a` followed by `b`) right. Here a container is a `Window`: a list that takes its next
line from the window around it when somebody asks for it. `tokenize_block` does not notice, no mistletoe
global is read or written, and each line is handled once per container that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import SupportsIndex

from execplan_hooks.document.commonmark.foundation import block_tokenizer
from execplan_hooks.document.commonmark.starts import blank, interrupts
from execplan_hooks.document.commonmark.text import Text
from execplan_hooks.document.markdown import Block, BlockKind, MarkdownLimitError

MAX_DEPTH = 64
"""Containers around a line. Real plans have up to 8; mistletoe's recursion would end at some 200."""

NOTHING = Block(BlockKind.BREAK, 0, 0, 0)
"""What is read where only blank lines are left; `tokenize_block` would take None for a token that does not fit."""

_tokenize: Callable[[Window, Sequence[type], SupportsIndex], list[tuple[type, Block, int]]] = (
    block_tokenizer.tokenize_block
)


class Window(list[str]):
    """The lines of one container without its prefix, as far as they are known; `first` is the first's index.

    Indexes are those of the text's lines everywhere. `tokenize_block` reads on as long as a next line is known: who
    reads a block asks for the line behind it before it returns.
    """

    __slots__ = ("_refused", "depth", "first", "parent", "text")

    def __init__(self, text: Text, parent: Window | None, first: int, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.text = text
        self.parent = parent
        self.first = first
        self.depth: int = 0 if parent is None else parent.depth + 1
        self._refused = -1
        text.spend(5, first)
        if self.depth > MAX_DEPTH:
            raise MarkdownLimitError(
                f"not checked: more than {MAX_DEPTH} quotes and lists inside each other",
                first + text.first_line,
            )

    def strip(self, line: str) -> str | None:
        """`line` without this container's prefix, None where it lacks it: the container ends before such a line, or
        it continues a paragraph lazily. Never asked of the outermost window, which has no prefix."""
        raise NotImplementedError

    @property
    def end(self) -> int:
        """The index after the last known line."""
        return self.first + len(self)

    def at(self, index: int) -> str | None:
        """Line `index` of the text (at most `end`) in this container; None where it does not belong to it."""
        if index - self.first < len(self):
            return self[index - self.first]
        if self.parent is None or index == self._refused:
            return None
        line = self.parent.at(index)
        content = None if line is None else self.strip(line)
        self.text.spend(1, index)
        if content is None:
            self._refused = index
            return None
        self.append(content)
        return content

    def take_lazy(self) -> str | None:
        """The next line although it lacks a prefix, where it can only continue the open paragraph; else None."""
        end = self.end
        chain = []
        window: Window | None = self
        line = None
        while window is not None and (line := window.at(end)) is None:
            chain.append(window)
            window = window.parent
        if line is None or blank(line) or interrupts(line, paragraph=False):
            return None
        self.text.spend(len(chain), end)
        for window in chain:
            window.append(line)
        return line

    def forget(self, index: int) -> None:
        """Undo `take_lazy` from line `index` on."""
        window: Window | None = self
        while window is not None and window.parent is not None:
            del window[max(index - window.first, 0) :]
            window._refused = -1
            window = window.parent

    def blocks(self) -> tuple[Block, ...]:
        """The blocks of this container, from the first line on; raises `MarkdownLimitError`."""
        self.at(self.first)
        found = _tokenize(self, self.text.tokens, self.first)
        return tuple([block for _, block, _ in found if block is not NOTHING])


class QuoteWindow(Window):
    __slots__ = ()

    def strip(self, line: str) -> str | None:
        rest = line.lstrip(" ")
        if not rest.startswith(">") or len(line) - len(rest) > 3:
            return None
        return rest[2:] if rest.startswith("> ") else rest[1:]


class ItemWindow(Window):
    __slots__ = ("prefix",)

    prefix: str

    def strip(self, line: str) -> str | None:
        if line.startswith(self.prefix) and not blank(line):
            return line[len(self.prefix) :]
        # A bare marker may be followed by one blank line only: then the item is empty.
        if blank(line) and (len(self) > 1 or self[0]):
            return line[len(self.prefix) :]
        return None


def trimmed(window: Window, index: int, start: int) -> int:
    """The last line that is not blank before `index`, at least `start`."""
    index -= 1
    while index > start and blank(window[index - window.first]):
        index -= 1
    return index
