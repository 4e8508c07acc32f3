"""Does the policy that agents read say where the plans are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from execplan_hooks.config import plan_entry
from execplan_hooks.doctor.line import Line, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import places
from execplan_hooks.globs import glob_match

POLICIES = ("AGENTS.md", "CLAUDE.md", "PLANS.md", ".agent/PLANS.md", ".agents/PLANS.md", "docs/PLANS.md")

_WILD = re.compile(r"[*?]")


def check(here: Situation) -> Iterator[Line]:
    if here.no_config is not None:
        yield Line("policy", "skip", "not looked at: the configuration says where the plans are")
        return
    texts = {name: text for name in POLICIES if (text := here.text(name)) is not None}
    plans = places.plans_among(here.config, here.files)
    where = _places(here, plans)
    shown = _main_place(here, plans)
    if not texts:
        todo = f"write AGENTS.md, and name {shown} in it as the place of the plans"
        yield Line(
            "policy", "warn", "there is no AGENTS.md, CLAUDE.md or PLANS.md: no agent is told of the plans", todo
        )
        return
    if not where:
        yield Line("policy", "skip", f"{some(list(texts))} cannot point to plans: there is none yet")
        return
    # A policy that names another one leads there: AGENTS.md says "see .agent/PLANS.md".
    pointing = [name for name, text in texts.items() if _names(text, where)]
    leading = [name for name, text in texts.items() if name not in pointing and _names(text, pointing)]
    if pointing:
        how = f"; {some(leading)} leads there" if leading else ""
        yield Line("policy", "ok", f"{some(pointing)} names the place of the plans{how}")
    else:
        todo = f"name {shown} in {next(iter(texts))} as the place of the plans"
        yield Line("policy", "warn", f"{some(list(texts))} does not name where plans are ({some(where)})", todo)


def _main_place(here: Situation, plans: Sequence[str]) -> str:
    """The place in which most plans are that are not done: its folder, or the pattern where it has many folders."""
    globs = [entry.files for entry in here.config.plans]
    active = [path for path in plans if places.settings_of(here.config, path).state != "done"]
    counts = Counter(_glob(here, path) for path in active or plans)
    glob = counts.most_common(1)[0][0] if counts else (globs[0] if globs else "plans/**")
    if (folder := _folder(glob)) is not None:
        return folder
    folders = {_parent(path) or path for path in plans if _glob(here, path) == glob}
    return folders.pop() if len(folders) == 1 else glob


def _places(here: Situation, plans: Sequence[str]) -> list[str]:
    """What a policy may name: the folders of the plans, the pattern that finds them and what it says literally."""
    found: dict[str, None] = {}
    for glob in dict.fromkeys([*(entry.files for entry in here.config.plans), *(_glob(here, path) for path in plans)]):
        folder = _folder(glob)
        named = (folder, _parent(folder[:-1])) if folder is not None else (glob, *_literal(glob))
        found |= dict.fromkeys(named)
    for path in plans:
        top = _folder(_glob(here, path))
        folder = _parent(path)
        found[folder or path] = None
        while top is not None and len(folder) > len(top):
            found[folder] = None
            folder = _parent(folder[:-1])
    return [name for name in found if name and name != "docs/"]


def _glob(here: Situation, path: str) -> str:
    """The pattern by which a plan is found, of the configuration or one of the usual ones."""
    entry = plan_entry(here.config, path)
    if entry is not None:
        return entry.files
    same = path.rpartition(".")[0] + ".md"  # `.MD` and `.markdown` count as well
    return next((glob for glob in places.DEFAULT_GLOBS if glob_match(glob, same)), path)


def _folder(glob: str) -> str | None:
    """The one folder below which a pattern finds plans; None where it has many, or the top."""
    folders = glob.split("/")[:-1]
    literal = list(takewhile(lambda part: not _WILD.search(part), folders))
    return "/".join(literal) + "/" if literal and set(folders[len(literal) :]) <= {"**"} else None


def _literal(glob: str) -> list[str]:
    """What a pattern of many folders says literally at its end: `docs/plans/` of `packages/*/docs/plans/*.md`."""
    *folders, last = glob.split("/")
    tail = list(takewhile(lambda part: not _WILD.search(part), reversed(folders)))
    return ["/".join(reversed(tail)) + "/"] * bool(tail) + [last] * (not _WILD.search(last))


def _parent(path: str) -> str:
    folder = path.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _names(text: str, names: Sequence[str]) -> bool:
    """Whether a text has one of the names as a word, a folder also without the slash at its end in backticks."""
    return any(_has_word(text, name) or (name.endswith("/") and f"`{name[:-1]}`" in text) for name in names)


def _has_word(text: str, name: str) -> bool:
    # What stands before a path may be a dot and a slash, or a link's bracket, but no other name.
    return re.search(rf"(?<![\w-])(?<!\w/){re.escape(name)}", text) is not None
