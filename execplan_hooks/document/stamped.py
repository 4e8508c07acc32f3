"""Where timestamps stand in a plan: tasks, log entries and dated fields, each with the forms that are right there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from execplan_hooks.document import items, stamps
from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.entries.entry_labels import without_stamp
from execplan_hooks.document.entries.entry_shapes import DATED, ShapeReader
from execplan_hooks.document.markdown import BlockKind, Piece
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.frozen import frozen


@frozen
class StampedPlace:
    """A stamp in the file, with the forms that are right there and the log that it is an entry of.

    `log` is the line and title of the log's section. `strict`: a team or dialect that names exact forms means them;
    `zoned` is what is readable at all.
    """

    stamp: Stamp
    line: int
    column: int
    forms: tuple[str, ...]
    log: tuple[int, str] | None = None

    @property
    def strict(self) -> bool:
        return "zoned" not in self.forms

    @property
    def is_right(self) -> bool:
        """Whether the stamp has one of the forms that are right there."""
        return self.stamp.accepted(self.forms)


def alike(plan: Plan, places: Iterable[StampedPlace]) -> Iterator[tuple[Section | None, int, list[StampedPlace]]]:
    """Stamps without a right form, grouped by their top section and by what they lack; and how many that section has.

    Where most of a section's stamps are wrong, those that lack the same are one group; else each is one by itself.
    """
    tops = plan.top_sections
    by_section: dict[int, list[StampedPlace]] = {}
    for place in places:
        index = bisect_right(tops, place.line, key=lambda top: top.line) - 1
        inside = index >= 0 and place.line <= tops[index].end_line
        by_section.setdefault(index if inside else -1, []).append(place)
    for index, here in by_section.items():
        wrong = [place for place in here if not place.stamp.impossible and not place.is_right]
        mostly = index >= 0 and 2 * len(wrong) > len(here)
        groups: dict[object, list[StampedPlace]] = {}
        for place in wrong:
            groups.setdefault((place.stamp.form, place.forms) if mostly else place, []).append(place)
        for group in groups.values():
            yield tops[index] if index >= 0 else None, len(here), group


def stamped_places(plan: Plan, configured: tuple[str, ...]) -> Iterator[StampedPlace]:
    """All stamps of a plan, each once; `configured` forms outweigh the dialect's.

    A log entry that neither begins nor ends with a stamp may have one in a field (`Date/Author: …`), which then is
    the entry's. Headings, rows and paragraphs are entries of a log too; what stands below a heading with a date runs in
    an order of its own.
    """
    default = configured or plan.dialect.timestamps
    seen: set[tuple[int, int]] = set()
    undated: list[tuple[int, int, tuple[int, str]]] = []  # first and last line of log entries, and their log
    for section, spec in plan.matches:
        forms = configured or spec.timestamps or _labelled_forms(plan, spec) or default
        blocks = list(plan.blocks_of(section))
        entries = items.entries_in(blocks) if spec.entries else []
        log = (section.line, section.title) if spec.entries == "log" else None
        others = list(_others(plan, section)) if log else []
        found: list[items.Task | items.Entry] = [*items.tasks_in(blocks), *entries]
        for entry in found:
            stamp = _stamp_of(entry, forms)
            column = entry.column + stamp.start if stamp else 0
            around = _around(others, entry.line)
            if stamp and (entry.line, column) not in seen:
                seen.add((entry.line, column))
                yield StampedPlace(
                    stamp, entry.line, column, forms, (around.line, around.text) if around and around.stamp else log
                )
            elif log and not stamp and around is None:
                undated.append((entry.line, entry.end_line, log))
        for other in others:
            stamp = _readable(other.stamp, forms)
            column = other.column + stamp.start if stamp else 0
            if stamp and (other.line, column) not in seen:
                seen.add((other.line, column))
                yield StampedPlace(stamp, other.line, column, forms, log)
            elif log and not stamp:
                undated.append((other.line, other.end_line, log))
    undated.sort()
    for name, field in plan.dialect.fields.items():
        if name not in ("stamp", "created", "updated") and not field.timestamps:
            continue
        forms = configured or field.timestamps or default
        for value in plan.field(name):
            stamp = _readable(stamps.leading(value.value), forms)
            column = value.column + stamp.start if stamp else 0
            if stamp and (value.line, column) not in seen:
                seen.add((value.line, column))
                yield StampedPlace(stamp, value.line, column, forms, _log_at(undated, value.line))


_APART = (BlockKind.TABLE, BlockKind.PARAGRAPH)
"""What, besides deeper headings, an entry may be that is no list item."""


@frozen
class _Other:
    """An entry of a log that is no list item, and the stamp that it begins with."""

    line: int
    column: int
    end_line: int
    text: str
    stamp: Stamp | None


def _others(plan: Plan, section: Section) -> Iterator[_Other]:
    if not section.children and not any(block.kind in _APART for block in section.blocks):
        return
    for shape in ShapeReader(plan, EntrySpec("entry")).read(section):
        if shape.kind != "item":
            cells = [statement.pieces[0] for statement in shape.statements] if shape.kind == "row" else [shape.head]
            piece, stamp = next(
                ((cell, stamp) for cell in cells if (stamp := _of_cell(cell, shape.kind))), (shape.head, None)
            )
            yield _Other(piece.line, piece.column, shape.end_line, shape.head.text, stamp)


def _around(others: list[_Other], line: int) -> _Other | None:
    """The one that a later line belongs to; they are in order and do not overlap."""
    index = bisect_right(others, line, key=lambda other: other.line) - 1
    return others[index] if index >= 0 and others[index].line < line <= others[index].end_line else None


def _of_cell(piece: Piece, kind: str) -> Stamp | None:
    """The stamp that a text begins with; in a row it stands in a cell of its own."""
    rest, stamp = without_stamp(piece.text)
    return stamp if kind != "row" or not rest.strip() else None


def _labelled_forms(plan: Plan, spec: SectionSpec) -> tuple[str, ...]:
    """The forms that are right behind the date label of a section's entries: a table's column and a heading with the
    date are other shapes of the same."""
    field = plan.dialect.fields.get("stamp")
    labels = (label for entry in plan.dialect.entries.values() if spec.key in entry.within for label in entry.labels)
    return field.timestamps if field and spec.entries == "log" and any(label.keys & DATED for label in labels) else ()


def _stamp_of(entry: items.Task | items.Entry, forms: tuple[str, ...]) -> Stamp | None:
    """The stamp at the beginning of the entry's first line; where nothing is left to do, else that at its end.

    At the end of an open task stands when it is due, which may well lie in the future.
    """
    stamp = _readable(stamps.leading(entry.text), forms)
    is_open = entry.open if isinstance(entry, items.Entry) else not entry.done
    return stamp if stamp or is_open else _readable(stamps.trailing(entry.text), forms)


def _readable(stamp: Stamp | None, forms: tuple[str, ...]) -> Stamp | None:
    """The stamp, except for a compact one where no exact form is agreed: there it may be the name of a run."""
    return None if stamp and stamp.form == "compact" and "zoned" in forms else stamp


def _log_at(undated: list[tuple[int, int, tuple[int, str]]], line: int) -> tuple[int, str] | None:
    """The log of the entry that a line belongs to; the entries are sorted and do not overlap."""
    index = bisect_right(undated, line, key=lambda entry: entry[0]) - 1
    return undated[index][2] if index >= 0 and line <= undated[index][1] else None
