"""A source in its dialect: `Plan`, the one thing that document rules get.

Everything is found on demand and once: a rule that asks for no links costs no inline parsing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.document import frontmatter, inline, items, labels, markdown, mask, sections
from execplan_hooks.document.catalogue import Catalogue, Fingerprint
from execplan_hooks.document.dialect import Dialect, SectionSpec
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.sections import HiddenHeading, Section
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.located import unknown

_WRAPPED_SHARE = 0.8
_PLACEHOLDER = re.compile(r"<[^<>]*>|\{\{.*\}\}|\.\.\.|…")
_AUTHOR = re.compile(r"\b(?:owner|author)\s*:\s*`?@?(?P<name>[\w][\w./-]*)", re.IGNORECASE)
_HANDOFF = re.compile(r"\bhand(?:ed|ing)?[- ]?(?:off|over)\b", re.IGNORECASE)


@dataclass(frozen=True)
class FieldValue:
    """A field of the dialect as it stands in the plan; `place` is `"front-matter"` or the section's key."""

    name: str
    value: str
    line: int
    column: int
    place: str


@dataclass(frozen=True)
class Plan:
    """One plan.

    `state` is what the configuration says of plans at this place (`done` in a completed folder), if it says
    so. `wrapped` is the code fence around the whole document, where there is one by mistake.
    """

    source: Source
    document: markdown.Document
    dialect: Dialect
    front_matter: frontmatter.FrontMatter
    configured_state: str | None = None
    wrapped: markdown.Block | None = None

    @property
    def path(self) -> str:
        return self.source.path

    @cached_property
    def roots(self) -> tuple[Section, ...]:
        return sections.build(self.document)

    @cached_property
    def all_sections(self) -> tuple[Section, ...]:
        """All sections at all depths, in the order of the document."""
        return tuple(section for root in self.roots for section in root.walk())

    @cached_property
    def level(self) -> int:
        """The heading level of the plan's sections: 2, or the one that most of the dialect's have here.

        A plan embedded in a larger document has them one deeper; its structure is right all the same.
        """
        known = {spec.key for spec in self.dialect.sections}
        counts = Counter(section.level for section in self.all_sections if section.key in known)
        if not counts:
            return 2
        level, count = counts.most_common(1)[0]
        return level if count >= 3 and counts.get(2, 0) * 2 < count else 2

    @cached_property
    def top_sections(self) -> tuple[Section, ...]:
        """The sections at the plan's section level."""
        return tuple(section for section in self.all_sections if section.level == self.level)

    @cached_property
    def matches(self) -> tuple[tuple[Section, SectionSpec], ...]:
        """Top sections with what the dialect says of them, in the order of the document.

        A section named by an alias counts only where no section has the canonical name.
        """
        exact = {spec.key for spec in self.dialect.sections} & {section.key for section in self.top_sections}
        found = []
        for section in self.top_sections:
            spec = self.dialect.section_of(section.key)
            if spec and (spec.key == section.key or spec.key not in exact):
                found.append((section, spec))
        return tuple(found)

    def sections_of(self, spec: SectionSpec) -> list[Section]:
        """The top sections that are `spec`; more than one where it was written twice."""
        return [section for section, other in self.matches if other is spec]

    @cached_property
    def hidden(self) -> tuple[HiddenHeading, ...]:
        return tuple(sections.hidden_headings(self.document))

    @cached_property
    def labels(self) -> tuple[labels.Label, ...]:
        return tuple(labels.labels_in(self.document.blocks, self.roots))

    @cached_property
    def mask(self) -> mask.CodeMask:
        start = self.source.front_matter_end
        return mask.mask(self.source.lines[start:], self.document, start + 1)

    @cached_property
    def links(self) -> tuple[inline.Link, ...]:
        return tuple(inline.links(self.document))

    def field(self, name: str) -> list[FieldValue]:
        """The values of one of the dialect's fields, in the order of the document; empty without one."""
        spec = self.dialect.fields.get(name)
        if spec is None:
            return []
        found = []
        if "front-matter" in spec.places:
            found += [
                FieldValue(name, entry.value, entry.line, entry.column, "front-matter")
                for entry in self.front_matter.fields
                if normalise(entry.key) in spec.labels
            ]
        for label in self.labels:
            place = label.path[-1] if label.path else "header"
            wanted = (
                "*" in spec.places
                or ("header" in spec.places and label.section is None)
                or any(self._is_place(key, spec.places) for key in label.path)
            )
            if label.key in spec.labels and wanted:
                found.append(FieldValue(name, label.value, label.line, label.column, place))
        return found

    def _is_place(self, key: str, places: tuple[str, ...]) -> bool:
        """Whether a section's key is one of the places, by its own name or as an alias of one."""
        if key in places:
            return True
        spec = self.dialect.section_of(key)
        return spec is not None and spec.key in places

    @cached_property
    def state(self) -> str | None:
        """`draft`, `active`, `blocked`, `done`, `abandoned`, or None where nothing says it."""
        if self.configured_state:
            return self.configured_state
        for value in self.field("status"):
            state = status_state(value.value, self.dialect)
            if state:
                return state
        return None

    @cached_property
    def authors(self) -> frozenset[str]:
        """Who stands as owner or author in the entries of tasks and logs."""
        names: set[str] = set()
        for section, spec in self.matches:
            if spec.entries:
                for entry in items.entries_in(section.all_blocks()):
                    names.update(match["name"].casefold() for match in _AUTHOR.finditer(entry.whole))
        return frozenset(names)

    @cached_property
    def tells_of_handoff(self) -> bool:
        """Whether an entry of a living section speaks of a hand-off that took place."""
        return any(
            _HANDOFF.search(entry.text) and not entry.open
            for section, spec in self.matches
            if spec.living
            for entry in items.entries_in(section.all_blocks())
        )

    def holds(self, condition: str) -> bool:
        """Whether a condition of the dialect is true of the plan; `never` never is, `always` always."""
        if condition in ("always", "never"):
            return condition == "always"
        if condition == "done":
            return self.state == "done"
        if condition == "handoff":
            return self.tells_of_handoff
        return len(self.authors) > 1


