"""Files shared out among processes. Not threads: the work is Python's own, of which one thread at a time can do any.

Each worker has a pipe of its own, and the process that shares out has neither threads nor locks, as the standard
library's pools have: a worker that is killed, or for which memory runs out, shows as the end of its pipe, and nobody
waits for what will not come.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Literal, TypeVar, cast

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.document import markdown
from execplan_hooks.examining.one import Outcome, outcome_of
from execplan_hooks.frozen import frozen
from execplan_hooks.located import ConfigError
from execplan_hooks.model import ExecplanError

BATCH = 200_000
"""Bytes of plans that a worker gets at once: some 50 ms of work."""
Method = Literal["fork", "spawn"]
# Forked workers have all that is imported and read already; only Linux's libraries are known to bear it.
_METHOD: Method = "fork" if sys.platform == "linux" else "spawn"


@frozen
class _Failure:
    """The error that ended a batch. An exception with arguments of its own need not survive the way back."""

    message: str


Batch = Sequence[tuple[str, bytes]]
Done = list[Outcome] | _Failure
_Said = TypeVar("_Said")


def outcomes(
    checker: Checker, files: Iterable[tuple[str, bytes]], jobs: int, watching: bool, method: Method = _METHOD
) -> Iterator[Outcome]:
    """What comes of files (path and content), in their order, from as many processes as `jobs` says; `method` is how
    `multiprocessing` starts them.

    Raises `ExecplanError` as the first of the files in their order does, and where a process came to an end of itself.
    """
    if method == "fork":
        _import_once(checker)
    with closing(_Workers(jobs, method, checker, watching)) as workers:
        for done in workers.shared_out(_batches(files)):
            if isinstance(done, _Failure):
                raise ExecplanError(done.message)
            yield from done


def _import_once(checker: Checker) -> None:
    """Import and read here what each worker would on its own."""
    markdown.parse(("",))
    for rule_id in checker.rule_ids:
        rules.load(rule_id)
    for name in checker.catalogue.names:
        with suppress(ConfigError):  # an error of the first plan that wants it
            checker.catalogue.get(name)


class _Workers:
    """At most `jobs` processes, started as there is work for them; each is known by our end of its pipe, and has one
    batch at a time or waits for one."""

    def __init__(self, jobs: int, method: Method, checker: Checker, watching: bool) -> None:
        self._jobs, self._method = jobs, method
        self._given = checker, watching
        self._processes: list[BaseProcess] = []
        self._waiting: list[Connection] = []
        self._working: dict[Connection, int] = {}
        self._finished: dict[int, Done] = {}
        self._turn = 0

    def shared_out(self, batches: Iterable[Batch]) -> Iterator[Done]:
        """What comes of the batches, in their order. Raises `ExecplanError` where a worker came to an end of itself, or
        cannot be started."""
        for number, batch in enumerate(batches):
            while not self._waiting:
                if len(self._processes) < self._jobs:
                    self._start()
                else:
                    self._collect()
            # Only one that waits is sent anything: two that write to each other might do so for ever.
            worker = self._waiting.pop()
            self._working[worker] = number
            _talk(partial(worker.send, batch))
            yield from self._in_turn()
        while self._working:
            self._collect()
            yield from self._in_turn()

    def _start(self) -> None:
        # Written out for the type checker, which knows the two apart and not what they have in common.
        is_forked = self._method == "fork"
        context = multiprocessing.get_context("fork") if is_forked else multiprocessing.get_context("spawn")
        # Ctrl-C reaches all processes of a terminal, also a worker that has not yet got to ignore it.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        try:
            ours, theirs = context.Pipe()
            self._waiting.append(ours)
            # Who is forked has our ends too, and would not see that nobody else has them any more.
            inherited = (*self._waiting, *self._working) if is_forked else ()
            with theirs:  # which the worker alone must have, or its end would not show
                process = context.Process(target=_serve, args=(theirs, inherited, *self._given), daemon=True)
                process.start()
            self._processes.append(process)
        except OSError as error:
            raise ExecplanError(
                f"no process can be started that checks plans ({error.strerror}); run it again with --jobs 1"
            ) from None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _collect(self) -> None:
        for worker in cast("list[Connection]", connection.wait(list(self._working))):
            self._finished[self._working.pop(worker)] = _talk(worker.recv)
            self._waiting.append(worker)

    def _in_turn(self) -> Iterator[Done]:
        while self._turn in self._finished:
            yield self._finished.pop(self._turn)
            self._turn += 1

    def close(self) -> None:
        """End them, whatever they do."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()
        for ours in (*self._waiting, *self._working):
            ours.close()


def _talk(say: Callable[[], _Said]) -> _Said:
    """What a worker is told, or tells. Raises `ExecplanError` where it came to an end of itself."""
    try:
        return say()
    except (EOFError, OSError):
        raise ExecplanError(
            "a process that checked plans came to an end of itself (was there memory enough?); "
            "run it again with --jobs 1"
        ) from None


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


def _serve(pipe: Connection, inherited: Iterable[Connection], checker: Checker, watching: bool) -> None:
    """In a worker: what comes of each batch, until nobody has any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for ours in inherited:
        ours.close()
    # A worker for which memory runs out ends, and so does one whose parent was killed; that shows, or nobody is there.
    with suppress(EOFError, OSError, MemoryError):
        while True:
            pipe.send(_done(pipe.recv(), checker, watching))


def _done(batch: Batch, checker: Checker, watching: bool) -> Done:
    try:
        return [outcome_of(checker, path, content, watching) for path, content in batch]
    except ExecplanError as error:
        return _Failure(str(error))
