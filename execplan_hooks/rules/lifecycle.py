"""Status, boxes, outcomes, verdict, closeout and folder of a plan tell the same story.

What it does: reads what a plan says of how far it is: the status in its front matter or header, in its progress
and in its hand-off, the folder that it lies in (`completed` or `done`, `active`, or what the configuration says), the
boxes of its tasks, its outcomes, its verdict and its closeout, and reports what contradicts what. Errors are: a plan
that is done with open tasks, with outcomes that only announce themselves ("to be written"), or with the verdict
`FAIL`; a status that says "in progress" in a folder of completed plans; two statuses that differ; a plan ready to
close, or done, with closeout blockers; a moved path with another file name, or where no file is; an index that lists
the plan in the wrong folder, or does not list it (as a link, a file name or a wiki link; a draft need not stand there).
Folders and paths may begin in a package of the repository. Warnings are: all tasks ticked and the outcomes written, but
the plan is still called active; done, but still in the folder of active plans; done, but the last record of a block
says blocked or pending; a hand-off whose status is another one while work goes on (a notice once it ended, and none
where a later hand-off agrees); acceptance criteria with an empty box in a plan that is done; open tasks that are only
about committing, merging or moving the plan, or that stand below a ticked one, or where the status itself is qualified
("complete, except for ..."). An index that does not exist is told of once in a folder with several plans: as a warning
where the other folder has one, else as a notice.

A task is an item of a list, or a row of a table, with a box; in block quotes too. It is not open if it was deliberately
set aside: `[-]`, `[~]`, struck out, `(dropped: reason)`, `(deferred)`, `(moved to ...)`, `(skipped, see ...)`,
`(optional)`, `(follow-up)`, the same words behind a full stop or a dash, at the beginning before a colon
(`Cancelled 2026-03-04: ...`) or in a note below it, or below a heading that says so. In the middle of a sentence such a
word is part of the work: "flush writes deferred until commit", "tests (optional parameters)". Nothing is wrong with
open tasks in a plan that was abandoned or superseded. Sections and labels that are not there at all are for
`required-sections`, `metadata` and `entry-fields` to report.

Why: the next agent believes the first of these that it reads; a plan that is half done and called done is never
finished.

Bad:

    - Status: Complete

    ## Progress
    - [x] (2025-10-01 13:00Z) Added the parser.
    - [ ] Wire it to the command.

Good:

    - Status: In Progress

    ## Progress
    - [x] (2025-10-01 13:00Z) Added the parser.
    - [ ] Wire it to the command.

Options: none. Status words, and the folders and index files of plans, stand in the dialect.

Fix: finish what is open or write down what became of it, and set the status to what is true.

On real plans: of 210, 3 have errors (4, all read, all right: open work or unwritten outcomes in a folder of finished
plans), 5 a warning and 15 a notice (nothing open, but in the active folder; open tasks in an archive that nothing
explains). All were read and none is wrong; whether the notices are faults is for each team to say. None of these plans
has a verdict, a closeout or two statuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.lifecycle.closing import closeout_findings, index_findings, moved_findings
from execplan_hooks.document.lifecycle.remaining import done_findings, retired_findings
from execplan_hooks.document.lifecycle.standing import HANDOFF, UNFINISHED, Standing, quoted
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Rule, Severity

_KEEP_HANDOFF = "a hand-off tells how things stood when it was written: leave it; if work goes on, write a new one"
_WRITE_HANDOFF = (
    "who takes over begins with the hand-off: write a new one that tells how things stand now, and leave the old one "
    "as what was true then"
)


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings about statuses and folder, then tasks, outcomes and verdict, then the closeout and the indexes."""
    if plan.wrapped:
        return  # nothing in it can be seen; `required-sections` says so
    standing = Standing(plan)
    moved = list(moved_findings(plan, standing, context.tree)) if context.tree else []
    yield from _statuses(standing)
    yield from _folder(standing, told=bool(moved))
    if standing.done:
        yield from done_findings(standing, standing.done)
    else:
        yield from _all_ticked(standing)
        yield from retired_findings(standing)
    yield from closeout_findings(plan, standing)
    yield from moved
    if context.tree:
        yield from index_findings(plan, context.tree)


def _statuses(standing: Standing) -> Iterator[Finding]:
    """The first status that differs from the one before all others, with the further ones that do."""
    if not standing.differing:
        return
    first = standing.statuses[0]
    # A hand-off tells how the plan stood when it was written.
    others = [claim for claim in standing.differing if claim.field != HANDOFF]
    claim, *further = others or standing.differing
    sure = any(one.certain and first.certain for one in others)
    goes_on = first.state in UNFINISHED
    yield Finding(
        claim.line,
        f'the status in {claim.where} is "{quoted(claim.shown)}"'
        + "".join(f', and in {one.where} (line {one.line}) "{quoted(one.shown)}"' for one in further)
        + f', but in {first.where} (line {first.line}) it is "{quoted(first.shown)}"',
        claim.column,
        help="set all of them to what is true now" if others else _WRITE_HANDOFF if goes_on else _KEEP_HANDOFF,
        severity=Severity.ERROR if sure else Severity.WARNING if others or goes_on else Severity.NOTICE,
        subjects=tuple(f"{one.field}: {one.shown}, not {first.shown}" for one in standing.differing),
        places=tuple(one.line for one in (claim, *further)),
        beside=(first.line,),
    )


def _folder(standing: Standing, told: bool) -> Iterator[Finding]:
    """The status against the folder; `told`: that the plan was not moved is already reported."""
    status, place = standing.status, standing.place
    if status is None or place is None:
        return
    words = f'the status in {status.where} is "{quoted(status.shown)}", but '
    if place.state == "done" and status.state in UNFINISHED:
        yield Finding(
            status.line,
            words + place.sentence,
            status.column,
            help="set the status to what is true; a plan that is not done belongs where active plans lie",
            severity=Severity.ERROR if status.certain else Severity.WARNING,
        )
    elif place.state == "active" and status.state == "done" and status.certain and not told:
        yield Finding(
            status.line,
            words + place.sentence,
            status.column,
            help="if the plan is closed, move it to where completed plans lie; else set the status to what is true",
            severity=Severity.WARNING,
        )


def _all_ticked(standing: Standing) -> Iterator[Finding]:
    ticked = [box for box in standing.boxes if box.fate == "done"]
    claim = standing.status or standing.place
    if not ticked or standing.open_boxes or claim is None or claim.state not in UNFINISHED:
        return
    if standing.differing or (standing.place is not None and standing.place.state == "done"):
        return  # it is reported that the status is wrong
    written = standing.outcomes_written
    outcomes = " and the outcomes are written" if written else ""
    on_folder = claim is standing.place
    by = claim.sentence if on_folder else f'the status in {claim.where} is "{quoted(claim.shown)}"'
    yield Finding(
        ticked[-1].section.line if on_folder else claim.line,
        f"no task is open ({len(ticked)} ticked){outcomes}, but {by}",
        None if on_folder else claim.column,
        help="if the work is finished, close the plan as its kind wants it; else write down the tasks that remain",
        severity=Severity.WARNING if written else Severity.NOTICE,
        subjects=("all ticked",),
    )


RULE = Rule(severity=Severity.ERROR, document=check)
