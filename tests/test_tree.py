"""The files around a plan, as rules see them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.document.source import decode
from execplan_hooks.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name in ("docs/Guide.md", "docs/plans/a.md", "docs/plans/b.md", "docs/caf\u00e9.md", "README.md"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\nid: x\n---\n\n# Title\n", encoding="utf-8")
    (tmp_path / "here").symlink_to("docs")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "round").symlink_to("round")
    return Tree(tmp_path, Config())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "folder"),
        ("docs", "folder"),
        ("docs/Guide.md", "file"),
        ("docs/guide.md", None),
        ("DOCS/Guide.md", None),
        ("docs/gone.md", None),
        ("docs/Guide.md/x", None),
        ("here", "folder"),
        ("here/Guide.md", "file"),
        ("nowhere", "file"),
        ("round", "file"),
        ("round/round", None),
        ("a\0b", None),
        ("a\nb", None),
        ("x" * 5000, None),
        ("docs/" * 5000 + "x", None),
    ],
)
def test_a_path_is_a_file_a_folder_or_nothing(tree: Tree, path: str, expected: str | None) -> None:
    assert tree.kind(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", ""),
        ("docs/Guide.md", "docs/Guide.md"),
        ("DOCS/guide.MD", "docs/Guide.md"),
        (unicodedata.normalize("NFD", "docs/caf\u00e9.md"), "docs/caf\u00e9.md"),
        ("docs/guide", None),
        ("docs/guide.md/x", None),
        ("a\0b", None),
    ],
)
def test_a_path_in_another_spelling_is_found(tree: Tree, path: str, expected: str | None) -> None:
    assert tree.spelled(path) == expected


def test_the_folders_of_a_folder_are_listed_in_order(tree: Tree) -> None:
    assert tree.folders("docs") == ("docs/plans",)
    assert tree.folders("") == ("docs", "here")
    assert tree.folders("docs/Guide.md") == tree.folders("gone") == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/plans/a.md", True),
        ("docs/plans/gone.md", True),
        (".agents/execplans/a.md", True),
        ("src/shop-PLAN.md", True),
        (".agents/prompt.md", False),
        (".agents/skills/quality/notes.md", False),
        ("docs/plans/README.md", False),
        ("PLAN.md", False),
        ("docs/guide.md", False),
    ],
)
def test_a_place_of_plans_holds_hardly_anything_else(tree: Tree, path: str, expected: bool) -> None:
    assert tree.keeps_plans(path) is expected


def test_configured_places_hold_plans_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / ".execplan.yaml").write_text('version: 1\nplans:\n  - {files: "work/*.md"}\n', encoding="utf-8")
    tree = Tree(tmp_path, load_config(tmp_path))
    assert tree.keeps_plans("work/a.md")
    assert not tree.keeps_plans("plans/a.md")


def test_a_text_is_read_once_and_only_where_there_is_one(tree: Tree, tmp_path: Path) -> None:
    first = tree.source("docs/Guide.md")
    assert first is not None
    (tmp_path / "docs/Guide.md").write_text("# Other\n", encoding="utf-8")
    assert tree.source("docs/Guide.md") is first
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\xfd")
    for path in ("bytes.md", "docs", "gone.md", "nowhere", "a\0b", "docs/guide.md"):
        assert tree.source(path) is None


def test_front_matter_is_known_of_the_files_where_plans_are_looked_for(tree: Tree) -> None:
    assert sorted(tree.front_matters) == ["docs/plans/a.md", "docs/plans/b.md"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("docs/Guide.md", "docs/Guide.md", True),
        ("docs/Guide.md", "here/Guide.md", True),
        ("docs/Guide.md", "README.md", False),
        ("docs/Guide.md", "nowhere", False),
        ("docs/Guide.md", "a\0b", False),
    ],
)
def test_a_link_leads_to_the_same_file(tree: Tree, one: str, other: str, expected: bool) -> None:
    assert tree.same_file(one, other) is expected


def test_a_tree_in_which_one_file_says_something_else(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"plans/{name}.md").write_text(f"---\nplan-id: {name}\n---\n# {name}\n", encoding="utf-8")
    tree = Tree(tmp_path, Config())
    one = tree.with_source(decode("plans/a.md", b"---\nplan-id: c\n---\n# c\n"))
    both = one.with_source(decode("plans/b.md", b"# b\n"))
    ids = [
        {path: [field.value for field in front.fields] for path, front in each.front_matters.items()}
        for each in (tree, one, both)
    ]
    assert ids[0] == {"plans/a.md": ["a"], "plans/b.md": ["b"]}
    assert ids[1] == {"plans/a.md": ["c"], "plans/b.md": ["b"]}
    assert ids[2] == {"plans/a.md": ["c"], "plans/b.md": []}
    text = one.source("plans/a.md")
    assert text is not None
    assert text.lines[-1] == "# c"
    assert tree.source("plans/a.md") != text
