"""The rule `secrets`: the prefilter and our patterns against detect-secrets' plugins as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.document.secrets.credential_kinds import KINDS
from execplan_hooks.document.secrets.credentials import candidates, spans
from tests.document.secrets import plugins
from tests.document.secrets.equality import unseen
from tests.rules.secret_samples import (
    ASSIGNED,
    CONTEXTS,
    HEX,
    LOWER,
    MIXED,
    TOKENS,
    UPPER,
    URL64,
    random_text,
)

_PLUGINS = sorted({*plugins.USED, *plugins.REPLACED} - {"KeywordDetector"})


def test_planted_tokens_are_seen_where_the_plugins_see_them() -> None:
    lines = [context.format(make(3)) for make, _ in TOKENS.values() for context in CONTEXTS.values()]
    lines += [before + make(3) + after for before, make, after, _ in ASSIGNED.values()]
    assert list(unseen(lines, _PLUGINS)) == []
    fired = {name for name in _PLUGINS for line in [*lines, "BEGIN EC PRIVATE KEY"] if plugins.values(name, line)}
    assert fired == set(_PLUGINS)


_RUN = st.builds(
    lambda alphabet, length, seed: random_text(alphabet, length, seed),
    st.sampled_from([UPPER, LOWER, MIXED, URL64, HEX, "0123456789", "ABCDEF-0123456789", MIXED + "/+="]),
    st.sampled_from(
        [1, 2, 6, 8, 9, 10, 16, 20, 22, 23, 24, 25, 27, 32, 35, 36, 40, 43, 44, 48, 50, 64, 70, 86, 88, 90]
    ),
    st.integers(0, 3),
)
_FRAGMENT = st.sampled_from(
    [
        "AKIA",
        "ASIA",
        "A3TX",
        "AKC",
        "APA",
        "AP٣",
        "AccountKey=",
        "://",
        "https://",
        "user",
        ":",
        "@",
        "cloudant",
        "cl_",
        "clou-",
        "api",
        "key",
        "KEY",
        "Key",
        "pasſ",
        "password",
        "pwd",
        "token",
        "bearer ",
        "basic ",
        " _",
        "_ ",
        "__",
        "secret",
        "secret_access_key",
        "aſl_",
        "sl_",
        "ſlkey",
        "softlayer_",
        "ibm_",
        "iam",
        "cos_",
        "aws",
        "aws_",
        "AWS",
        "M",
        "N",
        "ghp_",
        "gho_",
        "glpat-",
        "glcbt-",
        "GR1348941",
        "glagent-",
        "eyJ",
        "eyJhIjoxfQ",
        ".",
        "..",
        "-us1",
        "-us",
        "//",
        "/:_authToken=",
        "npm_",
        "sk-",
        "T3BlbkFJ",
        "BEGIN RSA PRIVATE KEY",
        "BEGIN PRIVATE KEY",
        "BEGIN ",
        "pypi-AgEIcHlwaS5vcmc",
        "pypi-AgENdGVzdC5weXBpLm9yZw",
        "SG.",
        "xoxb-",
        "XOXB-1-",
        "1-",
        "https://hooks.slack.com/services/",
        "HTTPS://HOOKS.SLACK.COM/SERVICES/",
        "T1/",
        "B1/",
        ".cloudant.com",
        "İ",
        "ı",
        "https://api.softlayer.com/soap/v3/",
        "sq0csp-",
        "sk_live_",
        "rk_live_",
        "AC",
        "SK",
        "PuTTY-User-Key-File-2",
        " ",
        "  ",
        "\t",
        "=",
        ":=",
        "=>",
        "::",
        " = ",
        ": ",
        '"',
        "'",
        "`",
        "[",
        "]",
        "(",
        ")",
        ",",
        "_",
        "-",
        "\\",
        "<",
        ">",
        "x",
        "\xa0",
        "\x0b",
        "ß",
        "é",
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.lists(st.one_of(_FRAGMENT, _FRAGMENT, _RUN), max_size=14).map("".join), max_size=4))
def test_prefilter_drops_no_line_on_which_a_plugin_fires(lines: list[str]) -> None:
    assert list(unseen(lines, _PLUGINS)) == []


_SHAPES = st.sampled_from(
    [
        ("cl_key{}=", 24),
        ("clou-api_pwd{}: ", 64),
        ("http://a:", 64),
        ("sl_key{} ", 64),
        ("softlayer-apitoken{}=>", 64),
        ("key{}= ", 44),
        ("IBM_CLOUD_IAM_API_KEY{}=", 44),
        ("secret-access-key{}::", 48),
        ("aws x key{}='", 40),
        ("[{}api_key{}] =", 44),
        ("pas\u017fword{}:", 44),
        ("\u212aey{}:", 44),
        ("//x/:_authToken={}", 36),
        ("sk-{}", 20),
    ]
)


@settings(max_examples=600, deadline=None)
@given(
    _SHAPES,
    st.sampled_from(["", "'", '"', " ", "   ", "']"]),
    st.sampled_from([HEX, LOWER, URL64]),
    st.integers(0, 9),
    st.sampled_from(["", "'", '"', "@a.cloudant.com", " x", "|", "T3BlbkFJ" + "a1" * 10]),
)
def test_prefilter_drops_no_assignment(
    shape: tuple[str, int], filler: str, alphabet: str, seed: int, after: str
) -> None:
    before, length = shape
    line = before.replace("{}", filler) + random_text(alphabet, length, seed) + after
    assert list(unseen([line, f"- [x] {line}", f"`{line}`"], _PLUGINS)) == []


_LOOSE = st.sampled_from(
    [
        "Token",
        "x-api-key",
        "API key",
        "pa\u017fsword",
        "access_\u212aey",
        "SECRET_KEY_BASE",
        "PGPASSWORD",
        "auth-key",
    ]
)


@settings(max_examples=600, deadline=None)
@given(
    st.text("\u0130\u00df x", max_size=3),
    _LOOSE,
    st.sampled_from(["", '"', "**", "`", "']", "**  ", '"  ']),
    st.sampled_from([":", "=", ": ", " = ", " := ", '=>"', ":** ", ': "', ":  `", "=== '"]),
    st.sampled_from([MIXED, HEX]),
    st.integers(12, 60),
    st.integers(0, 9),
)
def test_prefilter_drops_no_named_value(
    before: str, name: str, closing: str, assign: str, alphabet: str, length: int, seed: int
) -> None:
    line = before + name + closing + assign + random_text(alphabet, length, seed)
    assigned = KINDS[-1]
    assert assigned.noun == "a password or key"
    assert list(spans(assigned, line))
    assert assigned in candidates([line])[0]


@pytest.mark.parametrize(
    ("noun", "line"),
    [
        ("a bearer token", "BEARER  {}"),
        ("a login in a header", "BA\u017fIC {}"),
        ("a login in a header", "ba\u017fic   {}"),
        ("a login in a header", "bas\u0131c {}"),
        ("a login in a header", "BAS\u0130C {}"),
        ("an AWS session token", "AW\u017fse\u017fsiontoken={}"),
        ("a login in a command", "-u a:{}"),
        ("a login in a command", "--user='a:{}"),
        ("a login in a URL", "://:{}@h"),
    ],
)
def test_prefilter_drops_no_value_after(noun: str, line: str) -> None:
    line = line.format(random_text(MIXED, 120))
    fired = [kind for kind in KINDS if kind.noun == noun and list(spans(kind, line))]
    assert fired
    assert set(fired) <= set(candidates([line])[0])
