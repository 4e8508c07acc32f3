"""The files around a plan, as they are on disk: what rules may know of them. Needs no git."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

from execplan_hooks.config import Config, plan_entry
from execplan_hooks.document import frontmatter, places, source
from execplan_hooks.document.frontmatter import FrontMatter
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.source import Source


class Tree:
    """A repository's files. All paths are relative to its root, with `/`, without `.` and `..`; `""` is the root.

    Names are compared exactly, also where the file system does not: a link in the wrong case breaks elsewhere.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self._root = root
        self._config = config
        self._names: dict[str, frozenset[str]] = {}
        self._folders: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, dict[str, str]] = {}
        self._sources: dict[str, Source | None] = {}
        self._base: Tree | None = None
        self._rewritten: dict[str, Source] = {}

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder; none where it does not exist or cannot be listed."""
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(self._root / folder))
            except (OSError, ValueError):  # a NUL in the name is a ValueError
                self._names[folder] = frozenset()
        return self._names[folder]

    def kind(self, path: str) -> str | None:
        """`"file"`, `"folder"`, or None where nothing of exactly that name exists. A link counts as what it leads to;
        one that leads nowhere is a file."""
        if not path:
            return "folder"
        folder = ""
        for name in path.split("/"):
            if name not in self.names(folder):
                return None
            folder = f"{folder}/{name}" if folder else name
        return "folder" if os.path.isdir(self._root / path) else "file"

    def spelled(self, path: str) -> str | None:
        """The path of what exists under this name in another spelling: upper for lower case, or composed accents for
        decomposed ones; `path` itself where it exists, None where nothing does."""
        folder = ""
        for name in path.split("/") if path else ():
            if name not in self.names(folder):
                if folder not in self._folded:
                    self._folded[folder] = {_folded(other): other for other in sorted(self.names(folder))}
                found = self._folded[folder].get(_folded(name))
                if found is None:
                    return None
                name = found
            folder = f"{folder}/{name}" if folder else name
        return folder

    def folders(self, folder: str) -> tuple[str, ...]:
        """The paths of the folders in a folder, in the order of their names."""
        if folder not in self._folders:
            paths = (f"{folder}/{name}" if folder else name for name in sorted(self.names(folder)))
            self._folders[folder] = tuple(path for path in paths if os.path.isdir(self._root / path))
        return self._folders[folder]

    def same_file(self, one: str, other: str) -> bool:
        """Whether both paths lead to one file, as a link and what it leads to do."""
        try:
            return os.path.samefile(self._root / one, self._root / other)
        except (OSError, ValueError):  # a link that leads nowhere; a NUL in the name
            return False

    def keeps_plans(self, path: str) -> bool:
        """Whether a file at this path could only be a plan: plans are looked for there, and not among much else, as in
        the folder of an agent."""
        folder, _, name = path.lower().rpartition("/")
        named = "plan" in folder or name.endswith("plan.md")
        return places.may_be_plan(self._config, path) and bool(folder) and (named or bool(self._config.plans))

    def is_declared(self, path: str) -> bool:
        """Whether the configuration says of this path that plans lie there."""
        return plan_entry(self._config, path) is not None

    def source(self, path: str) -> Source | None:
        """The text of a file, or None where there is none that could be read as a plan could."""
        if path not in self._sources:
            try:
                self._sources[path] = source.read(self._root / path, path) if self.kind(path) == "file" else None
            except (OSError, source.UnreadableError):
                self._sources[path] = None
        return self._sources[path]

    def with_source(self, text: Source) -> Tree:
        """The same files, but for one that says something else; what was read of the others is not read again."""
        other = Tree(self._root, self._config)
        other._names, other._folders, other._folded = self._names, self._folders, self._folded
        other._sources = {**self._sources, text.path: text}
        other._base = self._base or self
        other._rewritten = {**self._rewritten, text.path: text}
        return other

    def plans_with(self, labels: Collection[str], value: str) -> tuple[str, ...]:
        """The paths of the plans that have a value in the front matter, in the field that has one of the labels
        (normalised); neither case nor the blanks around it tell it from another."""
        key = frozenset(labels)
        if key not in self._with_value:
            self._with_value[key] = _by_value(self.front_matters, key)
        return tuple(self._with_value[key].get(_same(value), ()))

    @cached_property
    def _with_value(self) -> dict[frozenset[str], dict[str, list[str]]]:
        return {}

    @cached_property
    def front_matters(self) -> Mapping[str, FrontMatter]:
        """The front matter of each file that lies where plans are looked for, by path."""
        from execplan_hooks.discover import find  # which needs the configuration's reader

        if self._base:
            others = self._base.front_matters
            new = {path: frontmatter.parse(text) for path, text in self._rewritten.items() if path in others}
            return {**others, **new}
        found = {}
        for _, shown in find(self._root, self._config, ()).files:
            text = self.source(shown)
            if text is not None and text.front_matter_end:
                found[shown] = frontmatter.parse(text)
        return found


def _by_value(front_matters: Mapping[str, FrontMatter], labels: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, front in front_matters.items():
        for value in {_same(field.value) for field in front.fields if normalise(field.key) in labels}:
            found.setdefault(value, []).append(path)
    return found


def _same(value: str) -> str:
    """A value as people tell it from others: neither by case nor by the blanks around it."""
    return value.strip().casefold()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
