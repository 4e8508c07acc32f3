"""The existing path that a pattern without a match was meant for: a hint for planning, never a verdict."""

from __future__ import annotations

import difflib
import re

from execplan_hooks.preflight.tracked import Tracked

_WILD = re.compile(r"[*?]")
_MAX_NAMES = 40  # in a path
_MAX_CHILDREN = 500  # names in a folder that are compared; more are a folder of data
_MAX_LENGTH = 80  # of a name; comparing is quadratic
_NEAR = 0.75


def nearest(pattern: str, tracked: Tracked) -> str:
    """The tracked file or folder (with `/` at its end) nearest to a pattern or path; empty where none is near.

    Tried in this order: without leading folders (`/repo-name/src/...`), further folders in front of it (where that
    fits in one place only), a name that is misspelt, the folder that it should lie in.
    """
    names = _literal(pattern)
    if not names:
        return ""
    found = _without_leading(names, tracked) or _further_down(names, tracked) or _misspelt(names, tracked)
    return f"{found}/" if found and tracked.is_folder(found) else found


def _literal(pattern: str) -> list[str]:
    """The names of a path before the first one with a wildcard."""
    names = []
    for name in pattern.replace("\\", "/").split("/"):
        if name in ("...", "\u2026") or _WILD.search(name):
            break
        if name not in ("", "."):
            names.append(name)
    return names if len(names) <= _MAX_NAMES else []


def _without_leading(names: list[str], tracked: Tracked) -> str:
    if tracked.has(names[0]):
        # As it is, for a path that is only written wrongly (`/src/...`); else the mistake is further on.
        whole = "/".join(names)
        return whole if tracked.has(whole) else ""
    return next((path for index in range(1, len(names)) if tracked.has(path := "/".join(names[index:]))), "")


def _further_down(names: list[str], tracked: Tracked) -> str:
    end = "/" + "/".join(names)
    found = [path for path in tracked.named(names[-1]) if path.endswith(end)]
    return found[0] if len(found) == 1 else ""


def _misspelt(names: list[str], tracked: Tracked) -> str:
    """Name by name from the root: the one that is there, or the only one that is nearly the same."""
    place = ""
    for index, name in enumerate(names):
        path = f"{place}/{name}" if place else name
        if not tracked.has(path):
            similar = _similar(name, tracked.children(place))
            if not similar:
                # A new name in a folder that is there says where to look; higher up nothing is near any more.
                return place if index == len(names) - 1 else ""
            path = f"{place}/{similar}" if place else similar
        place = path
    return place


def _similar(name: str, others: list[str]) -> str:
    if len(name) > _MAX_LENGTH or len(others) > _MAX_CHILDREN:
        return ""
    close = difflib.get_close_matches(name, [other for other in others if len(other) <= _MAX_LENGTH], 1, _NEAR)
    return close[0] if close else ""
