"""What a plan has on record: list items with their tick, and the entries of its logs, each with words and stamp.

Two versions of a plan are compared record by record, see `pairing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property

from execplan_hooks.document import stamps
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.items import Task, first_piece, tasks_in
from execplan_hooks.document.labels import Label
from execplan_hooks.document.markdown import Block, BlockKind, cells
from execplan_hooks.document.placeholders import unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.wording import Word, code_of, words_of
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_NOTHING_YET = re.compile(
    r"\W*(?:tb[ad]|todo|none|nothing|n/?a|pending"
    r"|to be (?:written|filled|added|decided|done|determined)"
    r"|no(?:thing)? (?:\w+ ){0,2}(?:yet|so far|recorded)|not (?:yet )?(?:started|applicable|written)|none yet)\W*"
    r"(?:(?:yet|so far|at this time|in|when|once|after|at)\b[^.]{0,60}\W*)?",
    re.IGNORECASE,
)
_LABELLED = lazy(r"\W*[^\W\d_][^:：`|]{0,40}[:：](?:\s|\*|$)")


@frozen
class Record:
    """A list item, or an entry of a log that is a table row or a paragraph.

    `done` is its tick, None without a box. `log`: an entry of a log. `words` are those of the whole record without
    its stamp, without nested tasks and without where links lead; `text` is its first line; `section` the title of the
    section around it.
    """

    text: str
    line: int
    section: str
    words: tuple[Word, ...]
    stamp: Stamp | None
    done: bool | None = None
    log: bool = False

    @cached_property
    def key(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.key)


def is_placeholder(text: str) -> bool:
    """Whether a text only says that there is nothing yet."""
    return unfilled.is_placeholder(text) or says_nothing(text)


def says_nothing(text: str) -> bool:
    """Whether a text says in words that there is nothing yet."""
    return _NOTHING_YET.fullmatch(text) is not None


def statements(block: Block, without: Container[int] = ()) -> Iterator[tuple[str, bool]]:
    """The text of a block, statement by statement, and whether it is code: a paragraph without its line breaks, where
    no line begins with a label; a table's cells; a line of code. Nested items that begin on one of the lines `without`
    are left out."""
    if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        text = ""
        for piece in block.pieces:
            if text and _LABELLED.match(piece.text):
                yield text, False
                text = ""
            text = f"{text} {piece.text}" if text else piece.text
        yield text, False
    elif block.kind in (BlockKind.FENCE, BlockKind.CODE):
        yield from ((piece.text, True) for piece in block.pieces)
    elif block.kind is BlockKind.TABLE:
        yield from ((text, False) for piece in block.pieces for _, text in cells(piece.text))
    elif block.kind in (BlockKind.LIST, BlockKind.ITEM, BlockKind.QUOTE):
        for child in block.children:
            first = first_piece(child) if child.kind is BlockKind.ITEM else None
            if first is None or first.line not in without:
                yield from statements(child, without)


def worded(found: Iterable[tuple[str, bool]]) -> tuple[Word, ...]:
    """The words of statements."""
    return tuple(word for text, code in found for word in (code_of((text,)) if code else words_of((text,))))


def records(plan: Plan) -> list[Record]:
    """All records of a plan, in the order of the document."""
    return list(_Reader(plan).read())


class _Reader:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._tasks = {task.line: task for task in tasks_in(plan.document.blocks)}
        field = plan.dialect.fields.get("stamp")
        self._dated: dict[int, Label] = {
            label.line: label for label in plan.labels if field is not None and label.key in field.labels
        }

    def read(self) -> Iterator[Record]:
        logs = {
            id(block): section.title
            for section, spec in self._plan.matches
            if spec.entries == "log"
            for block in self._plan.blocks_of(section)
        }
        title = ""
        titles = {section.line: section.title for section in self._plan.all_sections}
        for block in self._plan.document.blocks:
            title = titles.get(block.line, title) if block.kind is BlockKind.HEADING else title
            log = id(block) in logs
            if log and block.kind is BlockKind.TABLE:
                for piece in block.pieces[2:]:  # below the header and its rule
                    yield self._record(piece.text, piece.line, title, [piece.text], None, log=True)
            elif log and block.kind is BlockKind.PARAGRAPH:
                lines = [text for text, _ in statements(block)]
                if _LABELLED.match(lines[0]) or stamps.leading(lines[0]):
                    yield self._record(lines[0], block.line, title, lines, None, log=True)
            else:
                yield from self._items(block, title, log)

    def _items(self, block: Block, title: str, log: bool) -> Iterator[Record]:
        entries = {id(child) for child in block.children} if log else set()
        for inner in block.walk():
            piece = first_piece(inner) if inner.kind is BlockKind.ITEM else None
            if piece is not None:
                entry = id(inner) in entries
                lines = [text for text, _ in statements(inner, () if entry else self._tasks)]
                task = self._tasks.get(piece.line)
                yield self._record(piece.text, inner.line, title, lines, task, log=entry, end=inner.end_line)

    def _record(
        self, text: str, line: int, section: str, lines: list[str], task: Task | None, *, log: bool, end: int = 0
    ) -> Record:
        first = lines[0] if lines else ""
        if task:
            text, first = task.text, first[len(text) - len(task.text) :]
        stamp = stamps.leading(first) or stamps.trailing(first)
        if stamp:
            first = first[: stamp.start] + " " + first[stamp.end :]
        rest = lines[1:]
        if stamp is None and log:
            stamp, rest = self._dated_in(line, end, rest)
        words = words_of((first, *rest), links=False)
        return Record(text, line, section, words, stamp, task.done if task else None, log and (not task or task.done))

    def _dated_in(self, line: int, end: int, lines: list[str]) -> tuple[Stamp | None, list[str]]:
        """The stamp of an entry's own field (`Date/Author: 2025-11-03, Mira`), and its lines without it."""
        for number in range(line, min(end, line + 50) + 1):
            label = self._dated.get(number)
            stamp = stamps.leading(label.value) if label else None
            if label and stamp:
                return stamp, [
                    text.replace(stamp.text, " ", 1) if normalise(text.split(":")[0]) == label.key else text
                    for text in lines
                ]
        return None, lines
