"""Applies the fixes to copies of all plans below a folder, in memory, and says what they do and whether they hold.

Usage: python scripts/fix_corpus.py FOLDER [--diff]

Each plan is fixed with the safe fixes and with all. Violations are those of what a fix promises: a finding that was not
there before, an applied fix whose finding is still there, a second run that changes something, a line that changed and
that no applied fix edits, other line ends.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import sys
import time
from collections import Counter
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.document import source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.fixing import difference, fixer
from execplan_hooks.fixing.fixer import Fixed


def violations(checker: Checker, fixed: Fixed, unsafe: bool) -> list[str]:
    """What of its promises the fix of one plan breaks, judged without the fixer's own comparison."""
    broken = []
    before, after = (checker.load(text) for text in (fixed.before, fixed.after))
    if before is None or after is None or before.dialect.name != after.dialect.name:
        return ["it is no plan of its dialect any more"]
    kinds = [Counter(one.rule for one in checker.findings(plan, rules.DOCUMENT_RULES)) for plan in (before, after)]
    if kinds[1] - kinds[0]:
        broken.append(f"findings were added: {dict(kinds[1] - kinds[0])}")
    gone = Counter(one.rule for one in fixed.applied)
    left = Counter({rule: kinds[0][rule] - kinds[1][rule] for rule in gone})
    if gone - left:
        broken.append(f"applied, and still there: {dict(gone - left)}")
    again = fixer.fixed(checker, fixed.after, unsafe)
    if again is None or again.changed:
        broken.append("a second run changes something")
    if not fixed.applied and fixed.changed:
        broken.append("the text changed without a fix")
    if fixed.before.text.endswith("\n") != fixed.after.text.endswith("\n"):
        broken.append("the newline at the end changed")
    if (fixed.before.newline, fixed.before.bom) != (fixed.after.newline, fixed.after.bom):
        broken.append("the line ends or the byte order mark changed")
    return broken


def main(argv: list[str] | None = None) -> int:
    """Returns 0 where every fix held, 1 where one did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--diff", action="store_true", help="print what the fixes change (of all, with the unsafe ones)"
    )
    arguments = parser.parse_args(argv)
    checker = Checker(Config(), Catalogue(), rules.DOCUMENT_RULES, dt.datetime.now(dt.UTC))
    figures: Counter[str] = Counter()
    broken = 0
    began = time.perf_counter()
    for file in sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() in (".md", ".markdown")):
        name = file.relative_to(arguments.folder).as_posix()
        try:
            text = source.read(file, name)
            results = [(unsafe, fixer.fixed(checker, text, unsafe)) for unsafe in (False, True)]
        except (OSError, source.UnreadableError, MarkdownLimitError):
            figures["files not read"] += 1
            continue
        for unsafe, fixed in results:
            kind = "all" if unsafe else "safe"
            if fixed is None:
                continue
            figures[f"{kind}: plans"] += 1
            figures[f"{kind}: plans changed"] += fixed.changed
            figures[f"{kind}: findings gone"] += fixed.count
            figures[f"{kind}: findings left"] += len(fixed.left.diagnostics)
            figures[f"{kind}: plans with fixes left"] += not fixed.complete
            for one in fixed.applied:
                figures[f"{kind}: applied, {one.rule}, {'safe' if one.fix and one.fix.safe else 'unsafe'}"] += 1
            for one in fixed.rejected:
                figures[f"{kind}: rejected, {one.rule}"] += 1
                print(f"{name}:{one.line}: rejected ({kind}): {one.message} [{one.rule}]")
            for violation in violations(checker, fixed, unsafe):
                broken += 1
                print(f"{name}: VIOLATION ({kind}): {violation}")
            if arguments.diff and unsafe and fixed.changed:
                even = dataclasses.replace(fixed.before, newline="\n"), dataclasses.replace(fixed.after, newline="\n")
                sys.stdout.write(
                    "".join(line + "\n" for line in difference.for_terminal(difference.unified(name, *even)))
                )
    for figure, count in sorted(figures.items()):
        print(f"{count:6} {figure}")
    print(f"{broken:6} violations, {time.perf_counter() - began:.1f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
