"""The rule plan-required: which changes need a governing plan, and what it says of those that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks import checking
from execplan_hooks.clock import Clock
from execplan_hooks.config import Config, RuleConfig
from execplan_hooks.gate.branch import Branch
from execplan_hooks.gate.change import Change
from execplan_hooks.model import Context, Severity
from execplan_hooks.repository.changes import ChangeSet, PathChange
from execplan_hooks.rules import plan_required
from tests.gating import DONE, NOW, PLAN, examined, planned, session_plan
from tests.gitrepo import GitRepo

DEFAULTS = {option.name: option.default for option in plan_required.RULE.options}
HELP = "stop, and have planning write a plan that declares this branch, before the work goes on"


def check(change: Change, **options: object) -> list[str]:
    given = {name.replace("_", "-"): value for name, value in options.items()}
    assert given.keys() <= DEFAULTS.keys()
    found = list(plan_required.check(change, Context(DEFAULTS | given, Clock(NOW))))
    assert all(placed.finding.severity is Severity.ERROR and placed.finding.help == HELP for placed in found)
    return [f"{placed.path}: {placed.finding.message}" for placed in found]


def ungoverned(*paths: str, branch: str | None = "feat/x") -> Change:
    """A change of these paths that no plan governs; `CHANGELOG.md` is what every change may touch."""
    changes = tuple(PathChange(path, "M", "100644", "100644") for path in sorted(paths))
    compared = ChangeSet("range", "b" * 40, "c" * 40, "b" * 40, changes)
    here = None if branch is None else Branch(branch, "--branch")
    return Change(compared, here, (), (), lambda path: path == "CHANGELOG.md", Config())


def test_the_rule_is_off_unless_a_team_switches_it_on() -> None:
    on = Config(rules={"plan-required": RuleConfig(Severity.ERROR)})
    assert plan_required.RULE.severity.label == "off"
    assert checking.severity_of("plan-required", plan_required.RULE, Config(), {}) is Severity.OFF
    assert checking.severity_of("plan-required", plan_required.RULE, on, {}) is Severity.ERROR


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], []),
        (["src/a.py"], ['src/a.py: no active plan governs the change of src/a.py on branch "feat/x"']),
        (
            ["src/b.py", "src/a.py", "plans/x.md"],
            ['src/a.py: no active plan governs the change of 2 files (such as src/a.py) on branch "feat/x"'],
        ),
        # planning, and what every change may touch
        (["plans/x.md"], []),
        (["plans/x.md", "plans/README.md", "docs/exec-plans/index.md"], []),
        (["CHANGELOG.md"], []),
        (["README.md"], ['README.md: no active plan governs the change of README.md on branch "feat/x"']),
    ],
)
def test_every_change_besides_plans_needs_one(paths: list[str], expected: list[str]) -> None:
    assert check(ungoverned(*paths)) == expected


def test_an_unknown_branch_is_said_and_not_exempt() -> None:
    expected = ["a: no active plan governs the change of a on an unknown branch"]
    assert check(ungoverned("a", branch=None), exempt_branches=("**",)) == expected


THREE = ["src/a.py", "src/b.py", "src/c.py"]


@pytest.mark.parametrize(
    ("above", "paths", "needed"),
    [
        (2, THREE, True),
        (3, THREE, False),
        (3, [*THREE, "src/d.py"], True),
        (3, [*THREE, "plans/x.md", "CHANGELOG.md"], False),
        (0, THREE[:1], True),
    ],
)
def test_a_change_of_at_most_above_files_needs_none(above: int, paths: list[str], needed: bool) -> None:
    found = check(ungoverned(*paths), above=above)
    assert len(found) == int(needed)
    limit = f"; a change of more than {above} needs a plan"
    assert all(message.endswith(limit if above else '"feat/x"') for message in found)


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("src/auth/login.py", "**/auth/**"),
        ("auth/x", "**/auth/**"),
        ("db/migrations/0001.sql", "**/migrations/**"),
        ("deploy/prod.yaml", "**/deploy/**"),
        ("src/payments/a/b.py", "**/payments/**"),
    ],
)
def test_a_risky_path_needs_one_whatever_the_size(path: str, glob: str) -> None:
    reason = f'it is a risky path ("{glob}"), which needs a plan whatever the size of the change'
    assert check(ungoverned(path), above=5) == [
        f'{path}: no active plan governs the change of {path} on branch "feat/x"; {reason}'
    ]
    files = f"2 files (such as {path})"
    assert check(ungoverned("a.py", path), above=5) == [
        f'{path}: no active plan governs the change of {files} on branch "feat/x"; {reason}'
    ]
    assert check(ungoverned(path), above=5, risky=()) == []


@pytest.mark.parametrize("path", ["src/author.py", "src/auth.py", "docs/deployment.md", "authx/a"])
def test_a_path_that_only_sounds_risky_does_not(path: str) -> None:
    assert check(ungoverned(path), above=5) == []


def test_exempt_paths_do_not_count_risky_ones_neither() -> None:
    change = ungoverned("uv.lock", "deploy/uv.lock", "src/a.py")
    assert len(check(change, above=1)) == 1
    assert check(change, above=1, exempt=("**/*.lock",)) == []
    assert check(change, exempt=("**/*.lock",)) == [
        'src/a.py: no active plan governs the change of src/a.py on branch "feat/x"'
    ]


@pytest.mark.parametrize(
    ("branch", "exempt"),
    [
        ("dependabot/pip/x-1.2", True),
        ("main", True),
        ("dependabot", False),
        ("Dependabot/pip", False),
        ("mainline", False),
        ("x/dependabot/pip", False),
    ],
)
def test_exempt_branches_are_whole_names(branch: str, exempt: bool) -> None:
    found = check(ungoverned("deploy/a", branch=branch), exempt_branches=("dependabot/**", "main"))
    assert found == [] if exempt else len(found) == 1


def test_what_is_quoted_stays_short() -> None:
    long = "a" * 300
    message = check(ungoverned(long, branch=long))[0].removeprefix(f"{long}: ")
    assert len(message) < 260


def off_plan(path: Path) -> GitRepo:
    """On `fix/x`, which no plan declares, with work in it; the plan of `feat/a` stands on `main`."""
    repo = planned(path)
    repo.git("checkout", "--quiet", "-b", "fix/x")
    repo.commit("work", {"src/a.py": "a = 2\n"})
    return repo


def test_a_governed_branch_has_its_plan_and_another_has_none(tmp_path: Path) -> None:
    repo = off_plan(tmp_path / "repo")
    message = 'src/a.py: no active plan governs the change of src/a.py on branch "fix/x"'
    assert check(examined(repo)) == [message]
    assert check(examined(repo, base="main", plan=PLAN)) == []
    repo.git("branch", "--force", "feat/a")
    repo.checkout("feat/a")
    assert check(examined(repo)) == []


def test_a_plan_in_the_change_governs_it(tmp_path: Path) -> None:
    repo = off_plan(tmp_path / "repo")
    repo.commit("plan", {"docs/exec-plans/active/x.md": session_plan("fix/x")})
    assert check(examined(repo)) == []


@pytest.mark.parametrize("text", [b"\xff\xfe# Plan of fix/x\n", session_plan("fix/x", status="Done").encode()])
def test_a_plan_that_cannot_be_read_or_is_done_before_governs_nothing(tmp_path: Path, text: bytes) -> None:
    repo = off_plan(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("plan", {"docs/exec-plans/active/x.md": text})
    repo.checkout("fix/x")
    repo.merge("main")
    assert len(check(examined(repo))) == 1


def test_a_finished_plan_does_not_govern_what_comes_after_it(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(status="Done"), DONE)
    repo.commit("more", {"src/a.py": "a = 2\n"})
    assert len(check(examined(repo))) == 1


def test_staged_work_needs_a_plan_and_nothing_staged_needs_none(tmp_path: Path) -> None:
    repo = off_plan(tmp_path / "repo")
    assert check(examined(repo, staged=True)) == []
    repo.write("src/a.py", "a = 3\n")
    repo.stage()
    assert len(check(examined(repo, staged=True))) == 1
