"""All files of a run: what came of each, from the cache, from this process or from several."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from execplan_hooks.discover import Found
from execplan_hooks.document import source
from execplan_hooks.examining.examined import Examined, unreadable
from execplan_hooks.examining.one import Outcome, outcome_of
from execplan_hooks.frozen import frozen

if TYPE_CHECKING:
    from execplan_hooks.caching.cache import Cache
    from execplan_hooks.checking import Checker

ALONE = 400_000
"""Bytes of plans up to which one process is done before others would have started."""


@frozen
class How:
    """How the files of a run are examined: in how many processes, with which cache, and who is told with each file how
    many are done and how many there are."""

    jobs: int = 1
    cache: Cache | None = None
    report: Callable[[int, int], None] = lambda _done, _total: None


def examine_all(checker: Checker, found: Found, how: How, contents: dict[str, bytes] | None = None) -> list[Examined]:
    """What came of the files, in their order. Each is read once; `contents` gets what was read.

    Raises `ExecplanError`.
    """
    jobs, cache = how.jobs, how.cache
    results: dict[str, Examined] = {}
    total = len(found.files)
    pending = _pending(found, results, cache, contents)
    head: list[tuple[str, bytes]] = []
    size = 0
    while size <= ALONE and jobs > 1 and (file := next(pending, None)):
        head.append(file)  # until it is known whether there is enough to do for several processes
        size += len(file[1])
    files = itertools.chain(head, pending)
    for outcome in _outcomes(checker, files, jobs if size > ALONE else 1, cache is not None):
        examined = outcome.examined
        results[examined.path] = examined
        if cache is not None and outcome.asked is not None:
            cache.keep(examined.path, examined, outcome.asked)
        how.report(len(results), total)
    return [results[path] for _, path in found.files]


def _pending(
    found: Found, results: dict[str, Examined], cache: Cache | None, contents: dict[str, bytes] | None
) -> Iterator[tuple[str, bytes]]:
    """The files that are to be examined, with their content; of the others the results are noted."""
    for file, path in found.files:
        try:
            content = found.content(file, path)
        except OSError as error:
            results[path] = Examined(path, problem=f"{path}: cannot be read ({error.strerror}); make it readable")
            continue
        except source.UnreadableError as error:
            results[path] = unreadable(path, error)
            continue
        if contents is not None:
            contents[path] = content
        known = cache.find(path, content) if cache is not None else None
        if known is not None:
            results[path] = known
        else:
            yield path, content


def _outcomes(checker: Checker, files: Iterable[tuple[str, bytes]], jobs: int, watching: bool) -> Iterator[Outcome]:
    if jobs > 1:
        # Costs the modules for processes, which a Python may lack, or the memory for them.
        with suppress(ImportError):
            from execplan_hooks.examining import workers

            return workers.outcomes(checker, files, jobs, watching)
    return (outcome_of(checker, path, content, watching) for path, content in files)
