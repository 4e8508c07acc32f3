"""Plugins that patterns of ours stand for: what such a plugin finds we find, but for what is listed here."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.document.secrets import planted, plugins
from tests.document.secrets.equality import found, unseen
from tests.document.secrets.test_equality import EXAMPLES
from tests.rules.secret_samples import HEX, MIXED, TOKENS, random_text

_MANY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
_BY_SHAPE = sorted({*plugins.REPLACED} - {"KeywordDetector"})


_EXCEPTED = {
    # Behind the prefix an npm token goes on; of several on a line the plugin takes the last, up to its end.
    "NpmDetector": re.compile(r"npm_[\s\"'`]|/:_authToken=.*/:_authToken="),
    # What has the shape of a token reaches to the end of its signature, whatever that ends with.
    "JwtTokenDetector": re.compile(r"eyJ[\w=-]+\.[\w=-]+\.[\w=-]*eyJ"),
}
"""Lines in which a plugin may find what we do not: they are those of `LESS`."""


def _is_excepted(name: str, line: str) -> bool:
    return name in _EXCEPTED and _EXCEPTED[name].search(line) is not None


@pytest.mark.parametrize("name", _BY_SHAPE)
@_MANY
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_what_a_replaced_plugin_finds_we_find(name: str, data: st.DataObject, seed: int) -> None:
    token = data.draw(st.sampled_from(list(plugins.plugin(name).denylist)).flatmap(planted.matches))
    made = [token, TOKENS["jwt"][0](seed)] if name == "JwtTokenDetector" else [token]
    lines = [*planted.lines(made, seed), *(line.format(made[-1]) for line in planted.SURROUNDINGS.values())]
    assert list(unseen([line for line in lines if not _is_excepted(name, line)], [name])) == []


LESS = {
    "an npm token of blanks or quotes": ("NpmDetector", "//r/:_authToken=npm_ x"),
    "an npm token that is a quote": ("NpmDetector", '"//r/:_authToken=npm_"'),
    "an npm token behind another without a blank": ("NpmDetector", "//r/:_authToken=npm_a//r/:_authToken= npm_b"),
    "a JSON Web Token as a signature's end": ("JwtTokenDetector", "eyJhIjoxIQ.e30.{}" + TOKENS["jwt"][0](1)),
    "a comparison with the name behind": ("KeywordDetector", "if '{}' == password:"),
    "an unequal": ("KeywordDetector", "password !== '{}'"),
    "a statement": ("KeywordDetector", "password '{}';"),
    "Spanish": ("KeywordDetector", "contrase\u00f1a = '{}'"),
    "Spanish in ASCII": ("KeywordDetector", "contrasena = '{}'"),
    "a short value": ("KeywordDetector", "password = 'aB3$x'"),
    "several blanks before the sign": ("KeywordDetector", "db_key  = '{}'"),
    "a long rest of a name": ("KeywordDetector", "db_key" + "_of_staging" * 5 + " = '{}'"),
}
"""What a replaced plugin finds and nothing of ours does."""


@pytest.mark.parametrize("case", LESS)
def test_what_only_a_replaced_plugin_finds(case: str) -> None:
    name, line = LESS[case]
    line = line.replace("{}", random_text(MIXED, 24))
    assert plugins.values(name, line)
    assert list(unseen([line], [name])) == [(name, 0)]


def test_exceptions_are_counted() -> None:
    assert Counter(name for name, _ in LESS.values()) == {"KeywordDetector": 8, "NpmDetector": 3, "JwtTokenDetector": 1}


_NAMES = """
api_key apikey auth_key service_key account_key db_key database_key priv_key private_key client_key db_pass
database_pass key_pass password passwd pwd secret
""".split()  # noqa: SIM905


@_MANY
@given(
    st.sampled_from([*_NAMES, *(name.upper() for name in _NAMES)]),
    st.sampled_from(["", "_old", "2", "']", '"]']),
    st.sampled_from([":", ": ", " = ", "=", " == ", "===", " => ", "=>"]),
    st.sampled_from("'\"`"),
    st.builds(
        random_text, st.sampled_from([MIXED, HEX, MIXED + "!$%&/+-_.:;~"]), st.integers(12, 60), st.integers(0, 99)
    ),
    st.sampled_from(list(planted.SURROUNDINGS.values())),
)
def test_quoted_values_that_the_keyword_plugin_finds_we_find(
    name: str, rest: str, sign: str, quote: str, value: str, around: str
) -> None:
    line = around.format(f"{name}{rest}{sign}{quote}v{value}{quote}")
    assert plugins.values("KeywordDetector", line)
    assert any(value in line[start:end] or line[start:end] in value for _, _, start, end in found([line]))
