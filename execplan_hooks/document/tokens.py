"""mistletoe's block tokens, corrected to CommonMark; `read` returns a finished `Block`.

mistletoe reads the lines of a container into a list and parses that list afterwards, which cannot decide
lazy continuation (`> a` followed by `b`) right. Here a container is a `Window`: a list that takes its next
line from the window around it when somebody asks for it. `tokenize_block` does not notice, no mistletoe
global is read or written, and each line is handled once per container that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, SupportsIndex, cast

from mistletoe import block_token, block_tokenizer, span_token

from execplan_hooks.document.markdown import Block, BlockKind, MarkdownLimitError, Piece, cells

MAX_DEPTH = 64
"""Containers around a line. Real plans have up to 8; mistletoe's recursion would end at some 200."""

_STRUCTURE = re.compile(r"[ \t]*(?:(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|$))[ \t]*)*")
_MARKER = re.compile(r"( {0,3})([-+*]|[0-9]{1,9}[.)])(?:( +)|$)")
_BREAK = re.compile(r" {0,3}([-_*])[ \t]*+(?:\1[ \t]*+){2,}+$")
_FENCE = re.compile(r"( {0,3})(`{3,}(?=[^`]*$)|~{3,})(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")


class Cursor(Protocol):
    """`mistletoe.block_tokenizer.FileWrapper`, as far as it is used here."""

    lines: Window

    def peek(self) -> str | None: ...
    def __next__(self) -> str: ...
    def get_pos(self) -> int: ...
    def set_pos(self, pos: int) -> None: ...
    def line_number(self) -> int: ...


class Text:
    """The lines of one parse: what they are, what they look like without tabs, what is left of the budget."""

    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        self.source = lines
        self.first_line = first_line
        self.budget = 20_000 + min(20 * len(lines), 1_000_000)
        # Only tabs before the content matter for the structure; expanded once, columns are spaces.
        self.prefixes: dict[int, int] = {}
        self.lines = list(lines)
        for index, line in enumerate(lines):
            if "\t" in line and (match := _STRUCTURE.match(line)) and "\t" in match[0]:
                self.prefixes[index] = match.end()
                self.lines[index] = match[0].expandtabs(4) + line[match.end() :]

    def spend(self, work: int, index: int) -> None:
        """Count `work` steps at line `index`; raises `MarkdownLimitError` where the budget is used up."""
        self.budget -= work
        if self.budget < 0:
            raise MarkdownLimitError(
                "not checked: quotes and lists nest too much for the length of the text",
                index + self.first_line,
            )

    def offset(self, index: int, rest: str) -> int:
        """Where `rest`, the end of a line without tabs, starts in the source line."""
        source = self.source[index]
        if len(source) - len(rest) >= self.prefixes.get(index, 0):
            return len(source) - len(rest)
        start = len(self.lines[index]) - len(rest)
        column = 0
        for offset, character in enumerate(source):
            if column >= start:
                return offset
            column += 4 - column % 4 if character == "\t" else 1
        return len(source)

    def piece(self, index: int, rest: str) -> Piece:
        """`rest` as it stands in the source: a tab that only partly belongs to it is left out."""
        offset = self.offset(index, rest)
        return Piece(index + self.first_line, offset + 1, self.source[index][offset:])

    def block(
        self,
        kind: BlockKind,
        start: int,
        end: int,
        rest: str,
        *,
        pieces: Sequence[Piece] = (),
        children: Sequence[Block] = (),
        level: int = 0,
        info: str = "",
        closed: bool = True,
        marker: str = "",
    ) -> Block:
        """A block from line `start` to `end` (indexes); `rest` is its first line in its container."""
        return Block(
            kind,
            start + self.first_line,
            end + self.first_line,
            self.offset(start, rest.lstrip(" ")) + 1,
            tuple(children),
            tuple(pieces),
            level,
            info,
            closed,
            marker,
        )


