"""`execplan_hooks.document.scope.scope`: the lists of a plan that say which files a change may touch."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.scope.scope import DeclaredScope, declared
from execplan_hooks.document.scope.scope_entry import read_entry
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
        # a move is both
        ("`docs/a.md` \u2192 `docs/b.md`", ["docs/a.md", "docs/b.md"]),
        ("`docs/a.md` -> `docs/b.md`", ["docs/a.md", "docs/b.md"]),
        ("move `docs/a.md` to `docs/b.md`", ["docs/a.md", "docs/b.md"]),
        ("`docs/a.md` / `docs/b.md`", ["docs/a.md", "docs/b.md"]),
        ("docs/a.md -> docs/b.md", ["docs/a.md", "docs/b.md"]),
        ("docs/a.md to docs/b.md", ["docs/a.md", "docs/b.md"]),
        ("docs/a.md -> the guide", ["docs/a.md"]),
        # struck out
        ("~~infra/~~", ["infra/"]),
        ("~/notes.md", ["~/notes.md"]),
        # links
        ("[src/a.py](../src/a.py)", ["src/a.py"]),
        ("[`src/a.py`](src/a.py) and [b.py](b.py)", ["src/a.py", "b.py"]),
        ("[the parser](src/parser.py)", ["src/parser.py"]),
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
        ("`a/...` except `a/b`, only after review", ["a/..."], ["a/b"], "only after review"),
        ("only after review: `a/b`", [], [], ""),
        ("`a/...` except the generated files", ["a/..."], [], "except the generated files"),
        ("`a/...` must not change, see `a/README.md`", ["a/..."], [], ""),
        ("`notify/if.py`", ["notify/if.py"], [], ""),
    ],
)
def test_conditions_and_exceptions(text: str, paths: list[str], exceptions: list[str], condition: str) -> None:
    entry = read_entry(text)
    assert (list(entry.paths), list(entry.exceptions), entry.condition) == (paths, exceptions, condition)


@pytest.mark.parametrize(
    ("text", "exceptions", "refused", "unclear"),
    [
        # an excepting word with paths, or without
        ("`a/...` minus `a/b`", ["a/b"], [], False),
        ("`a/...` (all but `a/b`)", ["a/b"], [], False),
        ("`a/...` save `a/b`", ["a/b"], [], False),
        ("`a/...`, not including `a/b`", ["a/b"], [], False),
        ("`a/...` and not `a/b`", ["a/b"], [], False),
        ("a/... except app/(group)", ["app/(group)"], [], False),
        ("a/... (except a/b)", ["a/b"], [], False),
        ("`a/...` except the tests", [], [], True),
        ("`a/...` except the tests, see `docs/x.md`", [], [], True),
        ("`a/...` except `a/b` and the tests", [], [], True),
        ("`a/...`\uff08`a/b` \u3092\u9664\u304f\uff09", [], [], True),
        # a refusing one
        ("`a/...` \u2014 but never `a/b/...`", [], ["a/b/..."], False),
        ("`a/...` \u2014 **never** `a/b`", [], ["a/b"], False),
        ("`a/...`; _never_ touch `a/b`", [], ["a/b"], False),
        ("`a/...` - do not touch `a/b`", [], ["a/b"], False),
        ("`a/...` - don't touch `a/b`", [], ["a/b"], False),
        ("`a/...`, but leave `a/b` alone", [], ["a/b"], False),
        ("`a/...` and nothing in `b/`", [], ["b/"], False),
        ("`a/...` (no changes to `a/b`)", [], ["a/b"], False),
        ("a/ - never touch a/b.py", [], ["a/b.py"], False),
        ("`a/` must not be touched", [], [], True),
        ("`a/`: no changes", [], [], True),
        ("`a/` (no changes), `b/`", [], [], True),
        ("a/ (out of scope)", [], [], True),
        ("`a/` (forbidden)", [], [], True),
        ("`a/` (`a/b` is off limits)", [], [], True),
        ("`a/` (only `a/b.py`)", [], [], True),
        ("~~a/~~", [], [], True),
        ("\u274c `a/`", [], ["a/"], True),
        ("no changes in `a/`", [], ["a/"], True),
        # a word that takes back nothing
        ("`a/` (does not exist yet)", [], [], False),
        ("`a/not/never.py`", [], [], False),
        ("`a/b.py` next to `a/not/x.py`", [], [], False),
        ("`a/b.py` (has only `list`)", [], [], False),
        ("a/no-changes/x.py - the parser", [], [], False),
        ("~/a/b", [], [], False),
    ],
)
def test_what_an_entry_takes_back(text: str, exceptions: list[str], refused: list[str], unclear: bool) -> None:
    entry = read_entry(text)
    assert (list(entry.exceptions), list(entry.refused), bool(entry.unclear)) == (exceptions, refused, unclear)


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("`a/b.py` with `a/c.py` and `README.md`, `a/c.py`", ["a/c.py", "README.md"]),
        ("`a/b.py` (renamed from `a/old.py`)", ["a/old.py"]),
        ("`a/b.py` and its `.gitignore`", [".gitignore"]),
        ("`a/b.py` - see `docs/x.md` and `docs/y.md`", []),
        ("`a/b.py` calls `foo()`, `npm test`, `Retry`, `res.status`, `.button`, `/api/users`", []),
        ("`a/b.py` needs `@nestjs/common`, `https://a.example/b`, `application/json`", []),
        ("`a/...` except `a/b.py`, never `a/c.py`", []),
    ],
)
def test_further_paths_of_an_entry(text: str, further: list[str]) -> None:
    assert list(read_entry(text).further) == further


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


@pytest.mark.parametrize("part", ["not `a/b` x ", "never ", "only `x` ", "~~a~~ ", "except a/b, ", "`a` and b ", "( "])
def test_hostile_notes_cost_little(part: str) -> None:
    started = time.monotonic()
    for _ in range(10):
        read_entry("`a/b` " + part * (1990 // len(part)))
    assert time.monotonic() - started < 2


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


def test_an_exception_below_an_entry_belongs_to_it() -> None:
    scope = scope_of(HEAD + "### Include\n\n- `a/`\n  - except `a/b`\n  - `c/`\n- `d/`\n" + TAIL)
    found = [(entry.paths, entry.exceptions) for entry in scope.include[0].entries]
    assert found == [(("a/",), ("a/b",)), (("c/",), ()), (("d/",), ())]


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


def told_and_read(scope: DeclaredScope, side: str) -> tuple[list[str], list[str]]:
    """The paths of a side's entries in force, and the texts of those that are told as prose."""
    entries = [entry for found in getattr(scope, side) for entry in found.entries]
    return [path for entry in entries for path in entry.paths], [entry.text for entry in entries if not entry.paths]


