"""Links in the spelling of what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Set
from urllib.parse import unquote

from execplan_hooks.document.linking.links import Link
from execplan_hooks.document.source import Source
from execplan_hooks.model import Edit, Fix
from execplan_hooks.tree import Tree


def as_spelled(
    source: Source, link: Link, tree: Tree, path: str, spelled: str, anchors: Set[str] = frozenset()
) -> Fix | None:
    """The fix that writes the names of a link to `path` as the files have them, in the repository path `spelled`, and
    its fragment as the `anchors` there have it.

    None where the link's text does not end with names that differ in upper and lower case only, and where other files
    are called like these but for that.
    """
    if not _is_only(tree, spelled):
        return None

    def corrected(raw: str) -> str | None:
        written, sharp, rest = raw.partition("#")
        names, actual = written.split("/"), spelled.split("/")
        if unquote(written) != written or "\\" in written or "?" in written or len(path.split("/")) != len(actual):
            return None
        tail = next((index for index in range(len(names), 0, -1) if names[index - 1] in ("", ".", "..")), 0)
        count = len(names) - tail
        own = actual[-count:] if 0 < count <= len(actual) else []
        if [name.casefold() for name in names[tail:]] != [name.casefold() for name in own]:
            return None
        fragment = rest if rest in anchors else _lowered(rest, anchors) or rest
        return "/".join([*names[:tail], *own]) + sharp + fragment

    return _replaced(source, link, corrected)


def in_lower_case(source: Source, link: Link, anchors: Set[str]) -> Fix | None:
    """The fix that writes the fragment of a link in lower case, if that is one of the `anchors` where it leads to."""

    def corrected(raw: str) -> str | None:
        path, sharp, fragment = raw.partition("#")
        lowered = _lowered(fragment, anchors)
        return path + sharp + lowered if lowered else None

    return _replaced(source, link, corrected)


def _lowered(fragment: str, anchors: Set[str]) -> str | None:
    return fragment.lower() if fragment.isascii() and fragment.lower() in anchors else None


def _is_only(tree: Tree, path: str) -> bool:
    """Whether no folder on the way to a path has another name that differs in case only."""
    folder = ""
    for name in path.split("/"):
        if sum(name.casefold() == other.casefold() for other in tree.names(folder)) != 1:
            return False
        folder = f"{folder}/{name}" if folder else name
    return True


def _replaced(source: Source, link: Link, correct: Callable[[str], str | None]) -> Fix | None:
    raw = source.lines[link.line - 1][link.column - 1 : link.end_column - 1]
    new = correct(raw)
    if new is None or new == raw:
        return None
    return Fix((Edit(link.line, link.column, link.line, link.end_column, new),))
