"""What a plan says of findings that do not count in it: `<!-- execplan: allow RULE -- reason -->`.

Comments count, in code nothing does. Which lines a directive is about:

- a comment that is a block of its own: the next block (CommonMark's), of a heading that line alone. At the end of a
  list item that is the next item, and between two items, where the comment ends the list, the first one of the rest;
- a comment within the text of a block: that block; of a table the row, of a list item what is no nested list;
- `allow-file`: all lines.

What HTML or a link makes text of, `<textarea>` or a link's title, holds no comment.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from execplan_hooks.document.inline import Span, comments, scan, stretches
from execplan_hooks.document.linking.links import MAX_WORK, destinations, work_of
from execplan_hooks.document.markdown import Block, BlockKind, Document
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

MARK = "execplan:"
BLOCK, FILE = "allow", "allow-file"

# How other tools write it, or somebody who does not remember the form.
_OTHERWISE = lazy(
    r"exec[ _-]?plans?(?:[ _-]?(?:hooks|lint))?[ :_-]{1,3}"
    r"(?P<word>(?:allow|disable|enable|ignore|suppress|skip|noqa|off)(?:[_-][a-z_-]{1,20})?)(?=[ :,]|\Z)",
    re.IGNORECASE,
)
# In the file a comment may go on behind the `>` of a quote.
_BEGINS = re.compile(r"<!--[\s>]*+exec", re.IGNORECASE)
_REASON = lazy(r" (?:--|\u2014|\u2013)(?: |\Z)")
_NO_REASONS = frozenset(("todo", "tbd", "fixme", "xxx", "reason", "none", "na", "n/a", "null"))
_EDGES = " .,;:!?-_*`'\"()<>[]{}\u2026\u2013\u2014"

Lines = tuple[range, ...]


@frozen
class Suppression:
    """A directive, at its comment's place (1-based, as in `Finding`).

    `word` is what it begins with, `BLOCK` or `FILE` where it is right. `rules` are the names behind it as they are
    written between commas. `reason` is empty where none is given; `has_dash`: what parts it from the rules is there.
    `lines` are those that it is about, None: all of the file. `start` is how it begins where that is not with `MARK`;
    it may be no directive at all then.
    """

    word: str
    rules: tuple[str, ...]
    reason: str
    has_dash: bool
    line: int
    column: int
    end_line: int
    end_column: int
    lines: Lines | None
    start: str = ""


def suppressions(plan: Plan) -> list[Suppression]:
    """The directives of a plan, in the order of the text."""
    if not _BEGINS.search(plan.source.text):  # hardly a plan has one: no block need be looked at
        return []
    found = sorted(_among(plan.document.blocks, None, None), key=lambda one: (one.line, one.column))
    inside = _in_links(plan.document, [(one.line, one.column) for one in found])
    return [one for one in found if (one.line, one.column) not in inside]


def _in_links(document: Document, places: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the places, which are sorted, that lie in the target or the title of a link: no comment stands there.

    Where there are too many brackets to tell, all of them: that a finding counts is the lesser mistake.
    """
    texts = []
    for block in document.walk() if places else ():
        if block.kind is not BlockKind.HTML and "](" in block.text and "<!--" in block.text:
            for stretch in stretches(block):
                last = bisect_right(places, stretch.place(len(stretch.text)))
                here = places[bisect_left(places, stretch.place(0)) : last]
                texts += [(block, stretch, here)] if here and "](" in stretch.text else []
    if sum(work_of(block, stretch) for block, stretch, _ in texts) > MAX_WORK:
        return {place for _, _, here in texts for place in here}
    inside: set[tuple[int, int]] = set()
    for _, stretch, here in texts:
        for start, end in destinations(stretch):
            first, last = bisect_left(here, stretch.place(start)), bisect_left(here, stretch.place(end - 1))
            inside.update(here[first:last])
    return inside


def _among(blocks: Sequence[Block], item: Block | None, next_item: Block | None) -> Iterator[Suppression]:
    """The directives in the blocks of one container: of `item`, which `next_item` follows, where it is one."""
    own = [_is_comment(block) for block in blocks]
    following: list[Block | None] = [next_item] * len(blocks)
    for index in range(len(blocks) - 2, -1, -1):
        following[index] = following[index + 1] if own[index + 1] else blocks[index + 1]
    before: Block | None = None
    of_item = _own_lines(item) if item else None
    for index, block in enumerate(blocks):
        after = following[index]
        if own[index]:
            if after and after.kind is BlockKind.LIST and before and before.kind is BlockKind.LIST:
                after = after.children[0]
            for span in comments(block):
                yield from _directive(span, (range(after.line, after.end_line + 1),) if after else ())
            continue
        before = block
        if block.kind is BlockKind.LIST:
            for number, inner in enumerate(block.children):
                rest = block.children[number + 1 : number + 2]
                yield from _among(inner.children, inner, rest[0] if rest else None)
        elif block.kind is BlockKind.QUOTE:
            yield from _among(block.children, None, None)
        else:
            for span in comments(block):
                yield from _directive(span, _around(block, span, of_item))


def _is_comment(block: Block) -> bool:
    """Whether nothing but comments stands in a block."""
    if block.kind is not BlockKind.HTML:
        return False
    at, text = 0, block.text
    for start, end, kind in scan(text, block=True):
        if kind != "comment" or text[at:start].strip():
            return False
        at = end
    return at > 0 and not text[at:].strip()


def _own_lines(item: Block) -> Lines:
    """The lines of a list item without the lists in it."""
    parts, start = [], item.line
    for child in item.children:
        if child.kind is BlockKind.LIST:
            parts.append(range(start, child.line))
            start = child.end_line + 1
    return (*parts, range(start, item.end_line + 1))


def _around(block: Block, span: Span, of_item: Lines | None) -> Lines:
    """The lines of the innermost block that a comment in its text belongs to."""
    if block.kind is BlockKind.TABLE:
        return (range(span.line, span.end_line + 1),)
    if of_item is None or block.kind is BlockKind.HEADING:
        return (range(block.line, block.end_line + 1),)
    return of_item


def _directive(span: Span, lines: Lines) -> Iterator[Suppression]:
    text = " ".join(span.text.removeprefix("<!--").removesuffix("-->").split())
    otherwise = None if text.startswith(MARK) else _OTHERWISE.match(text)
    if not otherwise and not text.startswith(MARK):
        return
    match = _REASON.search(text)
    head, reason = (text[: match.start()], text[match.end() :]) if match else (text, "")
    word, _, listed = head.removeprefix(MARK).strip().partition(" ")
    if otherwise:
        word, listed = otherwise["word"], head[otherwise.end() :]
    yield Suppression(
        word=word,
        rules=tuple(name.strip() for name in listed.split(",")),
        reason=reason if _says_something(reason) else "",
        has_dash=match is not None,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        lines=None if word == FILE else lines,
        start=otherwise[0] if otherwise else "",
    )


def _says_something(reason: str) -> bool:
    bare = reason.strip(_EDGES).casefold()
    return bare not in _NO_REASONS and any(char.isalpha() for char in bare)
