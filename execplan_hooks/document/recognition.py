"""Is a document a plan, and in which dialect: from a `Source` to a `Plan`, or to None."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property

from execplan_hooks.document import frontmatter, markdown, sections
from execplan_hooks.document.dialect.catalogue import PACKAGED, Catalogue
from execplan_hooks.document.dialect.dialect import Dialect, Recognition
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.located import unknown

_WRAPPED_SHARE = 0.8
_MAX_FOREIGN = 3
_MIN_SHOWN = 3
_SECTION_LEVEL = 2
_HIDING = (markdown.BlockKind.FENCE, markdown.BlockKind.HTML)

_AFTER_TITLE = lazy(r"\s*[:#(\[-]|\s+\d")
_NAME = lazy(r"[a-z0-9-]{1,40}")


@frozen
class Hiding:
    """The normalised headings inside one fence or comment.

    `certain`: it was never closed, or wraps the document. `example`: it begins as a document does and holds no
    opening of another like it, so it is meant to show one.
    """

    keys: AbstractSet[str]
    certain: bool = False
    example: bool = False

    def may_swallow(self, headings: AbstractSet[str]) -> bool:
        """Whether it seems to hide headings of the plan itself: code comes first, then headings that no code has."""
        return not self.example and not headings.isdisjoint(self.keys)


@frozen
class Fingerprint:
    """What a document is recognised by: normalised headings, front matter keys and its `profile`.

    `visible` are its headings, `sections` those of them at the level that a plan's sections have, `title` the
    first one of level 1; `hidden` is what stands in fences and comments, in the order of the document.
    """

    visible: AbstractSet[str]
    sections: AbstractSet[str] = frozenset()
    title: str = ""
    front_matter: AbstractSet[str] = frozenset()
    profile: str = ""
    hidden: tuple[Hiding, ...] = ()

    @cached_property
    def anywhere(self) -> AbstractSet[str]:
        """All headings, hidden ones as well."""
        return frozenset(self.visible).union(*(part.keys for part in self.hidden))

    def split(self, headings: AbstractSet[str], guessing: bool) -> tuple[AbstractSet[str], AbstractSet[str]]:
        """Those of `headings` that are swallowed, and those that are shown in examples.

        From the first fence on that swallows some all are swallowed: a fence too many turns code and prose
        around to the end. Without `guessing` only fences that certainly swallow count as such.
        """
        swallows = (part.certain or (guessing and part.may_swallow(headings)) for part in self.hidden)
        first = next((index for index, one in enumerate(swallows) if one), len(self.hidden))
        swallowed = frozenset(key for part in self.hidden[first:] for key in part.keys & headings)
        return swallowed, frozenset(key for part in self.hidden[:first] for key in part.keys & headings) - swallowed


def load(source: Source, catalogue: Catalogue, dialect: str | None = None, state: str | None = None) -> Plan | None:
    """The plan that a source holds, or None where it is no plan in any dialect.

    `dialect` and `state` are what the configuration says of this path. Raises `MarkdownLimitError` for a
    document that is nested too deeply, `UnreadableError` for an unknown dialect named in its front matter,
    `ConfigError` for a faulty dialect.
    """
    document = source.document
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
        recognised = recognise(catalogue, _fingerprint(source, front, wrapped))
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
    others = (name for name in PACKAGED if name not in catalogue.own)
    packaged = (catalogue.get(name) for name in others if _may_fit(catalogue.recognition(name), marks))
    fits = ((share, dialect) for dialect in packaged if (share := _fit(dialect, marks)) is not None)
    other = next(fits, None)
    if own:
        best, name = max(own, key=lambda pair: pair[0])
        if other is None or best >= other[0]:
            return catalogue.get(name)
    return other[1] if other else None


def _may_fit(wanted: Recognition, marks: Fingerprint) -> bool:
    """Whether `_fit` can say anything but None: no more headings are present than stand in the document anywhere."""
    present = len(marks.anywhere & frozenset(wanted.headings)) + is_titled(marks.title, wanted.titles)
    return present >= wanted.least or _by_front_matter(wanted, marks)


def _by_front_matter(wanted: Recognition, marks: Fingerprint) -> bool:
    return marks.profile in wanted.profiles or (
        bool(wanted.front_matter) and marks.front_matter >= set(wanted.front_matter)
    )


def _fit(dialect: Dialect, marks: Fingerprint) -> float | None:
    """Which share of the dialect's fingerprint a document has; None where that is too little.

    Swallowed headings count where few foreign ones are visible. A document that shows at least as many of a
    dialect's headings in examples as it has is a guide, which nobody executes, unless it has most of the required
    sections itself.
    """
    wanted = dialect.recognise
    headings = frozenset(wanted.headings)
    known = marks.visible & headings
    foreign = sum(1 for key in marks.visible if dialect.section_of(key) is None)
    few_foreign = foreign <= _MAX_FOREIGN + len(known & marks.sections)
    swallowed, shown = marks.split(headings | set(wanted.without), guessing=few_foreign)
    present = known | (swallowed & headings) if few_foreign else known
    if (marks.visible | swallowed) & set(wanted.without):
        return None
    if len(shown & headings) >= max(len(present), _MIN_SHOWN) and not _has_most(dialect, marks.sections):
        return None
    titled = bool(present) and is_titled(marks.title, wanted.titles)
    by_headings = bool(headings) and len(present) + titled >= wanted.least
    by_front_matter = _by_front_matter(wanted, marks)
    share = len(present) / max(1, len(headings)) + by_front_matter
    return share if by_headings or by_front_matter else None


def _has_most(dialect: Dialect, keys: AbstractSet[str]) -> bool:
    required = [spec for spec in dialect.sections if spec.required == "always"]
    return sum(1 for spec in required if not spec.keys.isdisjoint(keys)) * 2 > len(required)


def is_titled(title: str, titles: Iterable[str]) -> bool:
    """Whether a normalised title is one of `titles`, or begins with one as "plan: x" and "plan 12 - x" do."""
    return any(
        title == start or (title.startswith(start) and _AFTER_TITLE.match(title, len(start))) for start in titles
    )


def claims_to_be_plan(source: Source, catalogue: Catalogue) -> bool:
    """Whether a document, of whatever headings, has a title that a dialect gives to its plans.

    Raises `MarkdownLimitError` and `ConfigError` as `load` does.
    """
    title = _title(source.roots)
    return any(is_titled(title, catalogue.recognition(name).titles) for name in catalogue.names)


def _title(roots: tuple[sections.Section, ...]) -> str:
    return next((section.key for section in roots if section.level == 1), "")


def _fingerprint(source: Source, front: frontmatter.FrontMatter, wrapped: markdown.Block | None) -> Fingerprint:
    found = [section for root in source.roots for section in root.walk()]
    return Fingerprint(
        visible={section.key for section in found},
        sections={section.key for section in found if section.level == _SECTION_LEVEL},
        title=_title(source.roots),
        front_matter={field.key for field in front.fields},
        profile=next((field.value for field in front.fields if field.key == "profile"), ""),
        hidden=tuple(_hiding(block, block is wrapped) for block in source.document.blocks if block.kind in _HIDING),
    )


def _hiding(block: markdown.Block, wraps: bool) -> Hiding:
    keys = frozenset(heading.key for heading in sections.hidden_in(block) if heading.level >= _SECTION_LEVEL)
    if block.kind is markdown.BlockKind.HTML:
        certain = block.text.startswith("<!--") and "-->" not in block.text
        return Hiding(keys, certain, example=block.text.count("<!--") < 2)  # closed by the next one's end
    language = block.info.split(" ")[0].lower()
    # "# build" at the beginning of a shell block is a comment, not the title of an example.
    as_document = language in ("", "text", "txt") and sections.begins_with_heading(block)
    example = (language in ("md", "markdown") or as_document) and not sections.holds_opening(block)
    return Hiding(keys, wraps or not block.closed, example)


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
