"""When two headings (or two labels) mean the same section: normalised spelling and near misses.

The variants are those of real plans: case, "and" for "&" or "/", numbering, trailing parentheses and brackets,
colons, typographic hyphens and quotes, emphasis, links, anchors, comments, emoji, and a second language beside
the English name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import permutations

from execplan_hooks.lazy import lazy

_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u3010": "[", "\u3011": "]"}
)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
# Tags that stand within a line; any other word in angle brackets is a placeholder of a template.
_MARKUP = lazy(
    r"<!--.*?-->"
    r"|</?(?:a|abbr|b|br|code|del|em|font|i|img|ins|kbd|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>"
    r"|!\[[^\[\]]*\]\([^()]*\)"
    r"|(?<!\S):[a-z0-9_+-]*[a-z][a-z0-9_+-]*:(?!\S)"
)
_LINK = lazy(r"\[([^\[\]]+)\](?:\([^()]*\)|\[[^\[\]]*\])")
_ATTRIBUTES = lazy(r"\s*\{:?\s*[#.][^{}]*\}$")
# "1.", "1)", "1.2.", "1.2", "1 -", "1.0 -", "(1)", "IV.", "A)", "§1"; the dot in "1.2 Progress" is none that ends
# the number.
_NUMBERING = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3})*[.):](?:\s+|(?=[^\W\d]))"
    r"|\d{1,3}(?:\.\d{1,3})*\s+[-/.:|]\s+"
    r"|\d{1,3}(?:\.\d{1,3})+\s+"
    r"|[(\[]\d{1,3}(?:\.\d{1,3})*[.:]?[)\]][.:]?\s*"
    r"|(?:[a-z]|[ivx]{2,5})[.)]\s+"
    r"|\u00a7\s*(?:\d{1,3}(?:\.\d{1,3})*[.:]?\s+)?"
    r"|(?:\d\ufe0f?\u20e3\s*)+"
    r"|\[x\]\s+|[-|]+\s+)(?=\S)"
)
_AMPERSAND = re.compile(r"\s*&\s*")
_SLASH = re.compile(r"\s*/\s*")
_LOOSE_END = lazy(r"(?:[#:\s]|\s[-|]+)+$")
_LOOSE = frozenset(("", *"#:-|"))
_GROUP = lazy(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_LAST_GROUP = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")
_WRAPPED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
# What is no name in another language: "進捗 (WBS)", "目的 (required)", "目的 (v2)".
_REMARK = lazy(
    r"\d|\b(?:must|should|may|mandatory|required|optional|recommended|if|living|wbs|todo|tbd|wip|draft|done|new)\b"
)
_EMPHASIS = re.compile(r"[*`~]+|(?<![a-z0-9])_+|_+(?![a-z0-9])")
# A word of the Latin script; "and" stands for a sign between words of any script.
_LATIN = re.compile(r"(?<![a-z])(?!and(?![a-z]))[a-z]")
# Nothing of this is a marker in any place, so that it is its own key but for case. A dash, a colon or a bracket in
# another place may be one.
_PLAIN_NAME = re.compile(r"[A-Za-z]+(?:(?:[,:;]? |-|'| - )[A-Za-z0-9]+)*+")
_CONTINUED = lazy(r"\s*:\s|\s+(?:-{1,3}|\|)\s")
_MAX_LENGTH = 200
_NEAR = 0.75


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The comparison key of a heading or label; empty where nothing is left of it.

    Markers come in any order (`Progress (WBS) / 進捗 ✅ {#progress}`), so they are taken away until nothing
    changes. Each round makes the key shorter, except for the words put for `&` and `/` in the first one.
    """
    key = text[:_MAX_LENGTH]
    if _PLAIN_NAME.fullmatch(key):
        return key.lower()
    if "&" in key:
        key = _ENTITY.sub(lambda match: html.unescape(match.group()), key)
    if not key.isascii():
        key = unicodedata.normalize("NFKC", key).translate(_PLAIN)
    key, last = _without_markers(key.casefold()), ""
    while key != last and not _PLAIN_NAME.fullmatch(key):
        key, last = _without_markers(key), key
    return key


def _without_markers(key: str) -> str:
    """One round: at most one marker of each kind is taken away."""
    if "<" in key or ":" in key or "!" in key:
        key = _MARKUP.sub(" ", key)
    if "[" in key:
        key = _LINK.sub(r"\1", key)
    if not key.isascii():
        key = "".join([" " if unicodedata.category(char) == "So" else char for char in key])
        key = _DASHES.sub("-", key)
    key = _EMPHASIS.sub("", key)
    key = key.strip()
    if key.endswith("}"):
        key = _ATTRIBUTES.sub("", key)
    key = _strip_symbols(_LOOSE_END.sub("", key) if key[-1:] in _LOOSE or key[-1].isspace() else key)
    key = _strip_symbols(_NUMBERING.sub("", key))
    if wrapped := _WRAPPED.fullmatch(key):
        key = wrapped[1]
    if "&" in key:
        key = _AMPERSAND.sub(" and ", key)
    if "/" in key:
        key = _SLASH.sub(" / ", key)
    if not key.isascii():
        key = _one_language(key)
    if ")" in key or "]" in key:
        key = _LAST_GROUP.sub("", key) or key
    return " ".join(key.replace(" / ", " and ").split())


