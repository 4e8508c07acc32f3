"""The files around a plan as they were at a commit: what rules may know of them there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from execplan_hooks.config import Config
from execplan_hooks.document import frontmatter, places, source
from execplan_hooks.document.frontmatter import FrontMatter
from execplan_hooks.document.source import Source
from execplan_hooks.repository.git import Repository
from execplan_hooks.tree import Tree


class PastTree(Tree):
    """The files of a commit. `prefix` is where paths begin, `""` or a folder of the repository with a slash at its end.

    A link is a file here, whatever it leads to. Methods raise `GitError` where git cannot say.
    """

    def __init__(self, root: Path, config: Config, repo: Repository, commit: str, prefix: str) -> None:
        super().__init__(root, config)
        self._repo, self._commit, self._prefix = repo, commit, prefix

    @cached_property
    def _paths(self) -> list[str]:
        listed = self._repo.files(self._commit, self._prefix)
        return [path.removeprefix(self._prefix) for path in listed]

    @cached_property
    def _listing(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {"": set()}
        for path in self._paths:
            folder, _, name = path.rpartition("/")
            while name not in found.setdefault(folder, set()):
                found[folder].add(name)
                folder, _, name = folder.rpartition("/")
                if not name:
                    break
        return {folder: frozenset(names) for folder, names in found.items()}

    def names(self, folder: str) -> frozenset[str]:
        return self._listing.get(folder, frozenset())

    def kind(self, path: str) -> str | None:
        if path in self._listing:
            return "folder"
        folder, _, name = path.rpartition("/")
        return "file" if name in self.names(folder) else None

    def folders(self, folder: str) -> tuple[str, ...]:
        paths = (f"{folder}/{name}" if folder else name for name in sorted(self.names(folder)))
        return tuple(path for path in paths if path in self._listing)

    def same_file(self, one: str, other: str) -> bool:
        return one == other

    def source(self, path: str) -> Source | None:
        if path not in self._sources:
            data = self._repo.read(self._commit, self._prefix + path) if self.kind(path) == "file" else None
            self._sources[path] = _decoded(path, data)
        return self._sources[path]

    @cached_property
    def front_matters(self) -> Mapping[str, FrontMatter]:
        wanted = [self._prefix + path for path in self._paths if places.may_be_plan(self._config, path)]
        found = {}
        for name, data in self._repo.read_all(self._commit, wanted).items():
            path = name.removeprefix(self._prefix)
            text = _decoded(path, data)
            if text is not None and text.front_matter_end:
                found[path] = frontmatter.parse(text)
        return found


def _decoded(path: str, data: bytes | None) -> Source | None:
    try:
        return None if data is None else source.decode(path, data)
    except source.UnreadableError:
        return None
