"""The statements of a plan's sections, each with the headings and introducing lines above it, and how they differ.

An operation that moves from "approval required" to "allowed" says the same words below another heading: that differs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from execplan_hooks.document import stamps
from execplan_hooks.document.items import Task, first_piece, tasks_in
from execplan_hooks.document.markdown import Block, BlockKind, Piece
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.edits import anything, is_kept
from execplan_hooks.document.revision.evidence import is_evidence, result
from execplan_hooks.document.revision.records import is_placeholder, statements, worded
from execplan_hooks.document.revision.wording import Word, words_of
from execplan_hooks.document.sections import Section
from execplan_hooks.frozen import frozen

_MAX_CONTEXT = 12  # words; each unit below is compared with them
_MAX_LEAD = 8
_MAX_ALIKE = 20

Listed = Mapping[int, Sequence[str]]
"""What of a line is an entry of the contract's lists, which are compared by what they mean."""


@frozen
class Unit:
    """A statement: a paragraph, the text of a list item, a table row, a block of code.

    `words` are those that no entry of the contract's lists has; `listed`: there is such an entry. `context` are the
    words of the heading, label or item that it stands below. `done` is its tick, None without a box; `met`: it stands
    below a ticked item.
    """

    words: tuple[Word, ...]
    context: tuple[Word, ...]
    text: str
    pieces: tuple[Piece, ...]
    done: bool | None = None
    met: bool = False
    listed: bool = False

    @cached_property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(word.key for word in self.context), tuple(word.key for word in self.words)


def units_of(plan: Plan, section: Section, listed: Listed) -> list[Unit]:
    """The statements of a section, without those that are notes of a revision."""
    tasks = {task.line: task for block in section.all_blocks() for task in tasks_in((block,))}
    notes = plan.dialect.revision.recorded_in
    found = _Reader(plan, tasks, listed).below(section, ())
    return [unit for unit in found if (unit.words or unit.listed) and not is_note(unit.words, notes)]


def is_note(words: Sequence[Word], names: Sequence[str]) -> bool:
    """Whether a text begins with one of the names, as "Revision note (2025-11-05): …" does."""
    start = " ".join(word.key for word in words[:4]) + " "
    return start.startswith(tuple(f"{name} " for name in names))


def says_something(units: Iterable[Unit]) -> bool:
    """Whether one of the statements is more than a placeholder."""
    return any(not is_placeholder(unit.text) for unit in units)


@frozen
class Difference:
    """The first statement that differs: its text on one `line`, of the version before where it is `gone`."""

    text: str
    line: int
    gone: bool


def difference(old: list[Unit], new: list[Unit]) -> Difference | None:
    """Where the statements say something else than the old ones, or None.

    It is none to fill in what was empty or a placeholder, and to note what came of something.
    """
    if not says_something(old):
        return None
    removed, added = _without(old, new), _without(new, old)
    if removed and not says_something(removed):
        return None
    removed, added = _without_met(removed, added)
    demands = [unit for unit in added if not is_evidence(unit.words)]
    if any(is_kept(_flat(removed), _flat(units), result) for units in (added, demands)):
        return None
    gone, come = _without_kept(removed, demands)
    # All of it may be there in another order, or below another heading.
    come, gone = (come, gone) if come or gone else (demands, removed)
    first, others = (come[0], old) if come else (gone[0], new)
    known = {piece.text.strip() for unit in others for piece in unit.pieces}
    piece = next((piece for piece in first.pieces if piece.text.strip() not in known), first.pieces[0])
    return Difference(piece.text.strip(), piece.line, gone=not come)


