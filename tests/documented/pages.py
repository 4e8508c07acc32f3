"""The pages of the documentation and the blocks of code in them.

A comment before a block says how it is tried: `<!-- try: SCENE -->`, see `test_walkthroughs.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from execplan_hooks.document.inline import code_spans
from execplan_hooks.document.markdown import Block, BlockKind, parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_TRY = re.compile(r"<!-- try: (?P<scene>[a-z -]+) -->")


@dataclass(frozen=True)
class Sample:
    """A block of code on a page. `language` is empty for an indented one; `scene` says how it is tried, if it says."""

    page: str
    line: int
    language: str
    text: str
    scene: str = ""

    @property
    def first(self) -> str:
        return self.text.partition("\n")[0]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def samples() -> list[Sample]:
    """All blocks of code of all pages, in order."""
    return [sample for page in PAGES for sample in _samples(page)]


def _samples(page: Path) -> list[Sample]:
    found = []
    before: Block | None = None
    for block in parse(page.read_text(encoding="utf-8").split("\n")).walk():
        if block.kind in (BlockKind.FENCE, BlockKind.CODE):
            tried = _TRY.fullmatch(before.text.strip()) if before and before.kind is BlockKind.HTML else None
            language = block.info or ""
            found.append(Sample(_name(page), block.line, language, block.text, tried["scene"] if tried else ""))
        before = block
    return found


def spans() -> list[tuple[str, str]]:
    """The code spans of all pages, each with its place."""
    return [
        (f"{_name(page)}:{block.line}", span.text)
        for page in PAGES
        for block in parse(page.read_text(encoding="utf-8").split("\n")).walk()
        if block.kind not in (BlockKind.FENCE, BlockKind.CODE)
        for span in code_spans(block)
    ]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()
