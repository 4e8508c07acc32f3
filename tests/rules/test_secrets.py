"""The rule `secrets`: each kind is found at its place, and nothing shows a value."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.document import plan as plan_module
from execplan_hooks.document.secrets import credentials
from execplan_hooks.document.secrets.credential_kinds import KINDS
from execplan_hooks.document.secrets.credentials import Secret
from execplan_hooks.document.source import decode
from execplan_hooks.model import Context
from execplan_hooks.rules import secrets
from execplan_hooks.rules.secrets import HELP, RULE, find
from tests.fixtures import NOW, brief, conforming, lint, plan_of
from tests.rules.secret_samples import ASSIGNED, CONTEXTS, HEX, MIXED, TOKENS, cut, random_text


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", TOKENS)
def test_token_is_found_and_not_shown(name: str, context: str) -> None:
    make, noun = TOKENS[name]
    for seed in range(5):
        token = make(seed)
        lines = ["# text", "```", CONTEXTS[context].format(token), "text"]
        findings = list(find(lines))
        assert [(f.line, f.message, f.help) for f in findings] == [
            (3, f"looks like {noun}; its value is not shown", HELP)
        ], (seed, noun)
        assert cut(lines, findings[0]) == token
        shown = repr(findings[0])
        body = token[-20:]
        assert not any(body[i : i + 6] in shown for i in range(len(body) - 5))


@pytest.mark.parametrize(
    "template", ["{}", "```sh\n{}\n```", "- [x] (2025-10-01 13:00Z) f({})", "| a | {} |", "a: 1 # {}"]
)
@pytest.mark.parametrize("name", ASSIGNED)
def test_assigned_value_is_found_and_not_shown(name: str, template: str) -> None:
    before, make, after, noun = ASSIGNED[name]
    for seed in range(5):
        value = make(seed)
        lines = template.format(before + value + after).split("\n")
        findings = list(find(lines))
        assert [f.message for f in findings] == [f"looks like {noun}; its value is not shown"], seed
        assert cut(lines, findings[0]) == value
        shown = repr(findings[0])
        assert not any(value[i : i + 6] in shown for i in range(len(value) - 5))


def _key(label: str, prefix: str = "") -> list[str]:
    rows = [random_text(MIXED + "+/", 64, seed) for seed in range(4)]
    return [prefix + line for line in (f"-----BEGIN {label}-----", *rows, f"-----END {label}-----")]


@pytest.mark.parametrize(
    "label",
    ["RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"],
)
@pytest.mark.parametrize("prefix", ["", "    ", "> ", "- "])
def test_private_key_is_found_from_its_first_line_to_its_last(label: str, prefix: str) -> None:
    lines = ["text", *_key(label, prefix), "text"]
    findings = list(find(lines))
    assert [(f.line, f.message) for f in findings] == [(2, "looks like a private key; its value is not shown")]
    assert cut(lines, findings[0]) == "\n".join(lines[1:-1]).removeprefix(prefix)
    assert not any(lines[2][i : i + 6] in repr(findings[0]) for i in range(4, 60))


def test_private_key_in_other_forms() -> None:
    one_line = '"key": "' + "\\n".join(_key("PRIVATE KEY")) + '"'
    assert [f.line for f in find([one_line])] == [1]
    assert cut([one_line], next(find([one_line]))) == one_line[8:-1]
    with_headers = _key("RSA PRIVATE KEY")
    with_headers[1:1] = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00FF", ""]
    assert [f.line for f in find(with_headers)] == [1]
    putty = ["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: me", "Public-Lines: 2"]
    assert [f.line for f in find([*putty, *_key("x")[1:-1]])] == [1]
    assert cut([*putty, *_key("x")[1:-1], "Private-MAC: 00ff", "text"], next(find([*putty, *_key("x")[1:-1]]))) == (
        "\n".join([*putty, *_key("x")[1:-1]])
    )


NO_END = {
    "a fence that is closed": ["```"],
    "prose": ["", "The key works."],
    "a list": ["- [x] (2025-10-01 13:00Z) done"],
    "the end of the file": [],
    "an empty line and a word": ["", "Context"],
    "a key without an end as well": _key("EC PRIVATE KEY")[:-1],
}


@pytest.mark.parametrize("name", NO_END)
def test_a_private_key_without_an_end_reaches_as_far_as_it_looks_like_one(name: str) -> None:
    key = _key("RSA PRIVATE KEY")[:-1]
    lines = ["text", *key, *NO_END[name]]
    assert cut(lines, next(find(lines))) == "\n".join(key)
    with_blank = [*key[:1], "Proc-Type: 4,ENCRYPTED", "", *key[1:], "aB3=", *NO_END[name]]
    assert cut(with_blank, next(find(with_blank))) == "\n".join(with_blank[:8])


@pytest.mark.parametrize(
    "pragma",
    [
        "<!-- pragma: allowlist secret -->",
        "# pragma: allowlist secret",
        "// pragma: whitelist secret",
        "/* pragma: allowlist secret */",
        "<!-- pragma: allowlist-secret, rotated 2026-01-01 -->",
    ],
)
def test_pragma_on_the_line(pragma: str) -> None:
    token = TOKENS["github"][0](1)
    assert list(find([f"{token} {pragma}"])) == []
    assert [f.line for f in find([pragma, token])] == [2]


def test_pragma_on_the_line_before() -> None:
    token = TOKENS["github"][0](1)
    for pragma in ("<!-- pragma: allowlist nextline secret -->", "# pragma: allowlist nextline secret"):
        assert [f.line for f in find([pragma, token, token])] == [3]
        assert [f.line for f in find([f"{token} {pragma}", token])] == [1, 2]
    assert [f.line for f in find([token, "<!-- pragma: allowlist nextline secret -->"])] == [1]


def test_tokens_with_one_prefix_do_not_collapse() -> None:
    """PITFALLS: the GitHub plugin captures only the prefix, so that all its tokens share one hash."""
    tokens = [TOKENS["github"][0](seed) for seed in range(3)]
    lines = [f"| {tokens[0]} | {tokens[1]} |", tokens[2], tokens[0]]
    findings = list(find(lines))
    assert [(f.line, cut(lines, f)) for f in findings] == [
        (1, tokens[0]),
        (1, tokens[1]),
        (2, tokens[2]),
        (3, tokens[0]),
    ]


def test_path_that_contains_swagger_and_locale() -> None:
    """PITFALLS: detect-secrets skips `swagger` paths and reads with the locale's encoding."""
    source = decode("docs/swagger/plan.md", f"é ü 日本\nя {TOKENS['aws'][0](1)}\n".encode())
    assert [(f.line, f.column) for f in find(source.lines)] == [(2, 3)]


