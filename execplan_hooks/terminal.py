"""A line on the terminal that says how far a long run is."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType

_PATIENCE = 1.0
"""Seconds before anything is shown."""
_PAUSE = 0.1
"""Seconds between two states of the line, at least."""
_WIPE = "\r\x1b[K"


class Progress:
    """To be called with how many files are done, of how many; inside `with`, at whose end the line is wiped.

    Where stderr is no terminal that can rewrite a line, in CI, and with `quiet`, nothing is shown.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._shows = not quiet and _can_rewrite()
        self._next = time.monotonic() + _PATIENCE
        self._is_shown = False

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._shows and now >= self._next:
            self._next = now + _PAUSE
            self._is_shown = True
            self._write(f"{_WIPE}checked {done} of {total} files")

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._is_shown:
            self._is_shown = False
            self._write(_WIPE)

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:  # the terminal is gone; the run goes on
            self._shows = self._is_shown = False


def _can_rewrite() -> bool:
    in_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
    return sys.stderr.isatty() and not in_ci and os.environ.get("TERM", "dumb") != "dumb"
