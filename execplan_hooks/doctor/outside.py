"""Files that lint passes over: those with a name that no plan has, and plans that `plans:` leaves out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from execplan_hooks.doctor.explaining import beside
from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.located import ConfigError

_MAX_READ = 100
_MARKDOWN = (".md", ".markdown")


def passed_over(here: Situation) -> Iterator[Line]:
    """A line for each kind of file that lies beside plans."""
    kinds: dict[str, list[str]] = {}
    markdown = [path for path in here.files if path.lower().endswith(_MARKDOWN)]
    for path in markdown:
        wanted = places.is_among_plans(here.config, path) and not places.is_excluded(here.config, path)
        if wanted and not places.may_be_plan(here.config, path):
            kinds.setdefault(beside(path), []).append(path)
    for kind, paths in sorted(kinds.items()):
        what = f"the name of {number(len(paths), 'file')} in the places of plans says that it is {kind}"
        yield Line("other-files", "ok", f"{what}, not checked: {some(paths)}")


def left_out(here: Situation) -> Iterator[Line]:
    """A line about plans in the usual places, which `plans:` replaces."""
    if not here.config.plans:
        return
    usual = dataclasses.replace(here.config, plans=())
    paths = [path for path in places.plans_among(usual, here.files) if not places.is_among_plans(here.config, path)]
    plans = [path for path in paths[:_MAX_READ] if _is_plan(here, path)]
    if plans:
        least = "at least " if len(paths) > _MAX_READ else ""
        what = f"{least}{number(len(plans), 'plan')} in the usual places is not looked for: plans: names other places"
        todo = f"name their folders under plans: in {here.config.file} too; leave out by exclude what is no plan"
        yield Line("left-out-plans", "warn", f"{what}: {some(plans)}", todo)


def _is_plan(here: Situation, path: str) -> bool:
    try:
        return recognition.load(source.read(here.root / path, path), here.catalogue) is not None
    except (OSError, ValueError, source.UnreadableError, MarkdownLimitError, ConfigError):
        return False
