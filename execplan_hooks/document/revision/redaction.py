"""Marks that stand where something was taken out of a plan: `<REDACTED>`, `[redacted]`, `***`, `ghp_***`."""

from __future__ import annotations

import re

from execplan_hooks.lazy import lazy

_WORDED = lazy(r"[<\[({]{1,3}\s?redacted\b[^<>\[\](){}]{0,60}[>\])}]{1,3}", re.IGNORECASE)
_MARK = lazy(r"[<\[]{1,2}redacted[>\]]{1,2}|\bredacted\b|\*{3,}", re.IGNORECASE)
_MASKED = lazy(r"(?:^|[_=:/@-])[\"'(]*\*{3,}(?![\w*])")  # not the end of ***emphasis***
_NAMES = frozenset(("password", "passwd", "pwd", "passphrase", "token", "secret", "key", "apikey", "api_key", "bearer"))
_SECRET = lazy(r"(?=.*\d)(?=.*[^\W\d])(?:[^/\s]{8,}|(?=.*[a-z])(?=.*[A-Z])\S{32,})")
_FILE = lazy(r".*\.[a-z]{1,5}")


def joined(text: str) -> str:
    """A text with each mark of several words (`[redacted by ops]`) as one."""
    return _WORDED.sub("<REDACTED>", text)


def is_masked(token: str) -> bool:
    """Whether a word has asterisks in place of characters, which are no emphasis."""
    return "***" in token and _MASKED.search(token) is not None


def hidden(old: str, new: str) -> str | None:
    """The part of the word `old` for which a mark in `new` stands; None where no mark does."""
    mark = _MARK.search(new)
    if mark is None or _MARK.search(old):
        return None
    head, tail = new[: mark.start()], new[mark.end() :]
    if len(old) <= len(head) + len(tail) or not (old.startswith(head) and old.endswith(tail)):
        return None
    return old[len(head) : len(old) - len(tail)]


def names_secret(word: str) -> bool:
    """Whether a secret stands behind a word: `password swordfish`."""
    return word.casefold().rstrip(":=") in _NAMES


def is_secret(text: str) -> bool:
    """Whether a hidden text may have been a secret, not a path or a number that a plan means."""
    return _SECRET.fullmatch(text) is not None and not _FILE.fullmatch(text)
