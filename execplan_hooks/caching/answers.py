"""Questions that rules asked of the files around a plan, and whether the answers still are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from execplan_hooks.document.source import Source
from execplan_hooks.tree import Tree

Question = tuple[str, ...]
"""The name of a method of `Tree` and its arguments."""
Answer = str
"""A hash of what the method returned: long enough that nobody finds two files with the same one."""


def answer_of(value: object) -> Answer:
    """The answer that a value is: the same for equal values, in each process."""
    if isinstance(value, frozenset):
        value = sorted(value)
    elif isinstance(value, Source):
        value = value.path, value.text, value.newline, value.bom
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Asker:
    """Asks the questions of many plans of one tree; each of them once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[Question, Answer] = {}

    def is_still_so(self, asked: Iterable[tuple[Question, Answer]]) -> bool:
        """Whether all the questions have the answers that they had. A question that nobody could ask has none."""
        return all(self._answer(question) == answer for question, answer in asked)

    def _answer(self, question: Question) -> Answer | None:
        if question not in self._known:
            match question:
                case ("names" | "kind" | "spelled" | "folders" | "source" as method, path):
                    value = getattr(self._tree, method)(path)
                case ("same_file", one, other):
                    value = self._tree.same_file(one, other)
                case ("plans_with", text, *labels):
                    value = self._tree.plans_with(labels, text)
                case _:
                    return None
            self._known[question] = answer_of(value)
        return self._known[question]
