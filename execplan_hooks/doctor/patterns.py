"""Does each pattern of the configuration match something, and do its dialects load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from execplan_hooks.config import plan_entry
from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.globs import glob_match
from execplan_hooks.located import ConfigError, nearest, unknown

_MAX_BESIDE = 2000
"""So many names of one folder are compared with a name that is not there; beyond them it takes seconds."""


def check(here: Situation) -> Iterator[Line]:
    config = here.config
    if here.no_config is not None:
        yield Line("patterns", "skip", "not looked at: the configuration cannot be used")
        return
    yield from _dialects(here)
    lines = [*_plans(here)]
    lines += [line for pattern in config.exclude for line in _matching(here, "exclude", pattern)]
    for index, override in enumerate(config.overrides):
        for pattern in override.files:
            lines += _matching(here, f"overrides[{index}].files", pattern)
    lines += _branches(here)
    yield from lines
    patterns = len(config.plans) + len(config.exclude) + sum(len(one.files) for one in config.overrides)
    if patterns and not lines:
        yield Line("patterns", "ok", f"{number(patterns, 'pattern')} of {config.file} all match something")


def _dialects(here: Situation) -> Iterator[Line]:
    loaded = []
    for name in here.config.dialects:
        try:
            here.catalogue.get(name)
        except ConfigError as error:
            yield Line("dialects", "fail", f"the dialect {name} cannot be used: {error}", "correct it there")
        else:
            loaded.append(name)
    if loaded:
        yield Line(
            "dialects", "ok", f"{number(len(loaded), 'dialect')} of {here.config.file} can be used: {some(loaded)}"
        )
    for entry in here.config.plans:
        if entry.dialect is not None and entry.dialect not in here.catalogue.names and entry.dialect_at:
            problem = unknown(f'dialect "{entry.dialect}"', entry.dialect, here.catalogue.names)
            yield Line("dialects", "fail", str(entry.dialect_at.error(problem)), "correct the name there")


def _plans(here: Situation) -> Iterator[Line]:
    for index, entry in enumerate(here.config.plans):
        matching = [path for path in here.files if glob_match(entry.files, path)]
        if not matching:
            yield from _matching(here, f"plans[{index}]", entry.files)
        elif not any(plan_entry(here.config, path) is entry for path in matching):
            first = plan_entry(here.config, matching[0])
            what = (
                f"plans[{index}] ({entry.files}) never counts: {first.files if first else ''} matches all that it does"
            )
            yield Line("patterns", "warn", what, f"put it before that one in {here.config.file}")


def _matching(here: Situation, key: str, pattern: str) -> Iterator[Line]:
    """A line for a pattern that matches no file."""
    if any(glob_match(pattern, path) for path in here.files):
        return
    guess = _meant(pattern, here.files)
    todo = f"correct it in {here.config.file}" + (f"; did you mean {guess}?" if guess else "")
    yield Line("patterns", "warn", f"{key} ({pattern}) matches no file", todo)


def _meant(pattern: str, files: Sequence[str]) -> str | None:
    """The pattern with the first name that is not there replaced by the one beside it that is most like it."""
    names = pattern.split("/")
    for depth, name in enumerate(names):
        above = "".join(f"{one}/" for one in names[:depth])
        if "*" in name or "?" in name:
            return None
        beside = {path[len(above) :].split("/", 1)[0] for path in files if path.startswith(above)}
        if name not in beside:
            close = nearest(name, beside) if len(beside) <= _MAX_BESIDE else None
            return "/".join((*names[:depth], close, *names[depth + 1 :])) if close else None
    return None


def _branches(here: Situation) -> Iterator[Line]:
    if here.repo is None or not here.config.integration_branches:
        return
    for pattern in here.config.integration_branches:
        if not any(glob_match(pattern, name) for name in here.branches):
            guess = nearest(pattern, here.branches - {"HEAD"})
            todo = f"correct it in {here.config.file}" + (f"; did you mean {guess}?" if guess else "")
            what = f"integration-branches ({pattern}) matches no branch of this clone"
            yield Line("patterns", "skip" if here.is_shallow else "warn", what, todo)