@pytest.mark.parametrize(
    ("beside", "read", "told"),
    [
        # a paragraph
        ("Also never touch `src/secret/...`.", ["src/secret/..."], []),
        ("Do not touch src/secret/ unless approved.", ["src/secret/"], []),
        ("And `src/secret/...`", ["src/secret/..."], []),
        ("The same is true of `src/secret/...`.", [], ["The same is true of `src/secret/...`."]),
        ("Never touch `src/a/` and the tests.", [], ["Never touch `src/a/` and the tests."]),
        ("Never touch `infra`.", [], ["Never touch `infra`."]),
        ("Production runs on it.", [], []),
        ("The reasons are given in detail, see `docs/infra.md`.", [], []),
        ("<!-- never touch `src/secret/...` -->", [], []),
        # other blocks
        ("| path | why |\n|---|---|\n| `src/secret/...` | keys |", ["src/secret/..."], []),
        ("| why | path |\n|---|---|\n| keys | `src/s/` |", [], ["| keys | `src/s/` |"]),
        ("| who | why |\n|---|---|\n| me | keys |", [], []),
        ("```\nsrc/secret/\n```", [], ["src/secret/"]),
        ("```\n\u251c\u2500\u2500 src/secret/\n```", [], ["\u251c\u2500\u2500 src/secret/"]),
        ("```sh\ngit diff --stat src/secret/\n```", [], []),
        ("<ul><li><code>src/secret/...</code></li></ul>", [], ["`src/secret/...`"]),
        ("<p>Production runs on it.</p>", [], []),
        ("> - `src/secret/...`", ["src/secret/..."], []),
        ("> Production runs on it.", [], []),
        ("#### `src/secret/...`\n\nKeys.", ["src/secret/..."], []),
        # inside an item
        ("  and `src/secret/...`", ["src/secret/..."], []),
        ("  Production runs on it.", [], []),
        ("- - `src/secret/...`", ["src/secret/..."], []),
        ("- ```\n  src/secret/\n  ```", [], ["src/secret/"]),
        ("- # `src/secret/...`", ["src/secret/..."], []),
        ("- > `src/secret/...`", ["src/secret/..."], []),
        ("- > what the keys need", [], ["what the keys need"]),
        ("-", [], []),
    ],
)
def test_what_stands_beside_an_exclude_list_is_read_or_told(beside: str, read: list[str], told: list[str]) -> None:
    scope = scope_of(HEAD + f"### Include\n\n- `src/`\n\n### Exclude\n\n- `infra/...`\n\n{beside}\n" + TAIL)
    assert told_and_read(scope, "exclude") == (["infra/...", *read], told)
    assert told_and_read(scope, "include") == (["src/"], [])


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ("Also `docs/...`.", ["Also `docs/...`."]),
        ("`docs/...`", ["`docs/...`"]),
        ("Never touch `src/secret/...`.", ["Never touch `src/secret/...`."]),
        ("The executor needs no more.", []),
        ("| path |\n|---|\n| `docs/...` |", ["| `docs/...` |"]),
        ("```\ndocs/\n```", ["docs/"]),
        ("```\nmake test\n```", []),
        ("<ul><li><code>docs/...</code></li></ul>", ["`docs/...`"]),
        ("> - `docs/...`", ["`docs/...`"]),
        ("  and `docs/...`", ["and `docs/...`"]),
        ("  The parser.", []),
        ("- - `docs/...`", ["`docs/...`"]),
        ("- ```\n  docs/\n  ```", ["docs/"]),
        ("- # `docs/...`", ["`docs/...`"]),
        ("- > `docs/...`", ["`docs/...`"]),
        ("- Do not touch:\n  - `src/secret/...`", ["Do not touch:"]),
        ("**Do not touch:**\n\n- `src/secret/...`", ["`src/secret/...`"]),
        ("#### `docs/...`\n\nThe pages.", ["`docs/...`"]),
    ],
)
def test_what_stands_beside_an_include_list_allows_nothing(beside: str, told: list[str]) -> None:
    scope = scope_of(HEAD + f"### Include\n\nThe executor may change:\n\n- `src/...`\n\n{beside}\n" + TAIL)
    assert told_and_read(scope, "include") == (["src/..."], told)


