"""The rule `secrets`. Tokens are made of random characters at run time: the repository stores none."""

from __future__ import annotations

import base64
import json
import random
import re
import socket
import string
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.document.credentials import KINDS, candidates, spans
from execplan_hooks.document.source import decode
from execplan_hooks.model import Finding
from execplan_hooks.rules import secrets
from execplan_hooks.rules.secrets import HELP, RULE, find

_UPPER = string.ascii_uppercase + string.digits
_LOWER = string.ascii_lowercase + string.digits
_MIXED = string.ascii_letters + string.digits
_URL64 = _MIXED + "-_"
_HEX = "0123456789abcdef"


def _random(alphabet: str, length: int, seed: int = 0) -> str:
    return "".join(random.Random(f"{alphabet}{length}{seed}").choices(alphabet, k=length))


def _encoded(claims: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _jwt(seed: int) -> str:
    claims = {"sub": _random(_HEX, 24, seed), "iat": 1700000000 + seed}
    return f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}.{_random(_URL64, 43, seed)}"


# name: (a token for a seed, the noun in the message). The name is the test's id.
TOKENS: dict[str, tuple[Callable[[int], str], str]] = {
    "aws": (lambda n: "AKIA" + _random(_UPPER, 16, n), "an AWS access key"),
    "aws-session": (lambda n: "ASIA" + _random(_UPPER, 16, n), "an AWS access key"),
    "github": (lambda n: "ghp_" + _random(_MIXED, 36, n), "a GitHub token"),
    "github-app": (lambda n: "ghs_" + _random(_MIXED, 36, n), "a GitHub token"),
    "github-fine-grained": (
        lambda n: f"github_pat_{_random(_MIXED, 22, n)}_{_random(_MIXED, 59, n)}",
        "a GitHub token",
    ),
    "gitlab": (lambda n: "glpat-" + _random(_MIXED, 20, n), "a GitLab token"),
    "gitlab-job": (lambda n: "glcbt-" + _random(_MIXED, 20, n), "a GitLab token"),
    "gitlab-trigger": (lambda n: "glptt-" + _random(_HEX, 40, n), "a GitLab token"),
    "anthropic": (lambda n: f"sk-ant-api03-{_random(_URL64, 93, n)}AA", "an Anthropic API key"),
    "openai": (
        lambda n: f"sk-{_random(_MIXED, 20, n)}T3BlbkFJ{_random(_MIXED, 20, n + 1)}",
        "an OpenAI API key",
    ),
    "openai-project": (lambda n: "sk-proj-" + _random(_MIXED, 48, n), "an OpenAI API key"),
    "google": (lambda n: "AIza" + _random(_MIXED, 35, n), "a Google API key"),
    "google-oauth": (lambda n: "GOCSPX-" + _random(_MIXED, 28, n), "a Google OAuth client secret"),
    "hugging-face": (lambda n: "hf_" + _random(string.ascii_letters, 34, n), "a Hugging Face token"),
    "groq": (lambda n: "gsk_" + _random(_MIXED, 52, n), "a Groq API key"),
    "npm": (lambda n: "npm_" + _random(_MIXED, 36, n), "an npm token"),
    "pypi": (lambda n: "pypi-AgEIcHlwaS5vcmc" + _random(_MIXED, 100, n), "a PyPI token"),
    "slack": (
        lambda n: f"xoxb-{_random('123456789', 12, n)}-{_random('123456789', 12, n + 1)}-{_random(_MIXED, 24, n)}",
        "a Slack token",
    ),
    "slack-app": (
        lambda n: f"xapp-1-A{_random(_UPPER, 10, n)}-{_random('123456789', 13, n)}-{_random(_HEX, 64, n)}",
        "a Slack token",
    ),
    "slack-webhook": (
        lambda n: (
            f"https://hooks.slack.com/services/T{_random(_UPPER, 8, n)}/B{_random(_UPPER, 8, n + 1)}/"
            + _random(_MIXED, 24, n)
        ),
        "a Slack token",
    ),
    "stripe": (lambda n: "sk_live_" + _random(_MIXED, 24, n), "a Stripe key"),
    "stripe-long": (lambda n: "rk_live_" + _random(_MIXED, 99, n), "a Stripe key"),
    "stripe-webhook": (lambda n: "whsec_" + _random(_MIXED, 32, n), "a Stripe webhook secret"),
    "sendgrid": (lambda n: f"SG.{_random(_MIXED, 22, n)}.{_random(_MIXED, 43, n)}", "a SendGrid API key"),
    "square": (lambda n: "sq0csp-" + _random(_MIXED, 43, n), "a Square OAuth secret"),
    "twilio": (lambda n: "SK" + _random(_HEX, 32, n), "a Twilio key"),
    "mailchimp": (lambda n: _random(_HEX, 32, n) + "-us12", "a Mailchimp key"),
    "telegram": (
        lambda n: f"{_random('123456789', 9, n)}:AA{_random(_MIXED, 33, n)}",
        "a Telegram bot token",
    ),
    "discord": (
        lambda n: f"M{_random(_MIXED, 23, n)}.{_random(_MIXED, 6, n)}.{_random(_MIXED, 27, n)}",
        "a Discord bot token",
    ),
    "digitalocean": (lambda n: "dop_v1_" + _random(_HEX, 64, n), "a DigitalOcean token"),
    "docker-hub": (lambda n: "dckr_pat_" + _random(_MIXED, 27, n), "a Docker Hub token"),
    "vault": (lambda n: "hvs." + _random(_MIXED, 90, n), "a Vault token"),
    "supabase": (lambda n: "sbp_" + _random(_HEX, 40, n), "a Supabase key"),
    "linear": (lambda n: "lin_api_" + _random(_MIXED, 40, n), "a Linear API key"),
    "jwt": (_jwt, "a JSON Web Token"),
    "age": (lambda n: "AGE-SECRET-KEY-1" + _random(_UPPER, 58, n), "an age private key"),
}

