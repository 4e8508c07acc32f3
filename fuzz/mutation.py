"""New inputs from known ones: lines and pieces moved, repeated and spliced, and words of the language put in.

Bytes changed at random would hardly ever make another heading or another date of a text; most of what is done here
keeps the lines of a text, so that the rules get to read it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

MAX_BYTES = 6000
"""Longer inputs are cut: most faults show in small ones, and a run takes many."""


class Mutator:
    """Changes inputs of one target; the same `chance` makes the same inputs."""

    def __init__(self, seeds: Sequence[bytes], words: Sequence[str]) -> None:
        self._seeds = seeds
        self._words = [word.encode("utf-8", "surrogatepass") for word in words]
        self._by_line: tuple[Callable[[random.Random, list[bytes]], None], ...] = (
            self._splice,
            self._splice,
            self._delete,
            self._repeat,
            self._move,
            self._indent,
            self._wrap,
            self._new_line,
            self._new_line,
            self._inside,
            self._inside,
            self._inside,
            self._cut_line,
            self._join,
        )

    def fresh(self, chance: random.Random) -> bytes:
        """A seed with some changes."""
        return self.changed(chance, chance.choice(self._seeds))

    def changed(self, chance: random.Random, data: bytes, most: int = MAX_BYTES) -> bytes:
        """An input like `data`, at most `most` bytes."""
        lines = data.split(b"\n")
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
            chance.choice(self._by_line)(chance, lines)
        changed = b"\n".join(lines)
        if chance.random() < 0.15:
            changed = self._bytes(chance, changed)
        return changed[:most]

    def _splice(self, chance: random.Random, lines: list[bytes]) -> None:
        other = chance.choice(self._seeds).split(b"\n")
        start = chance.randrange(len(other))
        at = chance.randrange(len(lines) + 1)
        gone = chance.choice((0, 0, 1, 3))
        lines[at : at + gone] = other[start : start + chance.choice((1, 2, 4, 8))]

    def _delete(self, chance: random.Random, lines: list[bytes]) -> None:
        start = chance.randrange(len(lines))
        del lines[start : start + chance.choice((1, 1, 2, 5))]
        if not lines:
            lines.append(b"")

    def _repeat(self, chance: random.Random, lines: list[bytes]) -> None:
        start = chance.randrange(len(lines))
        part = lines[start : start + chance.choice((1, 1, 2, 4))]
        lines[start:start] = part * chance.choice((1, 1, 2, 10))

    def _move(self, chance: random.Random, lines: list[bytes]) -> None:
        line = lines.pop(chance.randrange(len(lines)))
        lines.insert(chance.randrange(len(lines) + 1), line)

    def _indent(self, chance: random.Random, lines: list[bytes]) -> None:
        start = chance.randrange(len(lines))
        before = chance.choice((b"  ", b"    ", b"\t", b"> ", b"- ", b"", b" "))
        for index in range(start, min(len(lines), start + chance.choice((1, 3, 6)))):
            lines[index] = before + (lines[index] if before else lines[index].lstrip())

    def _wrap(self, chance: random.Random, lines: list[bytes]) -> None:
        start = chance.randrange(len(lines))
        end = min(len(lines), start + chance.choice((1, 2, 5)))
        opening, closing = chance.choice(
            ((b"```", b"```"), (b"<!--", b"-->"), (b"<details>", b"</details>"), (b"~~~md", b"~~~"), (b"````", b""))
        )
        lines[start:end] = [opening, *lines[start:end], closing]

    def _new_line(self, chance: random.Random, lines: list[bytes]) -> None:
        lines.insert(
            chance.randrange(len(lines) + 1), b"".join(chance.choices(self._words, k=chance.choice((1, 1, 2, 3))))
        )

    def _inside(self, chance: random.Random, lines: list[bytes]) -> None:
        index = chance.randrange(len(lines))
        line = lines[index]
        at = chance.randrange(len(line) + 1)
        gone = chance.choice((0, 0, 1, 4))
        lines[index] = line[:at] + chance.choice(self._words) * chance.choice((1, 1, 1, 2, 20)) + line[at + gone :]

    def _cut_line(self, chance: random.Random, lines: list[bytes]) -> None:
        index = chance.randrange(len(lines))
        at = chance.randrange(len(lines[index]) + 1)
        if chance.random() < 0.5:
            lines[index : index + 1] = [lines[index][:at], lines[index][at:]]
        else:
            lines[index] = chance.choice((lines[index][:at], lines[index][at:]))

    def _join(self, chance: random.Random, lines: list[bytes]) -> None:
        index = chance.randrange(len(lines))
        lines[index : index + 2] = [chance.choice((b"", b" ")).join(lines[index : index + 2])]

    @staticmethod
    def _bytes(chance: random.Random, data: bytes) -> bytes:
        found = bytearray(data or b"x")
        for _ in range(chance.choice((1, 1, 2, 8))):
            at = chance.randrange(len(found))
            kind = chance.randrange(4)
            if kind == 0:
                found[at] = chance.randrange(256)
            elif kind == 1:
                found[at:at] = chance.choice((b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b"9", b"0", b" "))
            elif kind == 2 and len(found) > 1:
                del found[at : at + chance.choice((1, 2, 20))]
                found = found or bytearray(b"x")
            elif chr(found[at]).isdigit():
                found[at] = chance.choice(b"0123456789")
        return bytes(found)
