"""Paths that every change may touch, whatever the contract of its plan says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from execplan_hooks.config import baseline_path
from execplan_hooks.document import places
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.gate.reading import Reader
from execplan_hooks.gate.revised import title_of
from execplan_hooks.globs import glob_match
from execplan_hooks.locks.lock import NAME
from execplan_hooks.repository.changes import ChangeSet

_FINISHED = ("completed", "done", "archive", "archived")


def _is_place_of(reader: Reader, changes: ChangeSet, path: str, place: str) -> bool:
    """Whether a plan may be moved to a place: nothing was there, or the same plan from an earlier time."""
    if reader.repo.mode(changes.before, place) is None:
        return True
    plan, there = reader.at(changes.before, path), reader.at(changes.before, place)
    if plan is None or there is None:
        return False
    branches, others = ({name for name, _, _ in declared_branches(item)} for item in (plan, there))
    return branches == others or (title_of(plan) == title_of(there) != "")


def always_allowed(
    reader: Reader, changes: ChangeSet, own: list[str], configured: tuple[str, ...]
) -> Callable[[str], bool]:
    """Paths that every change may touch: the plans of its branch and what they link to, the move of one to a folder
    for completed plans, the indexes of plan folders, the lock file, the baseline, and what the configuration names."""
    repo, before, after = reader.repo, changes.before, changes.head
    # What was another file before is not made a plan's own by making a plan of it.
    own = [
        path for path in own if repo.mode(before, path) is None or reader.at(before, path) or path in reader.unreadable
    ]
    exact = {*own, NAME, baseline_path(reader.config)}
    for path in own:
        target = reader.target(before, path)
        if target is None and repo.mode(before, path) is None and reader.at(after, path):
            # A link that the change sets may lead to the plan that it brings along, and to nothing that was there.
            target = reader.target(after, path)
            target = target if target is not None and repo.mode(before, target) is None else None
        if target is not None:
            exact.add(target)
    for path in own:
        folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
        home = folder.parent if folder.name in ("active", "in-progress", "todo") else folder
        moved = repo.mode(after, path) is None and repo.mode(before, path) is not None
        # A folder in which any document could be a plan; `PLAN.md` may lie anywhere.
        of_plans = reader.may_be_plan(str(folder / "x.md"))
        for finished in _FINISHED:
            if moved and _is_place_of(reader, changes, path, str(home / finished / name)):
                exact.add(str(home / finished / name))
            if of_plans:
                exact.add(str(home / finished / "index.md"))
        if of_plans:
            exact.add(str(folder / "index.md"))
            if places.is_index(reader.config, str(folder.parent / "index.md")):
                exact.add(str(folder.parent / "index.md"))

    def allowed(path: str) -> bool:
        if path in exact:
            # In the place of a plan a link or a submodule could be anything.
            modes = (repo.mode(before, path), repo.mode(after, path))
            return modes[1] is None or modes[1].startswith("100") or modes[0] == modes[1]
        return any(glob_match(pattern, path) for pattern in configured)

    return allowed
