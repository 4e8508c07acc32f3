"""What a plan says of where its work is taken up again: the status and the next action of its progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields.field_values import FieldReader, Told
from execplan_hooks.document.fields.vocabulary import is_open, nearest, said
from execplan_hooks.document.lifecycle.boxes import Box
from execplan_hooks.document.lifecycle.standing import UNFINISHED, Standing
from execplan_hooks.document.placeholders.unfilled import is_unfilled, marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.located import shown

FIELDS = ("progress-status", "next-action")


def told(plan: Plan, name: str, found: Sequence[Box]) -> list[Told]:
    """What the plan says of a field. A label inside a task is the task's own, and a task is no value of a label."""
    inside = {line for box in found for line in range(box.task.line, box.task.end_line + 1)}
    return [
        replace(one, is_empty=True, line=value.line, column=value.column) if one.line in inside else one
        for value, one in zip(plan.field(name), FieldReader(plan).read(name), strict=True)
        if value.line not in inside
    ]


def problem(plan: Plan, field: FieldSpec, value: Told) -> str | None:
    """What is wrong with a value. A placeholder with a shape of its own (`<step>`) is for `placeholders` to report, but
    `TBD` is no status and no next action."""
    if value.is_blank:
        return None if plan.is_draft else "has no value"
    shaped = any(mark.kind != "word" for mark in marks(value.text))
    if is_open(value.text, field.values) or (is_unfilled(value.text) and (plan.is_draft or shaped)):
        return None
    if field.values:
        if said(value.text, field.values) is not None:
            return None
        close = nearest(value.text, field.values)
        guess = f'; did you mean "{close}"?' if close else ""
        return f'is "{shown(value.text)}", expected one of {", ".join(field.values)}{guess}'
    if is_placeholder(value.text) and _goes_on(plan):
        return f'is "{shown(value.text)}", but the plan is not done'
    return None


def _goes_on(plan: Plan) -> bool:
    """Whether the plan says that it is not finished, and nowhere that it is."""
    standing = Standing(plan)
    claims = (*standing.statuses, *((standing.place,) if standing.place else ()))
    return bool(claims) and all(claim.state in UNFINISHED for claim in claims)
