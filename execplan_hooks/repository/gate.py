"""A change beside the plans that govern it: what the change rules get."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from execplan_hooks.config import Config
from execplan_hooks.document import places
from execplan_hooks.document.plan import Plan
from execplan_hooks.repository import contract
from execplan_hooks.repository.branch import Branch
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.contract import Contract

_SPAN = re.compile(r"`+([^`]+)`+")
_MAX_VALUE = 1000  # characters of a field in which a branch is looked for
_NO_BRANCH = frozenset(("", "n/a", "none", "tbd", "-"))

TOUCHED = "is touched by the change"
"""The reason for which a plan governs that declares another branch than the change's."""


@dataclass(frozen=True)
class Governing:
    """A plan that governs the change, in the version whose contract is in force.

    `revision` says which that is, for a reader; `reason` why the plan governs. `is_new`: the plan does not
    exist before the change.
    """

    plan: Plan
    revision: str
    reason: str
    is_new: bool = False

    @property
    def path(self) -> str:
        return self.plan.path

    @cached_property
    def contract(self) -> Contract:
        return contract.of_plan(self.plan)


@dataclass(frozen=True)
class Change:
    """A git change and its governing plans; `branch` is None only where no rule needed it.

    `unreadable` are plan files that could not be read as plans, with the reason: none of them is silently
    left out of the search for governing plans.
    """

    changes: ChangeSet
    branch: Branch | None
    governing: tuple[Governing, ...]
    unreadable: tuple[tuple[str, str], ...]
    always_allowed: Callable[[str], bool]
    config: Config

    @property
    def is_planning(self) -> bool:
        """Whether the change touches plans and their indexes only: nothing is executed by it."""
        paths = [change.path for change in self.changes.changes]
        return bool(paths) and all(
            places.may_be_plan(self.config, path) or PurePosixPath(path).name == "index.md" for path in paths
        )


def declared_branches(plan: Plan) -> list[tuple[str, int, int]]:
    """The branches that a plan declares for itself, with line and column, in the order of the document."""
    found = []
    for name in plan.dialect.fields:
        if "branch" in name and "base" not in name:
            for value in plan.field(name):
                branch = branch_in(value.value)
                if branch:
                    found.append((branch, value.line, value.column))
    return sorted(set(found), key=lambda item: item[1:])


def branch_in(value: str) -> str | None:
    """The branch that a field's text names: its first code span, else its only word; None for prose.

    Of `owner/repo • branch` it is the part behind the bullet.
    """
    text = value.rsplit("\u2022", 1)[-1].strip()[:_MAX_VALUE]
    span = _SPAN.search(text)
    word = span[1].strip() if span else text.split(" (")[0].rstrip(".,;")
    if "<" in word or "`" in word or word.lower() in _NO_BRANCH or any(char.isspace() for char in word):
        return None
    return word.removeprefix("refs/heads/")


def comparison(change: Change) -> Mapping[str, object]:
    """What was compared, for the JSON report."""
    changes = change.changes
    return {
        "mode": changes.mode,
        "base": changes.base,
        "head": changes.head,
        "merge_base": changes.merge_base,
        "changed_paths": len(changes.changes),
        "branch": change.branch.name if change.branch else None,
        "plans": [item.path for item in change.governing],
        "contracts": {item.path: item.revision for item in change.governing if item.contract.is_declared},
    }
