"""markdown-it-py as an oracle for the block structure, and mutations of plans to hold against it.

Where markdown-it-py leaves CommonMark, `EXCEPTIONS` says so, and the oracle is corrected.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, code, table

from execplan_hooks.document.markdown import BlockKind, parse

Mark = tuple[str, int, int, str]
"""What is compared: kind, first line, last line (both 1-based), detail."""


EXCEPTIONS: dict[str, tuple[str, list[str]]] = {
    "outdented code": (
        """markdown-it measures the indent of a line outside a list item from the item, so `    # h` after
        `   - x` ends the paragraph. CommonMark measures from the container that the line is in: there it is
        indented by four, and only continues the paragraph.""",
        ["   - x", "    # h"],
    ),
    "indented quote marker": (
        """markdown-it goes on with a quote at a `>` that is indented by four or more; CommonMark allows three.""",
        ["> x", "    > # h"],
    ),
    "nested quotes": (
        """A line that the outer quote took as a lazy continuation is asked again in the inner quote whether it
        starts a block, now without its indent.""",
        ["> - > x", "    # h"],
    ),
    "lazy table": (
        """markdown-it lets a line outside a list item start a table inside the item's paragraph; to GFM it is
        text of the paragraph, whose container it is not in.""",
        ["  - x", " a | b", "    -|-"],
    ),
}
"""Where markdown-it-py is corrected before it is compared: the reason and the shortest text."""


class _State(StateBlock):
    """Corrects "outdented code": knows the indents of all open items, not only of the innermost."""

    def __init__(self, text: str, markdown: MarkdownIt) -> None:
        self._indents = [0]
        self.in_code = False
        super().__init__(text, markdown, {}, [])

    @property
    def blkIndent(self) -> int:
        return self._indents[-1]

    @blkIndent.setter
    def blkIndent(self, indent: int) -> None:
        self._indents = [*(outer for outer in self._indents if outer < indent), indent]

    def is_code_block(self, line: int) -> bool:
        width = self.sCount[line]
        if self.in_code:
            return width - self.blkIndent >= 4
        if width < 0:
            return True  # corrects "nested quotes": is no code, but starts nothing either
        return width - max((indent for indent in self._indents if indent <= width), default=width) >= 4


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Corrects "indented quote marker": hides such markers."""
    text = state.src
    for line in range(start + 1, end if not silent else start):
        place = state.bMarks[line] + state.tShift[line]
        if state.isEmpty(line):
            break
        if text[place] == ">" and state.is_code_block(line):
            state.src = f"{state.src[:place]}x{state.src[place + 1 :]}"
    try:
        return blockquote(state, start, end, silent)
    finally:
        state.src = text