class Window(list[str]):
    """The lines of one container without its prefix, as far as they are known; `first` is the first's index.

    `None` as the result of `strip` says that a line lacks the prefix: the container ends before it, or the
    line continues a paragraph lazily.
    """

    def __init__(self, text: Text, parent: Window | None, first: int, lines: Sequence[str]) -> None:
        super().__init__(lines)
        self.text = text
        self.parent = parent
        self.first = first
        self.depth: int = parent.depth + 1 if parent else 0
        self._refused = -1
        text.spend(5, first)
        if self.depth > MAX_DEPTH:
            raise MarkdownLimitError(
                f"not checked: more than {MAX_DEPTH} quotes and lists inside each other",
                first + text.first_line,
            )

    def strip(self, line: str) -> str | None:
        raise NotImplementedError

    def __len__(self) -> int:
        """How many lines are known, after a look at the one that follows: `FileWrapper` asks at each step."""
        if self.parent is not None and self.end != self._refused:
            self.at(self.end)
        return list.__len__(self)

    @property
    def end(self) -> int:
        """The index after the last known line."""
        return self.first + list.__len__(self)

    def at(self, index: int) -> str | None:
        """Line `index` of the text (at most `end`) in this container; None where it does not belong to it."""
        if index < self.end:
            return self[index - self.first]
        if self.parent is None or index == self._refused:
            return None
        line = self.parent.at(index)
        content = None if line is None else self.strip(line)
        self.text.spend(1, index)
        if content is None:
            self._refused = index
            return None
        self.append(content)
        return content

    def take_lazy(self) -> bool:
        """Take the next line although it lacks a prefix, where it can only continue the open paragraph."""
        end = self.end
        chain = []
        window: Window | None = self
        line = None
        while window is not None and (line := window.at(end)) is None:
            chain.append(window)
            window = window.parent
        if line is None or _blank(line) or interrupts(line, paragraph=False):
            return False
        self.text.spend(len(chain), end)
        for window in chain:
            window.append(line)
        return True

    def forget(self, index: int) -> None:
        """Undo `take_lazy` from line `index` on."""
        window: Window | None = self
        while window is not None and window.parent is not None:
            del window[max(index - window.first, 0) :]
            window._refused = -1
            window = window.parent


class _Root(Window):
    pass


class _QuoteWindow(Window):
    def strip(self, line: str) -> str | None:
        rest = line.lstrip(" ")
        if not rest.startswith(">") or len(line) - len(rest) > 3:
            return None
        return rest[2:] if rest.startswith("> ") else rest[1:]


class _ItemWindow(Window):
    indent: int

    def strip(self, line: str) -> str | None:
        if _blank(line):
            # A bare marker may be followed by one blank line only: then the item is empty.
            return line[self.indent :] if self.end > self.first + 1 or self[0] else None
        return line[self.indent :] if line.startswith(" " * self.indent) else None


def read_blocks(lines: Sequence[str], first_line: int) -> tuple[Block, ...]:
    """The blocks of a text; raises `MarkdownLimitError`."""
    text = Text(lines, first_line)
    return _blocks(_Root(text, None, 0, text.lines))


def _blocks(window: Window) -> tuple[Block, ...]:
    found = _tokenize(window, _TOKENS, window.first)
    return tuple(block for _, block, _ in found if block is not _NOTHING)


def _blank(line: str) -> bool:
    # `str.strip` without an argument would also take form feeds and no-break spaces, which are text.
    return not line.strip(" \t")


def _trimmed(window: Window, index: int, start: int) -> int:
    """The last line that is not blank before `index`, at least `start`."""
    index -= 1
    while index > start and _blank(window[index - window.first]):
        index -= 1
    return index


