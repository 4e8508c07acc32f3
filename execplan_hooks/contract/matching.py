"""Many patterns against many paths: what is known of a folder is not asked again for each file in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from execplan_hooks.frozen import frozen
from execplan_hooks.globs import glob_match

_WILD = re.compile(r"[*?]")
_MAX_FOLDERS = 10_000  # remembered at a time: names of 2,000 folders each must not fill the memory
_NONE: frozenset[int] = frozenset()
_Globs = tuple[tuple[str, int], ...]


@frozen
class _Folder:
    """What holds for all that lies in a folder: the numbers of the patterns that take it, the globs that may take a
    name in it, and those that may take all below one of its folders."""

    found: frozenset[int] = _NONE
    names: _Globs = ()
    folders: _Globs = ()


class Matcher:
    """Anchored patterns (`patterns.anchored`), each with the number of what it belongs to.

    Those without a wildcard are looked up. The others are tried only below the folder that they begin with.
    """

    def __init__(self, patterns: Iterable[tuple[int, str]]) -> None:
        self._exact: dict[str, frozenset[int]] = {}
        self._below: dict[str, frozenset[int]] = {}
        self._globs: dict[str, _Folder] = {}
        for number, pattern in patterns:
            text = pattern.removeprefix("/")
            plain = text
            while plain.endswith("/**"):
                plain = plain.removesuffix("/**")
            wild = _WILD.search(plain)
            if wild is None:
                side = self._exact if plain == text else self._below
                side[plain] = side.get(plain, _NONE) | {number}
                continue
            start = plain[: wild.start()].rpartition("/")[0]
            there = self._globs.get(start, _Folder())
            if plain == text:
                there = replace(there, names=(*there.names, (plain, number)))
            else:
                there = replace(there, folders=(*there.folders, (plain, number)))
            self._globs[start] = there
        self._folders: dict[str, _Folder] = {}

    def speaking(self, path: str) -> frozenset[int]:
        """The numbers of the patterns that take a path (relative, composed), or a folder around it."""
        folder = self._folder(path.rpartition("/")[0])
        found = folder.found
        if path in self._exact:
            found |= self._exact[path]
        if folder.names:
            found = found.union(number for glob, number in folder.names if glob_match(glob, path))
        return found

    def _folder(self, path: str) -> _Folder:
        folder = self._folders.get(path)
        if folder is not None:
            return folder
        if len(self._folders) >= _MAX_FOLDERS:
            self._folders.clear()
        folder = self._globs.get("", _Folder())
        end = 0
        # From the top, and not by recursion: a path may have 2,000 folders.
        while end >= 0 and path:
            end = path.find("/", end + 1)
            around = path if end < 0 else path[:end]
            if around not in self._folders:
                self._folders[around] = self._within(folder, around)
            folder = self._folders[around]
        return self._folders.setdefault(path, folder)

    def _within(self, folder: _Folder, path: str) -> _Folder:
        """`folder` is the one that the folder at `path` lies in."""
        taken = (number for glob, number in (*folder.names, *folder.folders) if glob_match(glob, path))
        found = folder.found.union(taken, self._exact.get(path, _NONE), self._below.get(path, _NONE))
        more = self._globs.get(path, _Folder())
        return _Folder(found, folder.names + more.names, folder.folders + more.folders)
