"""A plain reader of the conforming plans, independent of the loader under test, for whoever mutates them.

The fixtures are well-formed: ATX headings, fences of three backticks at the start of a line, comments of one
line, front matter at the top. Indices are 0-based.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_HEADING = re.compile(r"(#{1,6}) (.+)")


@dataclass(frozen=True)
class Heading:
    """A heading at `index`; its section is the lines up to `end`, exclusive."""

    title: str
    level: int
    index: int
    end: int


@dataclass(frozen=True)
class Outline:
    """The lines of a plan with their meaning."""

    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.rstrip("\n").split("\n")

    @cached_property
    def front_matter_end(self) -> int:
        """The index after the front matter; 0 without one."""
        return self.lines.index("---", 1) + 1 if self.lines[0] == "---" else 0

    @cached_property
    def fences(self) -> list[tuple[int, int]]:
        """The indices of the opening and the closing line of each fence."""
        places = [index for index, line in enumerate(self.lines) if line.startswith("```")]
        return list(zip(places[::2], places[1::2], strict=True))

    @cached_property
    def fenced(self) -> set[int]:
        return {index for start, end in self.fences for index in range(start, end + 1)}

    @cached_property
    def headings(self) -> list[Heading]:
        found: list[tuple[str, int, int]] = []
        for index in range(self.front_matter_end, len(self.lines)):
            match = _HEADING.fullmatch(self.lines[index])
            if match and index not in self.fenced:
                found.append((match[2], len(match[1]), index))
        result = []
        for number, (title, level, index) in enumerate(found):
            later = (other for _, depth, other in found[number + 1 :] if depth <= level)
            result.append(Heading(title, level, index, next(later, len(self.lines))))
        return result

    @property
    def sections(self) -> list[Heading]:
        return [heading for heading in self.headings if heading.level == 2]

    def children(self, parent: Heading) -> list[Heading]:
        return [h for h in self.headings if h.level == 3 and parent.index < h.index < parent.end]

    def around(self, index: int) -> Heading | None:
        """The level 2 section that a line stands in."""
        return next((h for h in self.sections if h.index <= index < h.end), None)

    def body(self) -> Iterator[int]:
        """The lines after the front matter that are neither blank, headings, fenced, comments nor rules."""
        headings = {heading.index for heading in self.headings}
        for index in range(self.front_matter_end, len(self.lines)):
            line = self.lines[index]
            if line.strip() and index not in headings | self.fenced and not line.startswith(("<!--", "---")):
                yield index

    def replaced(self, start: int, end: int, *new: str) -> str:
        """The text with `new` in place of the lines `start` to `end`, exclusive."""
        return "\n".join([*self.lines[:start], *new, *self.lines[end:]]) + "\n"
