"""Are the git hooks installed that start lint and gate, and do they start the version that is here."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from execplan_hooks import __version__
from execplan_hooks.doctor.hook_script import Script, script
from execplan_hooks.doctor.line import Line, some
from execplan_hooks.doctor.manager import Hook, Managed, managed
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.located import ConfigError

STAGES = ("pre-commit", "pre-push")

_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){1,3}\S{0,20})")
_NO_CONFIG = "name the hooks execplan-lint and execplan-gate in .pre-commit-config.yaml (docs/getting-started.md)"


def check(here: Situation) -> Iterator[Line]:
    try:
        config = managed(here)
    except ConfigError as error:
        yield Line("hook-configuration", "fail", f"cannot be read: {error}", "correct it there")
        return
    scripts: dict[str, Script | None] = {}
    folder: Path | None = None
    if here.repo is not None:
        folder = here.repo.git.path("hooks")
        scripts = {stage: script(here, folder, stage) for stage in STAGES}
    yield from _configured(config, any(one is not None and _starts_alone(one) for one in scripts.values()))
    if folder is None:
        yield Line("hooks", "skip", "not looked for: no git repository")
        return
    for stage in STAGES:
        yield _installed(here, stage, scripts[stage], config, folder)


def _starts_alone(found: Script) -> bool:
    """Whether a hook's script starts execplan without pre-commit or prek."""
    return found.tool in ("execplan", "husky", "lefthook")


def _configured(config: Managed | None, alone: bool) -> Iterator[Line]:
    if config is None or not config.hooks:
        where = f"{config.file} names no execplan hook" if config else "there is no .pre-commit-config.yaml"
        if alone:
            yield Line("hook-configuration", "skip", f"{where}; a git hook starts execplan by itself")
        else:
            yield Line("hook-configuration", "warn", f"{where}: no commit is checked", _NO_CONFIG)
        return
    ids = [hook.id for hook in config.hooks]
    yield Line("hook-configuration", "ok", f"{config.file} names {some(ids)}")
    if "pre-push" in config.install_types:
        yield Line("install-types", "ok", "pre-commit install sets up pre-push too")
    else:
        found = f"pre-commit install does not set up pre-push: default_install_hook_types in {config.file} lacks it"
        todo = f"add to {config.file}: default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]"
        yield Line("install-types", "warn", found, todo)
    yield from _revisions(config)


def _revisions(config: Managed) -> Iterator[Line]:
    seen: set[tuple[str, str]] = set()
    for hook in config.hooks:
        if hook.is_local or (hook.repo, hook.rev) in seen:
            continue
        seen.add((hook.repo, hook.rev))
        version = _VERSION.fullmatch(hook.rev)
        if version is None:
            yield Line("hook-version", "skip", f"rev {hook.rev[:40] or '(none)'} in {config.file} is no version")
        elif version[1] == __version__:
            yield Line("hook-version", "ok", f"rev {hook.rev} in {config.file} is the version of this program")
        else:
            found = f"rev {hook.rev} in {config.file} is not {__version__}, the version of this program"
            todo = "pre-commit autoupdate, or install the version that rev names: the two may judge differently"
            yield Line("hook-version", "warn", found, todo)


def _installed(here: Situation, stage: str, found: Script | None, config: Managed | None, folder: Path) -> Line:
    check_name = f"hook-{stage}"
    install = f"pre-commit install --hook-type {stage}"
    if found is None:
        where = "" if folder == here.root / ".git" / "hooks" else f" in {folder}"
        return Line(check_name, "warn", f"no {stage} hook is installed{where}", install)
    if not found.is_executable:
        return Line(
            check_name, "fail", f"the {stage} hook is not executable: git passes over it", _chmod(folder, stage)
        )
    if _starts_alone(found):
        how = "starts execplan" if found.tool == "execplan" else f"starts execplan through {found.tool}"
        return Line(check_name, "ok", f"the {stage} hook {how}")
    if found.tool is None:
        what = f"the {stage} hook starts neither execplan nor a tool that is known to"
        return Line(check_name, "warn", what, f"call execplan gate in it, or run {install}")
    if found.config is not None and (config is None or found.config != config.file):
        try:
            config = managed(here, found.config)
        except ConfigError as error:
            return Line(check_name, "fail", f"{found.config} cannot be read: {error}", "correct it there")
        if config is None:
            what = f"the {stage} hook of {found.tool} reads {found.config}, which is not there"
            return Line(check_name, "fail", what, f"{found.tool} install --hook-type {stage}")
    running = [hook for hook in config.hooks if hook.runs_at(stage)] if config else []
    if not running:
        what = f"the hook of {found.tool} is installed, but no execplan hook is configured for {stage}"
        return Line(check_name, "warn", what, _no_hook(config, stage))
    return Line(check_name, "ok", f"{found.tool} is installed and runs {some([hook.id for hook in running])}")


def _no_hook(config: Managed | None, stage: str) -> str:
    hooks: tuple[Hook, ...] = config.hooks if config else ()
    if config is None or not hooks:
        return _NO_CONFIG
    return f"add {stage} to the stages of {some([hook.id for hook in hooks])} in {config.file}"


def _chmod(folder: Path, stage: str) -> str:
    return f"chmod +x {shlex.quote(str(folder / stage))}"
