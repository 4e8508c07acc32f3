"""Where reports go: which format to stdout and which to which file, known to be possible before anything is checked."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Hashable, Sequence
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.model import ExecplanError
from execplan_hooks.options import Format
from execplan_hooks.output.kept import MARKDOWN, place

_NO_FOLDER = "its folder does not exist; create it, or name another file"
_DESCRIPTORS = ("/dev/fd/", "/dev/std", "/proc/")


@frozen
class Target:
    """A report: its format, and its file or None for stdout."""

    form: str
    file: str | None = None


def targets(formats: Sequence[Format], output: str | None, summary: Path | None) -> list[Target]:
    """The reports that the options ask for, `text` to stdout without any; `summary` is a file that one may not have.

    Raises `ExecplanError` where two would go to one place or a file cannot be written.
    """
    given = list(formats) or [Format("text")]
    if output is not None:
        bare = [form for form in given if form.file is None]
        if not bare:
            raise ExecplanError(
                "--output: each format has a file of its own; leave --output out, or add a format without a file"
            )
        given = [Format(form.name, output) if form.file is None else form for form in given]
    taken: dict[Hashable, str] = {} if summary is None else {place(str(summary)): f"--summary {summary}"}
    chosen = []
    for form in given:
        target = Target(form.name, None if form.file is None or _is_stdout(form.file) else form.file)
        goes: Hashable = "stdout" if target.file is None else _writable(target.file)
        shown = form.name if form.file is None else f"{form.name}={form.file}"
        if goes in taken:
            where = "stdout" if target.file is None else "one file"
            raise ExecplanError(
                f"--format {shown} and {taken[goes]} would both go to {where}; give each a file of its own"
            )
        taken[goes] = shown
        chosen.append(target)
    return chosen


def write(file: str, report: str, what: str = "report") -> None:
    """Write a report to a file: all of it, or a file that was there stays as it is. Pipes and devices get it directly.

    Raises `ExecplanError` where that cannot be done; `what` is how it calls what was to be written.
    """
    data = report.encode("utf-8", "backslashreplace")
    try:
        if _is_special(file):
            # Without a reader a named pipe would wait for one for ever.
            descriptor = os.open(file, os.O_WRONLY | os.O_TRUNC | os.O_NONBLOCK)
            os.set_blocking(descriptor, True)
            with open(descriptor, "wb") as stream:
                stream.write(data)
        else:
            _replace(os.path.realpath(file), data)
    except (FileNotFoundError, NotADirectoryError):
        raise _cannot(file, _NO_FOLDER, what) from None
    except OSError as error:
        raise _cannot(file, error.strerror or str(error), what) from None


def _replace(file: str, data: bytes) -> None:
    from execplan_hooks import staging  # most reports go to stdout

    with staging.beside(Path(file)) as new:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as stream:
            if os.path.exists(file):
                os.fchmod(stream.fileno(), stat.S_IMODE(os.stat(file).st_mode))
            stream.write(data)
        os.replace(new, file)


def _writable(file: str) -> Hashable:
    """What tells the file from others, however it is spelled. Raises `ExecplanError` where it cannot be written."""
    try:
        if any(name.lower().endswith(MARKDOWN) for name in (file, os.path.realpath(file))):
            raise _cannot(file, "it is Markdown and may be a plan; name a file with another ending")
        found = _stat(file)
        if (found and stat.S_ISDIR(found.st_mode)) or file.endswith("/"):
            raise _cannot(file, "it is a folder; name a file in it")
        folder = os.path.dirname(os.path.realpath(file))
        if not found and not os.path.isdir(folder):
            raise _cannot(file, _NO_FOLDER)
        if found and not os.access(file, os.W_OK):
            raise _cannot(file, "it is read-only; make it writable, or name another file")
        if not _is_special(file):
            # What a folder allows is known for certain by trying; this file has no name and is gone at once.
            import tempfile  # most runs report to stdout

            tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise _cannot(file, getattr(error, "strerror", None) or str(error)) from None
    return place(file)


def _stat(file: str) -> os.stat_result | None:
    try:
        return os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_special(file: str) -> bool:
    """Whether the file is a pipe or device, or stands for one that is open: nothing may take its place."""
    found = _stat(file)
    return found is not None and (not stat.S_ISREG(found.st_mode) or os.path.abspath(file).startswith(_DESCRIPTORS))


def _is_stdout(file: str) -> bool:
    try:
        found, stdout = os.stat(file), os.fstat(sys.stdout.fileno())
        # Where stdout is thrown away a report that is thrown away as well is no second one.
        return os.path.samestat(found, stdout) and not os.path.samestat(found, os.stat(os.devnull))
    except (OSError, ValueError):
        return False


def _cannot(file: str, reason: str, what: str = "report") -> ExecplanError:
    return ExecplanError(f"{plain(file)}: the {what} cannot be written ({reason})")
