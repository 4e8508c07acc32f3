"""A baseline that a change brings along: allowed to change, and said when it grows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.gating import execplan, planned

NAME = ".execplan-baseline.json"
OLD = {"path": "plans/a.md", "rule": "links", "fingerprint": "0" * 16}
NEW = {"path": "plans/a.md", "rule": "links", "fingerprint": "1" * 16}
SECRET = {"path": "plans/a.md", "rule": "secrets", "fingerprint": "2" * 16}


ADDS_TWO = f"the change adds 2 entries that let findings pass to {NAME}"


def baseline(*entries: Mapping[str, object]) -> str:
    return json.dumps({"version": 1, "findings": list(entries)})


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ([OLD], [OLD, NEW], f"the change adds 1 entry that lets a finding pass to {NAME}"),
        ([OLD], [NEW, SECRET], f"the change adds 2 entries that let findings pass to {NAME}, 1 of them for secrets"),
        ([OLD], [{**OLD, "count": 3}], f"the change adds 2 entries that let findings pass to {NAME}"),
        ([OLD], [{**OLD, "path": "plans/done/a.md"}], None),
        ([OLD, NEW], [OLD], None),
        ([OLD], [{**OLD, "path": "plans/b.md"}], f"the change adds 1 entry that lets a finding pass to {NAME}"),
        ([OLD], [{**OLD, "path": "plans/done/a.md"}, {**OLD, "path": "plans/again/a.md"}], ADDS_TWO),
        (
            [OLD],
            [OLD, {**OLD, "path": "plans/done/a.md"}],
            f"the change adds 1 entry that lets a finding pass to {NAME}",
        ),
        (
            [OLD, {**NEW, "path": "plans/b.md"}],
            [NEW, {**OLD, "path": "plans/b.md"}],
            ADDS_TWO,
        ),
        (None, [OLD], f"the change adds 1 entry that lets a finding pass to {NAME}"),
        ([OLD], None, None),
    ],
)
def test_a_baseline_that_grows_is_told(
    tmp_path: Path,
    before: Sequence[Mapping[str, object]] | None,
    after: Sequence[Mapping[str, object]] | None,
    note: str | None,
) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    if before is not None:
        repo.commit("known", {NAME: baseline(*before)})
    repo.git("branch", "--force", "feat/a")
    repo.checkout("feat/a")
    if after is None:
        repo.delete(NAME)
        repo.commit("gone")
    else:
        repo.commit("work", {NAME: baseline(*after)})
    done = execplan(repo.path, "gate", "--base", "main", "--format", "json")
    assert [one for one in json.loads(done.out)["notes"] if "lets" in one or "let " in one] == ([note] if note else [])
    assert done.code == 0, "the contract allows src/ only: keeping books on old findings is no work"


@pytest.mark.parametrize(
    ("how", "note"),
    [
        ("moved", None),
        ("copied", f"the change adds 1 entry that lets a finding pass to {NAME}"),
        ("was there already", f"the change adds 1 entry that lets a finding pass to {NAME}"),
    ],
)
def test_only_a_plan_that_moved_takes_its_entries_along(tmp_path: Path, how: str, note: str | None) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    plans = {"plans/a.md": "# A\n", **({"plans/done/a.md": "# A\n"} if how == "was there already" else {})}
    repo.commit("known", {NAME: baseline(OLD), **plans})
    repo.git("branch", "--force", "feat/a")
    repo.checkout("feat/a")
    if how != "copied":
        repo.delete("plans/a.md")
    repo.commit("work", {NAME: baseline({**OLD, "path": "plans/done/a.md"}), "plans/done/a.md": "# A\n"})
    notes = json.loads(execplan(repo.path, "gate", "--base", "main", "--format", "json").out)["notes"]
    assert [one for one in notes if "let" in one] == ([note] if note else [])


def test_a_broken_baseline_is_told(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {NAME: "no JSON"})
    done = execplan(repo.path, "gate", "--base", "main")
    assert "not checked: .execplan-baseline.json: the baseline is not JSON" in done.out


def test_a_baseline_with_a_plan_of_another_branch_is_planning(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.git("checkout", "--quiet", "-b", "chore/plans", "main")
    plan = next(repo.path.glob("docs/**/active/*.md"))
    repo.commit("tick", {str(plan.relative_to(repo.path)): plan.read_text() + "\nmore\n", NAME: baseline(OLD)})
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 0, done.out


def test_another_file_can_be_the_baseline(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("config", {".execplan.yaml": "baseline: docs/known.json\n"})
    repo.git("branch", "--force", "feat/a")
    repo.checkout("feat/a")
    repo.commit("work", {"docs/known.json": baseline(OLD)})
    done = execplan(repo.path, "gate", "--base", "main")
    assert (done.code, "pass to docs/known.json" in done.out) == (0, True), done.out
