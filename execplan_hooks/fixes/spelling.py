"""Whether a name can only be a slip of the pen for another one, so that nobody need be asked; and what is to be written
in its place.

The rules call much a misspelling, for the author to look at: "Content" of "Context", `order` of `owner`. Those are
words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from execplan_hooks.document.headings import is_and, normalise
from execplan_hooks.frozen import frozen

_WORD = re.compile(r"[^\W_]+")
_ALONE = 8  # letters: with one wrong, a shorter word is often another one
_AMONG = 4  # beside other words that are right
_MAX_WORDS = 24
_CHOICES: tuple[Callable[[str], bool], ...] = (lambda word: word.casefold() != "and", lambda _: True)
"""The words of a name that are compared: "and" may stand for a sign, and be misspelt itself."""


def is_slip(key: str, name: str) -> bool:
    """Whether the normalised `key` is `name` with one letter wrong, missing, too many or out of place in a long word,
    or in words beside others that are right; or with its words joined otherwise."""
    for choice in _CHOICES:
        words, others = (list(filter(choice, _WORD.findall(text))) for text in (key, name))
        if "".join(words) == "".join(others):
            return True
        if len(words) == len(others):
            differing = [(word, other) for word, other in zip(words, others, strict=True) if word != other]
            least = _AMONG if len(differing) < len(words) else _ALONE
            if all(_is_slip(word, other, least) for word, other in differing):
                return True
    return False


def _is_slip(word: str, other: str, least: int) -> bool:
    return (len(other) >= least and _differs_once(word, other)) or (other == "and" and is_and(word))


def _differs_once(one: str, other: str) -> bool:
    """Whether one letter was put in, left out, replaced, or changed places with its neighbour."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, wanted = one[start:], other[start:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]


@frozen
class Part:
    """What is to be written in place of the characters from `start` up to, not including, `end` (0-based)."""

    start: int
    end: int
    new: str


def respellings(text: str, key: str, name: str) -> Sequence[Part]:
    """The parts of a heading or label that are to be written otherwise for it to say `name` instead of `key`, which
    normalises it: single words where that is enough. Numbers, markup and what stands in brackets stay; none where the
    words of `key` do not stand together."""
    place = _place(text, key)
    if place is None:
        return ()
    start, end = place
    begin, stop = _place(name, normalise(name)) or (0, len(name))
    old, new = text[start:end], name[begin:stop]
    new = new.upper() if old.isupper() else new
    for parts in _by_words(old, new):
        if normalise(replaced(old, parts)) == normalise(new):
            return [Part(start + part.start, start + part.end, part.new) for part in parts]
    return [Part(start, end, new)]


def replaced(text: str, parts: Sequence[Part]) -> str:
    """A text with its parts, which are in order, written otherwise."""
    for part in reversed(parts):
        text = text[: part.start] + part.new + text[part.end :]
    return text


def _by_words(old: str, new: str) -> Iterator[list[Part]]:
    for choice in _CHOICES:
        words, others = ([word for word in _WORD.finditer(text) if choice(word[0])] for text in (old, new))
        if len(words) == len(others):
            pairs = zip(words, others, strict=True)
            yield [Part(*word.span(), other[0]) for word, other in pairs if word[0].casefold() != other[0].casefold()]


def _place(text: str, key: str) -> tuple[int, int] | None:
    """The shortest part of a text, in whole words, that says the same as all of it."""
    words = [match.span() for match in _WORD.finditer(text)][:_MAX_WORDS]
    spans = [(start, end) for index, (start, _) in enumerate(words) for _, end in words[index:]]
    spans.sort(key=lambda span: span[1] - span[0])
    return next((span for span in spans if normalise(text[span[0] : span[1]]) == key), None)
