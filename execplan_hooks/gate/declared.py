"""The branches that a plan declares for itself, however its author put them down."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.labels import paragraphs
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.plan import FieldValue, Plan

_MAX_VALUE = 1000  # characters of a field in which a branch is looked for
_SPAN = re.compile(r"(?<!`)`++([^`]+)`+")
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|~~[^~]*~~")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
# What follows the name: a remark in brackets or behind a dash, a comma or an arrow.
_REMARK = re.compile(r"\s(?:\(|[\u2014\u2013\u2192\u21d2]|-+>|=>|--?\s)|[,;](?:\s|$)")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3})(.+)\1")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # Markdown's, of ASCII punctuation
_ESCAPED_BYTES = re.compile(_ESCAPED.pattern.encode())
_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_NO_BRANCH = frozenset(("", "n/a", "none", "tbd", "-"))
_PLACEHOLDER = re.compile(r"`*<[^<>]*>`*")
# A label without the colon that `document.labels` asks for, or in backticks.
_LOOSE = re.compile(r"(?P<mark>\*\*|__|`)(?P<label>[^*_`:]{1,60})(?P=mark)\s*(?:[:\uff1a=]|[\u2014\u2013-](?=\s))\s*")


def declared_branches(plan: Plan) -> list[tuple[str, int, int]]:
    """The branches that a plan declares for itself, with line and column, in the order of the document."""
    found = {(branch, line, column) for text, line, column in _texts(plan) if (branch := branch_in(text))}
    return sorted(found, key=lambda item: item[1:])


def unclear_line(plan: Plan) -> int | None:
    """The line of a branch field that says something no branch can be read from; None for a plan without one, and
    for one that declares a branch elsewhere."""
    if declared_branches(plan):
        return None
    return next((line for text, line, _ in _texts(plan) if _says_something(text)), None)


def may_name(data: bytes, branch: str) -> bool:
    """Whether a plan of these bytes could declare the branch: its name stands in them, as it is or escaped."""
    word = os.fsencode(branch)  # it need not be UTF-8
    return word in data or (b"\\" in data and word in _ESCAPED_BYTES.sub(rb"\1", data))


def branch_in(value: str) -> str | None:
    """The branch that a field's text names: its first code span, else its only word; None for prose.

    Emphasis, links, quotes, comments and remarks behind the name do not belong to it, nor, outside code, backslashes
    before punctuation. Of `owner/repo • branch` it is the part behind the bullet.
    """
    text = _HIDDEN.sub(" ", value.rsplit("\u2022", 1)[-1][:_MAX_VALUE]).strip()
    span = _SPAN.search(text)
    word = span[1].strip() if span else _bare(text)
    if "<" in word or "`" in word or word.lower() in _NO_BRANCH or any(char.isspace() for char in word):
        return None
    return word.removeprefix("refs/heads/") or None


def _bare(text: str) -> str:
    word = _REMARK.split(_LINK.sub(r"\1", text), maxsplit=1)[0]
    for _ in range(3):  # emphasis inside quotes inside emphasis
        word = word.rstrip(".,;").strip().strip(_QUOTES)
        emphasised = _EMPHASIS.fullmatch(word)
        word = emphasised[2] if emphasised else word
    return _ESCAPED.sub(r"\1", word)


def _says_something(text: str) -> bool:
    said = _HIDDEN.sub(" ", text[:_MAX_VALUE]).strip()
    return said.strip("`").lower() not in _NO_BRANCH and not _PLACEHOLDER.fullmatch(said)


def _texts(plan: Plan) -> Iterator[tuple[str, int, int]]:
    """What the plan says in its branch fields, with line and column."""
    for name in plan.dialect.fields:
        if "branch" in name and "base" not in name:
            for value in plan.field(name):
                yield (value.value, value.line, value.column) if value.value else _continued(plan, value)
            for block in _blocks_at(plan, plan.dialect.fields[name].places):
                yield from _loose(block, plan.dialect.fields[name].labels)


def _continued(plan: Plan, empty: FieldValue) -> tuple[str, int, int]:
    """The first text below a label with nothing behind its colon, in the same list item or paragraph."""
    label = next((label for label in plan.labels if (label.line, label.column) == (empty.line, empty.column)), None)
    if label is not None:
        pieces = (piece for _, paragraph in paragraphs(label.block) for piece in paragraph.pieces)
        below = next((piece for piece in pieces if piece.line > label.line and piece.text.strip()), None)
        if below is not None and all(other.line != below.line for other in plan.labels):
            return below.text.strip(), below.line, below.column
    return "", empty.line, empty.column


def _blocks_at(plan: Plan, places: tuple[str, ...]) -> Iterator[Block]:
    """The blocks in the places of a field."""
    title = plan.roots[0] if plan.roots and plan.roots[0].level == 1 else None
    if "header" in places:
        first = plan.roots[0].line if plan.roots else None
        yield from (block for block in plan.document.blocks if first is None or block.line < first)
        yield from title.blocks if title else ()
    for section in plan.all_sections:
        if _is_place(section.key, plan.dialect, places):
            for inner in section.walk():
                yield from inner.blocks


def _is_place(key: str, dialect: Dialect, places: tuple[str, ...]) -> bool:
    spec = dialect.section_of(key)
    return key in places or (spec is not None and spec.key in places)


def _loose(block: Block, labels: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    if block.kind is BlockKind.TABLE:
        yield from _in_table(block.pieces, labels)
    for _, paragraph in paragraphs(block):
        for piece in paragraph.pieces:
            match = _LOOSE.match(piece.text)
            if match and normalise(match["label"]) in labels:
                yield piece.text[match.end() :].strip(), piece.line, piece.column + match.end()


def _in_table(rows: tuple[Piece, ...], labels: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Beside the label, or below it where it stands in the head of the table."""
    grid = [(row, cells(row.text)) for row in rows]
    for number, (row, found) in enumerate(grid):
        for index, (_, text) in enumerate(found):
            if normalise(text.strip().strip("*_`")) not in labels:
                continue
            if number == 0 and len(grid) > 2 and index < len(grid[2][1]) and "`" not in row.text:
                row, found = grid[2]
                beside = found[index]
            elif index == 0 and len(found) > 1:
                beside = found[1]
            else:
                continue
            yield beside[1].strip(), row.line, row.column + beside[0]
