"""What of a plan keeps its execution from starting, and what somebody should know before it starts.

Each function judges one thing that an execution session locks in. What planning has to decide is never decided here:
the help says to stop and escalate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from execplan_hooks.contract.contract import Contract
from execplan_hooks.document import places
from execplan_hooks.document.execution import MODES, Execution, objective_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.states import status_state
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.branch import Branch
from execplan_hooks.gate.declared import branch_in, declared_branches, unclear_line
from execplan_hooks.preflight.coverage import EntryCoverage

_ESCALATE = "stop and escalate to planning"
_BY_STATE = {
    "draft": ("the plan is a draft", "only approved plans are executed: stop and have planning approve it"),
    "blocked": ("the plan is blocked", "stop until planning has cleared what blocks it"),
    "done": ("the plan is done", "stop and have planning name the plan that is to be executed"),
    "abandoned": ("the plan was given up", "stop and have planning name the plan that is to be executed"),
}


@frozen
class Remark:
    """One sentence about a line of the plan (None: about none), and what to do. `refuses`: execution must not start;
    else it is a warning. `rule` is the document rule that says so, if one does."""

    refuses: bool
    line: int | None
    message: str
    help: str = ""
    rule: str = ""


def status(plan: Plan) -> Iterator[Remark]:
    """Whether the plan is one that is being executed: approved, not blocked, not finished."""
    values = plan.field("status")
    own = next((value for value in values if status_state(value.value, plan.dialect)), None)
    own_state = status_state(own.value, plan.dialect) if own else None
    state = plan.state
    if places.is_retired(plan.path) and state not in ("done", "abandoned"):
        help_text = _BY_STATE["done"][1]
        yield Remark(True, None, "the plan lies in a folder for finished and abandoned plans", help_text)
    if state in _BY_STATE:
        message, help_text = _BY_STATE[state]
        if own and own_state == state:
            yield Remark(True, own.line, f'{message} (status "{_short(own.value)}")', help_text)
        else:
            yield Remark(True, None, f"{message}, by the place where it lies", help_text)
    elif state is None:
        what = f'the status "{_short(values[0].value)}" is no known word' if values else "the plan has no status"
        yield Remark(
            False,
            values[0].line if values else None,
            f"{what}: not checked whether planning approved it",
            "if that is not known, stop and ask planning",
        )
    elif own and own_state != state:
        yield Remark(
            False,
            own.line,
            f'the plan says "{_short(own.value)}", but the configuration says {state}, which outweighs it',
            "if it is not approved, stop and have planning approve it",
        )


def branches(plan: Plan, current: Branch | None) -> Iterator[Remark]:
    """Whether the plan's branches are one, and the current one."""
    # Where a dialect asks for a contract, its plans declare their branch too: planning hands over both.
    strict = plan.dialect.scope.required
    declared = declared_branches(plan)
    if not declared:
        line = unclear_line(plan)
        what = "the plan declares no branch" if line is None else "no branch can be read from what the plan says here"
        if strict:
            yield Remark(True, line, what, "stop and have planning declare the branch")
        else:
            yield Remark(False, line, f"branch not checked: {what}")
        return
    fields = [name for name in plan.dialect.fields if "branch" in name and "base" not in name]
    empty = [name for name in fields if not any(branch_in(value.value) for value in plan.field(name))]
    if strict and empty and len(declared) < len(fields):
        line = next((value.line for value in plan.field(empty[0])), None)
        what = f"the plan does not declare its {empty[0].replace('-', ' ')}"
        yield Remark(True, line, what, "stop and have planning declare it")
    first, first_line, _ = declared[0]
    for name, line, _ in declared[1:]:
        if name != first:
            what = f'the plan declares the branch "{_short(name)}" here and "{_short(first)}" in line {first_line}'
            help_text = f"planning and execution take place on one branch: {_ESCALATE} to settle which"
            yield Remark(True, line, what, help_text)
    if current and current.name not in [name for name, _, _ in declared]:
        what = f'this is branch "{_short(current.name)}" (from {current.source}), but the plan is for "{_short(first)}"'
        yield Remark(True, first_line, what, f'switch to "{_short(first)}", or {_ESCALATE}')


