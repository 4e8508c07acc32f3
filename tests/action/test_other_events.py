"""The action on pushes, in merge queues and where nothing but an input says what to compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.action.forge import BRANCH, PLAN, Forge, plan_text, widened
from tests.action.runner import Job, run

IN_SCOPE = {"src/api/limits.py": "LIMIT = 60\n"}
OUT_OF_SCOPE = {"docs/b.md": "more\n"}


def paths(job: Job) -> list[str]:
    return sorted({error.partition(":")[0] for error in job.errors})


def pushed(forge: Forge, tmp_path: Path, branch: str, before: str | None, depth: int = 0) -> Job:
    """The action on a push of the work clone's HEAD to a branch."""
    after = forge.push(branch)
    event = forge.pushed(branch, before, after)
    checkout = forge.checkout(after, f"refs/heads/{branch}", depth)
    return run(checkout.path, tmp_path / f"runner{forge.checkouts}", event)


# --- pushes of a branch ---------------------------------------------------------------------------------------------


def test_a_new_branch_is_compared_with_the_default_branch(forge: Forge, tmp_path: Path) -> None:
    forge.branched(OUT_OF_SCOPE, IN_SCOPE)
    job = pushed(forge, tmp_path, BRANCH, None)
    assert (paths(job), job.outputs["changed-paths"]) == (["docs/b.md"], "2")


def test_a_second_push_is_judged_with_the_first(forge: Forge, tmp_path: Path) -> None:
    """A contract that an earlier push widened must not count for a later one."""
    first = forge.branched({PLAN: widened(plan_text())})
    forge.push(BRANCH)
    forge.committed(OUT_OF_SCOPE)
    job = pushed(forge, tmp_path, BRANCH, first)
    assert paths(job) == ["docs/b.md", PLAN]
    assert f"contract from the merge base {forge.base[:12]}" in job.log


def test_a_merge_of_main_brings_nothing_of_other_people(forge: Forge, tmp_path: Path) -> None:
    before = forge.branched(IN_SCOPE)
    forge.push(BRANCH)
    forge.main_goes_on({"docs/theirs.md": "x\n"})
    forge.work.merge("main")
    job = pushed(forge, tmp_path, BRANCH, before)
    assert (paths(job), job.outputs["changed-paths"]) == ([], "1")


def test_a_forced_push_after_a_rebase_brings_nothing_of_other_people(forge: Forge, tmp_path: Path) -> None:
    before = forge.branched(IN_SCOPE)
    forge.push(BRANCH)
    forge.main_goes_on({"docs/theirs.md": "x\n"})
    forge.work.git("rebase", "--quiet", "main")
    job = pushed(forge, tmp_path, BRANCH, before)
    assert (paths(job), job.outputs["changed-paths"]) == ([], "1")


@pytest.mark.parametrize("depth", [1, 2])
def test_a_new_branch_in_a_shallow_clone_names_the_remedy(forge: Forge, tmp_path: Path, depth: int) -> None:
    forge.branched(IN_SCOPE, OUT_OF_SCOPE)
    job = pushed(forge, tmp_path, BRANCH, None, depth)
    assert (job.outputs["verdict"], job.steps["gate"].code) == ("error", 2)
    assert "`fetch-depth: 0`" in job.errors[-1]


def test_where_the_default_branch_is_not_in_the_clone_what_was_pushed_is_compared(forge: Forge, tmp_path: Path) -> None:
    first = forge.branched(OUT_OF_SCOPE)
    forge.push(BRANCH)
    forge.committed(IN_SCOPE)
    job = pushed(forge, tmp_path, BRANCH, first, 2)
    assert (paths(job), job.outputs["changed-paths"]) == ([], "1")
    forge.committed(OUT_OF_SCOPE | {"docs/c.md": "x\n"})
    before = forge.work.git("rev-parse", "HEAD^")
    assert paths(pushed(forge, tmp_path, BRANCH, before, 2)) == ["docs/c.md"]
    assert pushed(forge, tmp_path, BRANCH, before, 1).outputs["verdict"] == "error"


def test_the_configuration_of_the_push_does_not_choose_its_comparison(forge: Forge, tmp_path: Path) -> None:
    first = forge.branched(OUT_OF_SCOPE | {".execplan.yaml": f"default-branch: {BRANCH}\n"})
    forge.push(BRANCH)
    forge.committed(IN_SCOPE)
    assert paths(pushed(forge, tmp_path, BRANCH, first)) == [".execplan.yaml", "docs/b.md"]


def test_the_configured_default_branch_is_where_branches_start(forge: Forge, tmp_path: Path) -> None:
    forge.main_goes_on({".execplan.yaml": "default-branch: develop\n"})
    forge.work.branch("develop", "main")
    forge.committed({"docs/theirs.md": "x\n"})
    develop = forge.push("develop")
    forge.work.branch(BRANCH)
    forge.committed(IN_SCOPE)
    assert pushed(forge, tmp_path, BRANCH, None).outputs["changed-paths"] == "1"
    forge.work.checkout("develop")
    forge.work.merge(BRANCH)
    job = pushed(forge, tmp_path, "develop", develop)
    assert (paths(job), job.outputs["changed-paths"]) == ([], "1")


