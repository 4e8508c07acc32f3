"""Traces: what they see of a text, and that a whole text gives the rows that its lines give one by one."""

from __future__ import annotations

import random
import re
import string
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind
from execplan_hooks.document.secrets.traces import RUN, Trace, Traceable
from tests.document.secrets import planted
from tests.rules.secret_samples import ASSIGNED, CONTEXTS, TOKENS

_TRACES = list(dict.fromkeys(kind.trace for kind in KINDS))


@given(st.sets(st.sampled_from(KINDS)), st.data(), st.integers(0, 2**32))
def test_a_text_has_the_traces_of_its_lines(kinds: set[Kind], data: st.DataObject, seed: int) -> None:
    tokens = [data.draw(planted.tokens(kind)) for kind in list(kinds)[:3]] or ["a"]
    lines = planted.lines(tokens, seed, count=12)
    text = Traceable(lines)
    for trace in _TRACES:
        assert sorted(text.rows(trace)) == [row for row, line in enumerate(lines) if Traceable([line]).rows(trace)]


def test_letters_that_equal_one_of_ascii_but_for_case_are_that_letter() -> None:
    letter = re.compile("[a-z]", re.IGNORECASE)
    strange = [char for char in map(chr, range(0x80, 0x110000)) if letter.match(char)]
    assert len(strange) == 4
    for char in strange:
        (same,) = [one for one in string.ascii_lowercase if re.match(one, char, re.IGNORECASE)]
        assert list(Traceable(["x", f"1{char}2"]).rows(Trace((f"1{same}2",), folded=True))) == [1]


@pytest.mark.parametrize("char", ["\u0663", "é", "\xa0", "\u2028", "\U0001f511", "\ud800"])
def test_all_else_is_one_question_mark(char: str) -> None:
    assert list(Traceable(["x", f"a{char * 2}b", "y"]).rows(Trace((r"a\?\?b",)))) == [1]


def test_a_long_trace_is_looked_for_in_lines_with_a_run_only() -> None:
    text = Traceable(["key " + "a" * (RUN - 1), "key " + "a1_-\\Z" * 4, "a" * RUN, "", "KEY " + "9" * RUN])
    assert list(text.rows(Trace(("key",), long=True))) == [1]
    assert sorted(text.rows(Trace(("key",), folded=True, long=True))) == [1, 4]
    assert list(Traceable([]).rows(Trace(("key",), long=True))) == []


@pytest.mark.parametrize("trace", _TRACES, ids=lambda trace: trace.patterns[0])
def test_no_trace_matches_a_newline_and_each_begins_with_a_literal(trace: Trace) -> None:
    assert all(re.match(r"[-=:/. _A-Za-z0-9\\]", pattern) for pattern in trace.patterns)
    assert all("\\s" not in pattern.replace("[^\\s", "") for pattern in trace.patterns)
    assert all(re.fullmatch(r"(?:(?!\[\^(?!\\n|\\s)).)*", pattern) for pattern in trace.patterns)


_NO_CANDIDATES = """
The key to the door, a password and the token of a session: a secret, says the author; AWS and softlayer, cloudant.
token: `x` key = value password= SECRET= commit 0123456789abcdef0123456789abcdef01234567 sha256 https://a.example/b
tests/document/test_a_name_of_a_test_that_is_much_longer_than_24_characters.py::test_one eyJ sk- AC SK xoxb npm_ SG.
- [x] (2026-03-01 10:00Z) basic bearer -u user Akia akia cl_key sl_key ibm_cloud_iam M.N.O BEGIN CERTIFICATE
"""


def _imports(lines: list[str]) -> bool:
    code = (
        "import sys; from execplan_hooks import redaction; from execplan_hooks.rules.secrets import find\n"
        "list(find(sys.stdin.read().split('\\n'))); print('detect_secrets' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip() == "True"


def test_detect_secrets_is_imported_for_candidates_of_its_plugins_only() -> None:
    values = [ASSIGNED[name] for name in ("password", "env", "aws-secret", "npmrc")]
    ours = [before + make(1) + after for before, make, after, _ in values]
    ours += [TOKENS[name][0](1) for name in ("anthropic", "openai", "google", "npm", "stripe", "vault", "hugging-face")]
    assert not _imports([*_NO_CANDIDATES.split("\n"), *ours, *CONTEXTS.values()])
    assert _imports([TOKENS["github"][0](1)])


_UNITS = """
key pass pwd secret token key: token= key=: aws aws' aws_secret aws_session basic bearer -u -user= -u: :// ://a: ://a:b@
xox xoxb- hooks.slack.com A AKC APA AKIA cl clkey cl_token== clkey" eyJ eyJhbGciOi eyJ. .abcdef. .abcdef.a . : = =D= D=
12345678: 1:a AC SK gl glpat- GR1348941 pypi-Ag SG. SG.aaaaaaaaaaaaaaaaaaaaaa. PRIVATE-KEY PuTTY-User-Key-File- whsec_
/:_authToken= softlayer AccountKey= aaaaaaaaaaaaaaaaaaaaaaa. aaaaaaaaaaaaaaaaaaaaaaaa a aB3- xK9_ cloudant.com k_live_
"""


@pytest.mark.parametrize("unit", [*_UNITS.split(), " ", "key ", "key\t", "bearer ", "basic  ", "-u ", "\xe9", "\u0130"])
def test_traces_take_time_in_proportion_to_the_text(unit: str) -> None:
    """Twice the text, twice the time, on one line of up to a megabyte, with a wide margin for a busy machine."""

    def seconds(size: int) -> float:
        line = (unit * (size // len(unit) + 1))[:size]
        began = time.process_time()
        text = Traceable([line])
        for trace in _TRACES:
            text.rows(trace)
        return time.process_time() - began

    assert seconds(1_000_000) < max(12 * min(seconds(250_000) for _ in range(3)), 0.5)


def test_traces_of_mixed_units_take_time_in_proportion_to_the_text() -> None:
    rng = random.Random(6)
    units = [*_UNITS.split(), " ", "=", "'", '"']
    for _ in range(20):
        part = rng.choices(units, k=3)
        line = "".join(rng.choices(part, k=1_000_000 // max(map(len, part))))
        began = time.process_time()
        text = Traceable([line])
        for trace in _TRACES:
            text.rows(trace)
        assert time.process_time() - began < 3, part
