"""The fields of a team's own template: its front matter keys and labels, and what their values say of them.

A key, and a label of the header, is `recommended`: a plan without it gets a warning. A marker behind a label
(`Links (Optional)`, `Owner (Required)`) decides otherwise. Labels in sections are optional. A value that is nothing but
a choice (`DRAFT | IN_PROGRESS | DONE`, `<Proposed | In Progress | Complete>`) says which values there are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from execplan_hooks.document import frontmatter, stamps
from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.labels import Label, labels_in
from execplan_hooks.document.markdown import Document
from execplan_hooks.document.placeholders.unfilled import is_choice, is_unfilled, marks
from execplan_hooks.document.sections import Section
from execplan_hooks.document.source import Source

_URLS = frozenset(("references", "see also", "links", "sources", "further reading"))
_MARKER = re.compile(r"\((?P<words>[^()]*)\)\W*$")
_OPTIONAL = re.compile(r"\b(?:may|optional|if|when)\b")
_REQUIRED = re.compile(r"\b(?:must|mandatory|required)\b")
_WORD = re.compile(r"[^\W_]+(?:[ _-][^\W_]+){0,3}")
_NAME = re.compile(r"[A-Z][^\W_]*(?:[ _-][A-Z0-9][^\W_]*)*")
_MAX_INSTRUCTION = 60  # characters; what is longer explains the template


def derive(
    source: Source, document: Document, roots: tuple[Section, ...], base: Mapping[str, FieldSpec]
) -> dict[str, FieldSpec]:
    """The fields of a template that was parsed to `document` with the sections `roots`, on top of those of `base`."""
    fields = dict(base)
    for entry in frontmatter.parse(source).fields:
        _add(fields, entry.key, "front-matter", entry.value, recommended=True)
    for label in labels_in(document.blocks, roots):
        if label.section is None:
            _add(fields, label.text, "header", label.value, recommended=_is_form(label))
        elif (label.key, label.section.key) == ("status", "progress"):
            # Which words it has at which stage is not all in a template.
            fields.setdefault("progress-status", FieldSpec(("status",), ("progress",), name=label.text, type="status"))
        else:
            _add(fields, label.text, label.section.key, label.value, recommended=False)
    return fields


def _add(fields: dict[str, FieldSpec], text: str, place: str, value: str, *, recommended: bool) -> None:
    key = normalise(text)
    name = next((name for name, spec in fields.items() if key in spec.labels and place in spec.places), None)
    marker = _MARKER.search(text)
    words = marker["words"].casefold() if marker else ""
    values = choice(value)
    if name is None:
        name = key.replace(" ", "-")
        if name in fields:  # a label of that name means something else in each section
            name = f"{place}-{name}".replace(" ", "-")
        # The labels of a section are mostly those of the entries in it.
        kind = "list" if place not in ("front-matter", "header") else "stamp" if _is_stamp(value) else "text"
        shown = _MARKER.sub("", text).strip()
        old = fields.get(name, FieldSpec((key,), (place,), name=shown, type=kind, urls=key in _URLS))
    else:
        old = fields[name]
    fields[name] = dataclasses.replace(
        old,
        places=tuple(dict.fromkeys((place, *old.places))),  # the template's own is where a missing one belongs
        required="always" if recommended and _REQUIRED.search(words) else old.required,
        recommended=old.recommended or (recommended and not _OPTIONAL.search(words)),
        values=values or old.values,
        unique=old.unique or (place == "front-matter" and key == "id"),
    )


def _is_form(label: Label) -> bool:
    """Whether a label of the header is one to fill in, and not the beginning of a sentence about the template."""
    return is_unfilled(label.value) or (len(label.value) <= _MAX_INSTRUCTION and not label.value.endswith((".", "!")))


def _is_stamp(value: str) -> bool:
    """Whether a timestamp, or the form of one, is all that stands there."""
    text = value.strip(" `<>")
    stamp = stamps.at(text)
    return (stamp is not None and stamp.end == len(text)) or [(mark.kind, mark.end) for mark in marks(text)] == [
        ("date", len(text))
    ]


def choice(value: str) -> tuple[str, ...]:
    """The alternatives of a value that is nothing but a choice of words, as written; else none.

    In angle brackets stand mostly descriptions (`<path | url>`): there the words have capitals or are states.
    """
    text = value.strip().strip("`*").strip()
    described = text.startswith("<") and text.endswith(">")
    inner = text[1:-1] if described else text
    parts = tuple(part.strip(" `*") for part in inner.replace("\\|", "|").split("|")) if len(text) <= 200 else ()
    if len(parts) < 2 or len(set(parts)) < len(parts) or not all(_WORD.fullmatch(part) for part in parts):
        return ()
    names = all(_NAME.fullmatch(part) for part in parts) or is_choice(inner)
    single = all(" " not in part for part in parts)
    return parts if names or (single and not described) else ()
