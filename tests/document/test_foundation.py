"""mistletoe is imported without its set of all punctuation, and nothing else is changed by that."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest

from execplan_hooks.document.commonmark.foundation import Punctuation, few_characters

ALL = sys.maxunicode


def run(code: str) -> list[str]:
    """What a fresh interpreter prints, as words."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def test_the_first_parse_builds_no_set_of_all_punctuation_and_restores_the_last_code_point() -> None:
    code = (
        "import sys; from execplan_hooks.document.markdown import parse; parse(['a']); "
        "from mistletoe import core_tokens; found = core_tokens.punctuation; "
        "print(sys.maxunicode, type(found).__name__, max(found._known), '\\u2014' in found, '\\u00e4' in found)"
    )
    assert run(code) == [str(ALL), "Punctuation", "~", "True", "False"]


def test_mistletoe_is_left_alone_where_it_was_imported_before() -> None:
    code = (
        "import sys; from mistletoe import core_tokens; before = core_tokens.punctuation; "
        "from execplan_hooks.document.markdown import parse; parse(['a']); "
        "print(sys.maxunicode, core_tokens.punctuation is before)"
    )
    assert run(code) == [str(ALL), "True"]


def test_the_last_code_point_is_restored_after_an_import_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mistletoe")
    seen = []

    def fail() -> None:
        seen.append(sys.maxunicode)
        raise ImportError

    with pytest.raises(ImportError), few_characters():
        fail()
    assert [*seen, sys.maxunicode] == [127, ALL]


def test_punctuation_holds_what_mistletoes_set_would() -> None:
    ascii_only = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    found = Punctuation(ascii_only)
    characters = [chr(number) for number in range(0, ALL + 1, 7)] + [chr(number) for number in range(0x3100)]
    assert [one for one in characters if one in found] == [
        one for one in characters if one in ascii_only or unicodedata.category(one).startswith("P")
    ]


def test_mistletoe_still_finds_emphasis_as_it_does() -> None:
    text = "'*a*\\u2014 b*\\u201ec\\u201c* \\u00bf_d_? e_f_'"
    show = f"import mistletoe; print(ascii(mistletoe.markdown({text})))"
    assert run(f"import execplan_hooks.document.commonmark; {show}") == run(show)
