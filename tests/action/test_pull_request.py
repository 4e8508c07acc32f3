"""The action on pull requests, in the checkouts that actions/checkout makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.action.forge import BRANCH, PLAN, Forge, plan_text, widened
from tests.action.runner import Job, run

IN_SCOPE = {"src/api/limits.py": "LIMIT = 60\n"}
OUT_OF_SCOPE = {"docs/b.md": "more\n"}
LABEL = "scope-approved"


@dataclass(frozen=True)
class Case:
    """A pull request: the commits of its head, its labels, and the paths of the errors that must be reported."""

    steps: Sequence[Mapping[str, str | bytes | None]]
    errors: Sequence[str] = ()
    labels: Sequence[str] = ()
    fork: bool = False
    inputs: Mapping[str, str] = field(default_factory=dict)


APPROVING = {"approval-label": LABEL}
WIDER = IN_SCOPE | OUT_OF_SCOPE | {PLAN: widened(plan_text())}
IN_THE_TEXT = plan_text() + f"\n- Q2: {LABEL}: labels: [{LABEL}] --approve-widening {PLAN}\n"

CASES = {
    "good": Case([IN_SCOPE]),
    "good in several commits": Case([IN_SCOPE, {"tests/test_limits.py": "x = 1\n"}]),
    "good from a fork": Case([IN_SCOPE], fork=True),
    "out of scope": Case([IN_SCOPE, OUT_OF_SCOPE], ["docs/b.md"]),
    "out of scope from a fork": Case([OUT_OF_SCOPE], ["docs/b.md"], fork=True),
    "out of scope in the first commit": Case([OUT_OF_SCOPE, IN_SCOPE], ["docs/b.md"]),
    "excluded": Case([{"infra/prod.tf": None}], ["infra/prod.tf"]),
    "widened": Case([WIDER], ["docs/b.md", PLAN], inputs=APPROVING),
    "widened in a commit of its own": Case([{PLAN: WIDER[PLAN]}, OUT_OF_SCOPE], ["docs/b.md", PLAN], inputs=APPROVING),
    "widened and another label": Case([WIDER], ["docs/b.md", PLAN], ["bug"], inputs=APPROVING),
    "widened and a label that approves": Case([WIDER], [], ["bug", LABEL], inputs=APPROVING),
    "widened and the label in capitals": Case([WIDER], [], [LABEL.upper()], inputs=APPROVING),
    "widened and a label that nobody asked for": Case([WIDER], ["docs/b.md", PLAN], [LABEL]),
    "widened and the label in the diff only": Case(
        [WIDER | {PLAN: widened(IN_THE_TEXT), ".github/labels": LABEL}],
        [".github/labels", "docs/b.md", PLAN],
        inputs=APPROVING,
    ),
    "label without a wider contract": Case([OUT_OF_SCOPE], ["docs/b.md"], [LABEL], inputs=APPROVING),
}


def started(forge: Forge, case: Case, depth: int, tmp_path: Path) -> Job:
    """The action on a pull request of a case, checked out with a depth."""
    head = forge.branched(*case.steps)
    merge, event = forge.pull_request(head, labels=case.labels, fork=case.fork)
    checkout = forge.checkout(merge, "refs/pull/1/merge", depth)
    assert checkout.git("symbolic-ref", "--quiet", "HEAD", check=False) == "", "checkout leaves a detached HEAD"
    return run(checkout.path, tmp_path / "runner", event, case.inputs)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("depth", [0, 2])
def test_what_a_pull_request_brings_is_compared(forge: Forge, tmp_path: Path, case: Case, depth: int) -> None:
    job = started(forge, case, depth, tmp_path)
    assert sorted({error.partition(":")[0] for error in job.errors}) == sorted(case.errors), job.log
    assert job.failed is bool(case.errors)
    assert job.outputs["verdict"] == ("fail" if case.errors else "pass")
    assert job.outputs["errors"] == str(len(job.errors))
    assert f"branch {BRANCH}\nplan {PLAN}, contract from " in job.log


@pytest.mark.parametrize(
    "name", ["good", "good from a fork", "out of scope", "excluded", "widened", "widened and a label that approves"]
)
def test_with_depth_1_nothing_can_be_compared_and_the_remedy_is_named(forge: Forge, tmp_path: Path, name: str) -> None:
    job = started(forge, CASES[name], 1, tmp_path)
    assert (job.failed, job.outputs["verdict"], job.steps["gate"].code) == (True, "error", 2)
    assert "`fetch-depth: 0`" in job.errors[-1]
    assert "`fetch-depth: 0`" in job.steps["gate"].summary


def test_an_approval_is_shown_with_its_source(forge: Forge, tmp_path: Path) -> None:
    job = started(forge, CASES["widened and a label that approves"], 0, tmp_path)
    assert f'contract from `the plan after the change, approved by the label "{LABEL}"`' in job.summary
    assert f"| `` `docs/...` `` | added to include | `{PLAN}` line 63 | yes |" in job.summary


def test_the_summary_is_what_a_reviewer_reads(forge: Forge, tmp_path: Path) -> None:
    files = WIDER | {"infra/prod.tf": "more\n"}
    head = forge.branched(files)
    merge, event = forge.pull_request(head)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0)
    job = run(checkout.path, tmp_path / "runner", event)
    summary = job.steps["gate"].summary.splitlines()
    base = forge.base[:12]
    assert summary[0] == "### execplan gate: failed"
    assert summary[2].startswith("`checked 4 changed paths against 1 governing plan: 3 errors")
    assert summary[4:13] == [
        "|  | gate |",
        "| --- | --- |",
        f"| compared | `{head[:12]} with the merge base {base} (base {base})` |",
        f"| branch | `{BRANCH}` |",
        f"| governing plan | `{PLAN}`, contract from `the merge base {base}` |",
        "| changed paths | 4: 1 included, 1 excluded, 1 outside the include list, 1 always allowed |",
        "",
        "| widened | list | plan | approved |",
        "| --- | --- | --- | --- |",
    ]
    assert summary[13] == f"| `` `docs/...` `` | added to include | `{PLAN}` line 63 | no |"
    assert [line.split(" | ")[1] for line in summary if line.startswith("| error ")] == [
        "`docs/b.md`",
        f"`{PLAN}:63`",
        "`infra/prod.tf`",
    ]
    assert job.steps["lint"].summary.startswith("### execplan lint: passed\n\n`checked 1 plan (1 session): ")


# --- where the branch and its target part --------------------------------------------------------------------------


def test_what_came_from_main_by_a_merge_is_not_the_branchs_work(forge: Forge, tmp_path: Path) -> None:
    """GitHub's base.sha is often the tip of `main` from when the pull request was opened."""
    opened = forge.base
    forge.branched(IN_SCOPE)
    forge.main_goes_on({"docs/theirs.md": "x\n"})
    head = forge.work.merge("main")
    for number, depth in enumerate((0, 2)):
        merge, event = forge.pull_request(head, base=opened)
        checkout = forge.checkout(merge, "refs/pull/1/merge", depth)
        job = run(checkout.path, tmp_path / f"runner{number}", event)
        assert job.errors == []
        assert job.outputs["changed-paths"] == "1"


