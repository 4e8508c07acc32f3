"""What of a document stands in `<details>`, where a reader does not see it before a click."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from execplan_hooks.document.markdown import BlockKind, Document
from execplan_hooks.document.tags import Tag
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_VALUE = lazy(r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")


@frozen
class Collapsed:
    """The lines from `<details>` (`start`) to its end (`end`), both inclusive."""

    start: int
    end: int


def collapsed(document: Document, tags: Sequence[Tag], last_line: int) -> tuple[Collapsed, ...]:
    """The outermost collapsed stretches of a document, from its tags in their order.

    One that is not closed goes on to `last_line`; `<details open>` is not collapsed. What stands within a sentence or
    a list item ends with it and hides no section. A heading in a collapsed stretch is a heading all the same.
    """
    found: list[Collapsed] = []
    starts: list[int | None] = []  # of the open tags: where one is collapsed and nothing around it is
    outermost: int | None = None
    top = {id(block) for block in document.blocks}
    inline: tuple[int, int] = (0, 0)  # a paragraph, and how many tags are open in it
    for tag in tags:
        if tag.name != "details" or id(tag.block) not in top:
            continue
        here = inline[1] if inline[0] == id(tag.block) else 0
        if tag.block.kind is not BlockKind.HTML and (here or not tag.closing):
            inline = (id(tag.block), here - 1 if tag.closing else here + 1)
        elif not tag.closing:
            starts.append(tag.line if outermost is None and _is_collapsed(tag) else None)
            outermost = outermost or starts[-1]
        elif starts and starts.pop() is not None and outermost is not None:
            found.append(Collapsed(outermost, tag.line))
            outermost = None
    if outermost is not None:
        found.append(Collapsed(outermost, last_line))
    return tuple(found)


def _is_collapsed(tag: Tag) -> bool:
    names = _VALUE.sub("", tag.attributes.lower()).split()
    return "open" not in {name.strip("/=") for name in names}


def around(stretches: Sequence[Collapsed], line: int, end_line: int) -> Collapsed | None:
    """The one of the stretches (sorted) that holds all lines from `line` to `end_line`, or None."""
    index = bisect_right(stretches, line, key=lambda stretch: stretch.start) - 1
    return stretches[index] if index >= 0 and end_line <= stretches[index].end else None
