"""Which plan governs a change; also where plans are hard to read.

Real repositories; what the command line makes of it is in `tests/cli/test_gate.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.gate.declared import branch_in, may_name
from execplan_hooks.model import ExecplanError
from tests.gating import (
    DONE,
    PLAN,
    SECOND,
    WIDE,
    blocked,
    gate,
    governing,
    leave,
    new_plan_repo,
    planned,
    session_plan,
    told,
)
from tests.gitrepo import GitRepo

# --- which plan governs ---


def test_the_plan_of_this_branch_governs_and_no_other(repo: GitRepo) -> None:
    other = session_plan(branch="feat/other", include=["`docs/...`"])
    repo.checkout("main")
    repo.commit("other plan", {"docs/exec-plans/active/other.md": other})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


@pytest.mark.parametrize("branch", ["feat", "feat/aa", "eat/a", "Feat/a"])
def test_a_branch_whose_name_is_only_like_it_is_another(repo: GitRepo, branch: str) -> None:
    assert governing(repo, base="main", branch=branch) == []
    assert governing(repo, base="main", branch="feat/a") == [PLAN]
    assert governing(repo, base="main", branch="refs/heads/feat/a") == [PLAN]


WAYS = ["moved", "moved and widened", "deleted", "re-labelled", "done", "undecodable", "emptied", "linked"]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("mode", ["range", "staged"])
def test_a_plan_that_leaves_in_the_change_still_governs(repo: GitRepo, how: str, mode: str) -> None:
    leave(repo, how)
    repo.write("infra/prod.tf", "more\n")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    if mode == "range":
        repo.commit_staged()
    result = gate(repo) if mode == "range" else gate(repo, staged=True)
    assert list(result.plans) == [PLAN]
    linked = {PLAN: "outside"} if how == "linked" else {}
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"} | linked


@pytest.mark.parametrize("how", ["moved", "done"])
def test_a_plan_that_begins_and_ends_in_the_range_governs_it(tmp_path: Path, how: str) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan()})
    repo.commit("work", {"src/a.py": "more\n", "docs/b.md": "more\n"})
    leave(repo, how)
    repo.commit("finish")
    result = gate(repo)
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_report_written_straight_into_completed_governs_nothing(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("work and report", {DONE: session_plan(status="Done"), "docs/b.md": "more\n"})
    assert governing(repo) == []


def test_a_completed_plan_of_the_branch_does_not_govern(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(status="Done"), DONE)
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert result.plans == {}
    assert result.notes == ["not checked: no active plan governs this change for branch feat/a"]


def test_without_a_plan_of_the_branch_those_that_are_touched_govern(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", session_plan(branch="", planning=""))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert governing(repo) == []
    repo.commit("touch", {PLAN: session_plan(branch="", planning="") + "\nmore\n"})
    assert governing(repo) == [PLAN]
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_two_governing_plans(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    second = session_plan(include=["`docs/...`"], exclude=["`src/secret.py`"])
    repo.commit("second", {"docs/exec-plans/active/b.md": second, "src/secret.py": "x\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    changed = ["docs/b.md", "src/a.py", "src/secret.py", "infra/prod.tf", "other.txt"]
    repo.commit("work", dict.fromkeys(changed, "more\n"))
    assert blocked(gate(repo)) == {
        "src/secret.py": "excluded",
        "infra/prod.tf": "excluded",
        "other.txt": "outside",
    }


def test_no_governing_plan_is_said(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("work", {"docs/b.md": "more\n"})
    result = gate(repo)
    assert result.diagnostics == []
    assert result.notes == ["not checked: no active plan governs this change for branch feat/a"]


def test_the_named_plan_governs_whatever_its_branch(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("work", {"docs/b.md": "more\n"})
    repo.git("checkout", "--quiet", "-b", "elsewhere")
    monkeypatch.chdir(repo.path)
    for name in (PLAN, f"./{PLAN}", str(repo.path / PLAN)):
        result = gate(repo, base="main", plan=name)
        assert list(result.plans) == [PLAN]
        assert blocked(result) == {"docs/b.md": "outside"}
        assert [line.split(" (from")[0] for line in told(result, "branch-continuity")] == [
            f'error {PLAN}: the change is on branch "elsewhere"'
        ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("docs/exec-plans/active/missing.md", "no plan there"),
        ("docs/b.md", "no plan there"),
        ("docs", "no plan there"),
        ("../outside.md", "no plan there"),
        ("/etc/passwd", "no plan there"),
        (".git/config", "no plan there"),
        ("a\nb", "no plan there"),
        ("\udcff", "no plan there"),
        ("broken.md", "not UTF-8"),
    ],
)
def test_a_named_plan_that_is_none(repo: GitRepo, name: str, reason: str) -> None:
    repo.commit("work", {"broken.md": b"\xff\xff"})
    with pytest.raises(ExecplanError, match=reason) as caught:
        gate(repo, base="main", plan=name)
    assert str(caught.value).isprintable()


# --- plans that are hard to read ---


BRANCHLESS = session_plan(branch="", planning="")


@pytest.mark.parametrize(
    "declared",
    [
        "- **Execution Branch:**\n  `feat/a`",
        "- **Execution Branch:**\n  - feat/a",
        "| Field | Value |\n| --- | --- |\n| Execution Branch | `feat/a` |",
        "| Execution Branch | `feat/a` |\n| --- | --- |",
        "| Execution Branch | Base |\n| --- | --- |\n| feat/a | main |",
        "- **Execution Branch** \u2014 feat/a",
        "- `Execution Branch`: feat/a",
        "- **Execution Branch:** **feat/a**",
        "- **Execution Branch:** feat/a, based on main",
        "- **Execution Branch:** feat\\/a",
    ],
)
def test_a_branch_counts_however_it_is_put_down(tmp_path: Path, declared: str) -> None:
    repo = planned(tmp_path / "repo", BRANCHLESS.replace("- **Execution Branch:** \n", declared + "\n"))
    repo.commit("work", {"docs/b.md": "more\n"})
    assert governing(repo) == [PLAN]
    assert governing(repo, base="main", branch="feat/b") == []


@pytest.mark.parametrize(
    ("value", "branch"),
    [
        (r"feat/my\_branch", "feat/my_branch"),
        (r"**feat/my\_branch** (new)", "feat/my_branch"),
        (r"feat/my\-fix\#1", "feat/my-fix#1"),
        ("feat/my_branch", "feat/my_branch"),
        (r"`feat/my\_branch`", r"feat/my\_branch"),  # in code a backslash is one
        (r"feat\a", r"feat\a"),
    ],
)
def test_a_branch_is_read_without_the_backslashes_of_markdown(value: str, branch: str) -> None:
    assert branch_in(value) == branch
    assert may_name(f"- **Execution Branch:** {value}\n".encode(), branch)


def test_a_plan_without_the_name_of_the_branch_cannot_declare_it() -> None:
    assert not may_name(rb"feat\/my\_branches, feat/my_other", "feat/my_branch_2")
    assert may_name(rb"feat\/my\_branch", "feat/my_branch")
    assert may_name(b"feat/\xff", "feat/\udcff")


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ("- **Execution Branch:** the one for a", 19),
        ("- **Execution Branch:**\n  see below", 20),
        ("- **Execution Branch:** <branch>", None),
        ("- **Execution Branch:** TBD", None),
        ("- **Execution Branch:** feat/other", None),
        ("- **Execution Branch:**\n- **Note:** the one for a", None),
    ],
)
def test_a_branch_that_cannot_be_read_is_told_where_nothing_governs(
    tmp_path: Path, declared: str, line: int | None
) -> None:
    repo = planned(tmp_path / "repo", BRANCHLESS.replace("- **Execution Branch:** \n", declared + "\n"))
    repo.commit("finished one", {DONE: session_plan(planning="the usual one", branch="", status="Done")})
    repo.commit("work", {"docs/b.md": "more\n"})
    expected = ["not checked: no active plan governs this change for branch feat/a"]
    if line:
        expected.append(f"not checked: {PLAN}: the branch in line {line} could not be read")
    assert gate(repo, base="HEAD~1").notes == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_undecodable_plan_that_names_the_branch_is_an_error(tmp_path: Path, encoding: str) -> None:
    repo = planned(tmp_path / "repo", "")
    base = repo.commit("plan", {PLAN: session_plan().encode(encoding)})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert [line.split(": not")[0] for line in told(gate(repo, base=base), "not-checked")] == [f"error {PLAN}"]


def test_an_undecodable_plan_of_somebody_else_is_told(repo: GitRepo) -> None:
    broken = {f"docs/exec-plans/active/{number}.md": b"\xff\xfe" for number in range(7)}
    base = repo.commit("others", {**broken, DONE: b"\xff\xfe", "docs/exec-plans/active/empty.md": b""})
    repo.commit("work", {"src/a.py": "more\n"})
    result = gate(repo, base=base)
    assert [found for found in result.diagnostics if found.severity.label == "error"] == []
    assert result.notes == [
        *(f"not checked: {path}: not UTF-8 text (byte 1 is 0xff)" for path in list(broken)[:5]),
        "not checked: the same of 2 more plan files",
    ]


@pytest.mark.parametrize("newline", ["\r", "\r\n", "\n"])
def test_a_plan_counts_whatever_its_newlines(tmp_path: Path, newline: str) -> None:
    repo = planned(tmp_path / "repo", session_plan().replace("\n", newline))
    repo.commit("work", {"docs/b.md": "more\n", "infra/prod.tf": "more\n"})
    result = gate(repo)
    assert blocked(result) == {"docs/b.md": "outside", "infra/prod.tf": "excluded"}
    assert any("line 29" in line for line in told(result, "file-scope"))


@pytest.mark.parametrize("mode", ["range", "staged", "worktree"])
def test_a_plan_behind_a_symbolic_link_governs(tmp_path: Path, mode: str) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.symlink(PLAN, "../real/x.txt")
    repo.commit("plan", {"docs/exec-plans/real/x.txt": session_plan(), "docs/b.md": "b\n"})
    repo.branch("feat/a")
    repo.write("docs/exec-plans/real/x.txt", session_plan() + "more\n")
    repo.write("docs/b.md", "more\n")
    repo.stage()
    if mode == "range":
        repo.commit_staged()
    result = gate(repo, **{"base": "main"} if mode == "range" else {mode: True})
    assert list(result.plans) == [PLAN]
    assert blocked(result) == {"docs/b.md": "outside"}


def test_a_link_to_another_plan_is_no_second_one(repo: GitRepo) -> None:
    repo.symlink("plans/a.md", f"../{PLAN}")
    base = repo.commit("link")
    repo.commit("work", {"src/a.py": "more\n"})
    assert governing(repo, base=base) == [PLAN]


def test_a_link_does_not_make_its_target_allowed(repo: GitRepo) -> None:
    repo.symlink(SECOND, "../../../infra/prod.tf")
    repo.commit("work", {"infra/prod.tf": WIDE})
    assert blocked(gate(repo)) == {"infra/prod.tf": "excluded", SECOND: "outside"}


@pytest.mark.parametrize("target", ["nowhere.md", "/etc/passwd", "../../../../outside.md", ".", "../../../.git/HEAD"])
def test_a_link_that_leads_to_no_file_is_told(repo: GitRepo, target: str) -> None:
    repo.symlink(SECOND, target)
    base = repo.commit("link")
    repo.commit("work", {"src/a.py": "more\n"})
    for request in ({"base": base}, {"worktree": True}):
        if "worktree" in request:
            repo.write("src/a.py", "even more\n")
        notes = gate(repo, **request).notes
        assert notes == [f"not checked: {SECOND}: a symbolic link that leads to no file of the repository"]


# --- everyday flows ---


@pytest.mark.parametrize(
    "beside", ["docs/exec-plans/active/index.md", "docs/exec-plans/index.md", "docs/exec-plans/README.md"]
)
def test_an_index_beside_the_plan_is_planning(tmp_path: Path, beside: str) -> None:
    """A planning commit that also updates the index froze the contract: commits were green and CI was red."""
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(), beside: "- a\n"})
    repo.commit("more planning", {PLAN: session_plan(include=["`src/...`", "`docs/b.md`"])})
    repo.commit("work", {"docs/b.md": "more\n"})
    expected = {beside: "outside"} if beside.endswith("README.md") else {}
    assert blocked(gate(repo)) == expected


def test_an_index_among_code_is_no_planning(tmp_path: Path) -> None:
    repo = new_plan_repo(tmp_path / "repo")
    repo.commit("plan", {PLAN: session_plan(), "src/index.md": "- a\n"})
    repo.commit("too late", {PLAN: session_plan(include=["`src/...`", "`docs/b.md`"])})
    repo.commit("work", {"docs/b.md": "more\n"})
    assert blocked(gate(repo)) == {"docs/b.md": "outside"}


def test_plans_that_arrive_on_the_default_branch_were_judged_on_their_own(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a local merge the push of main was blocked: the merged plan declares another branch."""
    start = repo.head()
    repo.commit("work", {"src/a.py": "more\n", PLAN: session_plan(status="Done")})
    repo.checkout("main")
    repo.commit("hotfix", {"docs/b.md": "fixed\n"})
    repo.merge("feat/a")
    result = gate(repo, base=start)
    assert blocked(result) == {}
    assert [d for d in result.diagnostics if d.severity.label == "error"] == []
    assert any("it declares another branch and is judged there" in note for note in result.notes)
    # The same commits in a pull request from a fork's branch of that name are not an integration.
    monkeypatch.setenv("GITHUB_HEAD_REF", "main")
    assert blocked(gate(repo, base=start)) == {"docs/b.md": "outside"}


CODEX = "# ExecPlan: x\n\nOwned files: `src/...`\n\n" + "".join(
    f"## {title}\n\nx\n\n"
    for title in ("Progress", "Surprises & Discoveries", "Decision Log", "Outcomes & Retrospective")
)


def test_a_plan_without_a_branch_governs_on_the_default_branch_too(repo: GitRepo) -> None:
    repo.checkout("main")
    start = repo.commit("plan", {"PLAN.md": CODEX})
    repo.commit("work", {"PLAN.md": CODEX + "\nMore.\n", "docs/b.md": "more\n"})
    assert blocked(gate(repo, base=start)) == {"docs/b.md": "outside"}
