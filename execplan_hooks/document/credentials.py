"""Which texts look like credentials: the kinds, a prefilter over whole files, and where a kind's detector fires.

The only importer of detect-secrets. Its plugins are used one match at a time on text that we decoded; where a plugin
is quadratic, inexact about the place, or older than the tokens, the pattern is ours. What is a placeholder or a
documented fake is `fakes.py`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from execplan_hooks.document import fakes
from execplan_hooks.document.fakes import Place


@dataclass(frozen=True)
class Kind:
    """One kind of secret.

    `trace` is the prefilter: it matches within each line on which the detector could fire, in linear time,
    in the text or, with `folded`, in the case-folded text. `plugin` is detect-secrets' module and class, if
    any, `patterns` are ours in place of the plugin's. A match's secret is its group `secret`, or its first
    group (`whole`: that is a mere prefix), or all of it.
    """

    noun: str
    trace: re.Pattern[str]
    plugin: str = ""
    patterns: tuple[re.Pattern[str], ...] = ()
    is_fake: Callable[[Place], bool] = fakes.is_fake
    folded: bool = False
    whole: bool = False
    by_keyword: bool = False


def _kind(noun: str, trace: str, *patterns: str, **rest: Any) -> Kind:
    return Kind(noun, re.compile(trace), patterns=tuple(map(re.compile, patterns)), **rest)


def _prefixed(noun: str, prefix: str, body: str, **rest: Any) -> Kind:
    return _kind(noun, prefix, rf"(?<![A-Za-z0-9_]){prefix}{body}", **rest)


# `key = "` in all spellings that detect-secrets' `build_assignment_regex` knows, loosely.
_ASSIGN = r"(?:key|pwd?|pass(?:word)?|token)[\"']?\]?[ =:>]++[\"']?"
_ASSIGN_LONG = rf"{_ASSIGN}\S{{44}}"
_NAME = (
    r"(?:(?:api|auth|service|account|db|database|priv|private|client|signing|encryption)[_-]?key"
    r"|(?:db|database|key)[_-]?pass|passwd|password|pwd|secret)"
)
_VARIABLE = "(?:KEY|SECRET|PASS|PASSWORD|PASSWD|PWD|TOKEN)="
_LOGIN = r"://[^\s:/]++:[^\s@/]++@"
_OPEN = {"is_fake": fakes.is_fake_or_cut}
_NAMELIKE = {"is_fake": fakes.is_fake_or_name}

# The first kind that fires at a place names it: what is specific stands before what is general.
KINDS: tuple[Kind, ...] = (
    _kind("an AWS access key", "A(?:3T[A-Z0-9]|BIA|CCA|KIA|SIA)[0-9A-Z]{16}", plugin="aws.AWSKeyDetector"),
    _kind(
        "an AWS secret access key",
        r"aws[^\n]{0,150}['\"][^\s'\"]{40}['\"]",
        plugin="aws.AWSKeyDetector",
        folded=True,
    ),
    # The plugin asks for quotes; files of environment variables have none.
    _kind(
        "an AWS secret access key",
        "aws_?secret",
        r"(?i)aws_?secret_?(?:access_?)?key[\"']? ?[=:] ?(?P<secret>[0-9a-zA-Z/+]{40})(?![0-9a-zA-Z/+=])",
        folded=True,
    ),
    _prefixed("a GitHub token", "github_pat_", "[A-Za-z0-9_]{40,255}", **_OPEN),
    _kind(
        "a GitHub token",
        "gh[pousr]_[A-Za-z0-9_]{36}",
        plugin="github_token.GitHubTokenDetector",
        whole=True,
    ),
    _kind(
        "a GitLab token",
        "gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-|GR1348941",
        plugin="gitlab_token.GitLabTokenDetector",
        whole=True,
    ),
    _prefixed("an Anthropic API key", "sk-ant-", "[a-z]{2,10}[0-9]{2}-[A-Za-z0-9_-]{32,255}", **_OPEN),
    # In place of the OpenAI plugin: the same and newer keys, without its quadratic time on `sk-sk-sk-...`.
    _kind(
        "an OpenAI API key",
        "T3BlbkFJ",
        r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]*?[A-Za-z0-9_-]{20}T3BlbkFJ[A-Za-z0-9_-]{20,255}",
        **_OPEN,
    ),
    _prefixed("an OpenAI API key", "sk-(?:proj|svcacct|admin|None)-", "[A-Za-z0-9_-]{32,255}", **_OPEN),
    _prefixed("a Google API key", "AIza", "[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _prefixed("a Google OAuth client secret", "GOCSPX-", "[A-Za-z0-9_-]{28}"),
    _prefixed("a Hugging Face token", "hf_", "[A-Za-z0-9]{34}(?![A-Za-z0-9_])"),
    _prefixed("a Groq API key", "gsk_", "[A-Za-z0-9]{52}"),
    # In place of the npm plugin: its `//.+/` is quadratic, and its value goes on to the end of the line.
    _kind("an npm token", "/:_authToken=", r"/:_authToken=\s*+(?P<secret>npm_[^\s\"'`]+|[A-Fa-f0-9-]{36})"),
    _prefixed("an npm token", "npm_", "[A-Za-z0-9]{36}"),
    _kind("a PyPI token", "pypi-Ag[A-Za-z0-9_-]{70}", plugin="pypi_token.PypiTokenDetector"),
    _prefixed("a Slack token", "xapp-", "[0-9]-[A-Z0-9]{6,20}-[0-9]{6,20}-[A-Za-z0-9]{32,128}"),
    _prefixed("a Slack token", "xoxe", r"(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{60,255}", **_OPEN),
    _kind("a Slack token", r"xox[abposr]-\d|hooks\.slack\.com", plugin="slack.SlackDetector", folded=True),
    _prefixed("a Stripe webhook secret", "whsec_", "[A-Za-z0-9+/=]{32,64}"),
    # The plugin knows the former length only.
    _kind("a Stripe key", "k_live_", "[rs]k_live_[0-9a-zA-Z]{24,247}"),
    _kind("a SendGrid API key", r"SG\.[a-zA-Z0-9_-]{22}\.", plugin="sendgrid.SendGridDetector"),
    _kind("a Square OAuth secret", "sq0csp-", plugin="square_oauth.SquareOAuthDetector"),
    _kind("a Twilio key", "(?:AC|SK)[a-z0-9]{32}", plugin="twilio.TwilioKeyDetector"),
    _kind("a Mailchimp key", "-us[0-9]", plugin="mailchimp.MailchimpDetector"),
    _kind("a Telegram bot token", r"\d:[0-9A-Za-z_-]{35}", plugin="telegram_token.TelegramBotTokenDetector"),
    _kind(
        "a Discord bot token",
        r"[MNO][a-zA-Z\d_-]{23,25}\.[a-zA-Z\d_-]{6}\.[a-zA-Z\d_-]{27}",
        plugin="discord.DiscordBotTokenDetector",
        **_NAMELIKE,
    ),
    _prefixed("a DigitalOcean token", "do[opr]_v1_", "[a-f0-9]{64}"),
    _prefixed("a Docker Hub token", "dckr_[po]at_", "[A-Za-z0-9_-]{27}"),
    _prefixed("a Vault token", r"hv[sb]\.", "[A-Za-z0-9_-]{60,255}", **_OPEN),
    _prefixed("a Supabase key", "sbp_", "[a-f0-9]{40}"),
    _prefixed("a Linear API key", "lin_api_", "[A-Za-z0-9]{40}"),
    # The plugin's pattern without the name of the field in its match.
    _kind("an Azure storage key", "AccountKey=", "AccountKey=(?P<secret>[a-zA-Z0-9+/=]{88})"),
    _kind(
        "an Artifactory credential",
        r"A(?:KC|P[\dABCDEF][a-zA-Z0-9])[a-zA-Z0-9]{7}",
        plugin="artifactory.ArtifactoryDetector",
        **_NAMELIKE,
    ),
    _kind(
        "a Cloudant credential",
        rf"cl[^\n]{{0,12}}?{_ASSIGN}\S{{24}}|cloudant\.com",
        plugin="cloudant.CloudantDetector",
        folded=True,
    ),
    _kind("a SoftLayer credential", "softlayer", plugin="softlayer.SoftlayerDetector", folded=True),
    _kind("a SoftLayer credential", _ASSIGN_LONG, plugin="softlayer.SoftlayerDetector", folded=True),
    _kind("an IBM COS credential", _ASSIGN_LONG, plugin="ibm_cos_hmac.IbmCosHmacDetector", folded=True),
    # The plugin's own pattern starts again at each `eyJ` of a run without a dot: quadratic.
    _kind(
        "a JSON Web Token",
        "eyJ",
        r"(?<![A-Za-z0-9_=-])(?=[A-Za-z0-9_=-]++\.[A-Za-z0-9_=-])[A-Za-z0-9_=-]*?"
        r"(?P<secret>(eyJ[A-Za-z0-9_=-]{7,}+\.[A-Za-z0-9_=-]++)(\.[A-Za-z0-9_-]+)?)",
        plugin="jwt.JwtTokenDetector",
        is_fake=fakes.is_fake_jwt,
    ),
    _prefixed("an age private key", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}"),
    # The plugin knows neither encrypted keys nor PuTTY's third format.
    _kind(
        "a private key",
        "PRIVATE KEY|PuTTY-User-Key-File-",
        "(?:-{4,5} ?)?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})?|PuTTY-User-Key-File-[23]",
        is_fake=fakes.is_fake_private_key,
    ),
    _kind(
        "a login in a URL",
        _LOGIN,
        plugin="basic_auth.BasicAuthDetector",
        is_fake=fakes.is_fake_login,
    ),
    # The plugin knows no password with `!`, `$`, `&`, `+` or `=`.
    _kind(
        "a login in a URL",
        _LOGIN,
        r"://[^\s:/?#@'\"<>`]++:(?P<secret>[^\s:/?#@'\"<>`]++)@(?=[\w\[])",
        is_fake=fakes.is_fake_login,
    ),
    _kind(
        "an API key (of IBM Cloud IAM or alike)",
        _ASSIGN_LONG,
        plugin="ibm_cloud_iam.IbmCloudIamDetector",
        folded=True,
        **_NAMELIKE,
    ),
    # In place of the keyword plugin, which is quadratic, finds one value per line and takes names for values.
    _kind(
        "a password or key",
        r"[:=]>?\s?@?['\"`][^\s'\"`]{10}",
        rf"(?i){_NAME}[\w\]'\"]{{0,40}}+\s?(?::=|=>|={{1,3}}|:)\s?@?(?P<quote>['\"`])"
        r"(?P<secret>[^\s'\"`]{10,200}+)(?P=quote)",
        is_fake=fakes.is_not_random,
        by_keyword=True,
    ),
    _kind(
        "a password or key",
        rf"{_VARIABLE}\S{{16}}",
        rf"{_VARIABLE}(?P<secret>[^\s'\"`,;|&<>()]{{16,200}}+)",
        is_fake=fakes.is_not_random,
        by_keyword=True,
    ),
)

_MIN_QUOTED = 6
_MAX_VALUES = 1000
_SPACES = re.compile(" {64,}")
_EDGES = re.compile(r"[\s=:\"]*+(.*?)[\s\"]?", re.DOTALL)


@cache
def _detector(kind: Kind) -> Any:
    # Imported here: it takes a tenth of a second, and most plans hold nothing that looks like a secret.
    module, name = kind.plugin.split(".")
    base = getattr(import_module(f"detect_secrets.plugins.{module}"), name)
    members = {"secret_type": kind.noun, "denylist": kind.patterns or base.denylist}
    return type(name, (base,), members)()


def _rows(trace: re.Pattern[str], text: str) -> Iterator[int]:
    row = counted = 0
    for match in trace.finditer(text):
        row += text.count("\n", counted, match.start())
        counted = match.start()
        yield row


def candidates(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> dict[int, list[Kind]]:
    """The rows (0-based) on which a detector could fire, with the kinds to look for, in the kinds' order."""
    text = "\n".join(lines)
    folded = text.casefold()
    traced: dict[re.Pattern[str], tuple[int, ...]] = {}
    rows: dict[int, list[Kind]] = {}
    for kind in kinds:
        if kind.trace not in traced:
            traced[kind.trace] = tuple(dict.fromkeys(_rows(kind.trace, folded if kind.folded else text)))
        for row in traced[kind.trace]:
            rows.setdefault(row, []).append(kind)
    return rows


