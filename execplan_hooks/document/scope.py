"""The lists in a plan that say which files a change may touch: found by the dialect, read entry by entry.

What an entry's pattern means for a path is `repository/contract.py`'s business.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from execplan_hooks.document.items import first_piece, items_in
from execplan_hooks.document.labels import Label, paragraphs
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section

_SPAN = re.compile(r"(?P<ticks>`+)(?P<code>(?!`).+?(?<!`))(?P=ticks)(?!`)")
_LINK = re.compile(r"\[`?(?P<text>[^\]`]+)`?\]\((?![A-Za-z][A-Za-z0-9+.-]*:)[^()\s]*\)")  # a local one
_GLUE = re.compile(
    r"(?:[\s,;+&、，]|\b(?:and|or|add|create|update|modify|change|edit|extend|delete|remove|new)\b:?)*",
    re.IGNORECASE,
)
_BARE = re.compile(r"[^\s`<>|\"']+")
_EXCEPTING = r"except(?:ing)?(?: for)?|excluding|but not|not(?=\s+`)|other than|apart from|without"
_EXCEPT = re.compile(rf"\b(?:{_EXCEPTING})\b", re.IGNORECASE)
_CONDITIONAL = r"only|if|when|unless|until|after|with approval"
_CONDITION = re.compile(rf"\b(?:{_CONDITIONAL}|{_EXCEPTING})\b", re.IGNORECASE)
_NOTE = re.compile(
    r"\s[(\uff08]|\s[-\u2013\u2014:#]+\s|\s->\s|:\s|\s//" + rf"|\s(?=(?:{_CONDITIONAL}|{_EXCEPTING})\b)",
    re.IGNORECASE,
)
# A remark between two paths: "`src/a.py` (new), `src/b.py`".
_ASIDE = re.compile(r"\s*\([^()`]*\)(?=(?:[\s,;+&、，]|\b(?:and|or)\b)+`)", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?P<mark>\*\*?)(?=[`\w.])(?P<text>[^*]*[^\s*/])(?P=mark)(?=[\s:,;(]|$)")
_NOTHING = re.compile(r"(?:none|nothing|n/?a|no files?|[-\u2013\u2014]+)\.?", re.IGNORECASE)
_MAX_LENGTH = 2000  # characters of an entry; what is longer is prose, and costs no quadratic search
_STRIP = " \t,;.()\uff08\uff09-\u2013\u2014:*"


@dataclass(frozen=True)
class ScopeEntry:
    """One entry of a list. `paths` are as written; empty where the entry is prose. `exceptions` are paths
    after "except"; `condition` is text such as `unless explicitly approved`, for a reader to judge."""

    text: str
    line: int
    column: int
    paths: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True)
class ScopeList:
    """One side of a contract as declared in one place; `explicit_none` where the list says "none"."""

    title: str
    line: int
    entries: tuple[ScopeEntry, ...]
    explicit_none: bool = False


@dataclass(frozen=True)
class DeclaredScope:
    """What a plan declares; both sides empty where it declares nothing."""

    include: tuple[ScopeList, ...]
    exclude: tuple[ScopeList, ...]


def declared(plan: Plan) -> DeclaredScope:
    """The lists of a plan's file-scope contract, in the order of the document."""
    spec = plan.dialect.scope
    within = [section for section in plan.all_sections if not spec.within or section.key == spec.within]
    return DeclaredScope(
        tuple(_lists(plan, within, spec.include, spec.within)),
        tuple(_lists(plan, within, spec.exclude, spec.within)),
    )


def _lists(plan: Plan, within: list[Section], names: tuple[str, ...], place: str) -> Iterator[ScopeList]:
    if not names:
        return
    seen = set()
    for outer in within:
        for section in outer.walk():
            if section.key in names and section.line not in seen:
                seen.add(section.line)
                yield _list(section.title, section.line, _section_entries(plan, section))
    last = {label.line: label for label in plan.labels}
    for label in plan.labels:
        if label.key in names and (not place or place in label.path):
            yield _list(label.text, label.line, _label_entries(plan, label, last))


def _list(title: str, line: int, entries: Iterable[ScopeEntry]) -> ScopeList:
    found = list(entries)
    named = [entry for entry in found if not _NOTHING.fullmatch(entry.text.strip(" `*"))]
    return ScopeList(title, line, tuple(named), explicit_none=len(named) < len(found))


def _section_entries(plan: Plan, section: Section) -> Iterator[ScopeEntry]:
    blocks = list(plan.blocks_of(section))
    entries = list(_list_entries(blocks))
    if entries:
        yield from entries
        return
    # Without a list the paragraphs are the entries; beside one they introduce it.
    for block in blocks:
        if block.kind is BlockKind.PARAGRAPH and not block.text.lstrip().startswith("<!--"):
            piece = block.pieces[0]
            yield from _split(block.text.replace("\n", " "), piece.line, piece.column)


