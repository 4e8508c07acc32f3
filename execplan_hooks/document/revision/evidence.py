"""Words that tell what came of something, and demand nothing: "Result: 48 passed", "done in 3f2a9bc", "→ 14 passed"."""

from __future__ import annotations

from collections.abc import Sequence

from execplan_hooks.document.revision.wording import MODAL, Word
from execplan_hooks.lazy import lazy

# fmt: off
_RESULT = frozenset((
    "done", "complete", "completed", "finished", "shipped", "passed", "evidence", "result", "results", "status",
    "observed", "actual", "verified", "validated", "outcome", "got",
))
_DONE = frozenset((
    "done", "completed", "finished", "shipped", "passed", "observed", "verified", "validated", "merged", "landed",
))
_COMMITS = frozenset(("commit", "commits", "sha", "pr", "merged", "landed"))
_WHERE = frozenset(("in", "on", "at", "as", "by", "with", "via"))
_CAME_OUT = frozenset(("passed", "failed", "skipped", "green", "ok", "succeeded"))
_COUNTED = frozenset(("all", "both", "tests", "checks", "everything"))
# fmt: on
_NUMBER = lazy(r"\d[\d/.,%]*")
_ARROWS = frozenset(("→", ">", "=>", "->", "⇒"))


def result(added: Sequence[Word]) -> bool:
    """What came of something may be put to it, but no new demand: an `Addition` of the wording."""
    words = _behind_arrow(added)
    if not words or any(word.key in MODAL for word in words):
        return False
    return words[0].key in _RESULT or _is_commit(words) or _came_out(words)


def is_evidence(words: Sequence[Word]) -> bool:
    """Whether a statement of its own tells what came of the one around it.

    "Done in 3f2a9bc" and "Result: 2 s" do; "Complete the parser" and "Verified users may log in" are demands.
    """
    words = _behind_arrow(words)
    if not result(words):
        return False
    first, rest = words[0], words[1:]
    if first.ends or not rest or _is_commit(words) or _came_out(words):
        return True
    if first.key not in _DONE:
        return False
    nearby = any(word.exact for word in rest[:6])
    return rest[0].exact or rest[0].opens or (rest[0].key in _WHERE and nearby)


def _behind_arrow(words: Sequence[Word]) -> Sequence[Word]:
    return words[1:] if words and words[0].key in _ARROWS else words


def _is_commit(words: Sequence[Word]) -> bool:
    """`commit: 3f2a9bc`."""
    return len(words) > 1 and words[0].key in _COMMITS and words[1].exact


def _came_out(words: Sequence[Word]) -> bool:
    """`14 passed`, `12 tests passed`, `all green`, but not "failed rows are kept"."""
    counted = False
    for index, word in enumerate(words[:3]):
        if word.key.casefold() in _CAME_OUT:
            behind = words[index + 1 : index + 2]
            return counted or word.ends or not behind or behind[0].opens or behind[0].key in _WHERE
        number = _NUMBER.fullmatch(word.key) is not None
        if not (number or word.key in _COUNTED):
            return False
        counted = counted or number
    return False