def spans(kind: Kind, line: str) -> Iterator[tuple[int, int]]:
    """Where the kind's detector fires in the line, whatever the value is worth: start and end, 0-based."""
    # detect-secrets' assignments are cubic in a run of spaces; a tab is no space to them.
    line = _SPACES.sub(lambda match: "\t" * len(match[0]), line)
    detector = _detector(kind) if kind.plugin else None
    for pattern in detector.denylist if detector else kind.patterns:
        for match in pattern.finditer(line):
            if detector is None or _fires(detector, match[0]):
                yield _span(kind, match)


def _fires(detector: Any, text: str) -> bool:
    # One match at a time, for the result has no position, and one bad match must not hide the others. Not
    # `analyze_line`: it asks the process's settings whether to verify over the network, and hashes the value.
    try:
        return any(True for _ in detector.analyze_string(text))  # A GitLab job token's group is empty.
    except RecursionError:  # The claims of a "JSON Web Token" may be 1,000 nested lists.
        return False


def _span(kind: Kind, match: re.Match[str]) -> tuple[int, int]:
    if "secret" in match.re.groupindex:
        return match.span("secret")
    groups = [] if kind.whole else [i for i in range(1, match.re.groups + 1) if match[i]]
    if groups:
        return match.span(groups[0])
    # The Artifactory plugin's match includes the delimiters.
    inner = _EDGES.fullmatch(match[0])
    return (match.start() + inner.start(1), match.start() + inner.end(1)) if inner else match.span()


