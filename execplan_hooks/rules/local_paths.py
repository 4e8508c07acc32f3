"""No absolute path of one machine: a newcomer's checkout lies elsewhere.

What it does: finds absolute paths below somebody's home (`/Users/ana/…`, `/home/ana/…`, `/root/…`,
`C:\\Users\\ana\\…`), on a drive or volume (`D:\\work\\…`, `/mnt/d/work/…`, `/Volumes/Work/…`), on a share
(`\\\\server\\share`), with `file://` or without, everywhere in the plan: prose, code, links and comments. Each home,
drive or share is reported once, with the lines of all its paths, at the first one that is to be executed; where it
stands in the sections that record what happened only, that is a notice. Paths that many machines have (`/etc/hosts`,
`/tmp/x`, `/usr/bin/env`, `C:\\Windows`), users of CI runners and images (`/home/runner`, `/home/node`), a service's own
files (`/home/app1/.app1/…`), `~/…`, variables, placeholders (`/Users/<name>/…`) and the paths of URLs are none.

Why: the plan must be executable from any checkout; `cd /Users/ana/shop` fails on each machine but one, and tells
everybody who she is.

Bad:

    cd /Users/ana/work/shop && make test

Good:

    make test        # in the repository root

Options: `allow` (list of path prefixes, such as `/home/deploy/`) are not reported. `check-existence` (default false)
reports also, as notices, paths in backticks (`src/shop/cart.py:12`) that begin with a folder of the repository but do
not exist in it; plans name files that they will create, so most of these are no faults before the plan is done.

Fix: write the path relative to the repository root.

On real plans: 74 of 210 have findings, 72 warnings and 5 notices, never more than two in a plan (156 such paths). All
were read: at most 6 of the warnings are arguable (paths in transcripts that stand outside the sections for records,
"any clone will do" beside the path), none is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from execplan_hooks.document.inline import code_spans
from execplan_hooks.document.linking import targets
from execplan_hooks.document.linking.machine_paths import MachinePath, machine_paths, suspects
from execplan_hooks.document.linking.records import record_lines
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope.scope import declared
from execplan_hooks.model import Context, Finding, Option, Rule, Severity
from execplan_hooks.tree import Tree

_SHOWN = 70
_LINES = 8
_REPOSITORY_PATH = re.compile(r"(?:\./)?[\w.@+-]+(?:/[\w.@+-]+)+/?")
_SYMBOL = re.compile(r"(?<=[\w)]):{1,2}[A-Za-z_][\w.:]{0,200}(?:\(\))?$")


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for machine paths, one for each root, then for paths that do not exist if that is wanted."""
    allowed = tuple(context.options["allow"])
    found: dict[str, list[tuple[int, MachinePath]]] = {}
    for number in suspects(plan.source.text):
        for path in machine_paths(plan.source.lines[number - 1]):
            if not path.text.startswith(allowed or ("\0",)):
                found.setdefault(path.root, []).append((number, path))
    if found:  # an absolute entry of the contract is an error of `scope-contract`
        scope = declared(plan)
        entries = {entry.line for side in (*scope.include, *scope.exclude) for entry in side.entries}
        found = {root: [place for place in places if place[0] not in entries] for root, places in found.items()}
        found = {root: places for root, places in found.items() if places}
    records = record_lines(plan) if found else frozenset()
    for places in found.values():
        yield _finding(places, records)
    if context.options["check-existence"] and context.tree and targets.lies_inside(plan.path):
        yield from _missing(plan, context.tree)


def _finding(places: list[tuple[int, MachinePath]], records: frozenset[int]) -> Finding:
    line, path = next((place for place in places if place[0] not in records), places[0])
    others = sorted({number for number, _ in places} - {line})
    shown = ", ".join(map(str, others[:_LINES])) + (" …" if len(others) > _LINES else "")
    also = (
        f"; {len(others)} more {'line has' if len(others) == 1 else 'lines have'} such paths: {shown}" if others else ""
    )
    recorded = line in records
    return Finding(
        line,
        f'"{_short(path.text)}" lies {path.where}, where nobody else can execute it{also}',
        path.start + 1,
        line,
        path.start + 1 + len(path.text),
        "in what will be recorded, write paths relative to the repository root"
        if recorded
        else "write the path relative to the repository root, and say once where commands are run",
        Severity.NOTICE if recorded else Severity.WARNING,
        subjects=tuple(f"on one machine: {one.text}" for _, one in places),
        places=tuple(number for number, _ in places),
    )


def _missing(plan: Plan, tree: Tree) -> Iterator[Finding]:
    """Notices for paths in code spans that lead nowhere from the root or a folder around the plan, each once."""
    told: set[str] = set()
    for block in plan.document.walk():
        for span in code_spans(block):
            path = _SYMBOL.sub("", targets.without_line(span.text))
            if path in told or targets.is_placeholder(path) or not _REPOSITORY_PATH.fullmatch(path):
                continue
            told.add(path)
            seen = targets.candidates(plan.path, path)
            # What begins with no folder of ours may be a branch, a package or a MIME type.
            first = path.removeprefix("./").partition("/")[0]
            begins = any(tree.kind(place) == "folder" for place in targets.candidates(plan.path, first))
            if begins and not any(tree.kind(place) or targets.is_unknown(tree, place) for place in seen):
                yield Finding(
                    span.line,
                    f'path "{_short(path)}" does not exist in the repository',
                    span.column + 1,
                    span.line,
                    span.column + 1 + len(path),
                    "if the plan does not create it, write where it is now",
                    Severity.NOTICE,
                )


def _short(path: str) -> str:
    half = _SHOWN // 2
    return path if len(path) <= _SHOWN else f"{path[: half - 1]}…{path[-half:]}"


RULE = Rule(
    severity=Severity.WARNING,
    document=check,
    options=(
        Option("allow", "strings", (), "prefixes of absolute paths that are not reported"),
        Option("check-existence", "boolean", False, "also report named repository paths that do not exist"),
    ),
)
