"""`execplan_hooks.document.scope`: the lists of a plan that say which files a change may touch."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.scope import DeclaredScope, declared, read_entry
from execplan_hooks.document.source import decode

CATALOGUE = Catalogue()


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        # in backticks
        ("`src/a.py`", ["src/a.py"]),
        ("`` src/a`b.py ``", ["src/a`b.py"]),
        ("`src/a.py`, `src/b.py`", ["src/a.py", "src/b.py"]),
        ("`src/a.py` and `src/b.py`", ["src/a.py", "src/b.py"]),
        ("`src/a.py`; `src/b.py` + `src/c.py`", ["src/a.py", "src/b.py", "src/c.py"]),
        ("`src/a.py`、`src/b.py`", ["src/a.py", "src/b.py"]),
        ("`src/a.py` (new), `src/b.py` (edit)", ["src/a.py", "src/b.py"]),
        ("`src/a.py` (see `docs/x.md`)", ["src/a.py"]),
        ("`src/a.py` - see `docs/x.md`", ["src/a.py"]),
        ("`src/a.py`: the parser", ["src/a.py"]),
        ("**`src/a.py`** - the parser", ["src/a.py"]),
        ("*`src/a.py`*", ["src/a.py"]),
        ("create `src/a.py`", ["src/a.py"]),
        ("Update: `src/a.py`", ["src/a.py"]),
        ("[ ] `src/a.py`", ["src/a.py"]),
        ("[x] `src/a.py`", ["src/a.py"]),
        ("`my dir/a b.py`", ["my dir/a b.py"]),
        ("`Makefile`", ["Makefile"]),
        ("`*`", ["*"]),
        # bare
        ("src/a.py", ["src/a.py"]),
        ("src/a.py, src/b.py", ["src/a.py", "src/b.py"]),
        ("src/a.py; src/b.py.", ["src/a.py", "src/b.py"]),
        ("src/a.py src/b.py", ["src/a.py", "src/b.py"]),
        ("src/a.py - the parser", ["src/a.py"]),
        ("src/a.py \u2014 the parser", ["src/a.py"]),
        ("src/a.py: the parser", ["src/a.py"]),
        ("src/a.py (new)", ["src/a.py"]),
        ("**src/a.py**: the parser", ["src/a.py"]),
        ("**/conftest.py", ["**/conftest.py"]),
        ("*.md", ["*.md"]),
        ("*.md and docs/", []),
        ("src/**/x.py", ["src/**/x.py"]),
        (".gitignore", [".gitignore"]),
        ("app/[id]/page.tsx", ["app/[id]/page.tsx"]),
        ("app/[...slug]/page.tsx", ["app/[...slug]/page.tsx"]),
        ("app/(group)/page.tsx", ["app/(group)/page.tsx"]),
        ("src/a.py:12-20", ["src/a.py:12-20"]),
        ("/etc/passwd", ["/etc/passwd"]),
        ("../a.md", ["../a.md"]),
        # links
        ("[src/a.py](../src/a.py)", ["src/a.py"]),
        ("[`src/a.py`](src/a.py) and [b.py](b.py)", ["src/a.py", "b.py"]),
        # prose
        ("src", []),
        ("Makefile", []),
        ("everything the API needs", []),
        ("the `src/a.py` file", []),
        ("files below src/api only", []),
        ("e.g. the limiter", []),
        ("", []),
        ("`unclosed", []),
        ("`src/a.py` " + "x" * 2000, []),
    ],
)
def test_paths_of_an_entry(text: str, paths: list[str]) -> None:
    entry = read_entry(text, 7, 3)
    assert list(entry.paths) == paths
    assert (entry.text, entry.line, entry.column) == (text.strip(), 7, 3)


@pytest.mark.parametrize(
    ("text", "paths", "exceptions", "condition"),
    [
        ("`a/b`", ["a/b"], [], ""),
        ("`a/b` - the parser", ["a/b"], [], ""),
        ("`a/b` (only if the API changes)", ["a/b"], [], "only if the API changes"),
        ("`a/b` only when needed.", ["a/b"], [], "only when needed"),
        ("`a/b`, `a/c` unless explicitly approved", ["a/b", "a/c"], [], "unless explicitly approved"),
        ("`a/b` (if needed), `a/c`", ["a/b", "a/c"], [], "if needed"),
        ("a/b (only if the API changes)", ["a/b"], [], "only if the API changes"),
        ("a/b only if the API changes", ["a/b"], [], "only if the API changes"),
        ("a/b unless approved", ["a/b"], [], "unless approved"),
        ("`a/...` except `a/b`", ["a/..."], ["a/b"], ""),
        ("`a/...` (except `a/b` and `a/c`)", ["a/..."], ["a/b", "a/c"], ""),
        ("`a/...` except for `a/b`", ["a/..."], ["a/b"], ""),
        ("`a/...`, but not `a/b`", ["a/..."], ["a/b"], ""),
        ("`a/...` (not `a/b`)", ["a/..."], ["a/b"], ""),
        ("`a/...` excluding a/b", ["a/..."], ["a/b"], ""),
        ("a/x/... except a/x/b, a/x/c", ["a/x/"], ["a/x/b", "a/x/c"], ""),
        ("`a/...` except `a/b`, only after review", ["a/..."], ["a/b"], ""),
        ("only after review: `a/b`", [], [], ""),
        ("`a/...` except the generated files", ["a/..."], [], "except the generated files"),
        ("`a/...` must not change, see `a/README.md`", ["a/..."], [], ""),
        ("`notify/if.py`", ["notify/if.py"], [], ""),
    ],
)
def test_conditions_and_exceptions(text: str, paths: list[str], exceptions: list[str], condition: str) -> None:
    entry = read_entry(text)
    assert (list(entry.paths), list(entry.exceptions), entry.condition) == (paths, exceptions, condition)


@given(st.text(alphabet="`*[](){}<>~ab/., \t\n:-\\exceptonly", max_size=60))
def test_any_text_is_an_entry(text: str) -> None:
    entry = read_entry(text)
    assert all(path == path.strip() for path in entry.paths)
    assert entry.paths or not (entry.exceptions or entry.condition)


@pytest.mark.parametrize(
    "text", ["`" * 1_000_000, "` `` " * 200_000, "[" * 1_000_000, "a/b, " * 400_000, "**" * 500_000]
)
def test_hostile_entries_cost_nothing(text: str) -> None:
    started = time.monotonic()
    assert read_entry(text).paths == ()
    assert time.monotonic() - started < 1


HEAD = """\
# A

