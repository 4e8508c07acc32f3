"""The rule `secrets`: values that only their name, header or command tells from other text."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest

from execplan_hooks.rules.secrets import find
from tests.rules.secret_samples import CONTEXTS, HEX, LOWER, MIXED, TOKENS, URL64, cut, random_text


def _basic(seed: int) -> str:
    return base64.b64encode(f"admin:{random_text(MIXED, 16, seed)}".encode()).decode()


def _base64(seed: int) -> str:
    return base64.b64encode(random.Random(seed).randbytes(32)).decode()


def _mixed(length: int) -> Callable[[int], str]:
    return lambda seed: random_text(MIXED, length, seed)


# name: (text with a place for the value, value for a seed, noun, least number found of 100).
# A short value may have no digit or look like words by chance: some are missed, so that no words are found.
NAMED: dict[str, tuple[str, Callable[[int], str], str, int]] = {
    "bearer": ("Authorization: Bearer {}", _mixed(40), "a bearer token", 97),
    "bearer in quotes": ('"authorization": "bearer {}"', _mixed(40), "a bearer token", 97),
    "bearer in curl": (
        "`curl -H 'Authorization: Bearer {}' https://a.acme.io`",
        _mixed(40),
        "a bearer token",
        97,
    ),
    "basic": ("Authorization: Basic {}", _basic, "a login in a header", 85),
    "basic in curl": ('curl -H "Authorization: Basic {}" https://a.io', _basic, "a login in a header", 85),
    "password": ("password: {}", _mixed(20), "a password or key", 85),
    "password in a list": ("- **Password:** {}", _mixed(20), "a password or key", 85),
    "password in strong text": ("**Password**: {}", _mixed(20), "a password or key", 85),
    "password in a span": ("Password: `{}`.", _mixed(20), "a password or key", 85),
    "end of a sentence": ("The token: {}.", _mixed(32), "a password or key", 95),
    "client secret": ("client_secret={}", _mixed(32), "a password or key", 95),
    "client secret in base64": ("client_secret: {}", _base64, "a password or key", 85),
    "query": ("https://a.acme.io/cb?client_secret={}&x=1", _mixed(32), "a password or key", 95),
    "API key": ("api_key: {}", _mixed(32), "a password or key", 95),
    "API key in words": ("API key: {}", _mixed(32), "a password or key", 95),
    "API key in hexadecimal": ("api_key: {}", lambda n: random_text(HEX, 32, n), "a password or key", 95),
    "token": ("token: {}", _mixed(32), "a password or key", 95),
    "token with dashes": (
        "token: {}",
        lambda n: random_text(URL64, 43, n).strip("-_"),
        "a password or key",
        85,
    ),
    "header": ("X-Api-Key: {}", _mixed(32), "a password or key", 95),
    "JSON": ('{{"access_token": "{}", "x": 1}}', _mixed(40), "a password or key", 97),
    "environment": ("PGPASSWORD={} psql", _mixed(14), "a password or key", 75),
    "AWS": ("aws_session_token={}", _mixed(200), "an AWS session token", 100),
    "AWS with slashes": (
        "export AWS_SESSION_TOKEN='{}=='",
        lambda n: random_text(MIXED + "/+", 300, n),
        "an AWS session token",
        100,
    ),
    "no user": ("redis://:{}@cache.prod:6379", _mixed(20), "a login in a URL", 100),
    "curl -u": ("`curl -u admin:{} https://a.acme.io`", _mixed(20), "a login in a command", 85),
    "curl --user": ("curl --user 'admin:{}' https://a.acme.io", _mixed(20), "a login in a command", 85),
}


@pytest.mark.parametrize("name", NAMED)
def test_named_value_is_found_and_not_shown(name: str) -> None:
    template, make, noun, least = NAMED[name]
    count = 0
    for seed in range(100):
        value = make(seed)
        lines = ["# text", template.format(value)]
        findings = list(find(lines))
        assert [f.message for f in findings] in ([], [f"looks like {noun}; its value is not shown"])
        for finding in findings:
            count += 1
            assert finding.line == 2
            assert cut(lines, finding).rstrip("=") == value.rstrip("=")
            assert not any(value[i : i + 6] in repr(finding) for i in range(len(value) - 5))
    assert count >= least


@pytest.mark.parametrize("template", ["_{}_", "__{}__", "___{}___", "(_{}_)", "_the token {}_", "_{} is it_"])
@pytest.mark.parametrize("name", TOKENS)
def test_token_inside_underscores(name: str, template: str) -> None:
    make, noun = TOKENS[name]
    for seed in range(5):
        # A token that ends with a dash or underscore of its own is found, with its end in doubt.
        token = make(seed).rstrip("-_")
        lines = [template.format(token)]
        if len(token) < len(make(seed)):
            continue
        findings = list(find(lines))
        assert [f.message for f in findings] == [f"looks like {noun}; its value is not shown"], seed
        assert cut(lines, findings[0]) == token


RANDOM = random_text(MIXED, 24, 8)
PASS = [
    "password: correct-horse-battery-staple-2",
    "password: see-1password-vault-entry-42",
    "password: MinLength12Characters",
    "password: Sha256WithRsaEncryption2048",
    "password: $DB_PASSWORD_2026x",
    "password: ${DB_PASSWORD_2026x}",
    "password: $(pwgen -s 20 1)",
    "password: {{ vault_db_password_2 }}",
    "password: <20 random characters: aB3xK9qZ7w>",
    "password: xxxxxxxxxxxxxxxxxxxx",
    "password: ********************",
    "PGPASSWORD=postgres psql",
    "PGPASSWORD=$PGPASSWORD psql",
    "token: gpt-4o-mini-2024-07-18",
    "token: v2.3.4-beta.1+build.20250101",
    "token: 2025-10-01T13:00:00Z",
    "token: refresh_token_v2_rotation_enabled",
    "token: RefreshTokenV2RotationEnabled",
    "token: getToken2FromX9Store(request)",
    "token: tokens[Index2Of9Current]",
    "token: 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "token: 9FCEB02D0AE598E95DC970B74767F19372D61AF8",
    "token: 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "token: 0x" + random_text(HEX, 40),
    "encryption_key: age1" + random_text(LOWER, 58),
    "secret: arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbC123",
    "token: sha256:" + random_text(HEX, 64),
    "secret: md5-" + random_text(HEX, 32),
    f"token: {RANDOM}...",
    f"token: {RANDOM}\u2026",
    "secret: infra/k8s/overlays/prod-2/secrets-v3.yaml",
    "secret: packages/Api2Client/V3Tokens/Index4",
    f"secret: https://vault.acme.io/v1/{RANDOM}",
    "secret_name: letsencrypt-prod-tls-2",
    f"password_hash: {RANDOM}",
    f"tokenizer: {RANDOM}",
    f"next_page_token: {RANDOM}",
    f'"nextToken": "{RANDOM}"',
    f"X-CSRF-Token: {RANDOM}",
    f"publishable key: {RANDOM}",
    f"key: {RANDOM}",
    "api_key: your-api-key-1a2B3c4D5e",
    '"access_token":"2YotnFZFEjr1zCsicMWpAA",',
    "Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "Authorization: Basic dXNlcjpwYXNzd29yZA==",
    "Authorization: Basic $(echo -n user:pass | base64)",
    "basic authentication-and-authorization2",
    "basic AuthenticationMiddleware2Handler",
    "Authorization: Basic dXNlcjpwYXNz\u0130d29yZA==",
    "Authorization: Basic dXNlcjpwYXNz\u017fd29yZA==",
    "Authorization: Bearer $TOKEN",
    "Authorization: Bearer <token>",
    "Authorization: Bearer ${{ secrets.DEPLOY_TOKEN_2 }}",
    "Authorization: Bearer your_access_token_here_1a2B3c4D",
    "bearer authentication-middleware-v2-tests",
    f"Authorization: Bearer {RANDOM}...",
    "aws_session_token=" + "x" * 200,
    "curl -u admin:admin https://a.acme.io",
    "curl -u admin:$PASSWORD2 https://a.acme.io",
    "curl -u user:correct-horse-battery-2 https://a.acme.io",
    "docker run -u 1000:1000 acme/image:v2",
    "git push -u origin:feature/PROJ-1234-login-v2",
    "redis://:password@cache.acme.io:6379",
    "redis://:${REDIS_PASSWORD}@cache.acme.io:6379",
    "redis://:redis@localhost:6379",
    "https://user:he%2F%2Fo@pypi.company.io/simple",
    "http://foo:bar@host.acme.io/",
    "4DAACCAC7608DB" + "ACCA" + random_text("ABCDEF0123456789", 40),
]


@pytest.mark.parametrize("text", PASS)
def test_other_values_pass(text: str) -> None:
    assert [f.message for f in find([text, f"- [x] done: `{text}`", f"| a | {text} |", f"_{text}_"])] == []


def test_values_that_pass_have_twins_that_do_not() -> None:
    for text in (f"token: {RANDOM}", f"secret: {RANDOM}", f"secret_key: {RANDOM}", f"Bearer {RANDOM}"):
        assert len(list(find([text]))) == 1, text


@pytest.mark.parametrize("context", CONTEXTS)
def test_specific_kind_names_a_token_in_any_assignment(context: str) -> None:
    token = TOKENS["github"][0](3)
    for before in ("token: ", "GITHUB_TOKEN=", "Bearer ", "api_key: "):
        messages = [f.message for f in find([CONTEXTS[context].format(before + token)])]
        assert messages == ["looks like a GitHub token; its value is not shown"]


def test_keywords_option_covers_what_is_only_random() -> None:
    lines = [f"token: {RANDOM}", f"Authorization: Bearer {RANDOM}", f"curl -u a:{RANDOM} https://a.acme.io"]
    assert len(list(find(lines))) == 3
    assert list(find(lines, keywords=False)) == []
