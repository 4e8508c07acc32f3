"""The search behind its prefilter, beside the same detectors, and beside detect-secrets' plugins, on every line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from execplan_hooks.document.secrets.credential_kinds import KINDS, Kind
from execplan_hooks.document.secrets.credentials import candidates, spans
from tests.document.secrets import plugins

Place = tuple[int, str, int, int]
"""A row, which detector, and where in the row it fires."""


def detector(kind: Kind) -> str:
    """What the detector of a kind is called: two kinds may share a plugin, each with a prefilter for a part of it."""
    return " ".join([kind.plugin, *kind.patterns])


def found(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> set[Place]:
    """Where detectors fire on the lines that the prefilter leaves."""
    return {
        (row, detector(kind), *span)
        for row, suspected in candidates(lines, kinds).items()
        for kind in suspected
        for span in spans(kind, lines[row])
    }


def found_on_every_line(lines: Sequence[str], kinds: Sequence[Kind] = KINDS) -> set[Place]:
    """Where detectors fire without a prefilter."""
    return {
        (row, detector(kind), *span) for row, line in enumerate(lines) for kind in kinds for span in spans(kind, line)
    }


def unseen(lines: Sequence[str], names: Iterable[str] = tuple(plugins.USED)) -> Iterator[tuple[str, int]]:
    """Where a plugin finds a value and nothing of ours stands at any of its places: plugin and row."""
    ours: dict[int, bytearray] = {}
    for row, _, start, end in found(lines):
        ours.setdefault(row, bytearray(len(lines[row])))[start:end] = b"\1" * (end - start)
    for row, line in enumerate(lines):
        covered = ours.get(row, bytearray(len(line)))
        for name in names:
            for value in plugins.values(name, line):
                places = re.finditer(re.escape(value), line)
                if not any(1 in covered[place.start() : place.end() or None] for place in places):
                    yield name, row
