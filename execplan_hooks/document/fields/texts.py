"""What stands in blocks below a label or a heading, one thing after another: items, paragraphs, rows, lines of code."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.sections import has_content
from execplan_hooks.frozen import frozen

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = (BlockKind.FENCE, BlockKind.CODE)


@frozen
class Text:
    """Something that the plan says, on one line and without comments; `line` and `column` are where it begins."""

    text: str
    line: int
    column: int


def without_comments(text: str) -> str:
    """A text without its comments and the blanks around it."""
    return _COMMENT.sub("", text).strip()


def joined(pieces: Sequence[Piece]) -> Iterator[Text]:
    """The lines of a paragraph as one text; nothing where only a comment stands there."""
    text = without_comments(" ".join(piece.text.strip() for piece in pieces))
    if text:
        yield Text(text, pieces[0].line, pieces[0].column)


def texts_in(blocks: Iterable[Block], end: Container[int] = frozenset()) -> Iterator[Text]:
    """What stands in blocks: each item of a list with its first paragraph, each paragraph, each row of a table below
    its head, each line of code. An item that begins on one of the lines `end` ends its list."""
    for block in blocks:
        if block.kind is BlockKind.LIST:
            for item in block.children:
                if item.line in end:
                    return
                yield from _in_item(item)
        elif block.kind is BlockKind.TABLE:
            for row in block.pieces[2:] or block.pieces[:1]:
                yield Text(" | ".join(cell.strip() for _, cell in cells(row.text)), row.line, row.column)
        elif block.kind in _CODE:
            for piece in block.pieces:
                if piece.text.strip():
                    yield Text(piece.text.strip(), piece.line, piece.column)
        elif block.kind is BlockKind.QUOTE:
            yield from texts_in(block.children, end)
        elif block.pieces and has_content(block):
            yield from joined(block.pieces)


def _in_item(item: Block) -> Iterator[Text]:
    """What is nested in an item says more of the same; an item that begins with code or a list is what that says."""
    first = next(filter(has_content, item.children), None)
    if first is not None:
        yield from texts_in((first,))
