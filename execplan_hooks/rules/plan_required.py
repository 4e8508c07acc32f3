"""A change that is large, or touches risky paths, has a governing plan.

What it does: where no plan governs a change, counts the files that it touches besides plans, their indexes and the
paths that every change may touch. More of them than `above` allows, or one at a risky path: an error. A plan that could
not be read governs nothing. The rule is off until the configuration gives it a severity: without it the gate only says
that no plan governs.

Why: work that several people or sessions depend on needs an agreed plan before it starts; work without one has no
contract that anything could be held against.

Bad:

    M  src/auth/login.py    (branch `quick-fix`, which no active plan declares)

Good:

    M  src/auth/login.py    (branch `feat/login`, which `docs/exec-plans/active/login.md` declares)

Options: `above` (number, default 0): a change of at most this many files needs no plan. `risky` (list of globs,
default `**/auth/**`, `**/payments/**`, `**/migrations/**`, `**/deploy/**`): touching one of these needs a plan whatever
the size. `exempt` (list of globs, such as `**/*.lock`): paths that do not count, risky ones neither. `exempt-branches`
(list of globs, such as `dependabot/**`): branches that need no plan. Whoever makes a branch chooses its name, so
everybody can take one of these; exempt only what is reviewed all the same. What a merge brings to the default branch
was judged on its own branch, and needs no plan there.

Fix: stop, and have planning write a plan that declares this branch, before the work goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from execplan_hooks.document import places
from execplan_hooks.gate.change import Change
from execplan_hooks.globs import glob_match
from execplan_hooks.model import Context, Finding, Option, PlacedFinding, Rule, Severity

# What the decision tree of the "SSOT" plan specification names as security-sensitive or irreversible.
_RISKY = ("**/auth/**", "**/payments/**", "**/migrations/**", "**/deploy/**")
_MAX_QUOTED = 80


def check(change: Change, context: Context) -> Iterator[PlacedFinding]:
    """One finding where no plan governs a change that needs one."""
    options = context.options
    # A plan that comes and goes within the change is nobody's.
    if any(change.plan_change(plan.path).paths for plan in change.governing) or _is_exempt(
        change, options["exempt-branches"]
    ):
        return
    counted = [path for item in change.changes.changes if _counts(change, path := item.path, options["exempt"])]
    risky = next(((path, glob) for path in counted if (glob := _first(options["risky"], path))), None)
    if risky is None and len(counted) <= options["above"]:
        return
    if change.arrives():
        return
    path = risky[0] if risky else counted[0]
    reason = ""
    if risky:
        reason = (
            f'; it is a risky path ("{risky[1][:_MAX_QUOTED]}"), which needs a plan whatever the size of the change'
        )
    elif options["above"]:
        reason = f"; a change of more than {options['above']} needs a plan"
    shown = path[:_MAX_QUOTED]
    files = shown if len(counted) == 1 else f"{len(counted)} files (such as {shown})"
    branch = f'branch "{change.branch.name[:_MAX_QUOTED]}"' if change.branch else "an unknown branch"
    yield PlacedFinding(
        path,
        Finding(
            0,
            f"no active plan governs the change of {files} on {branch}{reason}",
            help="stop, and have planning write a plan that declares this branch, before the work goes on",
        ),
    )


def _is_exempt(change: Change, globs: Iterable[str]) -> bool:
    return change.branch is not None and _first(globs, change.branch.name) is not None


def _counts(change: Change, path: str, exempt: Iterable[str]) -> bool:
    return not (change.always_allowed(path) or places.is_planning(change.config, path) or _first(exempt, path))


def _first(globs: Iterable[str], text: str) -> str | None:
    return next((glob for glob in globs if glob_match(glob, text)), None)


RULE = Rule(
    severity=Severity.OFF,
    change=check,
    options=(
        Option("above", "integer", 0, "a change of at most this many files needs no plan"),
        Option("risky", "globs", _RISKY, "globs of paths that need a plan whatever the size of the change"),
        Option("exempt", "globs", (), "globs of paths that do not count"),
        Option("exempt-branches", "globs", (), "globs of branches that need no plan"),
    ),
)
