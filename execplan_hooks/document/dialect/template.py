"""A team's own plan template as a schema: Markdown headings and labels to a `Dialect`.

Headings in order are the sections; markers in their trailing parentheses decide: `(MUST)`, `(Mandatory)`,
`(Required)` -> required, `(SHOULD)`, `(Recommended)` -> recommended, `(MAY)`, `(Optional)`, `(if ...)`,
`(when ...)` -> optional, `(fill when done)`, `(Validator Output)` -> required once the plan is done; without a
marker -> required. A section for references is always welcome. Bold and bullet labels become fields; those of the
header and the keys of the front matter are recommended, unless a marker says otherwise. A value that is a choice
(`DRAFT | DONE`) says which values the field may have; stamps in the template say which form stamps have.
"""

from __future__ import annotations

import dataclasses
import re

from execplan_hooks.document import frontmatter, stamps
from execplan_hooks.document.dialect import template_fields
from execplan_hooks.document.dialect.dialect import Dialect, Recognition, ScopeSpec, SectionSpec
from execplan_hooks.document.items import tasks_in
from execplan_hooks.document.markdown import BlockKind, parse
from execplan_hooks.document.sections import Section, build
from execplan_hooks.document.source import Source

_MARKER = re.compile(r"[(\uff08]([^()\uff08\uff09]*)[)\uff09]\s*+[:#]*+\s*+$")
_PLACEHOLDERS = (
    ("YYYY", "2025"),
    ("MM", "01"),
    ("DD", "01"),
    ("hh", "12"),
    ("HH", "12"),
    ("mm", "00"),
    ("ss", "00"),
)
_REFERENCES = frozenset(("references", "see also", "links", "sources", "further reading"))
# Sections that grow while the work goes on, and when they may still be empty. A template cannot say it.
_LIVING = {
    "progress": "never",
    "surprises and discoveries": "always",
    "decision log": "always",
    "open questions": "always",
    "outcomes and retrospective": "until-done",
}
_MIN_FRONT_MATTER = 3
_MUST = re.compile(r"^(must|mandatory|required)\b")
_CONDITIONS = (
    (re.compile(r"multi-?agent|several agents|more than one agent|>\s*1 agent"), "several-agents"),
    (re.compile(r"hand-?\s?off"), "handoff"),
    (re.compile(r"when done|on completion|at closeout|\b(?:validator|reviewer|closer) output"), "done"),
)


def derive(name: str, source: Source, base: Dialect) -> Dialect:
    """The dialect that a template document describes; what it says nothing of comes from `base`.

    Raises `MarkdownLimitError` for a template that is too deeply nested to be parsed.
    """
    body_start = source.front_matter_end
    document = parse(source.lines[body_start:], body_start + 1)
    sections = _body_sections(build(document))
    specs = tuple(_spec(section, 2) for section in sections)
    if specs and not any(spec.urls for spec in specs):
        names = ("See Also", "Links", "Sources", "Further Reading")
        specs += (SectionSpec("References", names, order="anywhere", urls=True),)
    required = tuple(spec.key for spec in specs if spec.required == "always")
    front = tuple(field.key for field in frontmatter.parse(source).fields)
    return dataclasses.replace(
        base,
        name=name,
        sections=specs,
        fields=template_fields.derive(source, document, build(document), base.fields),
        # One or two keys, such as a title, are in anybody's front matter.
        recognise=Recognition(
            required,
            max(3, -(-len(required) * 3 // 5)),
            front_matter=front if len(front) >= _MIN_FRONT_MATTER else (),
        ),
        timestamps=_forms(source, base.timestamps),
        scope=_scope(sections, base.scope),
    )


def _body_sections(roots: tuple[Section, ...]) -> tuple[Section, ...]:
    """The plan's sections: those below the title where there is one title, else all top ones."""
    if len(roots) == 1 and roots[0].children:
        return roots[0].children
    return roots[1:] if len(roots) > 1 and roots[0].level < roots[1].level else roots


def _spec(section: Section, level: int) -> SectionSpec:
    marker = _MARKER.search(section.title)
    words = marker.group(1).strip().casefold() if marker else ""
    condition = next((name for pattern, name in _CONDITIONS if pattern.search(words)), None)
    must = bool(_MUST.match(words))
    conditional = re.search(r"\b(if|when|on)\b", words) is not None
    optional = re.match(r"(may|optional)\b", words) is not None or conditional
    recommended = re.search(r"\b(should|recommended)\b", words) is not None
    required = "never"
    if condition == "done":
        required = "done"
    elif must and conditional:
        required = condition or "never"
    elif not optional and not recommended:
        required = "always"
    return SectionSpec(
        heading=section.title,
        level=level,
        required=required,
        recommended=recommended,
        living=section.key in _LIVING,
        empty="until-done" if "when done" in words else _LIVING.get(section.key, "never"),
        order="anywhere" if section.key in _REFERENCES else "fixed",
        entries=_entries(section),
        urls=section.key in _REFERENCES,
        sections=tuple(_spec(child, level + 1) for child in section.children),
    )


def _entries(section: Section) -> str:
    if tasks_in(section.blocks):
        return "tasks"
    for block in section.blocks:
        if block.kind is BlockKind.LIST and any(
            stamps.leading(_filled(item.children[0].text)) for item in block.children if item.children
        ):
            return "log"
    return ""


def _filled(text: str) -> str:
    """A template's `YYYY-MM-DDThh:mmZ` as a stamp of that form."""
    for letters, digits in _PLACEHOLDERS:
        text = text.replace(letters, digits)
    return text


def _forms(source: Source, default: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of all stamps in the template, and those that say more; the base's where it has none."""
    found = set()
    for line in source.lines:
        filled = _filled(line)
        for match in re.finditer(r"\d{4}-\d{2}-\d{2}", filled):
            stamp = stamps.at(filled, match.start())
            if stamp and stamp.form in stamps.FORMS:
                found.add(stamp.form)
    if "minutes" in found:
        found.add("rfc3339")
    if found == {"date"}:
        found.add("zoned")
    return tuple(form for form in stamps.FORMS if form in found) or default


def _scope(sections: tuple[Section, ...], default: ScopeSpec) -> ScopeSpec:
    """A section with "Include" and "Exclude" below it is the plan's file-scope contract."""
    for section in sections:
        children = {child.key for child in section.children}
        if {"include", "exclude"} <= children:
            return ScopeSpec(section.key, ("include",), ("exclude",), required=True)
        for block in section.children:
            if block.key == "allowed scope":
                return ScopeSpec(section.key, ("allowed directories", "allowed files"), ("forbidden directories",))
    return default
