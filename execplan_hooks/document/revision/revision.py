"""What became of a plan in a change: what it means, what it had on record, and whether a revision says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

from execplan_hooks.document.markdown import BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.edits import anything, is_kept, nothing
from execplan_hooks.document.revision.meaning import MeaningChange, meaning_changes, named
from execplan_hooks.document.revision.pairing import corrects, is_false, paired, same_moment
from execplan_hooks.document.revision.records import Record, is_placeholder, records, statements, worded
from execplan_hooks.document.revision.units import is_note
from execplan_hooks.document.revision.wording import words_of
from execplan_hooks.document.scope.scope_change import Meant
from execplan_hooks.document.sections import Section
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.frozen import frozen

_FINISHED = ("done", "abandoned")


@frozen
class Loss:
    """A ticked item or log entry that is no longer what it was.

    `kind`: `dropped`, `reopened` (no tick any more), `reworded`, `restamped`. `line` is where it, or its section,
    stands after the change; 1 where neither does.
    """

    kind: Literal["dropped", "reopened", "reworded", "restamped"]
    record: Record
    now: Record | None
    line: int


@frozen
class Revision:
    """Two versions of a plan, compared at the time `now`; `meant` tells what an entry of the contract means."""

    before: Plan
    after: Plan
    now: dt.datetime
    meant: Meant

    @cached_property
    def _pairs(self) -> list[tuple[Record, Record | None]]:
        return list(zip(self._was, paired(self._was, self._is), strict=True))

    @cached_property
    def _was(self) -> list[Record]:
        return records(self.before)

    @cached_property
    def _is(self) -> list[Record]:
        return records(self.after)

    @property
    def is_draft(self) -> bool:
        """Whether the plan was still being written: a draft by its status, else one in which nothing is done yet.

        Items with a stamp and without a box tell of work that was done as ticked ones do; decisions are made while
        planning, too.
        """
        if self.before.state is not None:
            return self.before.state == "draft"
        return not any(record.done or (record.done is None and record.stamp and not record.log) for record in self._was)

    @cached_property
    def meaning(self) -> list[MeaningChange]:
        """What an active plan says of its scope, milestones, acceptance, constraints and permissions that it did not
        say before; nothing of a draft, which may be rewritten, and of a finished plan."""
        if self.is_draft or self.before.state in _FINISHED:
            return []
        return meaning_changes(self.before, self.after, self.after.dialect.revision.meaning, self.meant)

    @cached_property
    def losses(self) -> list[Loss]:
        """The ticked items and log entries that were there before the change and are not as they were."""
        return [loss for record, now in self._pairs for loss in self._loss(record, now)]

    def _loss(self, record: Record, now: Record | None) -> Iterator[Loss]:
        if not (record.done or record.log) or is_placeholder(record.text):
            return
        if now is None:
            yield Loss("dropped", record, None, self._section_lines.get(record.section, 1))
        elif record.done and not now.done:
            yield Loss("reopened", record, now, now.line)
        elif not is_kept(record.words, now.words, anything):
            yield Loss("reworded", record, now, now.line)
        elif record.stamp and not self._is_stamp_kept(record.stamp, now.stamp):
            yield Loss("restamped", record, now, now.line)

    def _is_stamp_kept(self, old: Stamp, new: Stamp | None) -> bool:
        """Whether a stamp is the same moment, or corrects one that cannot be right: nobody should restore that."""
        if new is None:
            return is_false(old, self.now)
        return same_moment(old, new) or corrects(old, new, self.now)

    @cached_property
    def _section_lines(self) -> dict[str, int]:
        return {section.title: section.line for section in reversed(self.after.all_sections)}

    @cached_property
    def has_new_entry(self) -> bool:
        """Whether a log has an entry that it did not have."""
        old = {id(now) for _, now in self._pairs}
        return any(record.log and id(record) not in old for record in self._is)

    @cached_property
    def recorded_in(self) -> str:
        """The title of the section where a revision of this plan is recorded; empty where it has none."""
        spec = self.after.dialect.revision
        for names in (spec.recorded_in, spec.else_in):
            titles = [section.title for section in _named(self.after, names)]
            if titles:
                return titles[0]
        return ""

    @cached_property
    def is_recorded(self) -> bool:
        """Whether the change records a revision: a new entry in the section for that, or a note that is named so;
        where the plan has no such section, a new decision."""
        spec = self.after.dialect.revision
        old, new = _notes(self.before, spec.recorded_in), _notes(self.after, spec.recorded_in)
        known = {
            id(now)
            for record, now in zip(old, paired(old, new), strict=True)
            if now and is_kept(record.words, now.words, nothing)
        }
        if any(id(note) not in known for note in new):
            return True
        if _named(self.after, spec.recorded_in):
            return False
        old, new = list(_entries(self.before, spec.else_in)), list(_entries(self.after, spec.else_in))
        known = {id(now) for now in paired(old, new)}
        return any(id(entry) not in known and not is_placeholder(entry.text) for entry in new)


def _named(plan: Plan, names: Sequence[str]) -> list[Section]:
    return [section for section in plan.all_sections if named(plan, section, names)]


def _entries(plan: Plan, names: Sequence[str]) -> Iterator[Record]:
    """The items, paragraphs and table rows of the sections with one of the names."""
    for section in _named(plan, names):
        for block in section.all_blocks():
            if block.kind is BlockKind.TABLE:
                for piece in block.pieces[2:]:
                    yield _entry(piece.text, piece.line, [(piece.text, False)])
            else:
                for part in block.children if block.kind is BlockKind.LIST else (block,):
                    found = list(statements(part))
                    if found:
                        yield _entry(found[0][0], part.line, found)


def _notes(plan: Plan, names: Sequence[str]) -> list[Record]:
    """The entries of revisions, and the notes that are named so and stand elsewhere, several in a paragraph perhaps."""
    found = [entry for entry in _entries(plan, names) if not is_placeholder(entry.text)]
    lines = {entry.line for entry in found}
    first = tuple({name.split()[0] for name in names})
    for block in plan.document.walk():
        if block.kind is BlockKind.PARAGRAPH and block.line not in lines:
            note: list[tuple[str, bool]] = []
            for piece in block.pieces:
                start = piece.text[:80].lstrip(" *_([").casefold()
                if start.startswith(first) and is_note(words_of((start,)), names):
                    if note:
                        found.append(_entry(note[0][0], block.line, note))
                    note = [(piece.text, False)]
                elif note:
                    note.append((piece.text, False))
            if note:
                found.append(_entry(note[0][0], block.line, note))
    return found


def _entry(text: str, line: int, found: Iterable[tuple[str, bool]]) -> Record:
    return Record(text, line, "", worded(found), None)
