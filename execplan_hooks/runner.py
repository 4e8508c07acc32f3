"""Many plans through the selected rules: a `Result`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import partial
from typing import cast

from execplan_hooks.checking import Checked, Checker, Subject
from execplan_hooks.discover import Found
from execplan_hooks.document import source
from execplan_hooks.document.plan import Plan
from execplan_hooks.examining.every import How, examine_all
from execplan_hooks.result import Result


def lint(checker: Checker, found: Found, how: How | None = None) -> Result:
    """The result of document rules over the files that were found. Raises `ExecplanError`."""
    result = Result(excluded=found.excluded, others=found.others, problems=list(found.problems))
    unfit: list[str] = []
    # Late sieves may want to read a plan again: as it was.
    contents: dict[str, bytes] | None = {} if checker.late else None
    alone = dataclasses.replace(checker, late=())
    for examined in examine_all(alone, found, how or How(), contents):
        path = examined.path
        if examined.problem is not None:
            result.problems.append(examined.problem)
        result.others += examined.is_other
        if examined.is_unfit:
            unfit.append(path)
        checked = Checked(list(examined.diagnostics), examined.left_out)
        if examined.dialect is not None:
            result.plans[path] = examined.dialect
            if contents is not None:
                dialect = checker.catalogue.get(examined.dialect)
                plan = partial(_plan, checker, path, contents[path])
                checked = checker.sift_late(Subject(path, dialect, plan), checked)
        result.diagnostics.extend(checked.diagnostics)
        result.left_out += checked.left_out
    if unfit:
        result.notes.append(_unfit_note(unfit))
    result.diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    return result


def _plan(checker: Checker, path: str, content: bytes) -> Plan:
    return cast(Plan, checker.load(source.decode(path, content)))  # it was one when it was examined


_NAMED = 3


def _unfit_note(paths: Sequence[str]) -> str:
    """What is said of files that are plans by place and title, so that they do not pass in silence."""
    names = ", ".join(paths[:_NAMED]) + (f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else "")
    what = "1 file looks like a plan but fits" if len(paths) == 1 else f"{len(paths)} files look like plans but fit"
    return f"{what} no dialect, not checked: {names}"
