"""When two headings (or two labels) mean the same section: normalised spelling and near misses.

The variants are those of real plans: case, "and" for "&" or "/", numbering, trailing parentheses, colons,
typographic hyphens and quotes, emphasis, emoji, and a second language beside the English name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# "1.", "1)", "1.2.", "1.2", "1 -"; the dot in "1.2 Progress" is none that ends the number.
_NUMBERING = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3})*[.):](?:\s+|(?=[^\W\d]))|\d{1,3}(?:\.\d{1,3})+\s+|\d{1,3}\s+[-/.]\s+)"
)
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
_EMPHASIS = re.compile(r"[*`~]+|(?<![a-z0-9])_+|_+(?![a-z0-9])")
_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[a-z]")
_MAX_LENGTH = 200
_NEAR = 0.75


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The comparison key of a heading or label; empty where nothing is left of it."""
    key = unicodedata.normalize("NFKC", text[:_MAX_LENGTH]).translate(_PLAIN).casefold()
    key = _DASHES.sub("-", key)
    key = _EMPHASIS.sub("", key)
    key = key.strip().rstrip("#: \t")
    key = _strip_symbols(key)
    key = _NUMBERING.sub("", key)
    key = _strip_symbols(key)
    shorter = _PARENTHESIS.sub("", key)
    while shorter and shorter != key:
        key, shorter = shorter, _PARENTHESIS.sub("", shorter)
    key = key.rstrip(": \t")
    key = re.sub(r"\s*&\s*", " and ", key)
    key = _one_language(re.sub(r"\s*/\s*", " / ", key))
    return _SPACES.sub(" ", key.replace(" / ", " and ")).strip()


def _strip_symbols(key: str) -> str:
    """Without leading emoji, bullets and section signs; letters, digits, brackets and slashes stay."""
    start = 0
    while start < len(key) and unicodedata.category(key[start]) in {"So", "Sk", "Po", "Mn", "Cf", "Zs"}:
        if key[start] in "'\"/.":
            break
        start += 1
    return key[start:]


def _one_language(key: str) -> str:
    """Only the Latin half of a bilingual heading ("purpose / 목적", "目的 purpose"), else all of it."""
    if not _LATIN.search(key) or key.isascii():
        return key
    parts = [part for part in key.split(" / ") if _LATIN.search(part)]
    words = " / ".join(parts).split(" ")
    latin = [word for word in words if not any(ord(char) > 0x2E7F for char in word)]
    return " ".join(latin).strip(" -:/") or key


def nearest(key: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `key` misspells, or None. Both are normalised keys.

    A misspelling has the same number of words, each nearly right ("implementation plan" is none of
    "implementation steps"), or differs in how the words are joined.
    """
    words = _words(key)
    for candidate in candidates:
        others = _words(candidate)
        if "".join(words) == "".join(others):
            return candidate
        if len(words) == len(others) and all(map(_alike, words, others)):
            return candidate
    return None


@lru_cache(maxsize=4096)
def _words(key: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\W_]+", key) if word and word != "and")


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    # No ratio can be reached with much shorter a word; the comparison itself is quadratic.
    if 2 * min(len(one), len(other)) < _NEAR * (len(one) + len(other)):
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= _NEAR