def _list_entries(blocks: Iterable[Block]) -> Iterator[ScopeEntry]:
    for item in items_in(blocks):
        piece = first_piece(item)
        if piece is None:
            continue
        yield from _split(" ".join(p.text for p in item.children[0].pieces), piece.line, piece.column)
        yield from _list_entries(item.children)


def _label_entries(plan: Plan, label: Label, last: Mapping[int, Label]) -> Iterator[ScopeEntry]:
    value = _whole_value(label, last)
    inline = list(_split(value, label.line, label.column)) if value else []
    prose = not any(entry.paths for entry in inline)
    listed: list[ScopeEntry] = []
    if label.block.kind is BlockKind.ITEM:
        listed = list(_list_entries(label.block.children))
    elif prose:
        siblings = label.section.blocks if label.section else plan.document.blocks
        after = bisect.bisect_right(siblings, label.line, key=lambda block: block.line)
        if after < len(siblings) and siblings[after].kind is BlockKind.LIST:
            listed = list(_list_entries(siblings[after : after + 1]))
    if not (prose and listed):  # words in front of a list introduce it
        yield from inline
    yield from listed


def _whole_value(label: Label, last: Mapping[int, Label]) -> str:
    """A label's value with the lines of its paragraph that follow, up to the next label. `last` are the last
    labels of their lines."""
    text = label.value
    if last[label.line] is label:
        for _, paragraph in paragraphs(label.block):
            if paragraph.line <= label.line <= paragraph.end_line:
                # By index: a paragraph may be all of a hostile file, with a label in each line.
                for index in range(label.line - paragraph.line + 1, len(paragraph.pieces)):
                    if paragraph.pieces[index].line in last:
                        break
                    text += f" {paragraph.pieces[index].text}"
    return text.strip()


def _split(text: str, line: int, column: int) -> Iterator[ScopeEntry]:
    """One entry, or several where unquoted paths stand in a row: `src/a.py, src/b.py`."""
    yield read_entry(text, line, column)


def read_entry(text: str, line: int = 1, column: int = 1) -> ScopeEntry:
    """The entry that a list item's text means; prose where it does not begin with a path."""
    shown = text.strip()
    if len(shown) > _MAX_LENGTH:
        return ScopeEntry(shown, line, column)
    body = _LINK.sub(lambda match: f"`{match['text']}`", re.sub(r"^\[[ xX]\]\s+", "", shown))
    emphasis = _EMPHASIS.match(body)  # not strip("*"): `**/x.py` and `*.md` begin with one too
    if emphasis:
        body = emphasis["text"] + body[emphasis.end() :]
    verb = _GLUE.match(body)
    if verb and body.startswith("`", verb.end()):
        body = body[verb.end() :]  # "update `src/a.py`" names the path all the same
    paths, rest = _quoted_paths(body) if body.startswith("`") else _bare_paths(body)
    if not paths:
        return ScopeEntry(shown, line, column)
    exceptions: tuple[str, ...] = ()
    exception = _EXCEPT.search(rest)
    if exception:
        told = rest[exception.end() :].strip(_STRIP)
        exceptions = tuple(match["code"].strip() for match in _SPAN.finditer(told)) or _bare_paths(told)[0]
        if exceptions:
            rest = rest[: exception.start()]
    condition = rest.strip(_STRIP) if _CONDITION.search(rest) else ""
    return ScopeEntry(shown, line, column, paths, exceptions, condition)


def _quoted_paths(text: str) -> tuple[tuple[str, ...], str]:
    """The run of code spans at the start of an entry, and the rest of it with the remarks in between."""
    paths: list[str] = []
    asides = ""
    position = 0
    while match := _SPAN.match(text, position):
        paths.append(match["code"].strip())
        position = match.end()
        if aside := _ASIDE.match(text, position):
            asides += aside[0]
            position = aside.end()
        if glue := _GLUE.match(text, position):
            position = glue.end()
    return tuple(paths), asides + text[position:]


def _bare_paths(text: str) -> tuple[tuple[str, ...], str]:
    """The unquoted paths at the start of an entry; a word without `/`, `.` or `*` is prose, not a path."""
    note = _NOTE.search(text)
    head, rest = (text[: note.start()], text[note.start() :]) if note else (text, "")
    words = [
        word.rstrip(".") if word.endswith(".") and "/" not in word[-2:] else word
        for word in re.split(r"[,;]\s*|\s+", head)
        if word
    ]
    if words and all(_is_path(word) for word in words):
        return tuple(words), rest
    return (), text


def _is_path(word: str) -> bool:
    plain = _BARE.fullmatch(word) is not None and "://" not in word
    return plain and re.search(r"[/*]|\w\.\w|^\.\w", word) is not None
