"""Code spans and comments with exact places; each case beside its good twin."""

from __future__ import annotations

import pytest

from execplan_hooks.document import inline
from execplan_hooks.document.markdown import parse


def spans(text: str) -> list[tuple[str, str]]:
    """Content and place of each code span."""
    return [
        (span.text, f"{span.line}:{span.column}-{span.end_line}:{span.end_column}")
        for block in parse(text.split("\n")).walk()
        for span in inline.code_spans(block)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", [("b", "1:3-1:6")]),
        ("a \\`b` c", []),
        ("a `b\\` c", [("b\\", "1:3-1:7")]),
        ("``a`b`` `", [("a`b", "1:1-1:8")]),
        ("`a`` b", []),
        ("`` ` ``", [("`", "1:1-1:8")]),
        ("`  `", [("  ", "1:1-1:5")]),
        ("- x `a\n  b` y", [("a b", "1:5-2:5")]),
        ("> `a\n> b`", [("a b", "1:3-2:5")]),
        ("# `a` #", [("a", "1:3-1:6")]),
        # Leftmost wins: tags and autolinks bind as tightly as code.
        ("<a href='`'>`", []),
        ("`<a href='`'>`", [("<a href='", "1:1-1:12")]),
        ("<https://a.b`c>`", []),
        ("x <!-- ` --> `a`", [("a", "1:14-1:17")]),
        ("`<!--` a `-->`", [("<!--", "1:1-1:7"), ("-->", "1:10-1:15")]),
        ("a <!-- `b`", [("b", "1:8-1:11")]),
        # A code span does not leave its cell, nor its row.
        ("|a|b|\n|-|-|\n|`x|y`|\n|`x\\|y`|`z`|", [("x|y", "4:2-4:8"), ("z", "4:9-4:12")]),
        ("|a|b|\n|-|-|\n|`x||\n|y`||", []),
        ("```\n`a`\n```\n\n    `b`\n\n<div>`c`", []),
    ],
)
def test_code_spans(text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- b --> c", ["<!-- b -->"]),
        ("a <!-- b\nc --> d", ["<!-- b\nc -->"]),
        ("a <!-- b", []),
        ("a \\<!-- b -->", []),
        ("a `<!-- b -->`", []),
        ("a <!--> b -->", ["<!-->"]),
        ("<!-- a\n\nb --> c <!-- d -->", ["<!-- a\n\nb -->", "<!-- d -->"]),
        ("<div>\n<!-- a", ["<!-- a"]),
        ("```\n<!-- a -->\n```", []),
    ],
)
def test_comments(text: str, expected: list[str]) -> None:
    blocks = parse(text.split("\n")).walk()
    assert [span.text for block in blocks for span in inline.comments(block)] == expected
