"""A front matter key or a label under its right name."""

from __future__ import annotations

from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.plan import Plan
from execplan_hooks.fixes.spelling import is_slip, respellings
from execplan_hooks.model import Edit, Fix


def respelt(plan: Plan, text: str, line: int, name: str) -> Fix | None:
    """The fix that writes `name` for what misspells it in `text`, a key or label in a line; safe where that is a slip
    of the pen.

    None where it is as near to a label of another field, or stands in the line more than once.
    """
    key = normalise(text)
    others = [other for other in plan.dialect.fields.values() if normalise(name) not in other.labels]
    row = plan.source.lines[line - 1]
    if any(nearest(key, other.labels) for other in others) or row.count(text) != 1:
        return None
    column = row.index(text) + 1
    parts = respellings(text, key, name)
    edits = tuple(Edit(line, column + part.start, line, column + part.end, part.new) for part in parts)
    return Fix(edits, safe=is_slip(key, normalise(name))) if edits else None
