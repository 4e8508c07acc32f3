"""Labelled values: `**Status:** Draft`, `- Status: Draft`, `Owner: x • Priority: P1`, `Rationale: …`; in the header
also `**Status** — Draft` and the rows of a table with two columns."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence

from execplan_hooks.document.headings import normalise
from execplan_hooks.document.inline import scan
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.sections import Section
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.once import once

_BOLD = re.compile(r"(\*\*|__|\*|_)(?P<label>[^*_:：\s][^*:：]{0,60}?)\s*(?:[:：]\s*\1|\1\s*[:：])\s*")
_DASHED = lazy(r"(\*\*|__)(?P<label>[^*_:：\s][^*:：]{0,60}?)\1\s*(?:[–—]|\s-(?=\s))\s*")
# What a form explains in brackets behind a name is longer than a name: "Traces (where spans begin and end):".
_PLAIN = re.compile(
    r"(?P<label>[^\W\d_][^:：`*|<>\[\]]{0,48}?(?:\([^():：`*|<>\[\]]{0,60}\)[^():：`*|<>\[\].]{0,40}?)?)"
    r"\s*(?:：|:(?![/:\d]))\s*"
)
_TASK = re.compile(r"\[[ xX~/-]\]\s+")
# Commas part sentences as well: only a bold label is plainly the next one.
# Its first character stands apart: `re` looks for one of a set much faster than for one of several expressions.
_SEPARATOR = re.compile(r"[•·|;,<](?:(?<=\s[•·|])\s+|(?<=[;,])\s+(?=\*\*|__)|(?<=<)[bB][rR]\s*/?>\s*)")
_NAME = lazy(r"[*_]*(?P<label>[^\W\d_][^:：`*|<>\[\]]{0,48})[:：*_]*")
_COLUMNS = frozenset(("field", "key", "property", "attribute", "item", "metadata", "字段", "項目", "项目", "항목"))


@frozen
class Label:
    """A labelled value on one line.

    `value` is the text behind the colon on that line, without the blanks around it; `line` and `column` are
    where it starts. `section` is the innermost section around it, `path` the keys of all of them, outermost
    first; both empty in the header. `block` is the list item, paragraph or table that holds it.
    """

    text: str
    value: str
    line: int
    column: int
    block: Block
    section: Section | None
    path: tuple[str, ...]

    @once
    def key(self) -> str:
        return normalise(self.text)


def labels_in(blocks: Iterable[Block], roots: tuple[Section, ...]) -> list[Label]:
    """All labelled values of a document: `blocks` are its top-level blocks, `roots` its section tree.

    The title (a single top section) does not count as a section: what stands directly below it is header.
    """
    found: list[Label] = []
    title = roots[0] if roots and roots[0].level == 1 else None
    first_heading = roots[0].line if roots else None
    head = [block for block in blocks if first_heading is None or block.line < first_heading]
    found.extend(_in_blocks(head, None, ()))
    for root in roots:
        found.extend(_in_section(root, (), header=root is title))
    return found


def _in_section(section: Section, path: tuple[str, ...], header: bool = False) -> Iterator[Label]:
    here = () if header else (*path, section.key)
    yield from _in_blocks(section.blocks, None if header else section, here)
    for child in section.children:
        yield from _in_section(child, here)


def _in_blocks(blocks: Iterable[Block], section: Section | None, path: tuple[str, ...]) -> Iterator[Label]:
    for block in blocks:
        if section is None and block.kind is BlockKind.TABLE:
            yield from _in_table(block)
        for holder, paragraph in paragraphs(block):
            for piece in paragraph.pieces:
                # Only in the header a label can do without a colon.
                if section is None or ":" in piece.text or "：" in piece.text:
                    yield from _on_line(piece, holder, section, path)


def paragraphs(block: Block, holder: Block | None = None) -> Iterator[tuple[Block, Block]]:
    """Each paragraph in a block, with the innermost list item around it (or itself)."""
    stack = [(holder, block)]
    while stack:
        holder, block = stack.pop()
        if block.kind is BlockKind.PARAGRAPH:
            yield holder or block, block
        elif block.children:
            inner = block if block.kind is BlockKind.ITEM else holder
            stack.extend([(inner, child) for child in reversed(block.children)])


def _in_table(table: Block) -> Iterator[Label]:
    """The rows of a table with two columns; its first one too, but for one that only names the columns."""
    for index, row in enumerate(table.pieces):
        found = cells(row.text)
        name = _NAME.fullmatch(found[0][1].strip()) if len(found) == 2 and index != 1 else None
        if name and not (index == 0 and normalise(name["label"]) in _COLUMNS):
            at, text = found[1]
            column = row.column + at + (len(text) - len(text.lstrip()) if text.strip() else 0)
            yield Label(name["label"].strip(), text.strip(), row.line, column, table, None, ())


def _on_line(piece: Piece, block: Block, section: Section | None, path: tuple[str, ...]) -> Iterator[Label]:
    text = piece.text
    task = _TASK.match(text)
    match = _label_at(text, task.end() if task else 0, section is None)
    if match is None:
        return
    header = section is None
    # Behind a separator there has to be a label: of most lines one look tells that there is none.
    several = _may_go_on(text, match.end(), header)
    code = [stretch for stretch in scan(text) if stretch[2] == "code"] if several and "`" in text else []
    while match is not None:
        # What has no label of its own belongs to the value: "Repo/Branch: `owner/repo` • `branch`".
        end, further = len(text), None
        for separator in _SEPARATOR.finditer(text, match.end()) if several else ():
            further = _label_at(text, separator.end(), header)
            if further and not _within(separator.start(), code):
                end = separator.start()
                break
            further = None
        value = text[match.end() : end].strip().removesuffix("\\").rstrip()  # a hard line break
        yield Label(match["label"], value, piece.line, piece.column + match.end(), block, section, path)
        match = further


def _may_go_on(text: str, start: int, header: bool) -> bool:
    """Whether a label may stand behind a separator: one has a colon, or, in the header, bold letters and a dash."""
    return (
        text.find(":", start) >= 0
        or text.find("：", start) >= 0
        or (header and (text.find("**", start) >= 0 or text.find("__", start) >= 0))
    )


def _within(place: int, stretches: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a place lies in one of the stretches, which are in order."""
    index = bisect.bisect_right(stretches, place, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and place < stretches[index][1]


def _label_at(text: str, start: int, header: bool) -> re.Match[str] | None:
    """The label at a place. Behind a bold word in a section a dash is mostly no colon."""
    return _BOLD.match(text, start) or _PLAIN.match(text, start) or (_DASHED.match(text, start) if header else None)
