"""The commands of `execplan`: parsed arguments in, report out; each gives its exit code.

A command imports what it needs when it runs: `execplan --version` must not wait for the parser of Markdown.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from execplan_hooks import options, own_reports, rules


def gate(arguments: argparse.Namespace) -> int:
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


def list_rules(_: argparse.Namespace) -> int:
    width = max(len(rule_id) for rule_id in rules.RULE_IDS)
    for rule_id in rules.RULE_IDS:
        kind = "lint" if rule_id in rules.DOCUMENT_RULES else "gate"
        summary = rules.documentation(rule_id).splitlines()[0]
        print(f"{rule_id:<{width}}  {kind}  {rules.load(rule_id).severity.label:<7}  {summary}")
    return 0


def explain(arguments: argparse.Namespace) -> int:
    documentation = own_reports.DOCUMENTATION.get(arguments.rule) or rules.documentation(arguments.rule)
    print(f"{arguments.rule}\n\n{documentation}", end="")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    from execplan_hooks import demo

    return demo.run(keep=arguments.keep)
