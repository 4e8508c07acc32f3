"""The cache of a run: what came of files that are as they were, where the answers about the others are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from execplan_hooks.caching.answers import Answer, Asker, Question
from execplan_hooks.caching.record import Name, Record, name_of, opened, sealed
from execplan_hooks.caching.store import Store
from execplan_hooks.checking import Checker
from execplan_hooks.examining.examined import Examined


class Cache:
    """The entries of a store for runs like that of `checker`, whose key is `run`. `close` writes what is new."""

    def __init__(self, run: bytes, store: Store, checker: Checker) -> None:
        self._run = run
        self._store = store
        self._now: dt.datetime = checker.now
        self._asker = Asker(checker.tree) if checker.tree is not None else None
        self._names: dict[str, Name] = {}
        self._new: dict[bytes, bytes] = {}
        self._used: list[bytes] = []

    def find(self, path: str, content: bytes) -> Examined | None:
        """What came of the file, if it would come of it today; else None."""
        name = self._names[path] = name_of(self._run, path, content)
        data = self._store.find(name.public)
        record = opened(data, name, path) if data is not None else None
        if record is None or self._now < record.since:
            return None
        if record.asked and not (self._asker and self._asker.is_still_so(record.asked.items())):
            return None
        self._used.append(name.public)
        return record.examined

    def keep(self, path: str, examined: Examined, asked: Mapping[Question, Answer]) -> None:
        """Keep what came of a file that `find` did not find."""
        name = self._names[path]
        self._new[name.public] = sealed(Record(examined, self._now, asked), name)

    def close(self) -> None:
        """Write what is new."""
        self._store.keep(self._new, self._used)
        self._store.close()