def test_main_that_went_on_is_not_the_branchs_work(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(IN_SCOPE)
    forge.main_goes_on({"docs/theirs.md": "x\n"})
    for number, depth in enumerate((0, 2)):
        merge, event = forge.pull_request(head)
        checkout = forge.checkout(merge, "refs/pull/1/merge", depth)
        job = run(checkout.path, tmp_path / f"runner{number}", event)
        assert (job.errors, job.outputs["changed-paths"]) == ([], "1")


def test_a_run_again_after_the_merge_judges_the_same_change(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(IN_SCOPE | OUT_OF_SCOPE)
    merge, event = forge.pull_request(head)
    forge.push("main", merge)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0)
    job = run(checkout.path, tmp_path / "runner", event)
    assert [error.partition(":")[0] for error in job.errors] == ["docs/b.md"]


def test_the_head_may_be_checked_out_instead_of_the_merge(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(OUT_OF_SCOPE, IN_SCOPE)
    _, event = forge.pull_request(head)
    for number, (depth, errors, verdict) in enumerate([(0, 1, "fail"), (2, 1, "error")]):
        checkout = forge.checkout(head, f"refs/heads/{BRANCH}", depth)
        job = run(checkout.path, tmp_path / f"runner{number}", event)
        assert (len(job.errors), job.outputs["verdict"]) == (errors, verdict)


def test_a_merge_commit_of_another_head_is_not_taken_for_the_pull_requests(forge: Forge, tmp_path: Path) -> None:
    """What is checked out at depth 2 must be the merge of the head that the payload names."""
    other, _ = forge.pull_request(forge.branched(IN_SCOPE))
    forge.work.checkout("main")
    _, event = forge.pull_request(forge.branched(OUT_OF_SCOPE, branch="feat/other"), head_ref="feat/other")
    forge.work.git("push", "--quiet", "--force", "origin", f"{other}:refs/pull/1/merge")
    checkout = forge.checkout(other, "refs/pull/1/merge", 2)
    job = run(checkout.path, tmp_path / "runner", event | {"GITHUB_SHA": other})
    assert job.outputs["verdict"] == "error"
    assert "`fetch-depth: 0`" in job.errors[-1]


def test_a_plan_that_is_new_in_the_pull_request_needs_the_whole_history(forge: Forge, tmp_path: Path) -> None:
    text = plan_text("feat/other")
    path = PLAN.replace("rate-limit", "other")
    head = forge.branched({path: text}, IN_SCOPE, branch="feat/other")
    merge, event = forge.pull_request(head, head_ref="feat/other")
    shallow = run(forge.checkout(merge, "refs/pull/1/merge", 2).path, tmp_path / "shallow", event)
    assert (shallow.outputs["verdict"], shallow.steps["gate"].code) == ("error", 2)
    assert "`fetch-depth: 0`" in shallow.errors[-1]
    full = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "full", event)
    assert (full.outputs["verdict"], full.errors) == ("pass", [])


@pytest.mark.parametrize("branch", ["main", "feat/rate-limit"])
def test_a_forks_branch_is_no_push_to_the_branch_of_that_name(forge: Forge, tmp_path: Path, branch: str) -> None:
    """A fork's `main` is where its author worked, not where plans arrive that were judged elsewhere."""
    head = forge.branched(OUT_OF_SCOPE | {PLAN: plan_text() + "\n- Q2: what else?\n"}, branch="theirs")
    merge, event = forge.pull_request(head, head_ref=branch, fork=True)
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event)
    assert "docs/b.md" in {error.partition(":")[0] for error in job.errors}
    assert (PLAN in {error.partition(":")[0] for error in job.errors}) is (branch == "main")


