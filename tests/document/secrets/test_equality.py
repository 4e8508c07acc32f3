"""The prefilter drops no line on which a detector fires: over planted tokens, what is nearly one, and the fixtures."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind
from execplan_hooks.document.secrets.credentials import spans
from tests.document.secrets import planted, plugins
from tests.document.secrets.equality import detector, found, found_on_every_line, unseen
from tests.fixtures import FIXTURES

# For a long run: EXECPLAN_SECRETS_EXAMPLES=5000 HYPOTHESIS_PROFILE=random pytest tests/document/secrets
EXAMPLES = int(os.environ.get("EXECPLAN_SECRETS_EXAMPLES", "200"))
_MANY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
_DETECTORS = {detector(kind): [other for other in KINDS if detector(other) == detector(kind)] for kind in KINDS}
_KINDS = pytest.mark.parametrize(
    "kinds", _DETECTORS.values(), ids=[f"{index}-{kinds[0].noun}" for index, kinds in enumerate(_DETECTORS.values())]
)
_USED = pytest.mark.parametrize("name", sorted(plugins.USED))


def test_for_each_plugin_of_the_package_somebody_decided() -> None:
    known = [*plugins.USED, *plugins.REPLACED, *plugins.OFF]
    assert sorted(known) == sorted(plugins.packaged())


@_KINDS
def test_no_planted_token_is_dropped(kinds: list[Kind]) -> None:
    fired: list[str] = []

    @settings(_MANY, max_examples=max(30, EXAMPLES // 10))
    @given(planted.tokens(kinds[0]))
    def plant(token: str) -> None:
        lines = [line.format(token) for line in planted.SURROUNDINGS.values()]
        without = found_on_every_line(lines, kinds)
        assert found(lines, kinds) == without
        if without:
            fired.append(token)

    plant()
    assert len(set(fired)) >= 5


@_KINDS
@_MANY
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_nothing_near_a_token_is_dropped(kinds: list[Kind], data: st.DataObject, seed: int) -> None:
    lines = planted.lines([data.draw(planted.tokens(kinds[0]))], seed)
    assert found(lines, kinds) == found_on_every_line(lines, kinds)


@_MANY
@given(st.lists(st.sampled_from(KINDS).flatmap(planted.tokens), min_size=1, max_size=3), st.integers(0, 2**32))
def test_nothing_in_lines_of_all_kinds_is_dropped(tokens: list[str], seed: int) -> None:
    lines = planted.lines(tokens, seed)
    assert found(lines) == found_on_every_line(lines)


@_USED
@settings(_MANY, max_examples=max(10, EXAMPLES // 5))
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_what_a_plugin_finds_its_kind_finds_at_the_same_place(name: str, data: st.DataObject, seed: int) -> None:
    token = data.draw(st.sampled_from(list(plugins.plugin(name).denylist)).flatmap(planted.matches))
    lines = [*planted.lines([token], seed), *(line.format(token) for line in planted.SURROUNDINGS.values())]
    # Many blanks are none to a detector of ours, see the test below.
    lines = [line for line in lines if " " * 64 not in line]
    assert list(unseen(lines, [name])) == []
    for line in lines:
        fires = any(True for _ in plugins.plugin(name).analyze_string(line))
        ours = any(list(spans(kind, line)) for kind in plugins.kinds_of(name))
        # A kind reads a line without its emphasis as well.
        assert fires == ours or (ours and "_" in line), name


def test_an_assignment_over_64_blanks_is_none_to_us() -> None:
    """The plugins' patterns of assignments are cubic in them."""
    for blanks, expected in ((63, True), (64, False)):
        line = f"sl_api_key{' ' * blanks}= " + "a1" * 32
        assert any(True for _ in plugins.plugin("SoftlayerDetector").analyze_string(line))
        assert bool(found([line], plugins.kinds_of("SoftlayerDetector"))) is expected


def test_nothing_in_the_fixtures_is_dropped() -> None:
    files = sorted(FIXTURES.rglob("*.md"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").split("\n")]
    assert len(lines) > 5000
    assert found(lines) == found_on_every_line(lines)
    assert list(unseen(lines)) == []
