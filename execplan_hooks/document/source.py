"""Bytes of a plan file to a `Source`: encoding, newlines, lines, the front matter's place.

Everything later counts in lines of `Source.lines`; a byte order mark and carriage returns are remembered
here and nowhere else.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from execplan_hooks.document.markdown import Document, parse
from execplan_hooks.document.sections import Section, build
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.model import ExecplanError
from execplan_hooks.once import once

MAX_BYTES = 1_000_000
"""Larger files are not parsed. The largest of 2,937 real plans has 261 KB."""

_BOM = "\ufeff"
_NEWLINE = lazy(r"\r\n|\r|\n")


class UnreadableError(ExecplanError):
    """The bytes are no text that can be checked; `line` is where that shows, if it does."""

    def __init__(self, message: str, help_text: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help_text
        self.line = line


@frozen
class Source:
    """A plan's text.

    `path` is relative to the repository root where the file lies inside it, with `/`. `text` has no byte
    order mark and `\\n` newlines; `newline` is what the file had (`"\\n"`, `"\\r\\n"` or `"mixed"`).
    """

    path: str
    text: str
    newline: str = "\n"
    bom: bool = False

    @once
    def lines(self) -> tuple[str, ...]:
        r"""The lines without their newlines; `lines[0]` is line 1.

        Split at `\n` only: `str.splitlines` also splits at form feeds, NEL and U+2028, which no editor and
        no Markdown parser counts as a line.
        """
        lines = self.text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        return tuple(lines)

    @once
    def front_matter_end(self) -> int:
        """The line number of the fence that closes the YAML front matter; 0 where there is none.

        Front matter is a first line `---` that is closed by a later line `---` or `...` (as Jekyll, Hugo
        and GitHub read it). Without a closing line it is Markdown: a thematic break.
        """
        lines = self.lines
        if not lines or lines[0].rstrip() != "---":
            return 0
        for number, line in enumerate(lines[1:], start=2):
            if line.rstrip() in ("---", "..."):
                return number
        return 0

    @once
    def document(self) -> Document:
        """The Markdown behind the front matter, parsed when it is first wanted; raises `MarkdownLimitError`."""
        end = self.front_matter_end
        return parse(self.lines[end:], end + 1)

    @once
    def roots(self) -> tuple[Section, ...]:
        """The top sections of the document; raises `MarkdownLimitError`."""
        return build(self.document)


def decode(path: str, data: bytes) -> Source:
    """The source of a file's bytes.

    Raises `UnreadableError` for what is no UTF-8 text, empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            f"not checked: the file has more than {MAX_BYTES:,} bytes",
            "split the plan, or move logs and artifacts into files of their own",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not checked: not UTF-8 text (byte {error.start + 1} is 0x{data[error.start]:02x})",
            "save the file as UTF-8",
            data.count(b"\n", 0, error.start) + 1,
        ) from None
    if "\0" in text:
        raise UnreadableError(
            "not checked: the file holds a NUL byte",
            "remove the NUL byte; a plan is a text file",
            text.count("\n", 0, text.index("\0")) + 1,
        )
    bom = text.startswith(_BOM)
    if bom:
        text = text.removeprefix(_BOM)
    if not text.strip():
        raise UnreadableError("not checked: the file is empty", "write the plan, or delete the file", 1)
    if "\r" not in text:
        return Source(path, text, "\n", bom)
    # CommonMark takes a lone carriage return for a newline as well; without it such a plan is one long line.
    kinds = set(_NEWLINE.findall(text))
    newline = "mixed" if len(kinds) > 1 else kinds.pop()
    return Source(path, text.replace("\r\n", "\n").replace("\r", "\n"), newline, bom)


def read(file: Path, path: str) -> Source:
    """The source of a file on disk, shown as `path`.

    Raises `UnreadableError` for its content and `OSError` where it cannot be opened.
    """
    return decode(path, read_bytes(file))


def read_bytes(file: Path) -> bytes:
    """The content of a file, one byte more than `MAX_BYTES` at most.

    Raises `UnreadableError` for what is no regular file and `OSError` where it cannot be opened.
    """
    _refuse_special(file.stat())  # opening a device may already do something
    with open(file, "rb", opener=_at_once) as stream:
        status = os.fstat(stream.fileno())
        _refuse_special(status)  # another one may have taken its place
        # A hostile file need not fit into memory, and memory for the largest costs more than to read most plans.
        content = stream.read(min(status.st_size, MAX_BYTES) + 1)
        if len(content) > status.st_size:  # it has grown meanwhile, or tells no size
            content += stream.read(MAX_BYTES + 1 - len(content))
        return content


def _refuse_special(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("not checked: not a regular file", "name a plan file")


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)  # a named pipe would wait for somebody who writes