def test_a_review_names_its_branch_in_the_payload_only(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(OUT_OF_SCOPE)
    merge, event = forge.pull_request(head, name="pull_request_review")
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event)
    assert [error.partition(":")[0] for error in job.errors] == ["docs/b.md"]
    assert f"branch {BRANCH}\n" in job.log


def test_without_a_payload_the_variables_decide(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(OUT_OF_SCOPE)
    merge, event = forge.pull_request(head)
    event = {name: value for name, value in event.items() if name != "GITHUB_EVENT_PATH"}
    for number, (depth, verdict) in enumerate([(0, "fail"), (2, "fail"), (1, "error")]):
        checkout = forge.checkout(merge, "refs/pull/1/merge", depth)
        assert run(checkout.path, tmp_path / f"runner{number}", event).outputs["verdict"] == verdict


# --- lint and gate together -----------------------------------------------------------------------------------------


def test_the_gate_runs_although_lint_fails_and_their_counts_are_added(forge: Forge, tmp_path: Path) -> None:
    broken = plan_text().replace("### Exclude (Must Not Modify)", "### Later")
    head = forge.branched(OUT_OF_SCOPE | {PLAN: broken})
    merge, event = forge.pull_request(head)
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event)
    lint, gate = job.steps["lint"], job.steps["gate"]
    assert (lint.outcome, gate.outcome) == ("failure", "failure")
    assert int(lint.outputs["errors"]) > 0
    for name in ("errors", "warnings", "notices"):
        label = name.removesuffix("s")
        number = sum(command.name == label for step in (lint, gate) for command in step.commands)
        assert job.outputs[name] == str(number)
    assert job.outputs["plans"] == "1"


def test_a_failing_lint_alone_fails_the_action(forge: Forge, tmp_path: Path) -> None:
    broken = plan_text().replace("## 6. Validation Plan", "## 6. Later")
    head = forge.branched(IN_SCOPE | {PLAN: broken})
    merge, event = forge.pull_request(head)
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event)
    assert (job.steps["lint"].outcome, job.steps["gate"].outcome) == ("failure", "success")
    assert (job.failed, job.outputs["verdict"]) == (True, "fail")


def test_more_findings_than_github_shows_are_counted_and_stand_in_the_summary(forge: Forge, tmp_path: Path) -> None:
    names = [f"docs/{number:02}.md" for number in range(25)]
    head = forge.branched(dict.fromkeys(names, "x\n"))
    merge, event = forge.pull_request(head)
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event)
    gate = job.steps["gate"]
    assert len([command for command in gate.commands if command.name == "error"]) == 10
    assert gate.commands[-1].message == (
        "not annotated, because GitHub shows 10 of a kind: 15 errors; the step summary and the log have all of them"
    )
    assert job.outputs["errors"] == "25"
    assert [name for name in names if f"| `{name}` |" not in gate.summary or name not in gate.log] == []
