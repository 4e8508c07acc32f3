"""Files shared out among processes. Not threads: the work is Python's own, of which one thread at a time can do any."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection
from typing import NoReturn

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.document import markdown
from execplan_hooks.examining.one import Outcome, outcome_of
from execplan_hooks.located import ConfigError
from execplan_hooks.model import ExecplanError

BATCH = 200_000
"""Bytes of plans that a worker gets at once: some 50 ms of work."""


@dataclass(frozen=True)
class _Failure:
    """The error that ended a batch. An exception with arguments of its own need not survive the way back."""

    message: str


Batch = Sequence[tuple[str, bytes]]
_outcome: Callable[[str, bytes], Outcome]
"""In a worker: what comes of a file."""


def outcomes(checker: Checker, files: Iterable[tuple[str, bytes]], jobs: int, watching: bool) -> Iterator[Outcome]:
    """What comes of files (path and content), in their order, from as many processes as `jobs` says.

    Raises `ExecplanError` as the first of the files in their order does, and where a process came to an end of itself.
    """
    # Forked workers have all that is imported and read already; only Linux's libraries are known to bear it.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        _import_once(checker)
    with ProcessPoolExecutor(jobs, context, _start, (checker, watching)) as pool:
        running: deque[Future[list[Outcome] | _Failure]] = deque()
        try:
            for batch in _batches(files):
                running.append(pool.submit(_work, batch))
                if len(running) > 2 * jobs:  # the content of what waits is kept in memory
                    yield from _finished(running.popleft())
            while running:
                yield from _finished(running.popleft())
        except BrokenProcessPool:
            raise ExecplanError(
                "a process that checked plans came to an end of itself (was there memory enough?); "
                "run it again with --jobs 1"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _import_once(checker: Checker) -> None:
    """Import and read here what each worker would on its own."""
    markdown.parse(("",))
    for rule_id in checker.rule_ids:
        rules.load(rule_id)
    for name in checker.catalogue.names:
        with contextlib.suppress(ConfigError):  # an error of the first plan that wants it
            checker.catalogue.get(name)


def _batches(files: Iterable[tuple[str, bytes]]) -> Iterator[Batch]:
    batch: list[tuple[str, bytes]] = []
    size = 0
    for path, content in files:
        batch.append((path, content))
        size += len(content)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _finished(future: Future[list[Outcome] | _Failure]) -> list[Outcome]:
    result = future.result()
    if isinstance(result, _Failure):
        _raise(result)
    return result


def _raise(failure: _Failure) -> NoReturn:
    raise ExecplanError(failure.message)


def _start(checker: Checker, watching: bool) -> None:
    global _outcome
    _outcome = partial(outcome_of, checker, watching=watching)
    # Ctrl-C reaches all processes of a terminal; the one that started the others ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(batch: Batch) -> list[Outcome] | _Failure:
    try:
        return [_outcome(path, content) for path, content in batch]
    except ExecplanError as error:
        return _Failure(str(error))