def interrupts(line: str, *, paragraph: bool) -> bool:
    """Whether `line` (not blank) starts a block where text would go on.

    `paragraph`: the line stands in the paragraph's own container, where only a list item with content and
    the number 1 can interrupt it. HTML of the seventh kind and indented code never do; for tables see there.
    """
    rest = line.lstrip(" ")
    if len(line) - len(rest) > 3:
        return False
    first = rest[0]
    if first == "#":
        return Heading.start(rest)
    if first in "`~":
        return CodeFence.start(rest)
    if first == ">":
        return True
    if first == "<":
        return HtmlBlock.kind(rest) in range(1, 7)
    if first in "-+*_0123456789":
        if ThematicBreak.start(rest):
            return True
        if match := _MARKER.match(rest):
            marker = match[2]
            return not paragraph or (
                match.end() < len(rest) and (not marker[0].isdigit() or int(marker[:-1]) == 1)
            )
    return False


def _continues(lines: Cursor, *, paragraph: bool) -> bool:
    """Whether the next line belongs to the open paragraph (or definition); afterwards `next` returns it."""
    line = lines.peek()
    if line is None:
        return lines.lines.take_lazy()
    if _blank(line):
        return False
    if line.startswith("    "):
        return True
    return not interrupts(line, paragraph=paragraph) and not Table.begins(lines)


class Table(block_token.Table):
    """mistletoe takes any row over a delimiter row; GFM wants as many cells in both."""

    @staticmethod
    def start(line: str) -> bool:
        return "|" in line and not line.startswith("    ")

    @classmethod
    def begins(cls, lines: Cursor) -> bool:
        """Whether the next line is a header row: it has as many cells as the delimiter row below it."""
        header = lines.peek()
        if header is None or not cls.start(header):
            return False
        delimiter = lines.lines.at(lines.line_number() + 2)
        if delimiter is None or delimiter.startswith("    "):
            return False
        row = delimiter.strip(" \t")
        if len(row) < 2 or row[0] not in "|-:" or row.strip("|-: \t") or row[:2] in ("- ", "-\t"):
            return False
        columns = row.removeprefix("|").removesuffix("|").split("|")
        if not all(_ALIGNMENT.fullmatch(column.strip(" \t")) for column in columns):
            return False
        return len(cells(header)) == len(columns)

    @classmethod
    def read(cls, lines: Cursor) -> Block | None:  # type: ignore[override]
        if not cls.begins(lines):
            return None
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        pieces = [window.text.piece(start, rest.strip(" "))]
        line = lines.peek()
        while line is not None and not _blank(line) and not line.startswith("    "):
            if len(pieces) > 1 and interrupts(line, paragraph=False):
                break
            next(lines)
            pieces.append(window.text.piece(lines.line_number(), line.lstrip(" ")))
            line = lines.peek()
        return window.text.block(BlockKind.TABLE, start, lines.line_number(), rest, pieces=pieces)


_NOTHING = Block(BlockKind.BREAK, 0, 0, 0)


class Blank(block_token.BlockToken):
    """Blank lines; `tokenize_block` would ask all the other tokens about each of them."""

    @staticmethod
    def start(line: str) -> bool:
        return _blank(line)

    @staticmethod
    def read(lines: Cursor) -> Block:
        line: str | None = ""
        while line is not None and _blank(line):
            next(lines)
            line = lines.peek()
        return _NOTHING


_ALIGNMENT = re.compile(r":?-+:?")


class BlockCode(block_token.BlockCode):
    """Without mistletoe's own treatment of tabs."""

    @staticmethod
    def start(line: str) -> bool:
        return line.startswith("    ") and not _blank(line)

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        contents = [rest[4:]]
        line = lines.peek()
        while line is not None and (line.startswith("    ") or _blank(line)):
            contents.append(next(lines)[4:])
            line = lines.peek()
        end = _trimmed(window, lines.line_number() + 1, start)
        pieces = [
            window.text.piece(start + n, content) for n, content in enumerate(contents[: end + 1 - start])
        ]
        return window.text.block(BlockKind.CODE, start, end, rest, pieces=pieces)


