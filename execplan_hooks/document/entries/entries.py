"""Entries of a plan as people and agents write them: decisions, discoveries, messages, work items, rows, records.

One entry is a list item with what is nested in it, a heading deeper than its section's with what stands below it, a
row of a table whose header names the labels, a labelled or dated paragraph with what follows it, bullets of one label
each, or the section itself. Its labels may begin a line or stand within one: `x (Rationale: y; Author: z)`,
`x — verify: y`, `From: a To: b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.entries.entry_labels import BOX, EntryLabel, Statement, labels_of, names, without_stamp
from execplan_hooks.document.entries.entry_shapes import DATED, Shape, ShapeReader
from execplan_hooks.document.placeholders.unfilled import is_unfilled, marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import says_nothing
from execplan_hooks.document.sections import Section
from execplan_hooks.document.stamps import Stamp

_LEADING_MARK = re.compile(r"(?<![\s*_`~])[\s*_`~]*+[(\[（]\s*[A-Za-z]\d\s*[)\]）]")
# Where a stamp follows: in brackets, behind a dash, behind a label that begins with "date" ("Date / Recorder:").
_BEFORE_STAMP = re.compile(
    r"(?:[(\[（]|\s[—–-]\s+|(?i:\bdate|\bwhen|日期|日付|날짜)[^:：\n]{0,24}[:：]\s?)[*_` ]{0,4}(?=\d{4}-?\d\d)"
)
_YEAR = re.compile(r"\d{4}")
_NOTHING = re.compile(
    r"\W*(?:暂无|暂时没有|尚无|没有|无|無|なし|特になし|まだなし|없음|아직 없음|нет|пока нет"
    r"|(?:to be )?fill(?:ed)?(?: in)? as\b.{0,40})\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,3}\s*[:.)]\s*")
_STATEMENTS = 60  # of an entry that are searched for its stamp


@dataclass(frozen=True)
class PlanEntry:
    """One entry, at `line` and `column` of its text, to `end_line`.

    `text` is its first line without a box; `plain` what stands before its first label, without stamp and mark. `stamp`
    is when it was: at its beginning, in brackets, in its date label, or above it. `mark` is one of its kind's (`P0`).
    `begins` is the key of the label that it begins with, or empty. `labels` are those of its dialect that it carries;
    `statements` all of its text.
    """

    section: Section
    line: int
    column: int
    end_line: int
    text: str
    plain: str
    stamp: Stamp | None
    mark: str
    begins: str
    labels: tuple[EntryLabel, ...]
    statements: tuple[Statement, ...]

    def label(self, keys: frozenset[str]) -> EntryLabel | None:
        """The first label of one of the keys that has a value; where none has, the first one."""
        found = [label for label in self.labels if label.key in keys]
        return next((label for label in found if not label.is_unfilled), found[0] if found else None)

    @property
    def unfilled(self) -> bool:
        """Whether it is still a template's example: nothing in it but placeholders."""
        if not all(label.is_unfilled for label in self.labels):
            return False
        return is_unfilled(_NUMBER.sub("", self.plain, count=1)) or (bool(self.labels) and any(marks(self.plain)))


def sections_named(plan: Plan, keys: Sequence[str]) -> list[Section]:
    """The outermost sections of those names, at any level: by their own name, or as an alias of the dialect's, also
    beside the canonical one."""
    known = ((section, plan.dialect.section_of(section.key)) for section in plan.top_sections)
    top = {section.line for section, spec in known if spec is not None and spec.key in keys}
    nested = {
        key for spec in plan.dialect.sections for inner in spec.sections if inner.key in keys for key in inner.keys
    }
    found: list[Section] = []
    # A title such as "Decision log" says what the plan is about.
    title = plan.roots[0] if plan.roots and plan.roots[0].level == 1 else None
    for section in plan.all_sections:
        inside = section is title or (bool(found) and section.line <= found[-1].end_line)
        if not inside and (section.line in top or section.key in keys or section.key in nested):
            found.append(section)
    return found


def entries_of(plan: Plan, spec: EntrySpec) -> list[PlanEntry]:
    """All entries of a kind that somebody wrote ("none yet" is none), in the order of the document."""
    reader = ShapeReader(plan, spec)
    found = []
    for section in sections_named(plan, spec.within):
        for shape in reader.read(section):
            entry = _entry(shape, reader)
            if not _says_nothing(entry):
                found.append(entry)
    return found


