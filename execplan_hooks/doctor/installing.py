"""How a git hook that calls execplan gets here: by the manager whose files are there, else by a script."""

from __future__ import annotations

import os
from pathlib import Path

from execplan_hooks.doctor.checkout import short
from execplan_hooks.doctor.manager import PRE_COMMIT, Managed
from execplan_hooks.doctor.other_managers import Other
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.branch import default_branch

GUIDE = "docs/getting-started.md"


@frozen
class Means:
    """What there is to set up hooks with: the `folder` of git's hooks, `hooks_path` as core.hooksPath names it, the
    configuration of pre-commit or prek with the `tool` that is to read it, and another manager."""

    here: Situation
    folder: Path | None
    hooks_path: str | None
    config: Managed | None
    tool: str
    other: Other | None

    @property
    def by_other(self) -> Other | None:
        """The other manager, where it is the one to call execplan."""
        if self.config is None or (not self.config.hooks and self.other is not None and self.other.stages):
            return self.other
        return None

    def install(self, stage: str) -> str | None:
        """The command that installs the hook of pre-commit or prek; None where there is none or it would refuse."""
        if self.config is None or (self.hooks_path is not None and self.tool == "pre-commit"):
            return None
        return self._install(stage)

    def _install(self, stage: str) -> str:
        """The command for the hook of one stage, or for all where the configuration names it among them."""
        named = self.config.install_types if self.config is not None and self.config.hooks else ()
        return f"{self.tool} install" + ("" if len(named) > 1 and stage in named else f" --hook-type {stage}")

    def missing(self, stage: str) -> str:
        """What to do where git finds no script for the hook."""
        other = self.by_other
        if other is not None and (self.hooks_path is None or other.tool == "husky"):
            return other.install if stage in other.stages else f"{self.call(stage)}, then {other.install}"
        if self.hooks_path is not None:
            if (install := self.install(stage)) is not None:
                return install
            why = "" if self.config is None else ", since pre-commit installs nothing where core.hooksPath is set"
            return f"write {self._script(stage)}, executable, that calls {self.command(stage)} ({GUIDE}){why}"
        first = "" if self.config else f"write {PRE_COMMIT} ({GUIDE}), then "
        return f"{first}{self._install(stage)}"

    def configure(self) -> str:
        """What to do where nothing that is there names execplan."""
        if self.config is None and (self.by_other is not None or self.hooks_path is not None):
            return f"{self.call('pre-commit')} ({GUIDE})"
        file = self.config.file if self.config else PRE_COMMIT
        return f"name the hooks execplan-lint and execplan-gate in {file} ({GUIDE})"

    def call(self, stage: str, tool: str | None = None) -> str:
        """What to write where a hook is there and does not lead to execplan; `tool` is the other manager it starts."""
        other = self.by_other if tool is None else self.other
        if other is None or (tool is not None and other.tool != tool):
            place = f"under {stage} in lefthook.yml" if tool == "lefthook" else f"in {self._script(stage)}"
        else:
            place = other.place(stage)
        return f"call {self.command(stage)} {place}"

    def command(self, stage: str) -> str:
        """What a script of one's own calls: without a manager nothing says what is pushed."""
        if stage != "pre-push":
            return "execplan gate --staged"
        repo = self.here.repo
        ref = default_branch(repo, self.here.config.default_branch) if repo else None
        return f"execplan gate --base {short(ref) if ref else 'origin/main'}"

    def _script(self, stage: str) -> str:
        file = (self.folder or Path(".git/hooks")) / stage
        relative = os.path.relpath(file, self.here.root)
        return str(file) if relative.startswith("..") else relative
