"""What of a plan says what it means (scope, milestones, acceptance, constraints, permissions), and how it changed.

Which sections those are is the dialect's `revision.meaning`. Compared are their statements, each with the headings and
introducing lines above it: an operation that moves from "approval required" to "allowed" changes what the plan means.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.document import scope, stamps
from execplan_hooks.document.headings import extended
from execplan_hooks.document.items import Task, first_piece, tasks_in
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.records import is_placeholder, statements, worded
from execplan_hooks.document.sections import Section
from execplan_hooks.document.wording import Word, anything, is_kept, result, words_of

_MAX_CONTEXT = 12  # words; each unit below is compared with them
_MAX_LEAD = 8
_MAX_ALIKE = 20
_NUMBERED = re.compile(r"\s+(?:\d|[a-z]\b|[ivx]{2,4}\b)")


@dataclass(frozen=True)
class MeaningChange:
    """A section or list that says something else after the change. `line` is that of the plan after it, 1 where it
    is not there any more; `what` is `changed`, `added` or `removed`."""

    title: str
    line: int
    what: str


@dataclass(frozen=True)
class _Unit:
    """A statement: a paragraph, the text of a list item, a table row, a block of code. `context` are the words of
    the heading, label or item that it stands below; `done`: it has a tick."""

    words: tuple[Word, ...]
    context: tuple[Word, ...]
    text: str
    done: bool = False

    @cached_property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(word.key for word in self.context), tuple(word.key for word in self.words)


def named(plan: Plan, section: Section, names: Sequence[str]) -> str | None:
    """The one of `names` that a section has, numbered perhaps ("Milestone 3: x"), or as a top section by alias."""
    key = section.key
    spec = plan.dialect.section_of(key) if section.level == plan.level else None
    for name in (key, spec.key if spec else key):
        if name in names:
            return name
    found = next((name for name in names if key.startswith(name) and _NUMBERED.match(key, len(name))), None)
    return found or extended(key, names)


def meaning_changes(before: Plan, after: Plan, names: Sequence[str]) -> list[MeaningChange]:
    """What says something else after a change, in the order of the plan before it; `names` are headings.

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
    found = []
    for section, now in pairs:
        if now is not None:
            if _retitled(section, now, names) or _differ(list(_units(before, section)), list(_units(after, now))):
                found.append(MeaningChange(now.title, now.line, "changed"))
        elif _says_something(_units(before, section)):
            found.append(MeaningChange(section.title, 1, "removed"))
    found += [MeaningChange(s.title, s.line, "added") for name, s in left if id(s) not in taken and name in known]
    return found + list(_scope_changes(before, old, after))


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


def _retitled(old: Section, new: Section, names: Sequence[str]) -> bool:
    """Whether a numbered section ("Milestone 2: x") has another name now. What merely is another spelling of the
    dialect's heading says nothing."""
    numbered = any(old.key.startswith(name) and _NUMBERED.match(old.key, len(name)) for name in names)
    return numbered and not is_kept(words_of((old.title,)), words_of((new.title,)), result)


def _says_something(units: Iterable[_Unit]) -> bool:
    return any(unit.words and not is_placeholder(unit.text) for unit in units)


def _differ(old: list[_Unit], new: list[_Unit]) -> bool:
    if not _says_something(old):
        return False
    removed, added = _without(old, new), _without(new, old)
    if removed and not _says_something(removed):
        return False
    removed, added = _without_met(removed, added)
    demands = [unit for unit in added if not (result(unit.words) and unit.words[0].ends)]
    return not any(is_kept(_flat(removed), _flat(units), result) for units in (added, demands))


def _without_met(removed: list[_Unit], added: list[_Unit]) -> tuple[list[_Unit], list[_Unit]]:
    """Both without the ticked ones that are merely continued: what stands behind a demand that is met is evidence."""
    ticked: dict[tuple[str, ...], list[_Unit]] = defaultdict(list)
    for unit in added:
        if unit.done:
            ticked[unit.key[1][:1]].append(unit)
    met: set[int] = set()
    for unit in removed:
        for same in ticked.get(unit.key[1][:1], [])[:_MAX_ALIKE]:
            if id(same) not in met and same.context == unit.context and is_kept(unit.words, same.words, anything):
                met |= {id(unit), id(same)}
                break
    return [unit for unit in removed if id(unit) not in met], [unit for unit in added if id(unit) not in met]


