"""YAML of other programs is read as they do, and what is too much for that is refused before it is expanded."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from execplan_hooks.foreign_yaml import Unread, load_foreign_yaml
from execplan_hooks.located import MAX_CHARACTERS, MAX_DEPTH, ConfigError
from execplan_hooks.yaml_reader import load_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x ^vendor/\nb: *x\n", {"a": "^vendor/", "b": "^vendor/"}),
        ("a: &x [1, 2]\nb: [*x, *x]\n", {"a": [1, 2], "b": [[1, 2], [1, 2]]}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n", {"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 3}}),
        (
            "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}\n",
            {"a": {"p": 1}, "b": {"p": 2, "q": 2}, "c": {"p": 1, "q": 2}},
        ),
        (
            "a: &x {p: 1}\nb: &y {<<: *x, q: 2}\nc: {<<: *y}\n",
            {"a": {"p": 1}, "b": {"p": 1, "q": 2}, "c": {"p": 1, "q": 2}},
        ),
        ('"<<": {p: 1}\n', {"<<": {"p": 1}}),
        ("<<: 3\na: 1\n", {"a": 1}),
        ("a: !reference [.base, script]\n", {"a": [".base", "script"]}),
        ("a: !!python/object/apply:os.system [x]\n", {"a": ["x"]}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("spec: {inputs: {}}\n---\na: 1\n", {"a": 1}),
        ("", {}),
        ("\ufeffa: &x\nb: *x\n", {"a": None, "b": None}),
    ],
)
def test_what_is_read(text: str, value: object) -> None:
    assert load_foreign_yaml(text, "f").value == value


def test_a_place_is_that_of_the_key() -> None:
    top = load_foreign_yaml("a: &x {p: 1}\nb:\n  <<: *x\n  q: 2\n", "f").mapping()
    assert [top["b"].line, top["b"].mapping()["q"].line, top["b"].mapping()["p"].line] == [2, 4, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *x\n", "f:1: not valid YAML: the alias *x of an anchor that is not there"),
        ("a: &x 1\n---\nb: *x\n", "f:3: not valid YAML: the alias *x of an anchor that is not there"),
        ("a: [b\n- c: d]: [\n", "f:2: not valid YAML: "),
        ("? [a]\n: 1\n", "f:1: a key that is a list or a mapping; keys are text"),
    ],
)
def test_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_foreign_yaml(text, "f")
    assert str(error.value).startswith(message)
    assert not isinstance(error.value, Unread)


def _laughs(levels: int, form: str, first: str) -> str:
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} {form.format(*[f'*a{n - 1}'] * 9)}" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_laughs(30, "[{}, {}, {}, {}, {}, {}, {}, {}, {}]", "[ha]"), "too large: more than 50,000 values"),
        (_laughs(30, "{{<<: [{}, {}, {}, {}, {}, {}, {}, {}, {}]}}", "{a: b}"), "too large: more than 50,000 values"),
        (_laughs(5000, "[{}]", "[ha]"), f"nested more than {MAX_DEPTH} levels deep"),
        (_laughs(5000, "{{<<: {}}}", "{a: b}"), f"nested more than {MAX_DEPTH} levels deep"),
        ("a: &x [*x]\n", "a value that contains itself"),
        ("a: " + "[" * 5000, f"nested more than {MAX_DEPTH} levels deep"),
        ("a: " + "b" * MAX_CHARACTERS, "too large: more than 1,000,000 characters"),
    ],
    ids=range(7),
)
def test_what_is_too_much_is_refused_at_once(text: str, message: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unread) as error:
        load_foreign_yaml(text, "f")
    assert error.value.message == message
    assert time.monotonic() - began < 5


_PIECES = ["a", "b", "- ", ": ", "&x ", "*x", "<<", "!t ", "\n", "  ", "[", "]", "{", "}", ", ", "---\n", "'", "|\n"]


@given(text=st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_what_ours_reads_is_read_alike_and_nothing_else_goes_wrong(text: str) -> None:
    try:
        found = load_foreign_yaml(text, "f").value
    except ConfigError:
        with pytest.raises(ConfigError):
            load_yaml(text, "f")
        return
    with contextlib.suppress(ConfigError):  # an alias, a tag, a second document
        assert load_yaml(text, "f").value == found


_SCALARS = st.sampled_from(["x", "^a/", "1"])
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("pq"), inner, max_size=2)
)


@given(value=_VALUES, other=st.dictionaries(st.sampled_from("pqr"), _SCALARS, max_size=3))
def test_aliases_and_merges_mean_what_ruamel_constructs(value: object, other: dict[str, str]) -> None:
    text = f"a: &x {json.dumps(value)}\nb: *x\nc: &y {json.dumps(other)}\nd: {{<<: *y, p: own}}\n"
    assert load_foreign_yaml(text, "f").value == YAML(typ="safe", pure=True).load(text)
