"""Which record of a plan became which: two versions of it side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from execplan_hooks.document.revision.records import Record
from execplan_hooks.document.stamps import Stamp

_DIGITS = re.compile(r"\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_EARLIEST_ZONE = dt.timedelta(hours=14)
_RARE = 50  # a word of more records than this tells none of them apart
_LIKE = 0.5


def same_moment(one: Stamp, other: Stamp) -> bool:
    """Whether two stamps may be one in two forms: the same instant, to the minute where one has no seconds.

    Where one has a zone and the other a time without, both are only known to the day, which may be the next one
    elsewhere. A date alone is any time of that day.
    """
    if one.instant and other.instant:
        return abs((one.instant - other.instant).total_seconds()) < 60
    if one.date is None or other.date is None:  # the calendar knows no such day
        return _DIGITS.findall(one.text) == _DIGITS.findall(other.text)
    if "date" in (one.form, other.form):
        return one.date == other.date
    if one.instant or other.instant:
        return abs((one.date - other.date).days) <= 1
    return one.date == other.date and _clock(one) == _clock(other)


def is_false(stamp: Stamp, now: dt.datetime) -> bool:
    """Whether a stamp says what cannot be: no real instant, or one that lies after `now`."""
    if stamp.instant:
        return stamp.instant > now
    # A date without a zone has begun somewhere as soon as it has begun in UTC+14.
    return bool(stamp.impossible) or (stamp.date is not None and stamp.date > (now + _EARLIEST_ZONE).date())


def corrects(one: Stamp, other: Stamp, now: dt.datetime) -> bool:
    """Whether another stamp may stand in the place of one: that one was false, or its day was written in another order,
    so that nobody knows which one it is (`11/03/2025`)."""
    if is_false(other, now):
        return False
    if is_false(one, now):
        return True
    if one.form != "foreign" or one.date is not None or other.date is None:
        return False
    digits = sorted(int(digits) for digits in _DIGITS.findall(one.text)[:3])
    wanted = sorted((other.date.year, other.date.month, other.date.day))
    if _LETTERS.search(one.text):  # "3 November 2025": the month has a name
        return (
            _MONTHS[other.date.month - 1] in one.text.casefold()
            and digits[-1:] == wanted[-1:]
            and other.date.day in digits
        )
    return digits == wanted


def _clock(stamp: Stamp) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(stamp.text)[3:5]]


def paired(before: Sequence[Record], after: Sequence[Record]) -> list[Record | None]:
    """For each record before, the one after that it became, or None: the same words, else the same stamp and some of
    the words, else most of the words. No record is taken twice."""
    found: list[Record | None] = [None] * len(before)
    free: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in reversed(range(len(after))):
        free[after[index].key].append(index)
    for number, record in enumerate(before):
        same = free.get(record.key)
        if same:
            last = range(len(same) - 1, max(-1, len(same) - _RARE), -1)
            place = next((place for place in last if _stamped_alike(record, after[same[place]])), len(same) - 1)
            found[number] = after[same.pop(place)]
    rest = [index for indices in free.values() for index in indices]
    missing = [number for number, record in enumerate(found) if record is None]
    scores = sorted(_scores(before, missing, after, rest), key=lambda found: (-found[0], found[1], found[2]))
    used: set[int] = set()
    for _, number, index in scores:
        if found[number] is None and index not in used:
            used.add(index)
            found[number] = after[index]
    return found


def _scores(
    before: Sequence[Record], missing: list[int], after: Sequence[Record], rest: list[int]
) -> Iterator[tuple[float, int, int]]:
    """How alike a missing record and a remaining one are, of those that share rare words or a stamp."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in rest:
        for word in after[index].vocabulary:
            places[word].append(index)
        stamp = after[index].stamp
        if stamp:
            places[f"\0{stamp.text}"].append(index)
    for number in missing:
        record = before[number]
        rare = sorted(
            (word for word in record.vocabulary if 0 < len(places.get(word, ())) <= _RARE),
            key=lambda word: (len(places[word]), word),
        )[:8]
        shared = Counter(index for word in rare for index in places[word])
        stamp = record.stamp
        dated = places.get(f"\0{stamp.text}", []) if stamp else []
        shared.update(dated[:_RARE])
        for index, _ in shared.most_common(8):
            score = _likeness(record, after[index])
            if stamp and index in dated[:_RARE] and score >= _LIKE / 2 and stamp.form != "date":
                score += 1
            if score >= _LIKE:
                yield score + 0.01 * (record.section == after[index].section), number, index


def _stamped_alike(one: Record, other: Record) -> bool:
    if one.stamp is None or other.stamp is None:
        return one.stamp is other.stamp
    return same_moment(one.stamp, other.stamp)


def _likeness(one: Record, other: Record) -> float:
    """The share of common words; of a record that was continued, the share of its own."""
    common = len(one.vocabulary & other.vocabulary)
    if not common:
        return 0.0
    if other.key[: len(one.key)] == one.key:
        return 1.0
    dice = 2 * common / (len(one.vocabulary) + len(other.vocabulary))
    return max(dice, 0.8 * common / len(one.vocabulary) if len(one.vocabulary) >= 4 else 0.0)
