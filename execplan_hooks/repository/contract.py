"""The file-scope contract: what a plan's scope lists mean for a path. The only importer of pathspec.

Patterns are gitignore patterns anchored at the repository root. `dir/...`, `dir/` and a bare directory mean
everything below; brackets are literal, since route folders such as `app/[id]` are commoner than classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope import DeclaredScope, ScopeEntry, declared

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PLACEHOLDER = re.compile(r"<[^<>]*>|\{\{|\$\{")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LINE_SUFFIX = re.compile(r"(?::\d+(?:[-:]\d+)?|#L\d+(?:-L?\d+)?)$")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_MAX_ALTERNATIVES = 64


@dataclass(frozen=True)
class Problem:
    """Why a path of an entry cannot be enforced. `kind`: `absolute`, `outside`, `over-broad`, `negation`,
    `backslash`, `placeholder` or `prose`."""

    kind: str
    path: str


@dataclass(frozen=True)
class Entry:
    """An entry with its compiled patterns. `problems` are of paths that have none."""

    declared: ScopeEntry
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        return _compile(self.patterns)

    @cached_property
    def _except(self) -> GitIgnoreSpec:
        return _compile(self.exceptions)

    def matches(self, path: str) -> bool:
        """Whether the entry speaks of a path (relative to the root, `/`, in NFC)."""
        return (
            bool(self.patterns)
            and self._spec.match_file(path)
            and not (bool(self.exceptions) and self._except.match_file(path))
        )


@dataclass(frozen=True)
class Decision:
    """What the contract says of a path: `verdict` is `included`, `excluded` or `outside`; `entry` decided."""

    verdict: str
    entry: Entry | None = None


@dataclass(frozen=True)
class Contract:
    """Both sides of a plan's contract. `exclude_only`: the plan names what must not be touched and no more,
    and its dialect does not ask for an include list."""

    include: tuple[Entry, ...]
    exclude: tuple[Entry, ...]
    scope: DeclaredScope
    exclude_only: bool = False

    @property
    def is_declared(self) -> bool:
        return bool(self.scope.include or self.scope.exclude)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*self.include, *self.exclude)

    def decide(self, path: str) -> Decision:
        """The verdict on a changed path; an Exclude entry outweighs any Include entry."""
        path = unicodedata.normalize("NFC", path)
        for verdict, entries in (("excluded", self.exclude), ("included", self.include)):
            for entry in entries:
                if entry.matches(path):
                    return Decision(verdict, entry)
        return Decision("included" if self.exclude_only else "outside")


def of_plan(plan: Plan) -> Contract:
    """The contract that a plan declares; `is_declared` tells whether it does."""
    scope = declared(plan)
    return Contract(
        tuple(compile_entry(entry) for side in scope.include for entry in side.entries),
        tuple(compile_entry(entry) for side in scope.exclude for entry in side.entries),
        scope,
        exclude_only=bool(scope.exclude) and not scope.include and not plan.dialect.scope.required,
    )


def compile_entry(entry: ScopeEntry) -> Entry:
    """An entry with the patterns of those of its paths that can be enforced."""
    patterns, problems = _patterns(entry.paths)
    exceptions, more = _patterns(entry.exceptions)
    if not entry.paths:
        problems = (Problem("placeholder" if _PLACEHOLDER.search(entry.text) else "prose", entry.text),)
    # An exception that cannot be enforced must not leave the wider pattern in force.
    return Entry(entry, () if more else patterns, exceptions, problems + more)


def _patterns(paths: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    patterns: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        kind = problem_of(path)
        if kind:
            problems.append(Problem(kind, path))
        else:
            patterns.extend(_gitignore(alternative) for alternative in _alternatives(path))
    return tuple(patterns), tuple(problems)


def problem_of(path: str) -> str:
    """Why a path as written cannot be a pattern, or an empty string. For the kinds see `Problem`."""
    segments = path.replace("\\", "/").split("/")
    first_word = path.split(" ")[0]
    checks = (
        ("placeholder", _PLACEHOLDER.search(path) is not None),
        ("prose", _URL.match(path) is not None or not path.isprintable()),
        ("absolute", path.startswith(("/", "~", "\\")) or _DRIVE.match(path) is not None),
        ("outside", ".." in segments),
        ("negation", path.startswith("!")),
        ("over-broad", not any(char.isalnum() or char == "_" for char in path)),
        ("backslash", "\\" in path),
        ("prose", not _alternatives(path)),
        ("prose", " " in path and "/" not in first_word and "." not in first_word),
    )
    return next((kind for kind, applies in checks if applies), "")


def _alternatives(path: str) -> list[str]:
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
            waiting += [text[: match.start()] + part + text[match.end() :] for part in match[1].split(",")]
    return results[::-1]


def _gitignore(path: str) -> str:
    path = _LINE_SUFFIX.sub("", unicodedata.normalize("NFC", path.strip()))
    segments = [segment for segment in path.split("/") if segment not in ("", ".")]
    segments = ["**" if segment in ("...", "\u2026") else segment for segment in segments]
    if path.endswith("/"):
        segments.append("**")
    # pathspec 1.1.1 drops a pattern with an unclosed `[` silently: brackets are always escaped.
    return "/" + "/".join(segments).replace("[", "\\[").replace("]", "\\]")


def _compile(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # 25 ms; only where a contract is asked about a path

    return GitIgnoreSpec.from_lines(patterns)


def literal_patterns(entry: Entry) -> Iterator[str]:
    """The patterns of an entry that name exactly one path (or directory), without the leading slash."""
    for pattern in entry.patterns:
        plain = pattern[1:].removesuffix("/**")
        if "*" not in plain and "?" not in plain:
            yield plain.replace("\\[", "[").replace("\\]", "]")
