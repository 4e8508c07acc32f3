"""Which ticked tasks do not say when they were done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from execplan_hooks.document.items import Task
from execplan_hooks.document.lifecycle.boxes import Box
from execplan_hooks.lazy import lazy

_MAX_TEXT = 1000  # characters of an item
_LEAD = 30
_NUMBER = lazy(
    r"(?<![^\W_])(?:milestone|phase|unit|step|task|stage|block|[A-Z]{1,4})[ _-]?\d{1,4}(?:\.\d{1,3})*[a-z]?\b"
    r"|#\d{1,6}\b",
    re.IGNORECASE,
)


def untimed(ticked: Sequence[Box]) -> list[Task]:
    """Of the ticked tasks of a section those that nothing dates: no stamp in or above them, and none in a dated item
    about the same milestone. Many plans tick "Milestone 3: ..." and tell beside it, in dated items, what was done."""
    undated = [box for box in ticked if not box.dated]
    if not undated:
        return []
    told = {name for box in ticked if box.dated for name in _numbers(box.task.text)}
    return [box.task for box in undated if told.isdisjoint(_numbers(box.task.text[:_LEAD])[:1])]


def _numbers(text: str) -> list[str]:
    """The numbers by which an item names milestones and tasks: `M3`, `Unit 1`, `#410`."""
    return [re.sub(r"[\s_-]", "", match[0]).casefold() for match in _NUMBER.finditer(text[:_MAX_TEXT])]
