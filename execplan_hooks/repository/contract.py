"""The file-scope contract: what a plan's scope lists mean for a path.

Patterns mean what they mean in a `.gitignore`, anchored at the repository root: `dir/...`, `dir/` and a bare
directory mean everything below. Brackets are literal, since route folders such as `app/[id]` are commoner than
classes. They are matched with the configuration's globs, in linear time: pathspec 1.1.1 compiles `*a*a*a…` to a
regular expression that backtracks for minutes, and its `.` and `$` let file names with a newline slip through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope import DeclaredScope, ScopeEntry, ScopeList, declared
from execplan_hooks.globs import glob_match

_PLACEHOLDER = re.compile(r"<[^<>]*>|\{\{|\$\{")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LINE_SUFFIX = re.compile(r"(?::\d+(?:[-:]\d+)?|#L\d+(?:-L?\d+)?)$")
_WILD = re.compile(r"[*?]")
_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_MAX_ALTERNATIVES = 64
_MAX_ENTRIES = 1000  # of a side; each path is compared with each entry
_MAX_LENGTH = 4096  # PATH_MAX: nothing longer can be the path of a file


@dataclass(frozen=True)
class Problem:
    """Why a path of an entry cannot be enforced. `kind`: `absolute`, `outside`, `over-broad`, `negation`,
    `backslash`, `placeholder`, `prose` or `too-many` (this entry and all after it)."""

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
    def _matcher(self) -> _Matcher:
        return _Matcher(self.patterns)

    @cached_property
    def _exceptions(self) -> _Matcher:
        return _Matcher(self.exceptions)

    def matches(self, path: str) -> bool:
        """Whether the entry speaks of a path (relative to the root, with `/`), or of a folder around it."""
        names = path.split("/")
        places = ["/".join(names[:count]) for count in range(len(names), 0, -1)]
        return self._matcher.matches(places) and not self._exceptions.matches(places)

    @cached_property
    def _folded(self) -> Entry:
        patterns, exceptions = (
            tuple(pattern.casefold() for pattern in side) for side in (self.patterns, self.exceptions)
        )
        return Entry(self.declared, patterns, exceptions, ())

    def matches_but_for_case(self, path: str) -> bool:
        """Whether it would, did upper and lower case not count; not for one that it speaks of as it is."""
        return self._folded.matches(path.casefold()) and not self.matches(path)


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
    def is_enforceable(self) -> bool:
        """Whether it decides about paths: by a pattern, or by saying that there is none."""
        return self.is_declared and (not self.entries or any(entry.patterns for entry in self.entries))

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

    def nearly(self, path: str) -> Entry | None:
        """An entry that speaks of the path but for upper and lower case; one file on some file systems."""
        path = unicodedata.normalize("NFC", path)
        entries = (*self.exclude, *self.include)
        return next((entry for entry in entries if entry.matches_but_for_case(path)), None)


def of_plan(plan: Plan) -> Contract:
    """The contract that a plan declares; `is_declared` tells whether it does."""
    scope = declared(plan)
    return Contract(
        tuple(_compiled(scope.include, excludes=False)),
        tuple(_compiled(scope.exclude, excludes=True)),
        scope,
        exclude_only=bool(scope.exclude) and not scope.include and not plan.dialect.scope.required,
    )


def _compiled(lists: tuple[ScopeList, ...], excludes: bool) -> Iterator[Entry]:
    entries = [entry for found in lists for entry in found.entries]
    for entry in entries[:_MAX_ENTRIES]:
        yield compile_entry(entry, excludes)
    for entry in entries[_MAX_ENTRIES : _MAX_ENTRIES + 1]:
        yield Entry(entry, (), (), (Problem("too-many", entry.text),))


def compile_entry(entry: ScopeEntry, excludes: bool = False) -> Entry:
    """An entry with the patterns of those of its paths that can be enforced.

    `excludes`: it stands on the exclude side, where everything below a folder is the folder too (else a
    submodule bump, or a link in the folder's place, would go through) and doubt leaves more excluded.
    """
    patterns, problems = _patterns(entry.paths, itself=excludes)
    exceptions, more = _patterns(entry.exceptions, itself=not excludes)
    if not entry.paths:
        problems = (Problem("placeholder" if _PLACEHOLDER.search(entry.text) else "prose", entry.text),)
    if more and not excludes:
        patterns = ()  # an exception that cannot be enforced must not leave the wider pattern in force
    return Entry(entry, patterns, exceptions, problems + more)


def _patterns(paths: tuple[str, ...], itself: bool) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    patterns: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        kind = problem_of(path)
        if kind:
            problems.append(Problem(kind, path))
        else:
            patterns.extend(_anchored(alternative, itself) for alternative in _alternatives(path))
    return tuple(patterns), tuple(problems)


def problem_of(path: str) -> str:
    """Why a path as written cannot be a pattern, or an empty string. For the kinds see `Problem`."""
    if len(path) > _MAX_LENGTH:
        return "prose"
    if _PLACEHOLDER.search(path):
        return "placeholder"
    # Each on its own: `{src,*}` and `*:1` are as broad as `*`.
    kinds = [_problem_of_one(_LINE_SUFFIX.sub("", alternative.strip())) for alternative in _alternatives(path)]
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
            parts = match[1].split(",", _MAX_ALTERNATIVES)
            waiting += [text[: match.start()] + part + text[match.end() :] for part in parts]
    return results[::-1]


def _anchored(path: str, itself: bool) -> str:
    """The pattern of a path, with a leading slash; `itself`: everything below a folder is the folder too."""
    path = _LINE_SUFFIX.sub("", unicodedata.normalize("NFC", path.strip()))
    segments = [segment for segment in path.split("/") if segment not in ("", ".")]
    segments = ["**" if segment in ("...", "\u2026") else segment for segment in segments]
    if path.endswith("/"):
        segments.append("**")
    while itself and segments[-1] == "**":
        segments.pop()
    return "/" + "/".join(segments)


class _Matcher:
    """Patterns sorted by what they take: a look-up for names and folders, a regular expression for the rest."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        plain = [pattern[1:] for pattern in patterns]
        self.names = frozenset(text for text in plain if not _WILD.search(text))
        self.folders = frozenset(text[:-3] for text in plain if text.endswith("/**") and not _WILD.search(text[:-3]))
        self.globs = [text for text in plain if text not in self.names and text[:-3] not in self.folders]

    def matches(self, places: list[str]) -> bool:
        """`places` are a path and the folders around it, the path first."""
        return (
            not self.names.isdisjoint(places)
            or not self.folders.isdisjoint(places[1:])
            or any(glob_match(glob, place) for glob in self.globs for place in places)
        )


def literal_patterns(entry: Entry) -> Iterator[str]:
    """The patterns of an entry that name exactly one path (or directory), without the leading slash."""
    for pattern in entry.patterns:
        plain = pattern[1:].removesuffix("/**")
        if not _WILD.search(plain):
            yield plain
