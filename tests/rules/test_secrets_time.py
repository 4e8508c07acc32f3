"""The rule `secrets` on hostile lines: bounded time, no traceback."""

from __future__ import annotations

import base64
import time

import pytest

from execplan_hooks.rules.secrets import find
from tests.rules.secret_samples import MIXED, TOKENS, random_text


@pytest.mark.parametrize(
    "unit",
    [
        "sk-",
        "eyJ",
        "eyJ.",
        "eyJhIjoxfQ.e30.",
        "//",
        "/:_authToken=",
        "://a:b",
        "://a:b@",
        "xox",
        "xoxb-1-",
        "key ",
        "key" + " " * 60,
        "key" + " " * 500,
        "aws",
        "awskey'",
        "aws'" + "a" * 39,
        "A",
        "AKIA",
        "AC",
        "M",
        "MNO.",
        "a",
        "0",
        "1:",
        "-us1",
        "gl",
        "glpat-",
        "glagent-" + "a" * 49,
        "BEGIN ",
        "BEGIN A ",
        "password",
        "password:",
        "secret='",
        "KEY=",
        "cl",
        "clkey",
        "T3BlbkFJ",
        "sk-T3BlbkFJ",
        "SG.",
        ".",
        " ",
        "\t",
        "=",
        "'",
        '"',
        "`",
        "ß",
        "\u0130",
        "-----BEGIN PRIVATE KEY",
        "AGE-SECRET-KEY-1",
        "https://hooks.slack.com/services/T",
        "https://hooks.slack.com/services/Ta/B",
        "pypi-AgEIcHlwaS5vcmc",
        "npm_",
        "# pragma: allowlist ",
        "token=",
        "token: ",
        "key" + "*" * 6,
        "token: aB3xK9qZ7wT5",
        "password: aB3$xK9!qZ7w ",
        "Bearer aB3xK9qZ7waB3xK9qZ7w ",
        "basic YWRtaW46cTdYazNwUTl2VDI= ",
        "-u a:",
        "-u" + "a" * 99 + ":",
        "aws_session_token=",
        "://:a@",
        "_",
        "_a ",
        "_a_ ",
        "_a token: ",
        "x" * 99 + "@",
    ],
)
def test_long_line_is_bounded(unit: str) -> None:
    line = (unit * (1_000_000 // len(unit)))[:1_000_000]
    began = time.process_time()
    for _ in find([line, "text"]):
        pass
    assert time.process_time() - began < 3


def test_deeply_nested_claims_do_not_raise() -> None:
    nested = base64.urlsafe_b64encode(b"[" * 200_000).decode().rstrip("=")
    hidden = TOKENS["jwt"][0](1)
    assert len(list(find([f"eyJhIjoxfQ.{nested} {hidden}"]))) == 1


def test_base64_lines_of_a_log() -> None:
    lines = [random_text(MIXED + "+/", 10_000, seed) for seed in range(50)]
    began = time.process_time()
    assert list(find(lines)) == []
    assert time.process_time() - began < 2


def test_token_at_the_end_of_a_long_line() -> None:
    token = TOKENS["github"][0](1)
    findings = list(find(["lorem ipsum " * 80_000 + token]))
    assert [f.column for f in findings] == [960_001]