def _without(units: list[_Unit], others: list[_Unit]) -> list[_Unit]:
    """The units that are not among the others, each as often as it stands more often here."""
    count = Counter(unit.key for unit in others)
    rest = []
    for unit in units:
        count[unit.key] -= 1
        if count[unit.key] < 0:
            rest.append(unit)
    return rest


def _flat(units: list[_Unit]) -> list[Word]:
    """All words, each context once, and none where the item that it is stands right before."""
    found: list[Word] = []
    known: Sequence[tuple[Word, ...]] = ((),)
    for unit in units:
        if unit.context not in known:
            found += unit.context
        known = (unit.context, unit.words[:_MAX_CONTEXT])
        found += unit.words
    return found


def _units(plan: Plan, section: Section) -> Iterator[_Unit]:
    tasks = {task.line: task for block in section.all_blocks() for task in tasks_in((block,))}
    notes = plan.dialect.revision.recorded_in
    for unit in _below(plan, section, (), tasks):
        if unit.words and not is_note(unit.words, notes):
            yield unit


def is_note(words: Sequence[Word], names: Sequence[str]) -> bool:
    """Whether a text begins with one of the names, as "Revision note (2025-11-05): …" does."""
    start = " ".join(word.key for word in words[:4]) + " "
    return start.startswith(tuple(f"{name} " for name in names))


def _below(plan: Plan, section: Section, context: tuple[Word, ...], tasks: dict[int, Task]) -> Iterator[_Unit]:
    yield from _in_blocks(section.blocks, context, tasks)
    for child in section.children:
        spec = plan.dialect.section_of(child.key)
        if not (spec and spec.living):
            title = words_of((child.title,))
            yield _Unit(title, context, child.title)
            yield from _below(plan, child, title, tasks)


def _in_blocks(blocks: Iterable[Block], context: tuple[Word, ...], tasks: dict[int, Task]) -> Iterator[_Unit]:
    lead: tuple[Word, ...] = ()
    for block in blocks:
        if block.kind is BlockKind.LIST:
            for item in block.children:
                yield from _in_item(item, lead or context, tasks)
        elif block.kind is BlockKind.QUOTE:
            yield from _in_blocks(block.children, context, tasks)
        elif block.kind is BlockKind.TABLE:
            for piece in block.pieces:
                yield _Unit(words_of(piece.text.split("|")), context, piece.text)
        else:
            found = list(statements(block))
            yield _Unit(worded(found), context, block.text)
            introduces = block.kind is BlockKind.PARAGRAPH and found[-1][0].rstrip(" *_").endswith((":", "："))
            # The last words only: where a sentence ends depends on how the paragraph is wrapped.
            lead = worded(found)[-_MAX_LEAD:] if introduces else ()
            continue
        lead = ()


def _in_item(item: Block, context: tuple[Word, ...], tasks: dict[int, Task]) -> Iterator[_Unit]:
    first = first_piece(item)
    if first is None:
        yield from _in_blocks(item.children, context, tasks)
        return
    head, *rest = statements(item.children[0])
    task = tasks.get(first.line)
    text = head[0][len(first.text) - len(task.text) :] if task else head[0]
    stamp = stamps.leading(text)  # when it was done or noted
    text = text[: stamp.start] + " " + text[stamp.end :] if stamp else text
    words = worded([(text, False), *rest])
    yield _Unit(words, context, text if not rest else item.children[0].text, task is not None and task.done)
    yield from _in_blocks(item.children[1:], words[:_MAX_CONTEXT], tasks)


def _scope_changes(before: Plan, covered: list[tuple[str, Section]], after: Plan) -> Iterator[MeaningChange]:
    """The lists of the file-scope contract that stand in no section of meaning."""
    was, now = scope.declared(before), scope.declared(after)
    for old, new in ((was.include, now.include), (was.exclude, now.exclude)):
        if not old or any(section.line <= old[0].line <= section.end_line for _, section in covered):
            continue
        units, others = ([_Unit(words_of((e.text,)), (), e.text) for one in s for e in one.entries] for s in (old, new))
        if _differ(units, others):
            yield MeaningChange(old[0].title, new[0].line if new else 1, "changed" if new else "removed")
