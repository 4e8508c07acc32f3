"""What a family of plans looks like, as data: `Dialect` and its parts.

The packaged dialects are the TOML files in `execplan_hooks/dialects`; a team's own stand in the
configuration's `dialects:` and have the same keys. Which dialects exist is `catalogue.py`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from execplan_hooks.document.dialect.acceptance_spec import AcceptanceSpec
from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.dialect.naming_spec import NamingSpec
from execplan_hooks.document.dialect.profile_spec import ProfileSpec
from execplan_hooks.document.headings import normalise
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Severity
from execplan_hooks.once import once

STATES = ("draft", "active", "blocked", "done", "abandoned")
"""What every team's status words are mapped to."""

CONDITIONS = ("done", "handoff", "several-agents")
"""When a conditional section is required: the plan is done; its text tells of a hand-off; entries of several
agents stand in it."""


@frozen
class SectionSpec:
    """What a dialect says of one section.

    `required` is `"always"`, `"never"` or one of `CONDITIONS`. `empty` is when the section may have no
    content: `"never"`, `"until-done"`, `"always"`. `order` is `"fixed"`, `"last"` (at its place or at the
    end) or `"anywhere"`. `entries` is what its list items are: `"log"`, `"tasks"` or `""`. `timestamps` are
    the forms that stamps may have there; empty means the dialect's own. `stamped`: a ticked task says when it was
    done. `urls`: external ones belong here. `hint` is what belongs in it, in a few words.
    """

    heading: str
    aliases: tuple[str, ...] = ()
    level: int = 2
    required: str = "never"
    recommended: bool = False
    forbidden: bool = False
    living: bool = False
    empty: str = "never"
    order: str = "fixed"
    entries: str = ""
    timestamps: tuple[str, ...] = ()
    stamped: bool = False
    urls: bool = False
    hint: str = ""
    sections: tuple[SectionSpec, ...] = ()

    @once
    def key(self) -> str:
        return normalise(self.heading)

    @once
    def keys(self) -> frozenset[str]:
        return frozenset(normalise(name) for name in (self.heading, *self.aliases))


FIELD_TYPES = ("text", "list", "status", "stamp", "id")
"""What the value of a field is: any text; several texts, also as a list below it or under the same label once more; one
of the dialect's status words; a timestamp; one word without blanks."""


@frozen
class FieldSpec:
    """Where a typed value stands: under one of `labels`, in one of `places`.

    A place is `"front-matter"`, `"header"` (before the first section), a section's heading, or `"*"`. `name` is the
    label as messages write it. `timestamps` are the forms that a stamp there may have; empty means the dialect's own.
    `urls`: external ones belong here.

    `required` is when the field must be there, as for sections; `recommended`: without it the plan is weaker;
    `suggested`: its form has it, but what it is for may be said in other words. `values` are the only ones that it may
    have, compared without regard to case, `_` and `-`. `unique`: no two plans of a repository have the same value.
    """

    labels: tuple[str, ...]
    places: tuple[str, ...]
    timestamps: tuple[str, ...] = ()
    urls: bool = False
    name: str = ""
    type: str = "text"
    values: tuple[str, ...] = ()
    required: str = "never"
    recommended: bool = False
    suggested: bool = False
    unique: bool = False
    hint: str = ""


@frozen
class ScopeSpec:
    """Labels or headings whose list is the include side, or the exclude side, of a file-scope contract.

    They count inside the section `within` only; empty means anywhere. `required`: a plan of this dialect
    must have a contract.
    """

    within: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    required: bool = False


@frozen
class RevisionSpec:
    """What a revision of a plan is, by normalised headings at any level.

    A change of a section in `meaning` changes what the plan means; a number may follow the name ("Milestone 3: x"). A
    revision is recorded by a new entry in a section of `recorded_in`, or by a note that begins with such a name;
    where a plan has no such section, by a new entry in one of `else_in`.
    """

    meaning: tuple[str, ...] = ()
    recorded_in: tuple[str, ...] = ()
    else_in: tuple[str, ...] = ()


@frozen
class Recognition:
    """A plan is of the dialect when at least `least` of `headings` stand in it and none of `without`, or
    when its front matter has all of `front_matter` keys or one of `profiles` as its `profile`, and none of
    `without` headings stands in it. A title that is or begins with one of `titles` counts as one more heading."""

    headings: tuple[str, ...] = ()
    least: int = 3
    titles: tuple[str, ...] = ()
    front_matter: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@frozen
class Dialect:
    """One family of plans; see the module.

    `closed_front_matter`: its front matter has the keys of the fields that stand there, and no other.
    """

    name: str
    summary: str = ""
    recognise: Recognition = field(default_factory=Recognition)
    sections: tuple[SectionSpec, ...] = ()
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    timestamps: tuple[str, ...] = ("zoned", "date")
    scope: ScopeSpec = field(default_factory=ScopeSpec)
    revision: RevisionSpec = field(default_factory=RevisionSpec)
    entries: Mapping[str, EntrySpec] = field(default_factory=dict)
    acceptance: AcceptanceSpec = field(default_factory=AcceptanceSpec)
    profiles: Mapping[str, ProfileSpec] = field(default_factory=dict)
    naming: NamingSpec = field(default_factory=NamingSpec)
    closed_front_matter: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def section_of(self, key: str) -> SectionSpec | None:
        """The top-level section that a normalised heading names: by its own name first, then by alias."""
        return self._by_key.get(key)

    def rank(self, spec: SectionSpec) -> int:
        """The place of one of `sections` among them."""
        return self._ranks[id(spec)]

    @once
    def _ranks(self) -> Mapping[int, int]:
        # Looked up by identity: to find an equal one costs a comparison with each before it.
        return {id(spec): self.sections.index(spec) for spec in self.sections}

    @once
    def _by_key(self) -> Mapping[str, SectionSpec]:
        names = {spec.key: spec for spec in reversed(self.sections)}
        aliases = {key: spec for spec in reversed(self.sections) for key in spec.keys}
        return aliases | names