def _strip_symbols(key: str) -> str:
    """Without leading emoji, bullets and section signs, and without such and full stops at the end; letters,
    digits, brackets and slashes stay."""
    start, end = 0, len(key)
    while start < end and unicodedata.category(key[start]) in {"So", "Sk", "Po", "Mn", "Cf", "Zs"}:
        if key[start] in "'\"/.\u00a7":
            break
        start += 1
    # A mark at the end may belong to a letter (Thai, Hindi), except for the one that makes an emoji.
    while end > start and (
        key[end - 1] in ".,;:!\u221a\ufe0f\u20e3" or unicodedata.category(key[end - 1]) in {"So", "Sk", "Cf", "Zs"}
    ):
        end -= 1
    return key[start:end]


def _one_language(key: str) -> str:
    """Only the Latin name in a bilingual heading ("purpose / 목적", "目的 (purpose)"), else all of it."""
    if not _LATIN.search(key) or not any(map(_is_foreign, key)):
        return key
    outside = _GROUP.sub(" ", key)
    if not _LATIN.search(outside):
        names = [group.strip() for group in _GROUP.findall(key) if not any(map(_is_foreign, group))]
        return next((name for name in names if _LATIN.search(name) and not _REMARK.search(name)), outside.strip())
    parts = [part for part in outside.split(" / ") if _LATIN.search(part)]
    words = " / ".join(parts).split(" ")
    return " ".join(word for word in words if not any(map(_is_foreign, word))).strip(" -:/|") or key


def _is_foreign(char: str) -> bool:
    """Whether it is written in no Latin script: Greek, Cyrillic, Arabic, Thai, Chinese, Japanese, Korean, ..."""
    return (char > "\u036f" and char.isalpha() and not "\u1d00" <= char <= "\u1eff") or "\u3000" < char < "\ufe00"


def extended(key: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `key` goes on from, behind a dash or colon ("progress - 12 of 15 done"), or None. Both
    are normalised keys.

    Words that merely follow make another name: "validation of tokens" is none of "validation".
    """
    for candidate in candidates:
        if candidate and key.startswith(candidate) and _CONTINUED.match(key, len(candidate)):
            return candidate
    return None


def nearest(key: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `key` misspells, or None. Both are normalised keys.

    A misspelling has the same number of words, each nearly right ("implementation plan" is none of
    "implementation steps"), or differs in how the words are joined. Where a character is a syllable or a word, another
    one makes another word. An "and" may be missing, and be misspelt itself.
    """
    words = _words(key)
    for candidate in candidates:
        others = _words(candidate)
        if "".join(words) == "".join(others) or _all_alike(words, others):
            return candidate
        every = _all_words(candidate)
        if len(every) > len(others) and _all_alike(_all_words(key), every):
            return candidate
    return None


@lru_cache(maxsize=4096)
def unordered(key: str) -> tuple[str, ...]:
    """The words of a normalised key in an order of their own: the same for keys that have the same words."""
    return tuple(sorted(_words(key)))


def is_and(word: str) -> bool:
    """Whether a word is "and", with its letters in another order or without one of them."""
    return word in _ANDS


_ANDS = frozenset("".join(letters) for size in (2, 3) for letters in permutations("and", size))


@lru_cache(maxsize=4096)
def _words(key: str) -> tuple[str, ...]:
    return tuple(word for word in _all_words(key) if word != "and")


@lru_cache(maxsize=4096)
def _all_words(key: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\W_]+", key) if word)


def _all_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    return len(words) == len(others) and all(map(_alike, words, others))


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    if one == other or (other == "and" and is_and(one)):
        return True
    if not (one.isascii() and other.isascii()) and any(map(_is_syllable, one + other)):
        return False
    # No ratio can be reached with much shorter a word; the comparison itself is quadratic.
    if 2 * min(len(one), len(other)) < _NEAR * (len(one) + len(other)):
        return False
    import difflib  # few words come so far

    return _swapped(one, other) or difflib.SequenceMatcher(None, one, other).ratio() >= _NEAR


def _is_syllable(char: str) -> bool:
    """Kana, Han, Hangul. As a regular expression, such ranges take two milliseconds to compile."""
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af"


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters changed places; the matcher takes "tsets" for something else than "tests"."""
    differing = [index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(one) != len(other) or len(differing) != 2:
        return False
    first, second = differing
    return second == first + 1 and one[first] == other[second] and one[second] == other[first]
