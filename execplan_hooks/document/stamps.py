"""Timestamps as people and agents write them: read, named by their form, checked against the calendar.

Sources: RFC 3339 section 5.6 for `rfc3339`; the other forms are those counted on real plans.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

FORMS = ("rfc3339", "minutes", "zoned", "date")
"""Names of what a stamp may have to be. `rfc3339`: date, T, time with seconds, Z or offset. `minutes`: the
same without seconds. `zoned`: any date and time with Z, UTC, GMT or an offset. `date`: a date alone."""

EXAMPLES = {
    "rfc3339": "2025-11-22T14:05:00Z",
    "minutes": "2025-11-22T14:05Z",
    "zoned": "2025-11-22 14:05Z",
    "date": "2025-11-22",
}

# Zone abbreviations mean different offsets in different places (CST is China, Cuba and Chicago).
_NAMED = (
    "ACST|ADT|AEDT|AEST|AKST|AKDT|AST|BRT|BST|CAT|CDT|CEST|CET|CST|EAT|EDT|EEST|EET|EST|HKT|HST|ICT|IDT|IST|"
    "JST|KST|MDT|MSK|MST|NZDT|NZST|PDT|PHT|PKT|PST|SAST|SGT|WAT|WEST|WET|WIB|PT|ET|CT|MT"
)
_STAMP = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})(?![\d\w-])"
    r"|(?P<year_t>\d{4})-(?P<month_t>\d{1,2})-(?P<day_t>\d{1,2})(?=[Tt]\d)"
)
_TIME = re.compile(
    r"(?P<glue>[Tt]|[ ,_]{1,2}|\sat\s)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?"
    r"(?P<range>\s?(?:[\u2013\u2014~/]\s?\d{1,2}:\d{2}|-\s?\d{1,2}:\d{2}(?=(?::\d{2})?\s?(?:[Zz]|UTC|GMT|[+-]\d)))(?::\d{2})?)?"
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
_PRIORITY = re.compile(r"[\s*_`]*[(\[]?P\d[)\]]?[*_`]*:?\s+")


@dataclass(frozen=True)
class Stamp:
    """A timestamp in a text at `start:end`.

    `form` is one of `FORMS`, `"ambiguous"` (a time without a zone, or with a zone abbreviation) or
    `"foreign"` (not year-month-day). `date` and, where a zone is known, `instant` are None when the calendar
    has no such day or the clock no such time: then `impossible` says what is wrong.
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
    match = _STAMP.match(text, start)
    if match is None:
        foreign = _FOREIGN.match(text, start)
        return Stamp(foreign.group(), start, foreign.end(), "foreign") if foreign else None
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


def _form(match: re.Match[str], time: re.Match[str], plain_date: bool) -> str:
    if not plain_date or time["glue"].strip(" Tt"):
        return "foreign"
    if time["named"] or not (time["utc"] or time["offset"]):
        return "ambiguous"
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
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
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
    """The stamp that a log entry or task begins with, behind opening brackets and emphasis, or None.

    A priority may stand before it, as in `(P1) 2025-10-06 …`.
    """
    priority = _PRIORITY.match(text, start)
    position = priority.end() if priority else start
    while position < len(text) and text[position] in " \t([*_`~\uff08":
        position += 1
    return at(text, position)


def before(one: Stamp, other: Stamp) -> bool:
    """Whether `one` is earlier: by instant where both have one, else by day."""
    if one.instant and other.instant:
        return one.instant < other.instant
    if one.date is None or other.date is None:
        return False
    # A day without a zone is up to 14 hours off a zoned one: neighbouring days cannot be told apart.
    slack = dt.timedelta(days=1) if bool(one.instant) != bool(other.instant) else dt.timedelta()
    return one.date + slack < other.date
