"""Which characters of a document are code or comment, so that rules about prose leave them alone."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from execplan_hooks.document.inline import scan, stretches
from execplan_hooks.document.markdown import Block, BlockKind, Document
from execplan_hooks.frozen import frozen
from execplan_hooks.once import once

_Cover = tuple[int, int]
"""Start and end offset in one line."""

_REST = 1 << 60
_CODE = (BlockKind.FENCE, BlockKind.CODE)


@frozen
class CodeMask:
    """Which characters of which line are code or comment; `lines` start at file line `first_line`.

    A line outside `lines` is the empty text.
    """

    lines: Sequence[str]
    document: Document
    first_line: int = 1

    def prose(self, line: int) -> str:
        """The line with code (also the fence lines and the backticks) and HTML comments as spaces."""
        return self._blanked(line, self._covers)

    def without_comments(self, line: int) -> str:
        """The line with HTML comments as spaces."""
        return self._blanked(line, self._comments)

    def is_code(self, line: int) -> bool:
        """Whether the line belongs to a fence, its fence lines included, or to indented code."""
        return line in self._code_lines

    def _blanked(self, line: int, all_covers: Mapping[int, list[_Cover]]) -> str:
        if not 0 <= line - self.first_line < len(self.lines):
            return ""
        text = self.lines[line - self.first_line]
        covers = all_covers.get(line)
        if covers is None:
            return text
        parts = []
        at = 0
        # In the order of the text, without overlaps: a line's code spans and comments are of one leaf.
        for start, end in covers:
            end = min(end, len(text))
            parts += [text[at:start], " " * (end - start)]
            at = end
        return "".join((*parts, text[at:]))

    @once
    def _code_lines(self) -> frozenset[int]:
        return frozenset(
            line
            for block in self.document.walk()
            if block.kind in _CODE
            for line in range(block.line, block.end_line + 1)
        )

    @once
    def _covers(self) -> dict[int, list[_Cover]]:
        covers: dict[int, list[_Cover]] = {}
        for block in self.document.walk():
            if block.kind in _CODE:
                self._cover_code(block, covers)
            elif block.pieces and ("<!--" in block.text or ("`" in block.text and block.kind is not BlockKind.HTML)):
                _cover_inline(block, ("code", "comment"), covers)
        return covers

    @once
    def _comments(self) -> dict[int, list[_Cover]]:
        covers: dict[int, list[_Cover]] = {}
        # Most plans have no comment; what looks like one in code is none.
        if any("<!--" in line for line in self.lines):
            for block in self.document.walk():
                if block.pieces and block.kind not in _CODE and "<!--" in block.text:
                    _cover_inline(block, ("comment",), covers)
        return covers

    def _cover_code(self, block: Block, covers: dict[int, list[_Cover]]) -> None:
        for piece in block.pieces:
            covers.setdefault(piece.line, []).append((piece.column - 1, _REST))
        if block.kind is BlockKind.FENCE:
            covers.setdefault(block.line, []).append((block.column - 1, _REST))
            if block.closed:
                closing = self.lines[block.end_line - self.first_line].rstrip(" \t")
                start = len(closing.rstrip(block.marker[0]))
                covers.setdefault(block.end_line, []).append((start, _REST))


def _cover_inline(block: Block, kinds: Container[str], covers: dict[int, list[_Cover]]) -> None:
    """Note what a leaf holds of some kinds of markup."""
    for stretch in stretches(block):
        for start, end, kind in scan(stretch.text, block=block.kind is BlockKind.HTML):
            if kind in kinds:
                for line, first, last in stretch.lines(start, end):
                    covers.setdefault(line, []).append((first - 1, last - 1))


def mask(lines: Sequence[str], document: Document, first_line: int = 1) -> CodeMask:
    """The mask of `document`, which was parsed from `lines` (without newlines, the first is `first_line`)."""
    return CodeMask(lines, document, first_line)
