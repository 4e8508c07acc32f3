"""Names of plan files and the patterns that they have to fit: `2026-01-31-rate-limit-PLAN.md`."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from execplan_hooks.lazy import lazy

DATE, SLUG = "{date}", "{slug}"
_FIELDS = lazy(r"\{date\}|\{slug\}")
_DAY = lazy(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SLUG = r"[^\W_]+(?:-[^\W_]+)*"
_CAMEL = lazy(r"(?<=[a-z])(?=[A-Z])")
_MAX_NAME = 255  # what file systems allow
_MAX_SLUG = 60
# What plans are called before or behind their subject.
_KIND = lazy(r"^(?:exec-?)?plan(?:-|$)|(?:^|-)(?:exec-?)?plan$")


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Whether a file name fits one of the patterns; a day must be one of the calendar."""
    composed = unicodedata.normalize("NFC", name)  # some file systems keep accents apart
    return any(_fits(composed, pattern) for pattern in patterns)


def leading_day(name: str) -> str | None:
    """What a name begins with that is written like a day, real or not; else None."""
    match = _DAY.match(name)
    return match[0] if match else None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as `2026-01-31`."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.fullmatch(text) is not None


def shape(pattern: str) -> str:
    """A pattern as messages show it: `<yyyy-mm-dd>-<slug>-PLAN.md`."""
    return pattern.replace(DATE, "<yyyy-mm-dd>").replace(SLUG, "<slug>")


def build(patterns: Iterable[str], slug: str, day: str | None) -> str | None:
    """A file name of the first pattern that can be filled: one with a date only where `day` is one."""
    for pattern in patterns:
        if SLUG in pattern and slug and (DATE not in pattern or (day and is_day(day))):
            return pattern.replace(DATE, day or "").replace(SLUG, slug)
    return None


def slug_of(text: str) -> str:
    """A text as words in lower case, joined by hyphens, without what says that it is a plan; may be empty."""
    plain = _CAMEL.sub("-", unicodedata.normalize("NFKC", text[:_MAX_NAME])).casefold()
    slug = _KIND.sub("", "-".join(re.findall(r"[^\W_]+", plain)))
    return slug if len(slug) <= _MAX_SLUG else slug[:_MAX_SLUG].rpartition("-")[0] or slug[:_MAX_SLUG]


def _fits(name: str, pattern: str) -> bool:
    regex, at = "", 0
    for field in _FIELDS.finditer(pattern):
        regex += re.escape(pattern[at : field.start()])
        kind, shape_of_it = ("day", _DAY.pattern) if field[0] == DATE else ("slug", _SLUG)
        regex += f"(?P<{kind}{field.start()}>{shape_of_it})"
        at = field.end()
    match = re.fullmatch(regex + re.escape(pattern[at:]), name) if len(name) <= _MAX_NAME else None
    if match is None:
        return False
    parts = match.groupdict()
    # A slug does not begin with a day: the pattern that has one decides whether it is of the calendar.
    return all(
        is_day(text) if key.startswith("day") else text == text.lower() and not _DAY.match(text)
        for key, text in parts.items()
    )
