"""The rule freshness: how long ago a plan was last committed, by the committer's clock and nothing else."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.gate.change import Change
from execplan_hooks.model import Context, Severity
from execplan_hooks.rules import freshness
from tests.gating import PLAN, examined, planned, session_plan
from tests.gitrepo import GitRepo

DAY = dt.timedelta(days=1)
DEFAULTS = {option.name: option.default for option in freshness.RULE.options}
OTHER = "docs/exec-plans/active/b.md"
UNKNOWN = (
    f"notice {PLAN}: age not checked: the history of this shallow clone does not reach back to the plan's last commit"
)


def committed(repo: GitRepo, revision: str = "HEAD") -> dt.datetime:
    """When a commit was made, by the committer."""
    seconds = int(repo.git("show", "--no-patch", "--format=%ct", revision))
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def check(change: Change, now: dt.datetime, **options: object) -> list[str]:
    """What the rule says, each as `severity path: message`."""
    assert options.keys() <= DEFAULTS.keys()
    found = list(freshness.check(change, Context(DEFAULTS | options, Clock(now))))
    return [
        f"{min(placed.finding.severity, Severity.WARNING).label} {placed.path}: {placed.finding.message}"
        for placed in found
    ]


def stale(days: int, last: dt.datetime, path: str = PLAN) -> str:
    return f"warning {path}: the active plan was last committed {days} days ago, on {last:%Y-%m-%d} (UTC)"


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    """On `feat/a` with one commit of work; the plan was committed once, on `main`."""
    made = planned(tmp_path / "repo")
    made.commit("work", {"src/a.py": "a = 2\n"})
    return made


def test_it_is_a_warning_by_default() -> None:
    assert freshness.RULE.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("days", "age", "expected"),
    [
        (30, 30 * DAY, None),
        (30, 30 * DAY + dt.timedelta(seconds=1), 30),
        (30, 31 * DAY, 31),
        (7, 7 * DAY, None),
        (7, 8 * DAY, 8),
        (0, dt.timedelta(seconds=1), 0),
        (10**15, 10_000 * DAY, None),
        (30, -400 * DAY, None),  # a commit from the future, or a clock that is slow
    ],
)
def test_older_than_days(repo: GitRepo, days: int, age: dt.timedelta, expected: int | None) -> None:
    last = committed(repo, "main")
    found = check(examined(repo), last + age, days=days)
    assert found == ([] if expected is None else [stale(expected, last)])


def test_the_next_step_is_named(repo: GitRepo) -> None:
    now = committed(repo) + 99 * DAY
    (placed,) = freshness.check(examined(repo), Context(DEFAULTS, Clock(now)))
    assert (placed.finding.line, placed.finding.help) == (
        1,
        "bring its Progress up to date with what was done, or have planning close the plan",
    )


def touch(repo: GitRepo) -> None:
    repo.commit("progress", {PLAN: session_plan() + "\n- [x] done\n"})


def rename(repo: GitRepo) -> None:
    repo.rename(PLAN, OTHER)
    repo.commit("rename")


def only_work(repo: GitRepo) -> None:
    repo.commit("more work", {"src/b.py": "b\n"})


def only_the_files_own_time(repo: GitRepo) -> None:
    (repo.path / PLAN).touch()


@pytest.mark.parametrize(
    ("done", "is_stale"), [(touch, False), (rename, False), (only_work, True), (only_the_files_own_time, True)]
)
def test_a_plan_that_the_change_touches_is_fresh(
    repo: GitRepo, done: Callable[[GitRepo], None], is_stale: bool
) -> None:
    now = committed(repo) + 99 * DAY
    done(repo)
    assert bool(check(examined(repo), now)) is is_stale


@pytest.mark.parametrize("staged", [True, False])
def test_staged_and_unstaged_progress_is_fresh(repo: GitRepo, staged: bool) -> None:
    now = committed(repo) + 99 * DAY
    repo.write("src/a.py", "a = 3\n")
    request = {"staged": True} if staged else {"worktree": True}
    repo.stage()
    assert check(examined(repo, **request), now) == [stale(99, committed(repo, "main"))]
    repo.write(PLAN, session_plan() + "\n- [x] done\n")
    repo.stage()
    assert check(examined(repo, **request), now) == []


def test_a_change_of_plans_only_and_an_empty_one_say_nothing(repo: GitRepo) -> None:
    now = committed(repo) + 99 * DAY
    assert check(examined(repo, staged=True), now) == []
    repo.write(OTHER, session_plan("feat/b"))
    repo.stage()
    assert check(examined(repo, staged=True), now) == []
    repo.write("src/a.py", "a = 3\n")
    repo.stage()
    assert len(check(examined(repo, staged=True), now)) == 1


def test_the_committers_time_counts_not_the_authors(repo: GitRepo) -> None:
    now = committed(repo) + 99 * DAY
    repo.checkout("main")
    repo.write(PLAN, session_plan() + "\namended\n")
    repo.stage()
    old, new = committed(repo) - 400 * DAY, now - 2 * DAY
    repo.git("commit", "--quiet", "-m", "x", env={"GIT_AUTHOR_DATE": str(old), "GIT_COMMITTER_DATE": str(new)})
    repo.checkout("feat/a")
    repo.git("merge", "--quiet", "--no-edit", "main")
    assert check(examined(repo), now) == []
    assert check(examined(repo), now, days=1) == [stale(2, new)]


def test_the_date_is_told_in_utc(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.write(PLAN, session_plan() + "\namended\n")
    repo.stage()
    repo.git("commit", "--quiet", "-m", "x", env={"GIT_COMMITTER_DATE": "2026-03-01T03:00:00+09:00"})
    repo.branch("feat/b")
    repo.commit("work", {"src/a.py": "more\n"})
    change = examined(repo, base="main", plan=PLAN)
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    assert check(change, now) == [stale(122, dt.datetime(2026, 2, 28, tzinfo=dt.UTC))]


def test_a_finished_plan_has_no_age(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(status="Done"))
    repo.commit("work", {"src/a.py": "a = 2\n"})
    assert check(examined(repo, base="main", plan=PLAN), committed(repo) + 99 * DAY) == []


def test_what_main_amended_counts_while_the_merge_is_in_progress(repo: GitRepo) -> None:
    now = committed(repo) + 99 * DAY
    repo.checkout("main")
    repo.commit("amended", {PLAN: session_plan() + "\namended\n", "src/b.py": "b\n"})
    repo.checkout("feat/a")
    repo.merge("main", commit=False)
    repo.write("src/c.py", "c\n")
    repo.stage()
    assert check(examined(repo, staged=True), now) == []
    assert check(examined(repo, staged=True), now, plans="all") == []


@pytest.mark.parametrize("plans", ["governing", "all"])
def test_a_plan_behind_a_symbolic_link_is_as_new_as_its_file(tmp_path: Path, plans: str) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.symlink(PLAN, "../../../notes/plan.txt")
    repo.commit("plan", {"notes/plan.txt": session_plan(), "src/a.py": "a\n"})
    now = committed(repo) + 99 * DAY
    repo.branch("feat/a")
    repo.commit("work", {"src/a.py": "b\n"})
    assert check(examined(repo), now, plans=plans) == [stale(99, committed(repo, "main"))]
    repo.write("notes/plan.txt", session_plan() + "\n- [x] done\n")
    repo.write("src/a.py", "c\n")
    repo.stage()
    assert check(examined(repo, staged=True), now, plans=plans) == []
    repo.git("commit", "--quiet", "-m", "progress", env={"GIT_COMMITTER_DATE": str(now - DAY)})
    repo.write("src/a.py", "d\n")
    repo.stage()
    assert check(examined(repo, staged=True), now, plans=plans) == []


def aged(path: Path) -> GitRepo:
    """On `feat/a` with work; besides its plan three more: an active one, a finished one, one of another format."""
    repo = planned(path)
    repo.commit(
        "more plans",
        {
            OTHER: session_plan("feat/b"),
            "docs/exec-plans/completed/c.md": session_plan("feat/c"),
            "docs/exec-plans/active/d.md": session_plan("feat/d", status="Done"),
            "docs/exec-plans/active/e.md": "# Notes\n",
        },
    )
    repo.git("branch", "--force", "main")
    repo.commit("work", {"src/a.py": "a = 2\n"})
    return repo


def test_all_looks_at_every_active_plan_and_governing_at_those_of_the_change(tmp_path: Path) -> None:
    repo = aged(tmp_path / "repo")
    now = committed(repo) + 99 * DAY
    plan, other = committed(repo, "main~1"), committed(repo, "main")
    assert check(examined(repo), now) == [stale(99, plan)]
    assert check(examined(repo), now, plans="all") == [stale(99, plan), stale(99, other, OTHER)]
    touch(repo)
    assert check(examined(repo), now, plans="all") == [stale(99, other, OTHER)]


def test_all_is_bounded_and_says_how_many_more(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("plans", {f"plans/{number:02}.md": session_plan(f"b/{number}") for number in range(60)})
    repo.git("branch", "--force", "main")
    repo.commit("work", {"src/a.py": "a = 2\n"})
    found = check(examined(repo), committed(repo) + 99 * DAY, plans="all")
    assert len(found) == 51
    assert found[-1] == "warning plans/49.md: 11 more active plans are as old, or their age could not be told"


@pytest.mark.parametrize("plans", ["governing", "all"])
def test_in_a_shallow_clone_an_age_that_cannot_be_told_is_said_to_be_not_checked(
    tmp_path: Path, repo: GitRepo, plans: str
) -> None:
    for number in range(4):
        repo.commit("work", {"src/a.py": f"a = {number + 3}\n"})
    now = committed(repo) + 99 * DAY
    shallow = repo.clone(tmp_path / "shallow", "--depth=3")
    full = repo.clone(tmp_path / "full")
    assert check(examined(shallow, base="HEAD~1", branch="feat/a"), now, plans=plans) == [UNKNOWN]
    assert check(examined(full, base="HEAD~1", branch="feat/a"), now, plans=plans) == [
        stale(99, committed(repo, "main"))
    ]
    # Touched since the clone's edge, the age is known.
    touch(repo)
    repo.commit("work", {"src/a.py": "a = 9\n"})
    shallow = repo.clone(tmp_path / "touched", "--depth=3")
    last = committed(repo, "HEAD~1")
    assert check(examined(shallow, base="HEAD~1", branch="feat/a"), last + 99 * DAY, plans=plans) == [stale(99, last)]


@pytest.mark.parametrize("plans", ["governing", "all"])
def test_a_commit_from_the_end_of_time_breaks_nothing(repo: GitRepo, plans: str) -> None:
    head = repo.git("cat-file", "commit", "main")
    seconds = head.split("committer ")[1].split("> ")[1].split(" ")[0]
    file = repo.write("commit", head.replace(f"> {seconds} ", "> 99999999999999 ") + "\n")
    forged = repo.git("hash-object", "-t", "commit", "-w", "--literally", os.fspath(file))
    repo.git("checkout", "--quiet", "-B", "feat/a", forged)
    file.unlink()
    repo.commit("work", {"src/a.py": "a = 2\n"})
    assert check(examined(repo, base=forged), committed(repo) + 99 * DAY, plans=plans) == []