@dataclass(frozen=True)
class Secret:
    """A credential that is no placeholder, at `start:end` of line `row` (all 0-based). It has no value of its own,
    so that no message, log or traceback can show one."""

    kind: Kind
    row: int
    start: int
    end: int


def secrets_in(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> Iterator[Secret]:
    """The secrets in the lines of a file, in order; of overlapping kinds the first in the table names it."""
    for row, suspected in sorted(candidates(lines, kinds).items(), key=lambda item: item[0]):
        judged = bytearray(len(lines[row]))
        found: list[Secret] = []
        for kind in suspected:
            for start, end in spans(kind, lines[row]):
                if judged.find(1, start, end) >= 0:
                    continue
                judged[start:end] = b"\1" * (end - start)
                if not kind.is_fake(Place(lines, row, start, end)):
                    found.append(Secret(kind, row, start, end))
        yield from sorted(found, key=lambda secret: secret.start)


class Redactor:
    """Takes the secrets of a file out of messages that quote it: headings, contract entries, field values."""

    def __init__(self, lines: Sequence[str]) -> None:
        values = (lines[secret.row][secret.start : secret.end] for secret in secrets_in(lines))
        self._values = sorted(set(values), key=len, reverse=True)[:_MAX_VALUES]

    def __call__(self, text: str) -> str:
        """`text` with `<REDACTED>` for each secret, also where a message cut it short."""
        for value in self._values:
            if value[:_MIN_QUOTED] not in text:
                continue
            text = text.replace(value, "<REDACTED>")
            for length in range(len(value) - 1, _MIN_QUOTED - 1, -1):
                start = text.find(value[:length])
                if start >= 0 and text[start + length : start + length + 1] in ("", "\u2026", '"'):
                    text = f"{text[:start]}<REDACTED>{text[start + length :]}"
                    break
        return text
