"""One input through one target: twice, within a budget of time; what breaks is a `Failure`."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from execplan_hooks.model import ExecplanError
from fuzz import files, lint, plans

TARGETS: dict[str, Callable[[bytes], bytes]] = {
    "lint": lint.checked,
    "config": files.config,
    "baseline": files.baseline,
    "locks": files.locks,
    "contract": plans.contract,
    "revision": plans.revision,
}
"""What each makes of bytes; the same for the same bytes. An `AssertionError` says which property does not hold."""

AGAIN: dict[str, Callable[[bytes], bytes]] = {"lint": lint.run}
"""What the second run is where that need not check everything once more."""

BUDGET = 10.0
"""Seconds of this process's own time that an execution may take; its inputs are small."""


class TooSlow(BaseException):
    """The budget is used up. No `Exception`, so that nothing on the way takes it for one of its own."""


@dataclass(frozen=True)
class Failure:
    """What broke: its kind and where, for telling failures apart, and all that is known of it."""

    kind: str
    where: str
    detail: str

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.where


def execute(target: str, data: bytes, budget: float = BUDGET) -> Failure | None:
    """What is wrong with what a target makes of the bytes; None where every property holds."""
    run = TARGETS[target]
    try:
        with limited(budget):
            first = run(data)
            second = AGAIN.get(target, run)(data)
    except ExecplanError as error:
        return _failure(error, "undeclared here")
    except (Exception, TooSlow) as error:  # noqa: BLE001 (every kind of error is what is looked for)
        return _failure(error, "")
    if first != second:
        at = next((i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), 0)
        return Failure("another-result", target, f"{first[at : at + 200]!r}, then {second[at : at + 200]!r}")
    return None


@contextmanager
def limited(budget: float) -> Iterator[None]:
    """Raise `TooSlow` where what is done in it takes more than so many seconds of this process's own time."""

    def refuse(_signal: int, _frame: object) -> None:
        raise TooSlow(f"more than {budget} s")

    before = signal.signal(signal.SIGVTALRM, refuse)
    signal.setitimer(signal.ITIMER_VIRTUAL, budget)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _failure(error: BaseException, note: str) -> Failure:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if f"{os.sep}execplan_hooks{os.sep}" in frame.filename
    ]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    # Where time ran out says nothing: the next run stops elsewhere.
    where = "" if isinstance(error, TooSlow) else f"{Path(last.filename).stem}-{last.name}"
    if isinstance(error, AssertionError):
        where = str(error).partition(":")[0][:40]
    detail = "".join(traceback.format_exception(error, limit=-6))
    return Failure(type(error).__name__, where, f"{note}\n{detail}".strip())
