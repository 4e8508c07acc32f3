"""List items as tasks (`- [x] …`) and as log entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from execplan_hooks.document.markdown import Block, BlockKind, Piece

_BOX = re.compile(r"\[(?P<mark>[ xX~/-])\](?=\s|$)\s*")


# A plan has hundreds of the two classes below; see `markdown.Piece`.
@dataclass(slots=True, unsafe_hash=True)
class Task:
    """A list item with a box. `mark` is the character in the box (`" "`, `"x"`, `"X"`, `"~"`, `"/"`, `"-"`);
    `text` is the rest of its first line, which starts at `column` of `line`."""

    mark: Final[str]
    text: Final[str]
    line: Final[int]
    column: Final[int]
    end_line: Final[int]

    @property
    def done(self) -> bool:
        return self.mark in "xX"


@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """A list item of a log. `text` is its first line from `column` of `line`, without a box; `open`: it is a task that
    is not done."""

    text: Final[str]
    line: Final[int]
    column: Final[int]
    end_line: Final[int]
    open: Final[bool]
    item: Final[Block]

    @property
    def whole(self) -> str:
        """All of its text, line by line, without what is nested in fences."""
        return "\n".join([inner.text for inner in self.item.walk() if inner.kind is BlockKind.PARAGRAPH])


def first_piece(item: Block) -> Piece | None:
    """The text on a list item's own first line, where it begins with a paragraph."""
    if item.children and item.children[0].kind is BlockKind.PARAGRAPH:
        return item.children[0].pieces[0]
    return None


def items_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """The items of the lists among `blocks`, not those nested in items."""
    for block in blocks:
        if block.kind is BlockKind.LIST:
            yield from block.children


def task_of(text: str, line: int, column: int, end_line: int = 0) -> Task | None:
    """The task that a text at this place is, if it begins with a box; `end_line` 0: it ends in its line."""
    match = _BOX.match(text) if text.startswith("[") else None
    return Task(match["mark"], text[match.end() :], line, column + match.end(), end_line or line) if match else None


def tasks_in(blocks: Iterable[Block]) -> list[Task]:
    """All tasks in `blocks`, at any depth, in the order of the document."""
    found = []
    # Only items can be tasks and only containers hold items, so leaves are never looked at; as deep as a plan nests.
    waiting = [block for block in blocks if block.children]
    waiting.reverse()
    while waiting:
        block = waiting.pop()
        children = block.children
        if block.kind is BlockKind.ITEM and children[0].kind is BlockKind.PARAGRAPH:
            piece = children[0].pieces[0]
            task = task_of(piece.text, piece.line, piece.column, block.end_line)
            if task:
                found.append(task)
        waiting.extend([child for child in reversed(children) if child.children])
    return found


def entries_in(blocks: Iterable[Block]) -> list[Entry]:
    """The log entries in `blocks`: the outermost list items that begin with text."""
    found = []
    for item in items_in(blocks):
        piece = first_piece(item)
        if piece is None:
            continue
        box = _BOX.match(piece.text)
        start = box.end() if box else 0
        found.append(
            Entry(
                piece.text[start:],
                piece.line,
                piece.column + start,
                item.end_line,
                box is not None and box["mark"] not in "xX",
                item,
            )
        )
    return found
