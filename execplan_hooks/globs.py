"""Globs over repository paths: the one meaning that every glob in the configuration has."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

_WILD = re.compile("[*?]")


def glob_match(pattern: str, path: str) -> bool:
    """Whether a glob matches the whole of a path that is relative to the root, with `/`.

    `*` is any run of characters within one name, a leading dot included, `?` is one of them; `**` as a whole
    name is any number of folders, none included; `docs/` means `docs/**`, everything below; a leading `./` says
    nothing. All else is literal: `[id]` is a folder of that name. Upper and lower case differ; composed and
    decomposed accents do not.
    """
    return _compile(pattern)(path if path.isascii() else unicodedata.normalize("NFC", path))


@functools.lru_cache(maxsize=1024)
def _compile(pattern: str) -> Callable[[str], bool]:
    names = unicodedata.normalize("NFC", pattern).removeprefix("./").split("/")
    if names[-1] in ("", "**"):
        names[-1:] = ["**", "*"]
    # Nearly all paths fail by how they begin or end, and most globs of a run meet no other.
    prefix = _WILD.split("/".join(names), maxsplit=1)[0]
    suffix = _WILD.split(names[-1])[-1]
    regex = functools.cache(lambda: re.compile(_regex(names)))
    return lambda path: path.startswith(prefix) and path.endswith(suffix) and regex().fullmatch(path) is not None


def _regex(names: list[str]) -> str:
    # The runs of names between `**`. The first that fits is as good as any other, so each run but the last is
    # atomic: without it, `**/a/**/a/**/a` would try every combination.
    runs: list[list[str]] = [[]]
    for name in names:
        if name == "**":
            runs.append([])
        else:
            runs[-1].append(_name_regex(name))
    regex = "".join(f"{name}/" for name in runs[0])
    for run in filter(None, runs[1:-1]):
        regex += f"(?>(?:[^/]++/)*?{''.join(f'{name}/' for name in run)})"
    if len(runs) == 1:
        regex = regex.removesuffix("/")
    else:
        regex += "(?:[^/]++/)*" + "/".join(runs[-1])
    return regex


def _name_regex(name: str) -> str:
    # In `*a*b` the first `a` is as good as a later one: atomic, so that no combination is tried twice.
    parts = ["".join("[^/]" if c == "?" else re.escape(c) for c in part) for part in re.split(r"\*+", name)]
    if len(parts) == 1:
        return parts[0]
    middle = "".join(f"(?>[^/]*?{part})" for part in parts[1:-1])
    return f"{parts[0]}{middle}[^/]*{parts[-1]}"
