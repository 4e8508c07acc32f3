"""`execplan_hooks.gate.branch` on real repositories: which branch this is, in what order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from execplan_hooks.gate.branch import MERGE_GROUP, Branch, current_branch, default_branch
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import UnknownBranch, UnknownRevision
from tests.gitrepo import GitRepo


@pytest.fixture
def made(tmp_path: Path) -> GitRepo:
    """A repository on `local-branch`, one commit after `main`."""
    made = GitRepo(tmp_path / "repo")
    made.commit("base", {"a": "1\n"})
    made.branch("local-branch")
    made.commit("work", {"a": "2\n"})
    return made


ALL = {
    "GITHUB_HEAD_REF": "feature/head",
    "GITHUB_REF_TYPE": "branch",
    "GITHUB_REF_NAME": "feature/ref",
    "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/feature/pushed",
}


def _without(*names: str, **other: str) -> dict[str, str]:
    return {name: value for name, value in ALL.items() if name not in names} | other


@pytest.mark.parametrize(
    ("explicit", "environ", "expected"),
    [
        ("given", ALL, Branch("given", "--branch")),
        ("refs/heads/given", {}, Branch("given", "--branch")),
        ("12/merge", {}, Branch("12/merge", "--branch")),
        (None, ALL, Branch("feature/head", "GITHUB_HEAD_REF")),
        (None, _without(GITHUB_HEAD_REF=""), Branch("feature/ref", "GITHUB_REF_NAME")),
        (
            None,
            _without("GITHUB_HEAD_REF", GITHUB_REF_NAME="12/merge"),
            Branch("feature/pushed", "PRE_COMMIT_LOCAL_BRANCH"),
        ),
        (
            None,
            _without("GITHUB_HEAD_REF", GITHUB_REF_NAME="gh-readonly-queue/main/pr-1-abc"),
            Branch("feature/pushed", "PRE_COMMIT_LOCAL_BRANCH"),
        ),
        (
            None,
            _without("GITHUB_HEAD_REF", GITHUB_REF_TYPE="tag", GITHUB_REF_NAME="v1"),
            Branch("feature/pushed", "PRE_COMMIT_LOCAL_BRANCH"),
        ),
        (None, {"GITHUB_REF_NAME": "no-type"}, Branch("local-branch", "HEAD")),
        (None, {"PRE_COMMIT_LOCAL_BRANCH": "HEAD"}, Branch("local-branch", "HEAD")),
        (None, {"PRE_COMMIT_LOCAL_BRANCH": "(delete)"}, Branch("local-branch", "HEAD")),
        (None, {"PRE_COMMIT_LOCAL_BRANCH": "refs/heads/"}, Branch("local-branch", "HEAD")),
        (None, {"PRE_COMMIT_LOCAL_BRANCH": "refs/tags/v1"}, Branch("local-branch", "HEAD")),
        (None, {"GITHUB_HEAD_REF": "$(touch x)\n::error"}, Branch("$(touch x)\n::error", "GITHUB_HEAD_REF")),
        (None, {}, Branch("local-branch", "HEAD")),
    ],
)
def test_order_of_truth(made: GitRepo, explicit: str | None, environ: dict[str, str], expected: Branch) -> None:
    assert current_branch(Repository.open(made.path), explicit, environ) == expected


def test_the_branch_is_known_before_the_first_commit(tmp_path: Path) -> None:
    made = GitRepo(tmp_path / "repo")
    made.git("symbolic-ref", "HEAD", "refs/heads/$(touch${IFS}x)")
    assert current_branch(Repository.open(made.path), None, {}) == Branch("$(touch${IFS}x)", "HEAD")


@pytest.mark.parametrize("explicit", ["", " ", "refs/heads/"])
def test_an_empty_branch_option_is_no_answer(made: GitRepo, explicit: str) -> None:
    with pytest.raises(UnknownBranch, match="`--branch` is empty"):
        current_branch(Repository.open(made.path), explicit, ALL)


def test_a_detached_head_is_unknown_not_empty(made: GitRepo) -> None:
    made.checkout(made.head())
    repo = Repository.open(made.path)
    with pytest.raises(UnknownBranch, match="pass `--branch NAME`"):
        current_branch(repo, None, {"GITHUB_HEAD_REF": "", "GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1"})
    assert current_branch(repo, None, ALL).name == "feature/head"


def test_the_branch_of_a_merge_queue_is_not_the_authors(made: GitRepo) -> None:
    queue = "gh-readonly-queue/main/pr-1-0123abc"
    made.branch(queue)
    environ = {"GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": queue}
    repo = Repository.open(made.path)
    with pytest.raises(UnknownBranch, match="merge queue"):
        current_branch(repo, None, environ)
    assert current_branch(repo, "feature", environ) == Branch("feature", "--branch")


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_rebase_in_progress_knows_its_branch(made: GitRepo, tmp_path: Path, backend: str, linked: bool) -> None:
    made.checkout("main")
    made.commit("conflicting", {"a": "3\n"})
    here = made.worktree(tmp_path / "linked", "feature/x") if linked else made
    here.git("checkout", "--quiet", "-B", "feature/x", "local-branch")
    here.git("rebase", backend, "main", check=False)
    repo = Repository.open(here.path)
    assert repo.symbolic_ref("HEAD") is None
    assert current_branch(repo, None, {}) == Branch("feature/x", "rebase in progress")
    here.git("rebase", "--abort")
    here.checkout(here.head())
    here.git("rebase", backend, "main", check=False)
    with pytest.raises(UnknownBranch):  # its head-name says "detached HEAD"
        current_branch(repo, None, {})


def _remote(made: GitRepo, branch: str) -> None:
    made.git("update-ref", f"refs/remotes/origin/{branch}", "HEAD")


def _tag_only(made: GitRepo) -> None:
    made.git("tag", "main", "HEAD")
    made.git("branch", "--quiet", "-D", "main")


def _origin_head(made: GitRepo) -> None:
    _remote(made, "develop")
    _remote(made, "main")
    made.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")


def _dangling_origin_head(made: GitRepo) -> None:
    made.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")


def _remote_main(made: GitRepo) -> None:
    _remote(made, "main")


def _master_only(made: GitRepo) -> None:
    made.git("branch", "--quiet", "-m", "main", "master")


def _nothing(_made: GitRepo) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "configured", "expected"),
    [
        (_nothing, None, "refs/heads/main"),
        (_remote_main, None, "refs/remotes/origin/main"),
        (_remote_main, "main", "refs/remotes/origin/main"),
        (_remote_main, "local-branch", "refs/heads/local-branch"),
        (_remote_main, "origin/main", "origin/main"),
        (_nothing, "trunk", "trunk"),
        (_origin_head, None, "refs/remotes/origin/develop"),
        (_origin_head, "main", "refs/remotes/origin/main"),
        (_dangling_origin_head, None, "refs/heads/main"),
        (_master_only, None, "refs/heads/master"),
        (_tag_only, None, None),
    ],
)
def test_default_branch(
    made: GitRepo, prepare: Callable[[GitRepo], None], configured: str | None, expected: str | None
) -> None:
    prepare(made)
    assert default_branch(Repository.open(made.path), configured) == expected


def test_default_branch_before_the_first_commit(tmp_path: Path) -> None:
    made = GitRepo(tmp_path / "repo")
    assert default_branch(Repository.open(made.path), None) is None


def test_a_detached_head_that_is_pushed_to_a_branch(made: GitRepo) -> None:
    """`git push origin HEAD:refs/heads/x` from a detached HEAD, as agents in worktrees do."""
    repo = Repository.open(made.path)
    given = {"PRE_COMMIT_LOCAL_BRANCH": "HEAD", "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/feature/x"}
    made.checkout(made.head())
    assert current_branch(repo, None, given) == Branch("feature/x", "PRE_COMMIT_REMOTE_BRANCH")
    with pytest.raises(UnknownBranch):
        current_branch(repo, None, given | {"PRE_COMMIT_REMOTE_BRANCH": "refs/tags/v1"})


# --- GitHub's events ------------------------------------------------------------------------------------------


def _event(folder: Path, name: str, payload: object) -> dict[str, str]:
    file = folder / "event.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file), "GITHUB_REF_TYPE": "branch"}


def test_a_merge_queue_is_on_the_branch_that_it_merges_into(made: GitRepo, tmp_path: Path) -> None:
    group = {"base_sha": "a" * 40, "head_sha": "b" * 40, "base_ref": "refs/heads/release/1"}
    environ = _event(tmp_path, "merge_group", {"merge_group": group})
    environ["GITHUB_REF_NAME"] = "gh-readonly-queue/release/1/pr-1-0123abc"
    repo = Repository.open(made.path)
    assert current_branch(repo, None, environ) == Branch("release/1", MERGE_GROUP)
    assert current_branch(repo, "feature", environ) == Branch("feature", "--branch")


def test_the_branch_of_a_pull_request_is_in_the_payload_where_no_variable_has_it(made: GitRepo, tmp_path: Path) -> None:
    sides = {"base": {"sha": "a" * 40, "ref": "main"}, "head": {"sha": "b" * 40, "ref": "feature/x"}}
    environ = _event(tmp_path, "pull_request_review", {"pull_request": sides}) | {"GITHUB_REF_NAME": "1/merge"}
    repo = Repository.open(made.path)
    assert current_branch(repo, None, environ) == Branch("feature/x", "pull_request")
    assert current_branch(repo, None, environ | {"GITHUB_HEAD_REF": "y"}) == Branch("y", "GITHUB_HEAD_REF")


def test_a_payload_that_is_not_needed_is_not_read(made: GitRepo, tmp_path: Path) -> None:
    repo = Repository.open(made.path)
    for name, known in (("push", {"GITHUB_REF_NAME": "feature"}), ("pull_request", {"GITHUB_HEAD_REF": "feature"})):
        environ = _event(tmp_path, name, "no event") | known
        assert current_branch(repo, None, environ).name == "feature"
        assert current_branch(repo, "given", environ).name == "given"
    with pytest.raises(ExecplanError, match="is no object"):
        current_branch(repo, None, _event(tmp_path, "merge_group", "no event"))


# --- names that several refs have -----------------------------------------------------------------------------


def _sha(made: GitRepo, name: str) -> str:
    return Repository.open(made.path).resolve(name)


@pytest.mark.parametrize("ref", ["refs/heads/topic", "refs/remotes/topic", "refs/remotes/origin/main"])
@pytest.mark.parametrize("suffix", ["", "~0", "^0"])
def test_a_tag_does_not_take_the_place_of_a_branch(made: GitRepo, ref: str, suffix: str) -> None:
    base, short = made.git("rev-parse", "main"), ref.split("/", 2)[2]
    made.git("update-ref", ref, base)
    made.git("update-ref", f"refs/tags/{short}", "HEAD")
    assert _sha(made, f"{short}{suffix}") == base
    assert _sha(made, f"refs/tags/{short}{suffix}") == made.head()


def test_a_tag_does_not_take_the_place_of_a_full_name(made: GitRepo) -> None:
    made.git("update-ref", "refs/tags/refs/remotes/origin/main", "HEAD")
    with pytest.raises(UnknownRevision):
        _sha(made, "refs/remotes/origin/main")
    assert default_branch(Repository.open(made.path), None) == "refs/heads/main"


def test_a_tag_is_found_where_no_branch_is_called_so(made: GitRepo) -> None:
    made.git("tag", "-a", "-m", "x", "v1", "main")
    for name in ("v1", "tags/v1", "refs/tags/v1", "v1^0"):
        assert _sha(made, name) == made.git("rev-parse", "main")


def test_a_commits_full_name_and_git_s_own_names_are_what_they_say(made: GitRepo) -> None:
    base, head = made.git("rev-parse", "main"), made.head()
    for name in (base, "HEAD", "FETCH_HEAD"):
        made.git("update-ref", f"refs/heads/{name}", head if name == base else base)
    (made.path / ".git/FETCH_HEAD").write_text(f"{head}\t\tbranch 'x' of y\n")
    assert _sha(made, base) == base
    assert _sha(made, "HEAD") == _sha(made, "@") == _sha(made, "FETCH_HEAD") == head
    assert _sha(made, "HEAD~1") == _sha(made, "@~1") == base
    assert _sha(made, base[:12]) == base


def test_a_branch_that_is_called_as_a_remote_one_is_refused(made: GitRepo) -> None:
    made.git("update-ref", "refs/remotes/origin/main", "main")
    made.git("update-ref", "refs/heads/origin/main", "HEAD")
    with pytest.raises(UnknownRevision, match=r"refs/heads/origin/main.*refs/remotes/origin/main"):
        _sha(made, "origin/main")
    made.git("update-ref", "refs/heads/origin/main", "main")
    assert _sha(made, "origin/main") == made.git("rev-parse", "main")