# name: (text before the value, value, text after it, noun): kinds that need their surroundings.
ASSIGNED: dict[str, tuple[str, Callable[[int], str], str, str]] = {
    "aws-secret-quoted": (
        "aws_secret_access_key = '",
        lambda n: _random(_MIXED + "/+", 40, n),
        "'",
        "an AWS secret access key",
    ),
    "aws-secret": (
        "AWS_SECRET_ACCESS_KEY=",
        lambda n: _random(_MIXED + "/+", 40, n),
        "",
        "an AWS secret access key",
    ),
    "azure-storage": ("AccountKey=", lambda n: _random(_MIXED, 86, n) + "==", ";", "an Azure storage key"),
    "artifactory": (' "', lambda n: "AKC" + _random(_MIXED, 60, n), '"', "an Artifactory credential"),
    "cloudant": ("cloudant_password=", lambda n: _random(_HEX, 64, n), "", "a Cloudant credential"),
    "softlayer": ("sl_api_key: ", lambda n: _random(_LOWER, 64, n), "", "a SoftLayer credential"),
    "ibm-cos": ("cos_secret_access_key: ", lambda n: _random(_HEX, 48, n), "", "an IBM COS credential"),
    "ibm-iam": (
        "ibm_cloud_api_key: ",
        lambda n: _random(_MIXED, 44, n),
        "",
        "an API key (of IBM Cloud IAM or alike)",
    ),
    "npmrc": (
        "//registry.npmjs.org/:_authToken=",
        lambda n: _random("0123456789abcdef-", 36, n),
        "",
        "an npm token",
    ),
    "basic-auth": ("https://deploy:", lambda n: _random(_MIXED, 14, n), "@git.acme.io/x", "a login in a URL"),
    "dsn": (
        "postgresql://app:",
        lambda n: _random(_MIXED, 12, n) + "!+$1",
        "@db.acme.io:5432/app",
        "a login in a URL",
    ),
    "password": ('"password": "', lambda n: "q7" + _random(_MIXED, 16, n), '"', "a password or key"),
    "env": ("SESSION_SECRET=", lambda n: "a1" + _random(_HEX, 40, n) + "9f", "", "a password or key"),
}

CONTEXTS: dict[str, str] = {
    "prose": "We called it with {} and it worked.",
    "end of a sentence": "The token was {}.",
    "parentheses": "It works ({}).",
    "link": "See [it](https://api.acme.io/?t={}).",
    "table cell": "| name | {} | note |",
    "code span": "Run `tool --token {}` again.",
    "quoted": 'headers = {{"x": "{}"}}',
    "front matter": "token: {}",
    "comment": "<!-- {} -->",
    "quote": "> {}",
    "emphasis": "**{}**",
    "diff": "+{}",
    "call in a progress bullet": "- [x] (2025-10-01 13:00Z) did x: call({})",
    "index in a progress bullet": "- [x] (2025-10-01 13:00Z) a = b[{}]",
    "assignment in a progress bullet": "- [ ] 2025-10-01: x = os.environ['A'] or '{}'",
    "header": "    curl -H 'Authorization: Bearer {}' https://api.acme.io",
}