def _says_nothing(entry: PlanEntry) -> bool:
    """Whether it says that there is nothing yet: "None yet.", "Observation: (none yet)" with nothing else filled in."""
    told = False
    for part in (None, *entry.labels):
        text = part.value if part else entry.plain
        nothing = says_nothing(text) or _NOTHING.fullmatch(text) is not None
        if nothing and told:
            continue
        if not (part.is_unfilled if part else is_unfilled(text)):
            if not nothing:
                return False  # of nearly all entries the first words tell
            told = True
    return told


def _entry(shape: Shape, reader: ShapeReader) -> PlanEntry:
    labels = labels_of(shape.statements, reader.keys)
    box = BOX.match(shape.head.text)
    start = box.end() if box else 0
    plain = "" if shape.kind == "section" else _plain(shape, labels, reader.keys)
    begins = reader.begins(shape.statements)
    if shape.kind == "heading":
        begins = begins or names((plain,), reader.named)
        if not begins:
            begins = reader.begins(shape.statements[1:])
    elif shape.kind == "row":
        begins = next((label.key for label in labels if label.key in reader.named), "") or reader.row_begins(labels)
    return PlanEntry(
        shape.section,
        shape.head.line,
        shape.head.column + start,
        shape.end_line,
        shape.head.text[start:].strip(),
        _LEADING_MARK.sub("", plain, count=1).strip(" \t\n*_—–-:"),
        _stamp_of(shape, labels) or shape.above,
        _mark_of(shape, plain, reader.marks),
        begins,
        tuple(labels),
        tuple(shape.statements),
    )


def _mark_of(shape: Shape, plain: str, marks: tuple[str, ...]) -> str:
    """The mark that an entry has: at its beginning, in brackets, behind "Priority:", or as a cell of its row."""
    if not marks:
        return ""
    cell_of, first, named = _mark_patterns(marks)
    if shape.kind == "row":
        cells = (cell_of.fullmatch(part.text) for part in shape.statements)
        return next((cell[1].upper() for cell in cells if cell), "")
    box = BOX.match(shape.head.text)
    head = shape.head.text[box.end() if box else 0 :]
    found = [first.search(head), first.search(plain), *(named.search(part.prose) for part in shape.statements)]
    return next((match[match.lastindex or 0].upper() for match in found if match), "")


@lru_cache(maxsize=16)
def _mark_patterns(marks: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A mark as a whole cell, as what an entry begins with or has in brackets, and behind its name."""
    words = "|".join(map(re.escape, marks))
    return (
        re.compile(rf"[\s*_`(\[]*({words})[\s*_`)\]]*", re.I),
        re.compile(rf"\A[\s*_`~(\[（]*({words})(?![\w-]|\.\w)|[(\[（]\s*({words})\s*[)\]）]", re.I),
        re.compile(rf"\bpriority[*_`]*\s*[:：][\s*_`]*({words})\b", re.I),
    )


def _plain(shape: Shape, labels: list[EntryLabel], wanted: frozenset[str]) -> str:
    """What an entry says before its first label, without the stamp."""
    if shape.kind == "row":
        keys = {label.key for label in labels}
        parts = [other.text.strip() for other in shape.statements if other.key not in keys]
        return " ".join(part for part in parts if part and not _is_stamp(part))
    first = shape.statements[0]
    inline = first.places(wanted)
    return without_stamp(first.text[: inline[0][1]])[0] if inline else first.unstamped[0]


def _is_stamp(text: str) -> bool:
    stamp = stamps.leading(text)
    return stamp is not None and not text[stamp.end :].strip(" *_`)")


def _stamp_of(shape: Shape, labels: list[EntryLabel]) -> Stamp | None:
    return next(_stamps(shape, labels), None)


def _stamps(shape: Shape, labels: list[EntryLabel]) -> Iterator[Stamp]:
    """When an entry was, the surest place first."""
    first = without_stamp(shape.head.text)[1]
    if first:
        yield first
    for label in labels:
        found = stamps.leading(label.value) if label.key in DATED else None
        if found:
            yield found
    for statement in shape.statements[:_STATEMENTS]:
        found = statement.unstamped[1]
        if found:
            yield found
        for match in _BEFORE_STAMP.finditer(statement.prose) if _YEAR.search(statement.text) else ():
            found = stamps.at(statement.text, match.end())
            if found:
                yield found
