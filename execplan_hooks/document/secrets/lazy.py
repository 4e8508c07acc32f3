"""Regular expressions that are compiled when they are first used: most plans hold nothing that they are for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def lazy(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """What returns the compiled pattern."""
    return cache(lambda: re.compile(pattern, flags))
