"""Tokens that the kinds' patterns and the plugins' make, what mutilates them, and the text around them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from hypothesis import strategies as st

from execplan_hooks.document.secrets.credential_kinds import Kind
from execplan_hooks.document.secrets.credentials import _detector
from tests.rules.secret_samples import HEX, MIXED, TOKENS, URL64

SURROUNDINGS = {
    "alone": "{}",
    "line start": "{} was the key",
    "line end": "the key was {}",
    "prose": "We called it with {}, and it worked.",
    "code span": "Run `tool --flag {}` again.",
    "table": "| name | {} | note |",
    "front matter": "value: {}",
    "quoted": 'headers = {{"x": "{}"}}',
    "carriage return": "it was {}\r",
    "strong emphasis": "**{}**",
    "emphasis": "_{}_",
    "strong underscores": "__{}__ and more",
    "quote": "> - [x] {}",
    "comment": "<!-- {} -->",
    "link": "[it](https://api.acme.io/?t={})",
    "long line": "lorem ipsum " * 800 + "{} dolor" + " sit amet" * 800,
    "long word": "lorem " + "x" * 900 + " {} " + "y" * 900,
    "after other scripts": "Größe İstanbul ключ 日本語の鍵 \U0001f511 {}",
    "separated": "\u2028{}\x0b\x0c\x85",
}
"""Lines with a place for a token, by what they are."""

# Letters that match one of ASCII where case is ignored, digits of other scripts, blanks that only `\s` knows.
_STRANGE = "\u017f\u212a\u0130\u0131\u0663\u00df\ufb06\xa0\u3000\x1c\x85\ud800é日"
_NEAR = "_-.:=/@ \t'\"`\\[](){}<>*+,;|&$!%#?0aAzZ9" + _STRANGE
_WORDS = """
key api_key KEY= token: TOKEN= password=' passwd pass pwd secret secret_access_key aws_ AWS_SECRET aws_session
bearer Bearer basic BASIC -u --user= cl_ clou- cloudant softlayer_api sl_ ibm_cloud_iam_ cos_ https:// ://
user: @host .cloudant.com AccountKey= /:_authToken= npm_ BEGIN PRIVATE-KEY eyJ eyJhIjoxfQ. T3BlbkFJ xoxb-1- -us1
"""


_ALPHABETS = (MIXED, URL64, HEX, MIXED + "+/=", "0123456789", MIXED + _STRANGE)
# At which patterns begin and end to match.
_LENGTHS = (1, 6, 9, 10, 11, 12, 16, 20, 23, 24, 25, 27, 32, 35, 36, 40, 43, 44, 48, 60, 64, 70, 88, 100)


def tokens(kind: Kind) -> st.SearchStrategy[str]:
    """Texts on which a kind's detector is meant to fire: what its patterns match."""
    patterns = _detector(kind).denylist if kind.plugin else kind.compiled
    made = st.one_of([st.from_regex(_plain(pattern)) for pattern in patterns])
    if kind.plugin.endswith("JwtTokenDetector"):  # whose claims have to be JSON
        valid = st.integers(0, 10**6).map(TOKENS["jwt"][0])
        made = st.one_of(made, valid, valid, valid)
    return made.map(lambda text: text.replace("\n", " "))


def matches(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Texts on one line in which a pattern matches."""
    return st.from_regex(_plain(pattern)).map(lambda text: text.replace("\n", " "))


def mutilated(token: str, rng: random.Random) -> str:
    """A token with a few characters more, fewer, or others, so that some are just none."""
    for _ in range(rng.randint(0, 3)):
        at, until = sorted((rng.randint(0, len(token)), rng.randint(0, len(token))))
        token = rng.choice(
            [
                token[:at] + token[min(until, at + 3) :],
                token[:at] + rng.choice(_NEAR) + token[at:],
                token[:at] + rng.choice(_NEAR) + token[at + 1 :],
                token[:at] + token[at:until].swapcase() + token[until:],
                token[:until] + token[at:until][:40] + token[until:],
                token[:at] + " " * rng.choice([1, 4, 63, 64, 70]) + token[at:],
            ]
        )
    return token


def lines(made: Sequence[str], seed: int, count: int = 6) -> list[str]:
    """Lines of tokens, pieces of tokens, names of credentials, runs of tokens' alphabets and delimiters."""
    rng = random.Random(seed)
    return ["".join(_part(made, rng) for _ in range(rng.randint(1, 8))).replace("\n", " ") for _ in range(count)]


def _part(made: Sequence[str], rng: random.Random) -> str:
    token = rng.choice(made)
    match rng.randrange(8):
        case 0:
            return token
        case 1 | 2:
            return mutilated(token, rng)
        case 3:
            return token[rng.randint(0, len(token)) :]
        case 4:
            return "".join(rng.choices(rng.choice(_ALPHABETS), k=rng.choice(_LENGTHS)))
        case 5:
            return rng.choice(_WORDS.split())
        case _:
            return "".join(rng.choices(_NEAR, k=rng.randint(0, 3)))


def _plain(pattern: re.Pattern[str]) -> re.Pattern[str]:
    # To make text for it, a possessive quantifier is a greedy one: what it would match as well is filtered by use.
    return re.compile(re.sub(r"(?<=[*+}])\+", "", pattern.pattern), pattern.flags)
