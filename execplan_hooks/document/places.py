"""Where plans lie in a repository, and what a folder's name says about them.

The default places are those of real repositories; `plans:` in the configuration replaces them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from execplan_hooks.config import Config, PlanGlob, baseline_path, plan_entry
from execplan_hooks.globs import glob_match
from execplan_hooks.lazy import lazy

# Whichever way a name ends that Markdown has: ".MD" and ".markdown" too.
DEFAULT_GLOBS = (
    "plans/**/*.md",
    ".plans/**/*.md",
    "docs/plans/**/*.md",
    "docs/exec-plans/**/*.md",
    "docs/execplans/**/*.md",
    "docs/exec_plans/**/*.md",
    "exec-plans/**/*.md",
    "execplans/**/*.md",
    ".agent/**/*.md",
    ".agents/**/*.md",
    ".ai/plans/**/*.md",
    ".claude/plans/**/*.md",
    ".claude/execplans/**/*.md",
    ".codex/plans/**/*.md",
    ".codex/execplans/**/*.md",
    "**/PLAN.md",
    "**/*-PLAN.md",
    "**/EXECPLAN.md",
)

# Policies, indexes and templates lie beside plans; they show headings, but nobody executes them. A plan for work
# on templates ("email-template-redesign.md") is a plan.
_NO_PLAN = lazy(
    r"(?:PLANS|AGENTS|CLAUDE|README|SKILL|INDEX|(?:.*(?:[-_. ]|plan))?templates?|template[-_. ].*)\.md", re.IGNORECASE
)
_ENDINGS = (".md", ".markdown")
_SUFFIX = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)

_DONE = frozenset(("completed", "done"))
_RETIRED = _DONE | {"archive", "archived", "abandoned"}


def may_be_plan(config: Config, path: str) -> bool:
    """Whether a path (relative to the root) is one where plans are looked for."""
    return is_among_plans(config, path) and not is_excluded(config, path) and not _is_beside_plans(config, path)


def is_among_plans(config: Config, path: str) -> bool:
    """Whether a path is in a place of plans, though its name may be one that no plan has (README.md, a template)."""
    if config.plans:
        return plan_entry(config, path) is not None
    if not path.lower().endswith(_ENDINGS):
        return False
    same = _SUFFIX.sub(".md", path)
    return any(glob_match(pattern, same) for pattern in DEFAULT_GLOBS)


def is_excluded(config: Config, path: str) -> bool:
    """Whether the configuration leaves a path out."""
    return any(glob_match(pattern, path) for pattern in config.exclude)


def _is_beside_plans(config: Config, path: str) -> bool:
    """Whether a path has a name of what lies beside plans, and no entry of the configuration means just that name."""
    if not _NO_PLAN.fullmatch(_SUFFIX.sub(".md", path.rpartition("/")[2])):
        return False
    # A glob whose last name begins with a wildcard speaks of a folder, where an index or a template lies beside plans.
    entry = plan_entry(config, path)
    return entry is None or entry.files.rpartition("/")[2].startswith(("*", "?"))


def plans_among(config: Config, paths: Iterable[str]) -> list[str]:
    """Those of the paths at which plans are looked for; of 50,000 files nearly all are passed over by how they end."""
    if config.plans:
        endings = tuple(_ending(entry.files) for entry in config.plans)
        # A name that is not ASCII may end otherwise once its accents are composed.
        found = [path for path in paths if path.endswith(endings) or not path.isascii()]
    else:
        found = [path for path in paths if path.lower().endswith(_ENDINGS)]
    return [path for path in found if may_be_plan(config, path)]


def _ending(glob: str) -> str:
    """How all paths end that a glob matches; empty where there is no telling."""
    literal = re.split(r"[*?/]", glob)[-1]
    return literal if literal.isascii() else ""


def is_index(config: Config, path: str) -> bool:
    """Whether a path is the `index.md` of a folder of plans, or of the folder around `active` and `completed`."""
    return path.rpartition("/")[2].lower() == "index.md" and _is_folder_of_plans(config, path)


def is_planning(config: Config, path: str) -> bool:
    """Whether changing a path is planning: a plan, what introduces the plans of a folder, or what is known of them (the
    baseline). Executes nothing."""
    if may_be_plan(config, path) or path == baseline_path(config):
        return True
    return path.rpartition("/")[2].lower() in ("index.md", "readme.md") and _is_folder_of_plans(config, path)


def _is_folder_of_plans(config: Config, path: str) -> bool:
    folder = PurePosixPath(path).parent
    return any(may_be_plan(config, str(folder / name)) for name in ("x.md", "active/x.md", "completed/x.md"))


def settings_of(config: Config, path: str) -> PlanGlob:
    """What the configuration says of a plan at this path: dialect and state, each None where it is silent.

    Without a word of the configuration a plan in a folder `completed` or `done` is done.
    """
    entry = plan_entry(config, path) or PlanGlob(path)
    if entry.state is None and _DONE.intersection(_folders(path)):
        return PlanGlob(entry.files, entry.dialect, "done", entry.dialect_at)
    return entry


def is_retired(path: str) -> bool:
    """Whether a plan lies where finished and abandoned plans are kept."""
    return bool(_RETIRED.intersection(_folders(path)))


def _folders(path: str) -> set[str]:
    return {part.lower() for part in PurePosixPath(path).parts[:-1]}