## 7. Branch Continuity

x

## 8. File Scope Contract (Mandatory)

"""
TAIL = """

## 9. Executor Handoff

x
"""


def scope_of(text: str, path: str = "plans/a.md") -> DeclaredScope:
    plan = load(decode(path, text.encode()), CATALOGUE)
    assert plan is not None
    return declared(plan)


def shown(scope: DeclaredScope) -> tuple[list[list[str]], list[list[str]]]:
    def side(name: str) -> list[list[str]]:
        return [[entry.text for entry in found.entries] for found in getattr(scope, name)]

    return side("include"), side("exclude")


@pytest.mark.parametrize(
    ("body", "include", "exclude"),
    [
        ("### Include\n\n- `a/`\n- `b/`\n\n### Exclude\n\n- `c/`", [["`a/`", "`b/`"]], [["`c/`"]]),
        ("### Include (Allowed to Modify)\n\n1. `a/`\n2. `b/`", [["`a/`", "`b/`"]], []),
        ("### Include\n\nThe parser:\n\n- `a/`", [["`a/`"]], []),
        ("### Include\n\n`a/`\n\n`b/`", [["`a/`", "`b/`"]], []),
        ("### Include\n\n- `a/`\n  - `a/b` only if needed", [["`a/`", "`a/b` only if needed"]], []),
        ("### Include\n\n- `a/x`,\n  `a/y`", [["`a/x`, `a/y`"]], []),
        ("### Include\n\n- none", [[]], []),
        ("### Include\n\nNone.\n\n### Exclude\n\n- N/A", [[]], [[]]),
        ("### Include\n\n<!-- - `a/` -->", [[]], []),
        ("### Include\n\n```\n- `a/`\n```", [[]], []),
        ("- **Include:**\n  - `a/`\n- **Exclude:** `c/`", [["`a/`"]], [["`c/`"]]),
        ("**Include:**\n\n- `a/`\n\n**Exclude:**\n\n- `c/`", [["`a/`"]], [["`c/`"]]),
        ("Nothing yet.", [], []),
    ],
)
def test_lists_of_a_session_plan(body: str, include: list[list[str]], exclude: list[list[str]]) -> None:
    assert shown(scope_of(HEAD + body + TAIL)) == (include, exclude)


def test_a_list_of_none_says_so() -> None:
    scope = scope_of(HEAD + "### Include\n\n- none\n\n### Exclude\n\n- `c/`\n" + TAIL)
    assert [(found.title, found.line, found.explicit_none) for found in (*scope.include, *scope.exclude)] == [
        ("Include", 9, True),
        ("Exclude", 13, False),
    ]


def test_entries_know_their_place() -> None:
    scope = scope_of(HEAD + "### Include\n\n- `a/`\n  - `b/`\n" + TAIL)
    assert [(entry.line, entry.column) for entry in scope.include[0].entries] == [(11, 3), (12, 5)]


def test_lists_outside_the_contract_section_do_not_count() -> None:
    text = HEAD + "### Include\n\n- `a/`\n" + TAIL + "\n## 10. Progress Checkpoints\n\n### Include\n\n- `b/`\n"
    assert shown(scope_of(text)) == ([["`a/`"]], [])


CODEX = (
    "# A\n\n{head}\n\n## Purpose / Big Picture\n\nx\n\n## Progress\n\nx\n\n"
    "## Surprises & Discoveries\n\nx\n\n## Decision Log\n\nx\n"
)


@pytest.mark.parametrize(
    ("head", "include", "exclude"),
    [
        ("**Owned files:** `a/x`, `a/y`", [["`a/x`, `a/y`"]], []),
        ("- Allowed files: `a/`\n- Forbidden files: `b/`", [["`a/`"]], [["`b/`"]]),
        ("## Touched files\n\n- `a/`\n\n## Do not touch\n\n- `b/`", [["`a/`"]], [["`b/`"]]),
        ("Changed files: `a/`", [], []),
        # the value goes on in the next line
        ("Allowed files: `a/`,\n`b/`\nForbidden files: c/x,\nc/y\nStatus: x", [["`a/`, `b/`"]], [["c/x, c/y"]]),
        ("- Allowed files: `a/`,\n  `b/`\n- Status: x", [["`a/`, `b/`"]], []),
        ("**Allowed files:**\n`a/`", [["`a/`"]], []),
        ("Allowed files: `a/` \u2022 Status: x\nand more", [["`a/`"]], []),
    ],
)
def test_lists_of_a_codex_plan(head: str, include: list[list[str]], exclude: list[list[str]]) -> None:
    assert shown(scope_of(CODEX.format(head=head))) == (include, exclude)