def _code(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Keeps the corrections out of the rule for indented code itself."""
    assert isinstance(state, _State)
    state.in_code = True
    try:
        return code(state, start, end, silent)
    finally:
        state.in_code = False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Corrects "lazy table"."""
    return not (silent and state.sCount[start] < state.blkIndent) and table(state, start, end, silent)


def _oracle(*, corrected: bool) -> MarkdownIt:
    # The preset stops at 20 levels without a word.
    markdown = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table")
    # It refuses definitions of `javascript:` and `file:` links, for the safety of its HTML.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    if corrected:
        markdown.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        markdown.block.ruler.at("code", _code)
        markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return markdown


_PLAIN = _oracle(corrected=False)
_CORRECTED = _oracle(corrected=True)


def _end(lines: Sequence[str], start: int, end: int) -> int:
    """`end` (exclusive) without trailing lines that are blank, also inside quotes."""
    while end > start + 1 and not lines[end - 1].strip(" \t>"):
        end -= 1
    return end


def expected(lines: Sequence[str], *, corrected: bool = True) -> list[Mark]:
    """The headings, fences and items according to markdown-it-py, `corrected` where it leaves CommonMark."""
    # Only its block rules: inline parsing is not compared, and takes most of the time.
    text = "\n".join(lines) + "\n"
    if corrected:
        state: StateBlock = _State(text, _CORRECTED)
        _CORRECTED.block.tokenize(state, 0, state.lineMax)
    else:
        state = StateBlock(text, _PLAIN, {}, [])
        _PLAIN.block.tokenize(state, 0, state.lineMax)
    marks = []
    for token in state.tokens:
        if token.type not in ("heading_open", "fence", "list_item_open") or token.map is None:
            continue
        start, end = token.map
        detail = {"heading_open": token.tag, "fence": token.info.strip(" \t")}.get(token.type, token.markup)
        kind = {"heading_open": "heading", "fence": "fence"}.get(token.type, "item")
        marks.append((kind, start + 1, _end(lines, start, end), detail))
    return marks


def actual(lines: Sequence[str]) -> list[Mark]:
    """The headings, fences and items according to this package."""
    marks = []
    for block in parse(lines).walk():
        if block.kind in (BlockKind.HEADING, BlockKind.FENCE, BlockKind.ITEM):
            detail = {BlockKind.HEADING: f"h{block.level}", BlockKind.FENCE: block.info}.get(
                block.kind, block.marker[-1:]
            )
            marks.append((str(block.kind), block.line, _end(lines, block.line - 1, block.end_line), detail))
    return marks


# fmt: off
INSERTIONS = (
    "```", "````", "```sh", "```python title", "~~~", "~~~~", "~~~ a`b", "``` a`b", "  ```", "    ```",
    "\t```", "> ", ">", "> text", ">text", "> > x", "> - x", "> ```", "> # q", ">     c", "    > x", ">\tx",
    "- ", "-", "- x", "*", "* x", "+ y", "1.", "1. x", "2)", "2) x", "10. x", "-\tx", "1.\tx", "- - x",
    "-     x", "-    x", "   - x", "- [ ] t", "- [x] t", "- > q", "- # h", "- ```", "***", "---", "===",
    "-  -  -", "- - -", "=", " ---", "    ---", "--- ---", "<!--", "-->", "<!-- x -->", "<!-- x --> y",
    "<details>", "</details>", "<x-y>", "<x-y> t", "<pre>", "</pre>", "<?", "?>", "<!D", "<![CDATA[", "]]>",
    "<div", "<B>", "</", "[x]: y", "[x]:", "[x]: <y", "[x]: y 'z", "z'", "[x]: y z", "[x", "x]: y",
    '[x]: y "t"', "(t)", "", "", "", "   ", "\t", "# h", "  ## h", "   ### h ##", "    # h", "#h", "#",
    "#\tt", "####### h", "| a | b |", "|---|---|", "|---|", "a | b", "--|--", "-|-", ":-:|:-", "a | b | c",
    "text", "  text", "      text", "\ttext", "\fx", "\u00a0", "\\", "`a", "b`",
)
# fmt: on


def mutate(lines: list[str], rng: random.Random) -> list[str]:
    """A copy of `lines` with one to six random changes."""
    lines = list(lines)
    for _ in range(rng.randint(1, 6)):
        rng.choice(_MUTATIONS)(lines, rng.randrange(len(lines) + 1), rng)
    return lines


def _delete(lines: list[str], at: int, rng: random.Random) -> None:
    del lines[at : at + rng.randint(1, 3)]


def _duplicate(lines: list[str], at: int, rng: random.Random) -> None:
    lines[at:at] = lines[at : at + rng.randint(1, 4)]


def _swap(lines: list[str], at: int, _rng: random.Random) -> None:
    lines[at : at + 2] = reversed(lines[at : at + 2])


def _indent(lines: list[str], at: int, rng: random.Random) -> None:
    prefix = rng.choice((" ", "  ", "   ", "    ", "     ", "\t", " \t", "\t\t"))
    for index in range(at, min(at + rng.randint(1, 4), len(lines))):
        lines[index] = prefix + lines[index]


def _outdent(lines: list[str], at: int, rng: random.Random) -> None:
    width = rng.randint(1, 5)
    for index in range(at, min(at + rng.randint(1, 4), len(lines))):
        rest = lines[index].lstrip(" \t")
        lines[index] = lines[index][min(width, len(lines[index]) - len(rest)) :]


def _insert(lines: list[str], at: int, rng: random.Random) -> None:
    indent = rng.choice(("", "", "", " ", "  ", "   ", "    ", "     ", "\t"))
    lines.insert(at, indent + rng.choice(INSERTIONS))


_PREFIXES = ("> ", ">", "- ", "* ", "1. ", "2) ", "-\t", "  > ", "# ", "-   ", ">  ", "10. ", "[x]: ")


def _prefix(lines: list[str], at: int, rng: random.Random) -> None:
    prefix = rng.choice(_PREFIXES)
    for index in range(at, min(at + rng.randint(1, 4), len(lines))):
        lines[index] = prefix + lines[index]


def _join(lines: list[str], at: int, _rng: random.Random) -> None:
    lines[at : at + 2] = [" ".join(lines[at : at + 2])]


_MUTATIONS: tuple[Callable[[list[str], int, random.Random], None], ...] = (
    _delete, _duplicate, _swap, _indent, _outdent, _insert, _insert, _insert, _prefix, _join,
)  # fmt: skip


def shrink(lines: list[str]) -> list[str]:
    """The lines that still differ from the oracle after as many as possible are left out."""
    width = max(1, len(lines) // 2)
    while True:
        at = 0
        while at < len(lines):
            shorter = lines[:at] + lines[at + width :]
            if expected(shorter) != actual(shorter):
                lines = shorter
            else:
                at += width
        if width == 1:
            return lines
        width //= 2


SEEDS: dict[str, str] = {
    "plan": """\
# Add a cache to the importer

This ExecPlan is a living document. It wraps
over two lines and ends with `code`.

## Purpose / Big Picture

After this change the importer reads each page once; see [the notes](docs/notes.md).

## Progress

- [x] (2025-03-01 10:00Z) Read the importer and write down
  what it does today.
- [ ] Add the cache.
    - [ ] Size limit
    - [ ] Eviction
      with a wrapped line
- [~] Measure

  A second paragraph of the item.

## Surprises & Discoveries

- Observation: the client retries on its own.
  Evidence:

  ```text
  GET /a 200
  # not a heading
    - not an item
  ```
- Observation: none

## Decision Log

* Decision: keep the old name
  Rationale: callers
  Date/Author: 2025-03-01 / me
""",
    "commands": """\
Plan: move the schema
=====================

Concrete Steps
--------------

1. Run the tests:

       $ make test
       # comment

2. Build

   ~~~~sh title="build"
   ```
   make all
   ```
   ~~~~

   Expected output:

   ```
   ok
   ```
3) Other list
   1. nested
   2. nested
      continued
10. Ten

***

Unclosed at the end:

````markdown
```sh
ls
```
## In the fence
""",
    "quotes": """\
# Context

> Note: this plan is
> **active**
and goes on lazily.
>
> - first
> - second
>   wrapped
>
> ```python
> print("# x")
> ```
>> nested quote
>> ### heading in it

> 1. one
>
>    two
text after it

- > quote in an item
  > goes on
- item
lazy line
  - deep
lazy line of the deep one
""",
    "tables": """\
## Validation and Acceptance

| Check | Command | Result |
|-------|:-------:|-------:|
| unit | `make a \\| tee` | pass |
| e2e | none |
### Right after

Text with a | pipe
and no table

a | b
--|--
1 | 2

- list

  head | table
  -----|------
  x | y
- | a |

1. | not | a table |
   |---|
   | x |
""",
    "html": """\
<!-- The template:
## Purpose

- [ ] nothing here counts
-->

# Title <!-- inline --> here

<details>
<summary>Log</summary>

## Inside

</details>

- <!-- in an item

  # x
  -->
  text
<custom-tag a="1">
# not a heading

Text
<custom-tag>
# a heading
<pre>

## no
</pre>
## yes
""",
    "references": """\
[home]: https://example.com/a
[long]:
   <https://example.com/b c>
   'a title
   in two lines'
# After definitions

[x]: y "t" z
---

- [d]: /u
  text
- [ ] task
-
  bare marker
-

  not in the item

[open
label
""",
    "tabs": """\
#\tTabs

-\titem
\twrapped
\t-\tnested
\t\twrapped
\t\t```
\t\tcode
\t\t```
1.\tone

\ttwo

\t\tcode
>\tquote
>\t\tcode
> -\tx

\tindented code

\t# code too
\ftext
---
""",
}
"""Plans of our own with what real ones have; mutants of them are compared in the tests."""
