"""Ways to change a repository with what every comparison must say about each, and how to read its answer."""

from __future__ import annotations

import os
from collections.abc import Callable

from execplan_hooks.repository.changes import ChangeSet, PathChange
from execplan_hooks.repository.git import Repository
from tests.gitrepo import GitRepo

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


def seen(changes: ChangeSet | list[PathChange]) -> dict[str, str]:
    listed = changes.changes if isinstance(changes, ChangeSet) else changes
    return {change.path: change.status for change in listed}


def staged(made: GitRepo) -> ChangeSet:
    return Repository.open(made.path).staged()


def diverged(made: GitRepo) -> None:
    """A `feature` that changed `src/a.py`, `both` and `mine`, while `main` changed `theirs` and `both`."""
    made.commit("both", {"both": "1\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    made.branch("feature")
    made.commit("work", {"src/a.py": "a = 2\n", "mine": "1\n", "both": "one\n2\n3\n4\n5\n6\n7\n8\n9\n"})
    made.checkout("main")
    made.commit("others", {"theirs": "1\n", "both": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"})
    made.checkout("feature")


def rename(made: GitRepo) -> dict[str, str]:
    made.rename("src/a.py", "other/a.py")
    return {"src/a.py": "D", "other/a.py": "A"}


def delete(made: GitRepo) -> dict[str, str]:
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


def odd_names(made: GitRepo) -> dict[str, str]:
    for name in ODD_NAMES:
        made.write(name, "x\n")
    return dict.fromkeys(ODD_NAMES, "A")


def _nothing(made: GitRepo) -> dict[str, str]:
    os.utime(made.path / "src/b.py", (1, 1))  # touched, not changed
    return {}


Change = Callable[[GitRepo], dict[str, str]]
CHANGES: list[Change] = [
    rename,
    delete,
    _edit,
    _mode,
    _symlink,
    _to_symlink,
    _file_to_folder,
    odd_names,
    _nothing,
]
