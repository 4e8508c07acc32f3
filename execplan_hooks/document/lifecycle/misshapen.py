"""What was meant as the box of a task and is none: `- [] x`, `- [ x] x`, `-[ ] x`, `- ☐ x`.

GitHub Flavored Markdown (task list items) wants one blank, `x` or `X` between the brackets and a blank behind them. A
box with another sign in it (`[~]`, `[>]`, `[!]`) may mean something to its team and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from execplan_hooks.document.items import first_piece, task_of
from execplan_hooks.document.markdown import Block, BlockKind, Piece
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_BRACKETS = lazy(
    r"(?P<open>\\?\[|\uff3b)(?P<inside>[\s\u200b]{0,4}(?:(?P<mark>[^\s\u200b\[\]\\])[\s\u200b]{0,4})?)(?P<close>\\?\]|\uff3d)"
)
_SIGNS = {"\u2610": " ", "\u2611": "x", "\u2612": None}  # ballot boxes; whether the crossed one is done, nobody knows
_DONE = "xX\u00d7\u0425\u0445\u2713\u2714\u221a"
_UNSURE = "\u00d7"  # a cross: done, or failed
# What stands behind "[x]" in a link, a definition or a footnote.
_LINKS = ("(", "[", ":")
_OPERATORS = ("=", "!=", "->", "\u2192", "+", "|", "&", ",", "/")
_NO_ITEM = re.compile(r"(?P<bullet>[-*+])(?=\[[ xX]\]\s)")


@frozen
class Misshapen:
    """What is no box, at `column` up to `end_column` of `line`, and what it should be: None where that is not known.
    `task` is the text behind it on the line."""

    text: str
    task: str
    line: int
    column: int
    end_column: int
    right: str | None


def misshapen(blocks: Iterable[Block]) -> Iterator[Misshapen]:
    """What was meant as a box in some blocks, at any depth, in the order of the document."""
    for block in blocks:
        for inner in block.walk():
            if inner.kind is BlockKind.ITEM:
                piece = first_piece(inner)
                if piece and (found := _in_item(piece)):
                    yield found
            elif inner.kind is BlockKind.PARAGRAPH:
                for piece in inner.pieces:
                    if match := _NO_ITEM.match(piece.text):
                        text = piece.text[: match.end() + 3]
                        right = f"{match['bullet']} {text[1:]}"
                        task = piece.text[len(text) :]
                        yield Misshapen(text, task, piece.line, piece.column, piece.column + len(text), right)


def _in_item(piece: Piece) -> Misshapen | None:
    text = piece.text
    if task_of(text, piece.line, piece.column):
        return None
    if text[:1] in _SIGNS:
        mark = _SIGNS[text[0]]
        end = 2 if text[1:2] in ("\ufe0e", "\ufe0f") else 1
        right = None if mark is None else f"[{mark}]"
    else:
        match = _BRACKETS.match(text)
        if match is None:
            return None
        end, mark = match.end(), match["mark"]
        whole = (match["open"], match["close"]) in (("[", "]"), ("\\[", "\\]"), ("\uff3b", "\uff3d"))
        if not whole or text.startswith(_LINKS, end) or (mark and mark not in _DONE and mark != "_"):
            return None
        if mark in ("_", _UNSURE):
            right = None
        else:
            right = f"[{mark if mark in ('x', 'X') else 'x' if mark else ' '}]"
    rest = text[end:]
    if mark is None and rest.lstrip().startswith(_OPERATORS):
        return None  # a list without elements, not a task
    if right and rest[:1].strip():
        if rest[0] in ",.;)]}/":
            return None
        right += " "
    return Misshapen(text[:end], rest, piece.line, piece.column, piece.column + end, right)