def status_state(value: str, dialect: Dialect) -> str | None:
    """The state that a status value means: `"✅ Complete, see below"` -> `done`; None for unknown words.

    A placeholder (`<Proposed | In Progress>`) or a choice left open means that nobody filled it in: draft.
    """
    if _PLACEHOLDER.search(value) or "|" in value:
        return "draft"
    words = re.split(r"[\s]+", re.sub(r"[`*_\-]+", " ", normalise(value)).strip())
    for count in range(min(len(words), 4), 0, -1):
        state = dialect.statuses.get(" ".join(words[:count]).rstrip(".,;:"))
        if state:
            return state
    return None


def load(source: Source, catalogue: Catalogue, dialect: str | None = None, state: str | None = None) -> Plan | None:
    """The plan that a source holds, or None where it is no plan in any dialect.

    `dialect` and `state` are what the configuration says of this path. Raises `MarkdownLimitError` for a
    document that is nested too deeply, `UnreadableError` for an unknown dialect named in its front matter,
    `ConfigError` for a faulty dialect.
    """
    end = source.front_matter_end
    document = markdown.parse(source.lines[end:], end + 1)
    front = frontmatter.parse(source)
    named = next((field for field in front.fields if field.key == "dialect"), None)
    if dialect is None and named is not None:
        if named.value not in catalogue.names:
            raise UnreadableError(
                "not checked: " + unknown(f'dialect "{named.value[:60]}"', named.value, catalogue.names),
                "name one of them, or describe the dialect in the configuration",
                named.line,
            )
        dialect = named.value
    wrapped = _wrapping_fence(document, source)
    if dialect is not None:
        chosen = catalogue.get(dialect)
    else:
        recognised = catalogue.recognise(_fingerprint(document, front, wrapped))
        if recognised is None:
            return None
        chosen = recognised
    return Plan(source, document, chosen, front, state, wrapped)


def _fingerprint(
    document: markdown.Document, front: frontmatter.FrontMatter, wrapped: markdown.Block | None
) -> Fingerprint:
    fences = [block for block in document.blocks if block.kind is markdown.BlockKind.FENCE]
    swallowing = next((block for block in fences if block is wrapped or not block.closed), None)
    hidden = sections.hidden_headings(document)
    swallowed = {heading.key for heading in hidden if swallowing and heading.line > swallowing.line}
    return Fingerprint(
        visible={section.key for root in sections.build(document) for section in root.walk()},
        front_matter={field.key for field in front.fields},
        swallowed=swallowed,
        shown={heading.key for heading in hidden} - swallowed,
    )


def _wrapping_fence(document: markdown.Document, source: Source) -> markdown.Block | None:
    """The fence that holds nearly all of a document together with its headings, if there is one."""
    for block in document.blocks:
        if block.kind is markdown.BlockKind.FENCE and block.info.split(" ")[0].lower() in (
            "",
            "md",
            "markdown",
        ):
            share = (block.end_line - block.line + 1) / max(1, len(source.lines) - source.front_matter_end)
            inside = sum(1 for piece in block.pieces if piece.text.startswith("## "))
            if share >= _WRAPPED_SHARE and inside >= 3:
                return block
    return None
