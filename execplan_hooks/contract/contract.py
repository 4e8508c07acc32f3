"""The file-scope contract: what a plan's scope lists mean for a path.

Patterns mean what they mean in a `.gitignore`, anchored at the repository root: `dir/...`, `dir/` and a bare
directory mean everything below. Brackets are literal, since route folders such as `app/[id]` are commoner than
classes. They are matched with the configuration's globs, in linear time: pathspec 1.1.1 compiles `*a*a*a…` to a
regular expression that backtracks for minutes, and its `.` and `$` let file names with a newline slip through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from execplan_hooks.contract.matching import Matcher
from execplan_hooks.contract.patterns import PLACEHOLDER, alternatives, anchored, problem_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope.scope import DeclaredScope, ScopeList, declared

if TYPE_CHECKING:
    from execplan_hooks.document.scope.scope_entry import ScopeEntry

_UNDECIDED = re.compile(
    r"(?:tb[dac]|todo|t\.b\.d\.|to be (?:determined|decided|defined|confirmed)|\?++|未定|待定)\W*", re.IGNORECASE
)
_UNLESS = re.compile(r"\b(?:unless|until|without|except (?:with|when|if|after))\b", re.IGNORECASE)
_APPROVED = re.compile(
    r"\b(?:approv\w*|authori[sz]\w*|permi(?:tted|ssion)|sign(?:ed)?[- ]?off|consent)\b", re.IGNORECASE
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

    def matches(self, path: str) -> bool:
        """Whether the entry speaks of a path (relative to the root, with `/`), or of a folder around it."""
        return bool(self._alone.speaking(path))

    @cached_property
    def _alone(self) -> _Entries:
        return _Entries((self,))

    @property
    def awaits_approval(self) -> bool:
        """Whether it stands until somebody approves: "unless explicitly approved"."""
        lines = self.declared.condition.split("\n")
        return any((start := _UNLESS.search(line)) and _APPROVED.search(line, start.end()) for line in lines)


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

    def decide(self, path: str, lifted: bool = False) -> Decision:
        """The verdict on a changed path; an Exclude entry outweighs any Include entry.

        `lifted`: somebody has approved it from outside, so that an Exclude entry "unless approved" allows its paths.
        """
        path = unicodedata.normalize("NFC", path)
        allowing = None
        for number in self._all.speaking(path):
            entry = self._ordered[number]
            if number >= len(self.exclude):
                allowing = entry
                break
            if not (lifted and entry.awaits_approval):
                return Decision("excluded", entry)
            allowing = entry
        return Decision("included" if allowing or self.exclude_only else "outside", allowing)

    def nearly(self, path: str) -> Entry | None:
        """An entry that speaks of the path but for upper and lower case; one file on some file systems."""
        path = unicodedata.normalize("NFC", path)
        shape = path.casefold()
        if shape == path and self._is_folded:
            return None
        folded = self._folded.speaking(shape)
        exact = self._all.speaking(path) if folded else []
        return next((self._ordered[number] for number in folded if number not in exact), None)

    @cached_property
    def _is_folded(self) -> bool:
        patterns = (pattern for entry in self._ordered for pattern in (*entry.patterns, *entry.exceptions))
        return all(pattern == pattern.casefold() for pattern in patterns)

    @cached_property
    def _ordered(self) -> tuple[Entry, ...]:
        return (*self.exclude, *self.include)

    @cached_property
    def _all(self) -> _Entries:
        return _Entries(self._ordered)

    @cached_property
    def _folded(self) -> _Entries:
        return _Entries(self._ordered, str.casefold)


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


class _Entries:
    """Entries in order, to ask all of them at once; `fold` changes the patterns first."""

    def __init__(self, entries: tuple[Entry, ...], fold: Callable[[str], str] = str) -> None:
        self._patterns, self._exceptions = (
            Matcher((number, fold(pattern)) for number, side in enumerate(sides) for pattern in side)
            for sides in ([entry.patterns for entry in entries], [entry.exceptions for entry in entries])
        )

    def speaking(self, path: str) -> list[int]:
        """The numbers of the entries that speak of a path or of a folder around it, in order."""
        found = self._patterns.speaking(path)
        return sorted(found - self._exceptions.speaking(path)) if found else []


def literal_patterns(entry: Entry) -> Iterator[str]:
    """The patterns of an entry that name exactly one path (or directory), without the leading slash."""
    for pattern in entry.patterns:
        plain = pattern[1:].removesuffix("/**")
        if not _WILD.search(plain):
            yield plain
