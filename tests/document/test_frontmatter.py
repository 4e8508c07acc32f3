from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.frontmatter import FrontField, FrontMatter, parse
from execplan_hooks.document.source import Source, decode


def front(body: str) -> FrontMatter:
    return parse(Source("plan.md", f"---\n{body}---\n\n# Plan\n"))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        # PITFALLS: 1.10, dates and yes change type: compare text
        ("version: 1.10\n", FrontField("version", "1.10", 2, 10)),
        ("date: 2026-01-02\n", FrontField("date", "2026-01-02", 2, 7)),
        ("at: 2026-01-02T03:04:05Z\n", FrontField("at", "2026-01-02T03:04:05Z", 2, 5)),
        ("done: yes\n", FrontField("done", "yes", 2, 7)),
        ("done: True\n", FrontField("done", "True", 2, 7)),
        ("id: 007\n", FrontField("id", "007", 2, 5)),
        ("owner: ~\n", FrontField("owner", "~", 2, 8)),
        ("owner:\n", FrontField("owner", "", 2, 7)),
        ("owner: # nobody\n", FrontField("owner", "", 2, 7)),
        ("\n# c\nbranch:   feature/x   # why\n", FrontField("branch", "feature/x", 4, 11)),
        ("title: 'a: b'\n", FrontField("title", "a: b", 2, 8)),
        ('"état": "ü \\u0041"\n', FrontField("état", "ü A", 2, 9)),
        ("status:\n  done\n", FrontField("status", "done", 3, 3)),
        ("note: |\n  one\n  two\n", FrontField("note", "one\ntwo", 2, 7)),
        ("tags: [a, b]\n", FrontField("tags", "", 2, 7, nested=True)),
        ("scope:\n  - a\n", FrontField("scope", "", 3, 3, nested=True)),
        ("scope:\n  in: a\n", FrontField("scope", "", 3, 3, nested=True)),
        ("{a: b}\n", FrontField("a", "b", 2, 5)),
        ("1: x\n", FrontField("1", "x", 2, 4)),
    ],
)
def test_pitfall_ruamel_fields_are_text_with_their_place(body: str, field: FrontField) -> None:
    assert front(body) == FrontMatter((field,))


def test_pitfall_ruamel_an_absent_value_stands_after_its_colon() -> None:
    fields = front('a:  \n\n# c\n\n"b: b" : # c\nc:\n').fields
    assert [(field.value, field.line, field.column) for field in fields] == [
        ("", 2, 3),
        ("", 6, 9),
        ("", 7, 3),
    ]


def test_pitfall_other_line_separators_do_not_shift_positions() -> None:
    assert front("a: x\x85y\nb: x\u2028y\nc: 'x\ry'\nd: 1\n").fields[-1] == FrontField("d", "1", 5, 4)


def test_fields_in_file_order() -> None:
    assert [field.key for field in front("z: 1\na: 2\nm: 3\n").fields] == ["z", "a", "m"]


@pytest.mark.parametrize(
    "text", ["# Plan\n", "---\n---\n# Plan\n", "---\n\n# c\n---\n", "---\na: 1\n", "\n---\na: 1\n---\n"]
)
def test_no_fields_and_no_problem(text: str) -> None:
    assert parse(Source("plan.md", text)) == FrontMatter()


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        # PITFALLS: duplicate keys raise: report key and line
        ("a: 1\nb: 2\na: 3\n", 4, 'front matter: key "a" is given twice, first in line 2'),
        ("- a\n- b\n", 2, "front matter: expected fields (key: value), found a list"),
        ("\njust text\n", 3, "front matter: expected fields (key: value), found text"),
        ("a: 1\ntitle: b: c\n", 3, "front matter: not valid YAML: mapping values are not allowed here"),
        (
            "a: 1\nb:\n\t- c\n",
            4,
            "front matter: not valid YAML: a tab where a value may start; indent with spaces",
        ),
        ("a: 1\nb: *x\n", 3, "front matter: a YAML alias (*name); write the value out"),
        ("a: 1\n[b]: 2\n", 3, "front matter: a key that is a list or a mapping"),
        ("a: " + "[" * 500 + "\n", 2, "front matter: nested more than 40 levels deep"),
        ("a: \x07\n", 2, "front matter: not valid YAML: the character U+0007 is not allowed"),
    ],
)
def test_problems(body: str, line: int, message: str) -> None:
    assert front(body).problem == (line, message)


def test_of_a_key_given_twice_the_first_value_counts() -> None:
    assert front("a: 1\na: 2\nb: 3\n").fields == (FrontField("a", "1", 2, 4), FrontField("b", "3", 4, 4))


def test_after_a_syntax_error_there_are_no_fields() -> None:
    assert front("a: 1\nb: 'x\n").fields == ()


def test_byte_order_mark_and_carriage_returns_do_not_move_positions() -> None:
    source = decode("plan.md", b"\xef\xbb\xbf---\r\na: 1\r\nb:  2\r\n---\r\n# Plan\r\n")
    assert parse(source).fields == (FrontField("a", "1", 2, 4), FrontField("b", "2", 3, 5))


@given(st.one_of(st.text(), st.text("ab:-?[]{},#&*!|>'\"%@ \n\t\r.\\1\x85\u2028\x0c")))
def test_any_front_matter(body: str) -> None:
    source = Source("plan.md", f"---\n{body}\n---\n")
    found = parse(source)
    for field in found.fields:
        assert 2 <= field.line <= source.front_matter_end
        assert 1 <= field.column <= len((*source.lines, "")[field.line - 1]) + 1
    if found.problem:
        assert 1 <= found.problem[0] <= source.front_matter_end
        assert "\n" not in found.problem[1]