def test_words_before_a_list_that_end_in_an_exception_leave_it_in_force() -> None:
    scope = scope_of(HEAD + "### Include\n\nDo not touch anything other than:\n\n- `src/...`\n" + TAIL)
    assert told_and_read(scope, "include") == (["src/..."], [])


def test_a_table_alone_is_an_exclude_list_but_no_include_list() -> None:
    table = "| path |\n|---|\n| `src/a/` |\n"
    scope = scope_of(HEAD + f"### Include\n\n{table}\n### Exclude\n\nThese are frozen:\n\n{table}" + TAIL)
    assert told_and_read(scope, "exclude") == (["src/a/"], [])
    assert told_and_read(scope, "include") == ([], [])


@pytest.mark.parametrize(
    ("value", "read", "told"),
    [
        ("infra", ["src/secret/..."], ["infra"]),
        ("infra, Makefile", ["src/secret/..."], ["infra, Makefile"]),
        ("`infra/...`", ["infra/...", "src/secret/..."], []),
        ("the following", ["src/secret/..."], []),
        ("what must stay as it is", ["src/secret/..."], []),
        ("", ["src/secret/..."], []),
    ],
)
def test_names_before_the_list_of_a_label_are_told(value: str, read: list[str], told: list[str]) -> None:
    body = f"**Include:** `src/...`\n\n**Exclude:** {value}\n\n- `src/secret/...`\n"
    assert told_and_read(scope_of(HEAD + body + TAIL), "exclude") == (read, told)