class CodeFence(block_token.CodeFence):
    """mistletoe closes a fence at a line such as "```sh"; a closing fence has no info string."""

    @classmethod
    def start(cls, line: str) -> bool:
        return _FENCE.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        match = cast("re.Match[str]", _FENCE.match(rest))
        indent, marker = len(match[1]), match[2]
        contents: list[str] = []
        closed = False
        while not closed and (line := lines.peek()) is not None:
            next(lines)
            run = line.strip(" \t")
            closed = len(run) >= len(marker) and not run.strip(marker[0]) and not line.startswith("    ")
            contents.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        end = lines.line_number() if closed else _trimmed(window, lines.line_number() + 1, start)
        count = end - start - closed
        return window.text.block(
            BlockKind.FENCE,
            start,
            end,
            rest,
            pieces=[window.text.piece(start + 1 + n, content) for n, content in enumerate(contents[:count])],
            info=match[3].strip(" \t"),
            closed=closed,
            marker=marker,
        )


class Quote(block_token.Quote):
    """mistletoe switches setext headings off in quotes, and mistakes the text after a quoted fence."""

    @staticmethod
    def start(line: str) -> bool:
        return line[:4].lstrip(" ").startswith(">")

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        parent = lines.lines
        rest = next(lines)
        start = lines.line_number()
        window = _QuoteWindow(parent.text, parent, start, ())
        children = _blocks(window)
        while lines.line_number() < window.end - 1:
            next(lines)
        return parent.text.block(BlockKind.QUOTE, start, window.end - 1, rest, children=children)


class ThematicBreak(block_token.ThematicBreak):
    """mistletoe's pattern also takes form feeds for spaces."""

    @classmethod
    def start(cls, line: str) -> bool:
        return _BREAK.match(line) is not None

    @staticmethod
    def read(lines: Cursor) -> Block:
        rest = next(lines)
        number = lines.line_number()
        return lines.lines.text.block(BlockKind.BREAK, number, number, rest)


class List(block_token.List):
    """mistletoe takes text after an item's fence for a continuation, and miscounts after a bare marker."""

    @classmethod
    def start(cls, line: str) -> bool:
        return _MARKER.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        start = lines.line_number() + 1
        rest = lines.peek() or ""
        items = [cls._item(lines)]
        while True:
            position = lines.get_pos()
            line = lines.peek()
            while line is not None and _blank(line):
                next(lines)
                line = lines.peek()
            match = _MARKER.match(line) if line is not None else None
            if match is None or match[2][-1] != items[0].marker[-1] or ThematicBreak.start(line or ""):
                lines.set_pos(position)
                break
            items.append(cls._item(lines))
        return window.text.block(BlockKind.LIST, start, lines.line_number(), rest, children=items)

    @staticmethod
    def _item(lines: Cursor) -> Block:
        parent = lines.lines
        line = next(lines)
        start = lines.line_number()
        match = cast("re.Match[str]", _MARKER.match(line))
        indent = match.end(2) + 1
        # Without content, or with more than four spaces before it (indented code), one space counts.
        if match.end() < len(line) and len(match[3]) <= 4:
            indent = match.end()
        window = _ItemWindow(parent.text, parent, start, (line[indent:].lstrip(" ") and line[indent:],))
        window.indent = indent
        children = _blocks(window)
        end = _trimmed(window, window.end, start)
        while lines.line_number() < end:
            next(lines)
        return parent.text.block(BlockKind.ITEM, start, end, line, children=children, marker=match[2])


