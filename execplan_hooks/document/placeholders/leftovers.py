"""Placeholders of a template that are left in a plan, told from code, markup and prose by where they stand.

Text of their shape is in every fifth real plan, mostly generic types and the syntax of commands. So a placeholder is
only what fills a slot from end to end (see `slots.py`).
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.inline import Stretch
from execplan_hooks.document.markdown import Block, BlockKind, Piece, cells
from execplan_hooks.document.placeholders.slots import LABELLED, Slot, slots
from execplan_hooks.document.placeholders.unfilled import (
    hints_at_marks,
    is_choice,
    is_markup,
    is_unfilled,
    marks,
    outside,
)
from execplan_hooks.document.plan import Plan

_DATED = re.compile(
    r"\b(?:date|created|updated|start(?:ed)?|end(?:ed)?|finished|completed|due|retrieved|timestamp|when)\b",
    re.IGNORECASE,
)
_FORMAT = re.compile(r"\b(?:format|pattern|form|style|allowed|recommended|template)\b", re.IGNORECASE)
_STATUS = re.compile(r"\b(?:status|state)\b", re.IGNORECASE)
_BEGINS = re.compile(r"`<(?=[^<>`=]*[\s/])[^<>`=]*+>`\s+or\s")  # "Evidence: `<path/log>` or command output"
_KINDS = frozenset((BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HTML, BlockKind.TABLE))
_SAMPLE = frozenset(("template", "skeleton"))
_OF_PLANS = frozenset(("exec", "execution", "plan", "plans", "execplan", "execplans", "ep", "codex", "of", "a", "good"))


class Certainty(enum.Enum):
    """`CERTAIN`: nobody has filled it in. `LIKELY`: it could be an abbreviation or a remark. `DUE_WHEN_DONE`: as it
    should be while the work goes on."""

    CERTAIN = enum.auto()
    LIKELY = enum.auto()
    DUE_WHEN_DONE = enum.auto()


@dataclass(frozen=True)
class Leftover:
    """A placeholder, on one or more lines; `label` is what it stands behind, or empty. `end_column` is exclusive."""

    text: str
    label: str
    line: int
    column: int
    end_line: int
    end_column: int
    certainty: Certainty


@dataclass(frozen=True)
class _Place:
    """Where a statement stands. `form`: where values are filled in one by one, as in a header; `exact`: where a path is
    one that exists; `living`: in a section that grows with the work; `names`: the first column of a table; `words` are
    the alternatives of the plan's dialect."""

    kind: BlockKind
    form: bool
    exact: bool
    living: bool
    words: frozenset[str]
    names: bool = False


_Judged = tuple[Slot, Certainty | None]


def leftovers(plan: Plan) -> Iterator[Leftover]:
    """The placeholders of a plan: those of the front matter, then those of the text, each in the order of the lines.

    None in sections that are due when the plan is done, before it is.
    """
    words = frozenset(plan.dialect.statuses) | {name.casefold() for name in plan.dialect.recognise.profiles}
    header = _Place(BlockKind.PARAGRAPH, form=True, exact=False, living=False, words=words)
    for field in plan.front_matter.fields:
        slot = Slot(field.value, 0, len(field.value), "label", "end", field.key)
        certainty = _certainty(slot, None, header)
        if certainty:
            end = field.column + len(field.value)
            yield Leftover(field.value, field.key, field.line, field.column, field.line, end, certainty)
    typed = {(value.line, value.column) for name in plan.dialect.fields for value in plan.field(name)}
    for block, place in _blocks(plan, header):
        for stretch, names in _statements(plan, block):
            for slot, certainty in _in_statement(stretch, replace(place, names=True) if names else place, typed):
                label = slot.label if slot.opener == "label" else ""
                end_line, end = stretch.place(slot.end - 1)
                yield Leftover(slot.text, label, *stretch.place(slot.start), end_line, end + 1, certainty)


