"""`execplan_hooks.contract.contract`: what a contract's entries mean for a path."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from execplan_hooks.contract.contract import Contract, compile_entry, literal_patterns, of_plan
from execplan_hooks.contract.patterns import problem_of
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.scope.scope import DeclaredScope
from execplan_hooks.document.scope.scope_entry import ScopeEntry, read_entry
from execplan_hooks.document.source import decode

CATALOGUE = Catalogue()


def contract(include: list[str], exclude: list[str] | None = None) -> Contract:
    """A contract of entries in backticks."""
    return Contract(
        tuple(compile_entry(read_entry(f"`{path}`")) for path in include),
        tuple(compile_entry(read_entry(f"`{path}`"), excludes=True) for path in exclude or []),
        DeclaredScope((), ()),
    )


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("src/a.py", ""),
        ("src/...", ""),
        ("src/…", ""),
        ("src/", ""),
        ("src", ""),
        ("./src/", ""),
        ("Makefile", ""),
        (".github/", ""),
        ("_", ""),
        ("*.md", ""),
        ("**/conftest.py", ""),
        ("src/{a,b}.py", ""),
        ("src/a.py:12-20", ""),
        ("src/a.py#L3-L9", ""),
        ("app/[id]/page.tsx", ""),
        ("app/[...slug]/page.tsx", ""),
        ("app/(group)/page.tsx", ""),
        ("src/[a", ""),
        ("docs/my notes.md", ""),
        ("notes.md of mine", ""),
        ("*", "over-broad"),
        ("**", "over-broad"),
        ("**/*", "over-broad"),
        ("*/*", "over-broad"),
        ("*.*", "over-broad"),
        (".", "over-broad"),
        ("./", "over-broad"),
        ("./*", "over-broad"),
        ("...", "over-broad"),
        ("…", "over-broad"),
        (".../*", "over-broad"),
        ("?*", "over-broad"),
        ("*:1", "over-broad"),
        ("**#L5", "over-broad"),
        ("...:10-20", "over-broad"),
        ("{src,*}", "over-broad"),
        ("{src,}", "over-broad"),
        ("{a,{b,**}}", "over-broad"),
        ("/etc/passwd", "absolute"),
        ("/", "absolute"),
        ("//server/share", "absolute"),
        ("~/notes.md", "absolute"),
        ("~", "absolute"),
        ("C:\\work\\a.py", "absolute"),
        ("C:/src/a.py", "absolute"),
        ("\\\\server\\share", "absolute"),
        ("{src,/etc}", "absolute"),
        ("..", "outside"),
        ("../docs/a.md", "outside"),
        ("src/../infra/a.tf", "outside"),
        ("src\\..\\infra", "outside"),
        ("{src,..}/x.py", "outside"),
        ("src/..a/b..c", ""),
        ("!src/a.py", "negation"),
        ("{a,!b}", "negation"),
        ("src\\a.py", "backslash"),
        ("src/\\*.py", "backslash"),
        ("<path/to/file>", "placeholder"),
        ("src/<name>.py", "placeholder"),
        ("src/{{ name }}.py", "placeholder"),
        ("${SRC}/a.py", "placeholder"),
        ("$ROOT/src", "placeholder"),
        ("$(pwd)/src", "placeholder"),
        ("app/$id.tsx", ""),
        ("$id/page.tsx", ""),
        ("https://example.org/a", "prose"),
        ("git status", "prose"),
        ("the whole api", "prose"),
        ("src/\u202ea.py", "prose"),
        ("src/\x1b[31m.py", "prose"),
        ("{" + "a," * 65 + "b}", "prose"),
        ("src/" + "a" * 5000, "prose"),
    ],
)
def test_what_is_no_pattern(path: str, problem: str) -> None:
    assert problem_of(path) == problem
    entry = compile_entry(ScopeEntry(path, 1, 1, (path,)))
    assert [found.kind for found in entry.problems] == ([problem] if problem else [])
    assert bool(entry.patterns) == (not problem)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("everything the API needs", "prose"),
        ("<list of files>", "placeholder"),
        ("", "prose"),
        ("TBD", "undecided"),
        ("*To be decided.*", "undecided"),
        ("TBD with the API team", "prose"),
        ("never `src/`", "taken-back"),
    ],
)
def test_an_entry_without_a_path_is_told(text: str, kind: str) -> None:
    entry = compile_entry(read_entry(text))
    assert [problem.kind for problem in entry.problems] == [kind]
    assert not entry.matches("src/a.py")


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        # a file, which may also turn out to be a folder
        (
            "src/a.py",
            ["src/a.py", "src/a.py/below"],
            ["src/a.pyc", "a.py", "x/src/a.py", "src/A.py", "SRC/a.py"],
        ),
        ("src", ["src", "src/a", "src/a/b/.hidden"], ["srcs", "src.py", "lib/src", "Src/a"]),
        ("src/", ["src/a", "src/a/b"], ["src", "lib/src/a"]),
        ("src/...", ["src/a", "src/a/b/c", "src/.env"], ["src", "source/a"]),
        ("src/…", ["src/a"], ["src"]),
        ("src/**", ["src/a", "src/a/b"], ["src"]),
        ("./src/", ["src/a"], ["./src/a"]),
        ("src//a.py", ["src/a.py"], []),
        ("src/**/x.py", ["src/x.py", "src/a/x.py", "src/a/b/x.py"], ["src/xx.py", "x.py", "src/a/x.pyi"]),
        ("src/.../x.py", ["src/x.py", "src/a/b/x.py"], ["x.py"]),
        ("**/x.py", ["x.py", "a/x.py", "a/b/x.py"], ["ax.py"]),
        ("*.md", ["a.md", ".md", "a.md/below"], ["docs/a.md", "a.mdx"]),
        ("src/*", ["src/a", "src/.a", "src/a/b"], ["src"]),
        ("src/*.py", ["src/a.py", "src/.py"], ["src/a/b.py", "src/a.pyc"]),
        ("src/**.py", ["src/a.py"], ["src/a/b.py"]),
        ("src/?.py", ["src/a.py"], ["src/ab.py", "src/.py", "src//.py"]),
        ("src/{a,b}.py", ["src/a.py", "src/b.py"], ["src/c.py", "src/{a,b}.py"]),
        ("{src,lib}/{a,{b,c}}/", ["src/a/x", "lib/c/x", "src/b/x"], ["src/d/x", "src/a"]),
        ("src/{a}.py", ["src/{a}.py"], ["src/a.py"]),
        # brackets and parentheses are route folders, never classes
        ("app/[id]/page.tsx", ["app/[id]/page.tsx"], ["app/i/page.tsx", "app/d/page.tsx"]),
        ("app/[...slug]/", ["app/[...slug]/page.tsx"], ["app/s/page.tsx", "app/.../page.tsx"]),
        ("app/(group)/", ["app/(group)/a"], ["app/group/a"]),
        ("src/[a", ["src/[a"], ["src/a"]),
        ("src/a+b$^|.py", ["src/a+b$^|.py"], ["src/aab.py"]),
        # a place in a file is the file
        ("src/a.py:12-20", ["src/a.py"], ["src/a.py:12-20"]),
        ("src/a.py#L3", ["src/a.py"], ["src/a.py#L3"]),
        ("docs/my notes.md", ["docs/my notes.md"], ["docs/my", "notes.md"]),
        ("#odd/a", ["#odd/a"], []),
        ("-leading", ["-leading", "-leading/a"], ["leading"]),
        # NFC and NFD are one name
        ("docs/caf\u00e9.md", ["docs/caf\u00e9.md", "docs/cafe\u0301.md"], ["docs/cafe.md"]),
        ("docs/cafe\u0301.md", ["docs/caf\u00e9.md", "docs/cafe\u0301.md"], ["docs/cafe.md"]),
        # hostile names
        ("src/a.py", [], ["src/a.py\n", "\nsrc/a.py", "src/a.py ", "src/a.py\r"]),
        ("src/**/x.py", ["src/a\nb/x.py", "src/\udcff/x.py"], ["src/x.py\n"]),
        ("src/*/x.py", ["src/\n/x.py"], []),
        ("src/...", ["src/a\nb", "src/\udcff\udcfe", "src/-rf", "src/::error file=x::y"], ["src\n/a"]),
    ],
)
def test_what_a_pattern_matches(pattern: str, inside: list[str], outside: list[str]) -> None:
    found = contract([pattern])
    assert [path for path in inside if found.decide(path).verdict != "included"] == []
    assert [path for path in outside if found.decide(path).verdict != "outside"] == []


@pytest.mark.parametrize(
    ("include", "exclude", "path", "verdict"),
    [
        (["src/"], ["infra/"], "src/a.py", "included"),
        (["src/"], ["infra/"], "infra/a.tf", "excluded"),
        (["src/"], ["infra/"], "docs/a.md", "outside"),
        # exclude outweighs include, whichever is narrower
        (["src/api/users.py"], ["src/"], "src/api/users.py", "excluded"),
        (["src/"], ["src/secret/..."], "src/secret/key.pem", "excluded"),
        (["src/"], ["src/secret/..."], "src/secrets/key.pem", "included"),
        (["src/"], ["src/secret/..."], "src/secret/a\nb", "excluded"),
        (["src/"], ["src/**/key.pem"], "src/a\nb/key.pem", "excluded"),
        (["src/"], ["**/*.pem"], "src/deep/a/key.pem", "excluded"),
        # a submodule bump or a link in the place of an excluded folder is the folder's own name
        (["vendor/..."], ["vendor/lib/"], "vendor/lib", "excluded"),
        (["vendor/..."], ["vendor/lib/..."], "vendor/lib", "excluded"),
        (["vendor/..."], ["vendor/lib/**"], "vendor/lib", "excluded"),
        (["vendor/..."], ["vendor/lib/..."], "vendor/library", "included"),
        # of an included folder only what is below it
        (["src/..."], [], "src", "outside"),
        (["src"], [], "src", "included"),
        # no case folding
        (["src/"], [], "SRC/a.py", "outside"),
        (["docs/caf\u00e9/"], ["docs/cafe\u0301/x"], "docs/cafe\u0301/x", "excluded"),
        ([], ["infra/"], "src/a.py", "outside"),
        ([], [], "src/a.py", "outside"),
    ],
)
def test_decisions(include: list[str], exclude: list[str], path: str, verdict: str) -> None:
    assert contract(include, exclude).decide(path).verdict == verdict


def test_the_deciding_entry_is_named() -> None:
    found = contract(["src/", "tests/"], ["src/secret/"])
    entry = found.decide("src/secret/a").entry
    assert entry is not None
    assert entry.declared.paths == ("src/secret/",)
    assert found.decide("elsewhere").entry is None


@pytest.mark.parametrize(
    ("text", "excludes", "matching", "others"),
    [
        ("`src/...` except `src/legacy/`", False, ["src/a.py"], ["src/legacy/a.py", "src/legacy"]),
        ("`src/...` except `src/legacy/`", True, ["src/a.py", "src/legacy"], ["src/legacy/a.py"]),
        ("`src/...` (not `src/a.py`)", False, ["src/b.py"], ["src/a.py"]),
        # an exception that cannot be enforced: nothing is included, everything stays excluded
        ("`src/...` except `/etc`", False, [], ["src/a.py"]),
        ("`infra/...` except `../x`", True, ["infra/a.tf"], []),
        ("`src/...` - never `../x`", False, [], ["src/a.py"]),
        # H6: a negating word is an exception, or nothing is included
        ("`api/...` \u2014 but never `api/auth/...`", False, ["api/a.py"], ["api/auth/a.py", "api/auth"]),
        ("`api/` minus `api/x.py`", False, ["api/a.py"], ["api/x.py"]),
        ("`api/`, but leave `api/x.py` alone", False, ["api/a.py"], ["api/x.py"]),
        ("`api/` except the tests", False, [], ["api/a.py"]),
        ("`api/` must not be touched", False, [], ["api/a.py"]),
        ("api/ (out of scope)", False, [], ["api/a.py"]),
        ("~~api/~~", False, [], ["api/a.py"]),
        ("`api/` (only `api/x.py`)", False, [], ["api/a.py", "api/x.py"]),
        ("`api/`, `!api/x.py`", False, [], ["api/a.py", "api/x.py"]),
        ("`api/` with `web/`", False, ["api/a.py"], ["web/a.py"]),
        # as it stands at the root, or below the entry
        ("`api/` except `x.py`, `auth/`", False, ["api/a.py"], ["api/x.py", "api/b/x.py", "api/auth/a.py"]),
        # on the exclude side doubt leaves more excluded
        ("`infra/` except the docs", True, ["infra/a.tf"], []),
        ("`infra/` must not be touched", True, ["infra/a.tf"], []),
        ("`infra/` - never `db/`", True, ["infra/a.tf", "db/a.sql"], []),
        ("`infra/` with `db/`", True, ["infra/a.tf", "db/a.sql"], []),
        ("never touch `infra/`", True, ["infra/a.tf"], []),
        ("~~infra/~~", True, ["infra/a.tf"], []),
        ("`infra/`, `!infra/x`", True, ["infra/a.tf", "infra/x"], []),
        ("`infra/` except `x.tf`", True, ["infra/x.tf"], ["x.tf"]),
    ],
)
def test_exceptions(text: str, excludes: bool, matching: list[str], others: list[str]) -> None:
    entry = compile_entry(read_entry(text), excludes=excludes)
    assert [path for path in matching if not entry.matches(path)] == []
    assert [path for path in others if entry.matches(path)] == []


@pytest.mark.parametrize(
    ("text", "excludes", "kinds"),
    [
        ("`api/` must not be touched", False, ["taken-back"]),
        ("`api/` must not be touched", True, []),
        ("`api/` with `web/` and `db/`", False, ["not-understood"]),
        ("`api/` with `web/` and `db/`", True, ["not-understood"]),
        ("`api/` runs `npm test`", False, []),
        ("`api/` except `api/x.py`", False, []),
        ("never touch `infra/`", True, []),
    ],
)
def test_what_was_not_understood_is_told_once(text: str, excludes: bool, kinds: list[str]) -> None:
    assert [problem.kind for problem in compile_entry(read_entry(text), excludes).problems] == kinds


def test_one_bad_path_of_an_entry_leaves_the_good_ones_in_force() -> None:
    entry = compile_entry(read_entry("`src/a.py`, `/etc/passwd`, `src/b.py`"))
    assert [problem.path for problem in entry.problems] == ["/etc/passwd"]
    assert entry.matches("src/b.py")
    assert not entry.matches("etc/passwd")


def test_many_entries_and_many_paths_take_little_time() -> None:
    found = contract([f"src/f{n}/..." for n in range(300)] + [f"src/{n}.py" for n in range(300)] + ["**/*.md"] * 20)
    started = time.monotonic()
    verdicts = [found.decide(f"src/f{n % 400}/deep/er/{n}.py").verdict for n in range(3000)]
    assert verdicts.count("included") == 2300
    assert time.monotonic() - started < 10


def test_literal_patterns() -> None:
    entry = compile_entry(read_entry("`src/a.py`, `app/[id]/`, `docs/*.md`, `x/**/y`"))
    assert list(literal_patterns(entry)) == ["src/a.py", "app/[id]"]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("src/" + "*a" * 30 + "b", "src/" + "a" * 250),
        ("**/a/" * 40 + "b", "a/" * 200 + "c"),
        ("**/" * 100 + "x", "a/" * 500 + "y"),
        ("?*" * 60 + "x", "a" * 250),
        ("{a,b}" * 6, "ab" * 100),
    ],
)
def test_no_pattern_backtracks_for_long(pattern: str, path: str) -> None:
    """pathspec 1.1.1 takes minutes for the first of these."""
    started = time.monotonic()
    assert contract([pattern]).decide(path).verdict == "outside"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("text", ["{" + "a," * 400_000 + "b}", "x" * 500_000 + "{a,b}" * 100_000, "`{a,b}" * 100_000])
def test_long_entries_cost_nothing(text: str) -> None:
    started = time.monotonic()
    for entry in (compile_entry(read_entry(text)), compile_entry(ScopeEntry(text, 1, 1, (text,)))):
        assert not entry.patterns
        assert entry.problems
    assert time.monotonic() - started < 1


SESSION = """\
# A

