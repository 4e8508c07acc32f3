"""The files around a plan, as they are on disk: what rules may know of them. Needs no git."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from execplan_hooks.config import Config
from execplan_hooks.document import frontmatter, source
from execplan_hooks.document.frontmatter import FrontMatter
from execplan_hooks.document.source import Source


class Tree:
    """A repository's files. All paths are relative to its root, with `/`, without `.` and `..`; `""` is the root.

    Names are compared exactly, also where the file system does not: a link in the wrong case breaks elsewhere.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self._root = root
        self._config = config
        self._names: dict[str, frozenset[str]] = {}
        self._sources: dict[str, Source | None] = {}

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

    def source(self, path: str) -> Source | None:
        """The text of a file, or None where there is none that could be read as a plan could."""
        if path not in self._sources:
            try:
                self._sources[path] = source.read(self._root / path, path) if self.kind(path) == "file" else None
            except (OSError, source.UnreadableError):
                self._sources[path] = None
        return self._sources[path]

    @cached_property
    def front_matters(self) -> Mapping[str, FrontMatter]:
        """The front matter of each file that lies where plans are looked for, by path."""
        from execplan_hooks.discover import find  # which needs the configuration's reader

        found = {}
        for _, shown in find(self._root, self._config, ()).files:
            text = self.source(shown)
            if text is not None and text.front_matter_end:
                found[shown] = frontmatter.parse(text)
        return found
