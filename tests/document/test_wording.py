"""Which edits of a text are minor, and which change what it says."""

from __future__ import annotations

import time

import pytest

from execplan_hooks.document.revision.edits import anything, is_kept, is_typo, nothing
from execplan_hooks.document.revision.evidence import result
from execplan_hooks.document.revision.wording import words_of

KEPT = [
    ("case", "The Import stops.", "the import stops"),
    ("punctuation", "Stops, at once.", "Stops at once;"),
    ("wrapping", "It stops\nat once", "It  stops at\nonce"),
    ("emphasis", "**Stops** at _once_", "Stops at once"),
    ("code marks", "run src/a.py", "run `src/a.py`"),
    ("typographic quotes", 'the "first" page\'s end', "the “first” page's end"),
    ("an article", "a test drives parser", "the test drives the parser"),
    ("hyphens", "a time-out is re-used", "a timeout is reused"),
    ("two words joined", "a time out happens here", "a timeout happens here"),
    ("swapped letters", "the implementation is done", "the implemetnation is done"),
    ("a missing letter", "ten requests are refused", "ten reqests are refused"),
    ("a doubled letter", "it occured on import", "it occurred on import"),
    ("a long weighty word", "this is optional for the reader", "this is opitonal for the reader"),
    ("a link's target formatted", "see [a](docs/a.md)", "see [a]( docs/a.md )"),
    ("a comment", "stops at once", "stops <!-- TODO --> at once"),
]
CHANGED = [
    ("a number", "within 200 ms", "within 900 ms"),
    ("a number in words", "after five tries", "after four tries"),
    ("a unit", "within 200 ms", "within 200 s"),
    ("a sign", "answers in < 2 s", "answers in > 2 s"),
    ("a sign before a number", "at -1 degrees", "at 1 degrees"),
    ("a path", "`src/a.py` only", "`src/b.py` only"),
    ("case in code", "set `LIMIT`", "set `limit`"),
    ("a flag", "run `make test`", "run `make test --fast`"),
    ("a negation added", "it is deployed", "it is not deployed"),
    ("a negation gone", "it never deploys", "it deploys"),
    ("now for not", "it does now stop", "it does not stop"),
    ("a weaker verb", "it must stop", "it should stop"),
    ("an exception", "all files are read", "all files except logs are read"),
    ("an opposite", "include the logs", "exclude the logs"),
    ("another opposite", "keep it in sync here", "keep it in async here"),
    ("minimum for maximum", "the minimum size", "the maximum size"),
    ("valid for invalid", "a valid row", "an invalid row"),
    ("struck out", "it must stop", "~~it must stop~~"),
    ("words in another order", "the cat bites the dog", "the dog bites the cat"),
    ("many typos", "parser storage command report", "parsre storaeg comamnd report"),
    ("a word in between", "the parser stops", "the slow parser stops"),
    ("the end is gone", "it stops and says why", "it stops"),
    ("something added", "It stops.", "It stops. It deletes `src/`."),
]


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_a_minor_edit_keeps_what_is_said_in_both_directions(before: str, after: str) -> None:
    one, other = words_of(before.splitlines()), words_of(after.splitlines())
    assert is_kept(one, other, nothing)
    assert is_kept(other, one, nothing)


@pytest.mark.parametrize(("before", "after"), [case[1:] for case in CHANGED], ids=[case[0] for case in CHANGED])
def test_an_edit_of_the_meaning_does_not(before: str, after: str) -> None:
    assert not is_kept(words_of([before]), words_of([after]), nothing)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("Added the parser.", "Added the parser. 12 tests passed.", True),
        ("Added the parser", "Added the parser, with tests", True),
        ("Added the parser (Owner: ada)", "Added the parser; `make` passes (Owner: ada)", True),
        ("Added the parser and the command", "Added the parser (now `rows.py`) and the command", True),
        ("First. Second.", "First. In between `x`. Second.", True),
        ("Added the parser and the command", "Added the parser without tests and the command", False),
        ("Added the parser", "Never added the parser", False),
        ("Added the parser. Wired it.", "Wired it.", False),
        ("Added the parser", "Removed the parser", False),
    ],
)
def test_a_record_may_be_continued_where_a_statement_ends(before: str, after: str, kept: bool) -> None:
    assert is_kept(words_of([before]), words_of([after]), anything) is kept


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ("The import takes 3 s. Result: 2.8 s on the office machine.", True),
        ("The import takes 3 s (done 2025-11-04).", True),
        ("The import takes 3 s. The export takes 2 s.", False),
        ("The import takes 3 s. Result: the export must take 2 s.", False),
        ("The import takes 3 s. Result: `src/b.py` is allowed.", False),
    ],
)
def test_a_demand_may_get_its_result_and_no_further_demand(after: str, kept: bool) -> None:
    assert is_kept(words_of(["The import takes 3 s."]), words_of([after]), result) is kept


@pytest.mark.parametrize(
    ("one", "other", "typo"),
    [
        ("update", "udpate", True),
        ("valid", "invalid", False),
        ("requests", "reqeusts", True),
        ("requests", "request", True),
        ("import", "export", False),
        ("encode", "decode", False),
        ("stop", "step", False),
        ("from", "form", True),
        ("public", "private", False),
        ("accept", "except", False),
    ],
)
def test_a_typo_is_spelt_nearly_the_same(one: str, other: str, typo: bool) -> None:
    assert is_typo(one, other) is typo


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a. b " * 60_000, "b. a " * 60_000),
        ("x y. " * 60_000, "x z. " * 60_000),
        ("` `` ``` " * 30_000, "`` ` ``` " * 30_000),
        ("`a " * 100_000, "`b " * 100_000),
        ("-" * 200_000, "~" * 200_000),
        ("[" * 200_000, "[redacted" * 20_000),
        ("active/" * 30_000 + "a", "active/" * 30_000 + "a.md"),
        ("](a" * 60_000, "](" + "(a" * 60_000),
        ("_***" * 50_000, "a***" * 50_000),
        ("~~a" * 60_000, "~~a~~" + " *" * 60_000),
    ],
)
def test_the_time_is_linear(before: str, after: str) -> None:
    start = time.process_time()
    is_kept(words_of([before]), words_of([after]), anything)
    is_kept(words_of([before], links=False), words_of([after], links=False), anything)
    assert time.process_time() - start < 3
