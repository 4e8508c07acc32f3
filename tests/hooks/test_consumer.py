"""A repository that uses the hooks, with the real pre-commit and the real prek."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.gitrepo import GitRepo
from tests.hooks.conftest import BRANCH, PLAN, Consumer, Tool, plan_text

pytestmark = pytest.mark.registry

IN_SCOPE = {"src/api/limits.py": "LIMIT = 60\n"}
OUT_OF_SCOPE = {"src/web/page.py": "PAGE = 1\n"}
GOOD_PLAN = plan_text().replace("`pending`", "`done`")
BAD_PLAN = plan_text().replace("### Exclude (Must Not Modify)", "### Later")
assert plan_text() not in (GOOD_PLAN, BAD_PLAN)


def test_bad_plan_blocks_the_commit(consumer: Consumer) -> None:
    before = consumer.repo.head()
    ran = consumer.stage_and_commit({PLAN: BAD_PLAN})
    assert ran.code == 1, ran.output
    assert f"{PLAN}:" in ran.output
    assert "[required-sections]" in ran.output
    assert consumer.repo.head() == before


def test_good_plan_is_committed(consumer: Consumer) -> None:
    before = consumer.repo.head()
    ran = consumer.stage_and_commit({PLAN: GOOD_PLAN})
    assert ran.code == 0, ran.output
    assert consumer.repo.git("rev-parse", "HEAD^") == before


def test_plan_behind_a_symbolic_link_is_checked(consumer: Consumer) -> None:
    """Hooks of type file or markdown never see it; the hook is of type symlink too."""
    consumer.repo.git("rm", "--quiet", PLAN)
    consumer.repo.write("src/api/plan.txt", BAD_PLAN)
    consumer.repo.symlink(PLAN, "../../../src/api/plan.txt")
    consumer.repo.stage()
    ran = consumer.commit()
    assert ran.code == 1, ran.output
    assert f"{PLAN}:" in ran.output
    assert "[required-sections]" in ran.output


def test_change_in_scope_passes_and_says_what_was_compared(consumer: Consumer) -> None:
    ran = consumer.stage_and_commit(IN_SCOPE)
    assert ran.code == 0, ran.output
    # The plan is of last year (freshness), and has nothing new (plan-updated); neither blocks.
    assert "checked 1 changed path against 1 governing plan: 1 warning, 1 notice" in ran.output


def test_deleted_file_out_of_scope_blocks_the_commit(consumer: Consumer) -> None:
    """Hooks never get the names of deleted files."""
    before = consumer.repo.head()
    consumer.repo.git("rm", "--quiet", "infra/prod.tf")
    ran = consumer.commit()
    assert ran.code == 1, ran.output
    assert "infra/prod.tf: error: deleted, but excluded by" in ran.output
    assert consumer.repo.head() == before


def test_rename_out_of_scope_names_the_old_side(consumer: Consumer) -> None:
    consumer.repo.git("mv", "infra/prod.tf", "src/api/prod.tf")
    ran = consumer.commit()
    assert ran.code == 1, ran.output
    assert "infra/prod.tf: error: deleted, but excluded by" in ran.output
    assert "src/api/prod.tf" not in ran.output


@pytest.mark.parametrize("arguments", [("--all",), ("--only", "infra/prod.tf")])
def test_commit_with_another_index_is_checked(consumer: Consumer, arguments: tuple[str, ...]) -> None:
    """`commit --all` and partial commits use another index through GIT_INDEX_FILE."""
    consumer.repo.write("infra/prod.tf", "changed\n")
    ran = consumer.commit(*arguments)
    assert ran.code == 1, ran.output
    assert "infra/prod.tf: error: modified, but excluded by" in ran.output


@pytest.mark.parametrize(("files", "code"), [(IN_SCOPE, 0), (OUT_OF_SCOPE, 1)])
def test_commit_in_a_linked_worktree(consumer: Consumer, tmp_path: Path, files: dict[str, str], code: int) -> None:
    """There `.git` is a file, and the hook's environment has GIT_DIR."""
    consumer.repo.checkout("main")
    consumer.repo.git("worktree", "add", "--quiet", tmp_path / "linked", BRANCH)
    linked = GitRepo(tmp_path / "linked", create=False)
    for path, content in files.items():
        linked.write(path, content)
    linked.stage()
    ran = consumer.commit(cwd=linked.path)
    assert ran.code == code, ran.output
    assert f"branch {BRANCH}" in ran.output
    assert "checked 1 changed path against 1 governing plan" in ran.output


def test_merge_of_main_does_not_blame_its_files(consumer: Consumer) -> None:
    """Merging main into the branch stages main's files; the hook is pre-merge-commit."""
    _main_goes_on(consumer)
    ran = consumer.run("git", "merge", "--no-edit", "main")
    assert ran.code == 0, ran.output
    assert "execplan gate" in ran.output
    assert "infra/prod.tf" not in ran.output.split("Merge made by")[0]
    assert consumer.repo.git("rev-parse", "HEAD^2") == consumer.repo.git("rev-parse", "main")