class Definition(block_token.Footnote):
    """mistletoe reads on to the next blank line, at a quadratic price, and keeps no place of a definition."""

    @classmethod
    def start(cls, line: str) -> bool:
        return line[:4].lstrip(" ").startswith("[")

    @classmethod
    def read(cls, lines: Cursor) -> Block | None:
        window = lines.lines
        position = lines.get_pos()
        rest = next(lines)
        start = lines.line_number()
        contents = [rest.lstrip(" ")]
        lazy = False

        def grow() -> str | None:
            nonlocal lazy
            known = window.end
            outside = lines.peek() is None
            if not _continues(lines, paragraph=False):
                return None
            lazy = lazy or (outside and window.end > known)
            contents.append(next(lines).lstrip(" \t"))
            return contents[-1]

        count = definition_lines(contents[0], grow)
        if count < len(contents):
            lines.set_pos(position)
            for _ in range(count):
                next(lines)
            if lazy:
                window.forget(start + max(count, 1))
        if not count:
            lines.set_pos(position)
            return None
        pieces = [window.text.piece(start + n, content) for n, content in enumerate(contents[:count])]
        return window.text.block(BlockKind.DEFINITION, start, start + count - 1, rest, pieces=pieces)


_LABEL = re.compile(r"(?:[^\[\]\\]|\\.)*+", re.DOTALL)
_ANGLE = re.compile(r"<(?:[^<>\\\n]|\\.)*+>")
_PLAIN = re.compile(r"(?:[^\x00-\x20\x7f\\]|\\[^\x00-\x20\x7f]|\\)++")
_TITLES = {
    '"': re.compile(r'(?:[^"\\]|\\.)*+', re.DOTALL),
    "'": re.compile(r"(?:[^'\\]|\\.)*+", re.DOTALL),
    "(": re.compile(r"(?:[^()\\]|\\.)*+", re.DOTALL),
}
_SPACE = re.compile(r"[ \t]*+")


def definition_lines(line: str, grow: Callable[[], str | None]) -> int:
    """How many lines the link reference definition takes that starts with `line`; 0 if it is none.

    `grow` returns the next line of the paragraph, or None at its end; it is asked no further than needed.
    """
    used = 1
    at = 1
    label = ""
    while True:  # up to an unescaped bracket; a backslash at the end of a line escapes the newline
        end = _end(_LABEL, line, at)
        label += line[at:end]
        if len(label) > 999:
            return 0
        if end < len(line) and line[end] in "[]":
            break
        more = grow()
        if more is None:
            return 0
        line, at, used = more, 0, used + 1
    if line[end : end + 2] != "]:" or not label.strip():
        return 0
    at = _end(_SPACE, line, end + 2)
    if at == len(line):
        more = grow()
        if more is None:
            return 0
        line, at, used = more, 0, used + 1
    end = _destination_end(line, at)
    if end < 0:
        return 0
    at = _end(_SPACE, line, end)
    result = 0
    if at == len(line):
        result = used
        more = grow()
        if more is None:
            return result
        line, at, used = more, 0, used + 1
    elif at == end:
        return 0
    quote = line[at]
    if quote not in _TITLES:
        return result
    at += 1
    while True:
        at = _end(_TITLES[quote], line, at)
        if at < len(line) and line[at] != "\\":
            break
        more = grow()
        if more is None:
            return result
        line, at, used = more, 0, used + 1
    if line[at] != (")" if quote == "(" else quote) or _end(_SPACE, line, at + 1) < len(line):
        return result
    return used


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _destination_end(line: str, at: int) -> int:
    """Where the link destination at `at` ends; -1 if there is none."""
    if line.startswith("<", at):
        match = _ANGLE.match(line, at)
        return match.end() if match else -1
    match = _PLAIN.match(line, at)
    if match is None:
        return -1
    depth = 0
    for parenthesis in re.finditer(r"\\.|[()]", match[0]):
        if parenthesis[0] == "(":
            depth += 1
        elif parenthesis[0] == ")":
            depth -= 1
        if depth < 0 or depth > 32:
            return -1
    return match.end() if depth == 0 else -1


_LITERAL = re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_ENDS: dict[int, re.Pattern[str]] = {
    1: re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    2: re.compile(r"-->"),
    3: re.compile(r"\?>"),
    4: re.compile(r">"),
    5: re.compile(r"\]\]>"),
}
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?=\s|/?>|$)")
_NAMES = (span_token._tags | {"search"}) - {"meta", "source"}  # CommonMark 0.31


