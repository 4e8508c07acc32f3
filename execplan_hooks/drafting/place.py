"""Where a new plan lies: the place and name that its dialect or the configuration says."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from execplan_hooks import staging
from execplan_hooks.config import Config, PlanGlob
from execplan_hooks.document import places
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.escape import plain
from execplan_hooks.globs import glob_match
from execplan_hooks.model import ExecplanError

_FOLDER = "plans"
_NAME = "{date}-{slug}-PLAN.md"


def proposed(
    dialect: Dialect | None, config: Config, slug: str, today: dt.date, folder: str = "", here: str = ""
) -> str:
    """The path of a new plan, relative to the root; in `folder`, where one is given.

    The dialect's own place, also in a package of the repository around the folder `here`, else that of the first glob
    of the configuration for open plans of the dialect, else `plans/`: of these the first in which plans are looked for.
    Raises `ExecplanError` where only globs name such places whose wildcards say nothing of a folder around `here`.
    """
    names = dialect.naming.names if dialect and dialect.naming.names else (_NAME,)
    name = names[0].replace("{date}", f"{today:%Y-%m-%d}").replace("{slug}", slug)
    if folder:
        return f"{folder.rstrip('/')}/{name}"
    around = PurePosixPath(here).parts
    candidates = list(_candidates(dialect, config, name, around))
    known = [path for path in candidates if path is not None]
    found = next((path for path in known if places.may_be_plan(config, path)), None)
    if found is None and None in candidates:
        raise ExecplanError(
            "the globs under plans: in the configuration leave open in which folder the plan belongs; "
            "name its PATH, or run this in the package that it is for"
        )
    return found or known[0]


def _candidates(dialect: Dialect | None, config: Config, name: str, around: tuple[str, ...]) -> Iterator[str | None]:
    """The places in order of preference; None for a glob that does not say which folder it means."""
    naming = dialect.naming if dialect else None
    own = (naming.active or next(iter(naming.folders), "")) if naming else ""
    if own:
        yield f"{own}/{name}"
        for count in range(len(around), 0, -1) if config.plans else ():
            yield "/".join((*around[:count], own, name))
    for entry in config.plans:
        if entry.state in (None, "draft", "active") and entry.dialect in (None, dialect.name if dialect else None):
            yield _in_glob(entry, name, around)
    yield f"{_FOLDER}/{name}"


def _in_glob(entry: PlanGlob, name: str, around: tuple[str, ...]) -> str | None:
    """A path that a glob matches: its folders, those of `around` where they have a wildcard, with the name where that
    fits; None where a wildcard fits none of these."""
    *folders, last = entry.files.split("/")
    known: list[str] = []
    for part in folders:
        if part == "**":
            continue
        if "*" in part or "?" in part:
            at = len(known)
            if known != list(around[:at]) or len(around) <= at or not glob_match(part, around[at]):
                return None
            part = around[at]
        known.append(part)
    path = "/".join((*known, name))
    if glob_match(entry.files, path) or not last or last == "**":
        return path
    stem = name.removesuffix(".md").removesuffix("-PLAN")
    return "/".join((*known, last.replace("*", stem, 1).replace("*", "").replace("?", "x")))


def create(file: Path, root: Path, text: str) -> None:
    """Write a new file; folders are made where they lie below `root`. Raises `ExecplanError` where something is there
    already, also a link that leads nowhere, and where it cannot be written."""
    shown = plain(str(file))
    parent = file.parent
    nearest = parent
    while not os.path.lexists(nearest):
        nearest = nearest.parent
    if nearest != parent and not Path(os.path.realpath(nearest)).is_relative_to(os.path.realpath(root)):
        raise ExecplanError(f"{plain(str(parent))} does not exist and lies outside {plain(str(root))}; create it first")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with staging.beside(file) as new:
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as stream:
                stream.write(text.encode())
            _take_place(new, file)
    except FileExistsError:
        raise ExecplanError(f"{shown} exists; nothing was written: name another PATH") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ExecplanError(f"{shown} cannot be written ({reason})") from None


def _take_place(new: Path, file: Path) -> None:
    """Move to a name that nobody has, not even a link that leads nowhere. Raises `FileExistsError`, also where somebody
    was faster."""
    try:
        os.link(new, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links; somebody may see an empty file for a moment
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        os.replace(new, file)
