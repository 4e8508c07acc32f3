"""The paths of contract entries as patterns: which mean nothing that could be enforced, and what the others are."""

from __future__ import annotations

import re
import unicodedata

# `$ROOT/src`, but not the route `app/$id.tsx`.
PLACEHOLDER = re.compile(r"<[^<>]*>|\{\{|\$[{(]|^\$[A-Z_][A-Z0-9_]*(?=/|$)|^%[A-Z_]+%")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LINE_SUFFIX = re.compile(r"(?::\d+(?:[-:]\d+)?|#L\d+(?:-L?\d+)?)$")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_MAX_ALTERNATIVES = 64
_MAX_LENGTH = 4096  # PATH_MAX: nothing longer can be the path of a file


def problem_of(path: str) -> str:
    """Why a path as written cannot be a pattern, or an empty string. For the kinds see `contract.Problem`."""
    if len(path) > _MAX_LENGTH:
        return "prose"
    if PLACEHOLDER.search(path):
        return "placeholder"
    # Each on its own: `{src,*}` and `*:1` are as broad as `*`.
    kinds = [_problem_of_one(_LINE_SUFFIX.sub("", alternative.strip())) for alternative in alternatives(path)]
    return next(filter(None, kinds), "") if kinds else "prose"


def _problem_of_one(path: str) -> str:
    first_word = path.split(" ")[0]
    checks = (
        ("prose", _URL.match(path) is not None or not path.isprintable()),
        ("absolute", path.startswith(("/", "~", "\\")) or _DRIVE.match(path) is not None),
        ("outside", ".." in path.replace("\\", "/").split("/")),
        ("negation", path.startswith("!")),
        ("over-broad", not any(char.isalnum() or char == "_" for char in path)),
        ("backslash", "\\" in path),
        ("prose", " " in path and "/" not in first_word and "." not in first_word),
    )
    return next((kind for kind, applies in checks if applies), "")


def alternatives(path: str) -> list[str]:
    """Shell braces written out: `src/{a,b}.py` -> `src/a.py`, `src/b.py`; empty where they are too many."""
    results: list[str] = []
    waiting = [path]
    while waiting:
        if len(waiting) + len(results) > _MAX_ALTERNATIVES:
            return []
        text = waiting.pop()
        match = _BRACES.search(text)
        if match is None:
            results.append(text)
        else:
            parts = match[1].split(",", _MAX_ALTERNATIVES)
            waiting += [text[: match.start()] + part + text[match.end() :] for part in parts]
    return results[::-1]


def anchored(path: str, itself: bool) -> str:
    """The pattern of a path, with a leading slash; `itself`: everything below a folder is the folder too."""
    path = _LINE_SUFFIX.sub("", unicodedata.normalize("NFC", path.strip()))
    segments = [segment for segment in path.split("/") if segment not in ("", ".")]
    segments = ["**" if segment in ("...", "\u2026") else segment for segment in segments]
    if path.endswith("/"):
        segments.append("**")
    while itself and segments[-1] == "**":
        segments.pop()
    return "/" + "/".join(segments)
