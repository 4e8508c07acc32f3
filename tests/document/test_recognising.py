"""Packaged dialects are read when a document may be a plan in them; which one it is does not depend on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document import recognition
from execplan_hooks.document.dialect.catalogue import PACKAGED, Catalogue
from execplan_hooks.document.recognition import Fingerprint, Hiding, recognise
from execplan_hooks.document.source import decode
from tests.fixtures import DIALECTS, conforming

_CATALOGUE = Catalogue()
_RECOGNITIONS = [_CATALOGUE.get(name).recognise for name in PACKAGED]
_KEYS = sorted({key for one in _RECOGNITIONS for key in (*one.headings, *one.without)} | {"a", "b", "c", "d"})
_TITLES = sorted({title for one in _RECOGNITIONS for title in one.titles} | {"", "a plan"})
_FRONT = sorted({key for one in _RECOGNITIONS for key in one.front_matter} | {"a"})
_PROFILES = sorted({name for one in _RECOGNITIONS for name in one.profiles} | {"", "a"})
_HIDING = st.builds(Hiding, st.frozensets(st.sampled_from(_KEYS), max_size=6), st.booleans(), st.booleans())
_SOME = st.sampled_from(_RECOGNITIONS).flatmap(
    lambda one: st.frozensets(st.sampled_from((*one.headings, "a", "b")), max_size=8)
)
_MARKS = st.builds(
    Fingerprint,
    _SOME,
    _SOME,
    st.sampled_from(_TITLES),
    st.frozensets(st.sampled_from(_FRONT), max_size=5),
    st.sampled_from(_PROFILES),
    st.lists(_HIDING, max_size=3).map(tuple),
)


@pytest.mark.parametrize("name", PACKAGED)
def test_what_is_read_of_it_alone_is_what_the_whole_dialect_has(name: str) -> None:
    assert Catalogue().recognition(name) == _CATALOGUE.get(name).recognise


@given(marks=_MARKS)
def test_the_quick_look_changes_no_answer(marks: Fingerprint) -> None:
    for name in PACKAGED:
        dialect = _CATALOGUE.get(name)
        if recognition._fit(dialect, marks) is not None:
            assert recognition._may_fit(dialect.recognise, marks)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_few_dialects_are_read_for_a_plan(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = Catalogue._packaged

    def noted(self: Catalogue, name: str, chain: tuple[str, ...]) -> object:
        read.append(name)
        return original(self, name, chain)

    monkeypatch.setattr(Catalogue, "_packaged", noted)
    plan = recognition.load(decode("plan.md", conforming(dialect).encode()), Catalogue())
    assert plan is not None
    assert plan.dialect.name == dialect
    assert len(read) <= 4


def test_no_dialect_is_read_for_another_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Catalogue, "_packaged", lambda *_: pytest.fail("a dialect was read"))
    assert recognise(Catalogue(), Fingerprint({"install", "usage", "license"}, title="readme")) is None
