"""mistletoe's block tokenizer with a token of our own that knows CommonMark; it returns finished `Block`s.

What imports this imports mistletoe: `execplan_hooks.document.markdown` waits until it parses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from execplan_hooks.document.commonmark.containers import read_break_or_list, read_quote
from execplan_hooks.document.commonmark.definitions import read_definition
from execplan_hooks.document.commonmark.leaves import read_code, read_fence, read_heading, read_html
from execplan_hooks.document.commonmark.paragraphs import begins_table, read_paragraph, read_table
from execplan_hooks.document.commonmark.starts import blank
from execplan_hooks.document.commonmark.text import Text
from execplan_hooks.document.commonmark.windows import NOTHING, Window
from execplan_hooks.document.markdown import Block

_READERS: dict[str, Callable[[Window, int, str], Block | None]] = {
    "#": read_heading,
    ">": read_quote,
    "[": read_definition,
    "<": read_html,
    **dict.fromkeys("`~", read_fence),
    **dict.fromkeys("-+*_0123456789", read_break_or_list),
}
"""By the first character of a line: what may begin there, or None where it was a paragraph that begins."""


class Cursor(Protocol):
    """`mistletoe.block_tokenizer.FileWrapper`, as far as it is used here."""

    lines: Window

    def set_pos(self, pos: int) -> None: ...
    def line_number(self) -> int: ...


class Token:
    """What `tokenize_block` asks for each block, of whatever kind: the first character of a line tells most of them."""

    @staticmethod
    def start(_line: str) -> bool:
        return True

    @staticmethod
    def read(lines: Cursor) -> Block:
        """The next block behind blank lines, `NOTHING` at the end of the container."""
        window = lines.lines
        index = lines.line_number() + 1
        line = window.at(index)
        while line is not None and blank(line):
            index += 1
            line = window.at(index)
        if line is None:
            lines.set_pos(index - 1 - window.first)
            return NOTHING
        block = _read(window, index, line)
        end = block.end_line - window.text.first_line
        lines.set_pos(end - window.first)
        window.at(end + 1)
        return block


def _read(window: Window, index: int, line: str) -> Block:
    """The block that begins in line `index`, which is not blank."""
    if "|" in line and begins_table(window, index, line):
        return read_table(window, index, line)
    rest = line.lstrip(" ")
    if len(line) - len(rest) > 3:
        return read_code(window, index, line)
    reader = _READERS.get(rest[0])
    return (reader and reader(window, index, line)) or read_paragraph(window, index, line)


def read_blocks(lines: Sequence[str], first_line: int) -> tuple[Block, ...]:
    """The blocks of a text; raises `MarkdownLimitError`."""
    text = Text(lines, first_line, (Token,))
    return Window(text, None, 0, text.lines).blocks()
