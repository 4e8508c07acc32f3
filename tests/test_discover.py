"""`execplan_hooks.discover`: which files a lint run looks at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from execplan_hooks.config import Config, PlanGlob
from execplan_hooks.discover import Found, find, find_root, shown_path

NO_CONFIG = Config()
IN_PLANS = ("plans/a.md", "plans/email-template-redesign.md", "plans/sub/b.MD", "plans/sub/c.markdown")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a repository's root with plans and other files."""
    folder = tmp_path / "repo"
    for name in (
        "plans/a.md",
        "plans/sub/b.MD",
        "plans/sub/c.markdown",
        "plans/sub/d.txt",
        "plans/README.md",
        "plans/plan-template.md",
        "plans/email-template-redesign.md",
        "PLAN.md",
        "src/feature-PLAN.md",
        "src/notes.md",
        ".git/plans/x.md",
        "node_modules/plans/x.md",
        "src/.venv/PLAN.md",
        "docs/exec-plans/active/e.md",
        ".agent/f.md",
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def names(found: Found) -> list[str]:
    return [shown for _, shown in found.files]


@pytest.mark.parametrize(
    ("config", "expected", "excluded", "others"),
    [
        (
            NO_CONFIG,
            [".agent/f.md", "PLAN.md", "docs/exec-plans/active/e.md", *IN_PLANS, "src/feature-PLAN.md"],
            0,
            2,
        ),
        (Config(exclude=("src/**", ".agent/")), ["PLAN.md", "docs/exec-plans/active/e.md", *IN_PLANS], 2, 2),
        (Config(plans=(PlanGlob("src/*.md"),)), ["src/feature-PLAN.md", "src/notes.md"], 0, 0),
        (Config(plans=(PlanGlob("plans/README.md"),)), ["plans/README.md"], 0, 0),
        (Config(plans=(PlanGlob("nowhere/*.md"),)), [], 0, 0),
        (Config(plans=(PlanGlob("**/*.md"),), exclude=("**/*.md",)), [], 9, 0),
    ],
)
def test_without_paths(root: Path, config: Config, expected: list[str], excluded: int, others: int) -> None:
    found = find(root, config, [])
    assert sorted(names(found)) == expected
    assert (found.excluded, found.others, found.problems) == (excluded, others, [])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["plans/a.md"], ["plans/a.md"]),
        (["src/notes.md"], ["src/notes.md"]),  # named: looked at wherever it lies
        (["plans/sub/d.txt"], ["plans/sub/d.txt"]),
        (["./plans/a.md", "plans//a.md", "plans/../plans/a.md"], ["plans/a.md"]),
        (["plans/sub"], ["plans/sub/b.MD", "plans/sub/c.markdown"]),
        (["plans/sub", "plans/sub/", "plans/sub/b.MD"], ["plans/sub/b.MD", "plans/sub/c.markdown"]),
        (["src"], ["src/feature-PLAN.md", "src/notes.md"]),
        (["plans/a.md", "PLAN.md"], ["plans/a.md", "PLAN.md"]),
    ],
)
def test_named_paths(root: Path, paths: list[str], expected: list[str]) -> None:
    found = find(root, NO_CONFIG, paths)
    assert names(found) == expected
    assert found.problems == []
    assert all(file.is_file() for file, _ in found.files)


def test_named_paths_that_the_configuration_leaves_out_are_counted(root: Path) -> None:
    found = find(root, Config(exclude=("plans/a.md", "src/")), ["plans/a.md", "src", "PLAN.md"])
    assert (names(found), found.excluded, found.problems) == (["PLAN.md"], 3, [])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.md", "missing.md: no such file; "),
        ("missing/a.md", "missing/a.md: no such file; "),
        ("plans/a.md/x", "plans/a.md/x: no such file; "),
        ("", ": no such file; "),
        ("a\0b", "a\0b: no such file; "),
        ("x" * 5000, "x" * 5000 + ": no such file; "),
        ("empty", "empty: no Markdown file in this folder; "),
    ],
)
def test_named_paths_that_cannot_be_looked_at(root: Path, name: str, told: str) -> None:
    (root / "empty").mkdir()
    found = find(root, NO_CONFIG, [name, "PLAN.md"])
    assert "PLAN.md" in names(found)
    assert [problem.startswith(told) for problem in found.problems] == [True]


def test_a_dangling_link_is_there_to_be_reported_later(root: Path) -> None:
    (root / "plans/link.md").symlink_to("nowhere")
    assert names(find(root, NO_CONFIG, ["plans/link.md"])) == ["plans/link.md"]


def test_a_linked_plan_is_found_and_a_linked_folder_not_followed(root: Path) -> None:
    (root / "plans/link.md").symlink_to("a.md")
    (root / "plans/again").symlink_to("..")
    assert "plans/link.md" in names(find(root, NO_CONFIG, []))
    assert [name for name in names(find(root, NO_CONFIG, ["plans"])) if "again" in name] == []


def test_names_that_are_no_utf_8(root: Path) -> None:
    (root / "plans/\udcff.md").write_text("x", encoding="utf-8")
    assert "plans/\udcff.md" in names(find(root, NO_CONFIG, []))
    assert names(find(root, NO_CONFIG, ["plans/\udcff.md"])) == ["plans/\udcff.md"]


@pytest.mark.parametrize("mark", [".git/", ".git", ".execplan.yaml", ".execplan.yml"])
def test_the_root_is_the_nearest_folder_upwards(tmp_path: Path, mark: str) -> None:
    below = tmp_path / "outer/inner/a/b"
    below.mkdir(parents=True)
    (tmp_path / "outer/.git").mkdir()
    if mark.endswith("/"):
        (tmp_path / "outer/inner/.git").mkdir()
    else:
        (tmp_path / "outer/inner" / mark).write_text("", encoding="utf-8")
    assert find_root(below) == tmp_path / "outer/inner"
    assert find_root(tmp_path / "outer") == tmp_path / "outer"


def test_without_a_mark_the_folder_itself_is_the_root(tmp_path: Path) -> None:
    assert find_root(tmp_path) == tmp_path


def test_files_outside_the_root_keep_their_names(root: Path, tmp_path: Path) -> None:
    assert shown_path(root, root / "plans" / ".." / "PLAN.md") == "PLAN.md"
    assert shown_path(root, tmp_path / "x.md") == (tmp_path / "x.md").as_posix()
    assert shown_path(root, Path("plans/a.md")) == "plans/a.md"
    os.chdir(root / "plans")
    assert shown_path(root, Path("a.md")) == "plans/a.md"
    assert shown_path(root, Path("../PLAN.md")) == "PLAN.md"
