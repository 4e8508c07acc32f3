"""Is a document a plan, and in which dialect: from a `Source` to a `Plan`, or to None."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from execplan_hooks.document import frontmatter, markdown, sections
from execplan_hooks.document.catalogue import PACKAGED, Catalogue
from execplan_hooks.document.dialect import Dialect
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.located import unknown

_WRAPPED_SHARE = 0.8
_MAX_FOREIGN = 3
_MIN_SHOWN = 3


_NAME = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class Fingerprint:
    """What a document is recognised by: normalised headings, front matter keys and its `profile`.

    `visible` are its headings, `swallowed` those inside a fence that was never closed or that wraps the document,
    `shown` those inside other fences: examples.
    """

    visible: AbstractSet[str]
    front_matter: AbstractSet[str] = frozenset()
    profile: str = ""
    swallowed: AbstractSet[str] = frozenset()
    shown: AbstractSet[str] = frozenset()


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
                "not checked: " + unknown(_quoted_dialect(named.value), named.value, catalogue.names),
                "name one of them, or describe the dialect in the configuration",
                named.line,
            )
        dialect = named.value
    wrapped = _wrapping_fence(document, source)
    if dialect is not None:
        chosen = catalogue.get(dialect)
    else:
        recognised = recognise(catalogue, _fingerprint(document, front, wrapped))
        if recognised is None:
            return None
        chosen = recognised
    return Plan(source, document, chosen, front, state, wrapped)


def _quoted_dialect(name: str) -> str:
    """The name for a message; one that no dialect could have is not repeated, it might be anything."""
    return f'dialect "{name}"' if _NAME.fullmatch(name) else "dialect"


def recognise(catalogue: Catalogue, marks: Fingerprint) -> Dialect | None:
    """The dialect whose fingerprint fits, or None.

    Of the team's own the one that fits best, of the packaged ones the first. Between the two the team's own, unless
    the packaged one fits better: a template shares most of its headings with other plans.
    """
    own = [(share, name) for name in catalogue.own if (share := _fit(catalogue.get(name), marks)) is not None]
    packaged = (catalogue.get(name) for name in PACKAGED if name not in catalogue.own)
    fits = ((share, dialect) for dialect in packaged if (share := _fit(dialect, marks)) is not None)
    other = next(fits, None)
    if own:
        best, name = max(own, key=lambda pair: pair[0])
        if other is None or best >= other[0]:
            return catalogue.get(name)
    return other[1] if other else None


def _fit(dialect: Dialect, marks: Fingerprint) -> float | None:
    """Which share of the dialect's fingerprint a document has; None where that is too little.

    Swallowed headings count where few foreign ones are visible, and a document that shows at least as many of a
    dialect's headings in examples as it has is a guide: nobody executes it.
    """
    wanted = dialect.recognise
    headings = frozenset(wanted.headings)
    known = marks.visible & headings
    foreign = sum(1 for key in marks.visible if dialect.section_of(key) is None)
    present = known | (marks.swallowed & headings) if foreign <= _MAX_FOREIGN + len(known) else known
    if (marks.visible | marks.swallowed) & set(wanted.without):
        return None
    if len(marks.shown & headings) >= max(len(present), _MIN_SHOWN):
        return None
    by_headings = bool(headings) and len(present) >= wanted.least
    by_front_matter = marks.profile in wanted.profiles or (
        bool(wanted.front_matter) and marks.front_matter >= set(wanted.front_matter)
    )
    share = len(present) / max(1, len(headings)) + by_front_matter
    return share if by_headings or by_front_matter else None


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
        profile=next((field.value for field in front.fields if field.key == "profile"), ""),
        swallowed=swallowed,
        shown={heading.key for heading in hidden} - swallowed,
    )


def _wrapping_fence(document: markdown.Document, source: Source) -> markdown.Block | None:
    """The fence that holds nearly all of a document together with its headings, if there is one.

    A fence of the same length inside the plan closes it early; one that the document begins with, title
    included, was meant to hold all of it. A document with sections of its own shows an example.
    """
    has_sections = any(block.kind is markdown.BlockKind.HEADING and block.level > 1 for block in document.blocks)
    for block in document.blocks:
        if block.kind is markdown.BlockKind.FENCE and block.info.split(" ")[0].lower() in (
            "",
            "md",
            "markdown",
        ):
            share = (block.end_line - block.line + 1) / max(1, len(source.lines) - source.front_matter_end)
            inside = sum(1 for piece in block.pieces if piece.text.startswith("## "))
            first = next((piece.text for piece in block.pieces if piece.text.strip()), "")
            from_the_start = block is document.blocks[0] and first.startswith(("# ", "---"))
            if inside >= 3 and (from_the_start or (share >= _WRAPPED_SHARE and not has_sections)):
                return block
    return None
