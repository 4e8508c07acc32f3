"""Each acceptance criterion says how to verify it and what that shows.

What it does: reads the criteria of a plan (items, table rows and headings of its acceptance sections, values of
fields that state criteria; paragraphs where a section has nothing else) and reports each that lacks a command or a
named check, an expectation, or both. A check is a command in backticks or a fence, a test by its file or name, a
request, an address on this machine, something to do by hand ("open the page"), or whatever stands behind a label such
as `Verify:`. An expectation is what somebody sees then ("prints", "returns 404", "0 errors", "no longer"), or what
stands behind `Expected:`. A sentence or label that introduces or follows a list counts for all its items. What a
template left unfilled is not judged.

Why: a criterion that nobody can run is met by whoever says so.

Bad:

    - Criterion: imports are fast.

Good:

    - Criterion: 10,000 rows are imported within five seconds.
      - Verify: `time shelfctl import big.csv`
      - Expected: `imported 10000 books`, below five seconds

Options: `threshold` (percent, default 100): while at least this share of the criteria can be verified, none of the
others is reported.

Fix: name the command that shows that it is met, and what it prints then; write what you have seen it print.

On real plans: off, except in dialects whose source demands it: of the 1,148 criteria in 190 plans, 474 can be
verified, the others are mostly sentences about behaviour. Of 40 read by hand, 17 were rightly taken for verifiable
and 20 rightly not; 1 was wrongly taken for verifiable, 2 wrongly not. Of 12 plans with a work breakdown, where it is
on, 2 have findings: 3 of their 58 criteria; 1 is right, 1 arguable, 1 wrong (the script that must accept the result
is named without backticks).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Option, Rule, Severity

if TYPE_CHECKING:
    from execplan_hooks.document.acceptance.criteria import Criterion

_CHECK = "the command, the test or the steps, there already or planned here,"
_SEEN = ", as it was agreed or seen: do not invent it"


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """One finding for each criterion that cannot be verified, where too few can."""
    # Its patterns take a while to compile, and in most dialects the rule is off.
    from execplan_hooks.document.acceptance.criteria import criteria, ratio

    found = criteria(plan)
    share = ratio(found)
    if share is None or share * 100 >= context.options["threshold"]:
        return
    for criterion in found:
        if not criterion.verifiable:
            yield _finding(criterion)


def _finding(criterion: Criterion) -> Finding:
    lacks = [what for what, there in (("check", criterion.command), ("sight", criterion.expectation)) if not there]
    if criterion.command:
        missing, help_text = "what its check shows", f"add what the check prints or shows when it is met{_SEEN}"
    elif criterion.expectation:
        missing, help_text = "how to check it", f"name {_CHECK} that show that it is met"
    else:
        missing = "how to check it and what that shows"
        help_text = f"name {_CHECK} and what they print or show when it is met{_SEEN}"
    text = " ".join(criterion.text.replace("**", "").split())
    short = text if len(text) <= 60 else f"{text[:57].rstrip()}..."
    return Finding(
        criterion.line,
        f'acceptance criterion "{short}" does not say {missing}',
        criterion.column,
        help=help_text,
        subjects=tuple(f"no {what}: {criterion.text}" for what in lacks),
    )


RULE = Rule(
    severity=Severity.OFF,
    document=check,
    options=(Option("threshold", "integer", 100, "percent of the criteria that have to be verifiable", maximum=100),),
)
