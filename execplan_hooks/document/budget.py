"""How much a plan may hold to be checked in seconds: counted in steps, so that the answer is the same everywhere."""

from __future__ import annotations

from execplan_hooks.document.markdown import BlockKind, Document

MAX_STEPS = 500_000
"""Twenty times those of the largest of 2,937 real plans."""
_OF_LINE = 2
_OF_BLOCK = 12  # what the rules do for a block with text, or a row of a table, beside what they do for each line


def exceeded_at(document: Document, lines: int) -> int | None:
    """The line from which on a document of so many lines holds too many blocks, rows and lines; None where it fits."""
    if lines * (_OF_LINE + _OF_BLOCK) <= MAX_STEPS:
        return None  # no two of them begin in one line
    left = MAX_STEPS - _OF_LINE * lines
    last = 1
    for block in document.walk():
        if left < 0:
            return last
        last = block.line
        left -= _OF_BLOCK * (len(block.pieces) if block.kind is BlockKind.TABLE else not block.children)
    return last if left < 0 else None
