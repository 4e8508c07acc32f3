"""The kinds of credentials, as data: what each is called, its prefilter, its patterns and what only looks like one.

Where a plugin of detect-secrets is quadratic, inexact about the place, or older than the tokens, the pattern is
ours. `credentials.py` applies the table; what is a placeholder or a documented fake is `fakes.py`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from execplan_hooks.document.secrets import fakes
from execplan_hooks.document.secrets.fakes import Place
from execplan_hooks.document.secrets.traces import Trace
from execplan_hooks.frozen import frozen


@frozen
class Kind:
    """One kind of secret.

    `trace` is the prefilter: each line on which the detector could fire has it. `plugin` is detect-secrets' module and
    class, if any, `patterns` are ours in place of the plugin's. A match's secret is its group `secret`, or its first
    group (`whole`: that is a mere prefix), or all of it; with `block` more follows behind it, see `key_blocks.py`.
    """

    noun: str
    trace: Trace
    plugin: str = ""
    patterns: tuple[str, ...] = ()
    is_fake: Callable[[Place], bool] = fakes.is_fake
    whole: bool = False
    by_keyword: bool = False
    block: bool = False

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.patterns))


def _kind(noun: str, trace: str | Trace, *patterns: str, **rest: Any) -> Kind:
    return Kind(noun, Trace((trace,)) if isinstance(trace, str) else trace, patterns=patterns, **rest)


def _long(*patterns: str) -> Trace:
    return Trace(patterns, long=True)


def _folded(*patterns: str) -> Trace:
    return Trace(patterns, folded=True)


def _prefixed(noun: str, prefix: str, body: str, **rest: Any) -> Kind:
    return _kind(noun, _long(prefix), rf"(?<![A-Za-z0-9_]){prefix}{body}", **rest)


# `key = "` in all spellings that detect-secrets' `build_assignment_regex` knows, loosely.
_ASSIGN = r"[\"']?\]?[ =:>]++[\"']?"
_ASSIGN_LONG = Trace(
    tuple(rf"{name}{_ASSIGN}[a-z0-9_-]{{44}}" for name in ("key", "pwd?", "pass(?:word)?", "k(?<=tok)en")),
    folded=True,
    long=True,
)
_NAME = (
    r"(?:(?:api|auth|service|account|db|database|priv|private|client|signing|encryption)[_-]?key"
    r"|(?:db|database|key)[_-]?pass|passwd|password|pwd|secret)"
)
# A name of a credential, at most 48 characters on its sign, at most 12 on its value: for all of our patterns.
_NAMED = _folded(
    *(
        rf"{name}[^\n:=]{{0,48}}+[:=][^\n]{{0,12}}?\S{{10}}"
        for name in ("key", "pass", "w(?<=pw)d", "c(?<=sec)ret", "k(?<=tok)en")
    )
)
_AWS = _folded("w(?<=aw)s_?se(?:cret|ssion)")
_VARIABLE = "(?:KEY|SECRET|PASS|PASSWORD|PASSWD|PWD|TOKEN)="
_LOGIN = Trace((r"://[^\s:/]*+:[^\s@/]++@",))
# `password`, `client_secret`, `X-Api-Key`, `PGPASSWORD`, `secret_key_base`; not `password_hash`, not `tokenizer`.
_CREDENTIAL = (
    r"(?:(?:api|access|auth|account|private|client|signing|encryption)[ _-]?key|passwd|password|pwd|secret|token)"
    r"(?:[_-]?(?:access|key|base|value)){0,2}"
)
_WORD = r"[^\s:/?#\[\]@!$&'()*+,;=]"
_CHAR = r"[^\s'\"`,;|&<>()\[\]{}*]"
_OPEN = {"is_fake": fakes.is_fake_or_cut}
_NAMELIKE = {"is_fake": fakes.is_fake_or_name}

# The first kind that fires at a place names it: what is specific stands before what is general.
KINDS: tuple[Kind, ...] = (
    _kind(
        "an AWS access key",
        "A(?:3T[A-Z0-9]|BIA|CCA|KIA|SIA)[0-9A-Z]{16}",
        plugin="aws.AWSKeyDetector",
        is_fake=fakes.is_fake_or_inside,
    ),
    _kind(
        "an AWS secret access key",
        _folded(r"w(?<=aw)s[^\n]{0,48}['\"][^\s'\"]{40}['\"]"),
        plugin="aws.AWSKeyDetector",
    ),
    # The plugin asks for quotes; files of environment variables have none.
    _kind(
        "an AWS secret access key",
        _AWS,
        r"(?i)aws_?secret_?(?:access_?)?key[\"']? ?[=:] ?(?P<secret>[0-9a-zA-Z/+]{40})(?![0-9a-zA-Z/+=])",
    ),
    _prefixed("a GitHub token", "github_pat_", "[A-Za-z0-9_]{40,255}", **_OPEN),
    _kind(
        "a GitHub token",
        _long("gh[pousr]_[A-Za-z0-9_]{36}"),
        plugin="github_token.GitHubTokenDetector",
        whole=True,
    ),
    _kind(
        "a GitLab token",
        _long("gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-", "GR1348941"),
        plugin="gitlab_token.GitLabTokenDetector",
        whole=True,
    ),
    _prefixed("an Anthropic API key", "sk-ant-", "[a-z]{2,10}[0-9]{2}-[A-Za-z0-9_-]{32,255}", **_OPEN),
    # In place of the OpenAI plugin: the same and newer keys, without its quadratic time on `sk-sk-sk-...`.
    _kind(
        "an OpenAI API key",
        _long("T3BlbkFJ"),
        r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]*?[A-Za-z0-9_-]{20}T3BlbkFJ[A-Za-z0-9_-]{20,255}",
        **_OPEN,
    ),
    _prefixed("an OpenAI API key", "sk-(?:proj|svcacct|admin|None)-", "[A-Za-z0-9_-]{32,255}", **_OPEN),
    _prefixed("a Google API key", "AIza", "[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    _prefixed("a Google OAuth client secret", "GOCSPX-", "[A-Za-z0-9_-]{28}"),
    _prefixed("a Hugging Face token", "hf_", "[A-Za-z0-9]{34}(?![A-Za-z0-9_])"),
    _prefixed("a Groq API key", "gsk_", "[A-Za-z0-9]{52}"),
    # In place of the npm plugin: its `//.+/` is quadratic, and its value goes on to the end of the line.
    _kind("an npm token", "T(?<=/:_authT)oken=", r"/:_authToken=\s*+(?P<secret>npm_[^\s\"'`]+|[A-Fa-f0-9-]{36})"),
    _prefixed("an npm token", "npm_", "[A-Za-z0-9]{36}"),
    _kind("a PyPI token", _long("pypi-Ag[A-Za-z0-9_-]{70}"), plugin="pypi_token.PypiTokenDetector"),
    _prefixed("a Slack token", "xapp-", "[0-9]-[A-Z0-9]{6,20}-[0-9]{6,20}-[A-Za-z0-9]{32,128}"),
    _prefixed("a Slack token", "xoxe", r"(?:\.xox[bp])?-[0-9]-[A-Za-z0-9]{60,255}", **_OPEN),
    _kind(
        "a Slack token",
        _folded(r"xox[abposr]-[\d?]", r"k(?<=hook)s\.slack\.com"),
        plugin="slack.SlackDetector",
    ),
    _kind("a Stripe webhook secret", "whsec_", "(?<![A-Za-z0-9_])whsec_[A-Za-z0-9+/=]{32,64}"),
    # The plugin knows the former length only.
    _kind("a Stripe key", _long("k_live_"), "[rs]k_live_[0-9a-zA-Z]{24,247}"),
    _kind("a SendGrid API key", _long(r"SG\.[a-zA-Z0-9_-]{22}\."), plugin="sendgrid.SendGridDetector"),
    _kind("a Square OAuth secret", _long("sq0csp-"), plugin="square_oauth.SquareOAuthDetector"),
    _kind("a Twilio key", _long("AC[a-z0-9]{32}", "SK[a-z0-9]{32}"), plugin="twilio.TwilioKeyDetector"),
    _kind("a Mailchimp key", _long("-us[0-9]"), plugin="mailchimp.MailchimpDetector"),
    _kind(
        "a Telegram bot token",
        _long(r":(?<=[\d?]{8}:)[0-9A-Za-z_-]{35}"),
        plugin="telegram_token.TelegramBotTokenDetector",
    ),
    # Not `long`: to the plugin digits of all scripts are a token's.
    _kind(
        "a Discord bot token",
        r"\.(?<=[a-zA-Z\d?_-]{23}\.)[a-zA-Z\d?_-]{6}\.[a-zA-Z\d?_-]{27}",
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
        r"A(?<![^\s\x1c-\x1f=:\"?]A)(?:KC[a-zA-Z0-9]{2}|P[\dABCDEF?])[a-zA-Z0-9]{8}[a-zA-Z0-9]*+(?![^\s\x1c-\x1f\"?])",
        plugin="artifactory.ArtifactoryDetector",
        **_NAMELIKE,
    ),
    _kind(
        "a Cloudant credential",
        Trace(
            (rf"cl[^\n]{{0,12}}?(?:key|pwd?|pass(?:word)?|token){_ASSIGN}[a-z0-9]{{24}}", r"cloudant\.com"),
            folded=True,
            long=True,
        ),
        plugin="cloudant.CloudantDetector",
    ),
    _kind(
        "a SoftLayer credential",
        Trace(("softlayer", *_ASSIGN_LONG.patterns), folded=True, long=True),
        plugin="softlayer.SoftlayerDetector",
    ),
    _kind("an IBM COS credential", _ASSIGN_LONG, plugin="ibm_cos_hmac.IbmCosHmacDetector"),
    # The plugin's own pattern starts again at each `eyJ` of a run without a dot: quadratic.
    _kind(
        "a JSON Web Token",
        "J(?<=eyJ)[A-Za-z0-9_=-]{7}",
        r"(?<![A-Za-z0-9_=-])(?=[A-Za-z0-9_=-]++\.[A-Za-z0-9_=-])[A-Za-z0-9_=-]*?"
        r"(?P<secret>(eyJ[A-Za-z0-9_=-]{7,}+\.[A-Za-z0-9_=-]++)(\.[A-Za-z0-9_-]+)?)",
        plugin="jwt.JwtTokenDetector",
        is_fake=fakes.is_fake_jwt,
    ),
    _prefixed("an age private key", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}"),
    # The plugin knows neither encrypted keys nor PuTTY's third format.
    _kind(
        "a private key",
        Trace(("PRIVATE KEY", "PuTTY-User-Key-File-")),
        "(?:-{4,5} ?)?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})?|PuTTY-User-Key-File-[23]",
        is_fake=fakes.is_fake_private_key,
        block=True,
    ),
    # The plugin's pattern. Plans connect to databases of their own, and to import it takes as long as many plans do.
    _kind(
        "a login in a URL",
        _LOGIN,
        rf"://{_WORD}+:({_WORD}+)@",
        is_fake=fakes.is_fake_login,
    ),
    # The plugin knows no login without a user and no password with `!`, `$`, `&`, `+` or `=`.
    _kind(
        "a login in a URL",
        _LOGIN,
        r"://[^\s:/?#@'\"<>`]*+:(?P<secret>[^\s:/?#@'\"<>`]++)@(?=[\w\[])",
        is_fake=fakes.is_fake_login,
    ),
    _kind(
        "an API key (of IBM Cloud IAM or alike)",
        _ASSIGN_LONG,
        plugin="ibm_cloud_iam.IbmCloudIamDetector",
        **_NAMELIKE,
    ),
    # In place of the keyword plugin, which is quadratic, finds one value per line and takes names for values.
    _kind(
        "a password or key",
        _NAMED,
        rf"(?i){_NAME}[\w\]'\"]{{0,40}}+\s?(?::=|=>|={{1,3}}|:)\s?@?(?P<quote>['\"`])"
        r"(?P<secret>[^\s'\"`]{10,200}+)(?P=quote)",
        is_fake=fakes.is_not_random,
        by_keyword=True,
    ),
    _kind(
        "a password or key",
        r"=(?<=[YTSDN]=)\S{16}",
        rf"{_VARIABLE}(?P<secret>[^\s'\"`,;|&<>()]{{16,200}}+)",
        is_fake=fakes.is_not_random,
        by_keyword=True,
    ),
    # Of fixed shape, so that it needs no test of randomness, which the long runs of slashes in it would not pass.
    _kind(
        "an AWS session token",
        _AWS,
        r"(?i)aws_?session_?token[\"']? ?[=:] ?[\"']?(?P<secret>[0-9a-zA-Z/+]{100,2000}={0,2})",
    ),
    _kind(
        "a login in a header",
        _folded(r"basic {1,4}\S{12}"),
        r"(?i)\bbasic {1,4}(?P<secret>[A-Za-z0-9+/_-]{12,400}+={0,2})",
        is_fake=fakes.is_fake_basic,
    ),
    _kind(
        "a bearer token",
        _folded(r"bearer {1,4}\S{20}"),
        r"(?i)\bbearer {1,4}(?P<secret>[A-Za-z0-9._~+/-]{20,2000}+={0,2})",
        is_fake=fakes.is_hardly_random,
        by_keyword=True,
    ),
    _kind(
        "a login in a command",
        r"-u(?:ser)?[ =][^\n:]{0,101}+:\S{10}",
        rf"(?<![\w-])--?u(?:ser)?[ =][\"']?[^\s:'\"`]{{0,100}}+:(?P<secret>{_CHAR}{{9,199}}[\w=+/!$%^#~-])",
        is_fake=fakes.is_hardly_random,
        by_keyword=True,
    ),
    _kind(
        "a password or key",
        _NAMED,
        rf"(?i){_CREDENTIAL}[\]'\"*_`]{{0,4}} {{0,4}}(?::=|=>|={{1,3}}|:)[ *'\"`_]{{0,6}}"
        rf"(?P<secret>{_CHAR}{{11,1999}}[\w=+/!$%^#~-])",
        is_fake=fakes.is_hardly_random,
        by_keyword=True,
    ),
)
