"""The small commands of `execplan`: parsed arguments in, text out; each gives its exit code.

A command imports what it needs when it runs: `execplan --version` must not wait for the parser of Markdown.
"""

from __future__ import annotations

import argparse

from execplan_hooks import own_reports, rules


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
