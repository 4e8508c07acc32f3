"""What a change adds to the baseline: nobody is stopped by that, and nobody should miss it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from execplan_hooks.config import Config, baseline_path
from execplan_hooks.escape import plain
from execplan_hooks.gate.change import Change
from execplan_hooks.repository.git import Repository
from execplan_hooks.sieves import baseline_file
from execplan_hooks.sieves.baseline_file import BaselineError, Entries


def growth(repo: Repository, change: Change, on_disk: Config) -> list[str]:
    """How many findings the change brings into the baseline, in words; nothing where there are none.

    A change may say itself where the baseline lies: the place from before it and the one configured `on_disk` are both
    looked at.
    """
    told = []
    for path in dict.fromkeys((baseline_path(change.config), baseline_path(on_disk))):
        if not any(one.path == path for one in change.changes.changes):
            continue
        try:
            old, new = (_entries(repo, side, path) for side in (change.changes.before, change.changes.head))
        except BaselineError as error:
            told.append(f"not checked: {error}")
            continue
        before, after = change.changes.before, change.changes.head
        gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
        left, known = repo.modes(after, gone), repo.modes(before, come)
        moved = (one for one in gone if one not in left), (one for one in come if one not in known)
        added = _added(old, new, *moved)
        if added:
            secrets = sum(count for (rule, _), count in added.items() if rule == "secrets")
            some = f", {secrets:,} of them for secrets" if secrets else ""
            what = "entry that lets a finding" if added.total() == 1 else "entries that let findings"
            told.append(f"the change adds {added.total():,} {what} pass to {plain(path)}{some}")
    return told


def _added(old: Entries, new: Entries, gone: Iterable[str], come: Iterable[str]) -> baseline_file.Subjects:
    """What the new baseline has more than the old one, plan by plan. One that moved takes its entries along: it was at
    a path that is `gone`, and the path of its name that has `come` is the only one."""
    before, after = _single(gone), _single(come)
    was = {path: before[name] for name, path in after.items() if name in before}
    pairs = ((here, old.get(was.get(path, path))) for path, here in new.items())
    return sum((here - baseline_file.Subjects(there) for here, there in pairs), start=baseline_file.Subjects())


def _single(paths: Iterable[str]) -> dict[tuple[str, ...], str]:
    """The paths by their names, but for names that several have."""
    named: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        named.setdefault(baseline_file.name_of(path), []).append(path)
    return {name: found[0] for name, found in named.items() if len(found) == 1}


def _entries(repo: Repository, side: str | None, path: str) -> Entries:
    data = repo.read(side, path)
    return {} if data is None else baseline_file.entries_of(data, Path(path))
