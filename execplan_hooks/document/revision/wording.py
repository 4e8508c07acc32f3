"""Text as words.

Those are words without case, punctuation and emphasis, in their order. A word is *exact* where a letter matters:
code spans, and words with a digit or a sign of paths and comparisons. It is *weighty* where it turns or binds what is
said: negations, modal verbs, quantifiers, numbers in words. What an edit of them means is `edits.py`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from execplan_hooks.document.revision import redaction
from execplan_hooks.lazy import lazy

# The length of code is bounded: of a hostile line without closing ticks each opening one would look at all the rest.
_TOKEN = lazy(
    r"(?<!`)(?P<ticks>`{1,3})(?P<code>[^`].{0,500}?)(?P=ticks)(?!`)|(?P<struck>~~)|[^\s`~|]+(?:~(?!~)[^\s`~|]*)*|[`~]+"
)
_COMMENT = lazy(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINK = lazy(r"\]\((?=\S)")
# Bounded, since a hostile line may open a thousand links and close none.
_TARGET = lazy(r"\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,2000}(?:\s[\"'][^\"']{0,200}[\"'])?\)")
_URL = lazy(r"(?:(?:https?|ftp)://|(?<![\w.])www\.)[^\s<>]+", re.IGNORECASE)
# A plan's file moves from folder to folder as its state changes, and links follow it.
_STATE = lazy(
    r"(?:^(?:\.\.?/)+|^|(?<=/))(?:active|completed|done|archived?|abandoned)/(?=(?:.*/)?[^/]+\.md(?:#.*)?$)",
    re.IGNORECASE,
)
_MAX_PATH = 400  # characters; each folder of it is compared with the rest
_STRUCK_DONE = lazy(
    r"^(?P<lead>\s*)~~(?P<text>[^~]+)~~(?=[\s:;,.(*_—–-]*(?:done|finished|shipped|completed?)(?:[\s*_]*$|[*_]*[.,;:)(]|"
    r"[*_]*\s+(?:[(\[`#\d]|(?:in|on|at|by|with|via|as)\b)))",
    re.IGNORECASE,
)
_EDGES = " .,;:!?'\"()[]{}*_“”‘’«»、。，：；！？（）【】「」…•·—–-"
_EDGES_OF_MASKED = "".join(set(_EDGES) - set("*_"))
_ENDING = frozenset(".;:!?)。；：！？）")
_OPENING = frozenset("([（—–-")
_EXACT = lazy(r"[\d/\\_<>=≤≥≠±|$%@#&+→]|\w[.:]\w")
_COMPARES = lazy(r"[<>=≤≥≠±!+→]")
# fmt: off
MODAL = frozenset((
    "must", "shall", "should", "may", "might", "can", "could", "will", "would", "cannot", "need", "needs", "only",
    "except", "unless", "if", "optional", "required", "mandatory", "allowed", "forbidden", "permitted", "approved",
    "scope",
))
WEIGHTY = MODAL | frozenset((
    "no", "not", "never", "none", "nor", "neither", "nothing", "without", "all", "any", "each", "every", "both",
    "either", "some", "few", "most", "least", "more", "less", "than", "before", "after", "until", "now", "and",
    "or", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "first", "second", "third", "hundred", "thousand", "million",
))
# fmt: on


class Word(NamedTuple):
    """A word without the punctuation around it; two words with the same `key` differ in case only.

    `ends`: a sentence, clause or line ends with it, so that something may be added behind it; `opens`: a bracket or a
    dash stands before it.
    """

    key: str
    exact: bool = False
    ends: bool = False
    opens: bool = False

    @property
    def is_weighty(self) -> bool:
        """Whether another word in its place means something else, however alike the two are spelt."""
        return self.exact or self.key in WEIGHTY or self.key.endswith(("n't", "n’t"))


def words_of(lines: Iterable[str], links: bool = True) -> tuple[Word, ...]:
    """The words of a text; the last one of each of `lines` ends a statement.

    With `links` false, URLs and where links lead are left out: what is on record says the same when its link follows
    a file that moves. In code they stay.
    """
    return tuple(word for line in lines for word in _words_of(line, links))


@lru_cache(maxsize=4096)  # both sides of a change have most of their lines in common
def _words_of(line: str, links: bool) -> tuple[Word, ...]:
    found: list[Word] = []
    for word in _words(line, links):
        if word.key:
            found.append(word)
        elif found:  # punctuation on its own, as behind code
            found[-1] = found[-1]._replace(ends=True)
    if found:
        found[-1] = found[-1]._replace(ends=True)
    return tuple(found)


def code_of(lines: Iterable[str]) -> tuple[Word, ...]:
    """The words of code, each exact."""
    return tuple(Word(text, True, True) for line in lines for text in line.split())


def _words(line: str, links: bool) -> Iterator[Word]:
    """The words of a line; one without a key is punctuation that ends a statement."""
    line = redaction.joined(_STRUCK_DONE.sub(r"\g<lead>\g<text>", _COMMENT.sub(" ", line)))
    opens = False
    for match in _TOKEN.finditer(_LINK.sub("] (", line if links else _TARGET.sub("]", line))):
        if match["code"]:
            for text in match["code"].split():
                yield Word(_unmoved(text), True, opens=opens)
            opens = False
            continue
        if match["struck"]:  # what is struck out is no longer said
            yield Word("~~", True)
            continue
        token = match[0] if links else _URL.sub(lambda url: url[0][len(url[0].rstrip(_EDGES)) :], match[0])
        masked = redaction.is_masked(token)
        text = token.strip(_EDGES_OF_MASKED if masked else _EDGES)
        if token.startswith("-") and text[:1].isdigit() and len(token) - len(token.lstrip("-")) == 1:
            text = "-" + text
        opens = opens or token[:1] in _OPENING
        ends = token[-1:] in _ENDING or token.rstrip("*_\"'")[-1:] in _ENDING
        if masked or any(char.isalnum() for char in text) or _COMPARES.search(text):
            exact = masked or _EXACT.search(text) is not None
            yield Word(_unmoved(text) if exact else text.casefold().replace("-", ""), exact, ends, opens)
            opens = False
        elif ends:
            yield Word("")


def _unmoved(text: str) -> str:
    """A path without the folder that tells the state of a plan."""
    return _STATE.sub("", text, count=1) if len(text) <= _MAX_PATH and ".md" in text else text
