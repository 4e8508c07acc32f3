"""Text in lower case: a quick look for plain words in it comes before patterns that ignore case."""

from __future__ import annotations

_ALIKE = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"))


def lowered(text: str) -> str:
    """A text in lower case, in which what `re.IGNORECASE` takes for an ASCII letter is that letter.

    So a word of ASCII letters stands in it wherever a pattern that ignores case would find the word in the text.
    """
    if not text.isascii():
        for char, letter in _ALIKE:
            text = text.replace(char, letter)
    return text.lower()
