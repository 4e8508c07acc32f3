"""A plan holds no secrets.

What it does: looks for tokens and keys of known services, private keys, logins in URLs, headers and commands,
and random-looking values of names such as `password`, in every line of the file: prose, code, tables, front
matter and comments.
Nothing is sent anywhere, and no message repeats a value. Placeholders and documented examples pass:
`<REDACTED>`, `***`, `your-key`, `AKIAIOSFODNN7EXAMPLE`, `${VAR}`, `postgres:postgres@localhost`.
`pragma: allowlist secret` in a comment on the same line and `pragma: allowlist nextline secret` on the line
before are honoured.

Why: a plan is committed, copied into prompts and read by every agent that continues it. Agents paste the
output of commands into it as evidence, and a token that was in the output stays in the history.

Bad:

    - [x] (2026-03-01 10:00Z) Checked the API: call(ghp_<36 random letters and digits>) returned 200.

Good:

    - [x] (2026-03-01 10:00Z) Checked the API with the token from $GITHUB_TOKEN (<REDACTED>): 200.

Options: `keywords` (default true): also report a random-looking value that is assigned to a name such as
`password`, `secret` or `api_key`, or that stands after `Bearer` or as the password of `curl -u`.

Fix: remove it from the plan and from the history, rotate it, and write `<REDACTED>` in its place.

On real plans: none of 210 has a finding; the 16 places where detectors fire are placeholders and local logins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from execplan_hooks.document.secrets.credential_kinds import KINDS
from execplan_hooks.document.secrets.credentials import Secret, secrets_in
from execplan_hooks.fingerprints import hashed
from execplan_hooks.lazy import lazy
from execplan_hooks.model import Context, Finding, Option, Rule, Severity

if TYPE_CHECKING:
    from execplan_hooks.document.plan import Plan

HELP = "remove it from the plan and from the history, rotate it, and write <REDACTED> in its place"

_PRAGMA = lazy(r"\bpragma: ?(?:allow|white)list[ -]secret\b")
_PRAGMA_NEXT_LINE = lazy(r"\W*pragma: ?allowlist[ -]nextline[ -]secret\b")


def find(lines: Sequence[str], keywords: bool = True) -> Iterator[Finding]:
    """The secrets in the lines of a file, in order; nothing in a finding contains any part of a value."""
    return _findings(lines, secrets_in(lines, [kind for kind in KINDS if keywords or not kind.by_keyword]))


def _findings(lines: Sequence[str], found: Iterable[Secret]) -> Iterator[Finding]:
    for row, secrets in groupby(found, key=lambda secret: secret.row):
        if _PRAGMA.search(lines[row]) or (row and _PRAGMA_NEXT_LINE.match(lines[row - 1])):
            continue
        for secret in secrets:
            message = f"looks like {secret.kind.noun}; its value is not shown"
            yield Finding(
                row + 1,
                message,
                secret.start + 1,
                secret.last + 1,
                secret.end + 1,
                HELP,
                subjects=_subjects(lines, secret),
            )


def _subjects(lines: Sequence[str], secret: Secret) -> tuple[str, ...]:
    """What tells a key of several lines from another one, as a hash, for a finding holds no value; within a line that
    is the text that the finding covers."""
    if secret.last == secret.row:
        return ()
    whole = list(lines[secret.row : secret.last + 1])
    whole[0], whole[-1] = whole[0][secret.start :], whole[-1][: secret.end]
    return (hashed(secret.kind.noun, *whole),)


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings in the plan's file, front matter, code and comments included."""
    if context.options.get("keywords", True):
        # The same search as for what no message may repeat: a plan has it once.
        return _findings(plan.source.lines, plan.secrets)
    return find(plan.source.lines, keywords=False)


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(
        Option(
            "keywords",
            "boolean",
            True,
            "report random-looking values that are assigned to names such as `password` or `api_key`",
        ),
    ),
)
