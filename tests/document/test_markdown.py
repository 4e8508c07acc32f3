"""The block tree: kinds, places, contents; each known bug of mistletoe beside what must not change."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

from execplan_hooks.document.markdown import BlockKind, MarkdownLimitError, cells, parse
from tests.document import oracle


def outline(text: str) -> list[str]:
    """`kind first-last column text` of each block, children indented."""
    depth: dict[int, int] = {}
    result = []
    for block in parse(text.split("\n")).walk():
        level = depth.get(id(block), 0)
        depth.update((id(child), level + 1) for child in block.children)
        extra = f"{block.marker} {block.info}".strip() or ("h" + str(block.level) if block.level else "")
        parts = [f"{block.kind} {block.line}-{block.end_line} {block.column}", extra, repr(block.text)]
        result.append("  " * level + " ".join(part for part in parts if part and part != "''"))
    return result


CASES: dict[str, tuple[str, list[str]]] = {
    # A fence is closed by a run without an info string, of its own character, at least as long.
    "fence: an inner info string does not close it": (
        "```\n```sh\n# no\n```\n# yes",
        ["fence 1-4 1 ``` '```sh\\n# no'", "heading 5-5 1 h1 'yes'"],
    ),
    "fence: a longer run closes it": (
        "```sh a\nx\n````\n# yes",
        ["fence 1-3 1 ``` sh a 'x'", "heading 4-4 1 h1 'yes'"],
    ),
    "fence: a shorter run or another character does not": (
        "````\n```\n~~~~\n````",
        ["fence 1-4 1 ```` '```\\n~~~~'"],
    ),
    "fence: in a quote it ends with the quote": (
        "> ```\n> x\ny",
        ["quote 1-2 1", "  fence 1-2 3 ``` 'x'", "paragraph 3-3 1 'y'"],
    ),
    "heading: its own text, not the last one's": (
        "# a\n## b ##\n#\n### \\#",
        ["heading 1-1 1 h1 'a'", "heading 2-2 1 h2 'b'", "heading 3-3 1 h1", "heading 4-4 1 h3 '\\\\#'"],
    ),
    "heading: not without a space, not seven": (
        "#a\n\n####### b",
        ["paragraph 1-1 1 '#a'", "paragraph 3-3 1 '####### b'"],
    ),
    "setext heading: in a quote": (
        "> a\n> ---\n> b",
        ["quote 1-3 1", "  heading 1-2 3 h2 'a'", "  paragraph 3-3 3 'b'"],
    ),
    "setext heading: not lazily": ("> a\n===", ["quote 1-2 1", "  paragraph 1-2 3 'a\\n==='"]),
    "setext heading: underline of one character": (
        "a\n=-=\n\nb\n==",
        ["paragraph 1-2 1 'a\\n=-='", "heading 4-5 1 h1 'b'"],
    ),
    "comment: a heading in it does not count": (
        "<!-- a\n\n# no\n--> b\n# yes",
        ["html 1-4 1 '<!-- a\\n\\n# no\\n--> b'", "heading 5-5 1 h1 'yes'"],
    ),
    "html: upper case and a tag at the line's end": (
        "<DIV\n# no\n\n<pre\n\n# no\n</pre>\n# yes",
        ["html 1-2 1 '<DIV\\n# no'", "html 4-7 1 '<pre\\n\\n# no\\n</pre>'", "heading 8-8 1 h1 'yes'"],
    ),
    "html: only `<!`": ("<!\n# yes", ["paragraph 1-1 1 '<!'", "heading 2-2 1 h1 'yes'"]),
    "html: a tag of one's own does not interrupt": (
        "a\n<x-y>\n# yes",
        ["paragraph 1-2 1 'a\\n<x-y>'", "heading 3-3 1 h1 'yes'"],
    ),
    "form feed and no-break space are text": ("a\n\f\n# b\n\u00a0\n---", [
        "paragraph 1-2 1 'a\\n\\x0c'", "heading 3-3 1 h1 'b'", "heading 4-5 1 h2 '\\xa0'",
    ]),
    "bare marker: children start where they are": (
        "-\n  # a\n- b",
        ["list 1-3 1", "  item 1-2 1 -", "    heading 2-2 3 h1 'a'", "  item 3-3 1 -", "    paragraph 3-3 3 'b'"],
    ),
    "bare marker: after a blank line it is empty": (
        "-\n\n  a",
        ["list 1-1 1", "  item 1-1 1 -", "paragraph 3-3 3 'a'"],
    ),
    "lazy continuation: after a paragraph": (
        "- a\nb\n  - c\n d",
        [
            "list 1-4 1", "  item 1-4 1 -", "    paragraph 1-2 3 'a\\nb'", "    list 3-4 3", "      item 3-4 3 -",
            "        paragraph 3-4 5 'c\\nd'",
        ],
    ),
    "lazy continuation: not after a fence": (
        "- ```\n  a\n  ```\nb",
        ["list 1-3 1", "  item 1-3 1 -", "    fence 1-3 3 ``` 'a'", "paragraph 4-4 1 'b'"],
    ),
    "lazy continuation: not after a blank line": (
        "- a\n\nb",
        ["list 1-1 1", "  item 1-1 1 -", "    paragraph 1-1 3 'a'", "paragraph 3-3 1 'b'"],
    ),
    "lazy continuation: undone where a definition does not need the line": (
        "> [a]: /u 'x\ny",
        ["quote 1-2 1", "  paragraph 1-2 3 \"[a]: /u 'x\\ny\""],
    ),
    "lazy continuation: undone after a definition": (
        "> [a]: /u\n> 'x\ny",
        ["quote 1-3 1", "  definition 1-1 3 '[a]: /u'", "  paragraph 2-3 3 \"'x\\ny\""],
    ),
    "tabs": (
        "-\ta\n\n\tb\n\n\t\tc\n>\td",
        [
            "list 1-5 1", "  item 1-5 1 -", "    paragraph 1-1 3 'a'", "    paragraph 3-3 2 'b'", "    code 5-5 3 'c'",
            "quote 6-6 1", "  paragraph 6-6 3 'd'",
        ],
    ),
    "tab inside code stays one": ("\ta\n\t\tb", ["code 1-2 2 'a\\n\\tb'"]),
    "table": (
        "| a | b |\n|---|:-:|\n| c |\n\nd",
        ["table 1-3 1 '| a | b |\\n|---|:-:|\\n| c |'", "paragraph 5-5 1 'd'"],
    ),
    "table: as many cells in the delimiter row": ("| a | b |\n|---|", ["paragraph 1-2 1 '| a | b |\\n|---|'"]),
    "table: blanks behind the header row": ("|a|b|  \n|-|-|", ["table 1-2 1 '|a|b|  \\n|-|-|'"]),
    "table: an escaped pipe is text": ("| a \\| b |\n|---|", ["table 1-2 1 '| a \\\\| b |\\n|---|'"]),
    "table: ends at a heading": ("a|b\n-|-\n# c", ["table 1-2 1 'a|b\\n-|-'", "heading 3-3 1 h1 'c'"]),
    "table: interrupts a paragraph": ("x\na|b\n-|-", ["paragraph 1-1 1 'x'", "table 2-3 1 'a|b\\n-|-'"]),
    "definition: stays in the tree": (
        "[a]: /u\n  'x\n  y'\nb",
        ["definition 1-3 1 \"[a]: /u\\n'x\\ny'\"", "paragraph 4-4 1 'b'"],
    ),
    "definition: swallows nothing that follows": (
        "[a]: /u\n# b\n[c]: d e\n- f",
        [
            "definition 1-1 1 '[a]: /u'", "heading 2-2 1 h1 'b'", "paragraph 3-3 1 '[c]: d e'", "list 4-4 1",
            "  item 4-4 1 -", "    paragraph 4-4 3 'f'",
        ],
    ),
    "list: another marker is another list": (
        "- a\n* b\n1. c\n2) d",
        [
            "list 1-1 1", "  item 1-1 1 -", "    paragraph 1-1 3 'a'", "list 2-2 1", "  item 2-2 1 *",
            "    paragraph 2-2 3 'b'", "list 3-3 1", "  item 3-3 1 1.", "    paragraph 3-3 4 'c'", "list 4-4 1",
            "  item 4-4 1 2)", "    paragraph 4-4 4 'd'",
        ],
    ),
    "list: in a paragraph only a 1 with content starts one": (
        "a\n2. b\n-\tc",
        ["paragraph 1-2 1 'a\\n2. b'", "list 3-3 1", "  item 3-3 1 -", "    paragraph 3-3 3 'c'"],
    ),
    "break: not an item": ("- a\n- - -\n- b", [
        "list 1-1 1", "  item 1-1 1 -", "    paragraph 1-1 3 'a'", "break 2-2 1", "list 3-3 1", "  item 3-3 1 -",
        "    paragraph 3-3 3 'b'",
    ]),
    "trailing blank lines belong to nothing": (
        "- a\n\n    b\n\n\n```\nc\n\n",
        [
            "list 1-3 1", "  item 1-3 1 -", "    paragraph 1-1 3 'a'", "    paragraph 3-3 5 'b'", "fence 6-7 1 ``` 'c'",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_outline(name: str) -> None:
    text, expected = CASES[name]
    assert outline(text) == expected


def test_front_matter_is_the_callers_business_and_moves_the_lines() -> None:
    heading, paragraph = parse(["# a", "", "b"], first_line=5).blocks
    assert (heading.line, paragraph.line, paragraph.pieces[0].line) == (5, 7, 7)


@pytest.mark.parametrize(
    ("text", "closed"), [("```\na", False), ("```\na\n```sh", False), ("```\na\n```", True), ("> ```", False)]
)
def test_unclosed_fence_is_said_to_be_one(text: str, closed: bool) -> None:
    (fence,) = [block for block in parse(text.split("\n")).walk() if block.kind is BlockKind.FENCE]
    assert fence.closed is closed


@pytest.mark.parametrize("chunk", range(5))
def test_places_are_those_of_the_source(chunk: int) -> None:
    rng = random.Random(chunk)
    seeds = [text.split("\n") for text in oracle.SEEDS.values()]
    for _ in range(200):
        lines = oracle.mutate(rng.choice(seeds), rng)
        for block in parse(lines).walk():
            assert 1 <= block.line <= block.end_line <= len(lines)
            assert lines[block.line - 1][block.column - 1 :].startswith(block.marker)
            assert lines[block.line - 1][: block.column - 1].strip(" \t>-+*.)0123456789") == ""
            for piece in block.pieces:
                assert block.line <= piece.line <= block.end_line
                assert lines[piece.line - 1][piece.column - 1 :].startswith(piece.text)
            end = block.line - 1
            for child in block.children:
                assert end < child.line
                assert child.end_line <= block.end_line
                end = child.end_line


def test_every_line_with_text_belongs_to_one_leaf() -> None:
    rng = random.Random(7)
    seeds = [text.split("\n") for text in oracle.SEEDS.values()]
    for _ in range(200):
        lines = oracle.mutate(rng.choice(seeds), rng)
        leaves: set[int] = set()
        containers: set[int] = set()
        for block in parse(lines).walk():
            covered = set(range(block.line, block.end_line + 1))
            if block.kind in (BlockKind.QUOTE, BlockKind.LIST, BlockKind.ITEM):
                containers |= covered
            else:
                assert not covered & leaves
                leaves |= covered
        for number, line in enumerate(lines, start=1):
            bare = not line.strip(" \t>-+*.)0123456789")
            assert number in leaves or not line.strip(" \t") or (bare and number in containers), lines


LIMITS: dict[str, list[str]] = {
    "2,000 nested quotes": ["> " * 2000 + "x"],
    "500 nested lists": ["  " * depth + "- x" for depth in range(500)],
    "500 markers in a line": ["- " * 500 + "x"],
    "quotes 60 deep, over and over": [">" * 60 + "x", ""] * 4_000,
    "lazy lines in 50 quotes": ["> " * 50 + "a"] + ["b"] * 10_000,
}
HEAVY: dict[str, list[str]] = {
    "20,000 lines that start with [": ["[x"] * 20_000,
    "20,000 open titles": ["[x]: y 'a", '[x]: y "a', "[x]: y (a"] * 7_000,
    "one line of 2 MB": ["x" * 2_000_000],
    "2 MB of stars": ["*" * 2_000_000 + "x"],
    "2 MB of spaces": ["a" + " " * 2_000_000 + "b"],
    "many small lists": ["- a", "b", ""] * 33_000,
    "one item with many paragraphs": ["- a", *["b", "", "  c"] * 20_000],
    "many open parentheses": ["[x]: " + "(" * 1_000_000],
    "a tag with many attributes": ["<a" + " b" * 500_000],
    "a wide table": ["|a" * 200_000, "|-" * 200_000],
}


@pytest.mark.parametrize("name", LIMITS)
def test_nesting_without_end_is_one_error(name: str) -> None:
    start = os.times().user
    with pytest.raises(MarkdownLimitError, match=r"^not checked: ") as caught:
        parse(LIMITS[name], first_line=3)
    assert 3 <= caught.value.line < 3 + len(LIMITS[name])
    assert os.times().user - start < 8


@pytest.mark.parametrize("name", HEAVY)
def test_long_texts_take_linear_time(name: str) -> None:
    start = os.times().user
    assert parse(HEAVY[name]).blocks
    # Two seconds on a free machine, some more on a busy one; quadratic would be minutes.
    assert os.times().user - start < 8


def test_nesting_as_real_plans_have_it_is_no_error() -> None:
    lines = ["  " * depth + "- x" for depth in range(30)] * 5
    assert sum(block.kind is BlockKind.ITEM for block in parse(lines).walk()) == 150


def test_a_parse_after_an_error_is_right_and_mistletoe_is_as_before() -> None:
    from mistletoe import block_token, token

    before = list(block_token._token_types), token._root_node, block_token.Paragraph.parse_setext
    with pytest.raises(MarkdownLimitError):
        parse(["> a", "- " * 100 + "x"])
    assert outline("> a\n> ---") == ["quote 1-2 1", "  heading 1-2 3 h2 'a'"]
    assert before == (
        block_token._token_types,
        token._root_node,
        block_token.Paragraph.parse_setext,
    )


def test_importing_does_not_import_mistletoe() -> None:
    code = (
        "import sys, execplan_hooks.document.markdown as m, execplan_hooks.document.inline,"
        " execplan_hooks.document.mask, execplan_hooks.document.linking.links;"
        "assert 'mistletoe' not in sys.modules; m.parse(['a']); assert 'mistletoe' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b |", [(1, " a "), (5, " b ")]),
        ("a|b", [(0, "a"), (2, "b")]),
        ("|a\\|b|", [(1, "a\\|b")]),
        ("||", [(1, "")]),
        ("|", []),
        (" |a|  ", [(2, "a")]),
    ],
)
def test_cells(row: str, expected: list[tuple[int, str]]) -> None:
    assert cells(row) == expected