@pytest.mark.parametrize(
    "heading",
    ["Do not touch", "Don't touch", "Excluded files", "Exclude as well", "Must not modify", "Forbidden files", "NEVER"],
)
@pytest.mark.parametrize("level", ["###", "####"])
def test_a_heading_that_plainly_excludes_is_the_exclude_side(heading: str, level: str) -> None:
    scope = scope_of(HEAD + f"### Include\n\n- `src/...`\n\n{level} {heading}\n\n- `src/secret/...`\n" + TAIL)
    assert shown(scope) == ([["`src/...`"]], [["`src/secret/...`"]])
    assert scope.neither == ()


@pytest.mark.parametrize(
    ("body", "neither"),
    [
        ("### Handle with care\n\n- `src/secret/...`\n", [("Handle with care", 15)]),
        ("### Handle with care\n\n- `src/secret/...`\n- `x/y`\n", [("Handle with care", 15)]),
        ("### Notes\n\nOf `src/secret/...` nothing.\n", [("Notes", 15)]),
        ("### Notes\n\n- agreed on Monday\n\nSee `docs/scope.md`.\n", []),
        ("### Exclude\n\n- `infra/...`\n\n#### Keys\n\n- `src/secret/...`\n", []),
    ],
)
def test_a_list_on_neither_side_is_told(body: str, neither: list[tuple[str, int]]) -> None:
    scope = scope_of(HEAD + "### Include\n\n- `src/...`\n\n" + body + TAIL)
    assert [(found.title, found.line) for found in scope.neither] == neither


def test_paths_above_the_lists_are_told_and_an_introduction_is_not() -> None:
    lists = "### Include\n\n- `src/...`\n"
    told = scope_of(HEAD + "Never touch `src/secret/...`.\n\n" + lists + TAIL).neither
    assert [(found.title, found.line) for found in told] == [("8. File Scope Contract (Mandatory)", 9)]
    assert scope_of(HEAD + "The executor may change:\n\n" + lists + TAIL).neither == ()


@pytest.mark.parametrize("part", ["`a/b` x ", "<!-- ", "<a ", "never `a/b`, ", "| a/b ", "> ", "- - "])
def test_hostile_text_beside_a_list_costs_little(part: str) -> None:
    started = time.monotonic()
    for side in ("Include", "Exclude"):
        scope_of(HEAD + f"### {side}\n\n- `c/`\n\n" + (part * 20 + "\n\n") * 20 + TAIL)
        scope_of(HEAD + f"### {side}\n\n- `c/`\n\n" + ("x " + part + "\n") * 3000 + TAIL)
        scope_of(HEAD + f"### {side}\n\n- `c/`\n\n" + f"#### Never\n\n- x\n\n{part}\n\n" * 800 + TAIL)
        scope_of(HEAD + f"### {side}\n\n- `c/`\n\n" + f"### Never\n\n- x\n\n### y\n\n{part}\n\n" * 800 + TAIL)
    assert time.monotonic() - started < 20
