"""Edits by line and column change exactly what they name, whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.source import Source, decode
from execplan_hooks.fixing.edits import Editable, EditError, Span, apart, encoded
from execplan_hooks.model import Edit


def edited(text: str, *edits: Edit) -> str:
    editable = Editable(text)
    return editable.edited(editable.spans(edits)).text


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ("one\ntwo\n", Edit(1, 1, 1, 4, "1"), "1\ntwo\n"),
        ("one\ntwo\n", Edit(1, 2, 1, 2, "x"), "oxne\ntwo\n"),
        ("one\ntwo\n", Edit(1, 4, 2, 1, " "), "one two\n"),
        ("one\ntwo\n", Edit(1, 4, 1, 4, "!"), "one!\ntwo\n"),
        ("one\ntwo\n", Edit(2, 1, 3, 1, ""), "one\n"),
        ("one\ntwo\n", Edit(3, 1, 3, 1, "three\n"), "one\ntwo\nthree\n"),
        ("one\ntwo\n", Edit(3, 1, 3, 1, "three"), "one\ntwo\nthree\n"),
        ("one\ntwo", Edit(3, 1, 3, 1, "three\n"), "one\ntwo\nthree"),
        ("one\ntwo", Edit(3, 1, 3, 1, "three\n\n"), "one\ntwo\nthree"),
        ("one\ntwo", Edit(2, 1, 2, 4, "2"), "one\n2"),
        ("one\ntwo\n", Edit(2, 1, 3, 1, "2"), "one\n2\n"),
        ("a\u2028b\x0cc\n", Edit(1, 4, 1, 5, "x"), "a\u2028bxc\n"),
        ("\U0001f600é\n", Edit(1, 2, 1, 3, "e"), "\U0001f600e\n"),
    ],
)
def test_an_edit(text: str, edit: Edit, expected: str) -> None:
    assert edited(text, edit) == expected


def test_edits_of_one_fix_are_applied_together_in_their_order() -> None:
    text = "one\ntwo\nthree\n"
    assert edited(text, Edit(3, 1, 4, 1, ""), Edit(1, 1, 1, 1, "three\n")) == "three\none\ntwo\n"
    assert edited(text, Edit(2, 1, 2, 1, "a"), Edit(2, 1, 2, 1, "b"), Edit(2, 1, 2, 2, "T")) == "one\nabTwo\nthree\n"


@pytest.mark.parametrize(
    "edits",
    [
        (Edit(0, 1, 1, 1, ""),),
        (Edit(1, 0, 1, 1, ""),),
        (Edit(1, 5, 1, 5, ""),),
        (Edit(3, 2, 3, 2, ""),),
        (Edit(4, 1, 4, 1, ""),),
        (Edit(1, 3, 1, 2, ""),),
        (Edit(2, 1, 1, 1, ""),),
        (Edit(1, 1, 1, 1, "a\r\n"),),
        (Edit(1, 1, 1, 3, ""), Edit(1, 2, 1, 4, "")),
        (Edit(1, 1, 2, 2, ""), Edit(2, 1, 2, 1, "x")),
    ],
)
def test_edits_without_a_place_or_on_top_of_one_another_are_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(EditError):
        edited("one\ntwo\n", *edits)


def test_each_line_after_an_edit_knows_the_line_it_stems_from() -> None:
    editable = Editable("a\nb\nc\nd\n")
    after = editable.edited(editable.spans([Edit(1, 1, 2, 1, ""), Edit(3, 1, 3, 1, "x\ny\n"), Edit(4, 1, 4, 2, "D")]))
    assert after.text == "b\nx\ny\nc\nD\n"
    assert [after.line_before(line) for line in range(1, 7)] == [2, 3, 3, 3, 4, 5]


def test_of_fixes_that_meet_the_first_is_taken() -> None:
    one, same, near, far = Span(0, 4, "a"), Span(0, 4, "b"), Span(4, 6, ""), Span(8, 9, "")
    assert apart([(near,), (one,), (far,)]) == [1, 2]
    assert apart([(same,), (one,)]) == [1]
    assert apart([(one, far), (Span(9, 9, "x"),), (Span(6, 7, ""),)]) == [0, 2]
    assert apart([(Span(5, 5, "a"),), (Span(5, 5, "b"),)]) == [0]
    assert apart([(), (one,)]) == [1]
    assert apart([(Span(0, 1, ""), Span(20, 30, "")), (Span(5, 6, ""),), (Span(25, 25, "x"),)]) == [0, 1]


TEXT = st.text(st.sampled_from("ab\n\u2028\x0c\x85é\U0001f600 #-"), max_size=30)
NEWLINE = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Edit]:
    """Edits that do not overlap, of a text."""
    editable = Editable(text)
    places = sorted(draw(st.lists(st.integers(0, len(editable.body)), max_size=6)))
    result = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        line, last = editable.line_at(start), editable.line_at(end)
        column, end_column = start - editable.starts[line - 1] + 1, end - editable.starts[last - 1] + 1
        result.append(Edit(line, column, last, end_column, draw(TEXT)))
    return result


@given(st.data(), TEXT)
def test_what_is_outside_of_the_edits_stays(data: st.DataObject, text: str) -> None:
    editable = Editable(text)
    spans = editable.spans(data.draw(edits(text)))
    expected, at = "", 0
    for span in spans:
        expected += editable.body[at : span.start] + span.text
        at = span.end
    expected += editable.body[at:]
    result = editable.edited(spans).text
    assert result.rstrip("\n") == expected.rstrip("\n")
    assert result.endswith("\n") == text.endswith("\n")
    assert not text.endswith("\n") or result == expected or result == expected + "\n"


@given(st.data(), TEXT)
def test_a_line_that_was_not_edited_stems_from_itself(data: st.DataObject, text: str) -> None:
    editable = Editable(text)
    spans = editable.spans(data.draw(edits(text)))
    after = editable.edited(spans)
    shift = 0
    for line, start in enumerate(editable.starts[:-1], 1):
        end = editable.starts[line] - 1
        if not any(span.start <= end and start <= span.end for span in spans):
            before = [span for span in spans if span.end < start]
            shift = sum(span.text.count("\n") - editable.body.count("\n", span.start, span.end) for span in before)
            assert after.line_before(line + shift) == line


@given(TEXT.filter(str.strip), NEWLINE, st.booleans())
def test_a_source_is_written_as_it_was_read(text: str, newline: str, bom: bool) -> None:
    data = (("\ufeff" if bom else "") + text.replace("\n", newline)).encode()
    assert encoded(decode("a.md", data)) == data


def test_what_cannot_be_written_is_refused() -> None:
    for source in (decode("a.md", b"a\r\nb\n"), Source("a.md", "\udc80")):
        with pytest.raises(EditError):
            encoded(source)
