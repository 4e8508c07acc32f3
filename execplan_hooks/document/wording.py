"""Text as words, and whether an edit of it is minor: formatting, spelling, or words added at the end of a statement.

Compared are words without case, punctuation and emphasis, in their order. A word is *exact* where a letter matters:
code spans, and words with a digit or a sign of paths and comparisons. It is *weighty* where it turns or binds what is
said: negations, modal verbs, quantifiers, numbers in words. None of them is ever taken for a misspelt other word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

# The length of code is bounded: of a hostile line without closing ticks each opening one would look at all the rest.
_TOKEN = re.compile(
    r"(?<!`)(?P<ticks>`{1,3})(?P<code>[^`].{0,500}?)(?P=ticks)(?!`)|(?P<struck>~~)|[^\s`~|]+(?:~(?!~)[^\s`~|]*)*|[`~]+"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = re.compile(r"\]\((?=\S)")
_EDGES = " .,;:!?'\"()[]{}*_“”‘’«»、。，：；！？（）【】「」…•·—–-"
_ENDING = frozenset(".;:!?)。；：！？）")
_OPENING = frozenset("([（—–-")
_EXACT = re.compile(r"[\d/\\_<>=≤≥≠±|$%@#&+→]|\w[.:]\w")
_COMPARES = re.compile(r"[<>=≤≥≠±!+→]")
_LONG = 6  # letters; no such weighty word becomes another word by a typo
_ARTICLES = frozenset(("a", "an", "the", "that"))
# fmt: off
_MODAL = frozenset((
    "must", "shall", "should", "may", "might", "can", "could", "will", "would", "cannot", "need", "needs", "only",
    "except", "unless", "if", "optional", "required", "mandatory", "allowed", "forbidden", "permitted", "approved",
    "scope",
))
_WEIGHTY = _MODAL | frozenset((
    "no", "not", "never", "none", "nor", "neither", "nothing", "without", "all", "any", "each", "every", "both",
    "either", "some", "few", "most", "least", "more", "less", "than", "before", "after", "until", "now", "and",
    "or", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "first", "second", "third", "hundred", "thousand", "million",
))
_RESULT = frozenset((
    "done", "complete", "completed", "finished", "shipped", "passed", "evidence", "result", "results", "status",
    "observed", "actual", "verified", "validated", "outcome",
))
# fmt: on


class Word(NamedTuple):
    """A word without the punctuation around it; two words with the same `key` differ in case only.

    `ends`: a sentence, clause or line ends with it, so that something may be added behind it; `opens`: a bracket or a
    dash stands before it.
    """

    key: str
    exact: bool = False
    ends: bool = False
    opens: bool = False

    @property
    def is_weighty(self) -> bool:
        """Whether another word in its place means something else, however alike the two are spelt."""
        return self.exact or self.key in _WEIGHTY or self.key.endswith(("n't", "n’t"))


def words_of(lines: Iterable[str]) -> tuple[Word, ...]:
    """The words of a text; the last one of each of `lines` ends a statement."""
    found: list[Word] = []
    for line in lines:
        here = list(_words(line))
        if here:
            here[-1] = here[-1]._replace(ends=True)
            found += here
    return tuple(found)


def code_of(lines: Iterable[str]) -> tuple[Word, ...]:
    """The words of code, each exact."""
    return tuple(Word(text, True, True) for line in lines for text in line.split())


def _words(line: str) -> Iterator[Word]:
    opens = False
    for match in _TOKEN.finditer(_LINK.sub("] (", _COMMENT.sub(" ", line))):
        token = match[0]
        if match["code"]:
            for text in match["code"].split():
                yield Word(text, True, opens=opens)
            opens = False
            continue
        if match["struck"]:  # what is struck out is no longer said
            yield Word("~~", True)
            continue
        text = token.strip(_EDGES)
        if token.startswith("-") and text[:1].isdigit() and len(token) - len(token.lstrip("-")) == 1:
            text = "-" + text
        opens = opens or token[0] in _OPENING
        if any(char.isalnum() for char in text) or _COMPARES.search(text):
            exact = _EXACT.search(text) is not None
            ends = token[-1] in _ENDING or token.rstrip("*_\"'")[-1:] in _ENDING
            yield Word(text if exact else text.casefold().replace("-", ""), exact, ends, opens)
            opens = False


Addition = Callable[[Sequence[Word]], bool]
"""Whether the words that were put between two statements, or at the end, may be."""


def anything(added: Sequence[Word]) -> bool:
    """A record may be continued with whatever came later."""
    return bool(added)


def result(added: Sequence[Word]) -> bool:
    """What came of something ("Result: 48 passed", "(done 2025-11-04)") may be put to it, but no new demand."""
    return bool(added) and added[0].key in _RESULT and not any(word.key in _MODAL for word in added)


def nothing(added: Sequence[Word]) -> bool:  # noqa: ARG001 - it is an `Addition`
    """Nothing may be added."""
    return False


def is_kept(before: Sequence[Word], after: Sequence[Word], addition: Addition) -> bool:
    """Whether `after` says what `before` says: the same words but for typos and articles, and `addition`s.

    Typos are at most one word in ten (one in a short text). The time is linear in the texts.
    """
    following = _Following(after)
    here = there = typos = 0
    while here < len(before):
        if there < len(after) and before[here].key == after[there].key:
            here, there = here + 1, there + 1
            continue
        step = _respelt(before, here, after, there)
        if step:
            typos += step != (1, 0) and step != (0, 1)
            here, there = here + step[0], there + step[1]
            continue
        between = here > 0 and before[here - 1].ends
        place = following.place(before[here : here + 2], there)
        if place is None or not (between or before[here].opens or after[there].opens):
            return False
        if not addition(after[there:place]):
            return False
        there = place
    rest = [word for word in after[there:] if word.key not in _ARTICLES]
    return typos <= max(1, len(before) // 10) and (not rest or addition(rest))


class _Following:
    """Where two words stand next to each other in a text, from some place on."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for index in reversed(range(len(self._words))):
            keys = tuple(word.key for word in self._words[index : index + 2])
            found.setdefault(keys, []).append(index)
            found.setdefault(keys[:1], []).append(index)
        return found

    def place(self, words: Sequence[Word], start: int) -> int | None:
        places = self._places.get(tuple(word.key for word in words), [])
        while places and places[-1] < start:  # `start` only grows
            places.pop()
        return places[-1] if places else None


