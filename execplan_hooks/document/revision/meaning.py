"""What of a plan says what it means (scope, milestones, acceptance, constraints, permissions), and how it changed.

Which sections those are is the dialect's `revision.meaning`. Their statements are compared, see `units.py`, and the
lists of the file-scope contract, see `scope_change.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from execplan_hooks.document.headings import extended
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.edits import is_kept
from execplan_hooks.document.revision.evidence import result
from execplan_hooks.document.revision.units import Difference, difference, says_something, units_of
from execplan_hooks.document.revision.wording import words_of
from execplan_hooks.document.scope.scope_change import Meant, listed, scope_changes
from execplan_hooks.document.sections import Section
from execplan_hooks.frozen import frozen

_NUMBERED = re.compile(r"\s+(?:\d|[a-z]\b|[ivx]{2,4}\b)")


@frozen
class MeaningChange:
    """A section or list that says something else after the change.

    `what` is `changed`, `added` or `removed`. `line` is where to look in the plan after the change: the statement that
    differs, its section where that is gone, 1 where there is neither. `first` is the first statement that differs, of
    a section that was removed its heading.
    """

    title: str
    line: int
    what: str
    first: Difference | None = None


def named(plan: Plan, section: Section, names: Sequence[str]) -> str | None:
    """The one of `names` that a section has, numbered perhaps ("Milestone 3: x"), or as a top section by alias."""
    key = section.key
    spec = plan.dialect.section_of(key) if section.level == plan.level else None
    for name in (key, spec.key if spec else key):
        if name in names:
            return name
    found = next((name for name in names if key.startswith(name) and _NUMBERED.match(key, len(name))), None)
    return found or extended(key, names)


def meaning_changes(before: Plan, after: Plan, names: Sequence[str], meant: Meant) -> list[MeaningChange]:
    """What says something else after a change, in the order of the plan before it; `names` are headings, `meant` tells
    what an entry of the contract means.

    To fill in what was empty or a placeholder, or what was not there at all, is planning that goes on.
    """
    old, new = _sections(before, names), _sections(after, names)
    pairs: list[tuple[Section, Section | None]] = []
    for (_, section), same in zip(old, _paired([o[1].key for o in old], [n[1].key for n in new]), strict=True):
        pairs.append((section, None if same is None else new[same][1]))
    taken = {id(section) for _, section in pairs}
    left = [(name, section) for name, section in new if id(section) not in taken]
    # What is left has another title: "Milestone 2: x" became "Milestone 2: y".
    lost = [index for index, (_, section) in enumerate(pairs) if section is None]
    for index, same in zip(lost, _paired([old[i][0] for i in lost], [name for name, _ in left]), strict=True):
        pairs[index] = (pairs[index][0], None if same is None else left[same][1])
    taken = {id(section) for _, section in pairs}
    known = {name for name, _ in old}
    found: list[MeaningChange] = []
    told: list[Section] = []
    was, now = listed(before, meant), listed(after, meant)
    for section, other in pairs:
        change = None
        units = units_of(before, section, was)
        if other is None and says_something(units):
            change = MeaningChange(section.title, 1, "removed", Difference(section.title, section.line, gone=True))
        elif other is not None:
            first = _retitled(section, other, names) or difference(units, units_of(after, other, now))
            change = _changed(other.title, other.line, first) if first else None
        if change:
            found.append(change)
            told.append(section)
    found += [MeaningChange(s.title, s.line, "added") for name, s in left if id(s) not in taken and name in known]
    for lists in scope_changes(before, after, meant):
        # A section is told once, with all that stands in it.
        if not any(section.line <= lists.old.line <= section.end_line for section in told):
            if lists.new is None:
                found.append(MeaningChange(lists.old.title, 1, "removed", lists.first))
            else:
                found.append(_changed(lists.old.title, lists.new.line, lists.first))
    return found


def _changed(title: str, line: int, first: Difference) -> MeaningChange:
    return MeaningChange(title, line if first.gone else first.line, "changed", first)


def _paired(old: Iterable[str], new: Iterable[str]) -> list[int | None]:
    """For each old name the index of the new one that it is, in order; None where there is none left."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for index, name in enumerate(new):
        places[name].append(index)
    return [places[name].popleft() if places[name] else None for name in old]


def _sections(plan: Plan, names: Sequence[str]) -> list[tuple[str, Section]]:
    """The outermost sections with one of the names; those that are kept up to date have none, nor has the title."""
    found = []
    stack = list(reversed(plan.roots))
    while stack:
        section = stack.pop()
        spec = plan.dialect.section_of(section.key)
        name = named(plan, section, names) if section.level >= plan.level else None
        if spec and spec.living and section.level >= plan.level:
            continue
        if name:
            found.append((name, section))
        else:
            stack.extend(reversed(section.children))
    return found


def _retitled(old: Section, new: Section, names: Sequence[str]) -> Difference | None:
    """The heading of a numbered section ("Milestone 2: x") that has another name now.

    What merely is another spelling of the dialect's heading says nothing.
    """
    numbered = any(old.key.startswith(name) and _NUMBERED.match(old.key, len(name)) for name in names)
    if not numbered or is_kept(words_of((old.title,)), words_of((new.title,)), result):
        return None
    return Difference(old.title, old.line, gone=True)
