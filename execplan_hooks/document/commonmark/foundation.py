"""mistletoe, imported at a fraction of its price. Who wants it imports it from here, or after something that did.

Nine tenths of that import go into a set of all punctuation characters, for which `mistletoe.core_tokens` looks at each
of the 1,114,112 code points. Only emphasis asks for it, which nobody here has mistletoe look for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import category


class Punctuation:
    """The same set, which looks at a character when it is asked for it."""

    def __init__(self, known: set[str]) -> None:
        self._known = known

    def __contains__(self, character: str) -> bool:
        return character in self._known or category(character).startswith("P")


@contextmanager
def few_characters() -> Iterator[None]:
    """Around the first import of mistletoe: it takes the ASCII characters for all there are, and asks for others later.

    Nothing else that is imported meanwhile reads `sys.maxunicode`, which is restored in any case. Does nothing where
    mistletoe was imported before.
    """
    if "mistletoe" in sys.modules:
        yield
        return
    all_characters = sys.maxunicode
    sys.maxunicode = 127
    try:
        yield
    finally:
        sys.maxunicode = all_characters
    core_tokens = sys.modules["mistletoe.core_tokens"]
    core_tokens.punctuation = Punctuation(core_tokens.punctuation)  # type: ignore[attr-defined]


with few_characters():
    from mistletoe import block_token, block_tokenizer, span_token

__all__ = ["block_token", "block_tokenizer", "span_token"]