def _without_met(removed: list[Unit], added: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Both without the ticked ones that are merely continued, and what was added below a ticked one: what stands
    behind a demand that is met is evidence, unless it has an open box of its own."""
    removed, added = _without_pairs(
        removed,
        [unit for unit in added if unit.done or unit.met],
        added,
        lambda one, other: (
            (one.context == other.context or (one.met and other.met)) and is_kept(one.words, other.words, anything)
        ),
    )
    return removed, [unit for unit in added if not unit.met or unit.done is False]


def _without_kept(removed: list[Unit], added: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Both without the ones that say the same at the same place."""
    return _without_pairs(
        removed,
        added,
        added,
        lambda one, other: is_kept(one.context, other.context, result) and is_kept(one.words, other.words, result),
    )


def _without_pairs(
    removed: list[Unit], among: list[Unit], added: list[Unit], same: Callable[[Unit, Unit], bool]
) -> tuple[list[Unit], list[Unit]]:
    """Both without those that are the same, of the ones that begin alike."""
    alike: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in among:
        alike[unit.key[1][:1]].append(unit)
    paired: set[int] = set()
    for unit in removed:
        for other in alike.get(unit.key[1][:1], [])[:_MAX_ALIKE]:
            if id(other) not in paired and same(unit, other):
                paired |= {id(unit), id(other)}
                break
    return [unit for unit in removed if id(unit) not in paired], [unit for unit in added if id(unit) not in paired]


def _without(units: list[Unit], others: list[Unit]) -> list[Unit]:
    """The units that are not among the others, each as often as it stands more often here."""
    count = Counter(unit.key for unit in others)
    rest = []
    for unit in units:
        if not unit.words:
            continue
        count[unit.key] -= 1
        if count[unit.key] < 0:
            rest.append(unit)
    return rest


def _flat(units: list[Unit]) -> list[Word]:
    """All words, each context once, and none where the item that it is stands right before."""
    found: list[Word] = []
    known: Sequence[tuple[Word, ...]] = ((),)
    for unit in units:
        if unit.context not in known:
            found += unit.context
        known = (unit.context, unit.words[:_MAX_CONTEXT])
        found += unit.words
    return found


class _Reader:
    def __init__(self, plan: Plan, tasks: Mapping[int, Task], listed: Listed) -> None:
        self._plan = plan
        self._tasks = tasks
        self._listed = listed

    def below(self, section: Section, context: tuple[Word, ...]) -> Iterator[Unit]:
        yield from self._in_blocks(section.blocks, context)
        for child in section.children:
            spec = self._plan.dialect.section_of(child.key)
            if not (spec and spec.living):
                title = words_of((child.title,))
                yield Unit(title, context, child.title, (Piece(child.line, 1, child.title),))
                yield from self.below(child, title)

    def _in_blocks(self, blocks: Iterable[Block], context: tuple[Word, ...], met: bool = False) -> Iterator[Unit]:
        lead: tuple[Word, ...] = ()
        for block in blocks:
            if block.kind is BlockKind.LIST:
                for item in block.children:
                    yield from self._in_item(item, lead or context, met)
            elif block.kind is BlockKind.QUOTE:
                yield from self._in_blocks(block.children, context, met)
            elif block.kind is BlockKind.TABLE:
                for piece in block.pieces:
                    yield Unit(words_of(piece.text.split("|")), context, piece.text, (piece,), met=met)
            else:
                found = list(statements(block))
                own, listed = self._own(found, block)
                yield Unit(worded(own), context, block.text, block.pieces, met=met, listed=listed)
                introduces = block.kind is BlockKind.PARAGRAPH and found[-1][0].rstrip(" *_").endswith((":", "："))
                # The last words only: where a sentence ends depends on how the paragraph is wrapped.
                lead = worded(found)[-_MAX_LEAD:] if introduces else ()
                continue
            lead = ()

    def _in_item(self, item: Block, context: tuple[Word, ...], met: bool) -> Iterator[Unit]:
        first = first_piece(item)
        if first is None:
            yield from self._in_blocks(item.children, context, met)
            return
        head, *rest = statements(item.children[0])
        task = self._tasks.get(first.line)
        text = head[0][len(first.text) - len(task.text) :] if task else head[0]
        stamp = stamps.leading(text)  # when it was done or noted
        text = text[: stamp.start] + " " + text[stamp.end :] if stamp else text
        own, listed = self._own([(text, False), *rest], item.children[0])
        words = worded(own)
        done = task.done if task else None
        whole = text if not rest else item.children[0].text
        yield Unit(words, context, whole, item.children[0].pieces, done, met, listed)
        yield from self._in_blocks(item.children[1:], words[:_MAX_CONTEXT], met or bool(done))

    def _own(self, found: list[tuple[str, bool]], block: Block) -> tuple[list[tuple[str, bool]], bool]:
        """Statements without the entries of the contract's lists among them, and whether there are any."""
        entries = [entry for piece in block.pieces for entry in self._listed.get(piece.line, ())]
        own = found
        for entry in entries:
            own = [(text.replace(entry, " ", 1), code) for text, code in own]
        return own, own != found