# --- pushes of the default branch -----------------------------------------------------------------------------------


def test_a_merge_that_arrives_on_the_default_branch_was_judged_on_its_own(forge: Forge, tmp_path: Path) -> None:
    forge.branched(IN_SCOPE | {PLAN: plan_text() + "\n- Q2: what else?\n"})
    forge.work.checkout("main")
    forge.work.merge(BRANCH)
    job = pushed(forge, tmp_path, "main", forge.base)
    assert (paths(job), job.outputs["verdict"], job.outputs["changed-paths"]) == ([], "not-checked", "2")
    assert f"{PLAN}: it declares another branch and is judged there" in job.log
    assert not job.failed


def test_a_plan_of_the_default_branch_governs_what_is_pushed_there(tmp_path: Path) -> None:
    forge = Forge(tmp_path / "forge", plan_text("main"))
    forge.committed(IN_SCOPE, OUT_OF_SCOPE)
    for depth in (0, 2):
        before = forge.base if depth == 0 else forge.work.git("rev-parse", "HEAD^")
        assert paths(pushed(forge, tmp_path, "main", before, depth)) == ["docs/b.md"]


def test_a_default_branch_of_any_name_is_one(forge: Forge, tmp_path: Path) -> None:
    """Only the payload says which it is: a fresh checkout has no origin/HEAD."""
    forge.work.branch("trunk", "main")
    forge.push("trunk")
    forge.committed(OUT_OF_SCOPE | {PLAN: plan_text() + "\n- Q2: what else?\n"})
    after = forge.push("trunk")
    forge.repository = lambda owner="acme": {"full_name": owner, "default_branch": "trunk"}  # type: ignore[method-assign]
    checkout = forge.checkout(after, "refs/heads/trunk", 0)
    job = run(checkout.path, tmp_path / "runner", forge.pushed("trunk", forge.base, after))
    assert (paths(job), job.outputs["verdict"]) == ([], "not-checked")


@pytest.mark.parametrize("depth", [0, 1])
def test_a_default_branch_whose_old_tip_is_gone_names_the_remedy(forge: Forge, tmp_path: Path, depth: int) -> None:
    before = forge.committed(OUT_OF_SCOPE)
    forge.work.git("reset", "--quiet", "--hard", forge.base)
    forge.committed(IN_SCOPE)
    job = pushed(forge, tmp_path, "main", before, depth)
    assert (job.outputs["verdict"], job.steps["gate"].code) == ("error", 2)
    assert f"{before[:12]}, the commit before the push, is not in this clone" in job.errors[-1]
    assert "`fetch-depth: 0`" in job.errors[-1]


def test_the_first_push_of_a_repository_compares_nothing_and_says_so(forge: Forge, tmp_path: Path) -> None:
    job = pushed(forge, tmp_path, "main", None)
    assert (job.outputs["verdict"], job.failed) == ("not-checked", False)
    assert "not checked: nothing was compared" in job.log
    assert "### execplan gate: nothing was checked\n" in job.summary


# --- other pushes ---------------------------------------------------------------------------------------------------


def test_a_tag_is_no_branch(forge: Forge, tmp_path: Path) -> None:
    after = forge.branched(OUT_OF_SCOPE)
    forge.work.git("push", "--quiet", "origin", f"{after}:refs/tags/v1")
    checkout = forge.checkout(after, "refs/pull/1/merge", 1)
    job = run(checkout.path, tmp_path / "runner", forge.pushed("refs/tags/v1", None, after))
    assert (job.outputs["verdict"], job.failed) == ("not-checked", False)
    assert "not checked: nothing was compared" in job.log


def test_the_push_of_a_merge_queues_branch_is_left_to_its_own_event(forge: Forge, tmp_path: Path) -> None:
    head = forge.branched(OUT_OF_SCOPE)
    branch, _ = forge.merge_group(forge.base, head)
    job = pushed(forge, tmp_path, branch, None)
    assert (job.outputs["verdict"], job.failed) == ("not-checked", False)
    assert "not checked: nothing was compared" in job.log


# --- merge queues ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("depth", "verdict"), [(0, "not-checked"), (2, "not-checked"), (1, "error")])
def test_a_merge_queue_leaves_plans_of_other_branches_to_their_pull_requests(
    forge: Forge, tmp_path: Path, depth: int, verdict: str
) -> None:
    forge.branched(IN_SCOPE | {PLAN: plan_text() + "\n- Q2: what else?\n"})
    forge.work.checkout("main")
    group = forge.work.merge(BRANCH)
    branch, event = forge.merge_group(forge.base, group)
    job = run(forge.checkout(group, f"refs/heads/{branch}", depth).path, tmp_path / "runner", event)
    assert job.outputs["verdict"] == verdict
    assert job.failed is (verdict == "error")
    if verdict == "error":
        assert "`fetch-depth: 0`" in job.errors[-1]
    else:
        assert "branch main\n" in job.log
        assert f"{PLAN}: it declares another branch and is judged there" in job.log


