"""`execplan_hooks.repository.git` on real repositories; each test answers a pitfall of git."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks.repository import git
from execplan_hooks.repository.git import (
    INDEX,
    WORKTREE,
    BareRepository,
    ChangeSet,
    DubiousOwnership,
    GitError,
    GitMissing,
    NoMergeBase,
    NotARepository,
    PathChange,
    Repository,
    UnknownRevision,
    printable,
)
from tests.gitrepo import GitRepo, isolate

ODD_NAMES = [
    "new\nline.md",
    'quo"te.md',
    "::error file=x::y.md",
    "bytes-\udcff\udcfe.md",
    "-leading",
    "--help",
    "café.py",
    "cafe\u0301.py",
    "with space.md",
    "tab\there.md",
    "[id]/page.tsx",
    ":(top)*.md",
    "*",
    "back\\slash",
    "$(touch x)`y`;z",
    "src/a.py ",
]


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def made(tmp_path: Path) -> GitRepo:
    """A repository with one commit on `main`: `plan.md`, `src/a.py`, `src/b.py`."""
    made = GitRepo(tmp_path / "repo")
    made.commit("base", {"plan.md": "# Plan\n", "src/a.py": "a = 1\n" * 20, "src/b.py": "b = 1\n"})
    return made


def seen(changes: ChangeSet | list[PathChange]) -> dict[str, str]:
    listed = changes.changes if isinstance(changes, ChangeSet) else changes
    return {change.path: change.status for change in listed}


def staged(made: GitRepo) -> ChangeSet:
    return Repository.open(made.path).staged()


# Ways to change a repository, and what every comparison must say about it.


def _rename(made: GitRepo) -> dict[str, str]:
    made.rename("src/a.py", "other/a.py")
    return {"src/a.py": "D", "other/a.py": "A"}


def _delete(made: GitRepo) -> dict[str, str]:
    made.delete("src/b.py")
    return {"src/b.py": "D"}


def _edit(made: GitRepo) -> dict[str, str]:
    made.write("src/b.py", "b = 2\n")
    return {"src/b.py": "M"}


def _mode(made: GitRepo) -> dict[str, str]:
    (made.path / "src/b.py").chmod(0o755)
    return {"src/b.py": "M"}


def _symlink(made: GitRepo) -> dict[str, str]:
    made.symlink("link", "src/a.py")
    return {"link": "A"}


def _to_symlink(made: GitRepo) -> dict[str, str]:
    made.symlink("src/b.py", "a.py")
    return {"src/b.py": "T"}


def _file_to_folder(made: GitRepo) -> dict[str, str]:
    made.delete("plan.md")
    made.write("plan.md/x.md", "x\n")
    return {"plan.md": "D", "plan.md/x.md": "A"}


def _odd_names(made: GitRepo) -> dict[str, str]:
    for name in ODD_NAMES:
        made.write(name, "x\n")
    return dict.fromkeys(ODD_NAMES, "A")


def _nothing(made: GitRepo) -> dict[str, str]:
    os.utime(made.path / "src/b.py", (1, 1))  # touched, not changed
    return {}


Change = Callable[[GitRepo], dict[str, str]]
CHANGES: list[Change] = [
    _rename,
    _delete,
    _edit,
    _mode,
    _symlink,
    _to_symlink,
    _file_to_folder,
    _odd_names,
    _nothing,
]


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
    expected = {**_rename(made), **_delete(made), **_odd_names(made)}
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


def _diverged(made: GitRepo) -> None:
    """A `feature` that changed `src/a.py`, `both` and `mine`, while `main` changed `theirs` and `both`."""
    made.commit("both", {"both": "1\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    made.branch("feature")
    made.commit("work", {"src/a.py": "a = 2\n", "mine": "1\n", "both": "one\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    made.checkout("main")
    made.commit("others", {"theirs": "1\n", "both": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"})
    made.checkout("feature")


def test_two_dot_against_a_moved_main_would_add_other_peoples_files(made: GitRepo) -> None:
    _diverged(made)
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
    _diverged(made)
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
    _diverged(made)
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
    _diverged(made)
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


def test_a_retargeted_symlink_is_a_change(made: GitRepo) -> None:
    made.symlink("link", "plan.md")
    made.commit("link")
    made.symlink("link", "/etc/passwd")
    repo = Repository.open(made.path)
    (found,) = repo.worktree().changes
    assert (found.path, found.status, found.is_symlink, found.is_submodule) == ("link", "M", True, False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a b.py", "src/a b.py"),
        ("café.py", "café.py"),
        ("a\nb\t\r", r"a\nb\t\r"),
        ("\udcff\udc80", r"\xff\x80"),
        ("a\\nb", r"a\\nb"),
        ("\x1b[31m\x00\x9b", r"\u001b[31m\u0000\u009b"),
        ("\u202egpj.exe\u2028", r"\u202egpj.exe\u2028"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_printable_escapes_what_no_terminal_should_get(path: str, expected: str) -> None:
    assert printable(path) == expected
    assert printable(path).isprintable()
    printable(path).encode()  # no surrogate is left


# Which repository


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
        assert repo.git_path("MERGE_HEAD") == made.path / ".git/worktrees/linked/MERGE_HEAD"
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


def test_pathspec_switches_of_the_environment_do_not_matter(made: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    repo = Repository.open(made.path)
    assert repo.read("HEAD", "PLAN.md") is None
    assert repo.read(INDEX, "plan.md") == b"# Plan\n"


# What cannot be done


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


@pytest.mark.parametrize("path", ["", "/nowhere", ".", ":/nowhere"])
def test_git_missing_never_runs_a_git_of_the_repository(
    made: GitRepo, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    made.write("git", "#!/bin/sh\ntouch it-ran\n", executable=True)
    monkeypatch.chdir(made.path)
    monkeypatch.setenv("PATH", path)
    with pytest.raises(GitMissing, match="install git"):
        Repository.open(made.path)
    assert not (made.path / "it-ran").exists()


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


def test_a_git_that_hangs_is_ended_with_its_children(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n(sleep 1; touch {tmp_path}/still-there) &\nsleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "TIMEOUT", 0.3)
    started = time.monotonic()
    with pytest.raises(GitError, match="took more than"):
        Repository.open(made.path)
    assert time.monotonic() - started < 0.9
    time.sleep(1)
    assert not (tmp_path / "still-there").exists()


def test_a_failure_shows_no_credentials() -> None:
    shown = git._reason("noise\nfatal: unable to access 'https://me:s3cr3t@example.org/x.git/': \x1b[31mno\n")
    assert shown == "unable to access 'https://example.org/x.git/': \\u001b[31mno"
