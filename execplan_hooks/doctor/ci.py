"""Does a workflow of GitHub or GitLab run execplan, itself or through pre-commit. Only says what is there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from execplan_hooks.doctor.calling import strings
from execplan_hooks.doctor.line import Line, some
from execplan_hooks.doctor.manager import managed
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.foreign_yaml import load_foreign_yaml
from execplan_hooks.located import ConfigError

_WORKFLOWS = ".github/workflows"
_GITLAB = ".gitlab-ci.yml"
_MAX_FILES = 100
_RUNNING_HOOKS = ("pre-commit run", "pre-commit/action", "prek run", "prek-action")
_TODO = "add a workflow, since hooks can be skipped with --no-verify (docs/getting-started.md)"


def check(here: Situation) -> Iterator[Line]:
    files = _files(here)
    if not files:
        yield Line("ci", "skip", f"no workflow in {_WORKFLOWS} and no {_GITLAB}", _TODO)
        return
    read, direct, through, unread = [], [], [], []
    for file in files[:_MAX_FILES]:
        try:
            texts = list(strings(load_foreign_yaml(here.text(file) or "", file)))
        except ConfigError as error:
            unread.append(str(error))
            continue
        read.append(file)
        if any("execplan" in text for text in texts):
            direct.append(file)
        elif any(sign in text for text in texts for sign in _RUNNING_HOOKS):
            through.append(file)
    if direct:
        yield Line("ci", "ok", f"{some(direct)} {'runs' if len(direct) == 1 else 'run'} execplan")
    elif through and _has_hooks(here):
        yield Line("ci", "ok", f"{some(through)} runs the hooks; let it compare a range, since in CI nothing is staged")
    elif read:
        yield Line("ci", "skip", f"none of {some(read)} runs execplan", _TODO)
    if unread:
        yield Line("ci", "skip", f"could not be read here: {some(unread)}", "see there whether it runs execplan")
    if len(files) > _MAX_FILES:
        yield Line("ci", "skip", f"{len(files) - _MAX_FILES} more workflows not read here", "")


def _files(here: Situation) -> list[str]:
    try:
        names = sorted(os.listdir(here.root / _WORKFLOWS))
    except OSError:
        names = []
    found = [f"{_WORKFLOWS}/{name}" for name in names if name.endswith((".yml", ".yaml"))]
    return found + ([_GITLAB] if here.text(_GITLAB) is not None else [])


def _has_hooks(here: Situation) -> bool:
    try:
        config = managed(here)
    except ConfigError:
        return False
    return config is not None and bool(config.hooks)
