"""A front matter key or a label under its right name."""

from __future__ import annotations

from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.plan import Plan
from execplan_hooks.fixes.spelling import is_slip
from execplan_hooks.model import Edit, Fix


def respelt(plan: Plan, text: str, line: int, name: str) -> Fix | None:
    """The fix that writes `name` for the misspelt `text` in a line; safe where that is a slip of the pen.

    None where it is as near to a label of another field, or stands in the line more than once.
    """
    key = normalise(text)
    others = [other for other in plan.dialect.fields.values() if normalise(name) not in other.labels]
    row = plan.source.lines[line - 1]
    if any(nearest(key, other.labels) for other in others) or row.count(text) != 1:
        return None
    column = row.index(text) + 1
    return Fix((Edit(line, column, line, column + len(text), name),), safe=is_slip(key, normalise(name)))
