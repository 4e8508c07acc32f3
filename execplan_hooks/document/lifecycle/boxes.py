"""What became of each task of a plan: done, open, or deliberately set aside; dated or not.

"Deferred to v2", `~~struck~~`, "(skipped, see the decision log)" are decisions that somebody wrote down. A task with
such a word is not open, although its box is empty (`verdicts`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from execplan_hooks.document.entries.entries import sections_named
from execplan_hooks.document.folding import lowered
from execplan_hooks.document.items import Task, first_piece, task_of, tasks_in
from execplan_hooks.document.lifecycle.verdicts import note_sets_aside, sets_aside, title_sets_aside
from execplan_hooks.document.markdown import Block, BlockKind, cells
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

# The last steps of every plan are about the plan: nobody opens the file again to tick "move this file".
_CLOSING = lazy(
    r"\A(?:[(\[][^()\[\]]{0,40}[)\]]\s*)?[^.;]{0,60}?"
    r"(?:\b(?:merge[ds]?|open|create|submit|raise|land)\b[^.;]{0,40}\b(?:PRs?|pull requests?|MRs?|branch|main|master)\b"
    r"|\b(?:PR|pull request)s?\b[^.;]{0,30}\b(?:opened|created|merged|submitted|ready)\b"
    r"|\b(?:move[ds]?|archive[ds]?|close[ds]?|finali[sz]e[ds]?)\b[^.;]{0,40}\b(?:exec-?plan|plan|issues?|tickets?)\b"
    r"|\b(?:exec-?plan|plan|issues?|tickets?)\b[^.;]{0,40}\b(?:moved|archived|closed|finali[sz]ed)\b)"
    r"|\A(?:[(\[][^()\[\]]{0,40}[)\]]\s*)?(?:commit|push)\b",
    re.IGNORECASE,
)
_VERBS = re.compile("merge|open|create|submit|raise|land|ready|move|archive|close|finali|commit|push")  # in `_CLOSING`
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATED = re.compile(
    r"(?<![A-Za-z0-9/-])(?<![A-Za-z0-9]_)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/-]|\.[A-Za-z])"
    r"|\d{8}T\d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}"
    rf"|\d{{4}}\u5e74\s?\d{{1,2}}\u6708|{_MONTH}\.?\s\d{{1,2}}(?!\w)|\d{{1,2}}\.?\s{_MONTH}\b|YYYY-MM-DD)",
    re.IGNORECASE,
)
_MAX_LEAD = 100  # characters
_MAX_TEXT = 4000  # characters of an item; what it is and what became of it stand at its ends


@frozen
class Box:
    """A task in `section`, the plan's section for tasks. `fate` is `done`, `open` or `aside`.

    `dated`: it says when, itself, in what is nested in it, or in what it stands below. `nested`: it stands below a
    ticked task. `closing`: it is about the plan itself, its commit or its pull request.
    """

    task: Task
    section: Section
    fate: str
    dated: bool
    nested: bool
    closing: bool


def boxes(plan: Plan) -> tuple[Box, ...]:
    """The tasks of the plan's sections for tasks, at any depth, in the order of the document: items of lists, and rows
    of tables with a box in a cell; in block quotes too."""
    return _boxes_in(plan, [section for section, spec in plan.matches if spec.entries == "tasks"])


def criteria_boxes(plan: Plan) -> tuple[Box, ...]:
    """As `boxes`, of the sections with the acceptance criteria."""
    tasks = {section.line for section, spec in plan.matches if spec.entries == "tasks"}
    found = sections_named(plan, plan.dialect.acceptance.sections)
    return _boxes_in(plan, [section for section in found if section.line not in tasks])


def _boxes_in(plan: Plan, sections: Iterable[Section]) -> tuple[Box, ...]:
    found: list[Box] = []
    titles = [(section.line, section.title) for section in plan.all_sections]
    for section in sections:
        above = ""
        for block in _unquoted(plan.blocks_of(section)):
            title = titles[bisect_right(titles, block.line, key=lambda place: place[0]) - 1][1]
            leads = (title if title != section.title else "", above)
            above = _lead(block)
            if block.kind in (BlockKind.LIST, BlockKind.TABLE):
                aside = any(title_sets_aside(lead) for lead in leads)
                over = _Above(aside, any(_DATED.search(lead) is not None for lead in leads))
                found.extend((_in_list if block.kind is BlockKind.LIST else _in_table)(block, section, over))
    return tuple(found)


def _unquoted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with those of a block quote in its place."""
    stack = [iter(blocks)]
    while stack:
        block = next(stack[-1], None)
        if block is None:
            stack.pop()
        elif block.kind is BlockKind.QUOTE:
            stack.append(iter(block.children))
        else:
            yield block


