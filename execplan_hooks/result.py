"""What a run found and how much it looked at: `Result`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from execplan_hooks.model import Diagnostic, Severity


@dataclass
class Result:
    """What a run found and how much it looked at.

    `plans` maps each checked plan to its dialect; `others` counts Markdown files that are no plans; `left_out` counts
    findings that were left out, by the reason (`suppressed`, `baselined`, `untouched`); `fixed` those that were fixed.
    `problems` are reasons why part of the job could not be done (exit code 2).
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    plans: dict[str, str] = field(default_factory=dict)
    others: int = 0
    excluded: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    fixed: int = 0
    problems: list[str] = field(default_factory=list)
    comparison: Mapping[str, object] | None = None
    notes: list[str] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        return sum(1 for diagnostic in self.diagnostics if diagnostic.severity is severity)

    def exit_code(self, fail_on: Severity) -> int:
        """2 where something could not be done, 1 for findings at or above `fail_on`, else 0."""
        if self.problems:
            return 2
        return 1 if any(diagnostic.severity >= fail_on for diagnostic in self.diagnostics) else 0


def dialect_counts(result: Result) -> list[tuple[str, int]]:
    """How many plans of which dialect were looked at, the commonest first."""
    return Counter(result.plans.values()).most_common()
