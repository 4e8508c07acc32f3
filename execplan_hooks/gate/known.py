"""What a change adds to the baseline: nobody is stopped by that, and nobody should miss it."""

from __future__ import annotations

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
        # A plan that moves takes its entries along: only more of a finding than there were anywhere is an addition.
        added = sum(new.values(), start=baseline_file.Subjects()) - sum(old.values(), start=baseline_file.Subjects())
        if added:
            secrets = sum(count for (rule, _), count in added.items() if rule == "secrets")
            some = f", {secrets:,} of them for secrets" if secrets else ""
            what = "entry that lets a finding" if added.total() == 1 else "entries that let findings"
            told.append(f"the change adds {added.total():,} {what} pass to {plain(path)}{some}")
    return told


def _entries(repo: Repository, side: str | None, path: str) -> Entries:
    data = repo.read(side, path)
    return {} if data is None else baseline_file.entries_of(data, Path(path))
