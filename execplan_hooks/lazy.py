"""Regular expressions that are compiled when they are first used: of most of them a run has no need.

A module that is loaded compiles its patterns, and all of them together take as long as a plan takes to be read.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class Lazy:
    """A pattern that is not compiled before one of the methods is asked for that it shares with a compiled one."""

    __slots__ = ("flags", "pattern", *_METHODS)

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Python asks here for what is not set yet: from then on the methods are those of the compiled pattern.
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What can be used as the compiled pattern; a mistake in it is found when it is first used.

    For what most plans have no use for: a call costs a little more than one of the compiled pattern's own.
    """
    return cast("re.Pattern[str]", Lazy(pattern, flags))
