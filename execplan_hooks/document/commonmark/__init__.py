"""mistletoe's block tokens, corrected to CommonMark; `read` of each returns a finished `Block`.

What imports this imports mistletoe, which costs 120 ms: `execplan_hooks.document.markdown` waits until it parses.
"""

from __future__ import annotations

from collections.abc import Sequence

from execplan_hooks.document.commonmark.containers import List, Quote
from execplan_hooks.document.commonmark.definitions import Definition
from execplan_hooks.document.commonmark.leaves import Blank, BlockCode, CodeFence, Heading, HtmlBlock, ThematicBreak
from execplan_hooks.document.commonmark.paragraphs import Paragraph, Table
from execplan_hooks.document.commonmark.text import Text
from execplan_hooks.document.commonmark.windows import Window
from execplan_hooks.document.markdown import Block

_TOKENS = (
    Blank,
    Table,
    BlockCode,
    CodeFence,
    Quote,
    ThematicBreak,
    List,
    Definition,
    HtmlBlock,
    Heading,
    Paragraph,
)


def read_blocks(lines: Sequence[str], first_line: int) -> tuple[Block, ...]:
    """The blocks of a text; raises `MarkdownLimitError`."""
    text = Text(lines, first_line, _TOKENS)
    return Window(text, None, 0, text.lines).blocks()
