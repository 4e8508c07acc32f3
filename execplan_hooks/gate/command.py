"""The command `execplan gate`: parsed arguments in, report out."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from execplan_hooks import options, rules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command, for `run`."""
    parser.description = (
        "Check a git change against the plans that govern it. Without --staged, --base or --worktree the environment "
        "says what is compared (pre-commit's stage, GitHub's event), else the index."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="compare the index with HEAD")
    what.add_argument("--base", metavar="REF", help="compare the merge base of REF and --head with --head")
    what.add_argument("--worktree", action="store_true", help="compare the work tree with HEAD, untracked files too")
    parser.add_argument("--head", metavar="REF", help="with --base: the other side (default: HEAD)")
    parser.add_argument("--plan", metavar="PATH", help="the plan that governs the change (default: by branch)")
    parser.add_argument("--branch", metavar="NAME", help="the branch that the change is on (default: as git says)")
    parser.add_argument("--require-contract", action="store_true", help="a plan without a file scope is an error")
    parser.add_argument(
        "--approve-widening",
        action="append",
        default=[],
        metavar="PLAN",
        help="the amended contract of this governing plan is approved and counts; may be repeated",
    )
    parser.add_argument(
        "--approval-label",
        metavar="NAME",
        help="in GitHub Actions: a pull request with this label has its amended contracts approved",
    )
    parser.add_argument(
        "--owner", metavar="NAME", help="who makes the change, for agent-locks (default: EXECPLAN_OWNER)"
    )
    options.add_common(parser, rules.CHANGE_RULES)


def run(arguments: argparse.Namespace) -> int:
    """Check the change and report; gives the exit code."""
    from execplan_hooks.config_files import load_config
    from execplan_hooks.gate import comparing, judging, known
    from execplan_hooks.output import destinations
    from execplan_hooks.repository.git import Repository

    destinations.prepare(arguments)
    repo = Repository.open(Path.cwd())
    config = load_config(repo.root, arguments.config)
    selected = options.selected(arguments, rules.CHANGE_RULES)
    request = comparing.Request(
        staged=arguments.staged,
        worktree=arguments.worktree,
        base=arguments.base,
        head=arguments.head,
        plan=arguments.plan,
        branch=arguments.branch,
        require_contract=arguments.require_contract,
        config=arguments.config,
        approve=tuple(arguments.approve_widening),
        approval_label=arguments.approval_label,
        owner=arguments.owner,
    )
    change = comparing.change(repo, config, request, os.environ, selected)
    result = judging.judge(change, selected, options.now(arguments), arguments.rule or ())
    result.notes += comparing.notes(change, config)
    result.notes += comparing.unused_approvals(repo, request, change)
    result.notes += known.growth(repo, change, config)
    return destinations.report(result, arguments, change.config.fail_on)
