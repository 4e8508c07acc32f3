"""Links with exact places, each case beside its good twin; all inline markup together."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterable

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from execplan_hooks.document import inline
from execplan_hooks.document.linking import links
from execplan_hooks.document.markdown import MarkdownLimitError, parse


def urls(text: str) -> list[tuple[str, str]]:
    """Kind and URL of each link; checks that the place holds what it says."""
    lines = text.split("\n")
    result = []
    for link in links.links(parse(lines)):
        source = lines[link.line - 1][link.column - 1 : link.end_column - 1]
        if link.kind == "reference":
            assert source.startswith(("[", "!["))
        elif "\\" not in source and "&" not in source:
            assert source == link.url.removeprefix("mailto:") or f"http://{source}" == link.url
        result.append((link.kind, link.url))
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b)", [("link", "b")]),
        ("[a] (b)", []),
        ("[a](b 'c')", [("link", "b")]),
        ("[a](<b c>)", [("link", "b c")]),
        ("[a](b c)", []),
        ("[a](b_(c))", [("link", "b_(c)")]),
        ("[a](b\\)c&amp;d)", [("link", "b)c&d")]),
        ("[a](/x?a=1&copy=2)", [("link", "/x?a=1&copy=2")]),
        ("![a](b)", [("image", "b")]),
        ("[![a](b)](c)", [("image", "b"), ("link", "c")]),
        ("[a *b](c)*", [("link", "c")]),
        ("[a `]`](b)", [("link", "b")]),
        ("[a `](b)`", []),
        ("\\[a](b)", []),
        ("- [ ] [a](b)", [("link", "b")]),
        ("| [a](b) | c |\n|---|---|", [("link", "b")]),
        ("<https://a.b/c>", [("autolink", "https://a.b/c")]),
        ("<a@b.c>", [("autolink", "mailto:a@b.c")]),
        ("`<https://a.b/c>`", []),
        ("[a][b] [B] [b][]\n\n[b]: /u", [("reference", "/u")] * 3 + [("definition", "/u")]),
        ("[a][c]\n\n[b]: /u", [("definition", "/u")]),
        ("[`x`_y]\n\n[`x`_y]: /u", [("reference", "/u"), ("definition", "/u")]),
        ("[b]:\n  <u v>\n  'title'", [("definition", "u v")]),
        ("a <a href='b&amp;c'>d</a>", [("html", "b&c")]),
        ("<p>\n<img alt=x src=b.png>", [("html", "b.png")]),
        ("<p data-href='x'>", []),
        ("see https://a.b/c.", [("bare", "https://a.b/c")]),
        ("(see https://a.b/c)", [("bare", "https://a.b/c")]),
        ("https://a.b/c_(d)?e=f.", [("bare", "https://a.b/c_(d)?e=f")]),
        ("https://a.b/?c=d&hl;", [("bare", "https://a.b/?c=d")]),
        ("**https://a.b**", [("bare", "https://a.b")]),
        ('"https://a.b", x', [("bare", "https://a.b")]),
        ("https://a.b）。", [("bare", "https://a.b")]),
        ("www.a.b/c", [("bare", "http://www.a.b/c")]),
        ("xwww.a.b", []),
        ("https://<host>/x https:// xhttps://a", []),
        ("ftp://a.b HTTP://C.D", [("bare", "ftp://a.b"), ("bare", "HTTP://C.D")]),
        ("[https://a.b](https://c.d)", [("link", "https://c.d")]),
        ("`https://a.b` <!-- https://c.d -->", []),
        ("<!-- https://a.b\n\nhttps://c.d -->", []),
        ("<!-- a --> https://c.d", [("bare", "https://c.d")]),
        ("```\nhttps://a.b\n```\n\n    https://c.d", []),
        ("> - https://a.b\n>   [c](d)", [("bare", "https://a.b"), ("link", "d")]),
    ],
)
def test_links(text: str, expected: list[tuple[str, str]]) -> None:
    assert urls(text) == expected


def test_a_link_keeps_its_text_as_written() -> None:
    (link,) = links.links(parse(["", "> see [the `x`](http://a.b/c 't')"]))
    assert link == links.Link("link", "http://a.b/c", "the `x`", 2, 17, 29)


def test_the_first_definition_counts() -> None:
    assert urls("[a]: /1\n[A]: /2\n\n[a]")[-1] == ("reference", "/1")


def _flat(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


# fmt: off
_WORDS = (
    "`", "``", "[", "]", "(", ")", "a", "b ", "<", "\\", " ", "\n", "|", "<!-- c -->", "<b>", '"', "'", "](u)", "![",
    "&amp;", "*", "_", "<a title='", "'>", "](", "<m@x.y>", "<h:/x>", "~",
)
# fmt: on


def test_code_and_links_equal_the_oracle() -> None:
    oracle = MarkdownIt("commonmark")
    oracle.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    oracle.normalizeLink = lambda url: url  # type: ignore[method-assign]
    rng = random.Random(11)
    for _ in range(3000):
        lines = ("z" + "".join(rng.choice(_WORDS) for _ in range(rng.randint(2, 14)))).split("\n")
        tokens = list(_flat(oracle.parse("\n".join(lines))))
        document = parse(lines)
        # Both keep other spaces at the ends of lines; what matters is which text is code.
        code = [token.content.split() for token in tokens if token.type == "code_inline"]
        assert [s.text.split() for b in document.walk() for s in inline.code_spans(b)] == code, lines
        targets = [token for token in tokens if token.type in ("link_open", "image")]
        theirs = [str(token.attrGet("href") or token.attrGet("src") or "") for token in targets]
        ours = [link.url for link in links.links(document) if link.kind in ("link", "image", "autolink")]
        assert sorted(ours) == sorted(theirs), lines


def test_mistletoes_global_matches_do_not_leak_into_the_next_text() -> None:
    from mistletoe import core_tokens

    core_tokens._code_matches = []
    assert urls("[a `b`](c) `") == [("link", "c")]
    assert core_tokens._code_matches == []


HEAVY: dict[str, str] = {
    "20,000 open links": "[a](" * 20_000,
    "20,000 lines with open links": "[a](\n" * 20_000,
    "many paragraphs with open links": ("[a](b (" * 100 + "\n\n") * 2_500,
    "1 MB of backticks": "`" * 1_000_000,
    "backtick runs of all lengths": " ".join("`" * length for length in range(1, 1_400)),
    "many code spans in a line": "`a` " * 200_000,
    "open comments": "x " + "<!--" * 200_000,
    "open comments in a block": "<div>" + "<!--" * 200_000,
    "open instructions": "x " + "<?" * 400_000,
    "open attributes": "x " + "<a b='" * 200_000,
    "a tag without an end": "x <a" + " b = " * 200_000,
    "open brackets": "[" * 1_000_000,
    "nested brackets": "[" * 3_000 + "]" * 3_000,
    "a long mail address": "<a@" + "a." * 400_000,
    "a URL with many parentheses": "http://a.b/" + ")" * 1_000_000,
    "a URL with many entities": "http://a.b/" + "&a;" * 300_000,
    "a URL with many semicolons": "http://a.b/" + ";" * 1_000_000,
    "emphasis": "*a **b " * 80_000 + "[a](b)",
    "a table": "|a|b|\n|-|-|\n" + "|`x`|[a](b)|\n" * 20_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_hostile_text_takes_linear_time(name: str) -> None:
    start = os.times().user
    document = parse(HEAVY[name].split("\n"))
    for block in document.walk():
        inline.code_spans(block)
        inline.comments(block)
    with contextlib.suppress(MarkdownLimitError):
        links.links(document)
    # Two seconds on a free machine, some more on a busy one; quadratic would be minutes.
    assert os.times().user - start < 8


@pytest.mark.parametrize("count", [100, 500, 1_000])
def test_a_paragraph_of_many_links(count: int) -> None:
    assert len(urls("[a](b) " * count)) == count


@pytest.mark.parametrize("text", ["[a](b) " * 20_000, ("[a](b (" * 100 + "\n\n") * 2_500])
def test_beyond_the_limit_it_is_said_that_links_are_not_found(text: str) -> None:
    document = parse(f"# A\n\n[a](b)\n\n{text}".split("\n"))
    with pytest.raises(MarkdownLimitError, match=r"\Anot checked: so many links and brackets take too long") as raised:
        links.links(document)
    assert raised.value.line == 5
