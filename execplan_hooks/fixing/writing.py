"""A file on disk replaced as a whole, or left as it is: `replace`.

The new content is written beside the file and takes its place in one step, so that nobody ever sees half of it,
whatever happens in between; at worst a folder `.execplan-*.tmp` stays behind, which git does not see.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from execplan_hooks import staging
from execplan_hooks.document import source
from execplan_hooks.model import ExecplanError

_UNCHANGED = "the file is as it was"


class NotWritten(ExecplanError):
    """The file was not replaced; the message says why, and what to do. It does not name the file."""


def refuse_outside(file: Path, named: Path, root: Path) -> None:
    """Raises `NotWritten` where the file `named` is a link that leads out of the repository at `root`, to `file`: what
    lies there is not this repository's. A file elsewhere that somebody names itself may be written."""
    if file.is_relative_to(os.path.realpath(root)):
        return
    if named.is_symlink() or Path(os.path.normpath(named.absolute())).is_relative_to(root):
        raise NotWritten("not fixed, it is a link that leads out of the repository; fix the file where it belongs")


def replace(file: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file that is no link, if it still is `before`; its mode stays, and its owner where we
    may set it. Raises `NotWritten`."""
    try:
        status = os.stat(file, follow_symlinks=False)
        _refuse_protected(file, status)
        _replace(file, status, before, after)
    except OSError as error:
        raise NotWritten(f"cannot be written ({error.strerror}); {_UNCHANGED}") from None


def _refuse_protected(file: Path, status: os.stat_result) -> None:
    # The mode as well: root may write what somebody has marked as not to be written, and replacing a file asks for the
    # right to its folder alone.
    if not status.st_mode & 0o222 or not os.access(file, os.W_OK):
        raise NotWritten("is read-only, so nothing was written; make it writable if it is to be fixed")
    folder = file.parent
    if not os.stat(folder).st_mode & 0o222 or not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritten("lies in a read-only folder, so nothing was written; make the folder writable")
    if status.st_nlink > 1:
        # A new file would leave the other name with the old content, and writing in place could stop halfway.
        raise NotWritten(
            "has a second name (a hard link), which would keep the old content, so nothing was written; "
            "make it a file of its own, or a symbolic link"
        )


def _replace(file: Path, status: os.stat_result, before: bytes, after: bytes) -> None:
    with staging.beside(file) as new:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(after)
            stream.flush()
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with contextlib.suppress(PermissionError):
                    os.fchown(stream.fileno(), status.st_uid, status.st_gid)
            os.fchmod(stream.fileno(), stat.S_IMODE(status.st_mode))  # after the owner, which clears bits of it
            os.fsync(stream.fileno())
        _refuse_changed(file, before)
        os.replace(new, file)
    with contextlib.suppress(OSError):
        _sync_folder(file.parent)


def _refuse_changed(file: Path, before: bytes) -> None:
    try:
        is_same = source.read_bytes(file) == before
    except source.UnreadableError:  # no regular file any more
        is_same = False
    if not is_same:
        raise NotWritten("was changed while it was fixed, so nothing was written; run it again")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
