"""What the comparisons of a repository see; each test answers a pitfall of git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from execplan_hooks.repository.contents import INDEX, WORKTREE
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownRevision
from tests.gitrepo import GitRepo
from tests.repository.changing import CHANGES, ODD_NAMES, Change, delete, diverged, odd_names, rename, seen, staged


@pytest.mark.parametrize("change", CHANGES)
def test_every_mode_sees_every_kind_of_change(made: GitRepo, change: Change) -> None:
    """Deleted files, both sides of a rename, modes, symbolic links, odd names."""
    base = made.head()
    expected = change(made)
    repo = Repository.open(made.path)
    assert seen(repo.staged()) == {}
    assert seen(repo.worktree()) == expected
    made.stage()
    assert seen(repo.staged()) == expected
    assert seen(repo.worktree()) == expected
    head = made.commit_staged()
    assert seen(repo.between(base, head)) == expected
    assert seen(repo.commit_changes(head)) == expected
    assert seen(repo.worktree()) == {}
    paths = [found.path for found in repo.between(base, head).changes]
    assert paths == sorted(paths)


CONFIGURATIONS = {
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.external": "touch ran; true",
    "diff.custom.command": "touch ran; true",
    "diff.custom.textconv": "touch ran; true",
    "diff.orderFile": "/nowhere/order",
    "diff.ignoreSubmodules": "all",
    "diff.noPrefix": "true",
    "core.quotePath": "true",
    "core.fsmonitor": "touch ran; true",
    "core.ignoreCase": "true",
    "core.pager": "touch ran; cat",
    "color.ui": "always",
    "status.showUntrackedFiles": "no",
}


@pytest.mark.parametrize("keys", [[key] for key in CONFIGURATIONS] + [list(CONFIGURATIONS)], ids=len)
def test_configuration_hides_nothing(made: GitRepo, monkeypatch: pytest.MonkeyPatch, keys: list[str]) -> None:
    made.commit("attributes", {".gitattributes": "* -diff diff=custom\n"})
    made.branch("work")
    expected = {**rename(made), **delete(made), **odd_names(made)}
    made.commit()
    made.git("reset", "--quiet", "--soft", "main")
    for key in keys:
        made.config(key, CONFIGURATIONS[key])
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch ran; true")
    repo = Repository.open(made.path / "other")
    assert seen(repo.staged()) == expected
    assert seen(repo.between("main", "ORIG_HEAD")) == expected
    assert set(repo.files("ORIG_HEAD")) == {"plan.md", ".gitattributes", "other/a.py", *ODD_NAMES}
    made.write("plan.md", "changed, not staged\n")
    assert seen(repo.worktree()) == {**expected, "plan.md": "M"}
    assert not (made.path / "ran").exists()


@pytest.mark.parametrize("hide", [".gitmodules", "diff.ignoreSubmodules", "submodule.lib.ignore"])
def test_a_submodule_bump_is_never_hidden(made: GitRepo, tmp_path: Path, hide: str) -> None:
    library = GitRepo(tmp_path / "library")
    library.commit("one", {"lib.py": "1\n"})
    inner = made.submodule("lib", library)
    if hide == ".gitmodules":
        made.git("config", "-f", ".gitmodules", "submodule.lib.ignore", "all")
    else:
        made.config(hide, "all")
    base = made.commit("add the submodule")
    repo = Repository.open(made.path)
    assert seen(repo.worktree()) == {}
    inner.commit("two", {"lib.py": "2\n"})
    assert seen(repo.worktree()) == {"lib": "M"}
    made.git("add", "--force", "lib")
    assert seen(repo.staged()) == {"lib": "M"}
    assert repo.staged().changes[0].is_submodule
    made.commit_staged("bump")
    assert seen(repo.between(base, "HEAD")) == {"lib": "M"}
    assert repo.read("HEAD", "lib") is None
    assert repo.mode("HEAD", "lib") == "160000"
    assert repo.mode(WORKTREE, "lib") == "160000"


def test_an_untracked_repository_counts_as_one_path(made: GitRepo) -> None:
    nested = GitRepo(made.path / "vendored")
    nested.commit("x", {"y": "z\n"})
    (found,) = Repository.open(made.path).worktree().changes
    assert (found.path, found.status, found.is_submodule) == ("vendored", "A", True)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_initial_commit_has_no_head_and_its_empty_tree_depends_on_the_hash(tmp_path: Path, object_format: str) -> None:
    made = GitRepo(tmp_path / "repo", f"--object-format={object_format}")
    repo = Repository.open(made.path)
    assert repo.head() is None
    assert seen(repo.staged()) == {}
    assert seen(repo.worktree()) == {}
    made.write("a", "1\n")
    assert seen(repo.worktree()) == {"a": "A"}
    made.stage()
    found = repo.staged()
    assert (seen(found), found.base, found.before) == ({"a": "A"}, None, None)
    assert found.describe() == "index against the empty tree (no commit yet): 1 changed path"
    assert repo.read(None, "a") is None
    assert repo.files(None) == []
    with pytest.raises(UnknownRevision):
        repo.resolve("HEAD")
    root = made.commit_staged()
    assert repo.head() == root
    assert seen(repo.commit_changes(root)) == {"a": "A"}
    assert seen(repo.between(root, made.commit("b", {"b": "2\n"}))) == {"b": "A"}


def test_two_dot_against_a_moved_main_would_add_other_peoples_files(made: GitRepo) -> None:
    diverged(made)
    repo = Repository.open(made.path)
    found = repo.between("main", "feature")
    assert seen(found) == {"both": "M", "mine": "A", "src/a.py": "M"}
    assert found.merge_base == repo.resolve("main~1") == found.before
    assert (found.base, found.head) == (repo.resolve("main"), repo.resolve("feature"))
    assert found.describe() == (
        f"{found.head[:12]} against its merge base {repo.resolve('main~1')[:12]} "
        f"with {repo.resolve('main')[:12]}: 3 changed paths"
    )
    assert repo.commits("main", "feature") == [repo.resolve("feature")]


def test_merging_main_into_the_branch_stages_mains_files(made: GitRepo) -> None:
    diverged(made)
    theirs = made.git("rev-parse", "main")
    made.merge("main", commit=False)
    repo = Repository.open(made.path)
    assert seen(repo.staged()) == {"both": "M"}  # merged from both sides: no parent has it so
    assert seen(repo.worktree()) == {"both": "M"}
    assert repo.staged().merging == (theirs,)
    assert f" and the merged {theirs[:12]}: 1 changed path" in repo.staged().describe()
    made.write("theirs", "edited while merging\n")
    made.write("sneaked-in", "x\n")
    made.stage()
    expected = {"both": "M", "theirs": "A", "sneaked-in": "A"}
    assert seen(repo.staged()) == expected
    merge = made.commit_staged("merge")
    assert seen(repo.commit_changes(merge)) == expected
    assert repo.commits("main", "HEAD")[-1] == merge
    assert seen(repo.staged()) == {}


def test_a_clean_merge_has_no_merge_head_yet_in_its_pre_merge_commit_hook(
    made: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git writes MERGE_HEAD after that hook; the hook's environment has GITHEAD_<sha> instead."""
    diverged(made)
    hook = made.write(".git/hooks/pre-merge-commit", "#!/bin/sh\nenv > env.txt\nexit 1\n", executable=True)
    made.merge("main", commit=True)
    lines = (made.path / "env.txt").read_text().splitlines()
    (name,) = [line.partition("=")[0] for line in lines if line.startswith("GITHEAD_")]
    (made.path / "env.txt").unlink()
    hook.unlink()
    (made.path / ".git/MERGE_HEAD").unlink()
    monkeypatch.chdir(made.path)
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert set(seen(staged(made))) == {"both", "theirs"}
    monkeypatch.setenv(name, "main")
    assert set(seen(staged(made))) == {"both"}


