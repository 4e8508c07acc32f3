"""No placeholder of a template is left in a plan that is more than a draft.

What it does: looks for what templates leave to be filled in: text in angle brackets, `{{ x }}`, `[your ...]` and
`[TODO: ...]`, `BXX`, `YYYY-MM-DD`, `...`, TBD and TODO, and choices that nobody has made (`done | blocked`). Such
a text is a placeholder only where it is all of a value: of a label, a list item, a paragraph, a part of a heading,
a table's cell, a front matter field, or where a stamp belongs. Inside a sentence, in code blocks and in longer code
spans it is a generic type, a tag, the syntax of a command or a path, and none of this rule's business. A section that
is due only when the plan is done may be as the template has it until then. A draft may have any placeholder, and so
may a plan whose status is one. A placeholder is an error in a plan that is active, blocked or done; a warning where the
plan does not say its state, for `...`, and for words in backticks such as `<command>` in a list; a notice for TBD and
for the result of work that goes on, in an abandoned plan, and in a file that by its name or title is itself a template
for plans. Of more than 20 the rest is one finding with their lines.

Why: an agent that executes the plan fills the gap with a guess, and nobody notices.

Bad:

    - **Execution Branch:** `<must match planning branch>`
    - [ ] (YYYY-MM-DD hh:mmZ) Add the parser.

Good:

    - **Execution Branch:** `feat/parser`
    - [ ] (2025-10-01 13:00Z) Add the parser.

Options: none.

Fix: write what is true in its place. What nobody knows is a question for planning, not something to invent.

On real plans: of 210, 3 have findings that are more than notices: 6 warnings, all read, all right (observations left
as `…`). 3 more are templates and guides that are read as plans; their 11 placeholders are notices. With each of the
210 taken for done, 109 are found, 59 of them errors; read, none was code, markup or prose.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.placeholders.leftovers import Certainty, Leftover, is_sample, leftovers
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Rule, Severity

_SHOWN = 20  # findings; of what is more the lines are listed
_LISTED = 40
_QUOTED = 60  # characters
_WORST = {"active": Severity.ERROR, "blocked": Severity.ERROR, "done": Severity.ERROR, None: Severity.WARNING}


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """A finding for each placeholder; where there are very many, one that lists the lines of the rest."""
    if plan.is_draft:
        return
    worst = Severity.NOTICE if is_sample(plan) else _WORST.get(plan.state, Severity.NOTICE)
    found = sorted((_finding(plan, leftover, worst) for leftover in leftovers(plan)), key=lambda finding: finding.line)
    # One more would take as much room as what it stands for.
    count = len(found) if len(found) == _SHOWN + 1 else _SHOWN
    yield from found[:count]
    rest = found[count:]
    if rest:
        lines = list(dict.fromkeys(finding.line for finding in rest))
        listed = ", ".join(map(str, lines[:_LISTED])) + (", ..." if len(lines) > _LISTED else "")
        yield Finding(
            rest[0].line,
            f"{len(rest)} more placeholders are not filled in, in the lines {listed}",
            help="complete the planning of this plan before it is executed; what nobody knows is not yours to invent",
            severity=max(finding.severity for finding in rest),
            subjects=tuple(subject for finding in rest for subject in finding.subjects),
            places=tuple(lines),
        )


def _finding(plan: Plan, leftover: Leftover, worst: Severity) -> Finding:
    shown = " ".join(leftover.text.strip("`").split())
    shown = shown if len(shown) <= _QUOTED else shown[: _QUOTED - 3] + "..."
    where = f' of "{leftover.label[:_QUOTED]}"' if leftover.label else ""
    return Finding(
        leftover.line,
        f'placeholder "{shown}"{where} is not filled in',
        leftover.column,
        leftover.end_line,
        leftover.end_column,
        "write what is true in its place; what nobody knows is not yours to invent: stop and escalate to planning",
        min(_severity(plan, leftover.certainty), worst),
        subjects=(f"unfilled {leftover.label}: {leftover.text}",),
    )


def _severity(plan: Plan, certainty: Certainty) -> Severity:
    if certainty is Certainty.DUE_WHEN_DONE:
        return Severity.WARNING if plan.state == "done" else Severity.NOTICE
    return Severity.ERROR if certainty is Certainty.CERTAIN else Severity.WARNING


RULE = Rule(severity=Severity.ERROR, document=check)
