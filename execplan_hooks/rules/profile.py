"""The plan's Markdown keeps to its compatibility profile.

What it does: takes the profile that the field `profile` names (or the only one that the dialect has) and reports what
it does not allow: tables, HTML (comments may stand anywhere), check boxes outside the sections that may have them,
fences inside fences, and code blocks that are longer than it says. Where a profile allows `<details>` but nothing
required may be hidden in it, a required section that stands in a collapsed one, or has all of its content there, is an
error. `<details open>` hides nothing; `<task>` and `List<int>` are no HTML.

Why: some runtimes read tables, HTML and nested fences wrongly or not at all, two lists of boxes tell two stories of
what is done, and what is collapsed is overlooked.

Bad:

    profile: codex-strict

    ## Plan of Work
    - [ ] Add the parser<br>and its tests.

Good:

    profile: codex-strict

    ## Plan of Work
    - Add the parser
    - Add its tests

Options: none. What a profile allows stands in the dialect, under `profiles`.

Fix: say the same in prose and bullets, with boxes where progress is kept, and let long code be a file of its own.

On real plans: none of 210 names a profile. Held against codex-strict, 26 have tables, 20 check boxes elsewhere, 35 code
blocks of more than 20 lines and one HTML; of 68 findings that were read all are what they are called.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from execplan_hooks.document.collapsed import Collapsed, around, collapsed
from execplan_hooks.document.dialect.profile_spec import ProfileSpec
from execplan_hooks.document.fields import vocabulary
from execplan_hooks.document.headings import nearest
from execplan_hooks.document.items import Task, tasks_in
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section, has_content
from execplan_hooks.document.tags import Tag
from execplan_hooks.lazy import lazy
from execplan_hooks.located import shown
from execplan_hooks.model import Context, Finding, Rule, Severity

_FENCE = lazy(r"[ \t]*(?:`{3,}[^`]*$|~{3,})")
# Not `(?:(?!</summary).)*+`: Python 3.11.2 matches nothing with a lookahead that is repeated possessively.
_FRAME = lazy(r"(?:\s|</?details\b[^<>]*>|<summary\b[^<>]*>[^<]*(?:<(?!/summary)[^<]*)*</summary>)+", re.IGNORECASE)
_NAMED = 3


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for what the plan's profile does not allow; none where no profile is named."""
    name = _profile(plan)
    if name is None or plan.wrapped:
        return
    spec = plan.dialect.profiles[name]
    blocks = list(plan.document.walk())
    tables = [] if spec.tables else [block for block in blocks if block.kind is BlockKind.TABLE]
    for table in tables:
        help_text = "write a bullet for each row, with what its columns say"
        yield _finding(table.line, f'a table, which the profile "{name}" does not allow', help_text)
    found = plan.tags if not (spec.html and spec.collapsed) else ()
    if not spec.html:
        yield from _html(name, found, {table.line for table in tables})
    if not spec.collapsed:
        yield from _hidden(plan, name, found)
    if spec.boxes is not None:
        yield from _boxes(plan, name, spec.boxes)
    for block in blocks:
        if block.kind in (BlockKind.FENCE, BlockKind.CODE) and block is not plan.forgotten_fence:
            yield from _code(name, spec, block)


def _profile(plan: Plan) -> str | None:
    """The name of the plan's profile; one that is missing or unknown is the rule `metadata`'s finding."""
    names = tuple(plan.dialect.profiles)
    if "profile" not in plan.dialect.fields:
        return names[0] if len(names) == 1 else None
    values = plan.field("profile")
    named = next((word for value in values if (word := vocabulary.said(value.value, names))), None)
    return names[0] if not values and len(names) == 1 else named


def _finding(line: int, message: str, help_text: str, column: int | None = None) -> Finding:
    return Finding(line, message, column, help=help_text, severity=Severity.WARNING)


def _html(name: str, found: Sequence[Tag], tables: set[int]) -> Iterator[Finding]:
    """One finding for each block with tags; a table that is reported already says enough."""
    blocks: dict[int, list[Tag]] = {}
    for tag in found:
        if not (tag.block.kind is BlockKind.TABLE and tag.block.line in tables):
            blocks.setdefault(id(tag.block), []).append(tag)
    for group in blocks.values():
        opening = [tag for tag in group if not tag.closing]
        if opening:  # where a block only closes something, that was reported where it opens
            names = list(dict.fromkeys(f"<{tag.name}>" for tag in opening))
            listed = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            message = f'HTML ({listed}), which the profile "{name}" does not allow'
            yield replace(
                _finding(opening[0].line, message, "say the same in Markdown: prose and bullets", opening[0].column),
                subjects=tuple(f"<{tag.name} {tag.attributes}>" for tag in opening),
                places=tuple(tag.line for tag in opening),
            )


