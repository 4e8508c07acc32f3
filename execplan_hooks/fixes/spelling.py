"""Whether a name can only be a slip of the pen for another one, so that nobody need be asked.

The rules call much a misspelling, for the author to look at: "Content" of "Context", `order` of `owner`. Those are
words of their own.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_ALONE = 8  # letters: with one wrong, a shorter word is often another one
_AMONG = 4  # beside other words that are right


def is_slip(key: str, name: str) -> bool:
    """Whether the normalised `key` is `name` with one letter wrong, missing, too many or out of place in a long word,
    or in words beside others that are right; or with its words joined otherwise."""
    words, others = _words(key), _words(name)
    if "".join(words) == "".join(others):
        return True
    if len(words) != len(others):
        return False
    differing = [(word, other) for word, other in zip(words, others, strict=True) if word != other]
    least = _AMONG if len(differing) < len(words) else _ALONE
    return all(len(other) >= least and _differs_once(word, other) for word, other in differing)


def _words(key: str) -> list[str]:
    return [word for word in _WORD.findall(key) if word != "and"]


def _differs_once(one: str, other: str) -> bool:
    """Whether one letter was put in, left out, replaced, or changed places with its neighbour."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, wanted = one[start:], other[start:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
