"""One file through the checker, with what the verdict hangs on besides its content."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from execplan_hooks.checking import Checker
from execplan_hooks.clock import Clock
from execplan_hooks.examining.examined import Examined, examine
from execplan_hooks.frozen import frozen

if TYPE_CHECKING:
    from execplan_hooks.caching.answers import Answer, Question


@frozen
class Outcome:
    """What came of a file. `asked` is what was asked of the files around it, None where the verdict may not be kept:
    nobody watched, or it changes as time passes."""

    examined: Examined
    asked: Mapping[Question, Answer] | None = None


def outcome_of(checker: Checker, path: str, content: bytes, watching: bool) -> Outcome:
    """What comes of a file with this content. Raises `ConfigError` as `Checker.load` does."""
    if not watching:
        return Outcome(examine(checker, path, content))
    from execplan_hooks.caching.watched import Watched  # which only a run with a cache needs

    clock = Clock(checker.now)
    tree = Watched(checker.tree) if checker.tree is not None else None
    examined = examine(dataclasses.replace(checker, tree=tree, clock=clock), path, content)
    if not clock.is_settled:
        return Outcome(examined)
    return Outcome(examined, tree.asked if tree is not None else {})
