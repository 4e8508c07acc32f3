"""Several merge bases: two branches that merged each other crosswise."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.repository.git import Repository
from tests.gating import blocked, gate, planned
from tests.gitrepo import GitRepo
from tests.repository.changing import seen


@pytest.fixture
def crossed(tmp_path: Path) -> GitRepo:
    """`feat/a` changed `src/a.py`, `main` changed `docs/b.md`; then each merged the other's commit."""
    repo = planned(tmp_path / "repo")
    repo.commit("work", {"src/a.py": "work\n"})
    mine = repo.head()
    repo.checkout("main")
    repo.commit("others", {"docs/b.md": "others\n"})
    theirs = repo.head()
    repo.merge(mine)
    repo.checkout("feat/a")
    repo.merge(theirs)
    return repo


def between(repo: GitRepo) -> dict[str, str]:
    return seen(Repository.open(repo.path).between("main", "feat/a"))


def test_there_are_two_and_each_is_named(crossed: GitRepo) -> None:
    changes = Repository.open(crossed.path).between("main", "feat/a")
    assert len(changes.further_bases) == 1
    assert changes.merge_base not in changes.further_bases
    comparison = gate(crossed).comparison
    assert comparison is not None
    assert comparison["further_merge_bases"] == list(changes.further_bases)


def test_what_both_have_merged_is_nobodys_change(crossed: GitRepo) -> None:
    assert between(crossed) == {}


def test_what_the_branch_changes_afterwards_counts(crossed: GitRepo) -> None:
    crossed.commit("out of scope", {"docs/new.md": "new\n"})
    assert between(crossed) == {"docs/new.md": "A"}
    assert blocked(gate(crossed)) == {"docs/new.md": "outside"}


def test_taking_back_what_the_other_side_did_counts(crossed: GitRepo) -> None:
    """Against the merge base from the branch's own side alone it looks like no change at all."""
    crossed.commit("take back", {"docs/b.md": "b\n"})
    assert between(crossed) == {"docs/b.md": "M"}
    assert blocked(gate(crossed)) == {"docs/b.md": "outside"}


def test_what_main_does_afterwards_to_another_path_does_not_count(crossed: GitRepo) -> None:
    crossed.checkout("main")
    crossed.commit("others again", {"docs/new.md": "new\n"})
    crossed.checkout("feat/a")
    assert between(crossed) == {}