def _respelt(before: Sequence[Word], here: int, after: Sequence[Word], there: int) -> tuple[int, int] | None:
    """How many words of each side are the same but for their spelling: a typo, two words joined, an article."""
    if before[here].key in _ARTICLES:
        return 1, 0
    if there >= len(after):
        return None
    if after[there].key in _ARTICLES:
        return 0, 1
    old, new = before[here], after[there]
    weighty = old.is_weighty + new.is_weighty
    if old.exact or new.exact or weighty == 2 or (weighty and len(old.key if old.is_weighty else new.key) < _LONG):
        return None
    if here + 1 < len(before) and not before[here + 1].is_weighty and old.key + before[here + 1].key == new.key:
        return 2, 1
    if there + 1 < len(after) and not after[there + 1].is_weighty and new.key + after[there + 1].key == old.key:
        return 1, 2
    return (1, 1) if is_typo(old.key, new.key) else None


def is_typo(one: str, other: str) -> bool:
    """Whether two words differ as a word and its misspelling do.

    The first letter is right (which tells include from exclude, sync from async, valid from invalid), and so is all
    but one letter, two that are swapped, or two of a long word that begins the same.
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    old, new = one[start : len(one) - end], other[start : len(other) - end]
    if not start:
        return False
    longest = max(len(one), len(other))
    if len(old) == len(new) == 2 and old == new[::-1]:
        return True
    if max(len(old), len(new)) <= 1:
        return longest >= 5
    return max(len(old), len(new)) == 2 and start >= 3 and longest >= 8
