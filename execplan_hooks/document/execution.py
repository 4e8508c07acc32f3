"""What of a plan is to be executed: its blocks, its ordered steps, its execution mode.

Where they stand is the dialect's business. The fields `block`, `block-id`, `goal` and `execution-mode` are labelled
values. The labels of the fields `blocks` and `ordered-steps` name labels and sections with a list below them, and
numbered headings: "Milestone 2: the parser" is one of "Milestones".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from execplan_hooks.document.items import first_piece, items_in, tasks_in
from execplan_hooks.document.labels import Label, paragraphs
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import FieldValue, Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.frozen import frozen

MODES = ("stepwise", "autonomous")
"""Stop after each block for validation, or run all blocks. The first is the default, the second explicit only."""

_MAX_ITEMS = 1000
_MAX_LABELS = 50  # of one name; a plan has one, a hostile file thousands
_BOX = re.compile(r"\[[ xX~/-]\]\s+")
_NUMBER = re.compile(r"\s(?:\d+[a-z]?|[a-z]|[ivx]{1,4})(?:\.\d+)*(?![\w'])")


@frozen
class Item:
    """A block or a step. `name` is its id or number as the plan writes it (`B03`, `2.`), empty where it has none;
    `text` is what it says, on one line; `done` is None where it has no box."""

    name: str
    text: str
    line: int
    done: bool | None = None


@frozen
class Listing:
    """What stands under a heading or a label: its items; none where it is prose, or `is_empty`."""

    title: str
    line: int
    items: tuple[Item, ...]
    is_empty: bool = False


@frozen
class Mode:
    """The execution mode. `name` is one of `MODES`, or None: the dialect knows no modes, or `text`, which stands in
    `line`, is none. `is_declared`: the plan decides for it; else it is the default."""

    name: str | None
    is_declared: bool = False
    text: str = ""
    line: int | None = None


@frozen
class Execution:
    """`blocks` and `steps` in the order of the plan, `steps_in` where the steps stand. `prose` are the places for
    blocks and steps that hold text without a list."""

    mode: Mode
    blocks: tuple[Item, ...]
    steps: tuple[Item, ...]
    steps_in: Listing | None
    prose: tuple[Listing, ...]


def execution(plan: Plan) -> Execution:
    """What a plan says of its execution. Of very many items the first 1,000."""
    labels = _Labels(plan)
    milestones, steps = (_listings(plan, labels, name) for name in ("blocks", "ordered-steps"))
    blocks = _declared_blocks(plan, labels) or [item for listing in milestones for item in listing.items]
    chosen = next((listing for listing in (*steps, *_checklists(plan)) if listing.items), None)
    return Execution(
        mode=_mode(plan),
        blocks=tuple(blocks[:_MAX_ITEMS]),
        steps=chosen.items[:_MAX_ITEMS] if chosen else (),
        steps_in=chosen,
        prose=tuple(listing for listing in (*milestones, *steps) if not listing.items and not listing.is_empty),
    )


def filled(value: str) -> str:
    """A field's value without backticks; empty where nobody filled in what the template shows."""
    return "" if is_unfilled(value) else value.replace("`", "").strip()


def objective_of(plan: Plan) -> str:
    """What is to be reached, where the plan says it as a field: in its own place, else in the header."""
    return text_of(plan, "objective") or text_of(plan, "header-objective")


def text_of(plan: Plan, name: str) -> str:
    """What the first field of that name says that is filled in, with the lines that follow; empty without one."""
    labels = _Labels(plan)
    return next((labels.whole(value) for value in plan.field(name) if filled(value.value)), "")


class _Labels:
    """The labels of a plan, by what `Plan.field` gives of them."""

    def __init__(self, plan: Plan) -> None:
        self._by_place = {(label.line, label.column): label for label in plan.labels}
        self._lines = {label.line for label in plan.labels}

    def of(self, value: FieldValue) -> Label | None:
        return self._by_place.get((value.line, value.column))

    def whole(self, value: FieldValue) -> str:
        """A value with the lines of its paragraph that follow it, up to the next label."""
        label = self.of(value)
        text = [value.value]
        for _, paragraph in paragraphs(label.block) if label else ():
            if paragraph.line <= value.line <= paragraph.end_line:
                for index in range(value.line - paragraph.line + 1, len(paragraph.pieces)):
                    if paragraph.pieces[index].line in self._lines:
                        break
                    text.append(paragraph.pieces[index].text.strip())
        return " ".join(text).strip()


def _declared_blocks(plan: Plan, labels: _Labels) -> list[Item]:
    """The blocks that the plan names in fields, each once, with the goal that stands below it in the same place."""
    goals = [goal for goal in plan.field("goal")[:_MAX_LABELS] if filled(goal.value)]
    found: dict[str, Item] = {}
    for value in (*plan.field("block-id")[:_MAX_LABELS], *plan.field("block")[:_MAX_LABELS]):
        name = filled(value.value)
        if name and name not in found:
            goal = next((goal for goal in goals if goal.place == value.place and goal.line > value.line), None)
            found[name] = Item(name, labels.whole(goal) if goal else "", value.line)
    return sorted(found.values(), key=lambda item: item.line)