def _boxes(plan: Plan, name: str, allowed: tuple[str, ...]) -> Iterator[Finding]:
    """One finding for each section that has check boxes and may not; boxes above all sections are the header's."""
    # Boxes in "Progres" stand where they should; `required-sections` reports the name.
    misspelt = (section for section in plan.top_sections if nearest(section.key, allowed))
    rightful = {
        line for section in (*_named(plan, allowed), *misspelt) for line in range(section.line, section.end_line + 1)
    }
    tasks = [task for task in tasks_in(plan.document.blocks) if task.line not in rightful]
    groups: dict[int, tuple[str, list[Task]]] = {}
    sections = iter(plan.top_sections)
    current, following = None, next(sections, None)
    for task in tasks:
        while following and following.line < task.line:
            current, following = following, next(sections, None)
        inside = current if current and task.line <= current.end_line else None
        title = f'section "{shown(inside.title)}"' if inside else "no section of the plan"
        groups.setdefault(inside.line if inside else 0, (title, []))[1].append(task)
    where = ", ".join(f'"{spec.heading}"' for spec in plan.dialect.sections if spec.key in allowed)
    for title, found in groups.values():
        count = f"{len(found)} check boxes" if len(found) > 1 else "a check box"
        finding = _finding(
            found[0].line,
            f'{count} in {title}; the profile "{name}" has them only in {where or "other sections"}',
            f"make them plain bullets; what is to be ticked off stands in {where or 'the section for it'}",
        )
        subjects, lines = tuple(f"box: {task.text}" for task in found), tuple(task.line for task in found)
        yield replace(finding, subjects=subjects, places=lines)


def _named(plan: Plan, keys: tuple[str, ...]) -> Iterator[Section]:
    """The sections of these names or their aliases, at any level."""
    for section in plan.all_sections:
        known = plan.dialect.section_of(section.key)
        if section.key in keys or (known and known.key in keys):
            yield section


def _code(name: str, spec: ProfileSpec, block: Block) -> Iterator[Finding]:
    inner = None
    if not spec.nested_fences and block.kind is BlockKind.FENCE:
        inner = next((piece for piece in block.pieces if _FENCE.match(piece.text)), None)
    if inner:
        yield _finding(
            inner.line,
            f'a code fence inside the one that opens in line {block.line}; the profile "{name}" has none in another',
            "close the outer fence before it, or show the inner code without a fence of its own",
            inner.column,
        )
    lines = len(block.pieces)
    if spec.snippet_lines and lines > spec.snippet_lines:
        finding = _finding(
            block.line,
            f'a code block of {lines} lines; the profile "{name}" has at most {spec.snippet_lines}',
            "keep the lines that matter here and the rest in a file of the repository, named by its path",
        )
        first = next((piece.text for piece in block.pieces if piece.text.strip()), "")
        yield replace(finding, subjects=(f"long code block: {first}",))


def _hidden(plan: Plan, name: str, found: Sequence[Tag]) -> Iterator[Finding]:
    """Required sections in collapsed `<details>`, and those with nothing visible in them."""
    stretches = collapsed(plan.document, found, len(plan.source.lines))
    for section, inner in _required(plan) if stretches else ():
        if not (yield from _collapsed(section, name, stretches)):
            for child in inner:  # where a section is hidden, those in it are too
                yield from _collapsed(child, name, stretches)


def _collapsed(section: Section, name: str, stretches: tuple[Collapsed, ...]) -> Generator[Finding, None, bool]:
    """A finding where the section is hidden; the result says whether it is."""
    whole = around(stretches, section.line, section.line)
    content = [block for block in section.all_blocks() if has_content(block) and not _FRAME.fullmatch(block.text)]
    parts = [around(stretches, block.line, block.end_line) for block in content]
    stretch = whole or (parts[0] if parts and all(parts) else None)
    if stretch:
        what = "" if whole else "all content of "
        yield Finding(
            section.line,
            f'{what}required section "{shown(section.title)}" is collapsed in <details> (line {stretch.start}), '
            f'which the profile "{name}" does not allow',
            section.column,
            help="move what the section says out of <details>",
        )
    return stretch is not None


def _required(plan: Plan) -> Iterator[tuple[Section, list[Section]]]:
    """The sections that the plan must have, each with those in it that it must have."""
    for section, spec in plan.matches:
        if plan.holds(spec.required):
            keys = {key for inner in spec.sections if plan.holds(inner.required) for key in inner.keys}
            yield section, [child for child in section.children if child.key in keys]


RULE = Rule(severity=Severity.ERROR, document=check)
