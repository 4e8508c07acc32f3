"""The command line: `execplan` with its subcommands. Arguments in, report and exit code out."""

from __future__ import annotations

import os
import sys

from execplan_hooks import __version__

TYPE_CHECKING = False  # typing's own takes a third of the time of `--version`
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from execplan_hooks.model import ExecplanError
    from execplan_hooks.result import Result

BROKEN_PIPE = 141
"""The exit code where the reader of the report has gone: what a shell says of a program that SIGPIPE ends."""
INTERRUPTED = 130
"""The exit code after Ctrl-C: what a shell says of a program that SIGINT ends."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `execplan` with `argv` (default: the process's arguments) and give its exit code."""
    return run(argv)[0]


def run(argv: Sequence[str] | None = None) -> tuple[int, Result | None]:
    """As `main`, with the result of `lint` and `gate`; None where they could not do their job."""
    # File names need not be UTF-8 and pipes need not be UTF-8 either: no name may break the report.
    if sys.stdout is None or sys.stderr is None:
        return 2, None  # closed by whoever started us: there is nowhere to report to
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except BrokenPipeError:  # the reader has gone (`| head`)
        _give_up_stdout()
        return BROKEN_PIPE, None
    except OSError as error:  # the disk is full, the current folder is no more
        _give_up_stdout()
        return _cannot_go_on(error.strerror or str(error)), None
    except MemoryError:
        _give_up_stdout()
        return _cannot_go_on("there is not enough memory; free some, or name fewer plans at once"), None
    except KeyboardInterrupt:
        _give_up_stdout()
        return INTERRUPTED, None
    finally:
        try:
            sys.stderr.flush()
        except OSError:  # nobody can be told; the interpreter would try again at its end, and make another code of it
            _give_up(sys.stderr)


def _run(argv: Sequence[str]) -> tuple[int, Result | None]:
    if tuple(argv) == ("--version",):  # asked by whoever starts a hook: not worth a parser
        print(f"execplan-hooks {__version__}", flush=True)
        return 0, None
    from execplan_hooks.command_line import parser_for
    from execplan_hooks.model import ExecplanError

    parser = parser_for(argv)
    if not argv:
        parser.print_help(sys.stderr)  # nothing was asked for, so that nothing was done
        return 2, None
    try:
        arguments = parser.parse_args(argv)
    finally:
        sys.stdout.flush()  # what --help printed, as long as somebody can hear that it could not be
    if "run" not in arguments:  # not required for argparse, which then says nothing of a mistyped option
        parser.error("name a COMMAND")
    arguments.result = None
    try:
        command: Callable[[argparse.Namespace], int] = arguments.run
        code = command(arguments)
        sys.stdout.flush()
    except ExecplanError as error:
        code = _failed(error, arguments)
        sys.stdout.flush()
    return code, arguments.result


def _cannot_go_on(reason: str) -> int:
    try:  # noqa: SIM105  # each import counts here
        print(f"execplan: cannot go on: {reason}", file=sys.stderr)
    except OSError:  # where nobody can be told, the exit code says it
        pass
    return 2


def _give_up_stdout() -> None:
    _give_up(sys.stdout)


def _give_up(stream: TextIO) -> None:
    """Point a stream elsewhere, or the interpreter complains at its end about what is still to be written."""
    descriptor = stream.fileno()
    os.close(descriptor)  # first, as this process may have as many files open as it may
    null = os.open(os.devnull, os.O_WRONLY)
    if null != descriptor:
        os.dup2(null, descriptor)
        os.close(null)


def _failed(error: ExecplanError, arguments: argparse.Namespace) -> int:
    from execplan_hooks import options
    from execplan_hooks.escape import plain
    from execplan_hooks.model import ExecplanError

    print(f"execplan: {plain(str(error))}", file=sys.stderr)
    arguments.result = None
    if options.annotates(arguments):
        from execplan_hooks.output import github

        sys.stdout.write(github.failure(str(error)))
    if getattr(arguments, "summary", None) is not None:
        from execplan_hooks.output import summary

        try:
            summary.append(arguments.summary, summary.failure(arguments.command, str(error)))
        except ExecplanError as second:
            if str(second) != str(error):
                print(f"execplan: {plain(str(second))}", file=sys.stderr)
    return 2