def test_an_unresolved_conflict_is_a_changed_path(made: GitRepo) -> None:
    made.branch("feature")
    made.commit("f", {"src/b.py": "b = 2\n"})
    made.checkout("main")
    made.commit("m", {"src/b.py": "b = 3\n"})
    made.merge("feature")
    repo = Repository.open(made.path)
    assert seen(repo.staged()) == {"src/b.py": "M"}
    assert seen(repo.worktree()) == {"src/b.py": "M"}
    assert repo.read(INDEX, "src/b.py") is None
    assert repo.read_all(INDEX, ["src/b.py", "plan.md"]) == {"plan.md": b"# Plan\n"}
    assert b"<<<<<<<" in (repo.read(WORKTREE, "src/b.py") or b"")


def test_an_octopus_merge_counts_only_what_no_parent_has(made: GitRepo) -> None:
    for name in ("one", "two"):
        made.checkout("main")
        made.branch(name)
        made.commit(name, {name: "1\n"})
    made.checkout("main")
    made.commit("m", {"m": "1\n"})
    made.commits_made += 1
    made.git("merge", "--quiet", "--no-edit", "one", "two")
    repo = Repository.open(made.path)
    assert repo.commit_changes("HEAD") == []
    assert len(repo.commits("main~1", "HEAD")) == 3


