"""A draft from a team's own template: its text, with what is known filled in and nothing else changed.

Filled in are the state, stamps in front matter and header and of tasks and entries with a placeholder, branches, the
owner, the id and the title, each only where the template leaves a place for it. The pattern of a stamp in a log stays:
a stamp there would make an entry of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from execplan_hooks.document import frontmatter, stamps
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.items import first_piece, task_of, tasks_in
from execplan_hooks.document.labels import Label, labels_in
from execplan_hooks.document.markdown import BlockKind, Document, parse
from execplan_hooks.document.placeholders.unfilled import Mark, is_unfilled, marks
from execplan_hooks.document.sections import build
from execplan_hooks.document.source import Source
from execplan_hooks.document.states import status_state
from execplan_hooks.drafting.wording import Facts, code, heading, inline, stamp, yaml_text

_OWNER = re.compile(r"\bowner:\s*(?P<mark><[^<>]*>)", re.IGNORECASE)
_TEMPLATE = re.compile(r"[\s:\u2013\u2014-]{0,5}\(?\btemplate\)?\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#")
_ISO = re.compile(r"<[^<>]{0,60}\b(?:iso[ -]?8601|rfc[ -]?3339)\b[^<>]{0,60}>", re.IGNORECASE)
_PATTERNS = {pattern.casefold(): form for form, pattern in stamps.PATTERNS.items()}
_ID = frozenset(("id", "plan id", "slug"))


@dataclass(frozen=True, order=True)
class _Change:
    """Put `text` in place of the characters `start:end` of the line `row` (0-based)."""

    row: int
    start: int
    end: int
    text: str


def filled(source: Source, facts: Facts, base: Dialect) -> str:
    """The text of a template with the facts filled in. `base` says which words name a state.

    Where the template has no place for the state, a line says below its title that this is a draft: a plan that does
    not say so counts as one in progress, in which nothing may be left open. Raises `MarkdownLimitError`.
    """
    return _Filling(source, facts, base).text()


class _Filling:
    def __init__(self, source: Source, facts: Facts, base: Dialect) -> None:
        self._source = source
        self._facts = facts
        self._base = base
        start = source.front_matter_end
        self._document = parse(source.lines[start:], start + 1)

    def text(self) -> str:
        lines = list(self._source.lines)
        has_state = False
        changes = list(self._title(self._document))
        for key, row, start, value in self._front():
            has_state = has_state or self._is_status(key)
            changes += self._value(key, row, start, value, yaml=True)
        for label in labels_in(self._document.blocks, build(self._document)):
            has_state = has_state or (self._is_status(label.key) and label.section is None)
            changes += self._labelled(label)
        changes += self._task_owners()
        changes += self._examples()
        for change in sorted(set(changes), reverse=True):
            line = lines[change.row]
            lines[change.row] = line[: change.start] + change.text + line[change.end :]
        if not has_state:
            self._add_state(lines)
        newline = "\r\n" if self._source.newline == "\r\n" else "\n"
        return newline.join((*lines, ""))

    def _front(self) -> Iterator[tuple[str, int, int, str]]:
        for field in frontmatter.parse(self._source).fields:
            if not field.nested:
                line = self._source.lines[field.line - 1]
                start = min(field.column - 1, len(line))
                value = line[start:] if line[start:][:1] in "\"'" else _COMMENT.split(line[start:], maxsplit=1)[0]
                yield normalise(field.key), field.line - 1, start, value.rstrip()

    def _labelled(self, label: Label) -> Iterator[_Change]:
        """A field of the header, or one that stands alone in a section; not the labels of a log's entries."""
        row, start = label.line - 1, label.column - 1
        if self._source.lines[row][start : start + len(label.value)] != label.value:
            return
        if "branch" in label.key:
            yield from self._branch(label.key, row, start, label.value)
        elif label.section is None:
            yield from self._value(label.key, row, start, label.value)
        elif label.block.kind is BlockKind.PARAGRAPH and self._is_status(label.key):
            yield from self._status(row, start, label.value)

    def _value(self, key: str, row: int, start: int, value: str, yaml: bool = False) -> Iterator[_Change]:
        end = start + len(value)
        if self._is_status(key):
            yield from self._status(row, start, value)
        elif "branch" in key:
            yield from self._branch(key, row, start, value, yaml)
        elif key == "owner" and self._facts.owner and is_unfilled(value):
            yield self._put(row, start, end, yaml_text(self._facts.owner) if yaml else inline(self._facts.owner))
        elif key in _ID and self._facts.slug and is_unfilled(value):
            yield self._put(row, start, end, self._facts.slug)
        else:
            yield from self._stamp(row, start, value)

    def _is_status(self, key: str) -> bool:
        return key in self._base.fields["status"].labels

    def _status(self, row: int, start: int, value: str) -> Iterator[_Change]:
        words = [word for word in re.split(r"[|/]", value.strip("<>`\"'* ")) if word.strip(" `<>\"'")]
        if len(words) == 1 and not is_unfilled(value) and status_state(value, self._base) == "draft":
            return
        offered = (word.strip(" `<>\"'") for word in words)
        word = next((word for word in offered if status_state(word, self._base) == "draft"), "")
        yield self._put(row, start, start + len(value), word or ("DRAFT" if value.isupper() else "draft"))

    def _branch(self, key: str, row: int, start: int, value: str, yaml: bool = False) -> Iterator[_Change]:
        found = [mark for mark in marks(value) if mark.kind in ("angle", "braces", "bracket")]
        if "base" in key or not self._facts.branch:
            return
        if yaml:
            if is_unfilled(value):
                yield self._put(row, start, start + len(value), yaml_text(self._facts.branch))
        elif found:
            mark = found[-1]
            ticked = value[mark.start - 1 : mark.start] == "`" and value[mark.end : mark.end + 1] == "`"
            around = 1 if ticked else 0
            yield _Change(row, start + mark.start - around, start + mark.end + around, code(self._facts.branch))
        elif not value:
            yield self._put(row, start, start, code(self._facts.branch))

    def _stamp(self, row: int, start: int, value: str) -> Iterator[_Change]:
        iso = _ISO.search(value)
        mark = next((mark for mark in marks(value) if _form(value, mark)), None)
        known = stamps.leading(value)
        if iso:
            yield _Change(row, start + iso.start(), start + iso.end(), stamp(self._facts.now, "rfc3339"))
        elif mark:
            text = stamp(self._facts.now, _form(value, mark))
            yield _Change(row, start + mark.start, start + mark.end, text)
        elif known and known.form in stamps.FORMS:
            yield _Change(row, start + known.start, start + known.end, stamp(self._facts.now, known.form))

    def _title(self, document: Document) -> Iterator[_Change]:
        first = next((block for block in document.blocks if block.kind is BlockKind.HEADING and block.level == 1), None)
        if first is None or not self._facts.title or len(first.pieces) != 1:
            return
        piece, title = first.pieces[0], heading(self._facts.title)
        row, start = piece.line - 1, piece.column - 1
        mark = next((mark for mark in marks(piece.text) if mark.kind != "word"), None)
        named = _TEMPLATE.search(piece.text)
        if mark:
            yield _Change(row, start + mark.start, start + mark.end, title)
        elif named:  # "Plan Template" is the name of the template, not of the plan
            yield _Change(row, start + named.start(), start + named.end(), f": {title}" if named.start() else title)

    def _task_owners(self) -> Iterator[_Change]:
        for task in tasks_in(self._document.blocks) if self._facts.owner else ():
            match = _OWNER.search(self._source.lines[task.line - 1])
            if match:
                yield _Change(task.line - 1, *match.span("mark"), inline(self._facts.owner))

    def _examples(self) -> Iterator[_Change]:
        """The stamps of tasks and entries that are still to be written: when the template was made says nothing."""
        items = (inner for block in self._document.blocks for inner in block.walk() if inner.kind is BlockKind.ITEM)
        for piece in filter(None, map(first_piece, items)):
            task = task_of(piece.text, piece.line, piece.column)
            start = task.column - piece.column if task else 0
            known = stamps.leading(piece.text, start)
            if known and known.form in stamps.FORMS and any(marks(piece.text[known.end :])):
                column = piece.column - 1
                text = stamp(self._facts.now, known.form)
                yield _Change(piece.line - 1, column + known.start, column + known.end, text)

    def _add_state(self, lines: list[str]) -> None:
        """Below the title, or at the beginning of the text where it has none."""
        title = next((block for block in self._document.blocks if block.kind is BlockKind.HEADING), None)
        at = title.end_line if title is not None and title.level == 1 else self._source.front_matter_end
        lines[at:at] = ["", "- Status: draft"] if at else ["- Status: draft", ""]

    def _put(self, row: int, start: int, end: int, text: str) -> _Change:
        line = self._source.lines[row]
        space = " " if start and not line[start - 1].isspace() and line[start - 1] in ":*\uff1a" else ""
        return _Change(row, start, end, space + text)


def _form(value: str, mark: Mark) -> str:
    """The form that a stamp has which belongs in the place of a mark; empty for a mark of something else."""
    return _PATTERNS.get(value[mark.start : mark.end].strip("<> ").casefold(), "")
