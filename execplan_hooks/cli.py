"""The command line: `execplan` with its subcommands. Arguments in, report and exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from execplan_hooks import __version__, commands, completion, examples, options, own_reports, rules
from execplan_hooks.arguments import Parser
from execplan_hooks.configuring import command as configuring
from execplan_hooks.doctor import command as doctoring
from execplan_hooks.drafting import command as drafting
from execplan_hooks.linting import command as linting
from execplan_hooks.model import ExecplanError
from execplan_hooks.preflight import command as preflight
from execplan_hooks.reporting import command as reporting
from execplan_hooks.sieves import command as baselining

if TYPE_CHECKING:
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
        print(f"execplan: cannot go on: {error.strerror or error}", file=sys.stderr)
        return 2, None
    except KeyboardInterrupt:
        _give_up_stdout()
        return INTERRUPTED, None


def _run(argv: Sequence[str]) -> tuple[int, Result | None]:
    parser = _parser()
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


def _give_up_stdout() -> None:
    """Point stdout elsewhere, or the interpreter complains at its end about what is still to be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: ExecplanError, arguments: argparse.Namespace) -> int:
    from execplan_hooks.escape import plain

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
            print(f"execplan: {plain(str(second))}", file=sys.stderr)
    return 2


def _parser() -> Parser:
    parser = Parser(
        prog="execplan",
        description="Lint execution plans, and hold a change to its plan's branch and list of files.",
        epilog="execplan COMMAND --help shows a command's options, with examples and exit codes",
    )
    parser.add_argument("--version", action="version", version=f"execplan-hooks {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")

    lint = _command(subparsers, "lint", linting.run, "check plans against their dialect")
    linting.add_arguments(lint)

    baseline = _command(subparsers, "baseline", baselining.run, "write down what is found: only new findings count")
    baselining.add_arguments(baseline)

    gate = _command(subparsers, "gate", commands.gate, "check a git change against the plans that govern it")
    gate.description = (
        "Check a git change against the plans that govern it. Without --staged, --base or --worktree the environment "
        "says what is compared (pre-commit's stage, GitHub's event), else the index."
    )
    what = gate.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="compare the index with HEAD")
    what.add_argument("--base", metavar="REF", help="compare the merge base of REF and --head with --head")
    what.add_argument("--worktree", action="store_true", help="compare the work tree with HEAD, untracked files too")
    gate.add_argument("--head", metavar="REF", help="with --base: the other side (default: HEAD)")
    gate.add_argument("--plan", metavar="PATH", help="the plan that governs the change (default: by branch)")
    gate.add_argument("--branch", metavar="NAME", help="the branch that the change is on (default: as git says)")
    gate.add_argument("--require-contract", action="store_true", help="a plan without a file scope is an error")
    gate.add_argument(
        "--approve-widening",
        action="append",
        default=[],
        metavar="PLAN",
        help="the amended contract of this governing plan is approved and counts; may be repeated",
    )
    gate.add_argument(
        "--approval-label",
        metavar="NAME",
        help="in GitHub Actions: a pull request with this label has its amended contracts approved",
    )
    gate.add_argument("--owner", metavar="NAME", help="who makes the change, for agent-locks (default: EXECPLAN_OWNER)")
    options.add_common(gate, rules.CHANGE_RULES)

    before = _command(subparsers, "preflight", preflight.run, "say whether the execution of a plan may start")
    preflight.add_arguments(before)

    new = _command(subparsers, "new", drafting.run, "write a draft of a plan")
    drafting.add_arguments(new, options.time)

    report = _command(subparsers, "report", reporting.run, "say how far the plans are")
    reporting.add_arguments(report, options.time)

    config = _command(subparsers, "config", configuring.run, "show the configuration and where each value comes from")
    configuring.add_arguments(config)

    doctor = _command(subparsers, "doctor", doctoring.run, "say what is set up and what is not")
    doctoring.add_arguments(doctor)

    _command(subparsers, "rules", commands.list_rules, "list the rules")
    explain = _command(subparsers, "explain", commands.explain, "print a rule's documentation")
    explain.add_argument(
        "rule", metavar="RULE", help=f"one of: {', '.join((*rules.RULE_IDS, *own_reports.DOCUMENTATION))}"
    )
    completing = _command(subparsers, "completion", completion.run, "print a script for a shell's completion")
    completion.add_arguments(completing, parser)
    demo = _command(subparsers, "demo", commands.demo, "show lint and gate at work in a throw-away repository")
    demo.add_argument("--keep", action="store_true", help="leave the repository there to try things out")
    return parser


def _command(
    subparsers: argparse._SubParsersAction[Parser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> Parser:
    description = f"{summary[:1].upper()}{summary[1:]}."
    parser = subparsers.add_parser(name, help=summary, description=description, epilog=examples.shown(name))
    parser.set_defaults(run=run, command=name)
    return parser
