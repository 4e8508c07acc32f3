"""How one file is seen: is it a plan, why, in which state, what does it govern."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from execplan_hooks.contract import contract
from execplan_hooks.discover import how_to_add, shown_path
from execplan_hooks.doctor.checkout import branch_of
from execplan_hooks.doctor.explaining import beside, nearest, reason, state_reason
from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.plans import unfit, unreadable
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import places, source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.escape import plain
from execplan_hooks.gate.declared import declared_branches, unclear_line
from execplan_hooks.gate.reading import is_active
from execplan_hooks.globs import glob_match
from execplan_hooks.loading import load_meant
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.contents import INDEX


def check(here: Situation, name: str, folder: Path) -> Iterator[Line]:
    """The lines about the file that a user in `folder` calls `name`.

    Raises `ExecplanError` where there is no such file, or it is a folder; and the configuration's error.
    """
    if here.no_config is not None:
        raise here.no_config
    if "\0" in name or not os.path.lexists(folder / name):
        raise ExecplanError(f"{plain(name)}: no such file; name a plan file")
    file = folder / name
    if file.is_dir():
        raise ExecplanError(f"{plain(name)} is a folder; name a file in it, or leave PATH out to see all plans")
    path = shown_path(here.root, file)
    yield _place(here, path)
    try:
        text = source.read(file, path)
        plan = load_meant(here.config, here.catalogue, text)
        if plan is None:
            miss = nearest(text, here.catalogue)
            if miss is None or not miss.is_near:
                yield Line(
                    "dialect", "warn", "no plan: it has no heading by which a dialect is recognised", _begin(here)
                )
            else:
                yield unfit(path, miss)
            return
    except (source.UnreadableError, MarkdownLimitError, OSError) as error:
        yield unreadable(path, error)
        return
    yield Line("dialect", "ok", f"its dialect is {plan.dialect.name}, {reason(plan, here.config)}")
    yield from _overrides(here, path)
    yield _state(here, plan)
    if is_active(plan):
        yield from _branch(here, plan)
        yield _contract(plan)
        yield from _committed(here, path)


def _begin(here: Situation) -> str:
    return f"execplan new NAME PATH begins one; the dialects are {', '.join(here.catalogue.names)}"


def _place(here: Situation, path: str) -> Line:
    excluding = next((pattern for pattern in here.config.exclude if glob_match(pattern, path)), None)
    if excluding is not None:
        what = f"left out by exclude ({excluding}) in {here.config.file}: never checked"
        return Line("place", "warn", what, "if it is to be checked, narrow that pattern")
    if places.is_among_plans(here.config, path) and not places.may_be_plan(here.config, path):
        what = f"in a place of plans, but its name says that it is {beside(path)}: checked only where it is named"
        return Line("place", "warn", what, "if it is a plan, give it another name")
    if not places.may_be_plan(here.config, path):
        todo = f"move it to a place of plans, or {how_to_add(here.config, path)}"
        return Line("place", "warn", "not where plans are looked for: checked only where it is named", todo)
    entry = next((one for one in here.config.plans if glob_match(one.files, path)), None)
    return Line(
        "place", "ok", f"a place of plans, by {f'the pattern {entry.files}' if entry else 'its folder or name'}"
    )


def _overrides(here: Situation, path: str) -> Iterator[Line]:
    for index, override in enumerate(here.config.overrides):
        if override.matches(path):
            rules = ", ".join(sorted(override.rules))
            yield Line(
                "overrides", "ok", f"overrides[{index}] in {here.config.file} counts for it: {rules or 'no rule'}"
            )


def _state(here: Situation, plan: Plan) -> Line:
    if plan.state is None:
        todo = "write the status with a word of its dialect, if it has one"
        return Line("state", "ok", "no status is known, so it counts as active", todo)
    how = state_reason(plan, here.config)
    active = "" if is_active(plan) else ": it governs no change any more"
    return Line("state", "ok", f"{plan.state}, {how}{active}")


def _branch(here: Situation, plan: Plan) -> Iterator[Line]:
    declared = list(dict.fromkeys(name for name, _, _ in declared_branches(plan)))
    if not declared:
        line = unclear_line(plan)
        what = (
            f"the branch in line {line} cannot be read" if line else "it declares no branch: it governs where touched"
        )
        todo = "write the branch alone, in backticks" if line else "name the branch of the work, if it has one"
        yield Line("branch", "warn", what, todo)
        return
    try:
        current = branch_of(here)
    except ExecplanError:
        current = None
    if current is None:
        yield Line("branch", "ok", f"it declares {some(declared)}; which branch this is, is not known")
    elif current.name in declared:
        yield Line("branch", "ok", f"it declares {current.name}, which is checked out: it governs the work here")
    else:
        yield Line("branch", "ok", f"it declares {some(declared)}; {current.name} is checked out")


def _contract(plan: Plan) -> Line:
    found = contract.of_plan(plan)
    if not found.is_declared:
        todo = "have planning list the files that the work may change, before execution begins"
        return Line("contract", "warn", "it has no list of files: the gate holds no path to it", todo)
    sides = [number(len(side), "pattern") for side in (found.include, found.exclude)]
    what = f"{sides[0]} that may be changed, {sides[1]} that may not"
    if found.is_enforceable:
        return Line("contract", "ok", what)
    return Line("contract", "fail", f"{what}, but none can be read as a path", "execplan lint --rule scope-contract")


def _committed(here: Situation, path: str) -> Iterator[Line]:
    if here.repo is None:
        yield Line("committed", "skip", "not looked at: no git repository")
    elif here.repo.mode(here.head, path) is not None:
        yield Line("committed", "ok", "it is committed")
    else:
        staged = "staged, not committed" if here.repo.mode(INDEX, path) else "not known to git"
        yield Line(
            "committed", "warn", f"{staged}: the gate counts what is committed", "git add and git commit the plan"
        )