def _mode(plan: Plan) -> Mode:
    if "execution-mode" not in plan.dialect.fields:
        return Mode(None)
    modes = [_mode_in(value) for value in plan.field("execution-mode") if filled(value.value)]
    unknown = next((mode for mode in modes if mode.name is None), None)
    if unknown or not modes:
        return unknown or Mode(MODES[0])
    undecided = next((mode for mode in modes if not mode.is_declared or mode.name != modes[0].name), None)
    return Mode(MODES[0], False, undecided.text, undecided.line) if undecided else modes[0]


def _mode_in(value: FieldValue) -> Mode:
    """The mode that a value begins with. Where it names both, nobody has chosen."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", value.value.casefold())
    named = [mode for mode in MODES if mode in words]
    if len(named) > 1:
        return Mode(MODES[0], False, value.value, value.line)
    begins = bool(named) and words[0] == named[0]
    return Mode(named[0] if begins else None, begins, value.value, value.line)


def _listings(plan: Plan, labels: _Labels, name: str) -> list[Listing]:
    """What stands under the labels and sections that a field names, else under headings with their numbers."""
    spec = plan.dialect.fields.get(name)
    if spec is None:
        return []
    values = plan.field(name)[:_MAX_LABELS]
    found = [_below_label(plan, label, labels.whole(value)) for value in values if (label := labels.of(value))]
    found += [_below_heading(plan, section) for section in _sections(plan, spec.labels)]
    if not any(listing.items for listing in found):
        items = _numbered(plan, [label.removesuffix("s") for label in spec.labels])
        found += [Listing(items[0].text, items[0].line, items)] if items else []
    return found


def _sections(plan: Plan, names: Iterable[str]) -> Iterator[Section]:
    """The sections of these names, or of their aliases, at any level."""
    for name in names:
        spec = plan.dialect.section_of(name)
        found = plan.sections_of(spec) if spec else []
        yield from (found or [section for section in plan.all_sections if section.key == name])[:_MAX_LABELS]


def _numbered(plan: Plan, stems: list[str]) -> tuple[Item, ...]:
    """The headings with a number behind one of `stems`, side by side; of several such groups the first.

    None in a section that grows with the work: there they tell of blocks and set none up.
    """
    living = [range(outer.line, outer.end_line + 1) for outer, spec in plan.matches if spec.living]
    for siblings in (plan.roots, *(section.children for section in plan.all_sections)):
        found = tuple(
            Item("", section.title, section.line)
            for section in siblings
            if any(section.key.startswith(stem) and _NUMBER.match(section.key, len(stem)) for stem in stems)
            and not any(section.line in lines for lines in living)
        )
        if found:
            return found
    return ()


def _below_heading(plan: Plan, section: Section) -> Listing:
    items = [Item("", child.title, child.line) for child in section.children]
    return Listing(section.title, section.line, tuple(items or _list_items(plan.blocks_of(section))), section.is_empty)


def _below_label(plan: Plan, label: Label, text: str) -> Listing:
    """`text` is what stands behind the label."""
    lists = [child for child in label.block.children if child.kind is BlockKind.LIST]
    if not lists:
        siblings = label.section.blocks if label.section else plan.document.blocks
        after = bisect_right(siblings, label.line, key=lambda block: block.line)
        follows = [block for block in siblings[after : after + 1] if block.kind is BlockKind.LIST]
        # Numbers at the margin below "- **Ordered Steps:**" are meant to stand below it.
        lists = [block for block in follows if label.block.kind is not BlockKind.ITEM or _number(block.children[0])]
    items = list(_list_items(lists))
    if not items and filled(text):
        items = [Item("", filled(text), label.line)]
    return Listing(label.text, label.line, tuple(items), is_empty=not items)


def _list_items(blocks: Iterable[Block]) -> Iterator[Item]:
    for item in items_in(blocks):
        piece = first_piece(item)
        if piece is None:
            yield Item(_number(item), "(begins with no text)", item.line)
            continue
        text = " ".join(part.text.strip() for part in item.children[0].pieces)
        box = _BOX.match(text)
        shown = text[box.end() :] if box else text
        if filled(shown):
            yield Item(_number(item), shown, piece.line, text[1] in "xX" if box else None)


def _number(item: Block) -> str:
    """An item's marker where it is a number."""
    return item.marker if item.marker[:1].isdigit() else ""


def _checklists(plan: Plan) -> Iterator[Listing]:
    """The tasks of a plan, for one that orders no steps."""
    for section, spec in plan.matches:
        if spec.entries == "tasks":
            tasks = tasks_in(plan.blocks_of(section))
            items = tuple(Item("", task.text, task.line, task.done) for task in tasks if filled(task.text))
            yield Listing(section.title, section.line, items, section.is_empty)
