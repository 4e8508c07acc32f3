"""`execplan_hooks.repository.git` on real repositories: revisions, and what can be read where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from execplan_hooks.repository.contents import INDEX, WORKTREE
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, NoMergeBase, UnknownRevision
from tests.gitrepo import GitRepo
from tests.repository.changing import ODD_NAMES, diverged, seen

# Revisions


NO_COMMITS: tuple[str, ...] = (
    "--help",
    "-x",
    "--output=/tmp/x",
    "",
    "$(touch x)",
    "nope",
    "a..b",
    "^main",
    "HEAD^{tree}",
    "x\0y",
)
NO_COMMITS += (
    "@{u}",
    "HEAD:plan.md",
    "HEAD~99",
    "HEAD@{99}",
    "f" * 40,
    ":/no such message",
    "a\nb",
    "\udcff",
)


def test_a_revision_never_becomes_an_option(made: GitRepo) -> None:
    repo = Repository.open(made.path)
    for rev in NO_COMMITS:
        with pytest.raises(UnknownRevision, match="no commit here is called") as caught:
            repo.resolve(rev)
        assert str(caught.value).isprintable()
        with pytest.raises(UnknownRevision):
            repo.between(rev, "HEAD")
        with pytest.raises(UnknownRevision):
            repo.commits("HEAD", rev)


def test_every_name_of_a_commit_resolves(made: GitRepo) -> None:
    head = made.head()
    made.git("tag", "-a", "v1", "-m", "v1")
    made.branch("$(touch${IFS}x);ünï")
    repo = Repository.open(made.path)
    for rev in ("HEAD", "main", "v1", "refs/heads/main", head, head[:10], "@", "$(touch${IFS}x);ünï"):
        assert repo.resolve(rev) == head
    assert repo.between("main", "$(touch${IFS}x);ünï").changes == ()
    assert not (made.path / "x").exists()


@pytest.mark.parametrize("graft", [True, False])
def test_replaced_and_grafted_commits_do_not_change_history(made: GitRepo, graft: bool) -> None:
    base = made.head()
    middle = made.commit("x", {"secret-work": "1\n"})
    head = made.commit("y", {"y": "1\n"})
    if graft:
        made.write(".git/info/grafts", f"{head} {base}\n")
    else:
        made.git("replace", middle, base)
    repo = Repository.open(made.path)
    assert seen(repo.between(base, head)) == {"secret-work": "A", "y": "A"}
    assert repo.commits(base, head) == [middle, head]
    assert seen(repo.commit_changes(middle)) == {"secret-work": "A"}


def test_unrelated_histories_have_no_merge_base(made: GitRepo) -> None:
    made.git("checkout", "--quiet", "--orphan", "other")
    made.commit("root", {"z": "1\n"})
    with pytest.raises(NoMergeBase, match="unrelated"):
        Repository.open(made.path).between("main", "other")


def test_a_shallow_clone_says_how_to_get_the_history(made: GitRepo, tmp_path: Path) -> None:
    base = made.head()
    diverged(made)
    clone = made.clone(tmp_path / "clone", "--depth=1", "--no-single-branch")
    repo = Repository.open(clone.path)
    assert repo.resolve("origin/main") != repo.resolve("origin/feature")
    with pytest.raises(NoMergeBase, match=r"shallow.*`fetch-depth: 0`.*`git fetch --unshallow`"):
        repo.between("origin/main", "origin/feature")
    with pytest.raises(UnknownRevision, match=r"shallow.*`fetch-depth: 0`"):
        repo.between(base, "HEAD")
    with pytest.raises(GitError, match=r"`fetch-depth: 0`"):  # not a root commit that adds everything
        repo.commit_changes("origin/feature")


def test_a_partial_clone_is_never_completed_by_fetching(made: GitRepo, tmp_path: Path) -> None:
    made.config("uploadpack.allowFilter", "true")
    base = made.head()
    head = made.commit("x", {"src/b.py": "b = 2\n"})
    clone = made.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout")
    repo = Repository.open(clone.path)
    assert seen(repo.between(base, head)) == {"src/b.py": "M"}
    with pytest.raises(GitError, match="partial"):
        repo.read(head, "src/b.py")
    with pytest.raises(GitError, match="partial"):
        repo.read_all(head, ["src/b.py"])
    clone.checkout("main")  # git itself may fetch
    assert repo.read(head, "src/b.py") == b"b = 2\n"


# Reading


def test_every_name_can_be_read_everywhere(made: GitRepo) -> None:
    head = made.commit("odd", dict.fromkeys(ODD_NAMES, b"\0\xff\r\n"))
    repo = Repository.open(made.path)
    for rev in (head, INDEX, "", WORKTREE):
        assert set(ODD_NAMES) < set(repo.files(rev))
        assert repo.read_all(rev, ODD_NAMES) == dict.fromkeys(ODD_NAMES, b"\0\xff\r\n")
        for name in ODD_NAMES:
            assert (repo.read(rev, name), repo.mode(rev, name)) == (b"\0\xff\r\n", "100644")


def test_each_state_of_a_file_is_read_from_its_own_place(made: GitRepo) -> None:
    """A plan at pre-push time must be read from the pushed commit, not from the work tree."""
    made.write("plan.md", "staged\n")
    made.stage()
    made.write("plan.md", "on disk\n")
    repo = Repository.open(made.path)
    found = [repo.read(rev, "plan.md") for rev in ("HEAD", INDEX, WORKTREE)]
    assert found == [b"# Plan\n", b"staged\n", b"on disk\n"]
    assert repo.files("HEAD", "src") == repo.files(INDEX, "src/") == ["src/a.py", "src/b.py"]
    assert repo.files(WORKTREE, "sr") == []
    with pytest.raises(UnknownRevision):
        repo.read("nope", "plan.md")


NO_FILES: tuple[str, ...] = (
    "src",
    "src/",
    "",
    ".",
    "..",
    "../repo/plan.md",
    "/etc/passwd",
    "./plan.md",
    "src//a.py",
    ".git/config",
)
NO_FILES += ("link", "folder/a.py", "fifo", "gone", "x\0y", "*.md", ":/plan.md", "plan.md/x", "n" * 300)


@pytest.mark.parametrize("rev", ["HEAD", INDEX, WORKTREE])
def test_what_is_no_regular_file_reads_as_none(made: GitRepo, rev: str) -> None:
    made.symlink("link", "plan.md")
    made.symlink("folder", "src")
    made.commit("links")
    os.mkfifo(made.path / "fifo")
    repo = Repository.open(made.path)
    assert {path: repo.read(rev, path) for path in NO_FILES} == dict.fromkeys(NO_FILES)
    assert repo.files(rev, "../repo") == []
    assert repo.read_all(rev, [*NO_FILES, "src/b.py", "plan.md"]) == {"src/b.py": b"b = 1\n", "plan.md": b"# Plan\n"}
    assert repo.read_all(rev, NO_FILES) == repo.read_all(rev, []) == repo.read_all(None, ["plan.md"]) == {}
    assert repo.read(rev, "plan.md") == b"# Plan\n"
    assert [repo.mode(rev, path) for path in ("link", "folder", "src")] == ["120000", "120000", None]
