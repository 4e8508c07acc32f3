"""Can the files that keep records beside the plans be read: the locks of agents, the baseline."""

from __future__ import annotations

import os
from collections.abc import Iterator

from execplan_hooks.config import BASELINE
from execplan_hooks.doctor.line import Line, number
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.locks.file import read_locks
from execplan_hooks.locks.lock import NAME
from execplan_hooks.model import ExecplanError
from execplan_hooks.sieves import baseline_file


def check(here: Situation) -> Iterator[Line]:
    yield from _locks(here)
    yield from _baseline(here)


def _locks(here: Situation) -> Iterator[Line]:
    text = here.text(NAME)
    if text is None:
        yield Line("agent-locks", "skip", f"there is no {NAME}")
        return
    locks = read_locks(text.encode())
    if locks.problems:
        first = locks.problems[0]
        at = f"{NAME}:{first.line}" if first.line else NAME
        todo = "correct it there, then run: execplan gate --rule agent-locks"
        yield Line("agent-locks", "fail", f"{at}: {first.message} ({number(len(locks.problems), 'problem')})", todo)
    else:
        yield Line("agent-locks", "ok", f"{NAME} is valid, with {number(len(locks.locks), 'lock')}")


def _baseline(here: Situation) -> Iterator[Line]:
    if here.no_config is not None:
        yield Line("baseline", "skip", "not looked for: the configuration says where it is")
        return
    configured = here.config.baseline
    name = configured or BASELINE
    if not os.path.lexists(here.root / name):
        if configured is None:
            yield Line("baseline", "skip", "there is none: every finding counts")
        else:
            found = f"{here.config.file} names {configured}, which is not there"
            yield Line("baseline", "fail", found, "restore it from git, or write it: execplan baseline")
        return
    try:
        entries = baseline_file.read(here.root / name, here.root)
    except ExecplanError as error:
        found, _, todo = str(error).rpartition("; ")
        yield Line("baseline", "fail", found, todo)
        return
    count = baseline_file.number(entries)
    what = f"{count:,} {'entry' if count == 1 else 'entries'}"  # a finding may have several
    yield Line("baseline", "ok", f"{name} is valid: {what} for {number(len(entries), 'plan')}")