@frozen
class _Above:
    """What a task inherits from the heading, label or task that it stands below."""

    aside: bool = False
    dated: bool = False
    ticked: bool = False


def _lead(block: Block) -> str:
    """The last line of a paragraph that stands above a list as its title: it ends with a colon, or is in bold."""
    last = block.pieces[-1].text.strip() if block.kind is BlockKind.PARAGRAPH else ""
    is_title = last.rstrip("*_ ").endswith((":", "\uff1a")) or last.startswith(("**", "__"))
    return last if is_title and len(last) < _MAX_LEAD else ""


def _in_list(block: Block, section: Section, above: _Above) -> Iterator[Box]:
    # Not by recursion: how deep lists nest is for the file to say.
    stack: list[tuple[Block, _Above]] = [(item, above) for item in reversed(block.children)]
    while stack:
        item, over = stack.pop()
        task = _task(item)
        inside = list(_unquoted(item.children))
        own = [child.text for child in inside if child.kind is BlockKind.PARAGRAPH]
        text = _shortened("\n".join(own))
        lists = [child for child in inside if child.kind is BlockKind.LIST]
        aside = over.aside or (not (task and task.done) and _is_aside(own, lists if task else ()))
        dated = over.dated or _DATED.search(text) is not None
        ticked = over.ticked
        if task is not None:
            fate = "done" if task.done else "open" if task.mark in " /" and not aside else "aside"
            inner = dated or (task.done and _DATED.search(_text(item.walk())[:_MAX_TEXT]) is not None)
            yield Box(task, section, fate, inner, over.ticked, _is_closing(task.text))
            ticked = task.done
        below = _Above(aside and not (task and task.done), dated, ticked)
        stack.extend((child, below) for inner_list in reversed(lists) for child in reversed(inner_list.children))


def _task(item: Block) -> Task | None:
    """The task that an item begins with; where it begins with a list, the first one in there."""
    piece = first_piece(item)
    if piece is not None:
        return task_of(piece.text, piece.line, piece.column, item.end_line)
    return next(iter(tasks_in(item.children[:1])), None)


def _is_closing(text: str) -> bool:
    return _VERBS.search(lowered(text)) is not None and _CLOSING.search(text) is not None


def _text(blocks: Iterable[Block]) -> str:
    return "\n".join(block.text for block in blocks if block.kind is BlockKind.PARAGRAPH)


def _shortened(text: str) -> str:
    return text[: _MAX_TEXT // 2] + " " + text[-_MAX_TEXT // 2 :] if len(text) > _MAX_TEXT else text


def _is_aside(own: Sequence[str], lists: Sequence[Block]) -> bool:
    """Whether an item's own paragraphs, or the notes (items without a box) in its lists, say that it was set aside."""
    items = [item for inner in lists for item in inner.children if _task(item) is None]
    notes = [item.children[0].text for item in items if item.children[:1] and item.children[0].pieces]
    first = _shortened(own[0] if own else "")
    return (
        sets_aside(first[3:] if first[:1] == "[" and first[2:3] == "]" else first)
        or any(note_sets_aside(note[:_MAX_TEXT], alone=True) for note in own[1:])
        or any(note_sets_aside(note[:_MAX_TEXT], alone=len(notes) == 1) for note in notes)
    )


def _in_table(block: Block, section: Section, above: _Above) -> Iterator[Box]:
    """The rows with a box in a cell; of several boxes in a row an open one counts."""
    for row in block.pieces[2:]:
        columns = cells(row.text)
        found = [
            (at, task)
            for at, text in columns
            if (task := task_of(text.strip(), row.line, row.column + at + len(text) - len(text.lstrip())))
        ]
        if not found:
            continue
        at, task = next(((at, task) for at, task in found if not task.done), found[0])
        others = [text.strip() for offset, text in columns if offset != at]
        shown = replace(task, text=task.text or " ".join(text for text in others if text))
        told = (task.text, *others)
        aside = above.aside or any(sets_aside(text) or note_sets_aside(text, alone=True) for text in told)
        fate = "done" if task.done else "open" if task.mark in " /" and not aside else "aside"
        dated = above.dated or _DATED.search(row.text[:_MAX_TEXT]) is not None
        yield Box(shown, section, fate, dated, above.ticked, _is_closing(shown.text))