def is_sample(plan: Plan) -> bool:
    """Whether a plan says that it is a template for plans: its file's name or a heading before its first
    living section does.

    "Plan template" and "0000-template" do; "Add an e-mail template" is a plan like others.
    """
    first = next((section.line for section, spec in plan.matches if spec.living), 0)
    name = plan.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    texts = [name, *(section.key for section in plan.all_sections if section.line < first)]
    words = (set(re.findall("[a-z]+", text.casefold())) for text in texts)
    return any(_SAMPLE & found and found <= _SAMPLE | _OF_PLANS for found in words)


def _blocks(plan: Plan, header: _Place) -> Iterator[tuple[Block, _Place]]:
    """The blocks in which something may be left, with where the statements in them stand."""
    starts = [section.line for section, _ in plan.matches]
    for top in plan.document.blocks:
        if not _may_hold("\n".join(plan.source.lines[top.line - 1 : top.end_line])):
            continue
        index = bisect_right(starts, top.line) - 1
        section, spec = plan.matches[index] if index >= 0 else (None, SectionSpec(""))
        if section and top.line > section.end_line:
            spec = SectionSpec("")
        if (spec.required == "done" or spec.empty == "until-done") and plan.state != "done":
            continue
        exact = spec.required == "done" or (spec.key != "" and spec.key == plan.dialect.scope.within)
        living = spec.living or bool(spec.entries)
        place = replace(header, form=exact or index < 0, exact=exact, living=living)
        for block in top.walk():
            if block.kind in _KINDS and _may_hold(block.text):
                yield block, place if block.kind is place.kind else replace(place, kind=block.kind)


def _may_hold(text: str) -> bool:
    """Whether a text may hold a placeholder or a choice; no part of it does where it does not."""
    return "|" in text or hints_at_marks(text)


def _statements(plan: Plan, block: Block) -> Iterator[tuple[Stretch, bool]]:
    """The statements of a leaf without comments, and whether each stands in the first column of a table: a paragraph
    up to a line that begins with a label, a cell, an HTML block."""
    pieces = block.pieces
    if "<!--" in block.text:
        shown = ((piece, plan.mask.without_comments(piece.line)[piece.column - 1 :]) for piece in pieces)
        pieces = tuple(replace(piece, text=text[: len(piece.text)]) for piece, text in shown)
    if block.kind is BlockKind.TABLE:
        for row in pieces[2:]:
            found = enumerate(cells(row.text)) if "\\|" in row.text or hints_at_marks(row.text) else ()
            for number, (offset, cell) in found:
                yield Stretch((Piece(row.line, row.column + offset, cell),)), number == 0
    elif pieces and not (block.kind is BlockKind.HTML and "</" in block.text):
        first = 0
        for number in range(1, len(pieces) + 1):
            if number == len(pieces) or LABELLED.match(pieces[number].text):
                yield Stretch(pieces[first:number]), False
                first = number


def _in_statement(stretch: Stretch, place: _Place, typed: set[tuple[int, int]]) -> Iterator[tuple[Slot, Certainty]]:
    text = stretch.text.replace("\n", " ")
    if "|" not in text and not any(marks(text)):
        return
    found: list[tuple[Slot, Certainty]] = []
    after: _Judged | None = None
    for slot in reversed(slots(text)):
        is_typed = stretch.place(slot.start) in typed
        certainty = _certainty(slot, after, replace(place, form=True) if is_typed and not place.form else place)
        # "Type: <string>" in a description tells of a format; where a value is wanted it stands for one.
        wanted = place.form or place.exact or place.living or is_typed or re.search(r"\w\s+\w", slot.text)
        if certainty is Certainty.CERTAIN and slot.opener == "label" and not wanted:
            certainty = Certainty.LIKELY
        if certainty is None and slot.opener == "label" and (place.exact or is_typed) and _is_open_path(slot.text):
            certainty = Certainty.CERTAIN
        if certainty:
            found.append((slot, certainty))
        after = slot, certainty
    yield from reversed(found)


