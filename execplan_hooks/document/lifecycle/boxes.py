"""What became of each task of a plan: done, open, or deliberately set aside; dated or not.

"Deferred to v2", `~~struck~~`, "(skipped, see the decision log)" are decisions that somebody wrote down. A task with
such a word is not open, although its box is empty.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from execplan_hooks.document import stamps
from execplan_hooks.document.items import Task, tasks_in
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section

_ASIDE = (
    r"(?:(?:deferred|postponed|descoped|de-scoped|skipped|dropped|cancell?ed|abandoned|superseded|obsolete|wontfix"
    r"|won['\u2019]t (?:do|fix)|will not (?:do|be done)|not (?:pursued|doing|needed|required|applicable|planned)"
    r"|no longer (?:needed|required|applicable|planned|relevant)|out of scope|removed from scope|n/a)"
    # "Dropped the cache" is what was done.
    r"(?=[\s*_]*(?:\Z|[.,;:)\]\uff09\n\u2013\u2014-]|(?:to|until|till|for|by|in|into|because|after|as|since|per|due|beyond|from"
    r"|with|at|any|here|now|see|pending|once|when|if)\b))"
    r"|(?:moved (?:to|into|out)|tracked (?:in|by|as|separately)|left (?:for|to)|handed (?:to|over))\b)"
)
_MILD = r"(?:optional|follow[- ]?ups?|future|later|stretch|nice[- ]to[- ]have|backlog|post[- ]merge|if time)(?![^\W_])"
_ADVERB = r"(?:now |explicitly |intentionally |deliberately )?"
# Where such a word is the verdict on the task and not part of what it is about ("cancelled requests get 499"): in
# brackets, behind a dash or a full stop, or as the label at the beginning. A mild one has to stand at either end.
_SET_ASIDE = re.compile(
    rf"\A[\s*_]*~~"
    rf"|[(\[\uff08][\s*_]*{_ADVERB}{_ASIDE}"
    rf"|\A[\s*_]*[(\[\uff08][\s*_]*{_MILD}"
    rf"|[(\[\uff08][\s*_]*{_MILD}[^()\[\]\n]{{0,60}}[)\]\uff09][\s*_.]*\Z"
    rf"|(?:\s[\u2013\u2014-]{{1,2}}|[.;\u3002]|\u2192|->|=>)[\s*_]*{_ADVERB}{_ASIDE}"
    rf"|\A[\s*_]*(?:{_ASIDE}|{_MILD})[\s*_]*(?:\([^()]{{0,60}}\)\s*)?[:\uff1a\u2013\u2014]"
    rf"|(?<!no longer )(?<!not )\b(?:deferred|postponed|descoped) (?:to|until|till|for|by|into|beyond)\b"
    rf"|\u6682\u7f13|\u63a8\u8fdf|\u5ef6\u671f|\u8df3\u8fc7|\u53d6\u6d88|\u4e0d\u505a|\u898b\u9001|\u4fdd\u7559|\u4e2d\u6b62|\ubcf4\ub958|\uc5f0\uae30|\ucde8\uc18c"
    rf"|\u043e\u0442\u043b\u043e\u0436\u0435\u043d|\u043f\u0440\u043e\u043f\u0443\u0449\u0435\u043d|\u043e\u0442\u043c\u0435\u043d[\u0435\u0451]\u043d",
    re.IGNORECASE,
)
_ASIDE_TITLE = re.compile(rf"\b(?:{_ASIDE}|{_MILD})", re.IGNORECASE)
# The last steps of every plan are about the plan: nobody opens the file again to tick "move this file".
_CLOSING = re.compile(
    r"\A(?:[(\[][^()\[\]]{0,40}[)\]]\s*)?[^.;]{0,60}?"
    r"(?:\b(?:merge[ds]?|open|create|submit|raise|land)\b[^.;]{0,40}\b(?:PRs?|pull requests?|MRs?|branch|main|master)\b"
    r"|\b(?:PR|pull request)s?\b[^.;]{0,30}\b(?:opened|created|merged|submitted|ready)\b"
    r"|\b(?:move[ds]?|archive[ds]?|close[ds]?|finali[sz]e[ds]?)\b[^.;]{0,40}\b(?:exec-?plan|plan|issues?|tickets?)\b"
    r"|\b(?:exec-?plan|plan|issues?|tickets?)\b[^.;]{0,40}\b(?:moved|archived|closed|finali[sz]ed)\b)"
    r"|\A(?:[(\[][^()\[\]]{0,40}[)\]]\s*)?(?:commit|push)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATED = re.compile(
    r"(?<![A-Za-z0-9/-])(?<![A-Za-z0-9]_)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/-]|\.[A-Za-z])"
    r"|\d{8}T\d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}"
    rf"|\d{{4}}\u5e74\s?\d{{1,2}}\u6708|{_MONTH}\.?\s\d{{1,2}}(?!\w)|\d{{1,2}}\.?\s{_MONTH}\b|YYYY-MM-DD)",
    re.IGNORECASE,
)
_MAX_LEAD = 100  # characters
_MAX_TEXT = 4000  # characters of an item; what it is and what became of it stand at its ends


@dataclass(frozen=True)
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
    """The tasks of the plan's sections for tasks, at any depth, in the order of the document."""
    return _boxes_in(plan, [section for section, spec in plan.matches if spec.entries == "tasks"])


