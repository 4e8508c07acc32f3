"""What a value that has the shape of a secret really is: a placeholder, a documented example, or random.

Words are looked for in the value alone, never in the line around it: the word "example" in a sentence must
not hide a real token that stands beside it.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from execplan_hooks.lazy import lazy

_LOOKED_AT = 400
"""Characters of a value that the shape tests read; a token's random part begins well before that."""

# Long enough not to turn up in random text by chance: they count anywhere in the value.
_WORDS = lazy(
    "example|placeholder|redacted|changeme|replaceme|password|yourtoken|yourkey|insertyour|notreal|notasecret"
    "|qwertyui|deadbeef|cafebabe|feedface|hunter2|localhost|letmein"
    # The tokens that RFC 6749 shows, and every text about OAuth after it.
    "|2yotnfzfejr1zcsicmwpaa|tgzv3jokf0xg5qx2tlkwia|czzcagrsa3f0mzpnwdfmqmf0m2jw"
)
# Short ones appear in long random tokens by chance: they count as words of their own only (`sk-test-...`).
_SHORT_WORDS = lazy(
    "(?<![a-z0-9])(?:your|my|fake|test|testing|dummy|sample|demo|mock|stub|todo|tbd|foo|bar|baz"
    "|change|replace|insert|here|invalid|local|xxx|xxxx|abc123|test123|masked|hidden|some)(?![a-z0-9])"
)
# <name>, ${NAME}, $(command), {{ name }}, {name}, %s, %(name)s, $NAME, ..., ****, xxxxx, 0000000.
_TEMPLATE = lazy(r"[<>{}\u2026]|\$\(|%s|%\(|^\$[A-Za-z_]\w*$|^%\w+%$|\.{3}|\*{3}|[xX]{5}|0{7}|[#?\u2022]{3}")
_REPEATED = lazy(r"(.{1,12}?)\1{3,}", re.DOTALL)
_LEET = str.maketrans("013457@$!", "oleastasi")
_UUID = lazy(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What `openssl rand -base64` writes: the only values with slashes that are not taken for paths.
_BASE64 = lazy(r"(?=[^/]*[0-9])(?=[^/]*[A-Z])[A-Za-z0-9+][A-Za-z0-9+/]{22,}={0,2}")
_SEPARATORS = lazy(r"[-_.:@~\\]+")
# A commit, an address on a blockchain, a checksum, a recipient of age, a URL.
_PUBLIC = lazy(r"(?:0x)?[0-9a-f]{40}$|(?:sha[0-9]+|md5)[-:=]|age1|.*://", re.IGNORECASE)
_PUBLIC_NAME = lazy(
    r"(?:page|next|continuation|sync|csrf|xsrf|public|publishable|anon)[ _-]?(?:api|access)?[ _-]?(?:token|key)\W*$",
    re.IGNORECASE,
)
_STANDARD = str.maketrans("-_", "+/")

_NAME_OF_A_PASSWORD = lazy(
    "pass|passwd|password|pw|pwd|secret|token|api[-_]?key|key|pat|auth|credentials|xx?|x-oauth-basic"
)
_NAME_OF_A_USER = lazy("user|username|foo")
_PASSWORD_PLACEHOLDER = lazy(
    r".*(?:example|placeholder|redacted|change[-_]?me|replace[-_]?me|x{3}|\*\*)|\W*your[-_.]"
    r"|\W*(?:your|my|the|some|a)?[-_.]?(?:db|user|database)?[-_.]?pass(?:word|wd)?[-_.]?(?:here)?\W*$"
)
_RESERVED_HOST = lazy(r"(?:.*\.)?(?:example|test|invalid|example\.(?:com|org|net|edu))$|(?:your|my)[-_.]|.*[<{$%]")
_LOCAL_HOST = lazy(
    r"127\.\d+\.\d+\.\d+$|0\.0\.0\.0$|\[?::1\]?$|host\.docker\.internal$|.*\.local(?:host)?$|[a-z0-9_-]*$"
)
# The claims of the tokens that jwt.io and PyJWT show, and of the keys that every local Supabase starts with.
_DEMO_CLAIMS = re.compile(rb'John Doe|1234567890|supabase-demo|example|placeholder|"some":"payload"', re.IGNORECASE)
_KEY_MATERIAL = lazy(r"[A-Za-z0-9+/]{40}")


@dataclass(frozen=True, repr=False)
class Place:
    """Where a secret may stand: `lines[row][start:end]`, all 0-based. Without `repr`, which would show it."""

    lines: Sequence[str]
    row: int
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.lines[self.row][self.start : self.end]


def is_fake(place: Place) -> bool:
    """Whether the value is a template, a masked or documented example, or a pattern typed by hand."""
    return _is_fake(place.value)


def is_fake_or_name(place: Place) -> bool:
    """Also whether it lacks capitals, small letters or digits: dotted and dashed names do, tokens do not."""
    value = place.value
    return not all(re.search(some, value) for some in ("[a-z]", "[A-Z]", "[0-9]")) or _is_fake(value)


def is_fake_or_cut(place: Place) -> bool:
    """Also whether an ellipsis or asterisks follow: its author cut off a token of variable length."""
    return place.lines[place.row].startswith(("...", "\u2026", "****"), place.end) or _is_fake(place.value)


def is_fake_or_inside(place: Place) -> bool:
    """Also whether capitals or digits go on around it: a dump of a font or an image in hexadecimal."""
    line = place.lines[place.row]
    around = line[max(0, place.start - 1) : place.start] + line[place.end : place.end + 1]
    return bool(re.search("[A-Z0-9]", around)) or _is_fake(place.value)


def is_fake_jwt(place: Place) -> bool:
    """Also whether the claims of a token (`header.payload` and perhaps a signature) are documentation's."""
    payload = place.value.split(".")[1][:4096]
    try:
        claims = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except binascii.Error:
        claims = b""
    return bool(_DEMO_CLAIMS.search(claims)) or is_fake_or_cut(place)


def is_fake_private_key(place: Place) -> bool:
    """Whether no key follows the line that begins one: prose and patterns for `grep` name that line too.

    The key follows within 12 lines: a PuTTY file has three headers and its public part before it.
    """
    # A line may be a megabyte that begins a key ten thousand times: a bounded part of it is read.
    rest = place.lines[place.row][place.end : place.end + 400]
    for text in (rest, *place.lines[place.row + 1 : place.row + 13]):
        before_end, end, _ = text[:400].partition("-----END")
        found = _KEY_MATERIAL.search(before_end)
        if found:
            return _is_fake(found[0])
        if end:
            break
    return True


def is_fake_login(place: Place) -> bool:
    """Whether the password in a URL is a placeholder or a local development default.

    A weak password passes only for a user called "user", for this machine and for names without a dot (a compose
    service); a random one does not pass there either, for a tunnel may end there.
    """
    line, password = place.lines[place.row], place.value.casefold()
    before = re.search(r"://([^:/\s]{0,200})$", line[max(0, place.start - 204) : place.start - 1])
    after = re.match(r"@(\[[0-9a-fA-F:]*\]|[^\s:/?#,'\"`)\]|\\]*)", line[place.end : place.end + 254])
    user, host = before[1].casefold() if before else "", after[1].casefold() if after else ""
    if _NAME_OF_A_PASSWORD.fullmatch(password) or _PASSWORD_PLACEHOLDER.match(password):
        return True
    if _NAME_OF_A_USER.fullmatch(user) and is_not_random(place):
        return True
    if len(password) < 3 or _TEMPLATE.search(password) or _RESERVED_HOST.match(host):
        return True
    return bool(_LOCAL_HOST.match(host)) and (password == user or is_not_random(place))


def is_not_random(place: Place) -> bool:
    """Whether the value may be something else than a machine's or a password manager's choice.

    Words, names, paths and expressions change between letters, digits and symbols seldom, random text often.
    """
    return _is_not_random(place.value)


def is_hardly_random(place: Place) -> bool:
    """Whether the value may be something else than a secret where no quotes say where it begins and ends.

    Names with a digit here and there, versions and the hashes of commits are; so is what is random but public.
    """
    value, line = place.value, place.lines[place.row]
    run = max(_SEPARATORS.split(value), key=len)
    if _is_not_random(run) or is_fake_or_cut(place) or _PUBLIC.match(value) or _UUID.fullmatch(value):
        return True
    # `getToken2(...)` and `tokens[...]` are code.
    if line.startswith(("(", "[", "{"), place.end) or _PUBLIC_NAME.search(line[max(0, place.start - 60) : place.start]):
        return True
    return len(run) < 20 and not {"9", "A", "a"} <= {_class(char) for char in run}


def is_fake_basic(place: Place) -> bool:
    """Whether the value is no login (`user:password` in base64), or one with a placeholder for a password."""
    value = place.value.translate(_STANDARD).rstrip("=")
    try:
        login = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode()
    except ValueError:  # no base64 of UTF-8, and of letters that a pattern takes for ASCII ones where it ignores case
        return True
    _, colon, password = login.partition(":")
    return not colon or not login.isprintable() or _is_fake(place.value) or _is_not_random(password)


def _is_not_random(value: str) -> bool:
    if len(value) < 10 or _is_fake(value) or _UUID.fullmatch(value) or re.search(r"[\s()\[\]]", value):
        return True
    if "/" in value and not _BASE64.fullmatch(value):
        return True
    classes = [_class(char) for char in value[:_LOOKED_AT] if char not in "-_.:"]
    if "9" not in classes or set(classes) == {"9"} or len(set(value)) < 8:
        return True
    # A capital before a small letter is how a word begins: no change.
    changes = sum(a != b and (a, b) != ("A", "a") for a, b in itertools.pairwise(classes))
    # Each slash of a path is two.
    return (changes - 2 * value.count("/")) * 4 <= len(classes)


def _class(char: str) -> str:
    if char.isdigit():
        return "9"
    if char.isalpha():
        return "A" if char.isupper() else "a"
    return "-"


def _is_fake(value: str) -> bool:
    folded = value.casefold()
    return bool(
        _TEMPLATE.search(value)
        or _WORDS.search(folded)
        or _WORDS.search(folded.translate(_LEET))
        or _SHORT_WORDS.search(folded)
        or _is_repetitive(folded[:_LOOKED_AT])
        or _is_sequence(folded[:_LOOKED_AT])
    )


def _is_repetitive(value: str) -> bool:
    if len(value) >= 16 and len(set(value)) <= 5:
        return True
    return any(2 * len(found[0]) >= len(value) for found in _REPEATED.finditer(value))


def _is_sequence(value: str) -> bool:
    """Whether `value` counts up or down: `abcdefgh`, `1234567890`, `1a2b3c4d5e`, `987654321`."""
    codes = [ord(char) - ord("0") if char in "0123456789" else ord(char) for char in value]
    for stride, step in ((1, 1), (1, -1), (2, 1)):
        covered = run = 0
        for before, after in zip(codes, codes[stride:], strict=False):
            if after - before == step or (before, after, step) == (9, 0, 1):
                run += 1
                if run >= 7:
                    return True
                covered += 4 if run == 3 else int(run > 3)
            else:
                run = 0
        if covered * 2 >= len(codes) > 0:
            return True
    return False
