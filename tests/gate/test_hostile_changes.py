"""Attempts to get past the gate: each is caught or refused, and each stands in docs/gate.md with its outcome.

The changes are judged as a range: that is what CI does. What `--staged` cannot see of them is in docs/gate.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks.model import ExecplanError
from tests.gating import DONE, PLAN, SECOND, WIDE, blocked, execplan, gate, new_plan_repo, planned, session_plan
from tests.gitrepo import GitRepo

DOCS = Path(__file__).parents[2] / "docs" / "gate.md"
FORBIDDEN = "infra/prod.tf"
Attempt = Callable[[GitRepo], None]
ATTEMPTS: list[tuple[str, Attempt, list[str]]] = []


def attempt(name: str, *expected: str) -> Callable[[Attempt], Attempt]:
    """An attempt on the repository of `planned`, by the name that docs/gate.md has; `expected` are the errors of the
    range, each as `path: first words`."""

    def register(make: Attempt) -> Attempt:
        ATTEMPTS.append((name, make, list(expected)))
        return make

    return register


INFRA = [f'{PLAN}: "`infra/...`"'] * 2
"""The entry of the include list that is new, and that of the exclude list that is gone."""
INFRA_THERE = [f'{SECOND}: "`infra/...`"'] * 2
ODD = ("docs/x\n.md", 'docs/"', "docs/::error file=a::b", "docs/\udcff", "-rf")


@attempt("the contract is edited in the same commit", f"{FORBIDDEN}: modified, but excluded", *INFRA)
def _same_commit(repo: GitRepo) -> None:
    repo.commit("work", {PLAN: WIDE, FORBIDDEN: "mine\n"})


@attempt("the contract is edited in an earlier commit", f"{FORBIDDEN}: modified, but excluded", *INFRA)
def _earlier_commit(repo: GitRepo) -> None:
    repo.commit("amend", {PLAN: WIDE})
    repo.commit("work", {FORBIDDEN: "mine\n"})


@attempt("the plan is replaced with a new one", f"{FORBIDDEN}: modified, but excluded", *INFRA_THERE)
def _replaced(repo: GitRepo) -> None:
    repo.delete(PLAN)
    repo.commit("replace", {SECOND: WIDE})
    repo.commit("work", {FORBIDDEN: "mine\n"})


@attempt("the plan is given to another branch", f"{FORBIDDEN}: modified, but excluded")
def _relabelled(repo: GitRepo) -> None:
    repo.commit("re-label", {PLAN: session_plan(branch="feat/b")})
    repo.commit("work", {FORBIDDEN: "mine\n"})


@attempt("the plan is marked as done while code still changes", f"{FORBIDDEN}: modified, but excluded")
def _done(repo: GitRepo) -> None:
    repo.commit("done", {PLAN: session_plan(status="Done")})
    repo.commit("work", {FORBIDDEN: "mine\n"})


@attempt("the plan is moved to the completed folder while code still changes", f"{FORBIDDEN}: modified, but excluded")
def _moved(repo: GitRepo) -> None:
    repo.rename(PLAN, DONE)
    repo.commit("move")
    repo.commit("work", {FORBIDDEN: "mine\n"})


@attempt("a forbidden file is renamed into scope", f"{FORBIDDEN}: deleted, but excluded")
def _renamed(repo: GitRepo) -> None:
    repo.rename(FORBIDDEN, "src/prod.tf")
    repo.commit("rename")


@attempt("a forbidden file is renamed into scope, changed and renamed back", f"{FORBIDDEN}: modified, but excluded")
def _renamed_and_back(repo: GitRepo) -> None:
    repo.rename(FORBIDDEN, "src/prod.tf")
    repo.commit("rename")
    repo.commit("change", {"src/prod.tf": "mine\n"})
    repo.rename("src/prod.tf", FORBIDDEN)
    repo.commit("rename back")


@attempt(
    "a rename that changes only upper and lower case",
    "infra/PROD.tf: added, but excluded",
    f"{FORBIDDEN}: deleted, but excluded",
    "SRC/a.py: added, but outside",
)
def _case(repo: GitRepo) -> None:
    repo.rename(FORBIDDEN, "infra/PROD.tf")
    repo.rename("src/a.py", "SRC/a.py")
    repo.commit("case")


@attempt("a symbolic link in scope to a forbidden file, then written through", f"{FORBIDDEN}: modified, but excluded")
def _link(repo: GitRepo) -> None:
    repo.symlink("src/link.tf", "../infra/prod.tf")
    repo.commit("link")
    (repo.path / "src/link.tf").write_text("mine\n")
    repo.commit("write through")


@attempt(
    "a forbidden folder is replaced by a symbolic link into scope",
    "infra: added, but excluded",
    f"{FORBIDDEN}: deleted, but excluded",
)
def _linked_folder(repo: GitRepo) -> None:
    repo.delete(FORBIDDEN)
    repo.write("src/infra/prod.tf", "mine\n")
    (repo.path / "infra").rmdir()
    repo.symlink("infra", "src/infra")
    repo.commit("link")


@attempt("a submodule bump that .gitmodules hides", ".gitmodules: added, but outside", "vendor: added, but outside")
def _submodule(repo: GitRepo) -> None:
    other = GitRepo(repo.path.parent / "other")
    other.commit("one", {"a": "1\n"})
    repo.git("submodule", "--quiet", "add", str(other.path), "vendor")
    repo.git("config", "-f", ".gitmodules", "submodule.vendor.ignore", "all")
    repo.git("config", "submodule.vendor.ignore", "all")
    repo.commit("submodule")


@attempt(
    "a file name with a newline, a quote, `::error`, bytes that are no UTF-8, a leading dash",
    *sorted(f"{name}: added, but outside" for name in ODD),
)
def _odd_names(repo: GitRepo) -> None:
    for name in ODD:
        repo.write(name, "x\n")
    repo.commit("odd names")


@attempt(
    "`diff.external`, `diff.relative`, `core.quotepath`, `diff.ignoreSubmodules` in the repository's configuration",
    f"{FORBIDDEN}: modified, but excluded",
    "docs/café.md: added, but outside",
)
def _configuration(repo: GitRepo) -> None:
    for key, value in {
        "diff.external": "true",
        "diff.relative": "true",
        "core.quotepath": "true",
        "diff.ignoreSubmodules": "all",
        "diff.renames": "copies",
        "diff.orderFile": "/dev/null",
        "core.ignoreCase": "true",
        "core.precomposeUnicode": "true",
        "core.fileMode": "false",
        "color.ui": "always",
    }.items():
        repo.git("config", key, value)
    repo.commit("work", {FORBIDDEN: "mine\n", "docs/café.md": "x\n"})


@attempt(
    "`.gitattributes` that hide a path from diffs",
    ".gitattributes: added, but outside",
    f"{FORBIDDEN}: modified, but excluded",
)
def _attributes(repo: GitRepo) -> None:
    repo.git("config", "diff.nothing.command", "true")
    repo.git("config", "diff.nothing.textconv", "true")
    attributes = "infra/** -diff diff=nothing export-ignore linguist-generated\n"
    repo.commit("work", {".gitattributes": attributes, FORBIDDEN: "mine\n"})


@attempt("a replacement ref that shows git another tree", f"{FORBIDDEN}: modified, but excluded")
def _replace_ref(repo: GitRepo) -> None:
    clean = repo.head()
    repo.commit("work", {FORBIDDEN: "mine\n"})
    repo.git("replace", repo.head(), clean)


@attempt(
    "a forbidden file is marked as unchanged (`--skip-worktree`, `--assume-unchanged`)",
    f"{FORBIDDEN}: modified, but excluded",
)
def _marked(repo: GitRepo) -> None:
    repo.write(FORBIDDEN, "mine\n")
    repo.commit("work")
    repo.git("update-index", "--skip-worktree", FORBIDDEN)
    repo.git("update-index", "--assume-unchanged", FORBIDDEN)


@attempt("the work is undone by a merge that keeps only its own side (`-s ours`)", "docs/b.md: modified, but outside")
def _ours(repo: GitRepo) -> None:
    fork = repo.head()
    repo.checkout("main")
    repo.commit("others", {"docs/b.md": "others\n"})
    repo.checkout("feat/a")
    repo.commit("work", {"src/a.py": "mine\n"})
    repo.git("merge", "--quiet", "-s", "ours", "-m", "merge", "main")
    assert repo.head() != fork


UNRELATED = "docs/exec-plans/active/c.md"


@attempt("another plan is drafted in for a commit, then restored", f"{FORBIDDEN}: modified, but excluded")
def _drafted(repo: GitRepo) -> None:
    mine = session_plan(branch="", planning="", include=["`infra/...`"], exclude=["none"])
    repo.checkout("main")
    repo.commit(
        "others", {UNRELATED: mine, SECOND: session_plan(status="Done", include=["`infra/...`"], exclude=["none"])}
    )
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("draft", {UNRELATED: session_plan(include=["`infra/...`"], exclude=["none"])})
    repo.commit("reopen", {SECOND: session_plan(include=["`infra/...`"], exclude=["none"])})
    repo.commit("work", {FORBIDDEN: "mine\n"})
    repo.git("checkout", "--quiet", "main", "--", UNRELATED, SECOND)
    repo.commit("restore")


@attempt(
    "a new plan is replaced by a symbolic link to a forbidden file",
    f"{FORBIDDEN}: modified, but excluded",
    f"{FORBIDDEN}: modified, but excluded",
    f"{SECOND}: added, but outside",
)
def _plan_to_link(repo: GitRepo) -> None:
    repo.commit("plan", {SECOND: session_plan()})
    repo.symlink(SECOND, "../../../infra/prod.tf")
    repo.commit("link", {})
    repo.write(FORBIDDEN, "mine\n")
    repo.commit("work")


@attempt(
    "a file in a folder of plans is made a plan for a commit, then rewritten", ".agents/rules.md: modified, but outside"
)
def _made_a_plan(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("rules", {".agents/rules.md": "# Rules\n\nBe kind.\n"})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("make it a plan", {".agents/rules.md": session_plan()})
    repo.commit("rewrite", {".agents/rules.md": "# Rules\n\nObey me.\n"})


ANOTHERS = session_plan(branch="feat/z", status="Done").replace("# A", "# Z")


@attempt("a record of another team in the completed folder is forged", f"{DONE}: modified, but outside")
def _forged(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit(
        "record",
        {
            DONE.replace("a.md", "b.md"): session_plan(branch="feat/b", status="Done"),
            DONE: ANOTHERS,
        },
    )
    repo.checkout("feat/a")
    repo.merge("main")
    repo.delete(PLAN)
    repo.commit("forge", {DONE: ANOTHERS + "\nforged\n"})


@attempt(
    "the active plan of another branch is given this one for a commit, then forged", f"{SECOND}: modified, but outside"
)
def _anothers(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("theirs", {SECOND: session_plan(branch="feat/b", include=["`docs/...`"])})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("take", {SECOND: session_plan(include=["`docs/...`"])})
    repo.commit("forge", {SECOND: session_plan(branch="feat/b", include=["`infra/...`"])})


@pytest.mark.parametrize(("name", "make", "expected"), ATTEMPTS, ids=[name[:60] for name, _, _ in ATTEMPTS])
def test_it_is_caught_in_the_range(tmp_path: Path, name: str, make: Attempt, expected: list[str]) -> None:
    repo = planned(tmp_path / "repo")
    make(repo)
    errors = [
        (f"{found.path}: {found.message}")
        for found in gate(repo).diagnostics
        if found.severity.label == "error" and found.rule in ("file-scope", "scope-widening")
    ]
    assert len(errors) == len(expected), errors
    for wanted in expected:
        assert any(error.startswith(wanted) for error in errors), (name, wanted, errors)


def test_a_plan_widened_on_a_line_beside_the_work_has_its_version_before_the_work(tmp_path: Path) -> None:
    """Whatever the dates and the order of the parents: what is not before the work is not planning."""
    for number, swapped in enumerate((False, True)):
        repo = new_plan_repo(tmp_path / f"repo{number}")
        planned_at = repo.commit("plan", {PLAN: session_plan()})
        worked = repo.commit("work", {"src/a.py": "mine\n"})
        repo.checkout(planned_at)
        widened = repo.commit("widen", {PLAN: WIDE})
        repo.checkout(worked if swapped else widened)
        repo.merge(widened if swapped else worked)
        repo.git("branch", "--force", "feat/a")
        repo.checkout("feat/a")
        repo.commit("more work", {FORBIDDEN: "mine\n"})
        assert blocked(gate(repo)) == {FORBIDDEN: "excluded"}


def test_after_merges_crosswise_what_the_base_has_counts_whatever_the_dates(tmp_path: Path) -> None:
    """Which merge base comes first is up to the dates of commits, and whoever commits sets them."""
    for number in range(2):
        repo = planned(tmp_path / f"repo{number}", WIDE)
        repo.commits_made += 5000 * number
        repo.commit("work", {"src/a.py": "mine\n"})
        mine = repo.head()
        repo.commits_made += 5000 * (1 - number)
        repo.checkout("main")
        repo.commit("narrow", {PLAN: session_plan(), ".execplan.yaml": "require-contract: true\n"})
        narrow = repo.head()
        repo.merge(mine)
        repo.checkout("feat/a")
        repo.merge(narrow)
        repo.commit("more work", {FORBIDDEN: "mine\n"})
        result = gate(repo)
        assert blocked(result) == {FORBIDDEN: "excluded"}
        assert result.comparison is not None
        assert len(result.comparison["further_merge_bases"]) == 1  # type: ignore[arg-type]


def test_a_shallow_clone_that_finds_an_older_merge_base_is_refused(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo", WIDE)
    old = repo.head()
    repo.checkout("main")
    for number in range(4):
        repo.commit(f"others {number}", {"docs/b.md": f"{number}\n"})
    repo.commit("narrow", {PLAN: session_plan()})
    narrow = repo.head()
    for number in range(4):
        repo.commit(f"more {number}", {"docs/b.md": f"more {number}\n"})
    repo.git("checkout", "--quiet", "-b", "side", old)
    repo.commit("side", {"src/side.py": "x\n"})
    side = repo.head()
    repo.checkout("main")
    repo.merge(side)
    repo.git("branch", "--force", "feat/a", narrow)
    repo.checkout("feat/a")
    for number in range(4):
        repo.commit(f"work {number}", {"src/a.py": f"{number}\n"})
    repo.merge(side)
    repo.commit("work", {FORBIDDEN: "mine\n"})
    whole = blocked(gate(repo))
    assert whole[FORBIDDEN] == "excluded"
    outcomes = set()
    for depth in range(1, 12):
        clone = repo.clone(tmp_path / f"clone{depth}", f"--depth={depth}", "--no-single-branch")
        try:
            outcomes.add(str(blocked(gate(clone, base="origin/main", head="origin/feat/a", branch="feat/a"))))
        except ExecplanError as error:
            assert "fetch-depth: 0" in str(error)  # noqa: PT017 - some depths are enough
            outcomes.add("refused")
    assert outcomes == {"refused", str(whole)}


CONTRACTS: list[tuple[str, str, list[str]]] = [
    (
        "a plan that includes `**`",
        session_plan(include=["`**`"], exclude=["none"]),
        ["files not checked: no entry of the plan's contract can be enforced"],
    ),
    (
        "a contract hidden in a comment",
        session_plan().replace("### Include", "<!--\n### Include").replace("## 9.", "-->\n\n## 9."),
        [
            'files not checked: "Include (Allowed to Modify)" stands in a comment, where it is no contract',
            'files not checked: "Exclude (Must Not Modify)" stands in a comment, where it is no contract',
        ],
    ),
    (
        "a contract hidden in a code fence",
        session_plan().replace("### Include", "```\n### Include").replace("## 9.", "```\n\n## 9."),
        [
            'files not checked: "Include (Allowed to Modify)" stands in a code fence, where it is no contract',
            'files not checked: "Exclude (Must Not Modify)" stands in a code fence, where it is no contract',
        ],
    ),
]


@pytest.mark.parametrize(("name", "plan", "expected"), CONTRACTS, ids=[name for name, _, _ in CONTRACTS])
def test_a_contract_that_is_none_is_an_error(tmp_path: Path, name: str, plan: str, expected: list[str]) -> None:
    repo = planned(tmp_path / "repo", plan)
    repo.commit("work", {FORBIDDEN: "mine\n"})
    found = [item.message for item in gate(repo).diagnostics if item.severity.label == "error"]
    assert sorted(found) == sorted(expected), name


def test_of_two_plans_with_opposite_contracts_the_exclude_list_counts(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    repo.checkout("main")
    repo.commit("opposite", {SECOND: session_plan(include=["`infra/...`"], exclude=["`src/...`"])})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {FORBIDDEN: "mine\n", "src/a.py": "mine\n"})
    assert blocked(gate(repo)) == {FORBIDDEN: "excluded", "src/a.py": "excluded"}


@pytest.mark.parametrize("branch", ["--help", "-rf", "$(touch${IFS}x)", "`touch${IFS}x`", "a;touch${IFS}x"])
def test_a_hostile_name_of_a_branch_is_only_a_name(tmp_path: Path, branch: str) -> None:
    repo = planned(tmp_path / "repo")
    repo.commit("work", {FORBIDDEN: "mine\n"})
    repo.git("update-ref", f"refs/heads/{branch}", "HEAD")
    repo.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    plan = session_plan(branch=branch)
    if "`" not in branch:
        base = repo.commit("plan", {PLAN: plan})
        repo.commit("work", {FORBIDDEN: "mine again\n"})
        assert blocked(gate(repo, base=base)) == {FORBIDDEN: "excluded"}
    done = execplan(repo.path, "gate", "--base", "main", "--format", "github")
    assert done.code in (0, 1)
    assert not (repo.path / "x").exists()
    assert not [line for line in done.out.splitlines() if line.startswith("::error::")]
    if not branch.startswith("-"):  # argparse and git take such a name for an option: refused
        assert execplan(repo.path, "gate", "--base", branch).code == 0
    else:
        assert execplan(repo.path, "gate", f"--base={branch}").code == 2
    assert not (repo.path / "x").exists()


def test_an_empty_range_is_said(tmp_path: Path) -> None:
    repo = planned(tmp_path / "repo")
    done = execplan(repo.path, "gate", "--base", "main")
    assert done.code == 0
    assert "not checked: nothing was compared" in done.out


def test_each_stands_in_the_documentation() -> None:
    listed = re.findall(r"(?m)^\| (.+?) \| .+ \|$", DOCS.read_text(encoding="utf-8").split("## Attempts", 1)[1])
    names = [name for name, _, _ in ATTEMPTS] + [name for name, _, _ in CONTRACTS]
    assert [name for name in names if name not in listed] == []
