"""What a plan's closeout says against the plan, its verdict, its place and the indexes of plans."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from execplan_hooks.document.lifecycle.closeout import answer, blockers, index_claims, mention, path_in
from execplan_hooks.document.lifecycle.standing import Standing, quoted
from execplan_hooks.document.placeholders.unfilled import marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Finding, Severity
from execplan_hooks.tree import Tree

_INDEX = "let each index list the plans of its own folder, and say of the closeout what is true"


def closeout_findings(plan: Plan, standing: Standing) -> Iterator[Finding]:
    """The answer to "ready to close?" against the blockers, the verdict, and what else says that the plan is done."""
    ready = answer(plan.field("ready-to-close"))
    left = blockers(plan)
    closing = "the plan is ready to close" if ready and ready[0] else standing.done.sentence if standing.done else ""
    if closing and left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        yield Finding(
            left[0].line,
            f'{closing}, but it lists a closeout blocker: "{quoted(left[0].text)}"{more}',
            left[0].column,
            help='clear the blocker and record how, or say "no" until it is cleared',
        )
    if ready and not ready[0] and standing.done and not left:
        yield Finding(
            ready[1].line,
            f'{standing.done.sentence}, but its closeout says "{quoted(ready[1].value)}" to being ready to close',
            ready[1].column,
            help="set the status to what is true, and name what stands in the way of closing",
            severity=Severity.ERROR if standing.done.certain else Severity.WARNING,
        )
    if ready and ready[0] and not standing.done and standing.verdict and standing.verdict_failed:
        yield Finding(
            ready[1].line,
            f"the plan is ready to close, but the verdict of its validation (line {standing.verdict.line}) is "
            f'"{quoted(standing.verdict.value)}"',
            ready[1].column,
            help="repair what failed and have it validated again, or stop and escalate to planning",
        )


def moved_findings(plan: Plan, standing: Standing, tree: Tree) -> Iterator[Finding]:
    """What the closeout says of the place that the plan was moved to."""
    values = [value for value in plan.field("moved-plan-path") if not any(marks(value.value))]
    path = path_in(values[-1].value) if values else None
    if path is None:
        return
    line, column = values[-1].line, values[-1].column
    name = posixpath.basename(plan.path)
    if posixpath.basename(path) != name:
        yield Finding(
            line,
            f'the moved plan is named "{quoted(posixpath.basename(path))}", but its file is "{quoted(name)}"; a plan '
            "keeps its file name",
            column,
            help="write the path that the plan has, or will have, with the same file name",
        )
    elif standing.done and path != plan.path:
        there = tree.kind(path) == "file"
        yield Finding(
            line,
            f'{standing.done.sentence} and was moved to "{quoted(path)}", but '
            + ("it lies here as well" if there else "no file lies there"),
            column,
            help="find out where the plan is current, and let it lie there alone: move it with git mv",
            severity=Severity.ERROR if not there else Severity.WARNING,
        )


def index_findings(plan: Plan, tree: Tree) -> Iterator[Finding]:
    """The index of each folder against the folder that the plan lies in."""
    naming = plan.dialect.naming
    if not (naming.active and naming.completed and naming.index):
        return
    folders = (naming.active, naming.completed)
    here = next((folder for folder in folders if plan.path.startswith(f"{folder}/")), None)
    if here is None or plan.path.rpartition("/")[2] == naming.index:
        return
    rest = plan.path.removeprefix(f"{here}/")
    claims = index_claims(plan)
    for folder in folders:
        path = f"{folder}/{naming.index}"
        index = tree.source(path)
        claim = claims.get(path)
        line, column = (claim.line, claim.column) if claim else (plan.roots[0].line if plan.roots else 1, None)
        found = mention(index, f"{folder}/{rest}") if index else None
        if index is None and claim:
            yield Finding(
                line, f'the closeout says that "{path}" was updated, but there is no such file', column, help=_INDEX
            )
        elif index and folder == here and not found:
            but = "the closeout says that it was updated" if claim else f'the plan lies in "{folder}"'
            yield Finding(line, f'"{path}" does not list the plan, but {but}', column, help=_INDEX)
        elif found and folder != here and tree.kind(f"{folder}/{rest}") is None:
            yield Finding(
                line,
                f'"{path}" lists the plan, but it lies in "{here}"',
                column,
                help=_INDEX,
                severity=Severity.ERROR if found == "link" else Severity.WARNING,
            )
