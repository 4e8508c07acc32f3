"""The rule `links`: which targets are followed, what is missing, and which anchors documents have."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document import markdown
from execplan_hooks.document.linking import anchors
from execplan_hooks.document.linking.targets import joined, target_of
from execplan_hooks.model import Context, Finding, Severity
from execplan_hooks.rules.links import RULE
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, plan_of

PLAN = "# Plan\n\n{head}\n\n## Progress\n\n- [ ] x\n\n## Decision Log\n\n## Context and Orientation\n\n{text}\n"
SESSION = (
    "# Plan\n\n## Roadmap Position\n\n- **Canonical Source Plan:** {text}\n\n"
    "## Objective Lock\n\n## Branch Continuity\n\n## File Scope Contract\n"
)
FILES = {
    "README.md": "# Shop\n\n## Set up\n",
    "docs/guide.md": '# Guide\n\n## Set-up & `run_it`\n\n## Set up\n\n## Set up\n\n<a id="Old.Name"></a>\n',
    "docs/my notes.md": "# Notes\n",
    "docs/caf\u00e9.md": "# Caf\u00e9\n",
    "src/cart.py": "x = 1\n",
    "docs/exec-plans/active/b2.md": "",
    "docs/exec-plans/active/other.md": "# Other\n",
    "docs/exec-plans/completed/road.md": "# Road\n",
    "docs/exec-plans/completed/plan.md": "# Plan\n",
}
HERE = "docs/exec-plans/active/b2.md"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "vendor").mkdir()
    return Tree(tmp_path, Config())


def check(
    text: str, tree: Tree | None, path: str = HERE, shape: str = PLAN, head: str = "", allow: tuple[str, ...] = ()
) -> list[Finding]:
    plan = plan_of(shape.format(text=text, head=head), path=path)
    assert plan is not None
    assert RULE.document is not None
    return list(RULE.document(plan, Context({"allow": allow}, Clock(NOW), tree)))


@pytest.mark.parametrize(
    "text",
    [
        "[a](other.md) [b](./other.md) [c](../completed/road.md) [d](../../guide.md) [e](../../../README.md)",
        "[a](../../../src/cart.py#L1) [b](../../../src/cart.py?plain=1#L1-L3) [c](../../../src/cart.py:12)",
        '[a](<../../my notes.md>) [b](../../my%20notes.md "title") [c](../../caf%C3%A9.md) [d](../../caf\u00e9.md)',
        "[a](..) [b](.) [c](../../../src/) [d](../completed)",
        "[a][r] ![b](../../guide.md)\n\n[r]: ../../guide.md 'title'",
        '<a href="../../guide.md">x</a> <img src=../../guide.md>',
        "[a](/docs/guide.md) [b](/docs/guide.md#set-up) [c](/site/page.md) [d](/docs/intro)",
        "[a](https://x.dev/y.md) [b](mailto:a@b.dev) [c](//cdn/x.js) [d](data:text/plain,x) [e](vscode://file/x.md)",
        "[a](/Users/ana/x.md) [b](C:\\x\\y.md) [c](file:///home/ana/x.md) [d](/home/ana/x.md)",
        "[a](<name>.md) [b](plans/{slug}.md) [c](...) [d](path/to/x.md) [e](docs/*.md) [f](docs/YYYY-x.md) [g]()",
        "`[a](gone.md)` and handlers[event](payload) and\n\n    [b](gone.md)\n\n<!-- [c](gone.md) -->",
        "[a](../../../../../issues/7) [^1]\n\n[^1]: gone.md",
        "[a](../../../vendor/lib/x.md)",
    ],
)
def test_what_leads_somewhere_or_is_no_local_path_is_left_alone(text: str, tree: Tree) -> None:
    assert [one.message for one in check(text, tree)] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a](gone.md)", 'link to "gone.md" leads nowhere: there is no "docs/exec-plans/active/gone.md" in the'),
        ("[a](../../Guide.md)", 'link to "../../Guide.md" differs in upper and lower case from "docs/guide.md"'),
        ("[a](road.md)", 'link to "road.md" leads nowhere: the file lies at "docs/exec-plans/completed/road.md"'),
        ("[a](plan.md)", 'link to "plan.md" leads nowhere: there is no "docs/exec-plans/active/plan.md"'),
        ("[a](src/cart.py)", "links are relative to the plan's folder, not to the root"),
        ("[a](../../guide)", 'but there is "docs/guide.md"'),
        ("[a](../../../../x.md)", 'link to "../../../../x.md" leaves the repository'),
        ("[a](../../../../issues/7)", "leaves the repository"),
        ("[a](/docs/gone.md)", 'there is no "docs/gone.md" in the repository'),
        ("[a](%2e%2e/gone.md?raw=1#x)", 'there is no "docs/exec-plans/gone.md" in the repository'),
        ("[a](../../guide.md/x.md)", "leads nowhere"),
        ("![a](gone.png)", 'image "gone.png" leads nowhere'),
        ("[a][r]\n\n[r]: gone.md", 'link to "gone.md" leads nowhere'),
        ('<img src="gone.png">', 'link to "gone.png" leads nowhere'),
        ("[a](x%00y.md)", "leads nowhere"),
        ("[a](" + "y" * 5000 + ".md)", "leads nowhere"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error(text: str, message: str, tree: Tree) -> None:
    (one,) = check(text, tree)
    assert message in one.message
    assert len(one.message) < 350
    assert one.severity is Severity.ERROR


def test_without_files_only_the_plans_own_anchors_are_judged() -> None:
    assert [one.line for one in check("[a](gone.md) [b](#gone) [c](gone.md#x)\n[d](#progress)", None)] == [13]


@pytest.mark.parametrize("path", ["/tmp/x/plan.md", "../plan.md", "C:/x/plan.md"])
def test_a_plan_outside_the_repository_has_no_files_around_it(path: str, tree: Tree) -> None:
    assert check("[a](gone.md)", tree, path) == []


def test_in_a_finished_plan_all_weighs_less(tree: Tree) -> None:
    text = "[a](gone.md) [b](#gone) `docs/exec-plans/active/gone.md`"
    levels = [Severity.ERROR, Severity.WARNING, Severity.WARNING]
    assert [one.severity for one in check(text, tree)] == levels
    assert [one.severity for one in check(text, tree, head="Status: Done")] == [level - 1 for level in levels]


def test_allowed_prefixes_may_be_missing(tree: Tree) -> None:
    text = "[a](../../../build/x.html) [b](../../../built.html)"
    assert ["built.html" in one.message for one in check(text, tree, allow=("build/",))] == [True]


def test_a_link_is_shown_where_its_target_stands(tree: Tree) -> None:
    (one,) = check("see [a](gone.md).", tree)
    assert (one.line, one.column, one.end_column) == (13, 9, 16)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a](../../guide.md#set-up--run_it)", None),
        ("[a](../../guide.md#set-up-1)", None),
        ("[a](../../guide.md#Old.Name)", None),
        ("[a](../../guide.md#user-content-set-up)", None),
        ("[a](../../guide.md#L12) [b](../../guide.md#:~:text=x) [c](../../guide.md#) [d](#top) [e](#fn-1)", None),
        ("[a](../../../src/cart.py#anything)", None),
        ("[a](other.md#other) [b](b2.md#progress)", None),
        ("[a](../../guide.md#set-up-2)", 'names an anchor that no heading in "docs/guide.md" has: "#set-up-2"'),
        ("[a](../../guide.md#Set-up)", 'has upper-case letters, the anchor in "docs/guide.md" is "#set-up"'),
        ("[a](b2.md#gone)", 'in this plan has: "#gone"'),
        ("[a](#gone)", 'link to "#gone" names an anchor that no heading in this plan has: "#gone"'),
    ],
)
def test_anchors_are_looked_for_in_the_plan_and_in_markdown_files(text: str, message: str | None, tree: Tree) -> None:
    findings = check(text, tree)
    assert [message is not None and message in one.message for one in findings] == [True] * (message is not None)
    assert all(one.severity is Severity.WARNING for one in findings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("`docs/exec-plans/active/other.md` `docs/exec-plans/completed/road.md`", None),
        ("`docs/exec-plans/active/b2.md` `docs/exec-plans/completed/b2.md`", None),
        ("`docs/exec-plans/active/index.md` `docs/exec-plans/active/<slug>.md` `docs/exec-plans/active/*.md`", None),
        ("`docs/exec-plans/active/YYYY-MM-DD-x.md` `docs/exec-plans/...` `plans/{x}.md`", None),
        ("`cp docs/exec-plans/active/a.md x` docs/exec-plans/active/a.md `.agents/prompt.md` `docs/gone.md`", None),
        ("`docs/exec-plans/active/other.md#other` `docs/exec-plans/active/other.md:12`", None),
        ("    docs/exec-plans/active/a.md", None),
        ("Named `<day>-<slug>.md`, for example\n`docs/exec-plans/active/a.md`.", None),
        ("Plans (e.g. `docs/exec-plans/active/a.md` or `docs/exec-plans/active/b.md`) lie there.", None),
        ("A path such as **`docs/exec-plans/active/a.md`**; \u4f8b\u5982\uff1a`docs/exec-plans/active/a.md`.", None),
        ("| a file named like `docs/exec-plans/active/a.md` |\n| --- |\n| x |", None),
        (
            "For example, it follows `docs/exec-plans/active/a.md`.",
            'plan "docs/exec-plans/active/a.md" does not exist in the repository',
        ),
        (
            "Split it like `docs/exec-plans/active/a.md` does, e.g. `docs/exec-plans/active/a.md`.",
            'plan "docs/exec-plans/active/a.md" does not exist in the repository',
        ),
        (
            "`docs/exec-plans/active/road.md`",
            'active/road.md" does not exist: the file lies at "docs/exec-plans/completed/road.md"',
        ),
        ("`docs/exec-plans/active/a.md:3`", 'plan "docs/exec-plans/active/a.md" does not exist in the repository'),
        ("`/docs/exec-plans/active/a.md` `/docs/exec-plans/active/a.md`", 'plan "/docs/exec-plans/active/a.md" does'),
    ],
)
def test_named_plans_exist(text: str, message: str | None, tree: Tree) -> None:
    findings = check(text, tree)
    assert [message is not None and message in one.message for one in findings] == [True] * (message is not None)
    assert all(one.severity is Severity.WARNING for one in findings)
    assert check(text, None) == []


def test_a_plan_path_of_a_part_of_the_repository_is_seen_from_that_part(tmp_path: Path) -> None:
    for name in ("part/plans/a.md", "part/plans/b.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# x\n", encoding="utf-8")
    found = check("`plans/b.md` `plans/c.md`", Tree(tmp_path, Config()), "part/plans/a.md")
    assert [one.message for one in found] == ['plan "plans/c.md" does not exist in the repository']


@pytest.mark.parametrize(
    ("text", "severity", "message"),
    [
        ("`docs/exec-plans/active/other.md`", None, ""),
        ("[road](../completed/road.md)", None, ""),
        ("`docs/exec-plans/active/<active-plan>.md`", None, ""),
        ("none, see the issue", None, ""),
        ("`docs/exec-plans/active/gone.md`", Severity.ERROR, "does not exist in the repository"),
        ("docs/exec-plans/active/gone.md (block 2)", Severity.ERROR, "does not exist in the repository"),
        ("`roadmaps/gone.md`", Severity.ERROR, "does not exist in the repository"),
        ("`docs/exec-plans/active/road.md`", Severity.WARNING, 'lies at "docs/exec-plans/completed/road.md"'),
    ],
)
def test_the_canonical_source_plan_exists(text: str, severity: Severity | None, message: str, tree: Tree) -> None:
    findings = check(text, tree, shape=SESSION)
    assert [one.severity for one in findings] == ([severity] if severity else [])
    assert all(one.message.startswith("canonical source plan ") and message in one.message for one in findings)


def test_an_emptied_folder_does_not_hide_where_a_plan_went(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "docs/exec-plans/paused").mkdir()
    (one,) = check("`docs/exec-plans/paused/road.md`", tree)
    assert 'lies at "docs/exec-plans/completed/road.md"' in one.message
    assert check("`docs/exec-plans/paused/gone.md`", tree) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plan of Work", "plan-of-work"),
        ("  Set-up & `run_it`!  ", "set-up--run_it"),
        ("Surprises & Discoveries", "surprises--discoveries"),
        ("Purpose / \ubaa9\uc801", "purpose--\ubaa9\uc801"),
        ("\u8fdb\u5c55 (Progress)", "\u8fdb\u5c55-progress"),
        ("\u00dcber Caf\u00e9", "\u00fcber-caf\u00e9"),
        ("*Bold* __words__ and snake_case _x_", "bold-words-and-snake_case-x"),
        ("[The guide](docs/guide.md) ![i](x.png)", "the-guide-"),
        ("1. What's *new*?", "1-whats-new"),
        ("a\\_b &amp; c", "a_b--c"),
        ("`__init__` <b>x</b>", "__init__-x"),
        ("\U0001f680 Launch", "-launch"),
        (":rocket: Launch", "rocket-launch"),
        ("v1.2.3 \u2014 notes", "v123--notes"),
        ("", ""),
    ],
)
def test_headings_have_the_anchors_that_github_gives_them(title: str, expected: str) -> None:
    assert anchors.slug(title) == expected


def test_all_kinds_of_headings_and_names_count() -> None:
    text = (
        "One\n===\n\n# One\n\n> ## In a quote\n\n- # In a list\n\n## Two {#custom}\n\n<h2>Three</h2>\n\n"
        "```\n# four\n```\n\ntext <a name='five'></a>\n\n<p id=\"six\">x</p>\n\n## \u26a0\ufe0f Seven\n"
    )
    found = anchors.anchors(markdown.parse(text.split("\n")))
    expected = {"one", "one-1", "in-a-quote", "in-a-list", "custom", "two", "three", "five", "six", "-seven"}
    assert found == expected


@given(st.lists(st.sampled_from(["a", "a-1", "a-1-1", "b"]), max_size=12))
def test_no_two_headings_have_the_same_anchor(titles: list[str]) -> None:
    document = markdown.parse([line for title in titles for line in (f"# {title}", "")])
    assert len(anchors.anchors(document)) == len(titles)


@given(st.text(max_size=80))
def test_any_heading_has_an_anchor_of_kept_characters(title: str) -> None:
    found = anchors.slug(title)
    assert found == anchors.slug(title)
    assert not set(found) & set(" .,!/()[]<>&*`\n")
    assert anchors.comparable(found) == anchors.comparable(unicodedata.normalize("NFD", found))


_PARTS = st.lists(st.sampled_from(["..", ".", "", "a", "b.md"]), max_size=12)


@given(_PARTS, st.lists(st.sampled_from(["x", "y"]), max_size=4))
def test_a_joined_path_never_leaves_the_root(parts: list[str], folder: list[str]) -> None:
    found = joined("/".join(folder), "/".join(parts))
    assert found is None or not set(found.split("/")) & {"..", "."}


@given(st.text(max_size=60))
def test_any_url_has_a_target_or_none(url: str) -> None:
    target = target_of(url, "plans/a.md", None)
    assert target is None or target.path is None or not target.path.startswith(("/", "../"))


@pytest.mark.parametrize(
    "text",
    [
        "[a](gone.md) " * 5000,
        "\n\n".join(f"[a](gone{number}.md)" for number in range(5000)),
        "\n\n".join(f"[a](#gone{number})" for number in range(5000)),
        "\n\n".join(f"[a](../completed/road.md#gone{number})" for number in range(5000)),
        "\n\n".join(f"`docs/exec-plans/active/gone{number}.md`" for number in range(5000)),
        "[a](" + "../" * 200_000 + "x.md)",
        "[a](" + "x/" * 200_000 + "x.md)",
        "[a](x.md" + ":1" * 200_000 + ")",
        "`docs/exec-plans/" + "a/" * 200_000 + "x.md`",
        "# " + "#" * 500_000,
        "#\n" * 50_000 + "[a](#x)",
        "# " + "_" * 300_000 + "a\n[a](#x)",
        "# " + "[" * 100_000 + "\n[a](#x)",
        "# " + "![a](" * 60_000 + "\n[a](#x)",
        "<h1>" * 60_000 + "\n\n[a](#x)",
        "# " + "<a id=" * 60_000 + "\n[a](#x)",
    ],
    ids=range(16),
)
def test_a_hostile_plan_is_bounded(text: str, tree: Tree) -> None:
    plan = plan_of(PLAN.format(text=text[:900_000], head=""), path=HERE)
    assert plan is not None
    assert RULE.document is not None
    began = time.process_time()
    with contextlib.suppress(markdown.MarkdownLimitError):  # then it is said that links are not checked
        for _ in RULE.document(plan, Context({"allow": ()}, Clock(NOW), tree)):
            pass
    assert time.process_time() - began < 3


def test_a_long_field_is_bounded(tree: Tree) -> None:
    began = time.process_time()
    assert check("a" * 300_000 + " `" + "b/" * 100_000, tree, shape=SESSION) == []
    assert time.process_time() - began < 3


def test_what_a_broken_link_is_about_stays_when_its_plan_moves(tree: Tree) -> None:
    """Its target as it is written, while the path that it leads to changes."""
    text = "[a](missing.md) [a](gone/b.md#c) [a](#nowhere) `docs/exec-plans/active/gone.md`"
    here, there = (
        [one.subjects for one in check(text, tree, path)] for path in (HERE, "docs/exec-plans/completed/deep/b2.md")
    )
    assert here == there
    assert len(set(here)) == 4
