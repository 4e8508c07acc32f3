"""The commands of `execplan`: parsed arguments in, report out; each gives its exit code.

A command imports what it needs when it runs: `execplan --version` must not wait for the parser of Markdown.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from execplan_hooks import rules
from execplan_hooks.model import Severity

if TYPE_CHECKING:
    from execplan_hooks.runner import Result


def lint(arguments: argparse.Namespace) -> int:
    from execplan_hooks import discover, runner
    from execplan_hooks.config_files import load_config
    from execplan_hooks.document.dialect.catalogue import Catalogue

    root = discover.find_root(Path.cwd())
    config = load_config(root, arguments.config)
    found = discover.find(root, config, arguments.paths)
    catalogue = Catalogue(config.dialects, root)
    selected = _selected(arguments, rules.DOCUMENT_RULES)
    result = runner.lint(config, catalogue, found, selected, _now(arguments), root, arguments.rule or ())
    # Named files may be no plans (pre-commit hands over every Markdown file); a search that finds none is
    # a check that never takes place.
    searched = not arguments.paths or any(os.path.isdir(path) for path in arguments.paths)
    if searched and not result.plans and not result.diagnostics and not arguments.allow_empty:
        result.problems.append(
            "no plan was found; name the plan files, or set plans: in .execplan.yaml (--allow-empty if that is right)"
        )
    return _report(result, arguments, config.fail_on)


def gate(arguments: argparse.Namespace) -> int:
    from execplan_hooks import runner
    from execplan_hooks.config_files import load_config
    from execplan_hooks.gate import comparing
    from execplan_hooks.repository.git import Repository

    repo = Repository.open(Path.cwd())
    config = load_config(repo.root, arguments.config)
    selected = _selected(arguments, rules.CHANGE_RULES)
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
    result = runner.judge(change, selected, _now(arguments), arguments.rule or ())
    result.notes += comparing.notes(change, config)
    result.notes += comparing.unused_approvals(repo, request, change)
    return _report(result, arguments, change.config.fail_on)


def _selected(arguments: argparse.Namespace, all_rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(rule for rule in all_rules if not arguments.rule or rule in arguments.rule)


def _now(arguments: argparse.Namespace) -> dt.datetime:
    now: dt.datetime = arguments.now or dt.datetime.now(dt.UTC)
    return now


def _report(result: Result, arguments: argparse.Namespace, fail_on: Severity) -> int:
    if arguments.format == "json":
        from execplan_hooks.output import json as output_json

        sys.stdout.write(output_json.render(result))
    elif arguments.format == "github":
        from execplan_hooks.output import github

        sys.stdout.write(github.render(result, summarised=arguments.summary is not None))
    else:
        from execplan_hooks.output import text

        sys.stdout.write(text.render(result, _wants_colour()))
    code = result.exit_code(Severity.parse(arguments.fail_on) if arguments.fail_on else fail_on)
    if arguments.summary is not None:
        from execplan_hooks.output import summary

        summary.append(arguments.summary, summary.render(result, code))
    arguments.result = result
    return code


def _wants_colour() -> bool:
    """Colour on a terminal only, and not where NO_COLOR (no-color.org) is set to anything."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def list_rules(_: argparse.Namespace) -> int:
    width = max(len(rule_id) for rule_id in rules.RULE_IDS)
    for rule_id in rules.RULE_IDS:
        kind = "lint" if rule_id in rules.DOCUMENT_RULES else "gate"
        summary = rules.documentation(rule_id).splitlines()[0]
        print(f"{rule_id:<{width}}  {kind}  {rules.load(rule_id).severity.label:<7}  {summary}")
    return 0


def explain(arguments: argparse.Namespace) -> int:
    documentation = rules.documentation(arguments.rule)
    print(f"{arguments.rule}\n\n{documentation}", end="")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    from execplan_hooks import demo

    return demo.run(keep=arguments.keep)
