"""The gate's verdicts on whole random histories are those of the naive oracle, commit by commit and prefix by prefix.

`EXECPLAN_REPLAY_COMMITS` sets how many commits each history has, `EXECPLAN_REPLAY_SEED` which ones; for more at a time
see `python -m tests.replay.replay --generate`.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.gating import PLAN, session_plan
from tests.gitrepo import GitRepo, isolate
from tests.replay import histories, replay
from tests.replay.oracle import Opinion, Oracle

COMMITS = int(os.environ.get("EXECPLAN_REPLAY_COMMITS", "200"))
SEED = int(os.environ.get("EXECPLAN_REPLAY_SEED", "1"))


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def wrong(judged: replay.Judged, second: Opinion) -> list[str]:
    return [
        f"{judged.kind} {judged.base}..{judged.head}: {line}" for line in replay.differences(judged.product, second)
    ]


def replayed(history: histories.History, plan: str, pairs: list[tuple[str, str]]) -> tuple[Counter[str], list[str]]:
    """How often each verdict was given, and where product and oracle differ."""
    oracle = Oracle(history.path, plan)
    verdicts: Counter[str] = Counter()
    differing: list[str] = []
    for base, head in pairs:
        for judged in replay.replay(history.path, plan, base, head):
            verdicts.update(verdict for _, verdict in judged.product.paths.values())
            verdicts[judged.product.unjudged] += 1
            differing += wrong(judged, judged.second(oracle))
    return verdicts, differing


@pytest.mark.parametrize("kind", ["linear", "merged", "reborn"])
def test_every_commit_and_every_prefix_is_judged_as_the_oracle_does(tmp_path: Path, kind: str) -> None:
    history = histories.HISTORIES[kind](tmp_path, SEED, COMMITS)
    pairs = list(history.ranges if kind == "reborn" else history.ranges[:1])
    verdicts, differing = replayed(history, PLAN, pairs)
    assert differing == []
    # The history is worth the comparison: each verdict is there many times.
    assert min(verdicts[verdict] for verdict in ("included", "excluded", "outside", "always-allowed")) > COMMITS / 4


def test_each_of_two_plans_judges_both_branches_as_the_oracle_does(tmp_path: Path) -> None:
    history = histories.several(tmp_path, SEED, COMMITS)
    for plan in history.plans:
        verdicts, differing = replayed(history, plan, list(history.ranges[:1]))
        assert differing == []
        assert verdicts["outside"]


class _HeadsContract(Oracle):
    """A wrong oracle: the contract after the change."""

    def _in_force(self, before: str, head: str) -> str:
        return self._text(head) or super()._in_force(before, head)


class _FirstVersion(Oracle):
    """A wrong oracle: of a new plan the first version instead of the last one before execution."""

    def _in_force(self, before: str, head: str) -> str:
        if self._text(before) is not None:
            return super()._in_force(before, head)
        commits = self._git("rev-list", "--topo-order", "--reverse", f"{before}..{head}").decode().split()
        return next(text for commit in commits if (text := self._text(commit)) is not None)


class _OnlyThePlan(Oracle):
    """A wrong oracle: the plan is always allowed, but neither its indexes nor its move."""

    def _always(self, head: str) -> set[str]:
        return super()._always(head) & {self.plan}


@pytest.mark.parametrize("mistaken", [_HeadsContract, _FirstVersion, _OnlyThePlan])
def test_a_mistake_in_either_would_be_seen(tmp_path: Path, mistaken: type[Oracle]) -> None:
    history = histories.reborn(tmp_path, SEED, 160)
    oracle = mistaken(history.path, PLAN)
    judged = (one for pair in history.ranges for one in replay.replay(history.path, PLAN, *pair))
    assert any(wrong(one, one.second(oracle)) for one in judged)


def test_the_same_seed_makes_the_same_history(tmp_path: Path) -> None:
    first, again, other = (
        GitRepo(histories.merged(tmp_path / name, seed, 40).path, create=False).git("rev-parse", "feat/a")
        for name, seed in (("first", 7), ("again", 7), ("other", 8))
    )
    assert first == again != other


def test_the_tool_prints_a_verdict_for_each_path_and_a_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(), "src/a.py": "a\n", "infra/x": "x\n"})
    repo.branch("feat/a")
    first = repo.commit("work", {"src/a.py": "b\n", "infra/x": "y\n"})
    repo.delete("src/a.py")
    second = repo.commit("more", {"docs/new\nline.md": "x\n"})
    base = repo.git("rev-parse", "main")
    monkeypatch.setattr(sys, "argv", ["replay", str(repo.path), PLAN, "main..feat/a", "--oracle"])
    assert replay.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        f"commit {base[:12]}..{first[:12]}",
        "  M excluded       infra/x",
        "  M included       src/a.py",
        f"range main..{first[:12]}",
        "  M excluded       infra/x",
        "  M included       src/a.py",
        f"commit {first[:12]}..{second[:12]}",
        "  A outside        docs/new\\nline.md",
        "  D included       src/a.py",
        f"range main..{second[:12]}",
        "  A outside        docs/new\\nline.md",
        "  M excluded       infra/x",
        "  D included       src/a.py",
        f"{PLAN}, main..feat/a: 4 changes; paths: 3 excluded, 4 included, 2 outside; 0 differences from the oracle",
    ]
