"""What a template leaves to be filled in: `<objective>`, `{{ owner }}`, `[your name]`, `BXX`, `YYYY-MM-DD`, `...`, TBD.

This is about shapes and whole values. Where in a plan such a text is a placeholder, and where it is code or prose,
is for the rule `placeholders` to say.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy

_ZONE = r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)(?![^\W_]))?"
_CLOCK = rf"(?:[T ,](?:HH|hh|XX|\d\d):(?:MM|mm|XX|\d\d)(?::(?:SS|ss|XX|\d\d))?{_ZONE})?"
_OPEN_CLOCK = rf"[T ,](?:HH|hh|XX):(?:MM|mm|XX)(?::(?:SS|ss|XX))?{_ZONE}"
_DATE = (
    rf"(?:(?:YYYY|yyyy)[-/.]?(?:MM|mm)[-/.]?(?:DD|dd)"
    rf"|\d{{4}}-(?:MM|mm|XX)-(?:DD|dd|XX)|\d{{4}}-\d\d-(?:DD|dd|XX)){_CLOCK}"
    rf"|\d{{4}}-\d\d-\d\d{_OPEN_CLOCK}"
)
# `CNN` and `RNN` are words: NN counts the things of a plan only behind their letter or a hyphen.
_NUMBERED = r"(?:[A-Z]{1,6}-)?(?:[A-Z]?XX+|[BMPST]?NN+)"
# An empty group names the kind where a shape may begin with its own character, so that `re` sees at once where none is.
_MARK = lazy(
    r"<(?![!?/\s])[^<>]{1,400}(?<!\s)>(?P<angle>)"
    r"|\{\{(?<![$\w]\{\{)[^{}]{0,200}\}\}(?P<braces>)"
    r"|\[(?i:your|insert|fill[ -]in|todo|tbd|fixme)\b[^\[\]]{0,200}\](?![\[(])(?P<bracket>)"
    rf"|(?<![\w-])(?:(?P<date>(?<!/)(?:{_DATE}))"
    rf"|(?P<id>#?{_NUMBERED}(?:-[A-Z]?(?:XX+|YY+|NN+))?)"
    r"|(?P<word>[Tt][Bb][AaCcDd]|TODO|FIXME))(?![\w-])"
    r"|(?P<dots>\.{3,}|\u2026+)"
)
# Each shape has one of these in it, with at most `_BEFORE` characters before it ("2025-11-03THH:" before "XX"). Most
# texts have none, and to look for plain text costs a tenth of looking for the shapes.
_SIGNS = ("<", "{{", "...", "\u2026", "XX", "NN", "YYYY", "yyyy", "-MM", "-mm", "-DD", "-dd", ":MM", ":mm")
_WORDS = ("TODO", "FIXME", "TB", "Tb", "tB", "tb", *(f"[{first}" for first in "yYiIfFtT\u0130\u0131"))
_HINT = re.compile("|".join(map(re.escape, (*_SIGNS, *_WORDS))))
# The same for a quick look: the engine stops at each `t`, less often at a `b`, and is slow with what is beyond Latin-1.
_BEYOND = "\u2026\u0130\u0131"
_QUICK = re.compile(
    "|".join(re.escape(sign) for sign in (*_SIGNS, *_WORDS) if sign.isascii() and sign[0] not in "Tt")
    + "|TODO|b(?<=[Tt]b)|B(?<=[Tt]B)"
)
_BEFORE = 14
# `<https://x.org>`, `<a@b.org>`, and what the ssot specification wants in the place of a secret.
_NO_MARK = lazy(r"<(?:(?![Yy]{4})[A-Za-z][A-Za-z0-9+.-]{1,31}:\S*|(?=\S+>\Z)\S+@\S+|(?i:redacted)\b.*)>")
_BRACKETED = lazy(r"[\s`*]*(?P<angle><[^<>]*>)[\s`*.]*")
_COMMENT = lazy(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOTHING = re.compile(r"(?:[\s.,;:!?|/+&()\[\]*_~`\u2022\u00b7\u2013\u2014-]|(?<![^\W_])(?:or|and|to)(?![^\W_]))*")
_ALTERNATIVE = lazy(
    "draft|proposed|planned|active|open|in-progress|pending|blocked|done|completed?|closed|abandoned|"
    "pass(?:ed)?|pass-with-notes|fail(?:ed)?|yes|no|none|low|medium|high"
)
_MAX_ALTERNATIVES = 12
_MAX_LENGTH = 2000  # characters; what is longer is prose
_NO_TEXT = lazy(r"[=;{}\"\\$@#]|::|->|\(\)|\[\]|^(?![\w.\u2026(])|^\.\w|/$|^\W*$")
_ELLIPSIS = lazy(r"[.\u2026]+")
# For whole words: the look ahead keeps what is none from being tried at each change of case.
_COMPONENT = lazy(r"(?=\w+\Z)\w*[a-z][A-Z]\w*")
_TYPE = lazy(r"(?=\w+\Z)\w*[a-z][A-Z]\w*|[A-Z][a-z]*\d?|[iuf]\d{1,3}")
# What stands for a type, and for the lack of a value, in a description of an interface.
_VALUE_TYPE = lazy("none|null|nil|void|string|str|int|integer|number|float|bool|boolean|bytes")
_INLINE_TAGS = "a|abbr|b|br|div|em|font|hr|i|img|kbd|li|ol|p|s|span|strong|su[bp]|table|t[dhr]|u|ul|wbr"
_INLINE_TAG = lazy(_INLINE_TAGS)
_TAG = lazy(
    rf"{_INLINE_TAGS}|address|article|aside|audio|base|blockquote|body|button|canvas|caption|code|col|data|datalist|"
    "d[dlt]|del|details|dialog|embed|fieldset|figure|footer|form|h[1-6]|head|header|html|iframe|input|ins|label|legend|"
    "link|main|map|mark|menu|meta|meter|nav|object|option|output|param|picture|pre|progress|script|search|section|"
    "select|slot|small|source|style|summary|svg|tbody|template|textarea|tfoot|thead|time|title|track|var|video"
)
_ATTRIBUTE = lazy("async|autofocus|checked|controls|defer|disabled|hidden|open|readonly|required")


@frozen
class Mark:
    """Something with the shape of a placeholder, at `start:end` of a text. `kind` is `angle`, `braces`, `bracket`,
    `date`, `id`, `dots` or `word`."""

    kind: str
    start: int
    end: int


def marks(text: str) -> Iterator[Mark]:
    """What has the shape of a placeholder in a text, from the left; whether it is one depends on its place."""
    hint = _HINT.search(text) if hints_at_marks(text) else None
    if hint is None:
        return
    for match in _MARK.finditer(text, max(hint.start() - _BEFORE, 0)):
        if match.lastgroup and not (match.lastgroup == "angle" and _NO_MARK.fullmatch(match[0])):
            yield Mark(match.lastgroup, match.start(), match.end())


def hints_at_marks(text: str) -> bool:
    """Whether `marks` may find something in a text or in a part of it: a quick look, so that most of a plan need not be
    read word by word."""
    # Most texts have not even a character beyond Latin-1, so that nothing is searched for these.
    return _QUICK.search(text) is not None or any(map(text.__contains__, _BEYOND))


def outside(text: str) -> str:
    """The text with a blank for each thing that has the shape of a placeholder."""
    parts, at = [], 0
    for mark in marks(text):
        parts.append(text[at : mark.start])
        at = mark.end
    return " ".join((*parts, text[at:]))


def is_unfilled(text: str) -> bool:
    """Whether a whole value is still what a template leaves to be filled in: nothing, or nothing but placeholders
    (also in backticks, also several: `BXX or BXX-BYY`), or a choice that nobody has made (`done | blocked | pending`).

    A value that only begins with one, or has one in it (`src/<module>/index.ts`), is filled in.
    """
    if len(text) > _MAX_LENGTH:
        return False
    shown = _COMMENT.sub(" ", text) if "<!--" in text else text
    bracketed = _BRACKETED.fullmatch(shown) if "<" in shown else None
    if bracketed:  # in a sentence `< x >` compares; here it does not
        return not _NO_MARK.fullmatch(bracketed["angle"])
    return _NOTHING.fullmatch(outside(shown)) is not None or is_choice(shown)


def is_placeholder(text: str) -> bool:
    """Whether a whole value is unfilled and not just empty: something stands there that somebody should replace."""
    return is_choice(text) or (any(marks(text)) and is_unfilled(text))


def is_choice(text: str, words: Container[str] = frozenset()) -> bool:
    """Whether a value lists alternatives with pipes, all of them states, verdicts or degrees, or of `words` (in lower
    case). `string | null` and `npm | pnpm` are none."""
    if "|" not in text or len(text) > _MAX_LENGTH:
        return False
    parts = [part.strip(" `*.\\").casefold() for part in text.split("|", _MAX_ALTERNATIVES)]
    return all(part in words or _ALTERNATIVE.fullmatch(re.sub(r"[\s_]+", "-", part)) for part in parts)


def is_markup(angle: str, *, strict: bool) -> bool:
    """Whether a text in angle brackets is a tag, a component or a type, not words that say what belongs there.

    `strict`: a word that is also the name of an HTML element counts as a tag (`<title>`), as it does in code.
    """
    content = angle[1:-1].strip()
    if _ELLIPSIS.fullmatch(content):
        return False
    words = content.split()
    if not words or _NO_TEXT.search(content) or _VALUE_TYPE.fullmatch(content):
        return True
    names = (_TAG, _TYPE) if strict else (_TAG if len(words) > 1 else _INLINE_TAG, _COMPONENT)
    named = any(name.fullmatch(words[0]) for name in names)
    return named and all(map(_ATTRIBUTE.fullmatch, words[1:]))
