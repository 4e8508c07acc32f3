"""Texts on which a regular expression would take more than linear time, if any text makes it do so: from its own parts.

Each repetition in a pattern is repeated many times, after what has to come before it, and followed by what cannot come
next, so that whatever can be given back is given back.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

sre, parser = import_module("re._constants"), import_module("re._parser")  # which have no type stubs

_CHARACTERS = "a1 -_.x/:*`'\"([<|#,;!@=+~>])}{$%^&?\\\n\tAZz09\u00a0\u0301\u4e00\u3001\uff1a\u2014"
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_NOT_DIGIT: lambda char: not char.isdigit(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    sre.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    sre.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_MANY = 16
_VARIANTS = 4
_ENDS = ("\0", "\n", "a", "")


def texts(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Texts of about `length` characters for a pattern."""
    tree = parser.parse(pattern, flags & ~re.DEBUG)
    pieces: dict[tuple[str, str], None] = {}
    for before, body in _pumps(list(tree), [""]):
        for one in body:
            pieces[before, one] = None
    for before, one in list(pieces):
        if not one:
            continue
        for end in _ENDS:
            yield before + one * (length // len(one)) + end
            if before:
                yield (before + one) * (length // len(before + one)) + end
                yield (before + one * 3 + end) * (length // len(before + one * 3 + end))
        if before:
            yield before * (length // len(before))
            yield one * (length // len(one)) + before


def _pumps(nodes: Sequence[Any], before: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each repetition in a sequence, as (what comes before it, what it repeats)."""
    sofar = list(before)
    for operation, value in nodes:
        if operation in _REPEATS:
            _, most, body = value
            if most == sre.MAXREPEAT or most >= _MANY:
                for start in sofar[:2]:
                    yield start, _samples(body)
            yield from _pumps(list(body), sofar)
        elif operation is sre.SUBPATTERN:
            yield from _pumps(list(value[-1]), sofar)
        elif operation is sre.BRANCH:
            for branch in value[1]:
                yield from _pumps(list(branch), sofar)
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _pumps(list(value[1]), sofar if value[0] > 0 else [""])
        elif operation is sre.ATOMIC_GROUP:
            yield from _pumps(list(value), sofar)
        options = _node(operation, value)
        sofar = [start + option for option in options[:2] for start in sofar[:2]]


def _samples(nodes: Sequence[Any]) -> list[str]:
    """Some short texts that a sequence matches, or nearly."""
    found = [""]
    for operation, value in nodes:
        options = _node(operation, value)
        found = [start + option for start in found for option in options][:_VARIANTS]
    return found


def _node(operation: Any, value: Any) -> list[str]:
    if operation is sre.LITERAL:
        return [chr(value)]
    if operation is sre.NOT_LITERAL:
        return [char for char in _CHARACTERS if char != chr(value)][:_VARIANTS]
    if operation is sre.ANY:
        return ["a", " ", "`", "("]
    if operation is sre.IN:
        return _members(value)
    if operation in _REPEATS:
        least, _, body = value
        return [sample * max(1, least) for sample in _samples(body)] or [""]
    if operation is sre.SUBPATTERN:
        return _samples(value[-1])
    if operation is sre.ATOMIC_GROUP:
        return _samples(value)
    if operation is sre.BRANCH:
        return [sample for branch in value[1] for sample in _samples(branch)][:_VARIANTS]
    return [""]


def _members(parts: Sequence[Any]) -> list[str]:
    """Some characters of a class: those that occur in many classes first."""
    negated = parts[0][0] is sre.NEGATE

    def holds(char: str) -> bool:
        code = ord(char)
        for operation, value in parts:
            if operation is sre.LITERAL and value == code:
                return True
            if operation is sre.RANGE and value[0] <= code <= value[1]:
                return True
            if operation is sre.CATEGORY and _CATEGORIES[value](char):
                return True
        return False

    own = [
        chr(value if operation is sre.LITERAL else value[0])
        for operation, value in parts
        if operation in (sre.LITERAL, sre.RANGE)
    ]
    found = [char for char in (*_CHARACTERS, *([] if negated else own)) if holds(char) != negated]
    return list(dict.fromkeys(found))[:_VARIANTS] or [""]


def seconds(run: Callable[[], object], repeats: int = 1) -> float:
    """The least time of this process that a run took."""
    best = float("inf")
    for _ in range(repeats):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best
