"""Does a script, or a configuration with commands in it, call execplan. Nothing is executed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Literal

from execplan_hooks.doctor.manager import HOOK_IDS
from execplan_hooks.located import Located

Tool = Literal["pre-commit", "prek", "lefthook", "husky", "execplan"]

_RUNNING = ("run", "hook-impl")


def called(text: str) -> Tool | None:
    """What a script that somebody wrote calls: execplan itself, or a tool that may be told to."""
    if calls_execplan(text):
        return "execplan"
    if has_command(text, "pre-commit", _RUNNING) or has_command(text, "-mpre_commit", _RUNNING):
        return "pre-commit"
    return "prek" if has_command(text, "prek", _RUNNING) else None


def calls_execplan(text: str) -> bool:
    """Whether one of the lines calls lint, gate or one of the console scripts."""
    words = ("lint", "gate")
    return (
        any(name in HOOK_IDS for line in _commands(text) for name in line)
        or has_command(text, "execplan", words)
        or has_command(text, "execplan_hooks", words)
    )


def has_command(text: str, program: str, following: Collection[str]) -> bool:
    """Whether the name of a program, with or without a path, stands before one of the words that it is called with."""
    return any(
        (name, after) == (program, word)
        for line in _commands(text)
        for name, after in pairwise(line)
        for word in following
    )


def _commands(text: str) -> Iterator[list[str]]:
    """The lines that are no comments, as words without paths, quotes and punctuation."""
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            yield [word if word == '"$@"' else word.strip("\"'();&|`$").rpartition("/")[2] for word in line.split()]


def strings(at: Located) -> Iterator[str]:
    """All texts in a value, not the keys."""
    waiting: list[object] = [at.value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
