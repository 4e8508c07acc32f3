"""Untrusted text in a draft: it stays one line, is shown as it is, and nothing around it changes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from execplan_hooks.document import stamps
from execplan_hooks.document.frontmatter import parse
from execplan_hooks.document.naming import fits, leading_day
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.source import decode
from execplan_hooks.drafting.wording import (
    code,
    comment,
    heading,
    inline,
    one_line,
    placeholder,
    slug,
    stamp,
    yaml_text,
)

MARKUP = st.text(st.sampled_from("a Z1#`*_[]()<>!?/|\\-:&\"'{}~=.@,\n\t\u2026é日")) | st.text()
BLOCKS = ("Summary of it", "details", "Source", "pre", "script x", "!-- x", "?php", "/div", "![CDATA[", "form a=b")


@given(MARKUP)
def test_front_matter_reads_what_was_written(text: str) -> None:
    found = parse(decode("x.md", f"---\nkey: {yaml_text(text)}\nother: x\n---\n# x\n".encode()))
    assert found.problem is None
    assert [(field.key, field.value) for field in found.fields] == [("key", one_line(text)), ("other", "x")]


@given(MARKUP | st.sampled_from(BLOCKS))
def test_a_placeholder_is_text_that_a_reader_sees(text: str) -> None:
    shown = placeholder(text)
    for document in (f"{shown}\n\n# x\n", f"- Label: {shown}\n\n# x\n"):
        tokens = MarkdownIt("commonmark").parse(document)
        inner = [child for token in tokens for child in token.children or []]
        assert not [token for token in (*tokens, *inner) if token.type in ("html_block", "html_inline")], shown
        assert tokens[-2].content == "x"
    assert "\n" not in shown
    assert is_unfilled(shown)


@given(MARKUP)
def test_a_code_span_shows_its_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parseInline(f"x {code(text)} y")
    spans = [child.content for child in tokens[0].children or [] if child.type == "code_inline"]
    wanted = one_line(text)
    assert not wanted.strip() or spans == [wanted]


@given(MARKUP)
def test_a_heading_is_one_heading(text: str) -> None:
    document = f"# x{heading(text)}\n\n## Next\n"
    tokens = MarkdownIt("commonmark").parse(document)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2"]
    inner = [child for token in tokens for child in token.children or []]
    assert "html_inline" not in {child.type for child in inner}


@pytest.mark.parametrize("text", ["Fix #", "Fix C#", "# ##", "a \\# #"])
def test_number_signs_at_the_end_of_a_heading_are_shown(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"# {heading(text)}\n")
    shown = "".join(child.content for child in tokens[1].children or [])
    assert shown == text.replace("\\#", "#")


@given(MARKUP)
def test_text_within_a_line_is_plain_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parseInline(f"x {inline(text)} y")
    children = tokens[0].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == f"x {one_line(text)} y"


@given(st.lists(MARKUP.map(one_line), min_size=1, max_size=4))
def test_a_comment_ends_where_it_should(lines: list[str]) -> None:
    tokens = MarkdownIt("commonmark").parse(f"{comment(lines)}\n\n# x\n")
    assert tokens[0].type == "html_block"
    assert tokens[-2].content == "x"
    assert tokens[0].content.count("-->") == 1


@given(st.text())
def test_a_slug_is_a_part_of_a_file_name(text: str) -> None:
    found = slug(text)
    assert len(found) <= 60
    assert len(f"2026-11-20-{found}-PLAN.md".encode()) <= 255
    assert not found or fits(f"{found}-PLAN.md", ["{slug}-PLAN.md"]) or leading_day(found)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("\u9650\u6d41", "\u9650\u6d41"),
        ("\u304c\u304e \ud55c\uad6d\uc5b4", "\u304c\u304e-\ud55c\uad6d\uc5b4"),
        ("Gr\u00f6\u00dfe \u00e4ndern", "grosse-andern"),
        ("STRA\u1e9eE", "strasse"),
        ("Caf\u00e9, cafe\u0301", "cafe-cafe"),
        ("\u00d8re \u041f\u043b\u0430\u043d", "\u00f8re-\u043f\u043b\u0430\u043d"),
        ("\u0130stanbul \ufb01x", "istanbul-fix"),
        ("../../etc/passwd", "etc-passwd"),
        ("\u202e \u200b!", ""),
    ],
)
def test_a_slug_keeps_the_letters_of_a_title(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_a_slug_ends_with_a_whole_word() -> None:
    assert slug("\u00dcber die Br\u00fccke: " + "wort " * 30) == "uber-die-brucke-" + "-".join(["wort"] * 9)
    assert slug("x" * 100) == "x" * 60


@pytest.mark.parametrize("form", stamps.FORMS)
@given(moment=st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(9999, 1, 1), timezones=st.just(dt.UTC)))
def test_a_stamp_has_its_form(form: str, moment: dt.datetime) -> None:
    found = stamps.at(stamp(moment, form))
    assert found is not None
    assert (found.form, found.date, found.impossible) == (form, moment.date(), "")