## 7. Branch Continuity

- **Execution Branch:** `feat/a`

## 8. File Scope Contract

### Include (Allowed to Modify)

{include}

### Exclude (Must Not Modify)

{exclude}

## 9. Executor Handoff

x
"""
CODEX = """\
# A

{scope}

## Purpose / Big Picture

x

## Progress

- [ ] x

## Surprises & Discoveries

x

## Decision Log

x
"""


def of_text(text: str) -> Contract:
    plan = load(decode("plans/a.md", text.encode()), CATALOGUE)
    assert plan is not None
    return of_plan(plan)


def test_the_contract_of_a_plan() -> None:
    found = of_text(SESSION.format(include="- `src/...`\n- prose only", exclude="- `src/x/`"))
    assert found.is_declared
    assert not found.exclude_only
    assert [found.decide(path).verdict for path in ("src/a", "src/x/a", "src/x", "b")] == [
        "included",
        "excluded",
        "excluded",
        "outside",
    ]
    assert [problem.kind for entry in found.entries for problem in entry.problems] == ["prose"]


def test_an_include_list_of_none_allows_nothing() -> None:
    found = of_text(SESSION.format(include="- none", exclude="- `infra/`"))
    assert found.is_declared
    assert found.decide("src/a").verdict == "outside"


def test_exclude_only_where_the_dialect_asks_for_no_include_list() -> None:
    found = of_text(CODEX.format(scope="**Forbidden files:** `infra/`"))
    assert found.exclude_only
    assert found.decide("src/a").verdict == "included"
    assert found.decide("infra/a").verdict == "excluded"
    both = of_text(CODEX.format(scope="**Allowed files:**\n\n- `src/`\n\n**Forbidden files:** `infra/`"))
    assert not both.exclude_only
    assert both.decide("docs/a").verdict == "outside"
    session = of_text(SESSION.format(include="", exclude="- `infra/`"))
    assert session.decide("src/a").verdict == "outside"


def test_more_entries_than_any_plan_has() -> None:
    found = of_text(SESSION.format(include="\n".join(f"- `src/{n}.py`" for n in range(3000)), exclude="- none"))
    problems = [problem for entry in found.entries for problem in entry.problems]
    assert [(problem.kind, problem.path) for problem in problems] == [("too-many", "`src/1000.py`")]
    assert found.decide("src/999.py").verdict == "included"
    assert found.decide("src/1000.py").verdict == "outside"


def test_no_scope_is_no_contract() -> None:
    assert not of_text(CODEX.format(scope="Just text.")).is_declared


# --- properties ---------------------------------------------------------------------------------------


@given(st.text(), st.text(), st.text())
def test_any_entry_and_any_path_get_a_verdict(include: str, exclude: str, path: str) -> None:
    found = Contract(
        (compile_entry(read_entry(include)), compile_entry(ScopeEntry(include, 1, 1, (include,)))),
        (compile_entry(read_entry(exclude), excludes=True),),
        DeclaredScope((), ()),
    )
    assert found.decide(path).verdict in ("included", "excluded", "outside")
    assert found.decide(path + "\udcff").verdict in ("included", "excluded", "outside")


NAMES = st.sampled_from(["a", "b", "ab", "a.py", "b.py", ".a", "[a]", "A", "caf\u00e9", "cafe\u0301", "a\nb"])
PATHS = st.lists(NAMES, min_size=1, max_size=5)
SEGMENTS = st.one_of(
    st.sampled_from(["a", "b", "ab", "a.py", ".a", "[a]", "caf\u00e9"]),
    st.sampled_from(["**", "...", "*", "*.py", "a*", "*b"]),
)
ENDS = st.sampled_from(["", "/", "/..."])


@given(st.lists(SEGMENTS, min_size=1, max_size=4), ENDS, PATHS)
def test_a_naive_matcher_agrees(segments: list[str], end: str, path: list[str]) -> None:
    pattern = "/".join(segments) + end
    if problem_of(pattern):
        assert not any(char.isalnum() for char in pattern)
        return
    names = [unicodedata.normalize("NFC", name) for name in path]
    wanted = [unicodedata.normalize("NFC", segment) for segment in segments]
    below_only = bool(end) or wanted[-1] in ("**", "...")
    while wanted[-1] in ("**", "..."):
        wanted.pop()
    # An entry names a file or a folder: what it names, or something below that.
    ends = [count for count in range(1, len(names) + 1) if naive(wanted, names[:count])]
    expected = any(count < len(names) or not below_only for count in ends)
    assert (contract([pattern]).decide("/".join(path)).verdict == "included") == expected
    assert (contract([], [pattern]).decide("/".join(path)).verdict == "excluded") == bool(ends)


def naive(pattern: list[str], names: list[str]) -> bool:
    """Segment by segment, all possibilities."""
    if not pattern:
        return not names
    if pattern[0] in ("**", "..."):
        return any(naive(pattern[1:], names[count:]) for count in range(len(names) + 1))
    if not names:
        return False
    regex = "".join(".*" if char == "*" else re.escape(char) for char in pattern[0])
    return re.fullmatch(regex, names[0], re.DOTALL) is not None and naive(pattern[1:], names[1:])


_NAMES = st.sampled_from(["a", "b", "ab", "a.md", "*", "*.md", "a*", "?b", "**"])


@given(
    pattern=st.lists(_NAMES, min_size=1, max_size=4).filter(lambda names: any(set(name) & set("ab") for name in names)),
    end=st.sampled_from(["", "/", "/...", "/**"]),
    path=st.lists(st.sampled_from(["a", "b", "ab", "a.md", "b.md", ".a"]), min_size=1, max_size=5),
)
def test_pathspec_agrees(pattern: list[str], end: str, path: list[str]) -> None:
    """The oracle for the meaning of gitignore patterns; see docs/decisions.md for why it is no more than that."""
    text, shown = "/".join(pattern) + end, "/".join(path)
    ignore = "/" + text.replace("...", "**") + ("**" if end == "/" else "")
    entry = compile_entry(read_entry(f"`{text}`"))
    assert entry.matches(shown) == GitIgnoreSpec.from_lines([ignore]).match_file(shown), (text, shown)
