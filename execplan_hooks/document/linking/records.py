"""Where a plan tells what happened: what stands there leads elsewhere as evidence, not for somebody to follow."""

from __future__ import annotations

from execplan_hooks.document.plan import Plan


def record_lines(plan: Plan) -> frozenset[int]:
    """The lines of the sections that grow with the work, and of those that may be empty until it is done.

    To change a path or a URL there would be to change what was seen.
    """
    return frozenset(
        line
        for section, spec in plan.matches
        if spec.living or spec.empty == "until-done"
        for line in range(section.line, section.end_line + 1)
    )
