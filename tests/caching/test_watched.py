"""Whatever a rule asks of the files around its plan is remembered, and asked again before a verdict is used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.caching.answers import Asker, answer_of
from execplan_hooks.caching.watched import Watched
from execplan_hooks.config import Config
from execplan_hooks.document.source import decode
from execplan_hooks.tree import Tree

ASKING = {
    "names": ("docs",),
    "kind": ("docs/guide.md",),
    "spelled": ("docs/Guide.md",),
    "folders": ("docs",),
    "same_file": ("docs/guide.md", "docs/link.md"),
    "source": ("docs/guide.md",),
    "plans_with": (("plan-id", "id"), "One"),
}
CONFIGURED = {"keeps_plans": ("plans/a.md",), "is_declared": ("plans/a.md",)}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for path, text in {
        "docs/guide.md": "# Guide\n",
        "docs/deep/x.md": "# X\n",
        "plans/a.md": "---\nplan-id: one\n---\n# A\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "docs/link.md").symlink_to("guide.md")
    return Tree(tmp_path, Config())


def test_each_public_method_of_a_tree_is_watched() -> None:
    public = {name for name in vars(Tree) if not name.startswith("_")}
    own = {name for name in vars(Watched) if not name.startswith("_")}
    # The index behind `plans_with`, which no rule asks for itself: it would find nothing in a watched tree.
    assert public - own == {"front_matters"}
    assert own == {*ASKING, *CONFIGURED, "with_source"}


@pytest.mark.parametrize(("method", "arguments"), [*ASKING.items(), *CONFIGURED.items()])
def test_a_watched_tree_answers_as_the_tree_does(tree: Tree, method: str, arguments: tuple[str, ...]) -> None:
    assert getattr(Watched(tree), method)(*arguments) == getattr(tree, method)(*arguments)


@pytest.mark.parametrize(("method", "arguments"), ASKING.items())
def test_each_question_can_be_asked_again(tree: Tree, method: str, arguments: tuple[str, ...]) -> None:
    watched = Watched(tree)
    getattr(watched, method)(*arguments)
    ((question, answer),) = watched.asked.items()
    assert Asker(tree).is_still_so([(question, answer)])
    assert not Asker(tree).is_still_so([(question, answer_of("something else"))])


def test_a_question_that_nobody_knows_has_no_answer(tree: Tree) -> None:
    for question in (("with_source", "x"), ("names",), ("_folded", "x"), ("__init__", "x"), ()):
        assert not Asker(tree).is_still_so([(question, answer_of(None))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file", None),
        ("file", "folder"),
        (True, False),
        (("a", "b"), ("a b",)),
        (frozenset({"a"}), frozenset({"b"})),
        (decode("a", b"x"), decode("a", b"y")),
        (decode("a", b"x\n"), decode("a", b"x\r\n")),
        (None, "None"),
    ],
)
def test_different_values_are_different_answers(one: object, other: object) -> None:
    assert answer_of(one) != answer_of(other)
    assert len(answer_of(one)) == 32, "128 bits: who writes both files must not find two with the same answer"
    assert answer_of(frozenset({"a", "b", "c"})) == answer_of(frozenset({"c", "b", "a"}))
