"""A place for what is to become a file, beside it: `beside`.

What is written there takes the file's place in one step, so that nobody ever sees half of it.
"""

from __future__ import annotations

import contextlib
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX, SUFFIX = ".execplan-", ".tmp"
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def beside(file: Path) -> Iterator[Path]:
    """The name of a file that does not exist, in the file system of `file`. What has not been moved from there at the
    end is gone; until then signals wait that would end the process. Raises `OSError`.

    It lies in a folder `.git` in a folder of its own: git passes over everything of that name, so that what a process
    leaves that is killed all the same is never committed.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        own = Path(tempfile.mkdtemp(SUFFIX, PREFIX, file.parent))
        hidden = own / ".git"
        new = hidden / "new"
        try:
            hidden.mkdir()
            yield new
        finally:
            # Not by `shutil.rmtree`, which opens the folders: this process may have as many files open as it may.
            for remove in (new.unlink, hidden.rmdir, own.rmdir):
                with contextlib.suppress(OSError):
                    remove()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