class HtmlBlock(block_token.HtmlBlock):
    """mistletoe misses upper case and `<pre` at a line's end, and fails on a line that is only `<!`."""

    @classmethod
    def kind(cls, rest: str) -> int:
        """The number of CommonMark's start condition that a line without indentation meets, or 0."""
        if _LITERAL.match(rest):
            return 1
        if rest.startswith("<!--"):
            return 2
        if rest.startswith("<?"):
            return 3
        if rest.startswith("<![CDATA["):
            return 5
        if rest.startswith("<!") and rest[2:3].isascii() and rest[2:3].isalpha():
            return 4
        if (match := _NAME.match(rest)) and match[1].lower() in _NAMES:
            return 6
        return 7 if cls.custom_tag.match(rest) else 0

    @classmethod
    def start(cls, line: str) -> bool:
        rest = line.lstrip(" ")
        return rest.startswith("<") and len(line) - len(rest) < 4 and cls.kind(rest) > 0

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        window = lines.lines
        rest = next(lines)
        start = lines.line_number()
        end = _ENDS.get(cls.kind(rest.lstrip(" ")))
        contents = [rest]
        line: str | None = rest
        while end is None or not end.search(line or ""):
            line = lines.peek()
            if line is None or (end is None and _blank(line)):
                break
            contents.append(next(lines))
        last = _trimmed(window, lines.line_number() + 1, start)
        pieces = [
            window.text.piece(start + n, content) for n, content in enumerate(contents[: last + 1 - start])
        ]
        return window.text.block(BlockKind.HTML, start, last, rest, pieces=pieces)


class Heading(block_token.Heading):
    """mistletoe keeps the text of the last heading in the class, and takes `#` before a form feed for one."""

    @classmethod
    def start(cls, line: str) -> bool:
        return _HEADING.match(line) is not None

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        text = lines.lines.text
        rest = next(lines)
        number = lines.line_number()
        match = cast("re.Match[str]", _HEADING.match(rest))
        content = rest[match.end() :].lstrip(" \t")
        trimmed = content.rstrip(" \t")
        before = trimmed.rstrip("#")
        if not before or before[-1] in " \t":
            trimmed = before.rstrip(" \t")
        piece = text.piece(number, content)
        return text.block(
            BlockKind.HEADING,
            number,
            number,
            rest,
            pieces=(Piece(piece.line, piece.column, trimmed),),
            level=len(match[1]),
        )


class Paragraph(block_token.Paragraph):
    """Paragraphs and setext headings; mistletoe's pattern lets an underline mix `=` and `-`."""

    @staticmethod
    def start(line: str) -> bool:
        return not _blank(line)

    @classmethod
    def read(cls, lines: Cursor) -> Block:
        text = lines.lines.text
        rest = next(lines)
        start = lines.line_number()
        contents = [rest]
        level = 0
        while True:
            line = lines.peek()
            if line is not None and (match := _UNDERLINE.match(line)):
                next(lines)
                level = 1 if match[1][0] == "=" else 2
                break
            if not _continues(lines, paragraph=True):
                break
            contents.append(next(lines))
        pieces = []
        for index, content in enumerate(contents, start):
            piece = text.piece(index, content.lstrip(" \t"))
            pieces.append(Piece(piece.line, piece.column, piece.text.rstrip(" \t")))
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        return text.block(kind, start, lines.line_number(), rest, pieces=pieces, level=level)


_TOKENS = (
    Blank,
    Table,
    BlockCode,
    CodeFence,
    Quote,
    ThematicBreak,
    List,
    Definition,
    HtmlBlock,
    Heading,
    Paragraph,
)
_tokenize: Callable[[Window, Sequence[type], SupportsIndex], list[tuple[type, Block, int]]] = (
    block_tokenizer.tokenize_block
)
