"""Whether a plan has findings after edits that it did not have before: `added`.

Edits move lines, change what a message quotes and how many there are of something, so that a finding that stays can
look like another. It is known by its subjects, which hold no line number (`execplan_hooks.fingerprints`); where its own
line was edited, or a text that it quotes, by its rule and line and what the message says but for quotes and numbers.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

from execplan_hooks.model import Diagnostic

# A backslash quotes nothing in a message. No part can match in two ways: this is linear.
_VARIABLE = re.compile(r'"[^"]*"|`[^`]*`|\d+')


def added(before: Iterable[Diagnostic], after: Iterable[Diagnostic], line_before: Callable[[int], int]) -> int:
    """How many findings of one plan `after` edits are none of those `before`.

    `line_before` says from which line one of the edited text stems. Give as `before` only what may stay: a finding that
    was to be fixed is then one that was added, if it is still there.
    """
    old, new = list(before), list(after)
    unknown = _without(new, old, _subjects)
    if not unknown:
        return 0
    # What is not there has no line of its own, and its message is all that tells one such finding from another.
    here = [one for one in _without(old, new, _subjects) if not one.absent]
    there = [one for one in unknown if not one.absent]
    left = _without(
        [dataclasses.replace(one, line=line_before(one.line)) if one.line else one for one in there], here, _place
    )
    return len(left) + len(unknown) - len(there)


def _without(
    found: Iterable[Diagnostic], others: Iterable[Diagnostic], keys: Callable[[Diagnostic], Sequence[Hashable]]
) -> list[Diagnostic]:
    """Those that are left when each of the others takes one away that has the same keys."""
    known = Counter(key for other in others for key in keys(other))
    left = []
    for one in found:
        names = Counter(keys(one))
        if all(known[name] >= count for name, count in names.items()):
            known.subtract(names)
        else:
            left.append(one)
    return left


def _subjects(found: Diagnostic) -> Sequence[Hashable]:
    return [(subject, found.severity) for subject in found.subjects]


def _place(found: Diagnostic) -> Sequence[Hashable]:
    return [(found.rule, found.severity, found.line, _VARIABLE.sub("#", found.message))]
