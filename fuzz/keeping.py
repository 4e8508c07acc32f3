"""An input that broke something made small, and written where the tests find it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fuzz.executing import Failure, execute
from fuzz.seeds import FOUND

_SUFFIX = {
    "lint": ".md",
    "config": ".txt",
    "baseline": ".json",
    "locks": ".yaml",
    "contract": ".md",
    "revision": ".txt",
}
_SECONDS = 120.0


def keep(target: str, data: bytes, failure: Failure, folder: Path = FOUND) -> Path:
    """Write the smallest input found that fails in the same way; its name says how it failed."""
    small = minimised(target, data, failure)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{failure.kind}-{failure.where}".lower()).strip("-")[:60]
    file = folder / target / f"{slug}-{hashlib.sha256(small).hexdigest()[:8]}{_SUFFIX[target]}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(small)
    return file


def minimised(target: str, data: bytes, failure: Failure) -> bytes:
    """A small input that fails as `data` does: without the lines, then without the characters, that it can lack."""
    end = time.monotonic() + _SECONDS

    def fails(candidate: bytes) -> bool:
        found = execute(target, candidate) if time.monotonic() < end else None
        return found is not None and found.key == failure.key

    lines = _reduced(data.splitlines(keepends=True), lambda parts: fails(b"".join(parts)))
    return b"".join(_reduced([bytes((byte,)) for byte in b"".join(lines)], lambda parts: fails(b"".join(parts))))


def _reduced(parts: Sequence[bytes], fails: Callable[[Sequence[bytes]], bool]) -> list[bytes]:
    """Those of the parts that are needed, as Zeller's ddmin finds them: ever smaller pieces are left out."""
    left = list(parts)
    size = max(1, len(left) // 2)
    while True:
        start, shrunk = 0, False
        while start < len(left):
            candidate = left[:start] + left[start + size :]
            if candidate and fails(candidate):
                left, shrunk = candidate, True
            else:
                start += size
        if size == 1 and not shrunk:
            return left
        size = max(1, size // 2) if not shrunk or size > 1 else 1
