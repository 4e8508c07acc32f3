"""Are the git hooks installed that start lint and gate, and do they start the version that is here."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from execplan_hooks import __version__
from execplan_hooks.doctor import other_managers
from execplan_hooks.doctor.hook_script import HUSKY_STUBS, Script, script
from execplan_hooks.doctor.installing import GUIDE, Means
from execplan_hooks.doctor.line import Line, Mark, some
from execplan_hooks.doctor.manager import PRE_COMMIT, Managed, managed
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.foreign_yaml import Unread
from execplan_hooks.located import ConfigError

STAGES = ("pre-commit", "pre-push")
_MERGE = "pre-merge-commit"

_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){1,3}\S{0,20})")


def check(here: Situation) -> Iterator[Line]:
    folder = here.repo.git.path("hooks") if here.repo is not None else None
    other = _other(here, folder)
    scripts = {stage: script(folder, stage, other) for stage in STAGES} if folder is not None else {}
    found = [one for one in scripts.values() if one is not None]
    tool = next((one.tool for one in found if one.tool in ("pre-commit", "prek")), None)
    config, unread = None, None
    try:
        config = managed(here, tool) or managed(here)
    except ConfigError as error:
        unread = error
    means = Means(here, folder, _hooks_path(here), config, _reader(config, tool), other)
    if unread is not None:
        mark: Mark = "skip" if isinstance(unread, Unread) else "fail"
        todo = "see there whether it names execplan" if mark == "skip" else "correct it there"
        yield Line("hook-configuration", mark, f"cannot be read: {unread}", todo)
    else:
        yield from _configured(means, any(one.starts_alone for one in found))
    if folder is None:
        yield Line("hooks", "skip", "not looked for: no git repository")
        return
    for stage in STAGES:
        yield _installed(means, stage, scripts[stage], unread)
    # Who does not ask for this one has a merge checked when it is pushed.
    if config is not None and config.hooks and _MERGE in config.install_types:
        yield _installed(means, _MERGE, script(folder, _MERGE, other), unread)


def _other(here: Situation, folder: Path | None) -> other_managers.Other | None:
    if folder is not None and folder.name == HUSKY_STUBS:
        return other_managers.husky(here, os.path.relpath(folder.parent, here.root), is_known=True)
    return other_managers.other(here)


def _hooks_path(here: Situation) -> str | None:
    return here.repo.git.attempt("config", "--get", "core.hooksPath") if here.repo is not None else None


def _reader(config: Managed | None, tool: str | None) -> str:
    """The program that is to install hooks: prek for what only prek reads, else the one that is in use."""
    return "prek" if config is not None and config.file != PRE_COMMIT else tool or "pre-commit"


def _configured(means: Means, alone: bool) -> Iterator[Line]:
    config, other = means.config, means.by_other
    if other is not None and other.stages:
        yield Line("hook-configuration", "ok", f"{other.file} calls execplan at {some(other.stages)}")
        return
    if config is None or not config.hooks:
        where = f"{config.file} names no execplan hook" if config else f"there is no {PRE_COMMIT}"
        where = f"{other.file} calls no execplan" if other is not None else where
        if alone:
            yield Line("hook-configuration", "skip", f"{where}; a git hook starts execplan by itself")
        elif other is not None and other.unread is not None:
            yield Line(
                "hook-configuration", "skip", f"cannot be read: {other.unread}", "see there whether it calls execplan"
            )
        else:
            yield Line("hook-configuration", "warn", f"{where}: no commit is checked", means.configure())
        return
    ids = [hook.id for hook in config.hooks]
    yield Line("hook-configuration", "ok", f"{config.file} names {some(ids)}")
    if "pre-push" in config.install_types:
        yield Line("install-types", "ok", f"{means.tool} install sets up pre-push too")
    else:
        found = f"{means.tool} install does not set up pre-push: default_install_hook_types in {config.file} lacks it"
        yield Line("install-types", "warn", found, _install_types(config.file))
    yield from _revisions(config, means.tool)


def _install_types(file: str) -> str:
    if file.endswith(".toml"):
        types = 'default_install_hook_types = ["pre-commit", "pre-merge-commit", "pre-push"]'
        return f"add to {file}, above its tables: {types}"
    return f"add to {file}: default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]"


def _revisions(config: Managed, tool: str) -> Iterator[Line]:
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
            todo = f"{tool} autoupdate, or install the version that rev names: the two may judge differently"
            yield Line("hook-version", "warn", found, todo)


def _installed(means: Means, stage: str, found: Script | None, unread: ConfigError | None) -> Line:
    check_name = f"hook-{stage}"
    if found is None:
        where = "" if means.hooks_path is None else f" in {means.folder}"
        return Line(check_name, "warn", f"no {stage} hook is installed{where}", means.missing(stage))
    if not found.is_executable:
        todo = f"chmod +x {shlex.quote(str(means.folder))}/{stage}"
        return Line(check_name, "fail", f"the {stage} hook is not executable: git passes over it", todo)
    if found.starts_alone:
        how = "starts execplan" if found.tool == "execplan" else f"starts execplan through {found.tool}"
        return Line(check_name, "ok", f"the {stage} hook {how}")
    if found.tool is None:
        what = f"the {stage} hook starts neither execplan nor a tool that is known to"
        install = means.install(stage)
        return Line(check_name, "warn", what, means.call(stage) + (f", or run {install}" if install else ""))
    if found.tool in ("lefthook", "husky"):
        if means.other is not None and means.other.unread is not None:
            what = f"the {stage} hook starts {found.tool}, but cannot be read: {means.other.unread}"
            return Line(check_name, "skip", what, "see there whether it calls execplan")
        what = f"the {stage} hook starts {found.tool}, which does not call execplan"
        return Line(check_name, "warn", what, means.call(stage, found.tool))
    return _managed(means, stage, found, unread)


def _managed(means: Means, stage: str, found: Script, unread: ConfigError | None) -> Line:
    """The line of a hook that starts pre-commit or prek."""
    check_name, config = f"hook-{stage}", means.config
    if found.config is not None and (config is None or found.config != config.file):
        try:
            config, unread = managed(means.here, file=found.config), None
        except ConfigError as error:
            unread = error
    if unread is not None:
        what = f"{found.tool} is installed; what it runs is not known: {unread}"
        return Line(check_name, "skip" if isinstance(unread, Unread) else "fail", what, "correct it there")
    if config is None:
        what = f"the {stage} hook of {found.tool} reads {found.config or PRE_COMMIT}, which is not there"
        todo = means.install(stage) or f"write it ({GUIDE}), or {found.tool} uninstall --hook-type {stage}"
        return Line(check_name, "fail", what, todo)
    running = [hook.id for hook in config.hooks if hook.runs_at(stage)]
    if running:
        return Line(check_name, "ok", f"{found.tool} is installed and runs {some(running)}")
    what = f"the hook of {found.tool} is installed, but no execplan hook is configured for {stage}"
    if not config.hooks:
        return Line(check_name, "warn", what, means.configure())
    todo = f"add {stage} to the stages of {some([hook.id for hook in config.hooks])} in {config.file}"
    return Line(check_name, "warn", what, todo)
