"""Text in lower case: a quick look for plain words in it comes before patterns that ignore case."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMON = "jzqxkvbwyfgpmucdlhrsinoate "  # the commonest last; what is not among them is rarer
_ALIKE = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"))


def lowered(text: str) -> str:
    """A text in lower case, in which what `re.IGNORECASE` takes for an ASCII letter is that letter.

    So a word of ASCII letters stands in it wherever a pattern that ignores case would find the word in the text.
    """
    if not text.isascii():
        for char, letter in _ALIKE:
            text = text.replace(char, letter)
    return text.lower()


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that is found in a text wherever one of some words is.

    Each is looked for from its rarest letter on, with what stands before that behind it: the expression engine stops at
    every letter with which an alternative begins, and many words begin with common ones.
    """
    parts = []
    for word in words:
        at = min(range(len(word)), key=lambda index: _COMMON.find(word[index]))
        parts.append(f"{re.escape(word[at])}(?<={re.escape(word[: at + 1])}){re.escape(word[at + 1 :])}")
    return re.compile("|".join(parts))