def test_merge_of_main_with_a_file_out_of_scope_is_blocked(consumer: Consumer) -> None:
    _main_goes_on(consumer)
    consumer.run("git", "merge", "--no-commit", "main")
    ran = consumer.stage_and_commit(OUT_OF_SCOPE)
    assert ran.code == 1, ran.output
    assert "src/web/page.py: error: added, but outside the include list" in ran.output
    assert "infra/prod.tf: error" not in ran.output


@pytest.mark.parametrize(("files", "code"), [(IN_SCOPE, 0), (OUT_OF_SCOPE, 1)])
def test_push_checks_the_pushed_commits(consumer: Consumer, files: dict[str, str], code: int) -> None:
    pushed = consumer.commit_unchecked(files)
    # What lies in the work tree and in the index is not pushed, and not judged.
    consumer.repo.write(PLAN, BAD_PLAN)
    consumer.repo.git("rm", "--quiet", "--cached", "infra/prod.tf")
    ran = consumer.run("git", "push", "origin", BRANCH)
    assert ran.code == code, ran.output
    assert f"compared {pushed[:12]} with the merge base" in ran.output
    assert ("src/web/page.py: error: added, but outside the include list" in ran.output) == bool(code)
    assert "infra/prod.tf: error" not in ran.output
    there = consumer.remote.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{BRANCH}")
    assert there == ("" if code else pushed)


def test_push_of_another_branch_is_checked(consumer: Consumer) -> None:
    """Its plan and its files are not in the work tree."""
    consumer.commit_unchecked(OUT_OF_SCOPE)
    consumer.repo.checkout("main")
    ran = consumer.run("git", "push", "origin", BRANCH)
    assert ran.code == 1, ran.output
    assert f"branch {BRANCH}" in ran.output
    assert "src/web/page.py: error: added, but outside the include list" in ran.output


def test_push_after_a_rebase_does_not_blame_the_files_of_main(consumer: Consumer) -> None:
    """FROM..TO of a forced push holds other people's files."""
    consumer.commit_unchecked(IN_SCOPE)
    consumer.repo.git("push", "--quiet", "--no-verify", "origin", BRANCH)
    _main_goes_on(consumer)
    consumer.repo.git("push", "--quiet", "--no-verify", "origin", "main")
    consumer.repo.git("rebase", "--quiet", "main")
    ran = consumer.run("git", "push", "--force", "origin", BRANCH)
    assert ran.code == 0, ran.output
    assert "checked 2 changed paths against 1 governing plan: nothing found" in ran.output


def test_first_push_of_a_root_commit_is_checked(consumer: Consumer, tmp_path: Path) -> None:
    """Then the hook gets no revisions at all, only the name of the branch."""
    GitRepo(tmp_path / "empty.git", "--bare")
    consumer.repo.git("remote", "add", "empty", tmp_path / "empty.git")
    pushed = consumer.commit_unchecked(OUT_OF_SCOPE)
    ran = consumer.run("git", "push", "empty", BRANCH)
    assert ran.code == 1, ran.output
    assert f"compared {pushed[:12]} with the merge base" in ran.output
    assert "src/web/page.py: error: added, but outside the include list" in ran.output


def test_all_files_says_that_nothing_was_compared(consumer: Consumer) -> None:
    """In CI nothing is staged: a gate that compares the index passes on nothing."""
    ran = consumer.tool_runs("run", "--all-files")
    assert ran.code == 0, ran.output
    assert "not checked: nothing was compared, index against HEAD" in ran.output


@pytest.mark.parametrize(("start", "code"), [("HEAD^", 0), ("main", 1)])
def test_named_revisions_are_compared(consumer: Consumer, start: str, code: int) -> None:
    """Not the default branch with the head: somebody has said what to compare."""
    consumer.commit_unchecked(OUT_OF_SCOPE)
    head = consumer.commit_unchecked(IN_SCOPE)
    ran = consumer.tool_runs("run", "--from-ref", start, "--to-ref", "HEAD")
    assert ran.code == code, ran.output
    assert f"compared {head[:12]} with the merge base {consumer.repo.git('rev-parse', start)[:12]}" in ran.output


@pytest.mark.parametrize(("text", "code"), [(GOOD_PLAN, 0), (BAD_PLAN, 1)])
def test_try_repo(consumer: Consumer, text: str, code: int) -> None:
    consumer.commit_unchecked({PLAN: text})
    ran = consumer.tool_runs("try-repo", str(consumer.hooks.path), "execplan-lint", "--files", PLAN)
    assert ran.code == code, ran.output
    assert ("[required-sections]" in ran.output) == bool(code)


def test_manifest_is_valid(tool: Tool, hook_repository: GitRepo) -> None:
    manifest = hook_repository.path / ".pre-commit-hooks.yaml"
    command = [str(tool.executable), "validate-manifest", str(manifest)]
    assert subprocess.run(command, env=tool.environ, check=False).returncode == 0


def _main_goes_on(consumer: Consumer) -> None:
    """Somebody else commits to main what this branch may not touch."""
    consumer.repo.checkout("main")
    consumer.commit_unchecked({"infra/prod.tf": "changed on main\n"})
    consumer.repo.checkout(BRANCH)
