"""Timestamps in another form, of the same instant; and the time of now in the form that a value has.

What a stamp does not say (its zone, its seconds) is never invented, and nothing that it says is dropped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable

from execplan_hooks.document import stamps
from execplan_hooks.document.source import Source
from execplan_hooks.document.stamped import StampedPlace
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.model import Edit, Fix

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
    r"(?:(?P<glue>[Tt]|[ ,_]{1,2}|\sat\s)(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<fraction>[.,]\d+)?)?)?"
    r"(?:\s?(?P<half>[AaPp])(?:[Mm]|\.[Mm]\.?))?"
    r"\s?(?P<utc>[Zz]|UTC|GMT)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?([.,]\d+)?(Z|[+-]\d{2}:?\d{2})?")
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}?):?(?P<minutes>\d{2})?")
_WEST, _EAST = dt.timedelta(hours=-12), dt.timedelta(hours=14)  # the offsets that places on earth have


def rewritten(stamp: Stamp, forms: Iterable[str]) -> str | None:
    """The stamp in the first of `forms` that it has all for, and that drops nothing of it; else None."""
    match = _SHAPE.fullmatch(_extended(stamp.text))
    if match is None or stamp.impossible:
        return None
    for form in forms:
        text = _date(match) if form == "date" else _moment(match, form)
        read = stamps.at(text) if text else None
        if text and read and read.end == len(text) and read.accepted((form,)):
            same = read.date == stamp.date and read.instant == stamp.instant
            return text if same and text != stamp.text else None
    return None


def _extended(text: str) -> str:
    """The extended format for the basic format of ISO 8601; another text as it is."""
    match = _COMPACT.fullmatch(text)
    if match is None:
        return text
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    seconds = f":{second}{fraction or ''}" if second else ""
    return f"{year}-{month}-{day}T{hour}:{minute}{seconds}{zone or ''}"


def _date(match: re.Match[str]) -> str | None:
    if match["hour"] is not None:
        return None
    return f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"


def _moment(match: re.Match[str], form: str) -> str | None:
    zone = _zone(match)
    if match["hour"] is None or zone is None or (match["minute"] is None and not match["half"]):
        return None
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    clock = f"{hour:02d}:{match['minute'] or '00'}"
    seconds = f":{match['second']}{(match['fraction'] or '').replace(',', '.')}" if match["second"] else ""
    if form == "minutes":
        if seconds.rstrip("0") not in ("", ":", ":00."):
            return None
        seconds = ""
    if form == "rfc3339" and not seconds:
        return None
    glue = " " if form == "zoned" else "T"
    date = f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"
    return f"{date}{glue}{clock}{seconds}{zone}"


def _zone(match: re.Match[str]) -> str | None:
    """`Z` or the offset as it is written, with two digits each; None where nothing says it without doubt."""
    if match["offset"] is None:
        return "Z" if match["utc"] else None
    found = _OFFSET.fullmatch(match["offset"])
    if found is None or (match["utc"] or "").upper() == "Z":
        return None
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    offset = dt.timedelta(hours=hours, minutes=minutes) * (-1 if found["sign"] == "-" else 1)
    begin = dt.timedelta(hours=int(match["hour"]), minutes=int(match["minute"] or 0))
    # "09:00-11:00" may be from nine to eleven.
    may_be_range = not (match["utc"] or match["second"] or match["glue"] in "Tt")
    is_range = may_be_range and -offset > begin
    if not _WEST <= offset <= _EAST or is_range:
        return None
    return f"{found['sign']}{hours:02d}:{minutes:02d}"


def of_stamps(source: Source, places: Iterable[StampedPlace], is_future: Callable[[dt.datetime], bool]) -> Fix | None:
    """The fix that writes all the stamps in a form that is right there; None where one of them cannot be so written,
    or would be seen to lie in the future."""
    edits = []
    for place in places:
        text = rewritten(place.stamp, place.forms)
        column = _column(source, place.line, place.column, place.stamp.text)
        late = place.stamp.instant is not None and is_future(place.stamp.instant)
        if text is None or column is None or late:
            return None
        edits.append(_replacement(place.line, column, place.stamp.text, text))
    return Fix(tuple(edits)) if edits else None


def bumped(source: Source, stamp: Stamp, line: int, column: int, now: dt.datetime, newest: Stamp) -> Fix | None:
    """The (unsafe) fix that writes `now` in the place of a stamp, in the same form and with the same offset; None where
    the stamp has no certain zone or another form, and where that would still lie before `newest`."""
    match = _SHAPE.fullmatch(stamp.text)
    place = _column(source, line, column, stamp.text)
    if match is None or place is None or match["half"] or match["fraction"]:
        return None
    here = now.astimezone(dt.UTC)
    if match["hour"] is not None:
        zone = _zone(match)
        if zone is None:
            return None
        if zone != "Z":
            here = now.astimezone(dt.datetime.strptime(zone, "%z").tzinfo)
    formats = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S"}
    text, at = "", 0
    for name, form in formats.items():
        if match[name] is not None:
            text += stamp.text[at : match.start(name)] + here.strftime(form)
            at = match.end(name)
    text += stamp.text[at:]
    read = stamps.at(text)
    if read is None or stamps.before(read, newest):
        return None
    return Fix((_replacement(line, place, stamp.text, text),), safe=False)


def _column(source: Source, line: int, column: int, text: str) -> int | None:
    """Where a stamp really stands: a value of the front matter begins at its quote."""
    found = source.lines[line - 1]
    return next((start for start in (column, column + 1) if found.startswith(text, start - 1)), None)


def _replacement(line: int, column: int, old: str, new: str) -> Edit:
    return Edit(line, column, line, column + len(old), new)
