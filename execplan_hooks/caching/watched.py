"""The files around a plan, with a memory: what was asked of them, and what the answer was."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from execplan_hooks.caching.answers import Answer, Question, answer_of
from execplan_hooks.document.source import Source
from execplan_hooks.tree import Tree


class Watched(Tree):
    """The same files as `tree`, which answers. `asked` are the questions that a plan's verdict hangs on; what only the
    configuration decides is none."""

    def __init__(self, tree: Tree) -> None:
        # Nothing of its own: each public method of a tree is one of those below, which a test holds.
        self._tree = tree
        self.asked: dict[Question, Answer] = {}

    def _ask(self, method: Callable[..., Any], *arguments: str) -> Any:
        answer = method(*arguments)
        self.asked[method.__name__, *arguments] = answer_of(answer)
        return answer

    def names(self, folder: str) -> frozenset[str]:
        found: frozenset[str] = self._ask(self._tree.names, folder)
        return found

    def kind(self, path: str) -> str | None:
        found: str | None = self._ask(self._tree.kind, path)
        return found

    def spelled(self, path: str) -> str | None:
        found: str | None = self._ask(self._tree.spelled, path)
        return found

    def folders(self, folder: str) -> tuple[str, ...]:
        found: tuple[str, ...] = self._ask(self._tree.folders, folder)
        return found

    def same_file(self, one: str, other: str) -> bool:
        found: bool = self._ask(self._tree.same_file, one, other)
        return found

    def source(self, path: str) -> Source | None:
        found: Source | None = self._ask(self._tree.source, path)
        return found

    def plans_with(self, labels: Collection[str], value: str) -> tuple[str, ...]:
        found = self._tree.plans_with(labels, value)
        self.asked["plans_with", value, *sorted(labels)] = answer_of(found)
        return found

    def keeps_plans(self, path: str) -> bool:
        return self._tree.keeps_plans(path)

    def is_declared(self, path: str) -> bool:
        return self._tree.is_declared(path)

    def with_source(self, text: Source) -> Tree:
        other = Watched(self._tree.with_source(text))
        other.asked = self.asked  # a verdict hangs on what was asked there too
        return other