def test_a_file_only_announced_is_not_staged(made: GitRepo) -> None:
    made.write("announced", "x\n")
    made.git("add", "--intent-to-add", "announced")
    repo = Repository.open(made.path)
    assert seen(repo.staged()) == {}
    assert seen(repo.worktree()) == {"announced": "A"}


def test_a_file_removed_from_the_index_only_is_still_on_disk(made: GitRepo) -> None:
    made.git("rm", "--quiet", "--cached", "src/b.py")
    repo = Repository.open(made.path)
    assert seen(repo.staged()) == {"src/b.py": "D"}
    assert seen(repo.worktree()) == {"src/b.py": "M"}
    assert "src/b.py" not in repo.files(INDEX)
    assert "src/b.py" in repo.files(WORKTREE)


def test_untracked_paths_count_unless_ignored_and_deleted_ones_are_gone(made: GitRepo) -> None:
    made.commit("ignore", {".gitignore": "*.log\n"})
    made.write("build.log", "x\n")
    made.write("new.md", "x\n")
    made.delete("src/b.py")
    made.delete("plan.md")
    made.write("plan.md/x", "a folder now\n")
    repo = Repository.open(made.path)
    assert seen(repo.worktree()) == {"new.md": "A", "src/b.py": "D", "plan.md": "D", "plan.md/x": "A"}
    assert repo.files(WORKTREE) == [".gitignore", "new.md", "plan.md/x", "src/a.py"]


def test_a_change_of_the_same_size_and_second_is_seen(made: GitRepo) -> None:
    """git trusts size and time of a file that is older than the index; the copy must not look newer."""
    made.config("core.trustctime", "false")
    os.utime(made.write("racy", "1\n"), (10**9, 10**9))
    made.commit()
    os.utime(made.path / ".git/index", (10**9, 10**9))
    os.utime(made.write("racy", "2\n"), (10**9, 10**9))
    assert seen(Repository.open(made.path).worktree()) == {"racy": "M"}


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_hidden_paths_stay_out_of_the_work_tree_but_commits_are_the_truth(made: GitRepo, flag: str) -> None:
    base = made.head()
    made.git("update-index", flag, "src/b.py")
    made.write("src/b.py", "b = 2\n")
    repo = Repository.open(made.path)
    assert seen(repo.worktree()) == {}
    made.git("update-index", flag.replace("--", "--no-"), "src/b.py")
    assert seen(repo.between(base, made.commit())) == {"src/b.py": "M"}


def test_nothing_is_written_to_the_repository(made: GitRepo, tmp_path: Path) -> None:
    library = GitRepo(tmp_path / "library")
    library.commit("one", {"lib.py": "1\n"})
    made.submodule("lib", library)
    made.commit("add the submodule")
    for touched in ("src/b.py", "lib/lib.py"):
        os.utime(made.path / touched, (1, 1))
    made.write("src/a.py", "a = 3\n")

    def state() -> dict[str, int]:
        return {str(file): file.stat().st_mtime_ns for file in made.path.rglob("*")}

    before = state()
    repo = Repository.open(made.path)
    assert seen(repo.worktree()) == {"src/a.py": "M"}
    repo.staged()
    repo.between("main~1", "HEAD")
    assert state() == before


def test_a_retargeted_symlink_is_a_change(made: GitRepo) -> None:
    made.symlink("link", "plan.md")
    made.commit("link")
    made.symlink("link", "/etc/passwd")
    repo = Repository.open(made.path)
    (found,) = repo.worktree().changes
    assert (found.path, found.status, found.is_symlink, found.is_submodule) == ("link", "M", True, False)