def _cut(lines: Sequence[str], finding: Finding) -> str:
    assert finding.column is not None
    assert finding.end_column is not None
    assert finding.end_line == finding.line
    return lines[finding.line - 1][finding.column - 1 : finding.end_column - 1]


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
        assert _cut(lines, findings[0]) == token
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
        assert _cut(lines, findings[0]) == value
        shown = repr(findings[0])
        assert not any(value[i : i + 6] in shown for i in range(len(value) - 5))


def _key(label: str, prefix: str = "") -> list[str]:
    rows = [_random(_MIXED + "+/", 64, seed) for seed in range(4)]
    return [prefix + line for line in (f"-----BEGIN {label}-----", *rows, f"-----END {label}-----")]


@pytest.mark.parametrize(
    "label",
    ["RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"],
)
@pytest.mark.parametrize("prefix", ["", "    ", "> ", "- "])
def test_private_key_is_found_at_its_first_line(label: str, prefix: str) -> None:
    lines = ["text", *_key(label, prefix)]
    findings = list(find(lines))
    assert [(f.line, f.message) for f in findings] == [(2, "looks like a private key; its value is not shown")]
    assert _cut(lines, findings[0]) == f"-----BEGIN {label}-----"
    assert not any(lines[2][i : i + 6] in repr(findings[0]) for i in range(4, 60))


def test_private_key_in_other_forms() -> None:
    one_line = '"key": "' + "\\n".join(_key("PRIVATE KEY")) + '"'
    assert [f.line for f in find([one_line])] == [1]
    with_headers = _key("RSA PRIVATE KEY")
    with_headers[1:1] = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,00FF", ""]
    assert [f.line for f in find(with_headers)] == [1]
    putty = ["PuTTY-User-Key-File-3: ssh-ed25519", "Encryption: none", "Comment: me", "Public-Lines: 2"]
    assert [f.line for f in find([*putty, *_key("x")[1:-1]])] == [1]