def contract(plan: Plan, scope: Contract, required: bool) -> Iterator[Remark]:
    """Whether the gate can hold a change to the plan's contract. `required`: the configuration asks for one."""
    repair = "stop and have planning write the entries as paths relative to the repository root"
    if not scope.is_declared:
        if plan.dialect.scope.required or required:
            help_text = "stop and have planning list the files that may and must not be modified"
            yield Remark(True, None, "the plan declares no file scope", help_text)
        else:
            yield Remark(False, None, "files not checked: the plan declares no file scope, so the gate checks none")
    elif not scope.is_enforceable:
        yield Remark(True, None, "no entry of the plan's contract can be enforced", repair)
    elif scope.exclude_only:
        yield Remark(False, None, "the plan declares no include list: the gate checks its exclude list only")
    elif not scope.scope.include:
        help_text = "stop and have planning list the files that may be modified"
        yield Remark(True, None, "the plan declares no include list: it allows no file", help_text)
    elif not any(entry.patterns for entry in scope.include):
        line = scope.scope.include[0].line
        if any(entry for entry in scope.include):
            yield Remark(True, line, "no include entry can be enforced: the plan allows no file", repair)
        elif any(side.explicit_none for side in scope.scope.include):
            yield Remark(False, line, "the include list says that there is none: the plan allows no file")


def unmatched(side: str, entries: Sequence[EntryCoverage]) -> Iterator[Remark]:
    """The patterns of a side (`include`, `exclude`) that match no tracked file, but for new files."""
    uncounted = next((covered for covered in entries if covered.matched is None), None)
    if uncounted:
        what = f"the {side} list has too many patterns: from here on it was not counted how many files they match"
        yield Remark(False, uncounted.entry.declared.line, what)
    for covered in entries:
        for pattern in covered.patterns:
            if pattern.matched != 0 or pattern.is_new:
                continue
            near = f'; the nearest existing path is "{_short(pattern.nearest)}"' if pattern.nearest else ""
            what = f'{side} entry "{_short(pattern.pattern.removeprefix("/"))}" matches no tracked file'
            help_text = "" if pattern.names_file else f"if the path is wrong, {_ESCALATE}, which corrects it"
            yet = " yet" if pattern.names_file else ""
            yield Remark(False, covered.entry.declared.line, f"{what}{yet}{near}", help_text)


def execution(plan: Plan, told: Execution) -> Iterator[Remark]:
    """Whether the plan says what is to be executed, to what end, and in which mode."""
    if "objective" in plan.dialect.fields and not objective_of(plan):
        yield Remark(False, None, "the plan states no objective", "stop and have planning state it")
    mode = told.mode
    if mode.text and mode.name is None:
        what = f'"{_short(mode.text)}" is no execution mode; expected {" or ".join(MODES)}'
        yield Remark(True, mode.line, what, "stop and have planning choose the mode")
    elif mode.name and not mode.is_declared:
        why = "the execution mode is not decided" if mode.text else "no execution mode is declared"
        yield Remark(False, mode.line, f"{why}: {mode.name} counts, which is the default")
    demanded = any(name in plan.dialect.fields for name in ("block", "block-id"))
    done = [step for step in told.steps if step.done]
    if demanded and not told.blocks and not told.steps:
        help_text = "stop and have planning say what is to be executed"
        yield Remark(True, None, "the plan names no block and no step to execute", help_text)
    elif demanded and not told.blocks:
        help_text = "if it is not clear what is approved, stop and ask planning"
        yield Remark(False, None, "the plan names no block", help_text)
    if told.steps_in and len(done) == len(told.steps):
        what = f'all {len(done)} steps in "{_short(told.steps_in.title)}" are ticked: nothing is left to execute'
        yield Remark(False, told.steps_in.line, what, "stop and have planning say what is to be executed")
    elif not told.steps:
        places_of = ", ".join(f'"{_short(place.title)}" (line {place.line})' for place in told.prose[:3])
        yield Remark(False, None, "no list of steps was found" + (f": read {places_of}" if places_of else ""))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "\u2026"
