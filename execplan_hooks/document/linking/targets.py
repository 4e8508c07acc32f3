"""Where a link or a path that a plan names leads: to a path in the repository, out of it, or to what is no path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from execplan_hooks.document.linking.machine_paths import machine_paths
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.tree import Tree

_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:[:-]\d+)*(?:[#?]|$))")
_LINE_NUMBER = re.compile(r"(?<=[^/:]):\d{1,7}(?:[:-]\d{1,7})?$")
_EXTENSION = lazy(r"[^/.]\.[A-Za-z][A-Za-z0-9]{0,9}/?$")
_PLACEHOLDER = lazy(r"[<>{}*$|\[\]]|\.\.\.|…|YYYY|(?i:path/to/|\bx{3,}\b)")
_PAGES = frozenset(
    ("issues", "pull", "pulls", "wiki", "releases", "actions", "commit", "compare", "discussions", "tree", "blob")
)
_MOVING = 64
"""Folders beside a path that are looked into for a file that was moved; plans lie in a handful."""


@frozen
class Target:
    """What a link leads to: `path` relative to the repository root (`""` is the root), None where it leaves the
    repository; `fragment` is the decoded part behind `#`. `own`: the link names no file, only an anchor."""

    path: str | None
    fragment: str = ""
    own: bool = False


def folder_of(path: str) -> str:
    """The folder of a repository path; `""` is the root."""
    return path.rpartition("/")[0]


def lies_inside(path: str) -> bool:
    """Whether a plan's path is one below the repository's root, so that relative links can be followed."""
    return bool(path) and not path.startswith(("/", "../")) and ":" not in path.partition("/")[0]


def target_of(url: str, plan: str, tree: Tree | None) -> Target | None:
    """Where the URL of a link in the plan at path `plan` leads; None where that cannot be known or is no local path.

    That are external URLs, placeholders, machine paths, words without a slash or file ending (`[i](x)` is code), and
    absolute paths of a site rather than of the repository, as far as `tree` tells.
    """
    if url.startswith("#"):
        return Target(plan, unquote(url[1:]), own=True)
    if not url or _SCHEME.match(url) or url.startswith(("//", "\\", "?")) or _is_elsewhere(url):
        return None
    path, _, fragment = url.partition("#")
    path = _LINE_NUMBER.sub("", unquote(path.partition("?")[0]))
    if path.startswith("/"):
        first = path[1:].partition("/")[0]
        if tree is None or first not in tree.names("") or not _EXTENSION.search(path):
            return None
        return Target(joined("", path[1:]), unquote(fragment))
    if "/" not in path and not _EXTENSION.search(path) and path not in (".", ".."):
        return None
    resolved = joined(folder_of(plan), path)
    if resolved is None and _is_page(plan, path):
        return None
    return Target(resolved, unquote(fragment))


def _is_elsewhere(url: str) -> bool:
    return bool(_PLACEHOLDER.search(url)) or any(path.start == 0 for path in machine_paths(url[:500]))


def _is_page(plan: str, path: str) -> bool:
    """Whether a path leaves the files for the pages that GitHub shows beside them: `../../issues/7` in the README."""
    names = path.split("/")
    ups = next((index for index, name in enumerate(names) if name != ".."), len(names))
    return ups == plan.count("/") + 2 and ups < len(names) and names[ups] in _PAGES


def joined(folder: str, path: str) -> str | None:
    """`path` as seen from `folder`, normalised; None where it leads out of the repository."""
    names = folder.split("/") if folder else []
    for name in path.split("/"):
        if name == "..":
            if not names:
                return None
            names.pop()
        elif name not in ("", "."):
            names.append(name)
    return "/".join(names)


def candidates(plan: str, path: str) -> list[str]:
    """The places that a path which the plan names may mean: seen from the plan's folder, from those around it, and
    from the root, as it is written in a part of a large repository."""
    if path.startswith("/"):
        return list(filter(None, [joined("", path)]))
    folders = [""]
    for name in folder_of(plan).split("/"):
        folders.append(f"{folders[-1]}/{name}" if folders[-1] else name)
    found = dict.fromkeys(joined(folder, path) for folder in folders)
    return [place for place in found if place]


def is_unknown(tree: Tree, path: str) -> bool:
    """Whether nobody can tell that `path` is missing: on the way to it lies a folder without files. git keeps no such
    folder, so it is a submodule, or a part, that was not checked out."""
    folder = ""
    for name in path.split("/")[:-1]:
        folder = f"{folder}/{name}" if folder else name
        if tree.kind(folder) != "folder":
            return False
        if not tree.names(folder):
            return True
    return False


def is_placeholder(path: str) -> bool:
    """Whether something in a path is left to fill in: `<slug>.md`, `plans/YYYY-MM-DD-x.md`."""
    return bool(_PLACEHOLDER.search(path))


def without_line(path: str) -> str:
    """A path without the line number, range or anchor behind it: `src/x.py:12-20`, `docs/x.md#steps`."""
    return _LINE_NUMBER.sub("", path.partition("#")[0])


def moved(tree: Tree, path: str) -> str | None:
    """Where the file of `path` lies now, if a folder beside its own, above it or in it has one of that name: plans
    move from `active` to `completed`. The commonest names prove nothing, and are not looked for."""
    folder, _, name = path.rpartition("/")
    if name.lower() in ("plan.md", "execplan.md", "index.md", "readme.md"):
        return None
    found = {place for place in _beside(tree, folder) if name in tree.names(place)} - {folder}
    return joined(found.pop(), name) if len(found) == 1 else None


def _beside(tree: Tree, folder: str) -> Iterator[str]:
    parent = folder_of(folder)
    if parent:
        yield parent
    for above in {parent, folder} - {""}:
        yield from tree.folders(above)[:_MOVING]
