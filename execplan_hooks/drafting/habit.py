"""Where a repository keeps the open plans of a dialect that has no place of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from execplan_hooks import discover
from execplan_hooks.config import Config
from execplan_hooks.document import places, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.gate.reading import is_active
from execplan_hooks.loading import load_meant

_MAX_READ = 100  # plans; each takes about 10 ms


def folder_of(root: Path, config: Config, catalogue: Catalogue, dialect: Dialect) -> tuple[str, int] | None:
    """The folder, relative to the root, that holds most open plans of the dialect, and how many; of several the first
    by name. None where the dialect or the configuration names the places, and where there is no such plan."""
    if config.plans or dialect.naming.active or dialect.naming.folders:
        return None
    files = [(file, path) for file, path in discover.find(root, config, ()).files if not places.is_retired(path)]
    counts: Counter[str] = Counter()
    for file, path in files[:_MAX_READ]:
        folder = path.rpartition("/")[0]
        if not folder or not places.may_be_plan(config, f"{folder}/x.md"):
            continue  # found by its name, which says nothing of its folder
        try:
            plan = load_meant(config, catalogue, source.read(file, path))
        except (OSError, source.UnreadableError, MarkdownLimitError):
            continue
        if plan is not None and plan.dialect.name == dialect.name and is_active(plan):
            counts[folder] += 1
    return min(counts.items(), key=lambda item: (-item[1], item[0]), default=None)
