"""lefthook and husky, as their files set them up, whether or not their hooks have been installed in this clone.

Sources: lefthook's documentation of its configuration's names; husky 9: `.husky/<hook>` is what its stubs start, and
package.json's `prepare` installs them.
"""

from __future__ import annotations

import json
import shlex
from typing import Literal

from execplan_hooks.doctor.calling import calls_execplan, strings
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.foreign_yaml import load_foreign_yaml
from execplan_hooks.frozen import frozen
from execplan_hooks.located import ConfigError
from execplan_hooks.toml_reader import load_toml

STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
HUSKY = ".husky"

_LEFTHOOK = tuple(
    f"{name}.{ending}"
    for name in ("lefthook", ".lefthook", ".config/lefthook", "lefthook-local")
    for ending in ("yml", "yaml", "json", "toml")
)


@frozen
class Other:
    """A manager with its file or folder, the hooks at which it calls execplan, the command that installs its hooks, and
    why its file could not be read."""

    tool: Literal["lefthook", "husky"]
    file: str
    stages: tuple[str, ...]
    install: str
    unread: ConfigError | None = None

    def place(self, stage: str) -> str:
        """Where the commands of a hook are written."""
        return f"in {self.file}/{stage}" if self.tool == "husky" else f"under {stage} in {self.file}"


def other(here: Situation) -> Other | None:
    """The one that calls execplan, else the one that is there; None where there is none."""
    found = [one for one in (_lefthook(here), husky(here, HUSKY)) if one is not None]
    return next((one for one in found if one.stages), found[0] if found else None)


def _lefthook(here: Situation) -> Other | None:
    first: str | None = None
    stages: set[str] = set()
    for file in _LEFTHOOK:
        text = here.text(file)
        if text is None:
            continue
        first = first or file
        try:
            keys = (load_toml(text, file) if file.endswith(".toml") else load_foreign_yaml(text, file)).mapping()
        except ConfigError as error:
            return Other("lefthook", first, (), "lefthook install", error)
        stages |= {name for name in STAGES if name in keys and any(map(calls_execplan, strings(keys[name])))}
    return Other("lefthook", first, tuple(sorted(stages)), "lefthook install") if first else None


def husky(here: Situation, folder: str, is_known: bool = False) -> Other | None:
    """husky with its scripts in `folder`; None where neither a script nor package.json speaks of it, unless it is known
    to be there."""
    scripts = {stage: text for stage in STAGES if (text := here.text(f"{folder}/{stage}")) is not None}
    package = _package(here)
    prepare = _member(package, "scripts").get("prepare")
    prepares = isinstance(prepare, str) and "husky" in prepare
    depends = any("husky" in _member(package, name) for name in ("dependencies", "devDependencies"))
    if not (is_known or scripts or prepares or depends):
        return None
    install = "npm run prepare" if prepares else "npx husky" + ("" if folder == HUSKY else f" {shlex.quote(folder)}")
    if prepares and not (here.root / "node_modules/husky").exists():
        install = f"install the packages of package.json, then {install}"
    return Other("husky", folder, tuple(stage for stage, text in scripts.items() if calls_execplan(text)), install)


def _package(here: Situation) -> dict[str, object]:
    try:
        found = json.loads(here.text("package.json") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _member(package: dict[str, object], name: str) -> dict[str, object]:
    found = package.get(name)
    return found if isinstance(found, dict) else {}