@pytest.mark.parametrize(
    "lines",
    [
        ["grep for `BEGIN RSA PRIVATE KEY` in the diff"],
        ["-----BEGIN PRIVATE KEY-----", "...", "-----END PRIVATE KEY-----"],
        ["-----BEGIN PRIVATE KEY-----", "<REDACTED>", "-----END PRIVATE KEY-----", _random(_MIXED, 64)],
        ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBg...", "-----END PRIVATE KEY-----"],
        ["-----BEGIN PRIVATE KEY-----", "x" * 64, "-----END PRIVATE KEY-----"],
        ["-----BEGIN PUBLIC KEY-----", _random(_MIXED, 64), "-----END PUBLIC KEY-----"],
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
    header, signature = _encoded({"alg": "HS256", "typ": "JWT"}), _random(_URL64, 43)
    documented = _encoded({"sub": "1234567890", "name": "John Doe", "iat": 1516239022})
    own = _encoded({"sub": "8f31c0aa", "name": "Jane Roe", "iat": 1716239022})
    assert list(find([f"{header}.{documented}.{signature}"])) == []
    assert len(list(find([f"{header}.{own}.{signature}"]))) == 1
    assert list(find([f"{header}.{own}..."])) == []
    readme = base64.urlsafe_b64encode(b'{"some":"payload"}').decode().rstrip("=")
    assert list(find([f"{header}.{readme}.{signature}"])) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://admin:admin@db.acme.io/",  # weak, but not on this machine
        f"postgres://app:{_random(_MIXED, 20)}@localhost:5432/app",  # random: a tunnel may end here
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
    assert [(f.line, _cut(lines, f)) for f in findings] == [
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
    assert list(find([f'Merged "{_random(_HEX, 40, n)}", `{_random(_HEX, 64, n)}`' for n in range(50)])) == []


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


def test_rule_reads_each_line_of_the_file() -> None:
    token = TOKENS["aws"][0](1)
    text = f"---\nkey: {token}\n---\n# T\n\n```\n{token}\n```\n<!--\n{token}\n-->\n"

    class Plan:
        source = decode("plan.md", text.encode())

    class Context:
        options: dict[str, Any] = {"keywords": True}  # noqa: RUF012

    assert RULE.document is not None
    findings = list(RULE.document(Plan, Context))  # type: ignore[arg-type]
    assert [f.line for f in findings] == [2, 7, 10]


# --- The prefilter and our patterns against the plugins as they are.

PLUGINS = (
    "artifactory.ArtifactoryDetector aws.AWSKeyDetector azure_storage_key.AzureStorageKeyDetector"
    " basic_auth.BasicAuthDetector cloudant.CloudantDetector discord.DiscordBotTokenDetector"
    " github_token.GitHubTokenDetector gitlab_token.GitLabTokenDetector ibm_cloud_iam.IbmCloudIamDetector"
    " ibm_cos_hmac.IbmCosHmacDetector jwt.JwtTokenDetector mailchimp.MailchimpDetector npm.NpmDetector"
    " openai.OpenAIDetector private_key.PrivateKeyDetector pypi_token.PypiTokenDetector"
    " sendgrid.SendGridDetector slack.SlackDetector softlayer.SoftlayerDetector"
    " square_oauth.SquareOAuthDetector stripe.StripeDetector telegram_token.TelegramBotTokenDetector"
    " twilio.TwilioKeyDetector"
)


def _plugins() -> list[Any]:
    names = [name.split(".") for name in PLUGINS.split()]
    return [getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in names]


def _unseen(lines: Sequence[str]) -> list[tuple[str, str]]:
    """What a plugin finds on a line in a place where nothing of ours stands: plugin and line."""
    ours = candidates(lines)
    unseen = []
    for row, line in enumerate(lines):
        covered = bytearray(len(line))
        for kind in ours.get(row, ()):
            for start, end in spans(kind, line):
                covered[start:end] = b"\1" * (end - start)
        for plugin in _plugins():
            for secret in plugin.analyze_line(filename="plan.md", line=line, line_number=row):
                places = re.finditer(re.escape(secret.secret_value), line)
                if not any(1 in covered[place.start() : place.end() or None] for place in places):
                    unseen.append((type(plugin).__name__, line))
    return unseen


def test_every_named_token_plugin_is_compared() -> None:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: list[type] = list(get_mapping_from_secret_type_to_class().values())
    known = {cls.__name__ for cls in classes}
    off = {"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector", "KeywordDetector"}
    assert known == off | {type(plugin).__name__ for plugin in _plugins()}


def test_planted_tokens_are_seen_where_the_plugins_see_them() -> None:
    lines = [context.format(make(3)) for make, _ in TOKENS.values() for context in CONTEXTS.values()]
    lines += [before + make(3) + after for before, make, after, _ in ASSIGNED.values()]
    assert _unseen(lines) == []
    fired = {
        type(plugin).__name__
        for plugin in _plugins()
        for line in [*lines, "BEGIN EC PRIVATE KEY"]
        if plugin.analyze_line(filename="plan.md", line=line, line_number=1)
    }
    assert fired == {name.split(".")[1] for name in PLUGINS.split()}


_RUN = st.builds(
    lambda alphabet, length, seed: _random(alphabet, length, seed),
    st.sampled_from([_UPPER, _LOWER, _MIXED, _URL64, _HEX, "0123456789", "ABCDEF-0123456789", _MIXED + "/+="]),
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
    assert _unseen(lines) == []


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
    st.sampled_from([_HEX, _LOWER, _URL64]),
    st.integers(0, 9),
    st.sampled_from(["", "'", '"', "@a.cloudant.com", " x", "|", "T3BlbkFJ" + "a1" * 10]),
)
def test_prefilter_drops_no_assignment(
    shape: tuple[str, int], filler: str, alphabet: str, seed: int, after: str
) -> None:
    before, length = shape
    line = before.replace("{}", filler) + _random(alphabet, length, seed) + after
    assert _unseen([line, f"- [x] {line}", f"`{line}`"]) == []


# --- Time.


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
    lines = [_random(_MIXED + "+/", 10_000, seed) for seed in range(50)]
    began = time.process_time()
    assert list(find(lines)) == []
    assert time.process_time() - began < 2


def test_token_at_the_end_of_a_long_line() -> None:
    token = TOKENS["github"][0](1)
    findings = list(find(["lorem ipsum " * 80_000 + token]))
    assert [f.column for f in findings] == [960_001]


def test_kinds_have_names_and_prefilters() -> None:
    assert all(kind.noun.startswith(("a ", "an ")) for kind in KINDS)
    assert all(bool(kind.plugin) or bool(kind.patterns) for kind in KINDS)
    assert secrets.__doc__ is not None
    assert list(find(secrets.__doc__.split("\n"))) == []
    assert list(find(Path(secrets.__file__).read_text(encoding="utf-8").split("\n"))) == []
