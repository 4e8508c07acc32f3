"""The sieve of a baseline: what was there when it was written does not count."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.checking import NOT_CHECKED
from execplan_hooks.config import Config, baseline_path
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Diagnostic, ExecplanError, Severity
from execplan_hooks.sieves import baseline_file
from execplan_hooks.sieves.baseline_file import Entries, Subjects
from execplan_hooks.sieves.suppression import SUPPRESSION, severities


def place(root: Path, config: Config, named: Path | None) -> Path:
    """Where the baseline of a repository lies: the file that was named, else the configured one, else the default."""
    return named if named is not None else root / baseline_path(config)


def given(root: Path, config: Config, named: Path | None) -> Path | None:
    """The baseline that counts, None where there is none. Raises `ExecplanError` for one that is wanted and missing."""
    file = place(root, config, named)
    if os.path.lexists(file):
        return file
    if named is None and config.baseline is None:
        return None
    by = "--baseline" if named is not None else f'the key "baseline" of {config.file}'
    shown = baseline_file.shown(file)
    raise ExecplanError(
        f"{shown}, which {by} names, does not exist; write it with `execplan baseline`, or name another"
    )


def subjects_of(found: Iterable[Diagnostic]) -> Subjects:
    """What a baseline says of findings: each thing that they are about, as often as it is reported.

    A suppression that is wrong is new by its nature, and what was not checked always counts.
    """
    return Counter(
        (diagnostic.rule, subject)
        for diagnostic in found
        if diagnostic.rule not in (NOT_CHECKED, SUPPRESSION)
        for subject in diagnostic.subjects
    )


@dataclass
class BaselineSieve:
    """`entries` are the baseline's. What was seen is noted by the path that a plan has now: in `found` what is reported
    of it, in `ran` the rules that judged it."""

    config: Config
    root: Path
    entries: Entries
    rule_ids: Sequence[str]
    asked: Collection[str] = ()
    label: str = "baselined"
    found: dict[str, Subjects] = field(default_factory=dict)
    ran: dict[str, set[str]] = field(default_factory=dict)

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that are new: those of which not each subject is in the baseline, counted."""
        weights = severities(self.config, plan, self.rule_ids, self.asked)
        self.ran[plan.path] = {rule for rule, weight in weights.items() if weight > Severity.OFF}
        self.found[plan.path] = subjects_of(found)
        left = self.entries_of(plan.path)
        # A copy of a plan that was moved must not use the same entries.
        for other in self._same.get(self.path_of(plan.path), ()):
            left = left - self.found[other] if other != plan.path else left
        self._same.setdefault(self.path_of(plan.path), {})[plan.path] = None
        kept = []
        for diagnostic in found:
            wanted = subjects_of([diagnostic])
            if wanted and all(left[key] >= count for key, count in wanted.items()):
                left.subtract(wanted)
            else:
                kept.append(diagnostic)
        return kept

    def path_of(self, path: str) -> str:
        """The path that a plan has in the baseline: after a move the one of before."""
        return path if path in self.entries else self._gone.get(baseline_file.name_of(path), path)

    def entries_of(self, path: str) -> Subjects:
        """What the baseline has of a plan."""
        return Subjects(self.entries.get(self.path_of(path)))

    @property
    def secrets(self) -> int:
        """How many of the findings that do not count, of the plans that were seen, are secrets."""
        known = (self.found[path] & self.entries_of(path) for path in self.found)
        return sum(count for one in known for (rule, _), count in one.items() if rule == "secrets")

    @cached_property
    def _gone(self) -> dict[tuple[str, ...], str]:
        return baseline_file.gone_by_name(self.entries, self.root)

    @cached_property
    def _same(self) -> dict[str, dict[str, None]]:
        """The plans that were seen, by their path in the baseline."""
        return {}

    def still(self, unchecked: Collection[str], searched: bool) -> Entries:
        """The baseline without the entries that do not occur any more, by the paths that plans have now.

        Entries stay of plans that were not looked at, of `unchecked` ones, and of rules that did not run; where the
        whole repository was `searched`, none of plans that are gone.
        """
        kept: Entries = {}
        for path, entries in self.entries.items():
            for now in self._same.get(path, ()):
                met = entries & self.found[now]
                idle = frozenset(rules.DOCUMENT_RULES) - self.ran[now]
                unjudged = {key: count for key, count in entries.items() if key[0] in idle}
                kept[now] = entries if now in unchecked else met | Subjects(unjudged)
            if path not in self._same and (not searched or path in unchecked or os.path.lexists(self.root / path)):
                kept[path] = entries
        return {path: entries for path, entries in kept.items() if entries}
