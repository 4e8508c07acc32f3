"""What a new plan is made from: a dialect, or a team's template."""

from __future__ import annotations

from pathlib import Path

from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.source import Source, UnreadableError, read
from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.located import unknown
from execplan_hooks.model import ExecplanError

ENDINGS = (".md", ".markdown")


@frozen
class Kind:
    """What the plan is made from: `name` for messages; `dialect` None for a template that nobody gave a name."""

    name: str
    dialect: Dialect | None
    template: Source | None


def kind_of(config: Config, catalogue: Catalogue, root: Path, name: str) -> Kind:
    """What `name` means: a dialect, else a template's path, seen from the current folder. Raises `ExecplanError`."""
    if name in catalogue.names:
        dialect = catalogue.get(name)
        path = template_of(config, name)
        return Kind(f"dialect {name}", dialect, _read(root / path, path) if path else None)
    if name.lower().endswith(ENDINGS):
        return Kind(f"template {plain(name)}", None, _read(Path(name), name))
    what = unknown(f'dialect "{plain(name[:60])}"', name, catalogue.names)
    raise ExecplanError(f"{what}; a template is named by its path, which ends in .md")


def template_of(config: Config, name: str) -> str | None:
    """The path of the template that one of the team's own dialects is made from."""
    own = config.dialects.get(name)
    where = own.mapping().get("template") if own else None
    return where.string() if where else None


def _read(file: Path, shown: str) -> Source:
    try:
        return read(file, shown)
    except OSError as error:
        raise ExecplanError(f"{shown}: the template cannot be read ({error.strerror})") from None
    except UnreadableError as error:
        message = error.message.removeprefix("not checked: ")
        raise ExecplanError(f"{shown}: the template cannot be read: {message}") from None
