"""What a plan's status says, as one of the states that every team's words are mapped to."""

from __future__ import annotations

import re

from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.placeholders.unfilled import is_placeholder

_MAX_ALTERNATIVES = 12


def status_state(value: str, dialect: Dialect) -> str | None:
    """The state that a status value means: `"✅ Complete, see below"` -> `done`; None for unknown words.

    A placeholder (`<Proposed | In Progress>`) or a choice left open, all of whose alternatives the dialect knows, means
    that nobody filled it in: draft. In "Done | Owner: Mira" another field follows.
    """
    return "draft" if is_unstated(value, dialect) else _word_state(value.split("|", 1)[0], dialect)


def is_unstated(value: str, dialect: Dialect) -> bool:
    """Whether a status is what a template left: a placeholder, or a choice between words that the dialect knows."""
    if is_placeholder(value):
        return True
    parts = value.split("|", _MAX_ALTERNATIVES)
    words = {normalise(word) for word in dialect.fields["status"].values} if "status" in dialect.fields else set()
    return len(parts) > 1 and all(_word_state(part, dialect) or normalise(part) in words for part in parts)


def _word_state(value: str, dialect: Dialect) -> str | None:
    words = re.split(r"[\s]+", re.sub(r"[`*_\-]+", " ", normalise(value)).strip())
    for count in range(min(len(words), 4), 0, -1):
        state = dialect.statuses.get(" ".join(words[:count]).rstrip(".,;:\u2026"))
        if state:
            return state
    return None