def test_lines_shaped_like_calls_are_not_dropped() -> None:
    """PITFALLS: `x: call(...)` and `a = b[...]` are dropped by detect-secrets' indirect reference filter."""
    token = TOKENS["github"][0](1)
    for line in (f"- [x] (2025-10-01 13:00Z) did x: call({token})", f"a = b[{token}]", f"x := get({token})"):
        assert len(list(find([line]))) == 1


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """PITFALLS: the command line and the hook of detect-secrets verify over the network."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    lines = [make(7) for make, _ in TOKENS.values()]
    assert len(list(find(lines))) == len(lines)


def test_quoted_commit_hashes_are_no_secrets() -> None:
    """PITFALLS: the entropy plugins fire on quoted commit hashes."""
    assert list(find([f'Merged "{random_text(HEX, 40, n)}", `{random_text(HEX, 64, n)}`' for n in range(50)])) == []


def test_detect_secrets_is_imported_only_for_a_candidate() -> None:
    """PITFALLS: 86 ms import. A subprocess, because this one has imported it long ago."""
    code = (
        "import sys; from execplan_hooks.rules.secrets import find\n"
        "n = len(list(find([{!r}, 'password: `x`', 'the token and the key'])))\n"
        "print(n, 'detect_secrets' in sys.modules)"
    )
    for line, expected in (("# Plan", "0 False"), (TOKENS["aws"][0](1), "1 True")):
        done = subprocess.run(
            [sys.executable, "-c", code.format(line)], capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.strip() == expected


def test_keywords_option() -> None:
    before, make, after, _ = ASSIGNED["password"]
    lines = [before + make(1) + after, TOKENS["aws"][0](1)]
    assert [f.line for f in find(lines)] == [1, 2]
    assert [f.line for f in find(lines, keywords=False)] == [2]
    assert [option.name for option in RULE.options] == ["keywords"]


@pytest.mark.parametrize("keywords", [True, False])
def test_rule_reads_each_line_of_the_file(keywords: bool) -> None:
    token = TOKENS["aws"][0](1)
    password = 'password: "{}"'.format(ASSIGNED["password"][1](1))
    text = f"---\nkey: {token}\n---\n# T\n\n```\n{token}\n```\n<!--\n{token}\n-->\n\n{password}\n"
    plan = plan_of(text, "session")
    assert plan is not None
    assert RULE.document is not None
    findings = list(RULE.document(plan, Context({"keywords": keywords}, Clock(NOW))))
    assert [f.line for f in findings] == [2, 7, 10, *([13] if keywords else [])]


def test_a_plan_is_searched_once_for_the_rule_and_for_what_no_message_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []

    def search(lines: Sequence[str]) -> Iterator[Secret]:
        searched.append(lines)
        return credentials.secrets_in(lines)

    monkeypatch.setattr(plan_module, "secrets_in", search)
    monkeypatch.setattr(secrets, "secrets_in", search)
    text = conforming("session").replace("- `docs/n", f"- all of {TOKENS['aws'][0](1)}\n- `docs/n", 1)
    assert any("secrets:" in message for message in brief(lint(text)))
    assert len(searched) == 1


def test_kinds_have_names_and_prefilters() -> None:
    assert all(kind.noun.startswith(("a ", "an ")) for kind in KINDS)
    assert all(bool(kind.plugin) or bool(kind.patterns) for kind in KINDS)
    assert secrets.__doc__ is not None
    assert list(find(secrets.__doc__.split("\n"))) == []
    assert list(find(Path(secrets.__file__).read_text(encoding="utf-8").split("\n"))) == []
