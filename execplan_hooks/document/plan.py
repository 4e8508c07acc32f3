"""A source in its dialect: `Plan`, the one thing that document rules get.

Everything is found on demand and once: a rule that asks for no links costs no inline parsing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from execplan_hooks.document import frontmatter, items, labels, markdown, mask, sections, stamps, tags
from execplan_hooks.document.declared_fields import DeclaredFields
from execplan_hooks.document.declared_fields import FieldValue as FieldValue
from execplan_hooks.document.dialect.dialect import Dialect, SectionSpec
from execplan_hooks.document.labels import Label
from execplan_hooks.document.linking import links
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.secrets.credentials import Secret, secrets_in
from execplan_hooks.document.sections import HiddenHeading, Section
from execplan_hooks.document.source import Source
from execplan_hooks.document.states import is_unstated, status_state
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.once import once

if TYPE_CHECKING:
    from execplan_hooks.document.lifecycle.boxes import Box

_AUTHOR = lazy(r"\b(?:owner|author)\s*:\s*`?@?(?P<name>[^\W\d][\w./-]*)", re.IGNORECASE)
_HANDOFF = lazy(r"\bhand(?:ed|ing)?[- ]?(?:off|over)\b", re.IGNORECASE)


@frozen
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

    @property
    def roots(self) -> tuple[Section, ...]:
        return self.source.roots

    @property
    def first_line(self) -> int:
        """Where what is missing at the beginning is reported: the first heading, else the line behind the front matter,
        or the last one where none follows."""
        if self.roots:
            return self.roots[0].line
        return min(self.source.front_matter_end + 1, max(1, len(self.source.lines)))

    @once
    def all_sections(self) -> tuple[Section, ...]:
        """All sections at all depths, in the order of the document."""
        return tuple(section for root in self.roots for section in root.walk())

    @once
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

    @once
    def top_sections(self) -> tuple[Section, ...]:
        """The sections at the plan's section level."""
        return tuple(section for section in self.all_sections if section.level == self.level)

    @once
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
        return list(self._by_spec.get(id(spec), ()))

    @once
    def _by_spec(self) -> dict[int, list[Section]]:
        found: dict[int, list[Section]] = {}
        for section, spec in self.matches:
            found.setdefault(id(spec), []).append(section)
        return found

    @once
    def hidden(self) -> tuple[HiddenHeading, ...]:
        return tuple(sections.hidden_headings(self.document))

    @once
    def forgotten_fence(self) -> markdown.Block | None:
        """The fence that was not closed where its code ends, so that sections are inside it, if there is one."""
        return sections.forgotten_fence(self.document, self._unseen)

    def blocks_of(self, section: Section) -> Iterator[markdown.Block]:
        """The blocks of a section at all depths.

        A deeper heading that is another of the dialect's sections, written at the wrong level, ends it.
        """
        yield from section.blocks
        for child in section.children:
            if child.key in self._unseen:
                return
            yield from self.blocks_of(child)

    @once
    def _unseen(self) -> frozenset[str]:
        """The keys of the dialect's sections that the plan does not have at their level."""
        seen = {spec.key for _, spec in self.matches}
        return frozenset(spec.key for spec in self.dialect.sections if spec.key not in seen)

    @once
    def labels(self) -> tuple[Label, ...]:
        return tuple(labels.labels_in(self.document.blocks, self.roots))

    @once
    def _declared(self) -> DeclaredFields:
        return DeclaredFields(self.labels, self.front_matter, self.dialect)

    def labels_below(self, section: Section) -> frozenset[str]:
        """The keys of the labels in the sections of that name, at all depths."""
        return self._declared.labels_below(section.key)

    @once
    def mask(self) -> mask.CodeMask:
        start = self.source.front_matter_end
        return mask.mask(self.source.lines[start:], self.document, start + 1)

    @once
    def links(self) -> tuple[links.Link, ...]:
        return tuple(links.links(self.document))

    @once
    def tags(self) -> tuple[tags.Tag, ...]:
        return tuple(tags.tags(self.document))

    @once
    def bold_lines(self) -> tuple[str, ...]:
        """The normalised texts of the lines that are all in bold."""
        from execplan_hooks.document.absence import bold_lines  # it reads plans

        return tuple(bold_lines(self.document))

    @once
    def boxes(self) -> tuple[Box, ...]:
        """The tasks of the plan's sections for tasks, and what became of each."""
        from execplan_hooks.document.lifecycle.boxes import boxes  # it reads plans

        return boxes(self)

    @once
    def tasks(self) -> tuple[items.Task, ...]:
        """All tasks at any depth, in the order of the document."""
        return tuple(items.tasks_in(self.document.blocks))

    @once
    def secrets(self) -> tuple[Secret, ...]:
        return tuple(secrets_in(self.source.lines))

    def field(self, name: str) -> list[FieldValue]:
        """The values of one of the dialect's fields, in the order of the document; empty without one."""
        return list(self._declared.field(name))

    @once
    def state(self) -> str | None:
        """`draft`, `active`, `blocked`, `done`, `abandoned`, or None where nothing says it."""
        statuses = [value.value for value in self.field("status")]
        if self._has_begun:  # then a status that a template left makes no draft of it
            statuses = [value for value in statuses if not is_unstated(value, self.dialect)]
        own = next(filter(None, (status_state(value, self.dialect) for value in statuses)), None)
        # What was given up lies among the finished plans as well, and is not finished for that.
        return own if own == "abandoned" else self.configured_state or own

    @once
    def is_draft(self) -> bool:
        """Whether the plan says so, or says nothing of its state and no task in it is done."""
        if self.state is not None:
            return self.state == "draft"
        return not self.field("status") and not self._has_begun

    @once
    def _has_begun(self) -> bool:
        """Whether a task is ticked that is more than a template's example."""
        ticked = (task.text for task in self.tasks if task.done)
        return any(not is_unfilled(text[stamp.end :] if (stamp := stamps.leading(text)) else text) for text in ticked)

    @once
    def authors(self) -> frozenset[str]:
        """Who stands as owner or author in the entries of tasks and logs."""
        names: set[str] = set()
        for section, spec in self.matches:
            if spec.entries:
                for entry in items.entries_in(self.blocks_of(section)):
                    names.update(match["name"].casefold() for match in _AUTHOR.finditer(entry.whole))
        return frozenset(names)

    @once
    def tells_of_handoff(self) -> bool:
        """Whether an entry of a living section speaks of a hand-off that took place."""
        return any(
            _HANDOFF.search(entry.text) and not entry.open
            for section, spec in self.matches
            if spec.living
            for entry in items.entries_in(self.blocks_of(section))
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
