"""Whether a value says one of the words that it may say: `✅ **in-progress** (since Monday)` says `IN_PROGRESS`."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from execplan_hooks.lazy import lazy
from execplan_hooks.located import nearest as _close

_MAX_LENGTH = 200  # characters; the word stands at the beginning
_REMARK = lazy(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_TOKEN = lazy(r"[^\W_]+|[|/]")
_ALTERNATIVE = ("or", "|", "/")


def said(value: str, allowed: Collection[str]) -> str | None:
    """The one of the `allowed` words that `value` says, or None.

    It stands at the beginning, whatever case, emphasis, emoji and joining (`_`, `-`, blank) it has; a remark may follow
    it. Of `PASS` and `PASS_WITH_NOTES` the longer one counts. A value that names a second one as alternative
    (`yes | no`, "stepwise (default) or autonomous") says neither: nobody has chosen.
    """
    tokens = _tokens(value)
    return None if is_open(value, allowed) else _at_start(tokens, allowed)


def is_open(value: str, allowed: Collection[str]) -> bool:
    """Whether a value offers several of the `allowed` words instead of saying one."""
    tokens = _tokens(value)
    word = _at_start(tokens, allowed)
    rest = tokens[len(_tokens(word)) :] if word else ()
    return len(rest) > 1 and rest[0] in _ALTERNATIVE and _at_start(rest[1:], allowed) not in (None, word)


def nearest(value: str, allowed: Collection[str]) -> str | None:
    """The allowed word that `value` most likely was meant to say, or None."""
    tokens = _tokens(value)
    lengths = sorted({len(_tokens(word)) for word in allowed}, reverse=True)
    begins = (" ".join(tokens[:length]) for length in lengths if tokens)
    spelt = {" ".join(_tokens(word)): word for word in allowed}
    return next((spelt[found] for begin in begins if (found := _close(begin, spelt))), None)


def _at_start(tokens: tuple[str, ...], allowed: Collection[str]) -> str | None:
    for word in sorted(allowed, key=len, reverse=True):
        wanted = _tokens(word)
        if wanted and tokens[: len(wanted)] == wanted:
            return word
    return None


def _tokens(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, and the signs that part alternatives; without remarks in brackets."""
    cut = unicodedata.normalize("NFKC", text[:_MAX_LENGTH])
    bare = _REMARK.sub(" ", cut)
    return tuple(_TOKEN.findall((bare if _TOKEN.search(bare) else cut).casefold()))
