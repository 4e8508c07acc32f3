"""When a plan was worked on: by the commits of its file, and from when to when it is or was active.

File times say nothing: every checkout makes them new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from execplan_hooks.document import stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.stamped import stamped_places
from execplan_hooks.document.stamps import Stamp
from execplan_hooks.frozen import frozen
from execplan_hooks.repository import history
from execplan_hooks.repository.git import Repository

_END_OF_TIME = 253_402_300_799  # seconds; 9999-12-31, the last day that Python's calendar has
_MANY = 500  # paths on one command line


@frozen
class Commits:
    """The first and the last commit of a file, by the committer's time; None where a shallow clone lacks it."""

    first: dt.datetime | None
    last: dt.datetime | None


@frozen
class Freshness:
    """`state` is `committed`, `not-committed`, `unknown` (a shallow clone) or `no-repository`.

    `modified`: the file on disk is not the committed one; None where nobody knows. `days` have passed since the last
    commit.
    """

    state: str
    last: dt.datetime | None = None
    days: int | None = None
    modified: bool | None = None


@frozen
class Active:
    """From when to when a plan is or was worked on, and what says so.

    `start_source` is `created`, `commit` or `stamp`; `end_source` is `now`, or for a plan that is over `stamp`
    or `commit`.
    """

    start: dt.datetime
    start_source: str
    end: dt.datetime
    end_source: str

    @property
    def days(self) -> int:
        """Between the two days, in UTC."""
        return max(0, (self.end.date() - self.start.date()).days)


def commits(repo: Repository, paths: Sequence[str]) -> dict[str, Commits]:
    """The commits of those of the paths that are in HEAD's history; one walk for all of them. Raises `GitError`."""
    head = repo.head()
    found: dict[str, Commits] = {}
    for start in range(0, len(paths) if head else 0, _MANY):
        found |= _walked(repo, head or "", list(paths[start : start + _MANY]))
    return found


def _walked(repo: Repository, head: str, paths: list[str]) -> dict[str, Commits]:
    walked = repo.git.line("rev-list", "--timestamp", head, "--", *paths).split()
    moments = dict(zip(walked[1::2], map(int, walked[0::2]), strict=True))
    edges = repo.git.line("rev-list", "--max-parents=0", head).split() if repo.git.is_shallow() else []
    times: dict[str, list[tuple[int, bool]]] = {}
    for step in history.steps_of(repo, list(moments), edges, *paths):
        for path in step.paths:
            times.setdefault(path, []).append((moments[step.commit], step.is_edge))
    return {path: Commits(_moment(min(known)), _moment(max(known))) for path, known in times.items()}


def _moment(found: tuple[int, bool]) -> dt.datetime | None:
    # At the edge of a shallow clone git pretends that every file is new.
    seconds, is_edge = found
    return None if is_edge else dt.datetime.fromtimestamp(min(seconds, _END_OF_TIME), dt.UTC)


def freshness(known: Commits | None, modified: bool, now: dt.datetime) -> Freshness:
    """How fresh a file of a repository is; `known` None: no commit has it."""
    if known is None:
        return Freshness("not-committed", modified=True)
    if known.last is None:
        return Freshness("unknown", modified=modified)
    return Freshness("committed", known.last, max(0, (now - known.last).days), modified)


def active(plan: Plan, known: Commits | None, now: dt.datetime, is_over: bool) -> Active | None:
    """When work on a plan began and ended; None where nothing tells.

    It began when the plan says that it was created, else with its first commit or its first stamp, whichever is
    earlier: a file that was moved has a younger first commit. It goes on now, unless the plan `is_over`: then it ended
    with its last stamp, else with its last commit.
    """
    stamped = sorted(moment for moment in _moments(plan) if moment <= now)
    created = next((moment for value in plan.field("created") if (moment := _of(stamps.leading(value.value)))), None)
    first = [(known.first, "commit")] if known and known.first else []
    first += [(stamped[0], "stamp")] if stamped else []
    start, source = (created, "created") if created else min(first, default=(None, ""))
    if start is None or start > now:
        return None
    if not is_over:
        return Active(start, source, now, "now")
    if stamped:
        return Active(start, source, stamped[-1], "stamp")
    return Active(start, source, known.last, "commit") if known and known.last else None


def _moments(plan: Plan) -> Iterator[dt.datetime]:
    for place in stamped_places(plan, ()):
        moment = _of(place.stamp)
        if moment is not None:
            yield moment


def _of(stamp: Stamp | None) -> dt.datetime | None:
    if stamp is None or stamp.date is None:
        return None
    return stamp.instant or dt.datetime.combine(stamp.date, dt.time(), dt.UTC)
