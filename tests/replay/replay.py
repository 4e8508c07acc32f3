"""What the gate says of each commit of a range, and of the range up to each commit, by one plan's contract.

usage: python -m tests.replay.replay REPO PLAN [BASE..HEAD] [--oracle] [--summary]
       python -m tests.replay.replay --generate KIND [--seed N] [--commits N]

REPO is any repository, PLAN a path in it, as for `execplan gate --plan`. The range is `main..HEAD` unless given. For
each of its commits, the oldest first, two changes are judged: the commit against its first parent, and BASE's merge
base with the commit against the commit. `--oracle` compares each with the naive oracle, which reads plans only as
`tests.replay.histories` writes them; `--generate` does that for a random history of one of its kinds. Exit code 1 where
the two differ.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.escape import plain
from execplan_hooks.gate import comparing
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.git import Repository
from tests.gitrepo import environment
from tests.replay import histories
from tests.replay.oracle import NO_PLAN, UNDECLARED, UNENFORCEABLE, Opinion, Oracle


@dataclass(frozen=True)
class Judged:
    """One change with the product's opinion of it; `kind` is `commit` or `range`."""

    kind: str
    base: str
    head: str
    product: Opinion

    def second(self, oracle: Oracle) -> Opinion:
        """The oracle's opinion of the same change."""
        return oracle.of_commit(self.head) if self.kind == "commit" else oracle.of_range(self.base, self.head)


def replay(repo: Path, plan: str, base: str, head: str) -> Iterator[Judged]:
    """Each commit of `base..head` that has a parent, against that, and each range from `base` to a commit."""
    opened = Repository.open(repo)
    config = load_config(opened.root)
    for commit in commits(repo, base, head):
        parent = _git(repo, "rev-list", "--parents", "--max-count=1", commit).split()[1:2]
        if parent:
            yield Judged("commit", parent[0], commit, product(opened, config, plan, parent[0], commit))
        yield Judged("range", base, commit, product(opened, config, plan, base, commit))


def commits(repo: Path, base: str, head: str) -> list[str]:
    """The commits of a range, parents first."""
    return _git(repo, "rev-list", "--topo-order", "--reverse", f"{base}..{head}").split()


def product(repo: Repository, config: Config, plan: str, base: str, head: str) -> Opinion:
    """The gate's opinion of a change, in the oracle's words."""
    request = comparing.Request(base=base, head=head, plan=plan, branch="replay")
    try:
        change = comparing.change(repo, config, request, os.environ, rules.CHANGE_RULES)
    except ExecplanError as error:
        if "no plan there" in str(error):
            return Opinion(unjudged=NO_PLAN)
        raise
    (governing,) = change.governing
    if not governing.contract.is_declared:
        return Opinion(unjudged=UNDECLARED)
    if not governing.contract.is_enforceable:
        return Opinion(unjudged=UNENFORCEABLE)
    return Opinion({verdict.change.path: (verdict.change.status, verdict.kind) for verdict in change.verdicts})


def differences(product: Opinion, oracle: Opinion) -> list[str]:
    """Where two opinions differ, a line for each path."""
    if product.unjudged != oracle.unjudged:
        return [f"product: {product.unjudged or 'judged'}, oracle: {oracle.unjudged or 'judged'}"]
    paths = sorted(product.paths.keys() | oracle.paths.keys())
    return [
        f"{plain(path)}: product {product.paths.get(path)}, oracle {oracle.paths.get(path)}"
        for path in paths
        if product.paths.get(path) != oracle.paths.get(path)
    ]


def main() -> int:
    """Exit code 1 where product and oracle differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repo", nargs="?", type=Path)
    parser.add_argument("plan", nargs="?")
    parser.add_argument("range", nargs="?", default="main..HEAD", metavar="BASE..HEAD")
    parser.add_argument("--oracle", action="store_true", help="compare with the oracle")
    parser.add_argument("--summary", action="store_true", help="print the counts only")
    parser.add_argument("--generate", choices=histories.HISTORIES, metavar="KIND", help="replay a random history")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--commits", type=int, default=300)
    arguments = parser.parse_args()
    if arguments.generate:
        with tempfile.TemporaryDirectory(prefix="execplan-replay-") as folder:
            made = histories.HISTORIES[arguments.generate](Path(folder), arguments.seed, arguments.commits)
            runs = [_report(made.path, plan, *pair, True, True) for plan in made.plans for pair in made.ranges]
            return max(runs)
    if arguments.repo is None or arguments.plan is None or ".." not in arguments.range:
        parser.error("name a repository, a plan in it, and the range as BASE..HEAD; or --generate")
    base, head = arguments.range.split("..", 1)
    return _report(arguments.repo, arguments.plan, base, head or "HEAD", arguments.oracle, arguments.summary)


def _report(repo: Path, plan: str, base: str, head: str, compare: bool, summary: bool) -> int:
    oracle = Oracle(repo, plan)
    counts: Counter[str] = Counter()
    changes = wrong = 0
    for judged in replay(repo, plan, base, head):
        changes += 1
        said = judged.product.unjudged
        counts.update([said] if said else [verdict for _, verdict in judged.product.paths.values()])
        if not summary:
            print(f"{judged.kind} {judged.base[:12]}..{judged.head[:12]}{': ' + said if said else ''}")
            for path, (status, verdict) in judged.product.paths.items():
                print(f"  {status} {verdict:15}{plain(path)}")
        for line in differences(judged.product, judged.second(oracle)) if compare else ():
            wrong += 1
            print(f"{judged.kind} {judged.base[:12]}..{judged.head[:12]} differs: {line}")
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    compared = f"; {wrong} differences from the oracle" if compare else ""
    print(f"{plain(plan)}, {base[:12]}..{head[:12]}: {changes} changes; paths: {told or 'none'}{compared}")
    return 1 if wrong else 0


def _git(repo: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repo, env=environment(), capture_output=True, check=True)
    return os.fsdecode(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
