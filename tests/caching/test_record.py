"""What is kept of a file: it comes back as it was, says nothing by itself, and nothing else comes back."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.caching.record import Record, name_of, opened, sealed
from execplan_hooks.examining.examined import Examined
from execplan_hooks.model import Diagnostic, Edit, Fix, Severity

RUN = bytes(range(32))
PATH = "plans/a.md"
TEXT = st.text(max_size=20)
NUMBER = st.one_of(st.none(), st.integers(0, 10**6))
EDITS = st.lists(st.builds(Edit, *(st.integers(1, 99),) * 4, TEXT), max_size=2).map(tuple)
GROUPS = st.lists(TEXT, max_size=3).map(tuple)
LINES = st.lists(st.integers(1, 999), max_size=3).map(tuple)
DIAGNOSTIC = st.builds(
    Diagnostic,
    path=st.just(PATH),
    rule=TEXT,
    severity=st.sampled_from(Severity),
    message=TEXT,
    line=NUMBER,
    column=NUMBER,
    end_line=NUMBER,
    end_column=NUMBER,
    help=TEXT,
    absent=st.booleans(),
    fix=st.one_of(st.none(), st.builds(Fix, EDITS, st.booleans())),
    text=st.text(st.characters(codec=None), max_size=20),
    fingerprint=TEXT,
    subjects=GROUPS,
    places=LINES,
    beside=LINES,
)
EXAMINED = st.builds(
    Examined,
    path=st.just(PATH),
    dialect=st.one_of(st.none(), TEXT),
    diagnostics=st.lists(DIAGNOSTIC, max_size=3).map(tuple),
    left_out=st.dictionaries(TEXT, st.integers(1, 9), max_size=2).map(Counter),
    is_other=st.booleans(),
    is_unfit=st.booleans(),
)
RECORD = st.builds(
    Record,
    EXAMINED,
    st.datetimes(timezones=st.just(dt.UTC)),
    st.dictionaries(st.lists(TEXT, min_size=1, max_size=3).map(tuple), TEXT, max_size=3),
)


@given(record=RECORD, content=st.binary(max_size=30))
def test_a_record_comes_back_as_it_was(record: Record, content: bytes) -> None:
    name = name_of(RUN, PATH, content)
    assert opened(sealed(record, name), name, PATH) == record


@given(record=RECORD, content=st.binary(max_size=30), data=st.data())
def test_an_entry_that_was_changed_is_none(record: Record, content: bytes, data: st.DataObject) -> None:
    name = name_of(RUN, PATH, content)
    entry = bytearray(sealed(record, name))
    at = data.draw(st.integers(0, len(entry) - 1))
    entry[at] ^= data.draw(st.integers(1, 255))
    assert opened(bytes(entry), name, PATH) is None
    assert opened(bytes(entry[:at]), name, PATH) is None


@given(entry=st.binary(max_size=200))
def test_other_bytes_are_no_entry(entry: bytes) -> None:
    assert opened(entry, name_of(RUN, PATH, b"x"), PATH) is None


@given(record=RECORD, one=st.binary(max_size=9), other=st.binary(max_size=9))
def test_only_whoever_has_the_file_reads_its_entry(record: Record, one: bytes, other: bytes) -> None:
    names = {
        (path, content, run): name_of(run, path, content)
        for path in (PATH, "plans/b.md")
        for content in (one, other)
        for run in (RUN, bytes(32))
    }
    assert len({name.public for name in names.values()}) == len(names)
    assert len({name.secret for name in names.values()}) == len(names)
    entry = sealed(record, names[PATH, one, RUN])
    readable = [key for key, name in names.items() if opened(entry, name, PATH) is not None]
    assert readable == [(PATH, one, RUN)]


def test_an_entry_holds_no_text() -> None:
    message = "the quick brown fox"
    found = Examined(PATH, "codex", (Diagnostic(PATH, "links", Severity.ERROR, message, text=message),))
    entry = sealed(Record(found, dt.datetime.now(dt.UTC)), name_of(RUN, PATH, b"x"))
    for word in (*message.encode().split(), b"links", b"codex"):
        assert word not in entry


def test_two_entries_of_a_file_do_not_uncover_each_other() -> None:
    # With the same bytes mixed into both, the difference of the entries would be that of what they say.
    name = name_of(RUN, PATH, b"x")
    texts = ("the quick brown fox", "jumps over the lazy")
    entries = [
        sealed(
            Record(
                Examined(PATH, "codex", (Diagnostic(PATH, "links", Severity.ERROR, text),)), dt.datetime.now(dt.UTC)
            ),
            name,
        )
        for text in texts
    ]
    between = [one ^ other for one, other in zip(*entries, strict=True)]
    assert bytes(a ^ b for a, b in zip(*map(str.encode, texts), strict=True)) not in bytes(between)