def _certainty(slot: Slot, after: _Judged | None, place: _Place) -> Certainty | None:
    """How certainly a slot holds a placeholder and nothing else, None where it does not; `after` is the next slot."""
    whole = slot.opener in ("start", "label", "bullet") and slot.closer in ("end", "bullet")
    if slot.opener == "label" and (place.form or place.living) and is_choice(slot.text, place.words):
        return Certainty.CERTAIN if place.form else Certainty.DUE_WHEN_DONE
    if not is_unfilled(slot.text):
        return Certainty.LIKELY if slot.opener == "label" and _BEGINS.match(slot.text) else None
    kinds = {mark.kind for mark in marks(slot.text)}
    if "angle" in kinds:
        return _of_angle(slot, after, place, whole)
    if kinds == {"date"}:
        return _of_date(slot, place)
    if kinds == {"dots"}:
        first = slot.opener == "start" and after is not None and after[0].closer == "label"
        stands = (whole or first or slot.opener == "label") and place.kind is BlockKind.PARAGRAPH and not slot.code
        return Certainty.LIKELY if stands else None
    if kinds == {"word"}:
        stands = whole and not (slot.code or place.kind is BlockKind.TABLE or _STATUS.search(slot.label))
        return Certainty.DUE_WHEN_DONE if stands else None
    coded = slot.code and not kinds <= {"id", "date"}
    return Certainty.CERTAIN if kinds and whole and not coded and not place.names else None


def _of_date(slot: Slot, place: _Place) -> Certainty | None:
    if slot.opener == "stamp" and not slot.code:
        if place.living or (place.form and slot.closer == "bracket"):
            return None if slot.closer == "none" else Certainty.CERTAIN
        return Certainty.LIKELY if slot.closer == "bracket" and place.kind is BlockKind.PARAGRAPH else None
    dated = slot.opener == "label" and (place.form or _DATED.search(slot.label)) and not _FORMAT.search(slot.label)
    return Certainty.CERTAIN if dated else None


def _of_angle(slot: Slot, after: _Judged | None, place: _Place, whole: bool) -> Certainty | None:
    angles = [slot.text[mark.start : mark.end] for mark in marks(slot.text) if mark.kind == "angle"]
    describes = any(re.search(r"[\s/,|]", angle) for angle in angles)
    html = place.kind is BlockKind.HTML
    if any(is_markup(angle, strict=slot.code or html) for angle in angles):
        return None
    if slot.closer == "label":  # it names what follows: that is a placeholder too, or it is explained
        return after[1] if after else None
    if not slot.code:
        stamp = slot.opener == "stamp" and any(mark.kind == "date" for mark in marks(angles[0][1:]))
        stands = whole or describes or stamp or slot.opener == "label" or place.kind is BlockKind.HEADING
        return Certainty.CERTAIN if stands else None
    if (
        place.names
        or place.kind is BlockKind.HEADING
        or not (whole or slot.opener == "label" or (place.exact and slot.opener == "start"))
    ):
        return None
    if place.exact or (place.form and slot.opener != "start"):
        return Certainty.CERTAIN
    # "`src/<module>/`" is a pattern, "`id`: `<uuid>`" tells of a format.
    described = slot.label.startswith("`") and not describes
    if "/" in outside(slot.text) or described:
        return None
    return Certainty.CERTAIN if whole and describes and slot.opener == "label" else Certainty.LIKELY


def _is_open_path(text: str) -> bool:
    """Whether a text is one path with a part in angle brackets."""
    angles = (text[mark.start : mark.end] for mark in marks(text) if mark.kind == "angle")
    return not re.search(r"\s", re.sub("<[^<>]*>", "", text)) and any(
        not is_markup(angle, strict=True) for angle in angles
    )