def test_a_merge_queue_is_judged_by_a_plan_of_the_branch_that_it_merges_into(tmp_path: Path) -> None:
    forge = Forge(tmp_path / "forge", plan_text("main"))
    group = forge.branched(OUT_OF_SCOPE | IN_SCOPE)
    branch, event = forge.merge_group(forge.base, group)
    job = run(forge.checkout(group, f"refs/heads/{branch}", 0).path, tmp_path / "runner", event)
    assert paths(job) == ["docs/b.md"]


def test_a_merge_queue_of_any_branch_is_one(forge: Forge, tmp_path: Path) -> None:
    """Into a branch that is not the default one as well."""
    group = forge.branched(IN_SCOPE | {PLAN: plan_text() + "\n- Q2: what else?\n"}, branch="release/2")
    branch, event = forge.merge_group(forge.base, group)
    payload = Path(event["GITHUB_EVENT_PATH"])
    payload.write_text(payload.read_text().replace("refs/heads/main", "refs/heads/release/2"))
    job = run(forge.checkout(group, f"refs/heads/{branch}", 0).path, tmp_path / "runner", event)
    assert (paths(job), job.outputs["verdict"]) == ([], "not-checked")


# --- events without two sides ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule"])
def test_without_two_sides_nothing_is_compared_unless_the_base_is_an_input(
    forge: Forge, tmp_path: Path, name: str
) -> None:
    after = forge.branched(OUT_OF_SCOPE)
    forge.push(BRANCH)
    event = forge.event(name, {"inputs": None, "repository": forge.repository()}, after, f"refs/heads/{BRANCH}")
    checkout = forge.checkout(after, f"refs/heads/{BRANCH}", 0)
    job = run(checkout.path, tmp_path / "without", event)
    assert (job.outputs["verdict"], job.failed) == ("not-checked", False)
    assert "not checked: nothing was compared" in job.log
    job = run(checkout.path, tmp_path / "with", event, {"base": "origin/main"})
    assert (paths(job), job.outputs["verdict"]) == (["docs/b.md"], "fail")


# --- inputs ---------------------------------------------------------------------------------------------------------


def test_the_other_inputs_reach_their_command(forge: Forge, tmp_path: Path) -> None:
    other = PLAN.replace("rate-limit", "other")
    settings = "rules: {file-scope: warning}\n"
    head = forge.branched(OUT_OF_SCOPE | {other: plan_text("feat/other"), "strict.yaml": "fail-on: notice\n"})
    merge, event = forge.pull_request(head)
    checkout = forge.checkout(merge, "refs/pull/1/merge", 0).path
    (checkout / "lenient.yaml").write_text(settings)

    def job(**inputs: str) -> Job:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run(checkout, tmp_path / f"runner{len(list(tmp_path.iterdir()))}", event, given)

    assert job().outputs["plans"] == "2"
    assert job(paths=f"{PLAN}\n").outputs["plans"] == "1"
    assert job(paths=f"  {PLAN}\n\n  {other}\n").outputs["plans"] == "2"
    lost = job(paths="nowhere", config="lenient.yaml")
    assert [step.code for step in lost.steps.values()] == [0, 2, 0]
    assert (lost.outputs["verdict"], lost.failed) == ("error", True)
    assert f"plan {other}, contract from" in job(plan=other).log
    assert job(plan="nowhere.md").steps["gate"].code == 2
    lenient = job(config="lenient.yaml")
    assert (lenient.outputs["verdict"], lenient.outputs["errors"]) == ("pass", "0")
    assert int(lenient.outputs["warnings"]) > 0
    assert job(config="lenient.yaml", fail_on="warning").outputs["verdict"] == "fail"
    text = job(format="text")
    assert text.steps["gate"].commands == []
    assert "docs/b.md: error: modified, but outside" in text.log
    assert text.steps["gate"].summary.startswith("### execplan gate: failed\n")
    assert job(format="json").steps["gate"].log.startswith("{\n")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("format", "xml", 'the input `format` is "xml"; it can be text, concise, full, json, github, sarif or be '),
        ("fail-on", "Error", 'the input `fail-on` is "Error"; it can be error, warning, notice or be left out'),
        ("fail-on", "x\n::set-env name=A::b", 'the input `fail-on` is "x\\n::set-env name=A::b"; it can be '),
    ],
)
def test_a_wrong_value_of_an_input_is_named(forge: Forge, tmp_path: Path, name: str, value: str, message: str) -> None:
    merge, event = forge.pull_request(forge.branched(IN_SCOPE))
    job = run(forge.checkout(merge, "refs/pull/1/merge", 0).path, tmp_path / "runner", event, {name: value})
    assert [step.code for step in job.steps.values()] == [0, 2, 2]
    assert job.outputs["verdict"] == "error"
    for step in ("lint", "gate"):
        assert [command.name for command in job.steps[step].commands] == ["error"]
        assert job.steps[step].commands[0].message.startswith(message)
        assert message.partition('"')[0] in job.steps[step].summary
