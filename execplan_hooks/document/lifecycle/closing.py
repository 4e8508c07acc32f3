"""What a plan's closeout says against the plan, its verdict, its place and the indexes of plans."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.lifecycle.closeout import answer, blockers, index_claims, mention, moved_to
from execplan_hooks.document.lifecycle.standing import Standing, quoted
from execplan_hooks.document.placeholders.unfilled import marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Finding, Severity
from execplan_hooks.tree import Tree

_INDEX = "let each index list the plans of its own folder"
_CLAIMED = f"{_INDEX}, and let the closeout say what is true"


def closeout_findings(plan: Plan, standing: Standing) -> Iterator[Finding]:
    """The answer to "ready to close?" against the blockers, the verdict, and what else says that the plan is done."""
    ready = answer(FieldReader(plan).values("ready-to-close"))
    left = blockers(plan)
    closing = "the plan is ready to close" if ready and ready[0] else standing.done.sentence if standing.done else ""
    if closing and left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        certain = (ready is not None and ready[0]) or standing.done is None or standing.done.certain
        yield Finding(
            left[0].line,
            f'{closing}, but it lists a closeout blocker: "{quoted(left[0].text)}"{more}',
            left[0].column,
            help=_blocked(ready[0] if ready else None),
            severity=Severity.ERROR if certain else Severity.WARNING,
            subjects=tuple(f"blocker: {text.text}" for text in left),
            places=tuple(text.line for text in left),
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


def _blocked(ready: bool | None) -> str:
    """What to do about a blocker, by the answer to "ready to close?"."""
    if ready:
        return 'clear the blocker and record how, or say "no" until it is cleared'
    return (
        "a plan that cannot be closed is not done: set the status to what is true, or clear the blocker and record how"
    )


def moved_findings(plan: Plan, standing: Standing, tree: Tree) -> Iterator[Finding]:
    """What the closeout says of the place that the plan was moved to."""
    values = [value for value in plan.field("moved-plan-path") if not any(marks(value.value))]
    path = moved_to(values[-1].value) if values else None
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
    # A path may begin in the package, or in the folder of plans, that the plan belongs to.
    elif standing.done and not f"/{plan.path}".endswith(f"/{path}"):
        parts = plan.path.split("/")[:-1]
        there = any(tree.kind("/".join((*parts[:count], path))) == "file" for count in range(len(parts) + 1))
        yield Finding(
            line,
            f'{standing.done.sentence} and was moved to "{quoted(path)}", but '
            + ("it lies here as well" if there else "no file lies there"),
            column,
            help="find out where the plan is current, and let it lie there alone: move it with git mv",
            severity=Severity.ERROR if not there else Severity.WARNING,
        )


@frozen
class _Register:
    """The folders of active and of completed plans, and `here`, the one that the plan lies in, as `rest`. `before` is
    what the paths begin with where the folders belong to a package of the repository."""

    before: str
    here: str
    folders: tuple[str, str]
    rest: str


def _register(plan: Plan) -> _Register | None:
    naming = plan.dialect.naming
    if not (naming.active and naming.completed and naming.index):
        return None
    for here in (naming.active, naming.completed):
        before, found, rest = f"/{plan.path}".rpartition(f"/{here}/")
        if found and rest != naming.index:
            before = f"{before}/".removeprefix("/")
            return _Register(before, before + here, (before + naming.active, before + naming.completed), rest)
    return None


def index_findings(plan: Plan, tree: Tree) -> Iterator[Finding]:
    """The index of each folder against the folder that the plan lies in; nothing of a draft."""
    register, name = _register(plan), plan.dialect.naming.index
    if register is None or plan.is_draft:
        return
    claims = index_claims(plan)
    for folder in register.folders:
        path = f"{folder}/{name}"
        index = tree.source(path)
        claim = claims.get(path) or claims.get(path.removeprefix(register.before))
        line, column = (claim.line, claim.column) if claim else (plan.roots[0].line if plan.roots else 1, None)
        found = mention(index, f"{folder}/{register.rest}") if index else None
        help_text = _CLAIMED if claim else _INDEX
        if index is None and claim:
            yield Finding(
                line, f'the closeout says that "{path}" was updated, but there is no such file', column, help=help_text
            )
        elif index is None and folder == register.here and _is_first(plan, register, tree):
            other = next(f"{known}/{name}" for known in register.folders if known != folder)
            yield Finding(
                line,
                f'"{path}", which lists the plans of "{folder}", does not exist',
                column,
                help=f"{_INDEX}: write it, or stop and escalate to planning if this repository keeps none",
                severity=Severity.WARNING if tree.kind(other) else Severity.NOTICE,
                absent=True,
            )
        elif index and folder == register.here and not found:
            but = "the closeout says that it was updated" if claim else f'the plan lies in "{folder}"'
            message = f'"{path}" does not list the plan, but {but}'
            yield Finding(line, message, column, help=help_text, absent=claim is None)
        # A name in plain text may as well tell where the plan went.
        elif found in ("link", "code") and folder != register.here and tree.kind(f"{folder}/{register.rest}") is None:
            yield Finding(
                line,
                f'"{path}" lists the plan, but it lies in "{register.here}"',
                column,
                help=help_text,
                severity=Severity.ERROR if found == "link" else Severity.WARNING,
                absent=claim is None,
            )


def _is_first(plan: Plan, register: _Register, tree: Tree) -> bool:
    """Whether the plan is the first of several in its folder: what the folder lacks is said once."""
    paths = (f"{register.here}/{name}" for name in sorted(tree.names(register.here)))
    plans = [path for path in paths if tree.keeps_plans(path)]
    return len(plans) > 1 and plans[0] == plan.path
