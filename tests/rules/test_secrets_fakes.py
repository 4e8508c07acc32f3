"""The rule `secrets`: what only looks like a secret passes, and hides none."""

from __future__ import annotations

import base64

import pytest

from execplan_hooks.rules.secrets import find
from tests.rules.secret_samples import MIXED, TOKENS, URL64, encoded, random_text


@pytest.mark.parametrize(
    "lines",
    [
        ["grep for `BEGIN RSA PRIVATE KEY` in the diff"],
        ["-----BEGIN PRIVATE KEY-----", "...", "-----END PRIVATE KEY-----"],
        ["-----BEGIN PRIVATE KEY-----", "<REDACTED>", "-----END PRIVATE KEY-----", random_text(MIXED, 64)],
        ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBg...", "-----END PRIVATE KEY-----"],
        ["-----BEGIN PRIVATE KEY-----", "x" * 64, "-----END PRIVATE KEY-----"],
        ["-----BEGIN PUBLIC KEY-----", random_text(MIXED, 64), "-----END PUBLIC KEY-----"],
    ],
)
def test_private_key_without_key_passes(lines: list[str]) -> None:
    assert list(find(lines)) == []


FAKES = [
    "<REDACTED>",
    "export TOKEN=<REDACTED>",
    "TOKEN=***",
    "api_key: xxxxxxxxxxxxxxxxxxxxxxxx",
    'KEY="your-key"',
    "API_KEY='your-api-key-here'",
    'password: "changeme123"',
    "PASSWORD=${DB_PASSWORD_2026x}",
    "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'",
    "AKIA" + "X" * 16,
    "AKIA" + "1234567890ABCDEF",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "ghp_" + "x" * 36,
    "ghp_" + "a" * 36,
    "ghp_" + "0" * 36,
    "ghp_" + "1234567890" * 3 + "123456",
    "ghp_...",
    "ghp_" + "abcdef123456" * 3,
    "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "ghp_" + "1a2b3c4d5e6f7g8h9i" * 2,
    "ghp_" + "deadbeef" * 4 + "dead",
    "ghp_" + "EXAMPLEtokenEXAMPLEtokenEXAMPLEtoken",
    "sk-test-1234",
    "sk-proj-" + "your-key-here-your-key-here-your-key-here",
    "sk-ant-...",
    "sk-ant-api03-" + "x" * 95,
    "sk-ant-api03-" + "REDACTED" * 12,
    "sk-proj-" + "test-" * 10,
    "sk-ant-test123",
    'SENDGRID_API_KEY: "SG.xxxx"',
    "AIza" + "SyEXAMPLE" + "x" * 26,
    "hf_" + "x" * 34,
    "hf_xxx",
    "HF_TOKEN=hf_...",
    "glpat-" + "xxxxxxxxxxxxxxxxxxxx",
    "xoxb-000000000000-000000000000-xxxxxxxxxxxxxxxxxxxxxxxx",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "sk_live_" + "x" * 24,
    'WORKOS_COOKIE_PASSWORD="at-least-32-characters"',
    'WORKOS_API_KEY="sk_..."',
    '-d \'{"userName":"carlos","password":"123456"}\'',
    "secret: `AI_OPS_PROPAGATE_PAT_2`",
    'api_key = os.environ["OPENAI_API_KEY"]',
    'secret = "${{ secrets.DEPLOY_KEY_2 }}"',
    "SECRET_KEY=$(openssl rand -hex 32)",
    'client_secret: "{{ client_secret_2 }}"',
    'password = "process.env.DB_PASSWORD2"',
    'token = "%(token)s"',
    'private_key: "secrets/app-2026/private-key-1.pem"',
    'api_key="config.providers[0].apiKey1"',
    'psql "postgresql://postgres:postgres@127.0.0.1:54322/postgres"',
    "postgres://user:pass@localhost:5432/db",
    "postgres://app:app_dev_password@localhost/app",
    "amqp://guest:guest@rabbitmq:5672",
    "mysql://root:secret@db/app",
    "redis://default:redis@redis:6379/0",
    "https://user:password@host/path",
    "https://user:password@github.com/x",
    "https://USER:PASSWORD@proxy.acme.io",
    "https://<user>:<password>@acme.io",
    "postgres://u:${DB_PASS}@db.acme.io",
    "postgres://u:****@db.acme.io/x",
    "postgres://u:[YOUR-PASSWORD]@db.acme.io/x",
    "postgres://u:...@db.acme.io/x",
    "https://me:Xk3pQ9vT2mZr@example.com/",
    "https://me:Xk3pQ9vT2mZr@api.example.test/",
    "https://x:your-token@acme.io",
    "https://token:x-oauth-basic@github.com/a/b",
    "new URL('https://a:b@acme.io/')",
    "ssh://git@github.com:22/a",
    "http://localhost:3000/@scope/name",
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
    "eyJhbGciOi….eyJzdWIi….abc",
    "TestSuiteForTheOrderModule.create.should_return_the_order_again",
    "key: some-very-long-kebab-case-name-of-the-feature-x1",
    "token refresh_the_session_before_it_expires_in_x2",
    'secret: "3f2504e0-4f89-41d3-9a0c-0305e82c3301"',
    'commit "9fceb02d0ae598e95dc970b74767f19372d61af8"',
    "sha256:" + "9fceb02d0ae598e95dc970b74767f193" * 2,
]


@pytest.mark.parametrize("text", FAKES)
def test_placeholder_passes(text: str) -> None:
    assert [f.message for f in find([text, f"- [x] done: `{text}`", f"| a | {text} |"])] == []


def test_token_that_jwt_io_documents_passes_and_its_twin_does_not() -> None:
    header, signature = encoded({"alg": "HS256", "typ": "JWT"}), random_text(URL64, 43)
    documented = encoded({"sub": "1234567890", "name": "John Doe", "iat": 1516239022})
    own = encoded({"sub": "8f31c0aa", "name": "Jane Roe", "iat": 1716239022})
    assert list(find([f"{header}.{documented}.{signature}"])) == []
    assert len(list(find([f"{header}.{own}.{signature}"]))) == 1
    assert list(find([f"{header}.{own}..."])) == []
    readme = base64.urlsafe_b64encode(b'{"some":"payload"}').decode().rstrip("=")
    assert list(find([f"{header}.{readme}.{signature}"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://admin:admin@db.acme.io/",  # weak, but not on this machine
        f"postgres://app:{random_text(MIXED, 20)}@localhost:5432/app",  # random: a tunnel may end here
        f"for example {TOKENS['github'][0](1)} is not a placeholder",
        f"your-token: {TOKENS['aws'][0](1)} # test, dummy, ...",
        f"xxx {TOKENS['slack'][0](1)} <REDACTED>",
        f"https://user:{TOKENS['github'][0](1)}@github.com/a/b",
    ],
)
def test_words_around_a_real_secret_do_not_hide_it(text: str) -> None:
    assert len(list(find([text]))) == 1


def test_random_tokens_are_hardly_ever_taken_for_fakes() -> None:
    for name, (make, _) in TOKENS.items():
        missed = [seed for seed in range(100) if not list(find([make(seed + 1000)]))]
        assert len(missed) <= 1, name
