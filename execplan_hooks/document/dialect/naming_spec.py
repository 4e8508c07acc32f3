"""Where a dialect wants its plans and how their files are named."""

from __future__ import annotations

import dataclasses
import re

from execplan_hooks.frozen import frozen
from execplan_hooks.located import Located


@frozen
class NamingSpec:
    """`names` are patterns of file names, in which `{date}` is a day as `2026-01-31` and `{slug}` words in lower case
    joined by hyphens; `folders` those that hold plans, relative to the root or to a package of it. Empty: any. A plan
    whose name is a pattern without fields (`PLAN.md`) stands beside its work, in any folder.

    `active` and `completed` are the folders for plans that are open and closed, `index` the file in each that lists
    them; empty where the dialect knows none.
    """

    names: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    active: str = ""
    completed: str = ""
    index: str = ""


NAMING_KEYS = ("names", "folders", "active", "completed", "index")
_FIELD = re.compile(r"\{[^{}]*\}")


def read_naming(data: Located, base: NamingSpec) -> NamingSpec:
    """The base with what `data` says in place of it. Raises `ConfigError`."""
    entries = data.mapping(NAMING_KEYS)
    changes: dict[str, object] = {}
    if "names" in entries:
        names = entries["names"]
        for item in names.sequence() if isinstance(names.value, list) else [names]:
            unknown = [found for found in _FIELD.findall(item.text()) if found not in ("{date}", "{slug}")]
            if unknown:
                raise item.error(f"unknown {unknown[0]} in a name (allowed: {{date}}, {{slug}})")
        changes["names"] = tuple(entries["names"].texts())
    if "folders" in entries:
        changes["folders"] = tuple(name.strip("/") for name in entries["folders"].texts())
    if "index" in entries and "/" in entries["index"].string():
        raise entries["index"].error("it is the name of a file in each of the folders, without a /")
    for key in ("active", "completed", "index"):
        if key in entries:
            changes[key] = entries[key].string().strip("/")
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]
