"""`@frozen` and `@dataclass(frozen=True)` make classes that behave alike."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.frozen import frozen

_VALUES = st.one_of(st.integers(0, 2), st.text("ab", max_size=1), st.none(), st.tuples(st.booleans()))


@frozen
class Made:
    first: object
    second: object = "ab"
    line: object = field(default=0, compare=False)
    hidden: object = field(default=1, repr=False)
    many: tuple[object, ...] = field(default_factory=tuple)

    @cached_property
    def twice(self) -> tuple[object, object]:
        return self.first, self.first


@dataclass(frozen=True)
class Usual:
    first: object
    second: object = "ab"
    line: object = field(default=0, compare=False)
    hidden: object = field(default=1, repr=False)
    many: tuple[object, ...] = field(default_factory=tuple)


@frozen
class One:
    """Of one field."""

    only: object


@frozen
class Empty:
    """Of none."""


@frozen
class More(One):
    """With the fields of another."""

    further: int = 0


@frozen
class Same:
    """With an equality and a representation of its own."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.name.lower() == self.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())

    def __repr__(self) -> str:
        return "same"


@given(values=st.lists(_VALUES, min_size=1, max_size=4), others=st.lists(_VALUES, min_size=1, max_size=4))
def test_two_are_equal_hashed_and_shown_as_those_of_a_dataclass(values: list[Any], others: list[Any]) -> None:
    one, other, usual, beside = Made(*values), Made(*others), Usual(*values), Usual(*others)
    assert (one == other) is (usual == beside)
    assert (one != other) is (usual != beside)
    assert (hash(one) == hash(other)) is (hash(usual) == hash(beside))
    assert repr(one).replace("Made", "Usual") == repr(usual)
    assert dataclasses.asdict(one) == dataclasses.asdict(usual)


@pytest.mark.parametrize("make", [lambda: Made(1, line=5), lambda: One((1, 2)), Empty, lambda: More(1, 2)])
def test_a_copy_is_equal_and_has_the_same_hash(make: Callable[[], Any]) -> None:
    value = make()
    for other in (make(), copy.copy(value), pickle.loads(pickle.dumps(value)), dataclasses.replace(value)):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)


@pytest.mark.parametrize("other", [Usual(1), One(1), (1,), 1, None])
def test_a_value_of_another_class_is_another_value(other: object) -> None:
    assert Made(1) != other
    assert More(1) != other


def test_a_subclass_has_the_fields_of_both() -> None:
    assert More(1, 2) != More(1, 3)
    assert repr(More(1, 2)) == "More(only=1, further=2)"


def test_what_the_class_says_itself_stays() -> None:
    assert Same("A") == Same("a")
    assert len({Same("A"), Same("a")}) == 1
    assert repr(Same("A")) == "same"


def test_a_field_without_a_place_in_the_comparison_changes_nothing() -> None:
    assert Made(1, line=1) == Made(1, line=2)
    assert hash(Made(1, line=1)) == hash(Made(1, line=2))


def test_what_is_computed_once_can_be_kept() -> None:
    made = Made(1)
    assert made.twice is made.twice
    assert made == Made(1)
