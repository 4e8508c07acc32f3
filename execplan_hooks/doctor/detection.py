"""Does a secret get found: one is planted in the text of a plan, in memory, and the real rule is run on it.

Once for each way in which the configuration sets the rule for plans that are there, and for each dialect of its own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterator

from execplan_hooks.checking import check_plan
from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import recognition
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import Source
from execplan_hooks.located import ConfigError
from execplan_hooks.model import Severity

_PLACE = "plans/doctor.md"
_NOT_FOUND = "a planted secret is not found"


def check(here: Situation) -> Iterator[Line]:
    if here.no_config is not None:
        yield Line("secret", "skip", "not tried: the configuration cannot be used")
        return
    paths = [path for _, path in here.found.files] or [_PLACE]
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for path in paths:
        groups[_setting(here, path)].append(path)
    wrong = [_missed(here, overrides, group, len(paths)) for overrides, group in groups.items() if _misses(here, group)]
    wrong += _dialects(here)
    if wrong:
        yield from wrong
    else:
        yield Line("secret", "ok", "a secret that was planted in a plan is found")


def _setting(here: Situation, path: str) -> tuple[int, ...]:
    """The overrides that set something about secrets in a plan at this path."""
    every = enumerate(here.config.overrides)
    return tuple(index for index, override in every if "secrets" in override.rules and override.matches(path))


def _misses(here: Situation, paths: list[str]) -> bool:
    return not _finds(here, paths[0], Catalogue(), "codex")


def _finds(here: Situation, path: str, catalogue: Catalogue, dialect: str) -> bool:
    plan = recognition.load(Source(path, f"# Plan\n\nThe server answered {_token()}.\n"), catalogue, dialect)
    found = [] if plan is None else check_plan(plan, here.config, ("secrets",), dt.datetime.now(dt.UTC))
    return any(diagnostic.rule == "secrets" for diagnostic in found)


def _missed(here: Situation, overrides: tuple[int, ...], paths: list[str], total: int) -> Line:
    """The line about plans in which it is not found, of `total` plans: which entry of the configuration says so."""
    file = here.config.file
    levels = [(f"overrides[{index}] in {file}", here.config.overrides[index].rules["secrets"]) for index in overrides]
    if "secrets" in here.config.rules:
        levels.insert(0, (str(file), here.config.rules["secrets"]))
    place, level = next(((at, one.severity) for at, one in reversed(levels) if one.severity is not None), ("", None))
    if level is not Severity.OFF:
        todo = "pip install --force-reinstall execplan-hooks detect-secrets"
        return Line("secret", "fail", f"{_NOT_FOUND}: the detectors do not work here", todo)
    everywhere = len(paths) == total
    where = "" if everywhere else f" in {number(len(paths), 'plan')} ({some(paths)})"
    what = f"{_NOT_FOUND}{where}: {place} sets the rule secrets to {level.label}"
    return Line("secret", "fail" if everywhere else "warn", what, f"take secrets: {level.label} out of {place}")


def _dialects(here: Situation) -> Iterator[Line]:
    """The lines about dialects of the configuration that switch the rule off."""
    for name in here.config.dialects:
        try:
            level = here.catalogue.get(name).severities.get("secrets")
            missed = level is Severity.OFF and not _finds(here, _PLACE, here.catalogue, name)
        except ConfigError:  # said where the dialects are looked at
            continue
        if missed:
            what = f"{_NOT_FOUND} in plans of dialect {name}: the dialect sets the rule secrets to off"
            yield Line("secret", "warn", what, f"take secrets: off out of the dialect in {here.config.file}")


def _token() -> str:
    """What looks like a token of GitHub and is none. Made here, so that no scanner finds one in this file."""
    letters = hashlib.sha256(b"no secret").hexdigest() * 2
    return "_".join(("ghp", letters[:36]))
