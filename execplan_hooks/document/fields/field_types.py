"""Whether the value of a field is what its dialect wants: one of its words, a status, a timestamp, one word."""

from __future__ import annotations

from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields import vocabulary
from execplan_hooks.document.fields.field_values import Told
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.states import status_state

_NOW = "write the one that is true now"


def problem(plan: Plan, spec: FieldSpec, told: Told) -> tuple[str, str] | None:
    """What the value should be instead, and what to do; None where it is right."""
    if spec.values:
        if vocabulary.said(told.text, spec.values):
            return None
        if vocabulary.is_open(told.text, spec.values):
            return f"one word, {_one_of(spec.values)}, not the choice", _NOW
        state = status_state(told.text, plan.dialect) if spec.type == "status" else None
        same = next((word for word in spec.values if state and status_state(word, plan.dialect) == state), None)
        meant = same or vocabulary.nearest(told.text, spec.values)
        guess = f'; did you mean "{meant}"?' if meant else ""
        return f"{_one_of(spec.values)}{guess}", _NOW
    if spec.type == "status" and status_state(told.text, plan.dialect) is None:
        return "a word that says the state, such as draft, in progress, blocked, done", _NOW
    if spec.type == "stamp" and stamps.leading(told.text) is None:
        return (
            "a timestamp",
            "write when it really happened; what nobody knows is not yours to invent: stop and escalate to planning",
        )
    if spec.type == "id" and (told.is_list or len(told.text.strip("`").split()) != 1):
        return "one word without blanks", "join the words with hyphens"
    return None


def _one_of(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
