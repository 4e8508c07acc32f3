"""What one version of a contract allows beyond another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from execplan_hooks.contract.contract import Contract, Entry
from execplan_hooks.document.placeholders.unfilled import is_placeholder
from execplan_hooks.frozen import frozen
from execplan_hooks.globs import glob_match
from execplan_hooks.overlap import overlap

_WILD = re.compile(r"[*?]")
_MAX_COMPARED = 20_000  # pairs of entries, or of a glob and a pattern, of one list: under a second
_MAX_EXCEPTIONS = 20  # of an entry that the other version does not have


@frozen
class Widening:
    """An Include entry that was added, or an Exclude entry that was removed or weakened.

    `line` is where the added entry stands in the new version; the removed one stood in the old version at `entry`.
    Without an entry the whole list was removed.
    """

    side: Literal["include", "exclude"]
    text: str
    line: int | None = None
    entry: Entry | None = None


def widenings(old: Contract, new: Contract) -> Iterator[Widening]:
    """What `new` allows and `old` did not; nothing where `old` declares no contract at all.

    An entry that is covered by an entry of the other version is no widening: `src/api/...` under `src/...`. Where that
    is not plain to see (both have wildcards, or there are very many entries), it counts as one.
    """
    if not old.is_declared:
        return
    if not new.is_declared:
        yield Widening("exclude", "the whole contract")
        return
    if new.exclude_only and not old.exclude_only:
        yield Widening("include", "the whole include list")
    if not old.exclude_only:
        agreed = _Side(old.include)
        for entry in new.include:
            if not agreed.covers(entry):
                yield Widening("include", entry.declared.text, entry.declared.line, entry)
    kept, prose = _Side(new.exclude), {entry.declared.text for entry in new.exclude}
    for entry in old.exclude:
        # An entry in prose binds whoever reads it; a placeholder that was filled in bound nobody.
        if is_placeholder(entry.declared.text) and {problem.kind for problem in entry.problems} == {"placeholder"}:
            continue
        if not (kept.covers(entry) if entry.patterns else entry.declared.text in prose):
            yield Widening("exclude", entry.declared.text, None, entry)


class _Side:
    """One list of a contract, to ask which of its entries speak of a pattern of the other version."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.plain: dict[str, list[Entry]] = {}
        self.wild: list[tuple[str, Entry]] = []
        self.left = _MAX_COMPARED
        for entry in entries:
            for pattern in entry.patterns:
                self.plain.setdefault(pattern, []).append(entry)
                if _WILD.search(pattern.removesuffix("/**")):
                    self.wild.append((pattern[1:], entry))

    def covers(self, inner: Entry) -> bool:
        """Whether all that an entry of the other version speaks of is spoken of here, on the same condition or none."""
        return all(any(self._speaks(outer, inner, p) for outer in self._around(p)) for p in inner.patterns)

    def _speaks(self, outer: Entry, inner: Entry, pattern: str) -> bool:
        self.left -= 1
        return self.left > 0 and _on_terms_of(inner, outer, pattern)

    def _around(self, pattern: str) -> Iterator[Entry]:
        """The entries with a pattern that speaks of all that `pattern` speaks of, see `Entry.matches`."""
        yield from self.plain.get(pattern, ())
        names = pattern[1:].removesuffix("/**").split("/")
        wild = next((index for index, name in enumerate(names) if _WILD.search(name)), len(names))
        folders = ["/".join(names[:count]) for count in range(1, wild + 1)]
        for folder in folders:
            yield from self.plain.get(f"/{folder}", ())
            if len(folder) + 1 < len(pattern):  # `x/**` speaks of what is below `x`, not of `x`
                yield from self.plain.get(f"/{folder}/**", ())
        for glob, entry in self.wild:
            if wild == len(names) and self.left > 0:
                self.left -= 1
                if any(glob_match(glob, folder) for folder in folders):
                    yield entry


def _on_terms_of(inner: Entry, outer: Entry, pattern: str) -> bool:
    """Whether an entry speaks of all of `pattern` on no other condition and with no other exceptions than `inner`."""
    if outer.declared.condition not in ("", inner.declared.condition):
        return False
    more = set(outer.exceptions) - set(inner.exceptions)
    if len(more) > _MAX_EXCEPTIONS:
        return False
    return not any(overlap(one[1:], pattern[1:], one_below=True, other_below=True) for one in more)
