"""Sections moved, and stubs of missing ones; nobody but a reader can tell whether that is right: both are unsafe.

A section ends with its text. What parts it from the next, blank lines and a rule (`---`), stays where it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.model import Edit, Fix

_ALONE = ("br", "hr", "wbr", "img", "input", "source", "col")
"""Elements that have no end."""


def moved(plan: Plan, section: Section, beside: Section, after: bool) -> Fix | None:
    """The fix that moves a section to directly before or `after` another one.

    None where they do not stand side by side, where an element of HTML or an unclosed fence or comment reaches from
    one of the sections into another, and where one would run into the next without a blank line.
    """
    siblings = _siblings(plan, section)
    if siblings is None or not any(other is beside for other in siblings) or section is beside:
        return None
    here, there = _index(siblings, section), _index(siblings, beside)
    low, high = min(here, there), max(here, there)
    region = list(siblings[low : high + 1])
    order = [other for other in region if other is not section]
    order.insert(_index(order, beside) + after, section)
    if _index(order, section) == _index(region, section) or _is_framed(plan, region):
        return None
    last_line = _last_line(plan, siblings, high)
    ends = [_end(plan, other) for other in region]
    following = [*(other.line for other in region[1:]), last_line + 1]
    gaps = [plan.source.lines[end : line - 1] for end, line in zip(ends, following, strict=True)]
    parts = {other.line: plan.source.lines[other.line - 1 : end] for other, end in zip(region, ends, strict=True)}
    heads = [parts[other.line][0] for other in order[1:]] + list(plan.source.lines[last_line : last_line + 1])
    lines: list[str] = []
    for index, (other, gap) in enumerate(zip(order, gaps, strict=True)):
        if gap and gap[0].strip():
            return None  # a rule below text makes a heading of it
        if not gap and index < len(heads) and not (heads[index].lstrip().startswith("#") and _ends_cleanly(other)):
            return None
        lines += [*parts[other.line], *gap]
    end_column = len(plan.source.lines[last_line - 1]) + 1
    return Fix((Edit(region[0].line, 1, last_line, end_column, "\n".join(lines)),), safe=False)


def _ends_cleanly(section: Section) -> bool:
    """Whether a heading right below the section is one: it would be part of an element of HTML there."""
    blocks = list(section.all_blocks())
    return not blocks or blocks[-1].kind is not BlockKind.HTML


def added(
    plan: Plan, level: int, heading: str, body: str, before: Section | None, within: Section | None
) -> Fix | None:
    """The fix that adds a section with one paragraph: behind the section `before`, else at the end of `within`, else
    before the first section of the plan's dialect. None where neither is there, and where HTML or a fence is open."""
    text = f"{'#' * level} {heading}"
    near = before or within
    if near is None:
        first = next((section for section, spec in plan.matches if spec.order != "anywhere"), None)
        if first is None or _is_framed(plan, [first]):
            return None
        at, lines = first.line, [text, "", body, ""]
    else:
        if _is_framed(plan, [near]) or plan.forgotten_fence:
            return None
        end = _end(plan, near)
        rule = _rule(plan, near) if before else None
        at = end + 1
        lines = ["", *([rule, ""] if rule else []), text, "", body]
        following = plan.source.lines[end : end + 1]
        if following and following[0].strip():
            lines.append("")
    return Fix((_insertion(plan, at, lines),), safe=False)


def _siblings(plan: Plan, section: Section) -> Sequence[Section] | None:
    """The sections below the same heading."""
    groups = [plan.roots, *(other.children for other in plan.all_sections)]
    return next((group for group in groups if any(other is section for other in group)), None)


def _index(sections: Sequence[Section], section: Section) -> int:
    return next(index for index, other in enumerate(sections) if other is section)


def _end(plan: Plan, section: Section) -> int:
    """The last line of a section that is no rule at its end."""
    return _last_blocks(plan, section)[0].end_line


def _rule(plan: Plan, section: Section) -> str | None:
    """The rule that a section ends with."""
    rules = _last_blocks(plan, section)[1:]
    return plan.source.lines[rules[-1].line - 1] if rules else None


def _last_blocks(plan: Plan, section: Section) -> Sequence[Block]:
    """The last block of a section, at least its heading, and the rules below that."""
    blocks = plan.document.blocks
    index = bisect_right(blocks, section.end_line, key=lambda block: block.line) - 1
    first = index
    while blocks[first].kind is BlockKind.BREAK:
        first -= 1
    return blocks[first : index + 1]


def _last_line(plan: Plan, siblings: Sequence[Section], index: int) -> int:
    """The line before the next heading, or the last of the file."""
    following = [section.line for section in plan.all_sections if section.line > siblings[index].end_line]
    return min(following) - 1 if following else len(plan.source.lines)


def _is_framed(plan: Plan, region: Sequence[Section]) -> bool:
    """Whether a section of these stands in an element of HTML, or something in it goes on behind it."""
    if plan.wrapped or plan.forgotten_fence:
        return True
    first, last = region[0].line, region[-1].end_line
    for block in plan.document.blocks:
        unclosed = block.kind is BlockKind.HTML and block.text.count("<!--") > block.text.count("-->")
        if first <= block.line <= last and (unclosed or not block.closed):
            return True
    starts = [section.line for section in region]
    # For each section, and for all that stands above them: by name, how many elements begin that do not end there.
    begun: Counter[tuple[int, str]] = Counter()
    for tag in plan.tags:
        if tag.line <= last and tag.block.kind is BlockKind.HTML and tag.name not in _ALONE:
            begun[bisect_right(starts, tag.line), tag.name] += -1 if tag.closing else 1
    return any(begun.values())


def _insertion(plan: Plan, at: int, lines: Sequence[str]) -> Edit:
    """The lines before line `at`; at the end of the file with the newline that its last line lacks, if it does."""
    text = "\n".join(lines)
    if at > len(plan.source.lines):
        last = len(plan.source.lines)
        column = len(plan.source.lines[-1]) + 1
        return Edit(last, column, last, column, "\n" + text)
    return Edit(at, 1, at, 1, text + "\n")
