"""The labels that an entry carries, wherever they stand in it: at the beginning of a line, in brackets, behind a dash.

Only names that are looked for become labels, so that no word before a colon does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from execplan_hooks.document import stamps
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.inline import Stretch, scan
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.once import once

BOX = re.compile(r"\[[ xX~/-]\](?=\s|$)\s*")
_END = re.compile(r"[:：](?!//)|(?<!\S)(?P<bold>\*\*|__)(?P<label>[^*_\s:：][^*_:：\n]{0,60})(?P=bold)(?!\s*[:：])")
_WORD = re.compile(r"(?<![^\W_])(?<![/.@#-])[^\s*_]")
_NUMBERED = lazy(r"(?:\s*[#-]?|\s+(?:no\.? ?)?[a-z]{0,3}-?)\d{1,4}(?:\.\d{1,3})*|\s+[a-z]")
_PLAIN_WORD = re.compile(r"[^\W\d_]\s+")
_REMARK = lazy(r"[(（][^()（）\n]*[)）][*_\s]*\Z")
_LONG_REMARK = 300  # characters
_WINDOW = 70  # characters: no label is longer
_LONG = 2000  # characters of a value: what follows says nothing new about it


@frozen
class Statement:
    """Text of an entry that stands together: a paragraph, a heading, a table's cell (then `key` is its column's), code.

    `nested` is how deep it stands: what is deeper than a label belongs to its value.
    """

    pieces: tuple[Piece, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    key: str = ""

    @once
    def stretch(self) -> Stretch:
        return Stretch(self.pieces)

    @once
    def text(self) -> str:
        return self.pieces[0].text if len(self.pieces) == 1 else self.stretch.text

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset in the text."""
        if len(self.pieces) == 1:
            return self.pieces[0].line, self.pieces[0].column + offset
        return self.stretch.place(offset)

    @once
    def unstamped(self) -> tuple[str, Stamp | None]:
        """See `without_stamp`."""
        return without_stamp(self.text)

    @property
    def column(self) -> int:
        return self.pieces[0].column

    @once
    def _found(self) -> dict[frozenset[str], tuple[tuple[str, int, int], ...]]:
        return {}

    def places(self, keys: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
        """Key, start and end of the labels in the text; looked for once, since entries are read in several passes."""
        if keys not in self._found:
            self._found[keys] = tuple(_in(self, keys))
        return self._found[keys]

    @once
    def prose(self) -> str:
        """The text with code and comments as spaces."""
        if self.kind in (BlockKind.FENCE, BlockKind.CODE):
            return ""
        text, parts, at = self.text, [], 0
        for start, end, kind in scan(text) if "`" in text or "<" in text else ():
            if kind in ("code", "comment"):
                parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
                at = end
        return "".join((*parts, text[at:]))


@frozen
class EntryLabel:
    """A label and its value, with the normalised name that it is known by; `start` is its offset in its statement."""

    key: str
    value: str
    line: int
    column: int
    start: int

    @once
    def is_unfilled(self) -> bool:
        """Whether its value is what a template leaves to be filled in."""
        return is_unfilled(self.value)


def without_stamp(text: str) -> tuple[str, Stamp | None]:
    """A text without box and the stamp that it begins with, and that stamp."""
    box = BOX.match(text)
    text = text[box.end() :] if box else text
    stamp = stamps.leading(text)
    return (text[stamp.end :].lstrip(" \t*_`)]）:：,—–-") if stamp else text), stamp


def statements_of(block: Block) -> Iterator[Statement]:
    """The texts of a block, with those of all blocks in it."""
    for inner in block.walk():
        if inner.kind is BlockKind.TABLE:
            for row in inner.pieces[2:]:
                yield from (Statement((Piece(row.line, row.column + at, text),)) for at, text in cells(row.text))
        elif inner.pieces and inner.kind is not BlockKind.HTML:
            yield Statement(inner.pieces, inner.kind)


def labels_of(statements: Sequence[Statement], keys: frozenset[str]) -> list[EntryLabel]:
    """The labels of the given keys, in order. A value goes on until the next label that does not stand deeper."""
    found = []
    places = [(index, *place) for index, statement in enumerate(statements) for place in statement.places(keys)]
    for at, (index, key, start, end) in enumerate(places):
        statement = statements[index]
        following = places[at + 1] if at + 1 < len(places) else None
        stop = following[2] if following and following[0] == index else len(statement.text)
        value = statement.text[end:stop]
        begin = end + len(value) - len(value.lstrip(" \t\n*_"))
        if stop == len(statement.text) and not statement.key:
            labelled = {place[0] for place in places[at + 1 : at + 40] if place[2] <= 3}
            value += _below(statements, index, labelled, deeper=not _trimmed(value))
        line, column = statement.place(min(begin, max(len(statement.text) - 1, 0)))
        found.append(EntryLabel(key, _trimmed(value), line, column, start))
    return found


def _below(statements: Sequence[Statement], index: int, labelled: Set[int], *, deeper: bool) -> str:
    """The text behind a statement up to the next one that a label begins; `deeper` ones belong to it all the same."""
    parts: list[str] = []
    size = 0
    heading = statements[index].kind is BlockKind.HEADING
    for number in range(index + 1, len(statements)):
        other = statements[number]
        shallow = other.column <= statements[index].column or other.kind is BlockKind.HEADING or heading
        if (number in labelled and (shallow or not deeper)) or size > _LONG:
            break
        parts.append(other.text)
        size += len(other.text)
    return "".join(f"\n{part}" for part in parts)


def _trimmed(value: str) -> str:
    value = value.strip(" \t\n;|•·—–*_").rstrip("(（ ")
    return value[:-1] if value.endswith((")", "）")) and "(" not in value and "（" not in value else value


def _in(statement: Statement, keys: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Key, start and end of the labels in a statement."""
    if statement.key:
        if statement.key in keys:
            yield statement.key, 0, 0
        return
    if statement.kind in (BlockKind.FENCE, BlockKind.CODE):
        return
    if statement.kind is BlockKind.HEADING and (key := normalise(statement.prose)) in keys:
        yield key, 0, len(statement.prose)
        return
    text = statement.text
    words = _words_in(text, keys) if ":" in text or "：" in text else ()
    if not words and "**" not in text and "__" not in text:
        return
    text = statement.prose
    last = 0
    for match in _END.finditer(text):
        if match["bold"]:
            key = known(match["label"], keys)
            if key:
                yield key, match.start(), match.end()
                last = match.end()
            continue
        line = max(last, text.rfind("\n", 0, match.start()) + 1)
        first = max(line, match.start() - _WINDOW)
        place = _suffix(text[first : match.start()], keys, words)
        if place is None and words and not text[match.start() - 1 : match.start()].isalnum():
            remark = _REMARK.search(text, max(line, match.start() - _LONG_REMARK), match.start())
            if remark:  # "Observation (2025-11-03, the second run of the day):"
                first = max(line, remark.start() - _WINDOW)
                place = _suffix(text[first : remark.start()], keys, words)
        if place:
            yield place[0], first + place[1], match.end()
        last = match.end()


@lru_cache(maxsize=256)
def _beginnings(keys: frozenset[str], only_ascii: bool) -> tuple[str, ...]:
    """The first words of the keys; `only_ascii`: those that an ASCII text can hold."""
    words = {key.split()[0] for key in keys if key}
    return tuple(word for word in words if word.isascii() or not only_ascii)


def _words_in(text: str, keys: frozenset[str]) -> tuple[str, ...]:
    """Those first words of the keys that are in a text: no part of it can end with another key."""
    folded = text.casefold()
    return tuple([word for word in _beginnings(keys, folded.isascii()) if word in folded])


def _suffix(window: str, keys: frozenset[str], words: tuple[str, ...]) -> tuple[str, int] | None:
    """The label that a text ends with, and where it starts: the longest one that is known. `words` are the first words
    of the keys, at least those that are in it."""
    folded = window.casefold()
    for word in words:
        if word in folded:
            break
    else:
        return None
    for match in _WORD.finditer(window):
        # A name in another language may stand before the known one: "决策 / Decision".
        if match[0].isascii() and len(folded) == len(window) and not folded.startswith(words, match.start()):
            continue
        key = known(window[match.start() :], keys)
        if key:
            behind_word = _PLAIN_WORD.search(window, max(match.start() - 2, 0), match.start())
            if not (behind_word and window[match.start()].islower()):
                return key, match.start()
    return None


def known(text: str, keys: Set[str]) -> str:
    """The key that a name means, also with a number behind it ("Decision 3"); empty where it means none."""
    key = normalise(text)
    if key in keys:
        return key
    return next((name for name in keys if key.startswith(name) and _NUMBERED.fullmatch(key, len(name))), "")


def names(titles: Iterable[str], keys: Set[str]) -> str:
    """The key that one of the titles begins with as a name and a number: "Milestone 2 - the parser"."""
    for title in titles:
        key = normalise(title)
        for name in keys:
            match = _NUMBERED.match(key, len(name)) if key.startswith(name) else None
            if key == name or (match and not key[match.end() : match.end() + 1].isalnum()):
                return name
    return ""
