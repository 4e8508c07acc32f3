"""Whether an edit of a text is minor: formatting, spelling, or words added at the end of a statement.

No exact and no weighty word (see `wording.py`) is ever taken for another one that is misspelt. What came of a statement
is `evidence.py`'s business, what a mark of redaction stands for `redaction.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

from execplan_hooks.document.revision import redaction
from execplan_hooks.document.revision.wording import WEIGHTY, Word

_LONG = 6  # letters; no such weighty word becomes another word by a typo
_ARTICLES = frozenset(("a", "an", "the", "that"))

Addition = Callable[[Sequence[Word]], bool]
"""Whether the words that were put between two statements, or at the end, may be."""


def anything(added: Sequence[Word]) -> bool:
    """A record may be continued with whatever came later."""
    return bool(added)


def nothing(added: Sequence[Word]) -> bool:  # noqa: ARG001 - it is an `Addition`
    """Nothing may be added."""
    return False


def is_kept(before: Sequence[Word], after: Sequence[Word], addition: Addition) -> bool:
    """Whether `after` says what `before` says: the same words but for typos and articles, and `addition`s.

    Typos are at most one word in ten (one in a short text). A mark of redaction may stand for a secret, and in a
    record, which may be continued with `anything`, for as many other words as may be misspelt. The time is linear in
    the texts.
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
        hidden = _hidden(before, here, after, there)
        if hidden and (hidden.secret or addition is anything):
            typos += not hidden.secret
            here, there = here + 1, hidden.there
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


class _Hidden(NamedTuple):
    """A word for which a mark of redaction stands; `there` is where the text after it goes on."""

    secret: bool
    there: int


def _hidden(before: Sequence[Word], here: int, after: Sequence[Word], there: int) -> _Hidden | None:
    old = before[here]
    # One mark may stand for a secret of several words, such as a private key.
    for place in (there, there - 1):
        if 0 <= place < len(after):
            part = redaction.hidden(old.key, after[place].key)
            named = here > 0 and redaction.names_secret(before[here - 1].key)
            secret = part is not None and (named or redaction.is_secret(part))
            if part and (secret or (place == there and not (old.key in WEIGHTY or part.isdigit()))):
                return _Hidden(secret, place + 1)
    return None


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
