"""Which sieves a run of `execplan lint` has, by its options: suppressions, then a change, then a baseline."""

from __future__ import annotations

import argparse
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks.escape import plain
from execplan_hooks.model import ExecplanError

if TYPE_CHECKING:
    from execplan_hooks.checking import Checker
    from execplan_hooks.config import Config
    from execplan_hooks.discover import Found
    from execplan_hooks.result import Result
    from execplan_hooks.sieves.baseline import BaselineSieve
    from execplan_hooks.sieves.baseline_file import Entries
    from execplan_hooks.sieves.touched import Touched


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `lint` that say which findings count."""
    change = parser.add_mutually_exclusive_group()
    change.add_argument(
        "--changed-only", metavar="REF", help="only plans that differ from the merge base of REF and HEAD"
    )
    change.add_argument(
        "--changed-lines", metavar="REF", help="of these plans only findings that the change touches or makes"
    )
    known = parser.add_mutually_exclusive_group()
    known.add_argument(
        "--baseline",
        metavar="FILE",
        type=Path,
        help="findings in this file do not count (default: .execplan-baseline.json, where it exists)",
    )
    known.add_argument("--no-baseline", action="store_true", help="findings in a baseline count as well")


@dataclass
class Choice:
    """What leaves out findings in one run.

    `entries` are the baseline's, None where none counts. `touched` is the change, if only that is looked at; `lines`:
    within plans as well. `untouched` counts files that were left out, `baseline` is the sieve of the last run.
    """

    config: Config
    root: Path
    entries: Entries | None
    touched: Touched | None
    lines: bool
    untouched: int = 0
    baseline: BaselineSieve | None = None

    def among(self, found: Found) -> Found:
        """Those of the files that are looked at."""
        if self.touched is None:
            return found
        left = self.touched.among(found)
        self.untouched = len(found.files) - len(left.files)
        return left

    def on(self, checker: Checker) -> Checker:
        """A checker with the sieves; each run needs its own."""
        from execplan_hooks.sieves.suppression import SuppressionSieve

        complete = checker.tree is not None
        sieved = dataclasses.replace(
            checker, sieves=(SuppressionSieve(self.config, checker.rule_ids, checker.asked, complete),)
        )
        if self.touched is not None and self.lines:
            from execplan_hooks.sieves.touched import TouchedSieve

            sieved = dataclasses.replace(sieved, late=(TouchedSieve(self.touched, sieved),))
        if self.entries is not None:
            from execplan_hooks.sieves.baseline import BaselineSieve

            self.baseline = BaselineSieve(checker, self.root, self.entries)
            sieved = dataclasses.replace(sieved, late=(*sieved.late, self.baseline))
        return sieved

    @property
    def has_left_out(self) -> bool:
        """Whether files were left out that a change does not touch: that no plan is left is then no mistake."""
        return self.untouched > 0

    def notes(self, result: Result, searched: bool) -> list[str]:
        """What is to be said besides the counts; `searched`: all known places of the repository were looked at."""
        told = []
        if self.touched is not None:
            ref = plain(self.touched.ref)
            if not result.plans and not result.diagnostics and self.untouched:
                told.append(f"no plan changed since {ref}")
            elif self.untouched:
                what = "1 file was" if self.untouched == 1 else f"{self.untouched} files were"
                told.append(f"{what} not looked at: unchanged since {ref}")
        if self.baseline is not None and self.baseline.secrets:
            told.append(secrets_note(self.baseline.secrets))
        if self.baseline is not None and not self.lines:
            told += self._gone(self.baseline, result, searched and self.touched is None)
        return told

    def _gone(self, baseline: BaselineSieve, result: Result, searched: bool) -> list[str]:
        from execplan_hooks.checking import NOT_CHECKED
        from execplan_hooks.sieves import baseline_file

        unchecked = {diagnostic.path for diagnostic in result.diagnostics if diagnostic.rule == NOT_CHECKED}
        still = baseline_file.number(baseline.still(unchecked, searched))
        count = baseline_file.number(baseline.entries) - still
        if not count:
            return []
        what = "1 entry of the baseline does" if count == 1 else f"{count:,} entries of the baseline do"
        return [f"{what} not occur any more; `execplan baseline --prune` removes what is gone"]


def secrets_note(count: int) -> str:
    """What is to be said of secrets that a baseline lets pass, for they stay secrets."""
    what = "1 secret, which does" if count == 1 else f"{count:,} secrets, which do"
    return (
        f"the baseline holds {what} not count: change what is still in use, and take it out of the plan "
        "(`execplan lint --no-baseline --rule secrets` shows where)"
    )


def choose(arguments: argparse.Namespace, root: Path, config: Config) -> Choice:
    """The sieves that the options ask for. Raises `ExecplanError`: a baseline that cannot be used, no such revision."""
    from execplan_hooks.sieves import baseline, baseline_file

    ref: str | None = arguments.changed_only if arguments.changed_only is not None else arguments.changed_lines
    file = None if arguments.no_baseline else baseline.given(root, config, arguments.baseline)
    entries = baseline_file.read(file, root) if file is not None else None
    touched = None
    if ref is not None:
        from execplan_hooks.sieves.touched import since

        if "-" in arguments.paths:
            raise ExecplanError("what stdin says is no file that git could compare; name the file without `-`")
        touched = since(root, ref)
    return Choice(config, root, entries, touched, lines=arguments.changed_lines is not None)
