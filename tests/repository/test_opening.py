"""Which repository is meant, in and outside hooks, and what cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.repository.contents import INDEX
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import (
    BareRepository,
    DubiousOwnership,
    GitError,
    NotARepository,
    UnknownRevision,
)
from tests.gitrepo import GitRepo
from tests.repository.changing import seen, staged


def test_a_linked_worktree_has_a_file_for_git_and_its_hooks_set_git_dir(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = made.worktree(tmp_path / "linked", "feature")
    linked.write("new", "1\n")
    linked.write("sub/new", "1\n")
    linked.stage()
    plain = Repository.open(linked.path / "sub")
    monkeypatch.chdir(linked.path)
    monkeypatch.setenv("GIT_DIR", str(made.path / ".git/worktrees/linked"))
    inside = Repository.open(linked.path / "sub")
    for repo in (plain, inside):
        assert repo.root == linked.path
        assert seen(repo.staged()) == seen(repo.worktree()) == {"new": "A", "sub/new": "A"}
        assert repo.git.path("MERGE_HEAD") == made.path / ".git/worktrees/linked/MERGE_HEAD"
    other = Repository.open(made.path)
    assert (other.root, seen(other.staged())) == (made.path, {})


@pytest.mark.parametrize("relative", [True, False])
def test_git_dir_of_another_repository_is_dropped(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    other = GitRepo(tmp_path / "other")
    index = ".git/index" if relative else str(other.path / ".git/index")
    other.write("staged-there", "1\n")
    other.stage()
    monkeypatch.chdir(other.path)
    for name, value in {"GIT_DIR": ".git", "GIT_WORK_TREE": ".", "GIT_INDEX_FILE": index}.items():
        monkeypatch.setenv(name, value)
    assert seen(staged(made)) == {}
    assert Repository.open(made.path).head() == made.head()
    assert seen(staged(other)) == {"staged-there": "A"}


@pytest.mark.parametrize("relative", [True, False])
def test_a_work_tree_without_git_folder_is_found_through_git_dir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    made = GitRepo(tmp_path / "home", f"--separate-git-dir={tmp_path / 'dotfiles.git'}")
    made.write("sub/x", "1\n")
    made.stage()
    made.delete(".git")
    with pytest.raises(NotARepository):
        Repository.open(made.path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", "dotfiles.git" if relative else str(tmp_path / "dotfiles.git"))
    monkeypatch.setenv("GIT_WORK_TREE", "home" if relative else str(made.path))
    repo = Repository.open(made.path / "sub")
    assert (repo.root, seen(repo.staged())) == (made.path, {"sub/x": "A"})


def test_git_work_tree_may_lie_beside_its_repository(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "new").write_text("1\n")
    monkeypatch.chdir(made.path)
    monkeypatch.setenv("GIT_DIR", str(made.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(beside))
    repo = Repository.open(made.path)
    assert repo.root == beside
    assert seen(repo.worktree()) == {"new": "A", "plan.md": "D", "src/a.py": "D", "src/b.py": "D"}


@pytest.mark.parametrize("arguments", [["src/b.py"], ["-a"]], ids=["partial commit", "commit -a"])
def test_partial_commits_use_another_index(
    made: GitRepo, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    made.write("src/a.py", "a = 2\n")
    made.stage()
    made.write("src/b.py", "b = 2\n")
    script = '#!/bin/sh\ncp "$GIT_INDEX_FILE" hook-index\nexit 1\n'
    made.write(".git/hooks/pre-commit", script, executable=True)
    made.git("commit", "-m", "x", *arguments, check=False)
    assert seen(staged(made)) == {"src/a.py": "M"}
    monkeypatch.chdir(made.path)
    monkeypatch.setenv("GIT_INDEX_FILE", "hook-index")
    expected = {"src/b.py": "M"} if arguments == ["src/b.py"] else {"src/a.py": "M", "src/b.py": "M"}
    assert seen(staged(made)) == expected
    assert Repository.open(made.path).read(INDEX, "src/b.py") == b"b = 2\n"


def test_bare_repository_and_git_folder(made: GitRepo, tmp_path: Path) -> None:
    bare = GitRepo(tmp_path / "bare.git", "--bare")
    with pytest.raises(BareRepository, match="clone with a work tree"):
        Repository.open(bare.path)
    with pytest.raises(NotARepository, match="work tree"):
        Repository.open(made.path / ".git")


def test_not_a_repository(made: GitRepo, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone" / "deeper", Path("/dev/null")):
        with pytest.raises(NotARepository):
            Repository.open(folder)
    assert Repository.open(made.path / "plan.md").root == made.path


def test_dubious_ownership_names_the_remedy(made: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Repository.open(made.path / "src").root == made.path
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch: works without root
    with pytest.raises(DubiousOwnership) as caught:
        Repository.open(made.path / "src")
    assert f"git config --global --add safe.directory {made.path}`" in str(caught.value)
    # A hook got past that check already: git passes it the git directory.
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.chdir(made.path)
    assert Repository.open(made.path / "src").root == made.path
    with pytest.raises(NotARepository):
        Repository.open(made.path.parent)


def test_a_broken_repository_is_a_typed_error(made: GitRepo) -> None:
    repo = Repository.open(made.path)
    made.write(".git/HEAD", "f" * 40 + "\n")
    with pytest.raises(UnknownRevision):
        repo.staged()
    made.write(".git/config", "[broken\n")
    with pytest.raises(GitError, match="bad config"):
        Repository.open(made.path)