def criteria_boxes(plan: Plan) -> tuple[Box, ...]:
    """As `boxes`, of the sections with the acceptance criteria."""
    wanted = plan.dialect.acceptance.sections
    return _boxes_in(plan, [s for s, spec in plan.matches if spec.key in wanted and spec.entries != "tasks"])


def _boxes_in(plan: Plan, sections: Iterable[Section]) -> tuple[Box, ...]:
    found: list[Box] = []
    titles = [(section.line, section.title) for section in plan.all_sections]
    for section in sections:
        above = ""
        for block in plan.blocks_of(section):
            title = titles[bisect_right(titles, block.line, key=lambda place: place[0]) - 1][1]
            lead = f"{title if title != section.title else ''} {above}"
            above = _lead(block)
            if block.kind is BlockKind.LIST:
                aside = _ASIDE_TITLE.search(lead) is not None
                found.extend(_in_list(block, section, _Above(aside, _DATED.search(lead) is not None)))
    return tuple(found)


@dataclass(frozen=True)
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
        task = next(iter(tasks_in([_head(item)])), None)
        own = _text(child for child in item.children if child.kind is BlockKind.PARAGRAPH)
        text = own[: _MAX_TEXT // 2] + " " + own[-_MAX_TEXT // 2 :] if len(own) > _MAX_TEXT else own
        aside = over.aside or (_SET_ASIDE.search(_said_of(text)) is not None and not (task and task.done))
        dated = over.dated or _DATED.search(text) is not None
        ticked = over.ticked
        if task is not None:
            fate = "done" if task.done else "open" if task.mark in " /" and not aside else "aside"
            inner = dated or (task.done and _DATED.search(_text(item.walk())[:_MAX_TEXT]) is not None)
            yield Box(task, section, fate, inner, over.ticked, _CLOSING.search(task.text) is not None)
            ticked = task.done
        below = _Above(aside and not (task and task.done), dated, ticked)
        lists = [child for child in item.children if child.kind is BlockKind.LIST]
        stack.extend((child, below) for inner_list in reversed(lists) for child in reversed(inner_list.children))


def _head(item: Block) -> Block:
    """The item with its first paragraph only."""
    return Block(item.kind, item.line, item.end_line, item.column, item.children[:1], marker=item.marker)


def _text(blocks: Iterable[Block]) -> str:
    return "\n".join(block.text for block in blocks if block.kind is BlockKind.PARAGRAPH)


def _said_of(text: str) -> str:
    """The text of an item without its box and the stamp that it begins with."""
    text = text[3:] if text[:1] == "[" and text[2:3] == "]" else text
    stamp = stamps.leading(text)
    return text[stamp.end :].lstrip(" )]\uff09:*_\u2013\u2014-") if stamp else text
