"""Which plans are found, of which dialect and why; and which files among them fit none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from execplan_hooks.checking import SIMPLER
from execplan_hooks.doctor import branches
from execplan_hooks.doctor.explaining import Miss, nearest, reason
from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.outside import left_out, passed_over
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.loading import load_meant
from execplan_hooks.located import ConfigError
from execplan_hooks.model import ExecplanError

MAX_READ = 100
"""Plans that are read; reading takes about 10 ms each, and a doctor should not take longer than a lint run."""
_MAX_MISSES = 10
_START = "execplan new codex --title 'What it is about'"


def check(here: Situation) -> Iterator[Line]:
    if here.no_config is not None:
        yield Line("plans", "skip", "not looked for: the configuration says where they are")
        return
    found = here.found
    if not found.files:
        what = "no Markdown file is where plans are looked for"
        yield Line("plans", "warn", what, f"{_START}, or set plans: in .execplan.yaml to where they are")
        yield from left_out(here)
        return
    plans: list[Plan] = []
    misses: list[Line] = []
    others: list[str] = []
    for file, path in found.files[:MAX_READ]:
        try:
            _sort_in(here, file, path, plans, misses, others)
        except ConfigError:
            yield Line("plans", "skip", "not read: a dialect of the configuration cannot be used")
            return
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for plan in plans:
        groups[plan.dialect.name, reason(plan, here.config)].append(plan.path)
    for (dialect, why), paths in sorted(groups.items(), key=lambda item: -len(item[1])):
        yield Line("plans", "ok", f"{number(len(paths), 'plan')} of dialect {dialect}, {why}: {some(paths)}")
    if not groups:
        yield Line(
            "plans", "warn", f"none of {number(len(found.files), 'file')} in the places of plans is a plan", _START
        )
    yield from misses[:_MAX_MISSES]
    if len(misses) > _MAX_MISSES:
        what = f"{len(misses) - _MAX_MISSES} more files of which the same is to be said"
        yield Line("unfit-plan", "warn", what, "execplan doctor PATH for each of them")
    if others:
        yield Line(
            "other-files", "ok", f"{number(len(others), 'file')} in the places of plans is no plan: {some(others)}"
        )
    yield from passed_over(here)
    yield from left_out(here)
    yield from branches.stale(here, plans)
    if len(found.files) > MAX_READ:
        left = len(found.files) - MAX_READ
        yield Line("plans", "skip", f"{left} more files not read here", "execplan lint reads all of them")


def _sort_in(
    here: Situation,
    file: Path,
    path: str,
    plans: list[Plan],
    misses: list[Line],
    others: list[str],
) -> None:
    try:
        text = source.read(file, path)
    except (source.UnreadableError, OSError) as error:
        misses.append(unreadable(path, error))
        return
    try:
        plan = load_meant(here.config, here.catalogue, text)
        if plan is not None:
            plans.append(plan)
            return
        miss = nearest(text, here.catalogue)
        if miss is not None and miss.is_near:
            misses.append(unfit(path, miss))
        else:
            others.append(path)
    except MarkdownLimitError as error:
        misses.append(unreadable(path, error))
    except source.UnreadableError as error:
        misses.append(_refused(here, text, error))


def _refused(here: Situation, text: source.Source, error: source.UnreadableError) -> Line:
    """A file that has to be a plan, by the configuration or its own word, and is none."""
    miss = None if error.line != 1 else nearest(text, here.catalogue)
    said = f"{text.path}: {error.message.removeprefix('not checked: ')}"
    return Line("unfit-plan", "fail", f"{said}; {miss.told()}" if miss else said, error.help)


def unfit(path: str, miss: Miss) -> Line:
    """The line of a file that looks like a plan and fits no dialect."""
    todo = "write the headings of the dialect that is meant, or name it in the front matter (dialect: NAME)"
    return Line("unfit-plan", "warn", f"{path} fits no dialect and is not checked; {miss.told()}", todo)


def unreadable(path: str, error: OSError | ExecplanError) -> Line:
    """The line of a file that cannot be read as a plan."""
    if isinstance(error, OSError):
        return Line("unfit-plan", "fail", f"{path} cannot be read: {error.strerror}", "make it readable")
    what = str(error).removeprefix("not checked: ")
    todo = error.help if isinstance(error, source.UnreadableError) else SIMPLER
    return Line("unfit-plan", "fail", f"{path} cannot be checked: {what}", todo)
