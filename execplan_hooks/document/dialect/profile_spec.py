"""What a compatibility profile allows in a plan's Markdown; source: the ssot specification, "Formatting Rules"."""

from __future__ import annotations

from collections.abc import Mapping

from execplan_hooks.document.dialect.entry_spec import MAX_COUNT
from execplan_hooks.document.headings import normalise
from execplan_hooks.frozen import frozen
from execplan_hooks.located import Located


@frozen
class ProfileSpec:
    """One profile, named by the plan's field `profile`.

    `tables`, `html`, `nested_fences`, `collapsed` (required content inside `<details>`): whether they are allowed.
    `boxes` are the keys of the sections that may hold check boxes, None: all. `snippet_lines` is how many lines a code
    block may have, 0: any number.
    """

    tables: bool = True
    html: bool = True
    nested_fences: bool = True
    collapsed: bool = True
    boxes: tuple[str, ...] | None = None
    snippet_lines: int = 0


_FLAGS = ("tables", "html", "nested-fences", "collapsed")
PROFILE_KEYS = (*_FLAGS, "boxes", "snippet-lines")


def read_profiles(data: Located, base: Mapping[str, ProfileSpec]) -> dict[str, ProfileSpec]:
    """The base's profiles and those of `data`, which replace ones of the same name. Raises `ConfigError`."""
    return {**base, **{name: _read(value) for name, value in data.named().items()}}


def _read(data: Located) -> ProfileSpec:
    entries = data.mapping(PROFILE_KEYS)
    flags = {key.replace("-", "_"): entries[key].boolean() if key in entries else True for key in _FLAGS}
    return ProfileSpec(
        **flags,
        boxes=tuple(normalise(name) for name in entries["boxes"].texts()) if "boxes" in entries else None,
        snippet_lines=entries["snippet-lines"].integer(0, MAX_COUNT) if "snippet-lines" in entries else 0,
    )
