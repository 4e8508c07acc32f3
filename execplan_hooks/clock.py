"""The time of a run, which remembers whether what was judged by it can change while nothing but time passes."""

from __future__ import annotations

import datetime as dt


class Clock:
    """The instant `now` (with its zone) at which a run takes place.

    `is_settled`: each answer so far will be the same at any later time. What somebody did with `now` itself cannot be
    known, so that reading it unsettles the clock.
    """

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self.is_settled = True

    @property
    def now(self) -> dt.datetime:
        self.is_settled = False
        return self._now

    def has_passed(self, moment: dt.datetime, tolerance: dt.timedelta = dt.timedelta(0)) -> bool:
        """Whether `moment` lies at most `tolerance` ahead."""
        passed = self._now + tolerance >= moment
        self.is_settled &= passed
        return passed

    def has_begun(self, day: dt.date, earliest: dt.timedelta) -> bool:
        """Whether a day has begun in UTC or, where that is `earliest` ahead of it, somewhere else on earth."""
        begun = (self._now + earliest).date() >= day
        self.is_settled &= begun
        return begun
