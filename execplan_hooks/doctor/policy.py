"""Does the policy that agents read say where the plans are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from execplan_hooks.doctor.line import Line, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document import places

POLICIES = ("AGENTS.md", "CLAUDE.md", "PLANS.md", ".agent/PLANS.md", ".agents/PLANS.md", "docs/PLANS.md")

_GLOB = re.compile(r"[^/]*[*?].*")


def check(here: Situation) -> Iterator[Line]:
    texts = {name: text for name in POLICIES if (text := here.text(name)) is not None}
    plans = places.plans_among(here.config, here.files)
    where = _places(here, plans)
    shown = _main_place(plans) or (where[0] if where else "plans/")
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


def _main_place(plans: Sequence[str]) -> str | None:
    """The folder at the top, or below docs, in which most plans are."""
    tops = Counter("/".join(path.split("/")[: 2 if path.startswith("docs/") else 1]) for path in plans if "/" in path)
    return f"{tops.most_common(1)[0][0]}/" if tops else None


def _places(here: Situation, plans: Sequence[str]) -> list[str]:
    """What a policy may name: the folders of the plans and those around them, and plans at the top by their names."""
    found: dict[str, None] = {}
    literal = [_GLOB.sub("", entry.files) for entry in here.config.plans]
    for path in (*literal, *plans):
        folder = path.rpartition("/")[0]
        while folder:
            found[f"{folder}/"] = None
            folder = folder.rpartition("/")[0]
        if "/" not in path and path:
            found[path] = None
    return [name for name in found if name != "docs/"]


def _names(text: str, names: Sequence[str]) -> bool:
    """Whether a text has one of the names as a word, a folder also without the slash at its end in backticks."""
    return any(_has_word(text, name) or (name.endswith("/") and f"`{name[:-1]}`" in text) for name in names)


def _has_word(text: str, name: str) -> bool:
    # What stands before a path may be a dot and a slash, or a link's bracket, but no other name.
    return re.search(rf"(?<![\w-])(?<!\w/){re.escape(name)}", text) is not None
