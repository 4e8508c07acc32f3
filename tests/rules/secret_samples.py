"""Secrets for the tests, made of random characters at run time: the repository stores none."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Sequence

from execplan_hooks.model import Finding

UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits
MIXED = string.ascii_letters + string.digits
URL64 = MIXED + "-_"
HEX = "0123456789abcdef"


def random_text(alphabet: str, length: int, seed: int = 0) -> str:
    return "".join(random.Random(f"{alphabet}{length}{seed}").choices(alphabet, k=length))


def encoded(claims: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def _jwt(seed: int) -> str:
    claims = {"sub": random_text(HEX, 24, seed), "iat": 1700000000 + seed}
    return f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{encoded(claims)}.{random_text(URL64, 43, seed)}"


# name: (a token for a seed, the noun in the message). The name is the test's id.
TOKENS: dict[str, tuple[Callable[[int], str], str]] = {
    "aws": (lambda n: "AKIA" + random_text(UPPER, 16, n), "an AWS access key"),
    "aws-session": (lambda n: "ASIA" + random_text(UPPER, 16, n), "an AWS access key"),
    "github": (lambda n: "ghp_" + random_text(MIXED, 36, n), "a GitHub token"),
    "github-app": (lambda n: "ghs_" + random_text(MIXED, 36, n), "a GitHub token"),
    "github-fine-grained": (
        lambda n: f"github_pat_{random_text(MIXED, 22, n)}_{random_text(MIXED, 59, n)}",
        "a GitHub token",
    ),
    "gitlab": (lambda n: "glpat-" + random_text(MIXED, 20, n), "a GitLab token"),
    "gitlab-job": (lambda n: "glcbt-" + random_text(MIXED, 20, n), "a GitLab token"),
    "gitlab-trigger": (lambda n: "glptt-" + random_text(HEX, 40, n), "a GitLab token"),
    "anthropic": (lambda n: f"sk-ant-api03-{random_text(URL64, 93, n)}AA", "an Anthropic API key"),
    "openai": (
        lambda n: f"sk-{random_text(MIXED, 20, n)}T3BlbkFJ{random_text(MIXED, 20, n + 1)}",
        "an OpenAI API key",
    ),
    "openai-project": (lambda n: "sk-proj-" + random_text(MIXED, 48, n), "an OpenAI API key"),
    "google": (lambda n: "AIza" + random_text(MIXED, 35, n), "a Google API key"),
    "google-oauth": (lambda n: "GOCSPX-" + random_text(MIXED, 28, n), "a Google OAuth client secret"),
    "hugging-face": (lambda n: "hf_" + random_text(string.ascii_letters, 34, n), "a Hugging Face token"),
    "groq": (lambda n: "gsk_" + random_text(MIXED, 52, n), "a Groq API key"),
    "npm": (lambda n: "npm_" + random_text(MIXED, 36, n), "an npm token"),
    "pypi": (lambda n: "pypi-AgEIcHlwaS5vcmc" + random_text(MIXED, 100, n), "a PyPI token"),
    "slack": (
        lambda n: (
            f"xoxb-{random_text('123456789', 12, n)}-{random_text('123456789', 12, n + 1)}-{random_text(MIXED, 24, n)}"
        ),
        "a Slack token",
    ),
    "slack-app": (
        lambda n: f"xapp-1-A{random_text(UPPER, 10, n)}-{random_text('123456789', 13, n)}-{random_text(HEX, 64, n)}",
        "a Slack token",
    ),
    "slack-webhook": (
        lambda n: (
            f"https://hooks.slack.com/services/T{random_text(UPPER, 8, n)}/B{random_text(UPPER, 8, n + 1)}/"
            + random_text(MIXED, 24, n)
        ),
        "a Slack token",
    ),
    "stripe": (lambda n: "sk_live_" + random_text(MIXED, 24, n), "a Stripe key"),
    "stripe-long": (lambda n: "rk_live_" + random_text(MIXED, 99, n), "a Stripe key"),
    "stripe-webhook": (lambda n: "whsec_" + random_text(MIXED, 32, n), "a Stripe webhook secret"),
    "sendgrid": (
        lambda n: f"SG.{random_text(MIXED, 22, n)}.{random_text(MIXED, 43, n)}",
        "a SendGrid API key",
    ),
    "square": (lambda n: "sq0csp-" + random_text(MIXED, 43, n), "a Square OAuth secret"),
    "twilio": (lambda n: "SK" + random_text(HEX, 32, n), "a Twilio key"),
    "mailchimp": (lambda n: random_text(HEX, 32, n) + "-us12", "a Mailchimp key"),
    "telegram": (
        lambda n: f"{random_text('123456789', 9, n)}:AA{random_text(MIXED, 33, n)}",
        "a Telegram bot token",
    ),
    "discord": (
        lambda n: f"M{random_text(MIXED, 23, n)}.{random_text(MIXED, 6, n)}.{random_text(MIXED, 27, n)}",
        "a Discord bot token",
    ),
    "digitalocean": (lambda n: "dop_v1_" + random_text(HEX, 64, n), "a DigitalOcean token"),
    "docker-hub": (lambda n: "dckr_pat_" + random_text(MIXED, 27, n), "a Docker Hub token"),
    "vault": (lambda n: "hvs." + random_text(MIXED, 90, n), "a Vault token"),
    "supabase": (lambda n: "sbp_" + random_text(HEX, 40, n), "a Supabase key"),
    "linear": (lambda n: "lin_api_" + random_text(MIXED, 40, n), "a Linear API key"),
    "jwt": (_jwt, "a JSON Web Token"),
    "age": (lambda n: "AGE-SECRET-KEY-1" + random_text(UPPER, 58, n), "an age private key"),
}

# name: (text before the value, value, text after it, noun): kinds that need their surroundings.
ASSIGNED: dict[str, tuple[str, Callable[[int], str], str, str]] = {
    "aws-secret-quoted": (
        "aws_secret_access_key = '",
        lambda n: random_text(MIXED + "/+", 40, n),
        "'",
        "an AWS secret access key",
    ),
    "aws-secret": (
        "AWS_SECRET_ACCESS_KEY=",
        lambda n: random_text(MIXED + "/+", 40, n),
        "",
        "an AWS secret access key",
    ),
    "azure-storage": ("AccountKey=", lambda n: random_text(MIXED, 86, n) + "==", ";", "an Azure storage key"),
    "artifactory": (' "', lambda n: "AKC" + random_text(MIXED, 60, n), '"', "an Artifactory credential"),
    "cloudant": ("cloudant_password=", lambda n: random_text(HEX, 64, n), "", "a Cloudant credential"),
    "softlayer": ("sl_api_key: ", lambda n: random_text(LOWER, 64, n), "", "a SoftLayer credential"),
    "ibm-cos": ("cos_secret_access_key: ", lambda n: random_text(HEX, 48, n), "", "an IBM COS credential"),
    "ibm-iam": (
        "ibm_cloud_api_key: ",
        lambda n: random_text(MIXED, 44, n),
        "",
        "an API key (of IBM Cloud IAM or alike)",
    ),
    "npmrc": (
        "//registry.npmjs.org/:_authToken=",
        lambda n: random_text("0123456789abcdef-", 36, n),
        "",
        "an npm token",
    ),
    "basic-auth": (
        "https://deploy:",
        lambda n: random_text(MIXED, 14, n),
        "@git.acme.io/x",
        "a login in a URL",
    ),
    "dsn": (
        "postgresql://app:",
        lambda n: random_text(MIXED, 12, n) + "!+$1",
        "@db.acme.io:5432/app",
        "a login in a URL",
    ),
    "password": ('"password": "', lambda n: "q7" + random_text(MIXED, 16, n), '"', "a password or key"),
    "env": ("SESSION_SECRET=", lambda n: "a1" + random_text(HEX, 40, n) + "9f", "", "a password or key"),
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


def cut(lines: Sequence[str], finding: Finding) -> str:
    assert finding.column is not None
    assert finding.end_column is not None
    assert finding.end_line is not None
    rows = list(lines[finding.line - 1 : finding.end_line])
    rows[-1] = rows[-1][: finding.end_column - 1]
    rows[0] = rows[0][finding.column - 1 :]
    return "\n".join(rows)
