"""A lazy pattern is used as a compiled one is."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest

import execplan_hooks
from execplan_hooks.lazy import Lazy, lazy

_TEXT = "one Two\nthree"
_CALLS: dict[str, Callable[[re.Pattern[str]], Any]] = {
    "match": lambda pattern: pattern.match(_TEXT, 4),
    "fullmatch": lambda pattern: pattern.fullmatch("Two"),
    "search": lambda pattern: pattern.search(_TEXT),
    "findall": lambda pattern: pattern.findall(_TEXT),
    "finditer": lambda pattern: list(pattern.finditer(_TEXT)),
    "split": lambda pattern: pattern.split(_TEXT, 1),
    "sub": lambda pattern: pattern.sub("-", _TEXT),
    "subn": lambda pattern: pattern.subn(lambda match: match[0] * 2, _TEXT),
}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The patterns that are compiled."""
    seen: list[str] = []
    original = re.compile

    def noted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        seen.append(pattern)
        return original(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    return seen


@pytest.mark.parametrize("name", _CALLS)
def test_each_method_does_what_that_of_a_compiled_pattern_does(name: str) -> None:
    usual, ours = re.compile("t[a-z]+", re.IGNORECASE), lazy("t[a-z]+", re.IGNORECASE)
    for _ in range(2):  # before and after it is compiled
        assert repr(_CALLS[name](ours)) == repr(_CALLS[name](usual))


def test_it_is_compiled_once_and_not_before_it_is_used(compiled: list[str]) -> None:
    pattern = lazy("a+")
    assert (pattern.pattern, compiled) == ("a+", [])
    for call in _CALLS.values():
        call(pattern)
    assert compiled == ["a+"]


def test_a_pattern_that_is_none_is_told_when_it_is_used() -> None:
    with pytest.raises(re.error):
        lazy("(").search("")


def test_what_no_pattern_has_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = lazy("a").nothing  # type: ignore[attr-defined]


def test_all_patterns_of_the_package_can_be_compiled() -> None:
    for found in pkgutil.walk_packages(execplan_hooks.__path__, "execplan_hooks."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    patterns = [value for value in gc.get_objects() if isinstance(value, Lazy)]
    assert len(patterns) > 100
    for one in patterns:
        re.compile(one.pattern, one.flags)
