"""The file-scope contract can be enforced: each entry is a pattern that means something definite.

What it does: reads the lists that say which files the plan's execution may and may not touch. It reports
absolute paths, paths with `..`, patterns that match everything (`*`, `**`, `.`), negated patterns,
backslashes, lists without a single entry, entries that are not decided yet (`TBD`), and paths that stand on both
sides. Entries in prose are reported as not enforceable. "Except `x`" and "never `x`" take paths out of their entry;
where such a word has no path behind it, the entry allows nothing. Of further paths in an entry that is told.

Why: `execplan gate` blocks merges on this contract; an entry that matches nothing, or everything, makes its
verdict worthless without anybody noticing.

Bad:

    ### Include (Allowed to Modify)
    - `/home/me/acme/src/...`
    - everything that the API needs
    - `src/web/...`, but not the login

Good:

    ### Include (Allowed to Modify)
    - `src/api/...`
    - `tests/api/`

Options: none. Where the lists stand is the dialect's business.

Fix: write paths relative to the repository root, in backticks, one entry a line. What a change may touch is
decided in planning: escalate there instead of widening an entry.

On real plans: 1 of 210 has findings, entries in prose. What cannot be enforced at all is an error, because the
gate relies on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope.scope import ScopeList, may_declare
from execplan_hooks.model import Context, Finding, Rule, Severity

if TYPE_CHECKING:
    from execplan_hooks.contract.contract import Contract, Entry, Problem

_PROBLEMS = {
    "absolute": ("is absolute", "write it relative to the repository root, without a leading slash"),
    "outside": ('leads out of the repository or back with ".."', "write the path from the repository root"),
    "over-broad": (
        "matches everything, which is no contract",
        "name the directories and files that planning agreed on",
    ),
    "negation": ("is a negated pattern", "write the path on the other side of the contract"),
    "backslash": ("has backslashes", "write the path with forward slashes"),
    "too-many": (
        "is one too many: from here on no entry is enforced",
        "a plan with more than 1,000 entries a side is several plans; have planning split it",
    ),
    "taken-back": (
        "takes something back, and no program can tell what: it allows nothing",
        "write what is allowed, one path an entry, and the exceptions under the paths that must not be modified",
    ),
    "not-understood": (
        "was not understood: it stands in the note of another entry",
        "write one entry a line, each beginning with its path; if a path is only mentioned, write see before it",
    ),
    "undecided": ("is no path: planning has not decided", "have planning name the paths before execution begins"),
    "placeholder": ("is a placeholder", "replace it with the paths that planning agreed on"),
    "prose": (
        "is prose, which no program can enforce",
        "name the paths in backticks, relative to the repository root",
    ),
}


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for a plan's contract; none where the plan declares no file scope."""
    if not may_declare(plan):
        return
    from execplan_hooks.contract import contract  # few plans declare one

    scope = contract.of_plan(plan)
    if not scope.is_declared:
        return
    empty_sections = {section.line for section in plan.all_sections if section.is_empty}
    for side in (*scope.scope.include, *scope.scope.exclude):
        yield from _check_list(side, empty_sections)
    for entry in scope.entries:
        for problem in entry.problems:
            if problem.kind not in ("placeholder", "undecided") or plan.state != "draft":
                yield _problem(entry, problem)
    # Where a side is missing, its heading is misspelt: that is what required-sections says.
    for side in scope.scope.neither if scope.scope.include and scope.scope.exclude else ():
        yield Finding(
            side.line,
            f'a list under "{side.title[:60]}" is on neither side of the contract, so it is not enforced',
            help="stop and have planning put each path on the side that it means",
            severity=Severity.WARNING,
        )
    yield from _contradictions(scope)


def _check_list(side: ScopeList, empty_sections: set[int]) -> Iterator[Finding]:
    # An empty section is reported by required-sections; here it has text, but no entry.
    if side.entries or side.explicit_none or side.line in empty_sections:
        return
    yield Finding(
        side.line,
        f'"{side.title}" lists no path',
        help="list the paths that planning agreed on, in backticks, one a line; if there are none, write none",
    )


def _problem(entry: Entry, problem: Problem) -> Finding:
    what, help_text = _PROBLEMS[problem.kind]
    soft = problem.kind in ("prose", "placeholder", "not-understood")
    shown = problem.path if len(problem.path) <= 60 else problem.path[:59] + "\u2026"
    return Finding(
        entry.declared.line,
        f'contract entry "{shown}" {what}',
        entry.declared.column,
        help=help_text,
        severity=Severity.WARNING if soft else Severity.ERROR,
        # Which entry is one too many is up to those before it.
        subjects=("too many entries",) if problem.kind == "too-many" else (),
    )


def _contradictions(scope: Contract) -> Iterator[Finding]:
    from execplan_hooks.contract import contract

    for entry in scope.include:
        for path in contract.literal_patterns(entry):
            excluding = next((other for other in scope.exclude if other.matches(path)), None)
            if excluding:
                yield _contradiction(entry, path, excluding)
        globs = set(entry.patterns) - {"/" + path for path in contract.literal_patterns(entry)}
        for other in scope.exclude:
            for pattern in sorted(globs & set(other.patterns)):
                yield _contradiction(entry, pattern.removeprefix("/"), other)


def _contradiction(entry: Entry, path: str, other: Entry) -> Finding:
    return Finding(
        entry.declared.line,
        f'"{path}" is included here and excluded in line {other.declared.line}',
        entry.declared.column,
        help="keep it on the side that planning agreed on; while it stands on both, it counts as excluded",
    )


RULE = Rule(severity=Severity.ERROR, document=check)
