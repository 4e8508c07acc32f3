"""Which files a lint run looks at: those that were named, those in named folders, or all known places."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from execplan_hooks.config import Config
from execplan_hooks.config_files import YAML_NAMES
from execplan_hooks.document import places, source

STDIN = "<stdin>"
"""What a text from standard input is called that nobody gave a name."""

SKIPPED = frozenset((".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"))


@dataclass
class Found:
    """The files to look at, as (file, name to show); `excluded` counts those that the configuration leaves
    out, `others` those among plans whose name says that they are none (README.md, a template); `problems` are named
    paths that cannot be looked at, each with the reason. `contents` stand for what is on disk, by the name to show."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    excluded: int = 0
    others: int = 0
    problems: list[str] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)

    def content(self, file: Path, path: str) -> bytes:
        """The bytes of one of the files. Raises as `source.read_bytes` does."""
        return self.contents[path] if path in self.contents else source.read_bytes(file)


def find_root(start: Path) -> Path:
    """The folder that paths are relative to: the nearest one upwards with `.git` or a configuration file.

    Needs no git; `start` itself where there is none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if os.path.lexists(folder / ".git"):
            return folder
        if any(os.path.lexists(folder / name) for name in YAML_NAMES):
            return folder
    return start


def find(root: Path, config: Config, paths: Sequence[str]) -> Found:
    """The files of `paths` (relative to the current folder), or all plans below `root` where there are none."""
    found = Found()
    seen: set[str] = set()

    def add(file: Path, shown: str) -> None:
        if shown in seen:
            return
        seen.add(shown)
        if places.is_excluded(config, shown):
            found.excluded += 1
        else:
            found.files.append((file, shown))

    if not paths:
        for file in _markdown_below(root):
            shown = file.relative_to(root).as_posix()
            if places.may_be_plan(config, shown):
                add(file, shown)
            elif places.is_among_plans(config, shown):
                found.excluded += places.is_excluded(config, shown)
                found.others += not places.is_excluded(config, shown)
    for name in paths:
        path = Path(name)
        if not _exists(name):
            found.problems.append(f"{name}: no such file; name plan files or folders that exist")
        elif os.path.isdir(name):  # Path.is_dir() raises for a name that is too long
            below = list(_markdown_below(path.absolute()))
            for file in below:
                add(file, shown_path(root, file))
            if not below:
                found.problems.append(f"{name}: no Markdown file in this folder; name a folder that holds plans")
        else:
            add(path, shown_path(root, path))
    return found


def how_to_add(config: Config, what: str) -> str:
    """What to do, so that plans are looked for in another place as well."""
    besides = "" if config.plans else " (plans: replaces the usual folders: name those too)"
    return f"add {what} to plans: in {config.file or YAML_NAMES[0]}{besides}"


def find_given(root: Path, config: Config, name: str | None, data: bytes) -> Found:
    """A text that came from elsewhere as the one file to look at: as if it stood in the file `name` (relative to the
    current folder), which need not exist."""
    shown = STDIN if name is None else shown_path(root, Path(name))
    if places.is_excluded(config, shown):
        return Found(excluded=1)
    return Found([(Path(shown), shown)], contents={shown: data})


def shown_path(root: Path, file: Path) -> str:
    """A file's name in reports: relative to the root with `/`, or as it is where it lies outside."""
    absolute = Path(os.path.normpath(file.absolute()))
    try:
        return absolute.relative_to(root).as_posix()
    except ValueError:
        return file.as_posix()


def _exists(name: str) -> bool:
    try:
        return os.path.lexists(name)
    except ValueError:  # a NUL in the name
        return False


def _markdown_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(names):
            if name.lower().endswith((".md", ".markdown")):
                yield Path(parent, name)
