"""The sieve of a baseline: what was there when it was written does not count."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.checking import NOT_CHECKED, Checker, Subject
from execplan_hooks.config import Config, baseline_path
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
    """`entries` are the baseline's; `checker` is the run's, with the sieves before this one.

    What was seen is noted by the path that a plan has now: in `found` what is reported of it, in `ran` the rules that
    judged it.
    """

    checker: Checker
    root: Path
    entries: Entries
    label: str = "baselined"
    found: dict[str, Subjects] = field(default_factory=dict)
    ran: dict[str, set[str]] = field(default_factory=dict)
    _seen: dict[str, list[str]] = field(default_factory=dict)
    """The plans that were seen, by their path in the baseline."""

    def sift(self, subject: Subject, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that are new: those of which not each subject is in the baseline, counted."""
        self.ran[subject.path] = self._rules(subject, self.checker.rule_ids)
        self.found[subject.path] = subjects_of(found)
        path = self._path_in_baseline(subject)
        left = Subjects(self.entries.get(path))
        seen = self._seen.setdefault(path, [])
        for other in seen:  # two plans must not use the same entry
            left = left - self.found[other] if other != subject.path else left
        if subject.path not in seen:
            seen.append(subject.path)
        kept = []
        for diagnostic in found:
            wanted = subjects_of([diagnostic])
            if wanted and all(left[key] >= count for key, count in wanted.items()):
                left.subtract(wanted)
            else:
                kept.append(diagnostic)
        return kept

    def _rules(self, subject: Subject, rule_ids: Iterable[str]) -> set[str]:
        """Those of the rules that run on a plan."""
        weights = severities(self.checker.config, subject, rule_ids, self.checker.asked)
        return {rule for rule, weight in weights.items() if weight > Severity.OFF}

    def _path_in_baseline(self, subject: Subject) -> str:
        """The path that a plan has in the baseline: after a move, as far as that is certain, the one of before."""
        name = baseline_file.name_of(subject.path)
        if subject.path in self.entries or name not in self._gone:
            return subject.path
        is_only = all(path == subject.path for path in self._present.get(name, ()))
        return self._gone[name] if is_only and self._is_alike(subject, self._gone[name]) else subject.path

    def _is_alike(self, subject: Subject, gone: str) -> bool:
        """Whether a plan has half of what is known of one that is gone, and not only what many plans lack, unless it
        stands one step further in its life (`active/`, `completed/`).

        All rules are asked, for the run may have one of them or look at a part of the plan.
        """
        found = self.checker.findings(subject.plan, rules.DOCUMENT_RULES)
        run = self._rules(subject, rules.DOCUMENT_RULES)
        known = Subjects({key: count for key, count in self.entries[gone].items() if key[0] in run})
        written = subjects_of(diagnostic for diagnostic in found if not diagnostic.absent)
        is_same = bool(known & written) or baseline_file.is_step_of_life(gone, subject.path)
        return is_same and 2 * (known & subjects_of(found)).total() >= known.total()

    @cached_property
    def _gone(self) -> dict[tuple[str, ...], str]:
        return baseline_file.gone_by_name(self.entries, self.root)

    @cached_property
    def _present(self) -> dict[tuple[str, ...], list[str]]:
        """The files of the repository that may be plans, by `name_of`, whether the run looks at them or not."""
        from execplan_hooks.discover import find

        named: dict[tuple[str, ...], list[str]] = {}
        for _, path in find(self.root, self.checker.config, ()).files:
            named.setdefault(baseline_file.name_of(path), []).append(path)
        return named

    def _shared(self, path: str) -> tuple[dict[str, Subjects], Subjects]:
        """Of the entries of a path what each of the plans that were seen has, and what none of them has."""
        shares, left = {}, Subjects(self.entries.get(path))
        for now in self._seen.get(path, ()):
            shares[now] = left & self.found[now]
            left = left - shares[now]
        return shares, left

    @property
    def secrets(self) -> int:
        """How many of the findings that do not count, of the plans that were seen, are secrets."""
        known = (share for path in self._seen for share in self._shared(path)[0].values())
        return sum(count for one in known for (rule, _), count in one.items() if rule == "secrets")

    def still(self, unchecked: Collection[str], searched: bool) -> Entries:
        """The baseline without the entries that do not occur any more, by the paths that plans have now.

        Entries stay of plans that were not looked at, of `unchecked` ones, and of rules that did not run; where the
        whole repository was `searched`, none of plans that are gone.
        """
        kept: Entries = {}
        for path, entries in self.entries.items():
            shares, left = self._shared(path)
            for now, share in shares.items():
                idle = frozenset(rules.DOCUMENT_RULES) - self.ran[now]
                unjudged = Subjects({key: n for key, n in left.items() if now in unchecked or key[0] in idle})
                kept[now] = share + unjudged
                left = left - unjudged
            if not shares and (not searched or path in unchecked or os.path.lexists(self.root / path)):
                kept[path] = entries
        return {path: entries for path, entries in kept.items() if entries}
