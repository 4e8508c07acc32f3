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
from execplan_hooks.document.scope import DeclaredScope, ScopeList, declared
from execplan_hooks.document.scope_entry import ScopeEntry
from execplan_hooks.globs import glob_match
from execplan_hooks.repository.patterns import PLACEHOLDER, alternatives, anchored, problem_of

_UNDECIDED = re.compile(
    r"(?:tb[dac]|todo|t\.b\.d\.|to be (?:determined|decided|defined|confirmed)|\?+|未定|待定)\W*", re.IGNORECASE
)
_WILD = re.compile(r"[*?]")
_MAX_ENTRIES = 1000  # of a side; each path is compared with each entry


@dataclass(frozen=True)
class Problem:
    """Why a path of an entry cannot be enforced. `kind`: `absolute`, `outside`, `over-broad`, `negation`,
    `backslash`, `placeholder`, `undecided`, `prose`, `taken-back` (a negating word that has no paths),
    `not-understood` (further paths of an entry in force) or `too-many` (this entry and all after it)."""

    kind: str
    path: str


@dataclass(frozen=True)
class Entry:
    """An entry with its compiled patterns; `problems` tell what of it is not in force."""

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
    further = tuple(path for path in entry.further if not problem_of(path))
    puzzling = (Problem("not-understood", ", ".join(further)),) if further else ()
    if excludes:
        patterns, problems = _patterns((*entry.paths, *entry.refused), itself=True)
        patterns += _patterns(further, itself=True)[0]
        exceptions, more = _patterns(entry.exceptions, itself=False)
        if not entry.paths and not entry.refused:
            problems = (_pathless(entry),)
        return Entry(entry, patterns, exceptions, problems + more + puzzling)
    patterns, problems = _patterns(entry.paths, itself=False)
    exceptions, more = _patterns((*entry.exceptions, *entry.refused), itself=True)
    # "`src/` except `auth/`" may mean that of the root or one below: neither is allowed.
    exceptions = tuple("/**" + exception for exception in exceptions)
    if entry.unclear:
        problems, more, puzzling = (*problems, Problem("taken-back", entry.text)), (), ()
    elif not entry.paths:
        problems = (_pathless(entry),)
    if more or entry.unclear or any(problem.kind == "negation" for problem in problems):
        patterns = ()  # an exception that cannot be enforced must not leave the wider pattern in force
    return Entry(entry, patterns, exceptions, problems + more + puzzling)


def _pathless(entry: ScopeEntry) -> Problem:
    if PLACEHOLDER.search(entry.text):
        return Problem("placeholder", entry.text)
    return Problem("undecided" if _UNDECIDED.fullmatch(entry.text.strip(" `*_[(")) else "prose", entry.text)


def _patterns(paths: tuple[str, ...], itself: bool) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    patterns: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        kind = problem_of(path)
        if kind:
            problems.append(Problem(kind, path))
        else:
            patterns.extend(anchored(alternative, itself) for alternative in alternatives(path))
    return tuple(patterns), tuple(problems)


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
