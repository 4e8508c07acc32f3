"""A name for each finding of a report that stays the same when lines move: `identities`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from execplan_hooks.fingerprints import fingerprinted
from execplan_hooks.model import Diagnostic


def identities(found: Iterable[Diagnostic]) -> list[str]:
    """The fingerprint of each finding, unique in its file: also of a file that could not be checked at all."""
    used: set[tuple[str, str]] = set()
    last: Counter[tuple[str, str]] = Counter()
    names = []
    for diagnostic in found:
        given = diagnostic.fingerprint or fingerprinted([(diagnostic, diagnostic.text)])[0].fingerprint
        digest = given.rpartition(":")[0] or given
        name = given
        while (diagnostic.path, name) in used:
            last[diagnostic.path, digest] += 1
            name = f"{digest}:{last[diagnostic.path, digest]}"
        used.add((diagnostic.path, name))
        names.append(name)
    return names
