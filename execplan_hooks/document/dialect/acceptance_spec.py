"""Where a dialect states its acceptance criteria, and by which labels they are verified."""

from __future__ import annotations

import dataclasses

from execplan_hooks.document.headings import normalise
from execplan_hooks.frozen import frozen
from execplan_hooks.located import Located


@frozen
class AcceptanceSpec:
    """`sections` whose items are criteria, and `fields` of the dialect whose value is one.

    `criterion` are labels that begin one; `verify` those behind which a command or a named check stands, `expect`
    those behind which stands what it should show. `stated`: the criterion itself says that, so that one with a label of
    `verify` lacks nothing. Sections and labels are normalised.
    """

    sections: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()
    verify: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    stated: bool = False


_LABELS = ("criterion", "verify", "expect")
ACCEPTANCE_KEYS = ("sections", "fields", "stated", *_LABELS)


def read_acceptance(data: Located, base: AcceptanceSpec) -> AcceptanceSpec:
    """The base with what `data` says in place of it. Raises `ConfigError`."""
    entries = data.mapping(ACCEPTANCE_KEYS)
    changes: dict[str, object] = {
        key: tuple(normalise(name) for name in value.texts())
        for key, value in entries.items()
        if key in ("sections", *_LABELS)
    }
    if "fields" in entries:
        changes["fields"] = tuple(entries["fields"].texts())
    if "stated" in entries:
        changes["stated"] = entries["stated"].boolean()
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]
