"""Timestamps as people and agents write them: read, named by their form, checked against the calendar.

Sources: RFC 3339 section 5.6 for `rfc3339`; the other forms are those counted on real plans.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

FORMS = ("rfc3339", "minutes", "zoned", "date")
"""Names of what a stamp may have to be. `rfc3339`: date, T, time with seconds, Z or offset. `minutes`: the
same without seconds. `zoned`: any date and time with Z, UTC, GMT or an offset. `date`: a date alone."""

EXAMPLES = {
    "rfc3339": "2025-11-22T14:05:00Z",
    "minutes": "2025-11-22T14:05Z",
    "zoned": "2025-11-22 14:05Z",
    "date": "2025-11-22",
}

PATTERNS = {
    "rfc3339": "YYYY-MM-DDThh:mm:ssZ",
    "minutes": "YYYY-MM-DDThh:mmZ",
    "zoned": "YYYY-MM-DD hh:mmZ",
    "date": "YYYY-MM-DD",
}
"""The forms for messages: an example would be copied as it stands, which makes a false stamp of it."""

# Zone abbreviations mean different offsets in different places (CST is China, Cuba and Chicago).
_NAMED = (
    "ACST|ADT|AEDT|AEST|AKST|AKDT|AST|BRT|BST|CAT|CDT|CEST|CET|CST|EAT|EDT|EEST|EET|EST|HKT|HST|ICT|IDT|IST|"
    "JST|KST|MDT|MSK|MST|NZDT|NZST|PDT|PHT|PKT|PST|SAST|SGT|WAT|WEST|WET|WIB|PT|ET|CT|MT"
)
# Those that mean one zone: one offset each in the tz database since 2019, and no other country's word for its own time,
# as EST is Sydney's, AST Riyadh's and BST Dhaka's.
_UNIQUE = re.compile(
    "ACST|AEDT|AEST|AKDT|AKST|CAT|CEST|CET|EAT|EEST|EET|HKT|JST|KST|MSK|NZDT|NZST|PKT|SAST|WAT|WEST|WET|WIB"
)
_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})(?![^\W_]|-|_+[^\W_])"
    r"|(?P<year_t>\d{4})-(?P<month_t>\d{1,2})-(?P<day_t>\d{1,2})(?=[Tt]\d)"
)
_TIME = re.compile(
    r"(?P<glue>[Tt]|[ ,_]{1,2}|\sat\s)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?|(?=\s?[AaPp]\.?[Mm](?![A-Za-z0-9])))"
    r"(?P<range>\s?(?:[\u2013\u2014~/]\s?\d{1,2}:\d{2}|-\s?\d{1,2}:\d{2}(?=(?::\d{2})?\s?(?:[Zz]|UTC|GMT|[+-]\d)))(?::\d{2})?)?"
    r"(?:\s?(?P<half>[AaPp])(?:[Mm]|\.[Mm]\.?)(?![A-Za-z0-9]))?"
    r"(?P<gap>\s?)(?:"
    rf"(?P<named>(?:{_NAMED})(?![A-Za-z]))"
    r"|(?P<utc>[Zz](?![A-Za-z])|(?:UTC|GMT)(?:(?=[+-]\d)|(?![A-Za-z+-])))?"
    r"(?P<offset>[+-](?P<offset_hour>\d{1,2}):?(?P<offset_minute>\d{2})?(?!\d))?)"
)
_FOREIGN = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th)?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?\s\d{4}(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?(?![^\W_]|-)")
# "M1: (", "**T2.1** - (", "Milestone 3: [": a task's number, where a bracket with the stamp follows.
_NUMBER = re.compile(
    r"[\s*_`]*(?:[A-Z]{1,4}-?|(?:Milestone|Phase|Stage|Step|Task) )\d{1,3}(?:\.\d{1,3})*[*_`]*+"
    r"\s?[:.)\u2013\u2014-]?[*_`]*\s+(?=[*_`]*[(\[\uff08])"
)
_TRAILING = re.compile(
    r"[(\[\uff08][*_`]*(?P<stamp>\d[^()\[\]\uff08\uff09*`]{9,60}?)[*_`]*[)\]\uff09][*_`~]*+\.?[*_`~]*+\s*+\Z"
)
_DIGITS = frozenset("0123456789")
_REMEMBERED = 1000  # characters
_FIRST = _DIGITS | set("jfmasondJFMASOND") | {""}
"""The characters of ASCII that a stamp may begin with: a digit, or the first letter of a month."""
_PRIORITY = re.compile(r"[\s*_`]*[(\[]?P\d[)\]]?[*_`]*:?\s+")


@dataclass(frozen=True)
class Stamp:
    """A timestamp in a text at `start:end`.

    `form` is one of `FORMS`, `"ambiguous"` (a time without a zone, or with an abbreviation of several), `"named"`
    (with an abbreviation of one zone), `"foreign"` (not year-month-day, or a clock of twelve hours) or `"compact"`
    (the basic format of ISO 8601, `20251122T140500Z`). `date` and, where the offset is written, `instant` are None
    when the calendar has no such day or the clock no such time: then `impossible` says what is wrong.
    """

    text: str
    start: int
    end: int
    form: str
    date: dt.date | None = None
    instant: dt.datetime | None = None
    impossible: str = ""

    def accepted(self, forms: tuple[str, ...]) -> bool:
        """Whether the stamp has one of the wanted forms; every exact form with a zone is `zoned` too."""
        return self.form in forms or ("zoned" in forms and self.form in ("rfc3339", "minutes"))


def at(text: str, start: int = 0) -> Stamp | None:
    """The stamp that begins exactly at `start`, or None."""
    first = text[start : start + 1]
    if first.isascii() and first not in _FIRST:
        return None
    match = _STAMP.match(text, start)
    if match is None:
        return _compact(text, start) or _foreign(text, start)
    time = _TIME.match(text, match.end())
    end = time.end() if time else match.end()
    raw = text[start:end].rstrip()
    end = start + len(raw)
    plain_date = match["separator"] != "/" and match["separator"] != "."
    year, month, day = (match[name] or match[f"{name}_t"] for name in ("year", "month", "day"))
    date, wrong = _date(int(year), int(month), int(day))
    if time is None:
        form = "date" if plain_date and len(match.group()) == 10 else "foreign"
        return Stamp(raw, start, end, form, date, None, wrong)
    form = _form(match, time, plain_date)
    clock, clock_wrong = _clock(time)
    zone, zone_wrong = _zone(time)
    wrong = wrong or clock_wrong or zone_wrong
    instant = None
    if date and clock and zone and not wrong:
        try:
            instant = dt.datetime.combine(date, clock, zone).astimezone(dt.UTC)
        except OverflowError:  # the first and last day of the calendar have no instant in every zone
            wrong = "no such instant"
    return Stamp(raw, start, end, form, None if wrong else date, instant, wrong)


def _foreign(text: str, start: int) -> Stamp | None:
    """A stamp that does not begin with a year. Its day is not read: nobody knows which number is the month."""
    match = _FOREIGN.match(text, start)
    if match is None:
        return None
    time = _TIME.match(text, match.end())
    raw = text[start : time.end() if time else match.end()].rstrip()
    return Stamp(raw, start, start + len(raw), "foreign")


def _compact(text: str, start: int) -> Stamp | None:
    match = _COMPACT.match(text, start)
    if match is None or text[max(start - 1, 0) : start].isalnum():
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    stamp = at(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone or ''}")
    return stamp and replace(stamp, text=match.group(), start=start, end=match.end(), form="compact")


def _form(match: re.Match[str], time: re.Match[str], plain_date: bool) -> str:
    if not plain_date or time["glue"].strip(" Tt") or time["half"]:
        return "foreign"
    if time["named"] or not (time["utc"] or time["offset"]):
        return "named" if time["named"] and _UNIQUE.fullmatch(time["named"]) else "ambiguous"
    exact = (
        time["glue"] == "T"
        and not time["gap"]
        and not time["range"]
        and len(match.group()) == 10
        and len(time["hour"]) == 2
        and (time["utc"] == "Z") != bool(time["offset"])
        and (time["offset"] is None or re.fullmatch(r"[+-]\d{2}:\d{2}", time["offset"]) is not None)
        and (time["fraction"] or ".").startswith(".")
    )
    if not exact:
        return "zoned"
    return "rfc3339" if time["second"] else "minutes"


def _date(year: int, month: int, day: int) -> tuple[dt.date | None, str]:
    try:
        return dt.date(year, month, day), ""
    except ValueError:
        if year < 1:
            return None, "there is no year 0"
        if not 1 <= month <= 12:
            return None, f"there is no month {month}"
        return None, f"there is no day {day} in {year}-{month:02d}"


def _clock(time: re.Match[str]) -> tuple[dt.time | None, str]:
    hour, minute, second = int(time["hour"]), int(time["minute"] or 0), int(time["second"] or 0)
    if time["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if time["half"] in "Pp" else 0)
    for value, limit, name in ((hour, 23, "hour"), (minute, 59, "minute"), (second, 60, "second")):
        if value > limit:
            return None, f"there is no {name} {value}"
    return dt.time(hour, minute, min(second, 59)), ""  # second 60 is a leap second


def _zone(time: re.Match[str]) -> tuple[dt.tzinfo | None, str]:
    if time["offset"]:
        hours, minutes = int(time["offset_hour"]), int(time["offset_minute"] or 0)
        if hours > 23 or minutes > 59:
            return None, f"there is no offset {time['offset']}"
        sign = -1 if time["offset"].startswith("-") else 1
        return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes)), ""
    return (dt.UTC, "") if time["utc"] else (None, "")


def leading(text: str, start: int = 0) -> Stamp | None:
    """The stamp that a log entry or task begins with, or None.

    Opening brackets, emphasis and emoji may stand before it, and a priority (`(P1) 2025-10-06 …`) or number
    (`M1: (2025-10-06) …`).
    """
    first = text[start : start + 1]
    if "a" <= first <= "z" and first not in _FIRST:
        return None  # no month, and a priority or number begins with a capital
    return _leading(text, start) if len(text) <= _REMEMBERED else _leading.__wrapped__(text, start)


# Several rules ask it of the same entries; of long ones, so that the memory that they take is bounded, again each time.
@lru_cache(maxsize=4096)
def _leading(text: str, start: int) -> Stamp | None:
    if text[start : start + 1] in _DIGITS:
        return at(text, start)  # nothing to skip, and no priority or number begins so
    position = _skipped(text, start, "")
    priority = _PRIORITY.match(text, start) or _PRIORITY.match(text, position)
    position = _skipped(text, priority.end() if priority else position, "")
    number = _NUMBER.match(text, position)
    return at(text, _skipped(text, number.end() if number else position, "([\uff08"))


def _skipped(text: str, position: int, brackets: str) -> int:
    """The first position that holds no space, emphasis, emoji or one of the brackets."""
    skipped = " \t*_`~\ufe0f" + brackets
    while position < len(text):
        char = text[position]
        if char not in skipped and (char.isascii() or unicodedata.category(char) != "So"):  # no emoji is ASCII
            break
        position += 1
    return position


def trailing(text: str) -> Stamp | None:
    """The date with time that stands alone in brackets at the end of an entry or task, or None."""
    if not text.rstrip().rstrip("*_`~.").endswith((")", "]", "\uff09")):
        return None
    match = _TRAILING.search(text)
    stamp = at(text, match.start("stamp")) if match else None
    full = stamp is not None and (stamp.form == "compact" or ":" in stamp.text or stamp.text.lower().endswith("m"))
    return stamp if match and stamp and stamp.end == match.end("stamp") and full else None


def before(one: Stamp, other: Stamp) -> bool:
    """Whether `one` is earlier: by instant where both have one, else by day."""
    if one.instant and other.instant:
        return one.instant < other.instant
    if one.date is None or other.date is None:
        return False
    # A day without a zone is up to 14 hours off a zoned one: neighbouring days cannot be told apart.
    slack = dt.timedelta(days=1) if bool(one.instant) != bool(other.instant) else dt.timedelta()
    return one.date + slack < other.date
