"""The rule file-scope on changes made by hand: what it says of each path, and at what severity."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from execplan_hooks.gate.change import Change, Governing
from execplan_hooks.model import Context, Severity
from execplan_hooks.repository.changes import ChangeSet, PathChange
from execplan_hooks.rules import file_scope
from tests.gating import PLAN, session_plan

CATALOGUE = Catalogue()
CONTEXT = Context({"always-allow": ()}, Clock(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))


CASE_OF_SRC = f'upper and lower case differ from "src/..." in {PLAN} line 25'
CASE = f'upper and lower case differ from what is excluded by "infra/..." in {PLAN} line 30'


def plan_in_force(text: str, path: str = PLAN, since: int = 0) -> Governing:
    plan = load(decode(path, text.encode()), CATALOGUE)
    assert plan is not None
    return Governing(plan, "the merge base", "declares this branch", since)


def change(
    paths: str,
    *governing: Governing,
    always: Callable[[str], bool] = lambda _: False,
    require_contract: bool = False,
) -> Change:
    """`paths` as `A src/a.py, D docs/b.md`."""
    changes = []
    for item in paths.split(", "):
        status, path = item.split(" ", 1)
        old, new = {"A": ("000000", "100644"), "D": ("100644", "000000")}.get(status, ("100644", "100644"))
        changes.append(PathChange(path, status, old, new))
    compared = ChangeSet("range", "b" * 40, "c" * 40, "b" * 40, tuple(changes))
    return Change(compared, None, governing, (), always, Config(require_contract=require_contract))


def check(given: Change) -> list[str]:
    return [
        f"{placed.finding.severity.label} {placed.path}:{placed.finding.line} {placed.finding.message}"
        for placed in file_scope.check(given, CONTEXT)
    ]


@pytest.mark.parametrize(
    ("include", "exclude", "paths", "expected"),
    [
        (["`src/...`"], ["`infra/...`"], "A src/a.py, D src/b.py, M src/c.py", []),
        (
            ["`src/...`"],
            ["`infra/...`"],
            "A docs/a.md",
            [f"error docs/a.md:0 added, but outside the include list of {PLAN}"],
        ),
        (
            ["`src/...`"],
            ["`infra/...`"],
            "T docs/a",
            [f"error docs/a:0 changed to another type, but outside the include list of {PLAN}"],
        ),
        (
            ["`src/...`"],
            ["`infra/...`"],
            "D infra/prod.tf",
            [f'error infra/prod.tf:0 deleted, but excluded by "infra/..." in {PLAN} line 29'],
        ),
        (
            ["`src/...`", "`src/x.py`"],
            ["`src/x.py` (unless explicitly approved)"],
            "M src/x.py",
            [f'error src/x.py:0 modified, but excluded by "src/x.py" (unless explicitly approved) in {PLAN} line 30'],
        ),
        (
            ["`src/...` (only if needed)"],
            ["`infra/`"],
            "M src/x.py",
            [f'notice src/x.py:0 modified; allowed by "src/..." in {PLAN} line 25 under a condition: only if needed'],
        ),
        (
            ["`src/...` except `src/x.py`"],
            ["none"],
            "M src/x.py",
            [f"error src/x.py:0 modified, but outside the include list of {PLAN}"],
        ),
        (
            ["`src/...`", "what the parser needs"],
            ["`/etc/...`"],
            "M src/x.py",
            [
                f'warning {PLAN}:26 contract entry "what the parser needs" was not enforced (prose)',
                f'warning {PLAN}:30 contract entry "/etc/..." was not enforced (absolute)',
            ],
        ),
        (
            ["`*`"],
            ["`infra/`"],
            "M src/x.py",
            [
                f'warning {PLAN}:25 contract entry "*" was not enforced (over-broad)',
                f"error src/x.py:0 modified, but outside the include list of {PLAN}",
            ],
        ),
    ],
)
def test_one_plan(include: list[str], exclude: list[str], paths: str, expected: list[str]) -> None:
    assert check(change(paths, plan_in_force(session_plan(include=include, exclude=exclude)))) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", []),
        (
            "SRC/a.py",
            [f"error SRC/a.py:0 added, but outside the include list of {PLAN}; {CASE_OF_SRC}"],
        ),
        ("infra/x", [f'error infra/x:0 added, but excluded by "infra/..." in {PLAN} line 30']),
        (
            "Infra/x",
            [
                f"warning Infra/x:0 added; {CASE}",
            ],
        ),
        (
            "Infra",
            [
                f"warning Infra:0 added; {CASE}",
            ],
        ),
        ("other", [f"error other:0 added, but outside the include list of {PLAN}"]),
    ],
)
def test_case_insensitive_file_systems(path: str, expected: list[str]) -> None:
    plan = plan_in_force(session_plan(include=["`src/...`", "`Infra`"], exclude=["`infra/...`"]))
    assert check(change(f"A {path}", plan)) == expected


def test_include_none_allows_nothing() -> None:
    plan = plan_in_force(session_plan(include=["none"], exclude=["none"]))
    assert check(change("A src/a", plan)) == [f"error src/a:0 added, but outside the include list of {PLAN}"]


def test_all_paths_are_reported_not_only_the_first() -> None:
    found = check(change("A x/a, A src/a, D y/b, M infra/c", plan_in_force(session_plan())))
    assert [line.split(":")[0] for line in found] == ["error x/a", "error y/b", "error infra/c"]


def test_what_is_always_allowed_is_not_judged() -> None:
    given = change("M infra/a, M docs/a", plan_in_force(session_plan()), always=lambda path: path == "infra/a")
    assert [line.split(":")[0] for line in check(given)] == ["error docs/a"]


def test_no_governing_plan_is_no_business_of_this_rule() -> None:
    assert check(change("M infra/a")) == []


ONE = plan_in_force(session_plan(include=["`src/...` (only if needed)"], exclude=["`infra/...`"]), "plans/one.md")
TWO = plan_in_force(session_plan(include=["`src/...`", "`docs/...`"], exclude=["`src/no.py`"]), "plans/two.md")
NEW = plan_in_force(session_plan(include=["`new/...`"], exclude=["`src/never.py`"]), "plans/new.md", since=1)


@pytest.mark.parametrize(
    ("plans", "path", "expected"),
    [
        ([ONE, TWO], "docs/a.md", ""),
        ([ONE, TWO], "src/a.py", ""),  # by the second plan without a condition
        ([ONE], "src/a.py", "notice"),
        ([ONE, TWO], "src/no.py", "error"),
        ([ONE, TWO], "infra/a", "error"),
        ([ONE, TWO], "other", "error"),
        # a plan that the change brings along: alone it counts, beside an older one only what it excludes
        ([NEW], "new/a", ""),
        ([NEW, ONE], "new/a", "error"),
        ([NEW, TWO], "src/never.py", "error"),
        ([NEW, TWO], "src/a.py", ""),
    ],
)
def test_several_plans(plans: list[Governing], path: str, expected: str) -> None:
    assert [line.split(" ")[0] for line in check(change(f"M {path}", *plans))] == ([expected] if expected else [])


def test_a_plan_without_scope_leaves_the_judgement_to_the_others() -> None:
    bare = plan_in_force(session_plan(include=[], exclude=[]), "plans/bare.md")
    assert check(change("M other", bare)) == [
        "notice plans/bare.md:1 files not checked: the plan declares no file scope"
    ]
    assert check(change("M other", bare, require_contract=True)) == [
        "error plans/bare.md:1 files not checked: the plan declares no file scope"
    ]
    assert [line.split(":")[0] for line in check(change("M other", bare, TWO))] == [
        "notice plans/bare.md",
        "error other",
    ]


OWN = f"M {PLAN}, M docs/exec-plans/active/index.md"


@pytest.mark.parametrize(
    ("status", "include", "paths", "expected"),
    [
        ("Draft", "`<folder>/...`", OWN, "notice"),
        ("Draft", "the parser", OWN, "notice"),
        ("In Progress", "`<folder>/...`", OWN, "error"),
        ("Draft", "`<folder>/...`", f"{OWN}, M src/a.py", "error"),
        ("Draft", "`<folder>/...`", f"{OWN}, D docs/exec-plans/active/other.md", "error"),  # a plan, but not its own
        ("Draft", "`<folder>/...`", f"{OWN}, M CHANGELOG.md", "error"),
        ("Draft", "`<folder>/...`", f"{OWN}, M docs/a.md", "error"),
    ],
)
def test_a_draft_that_is_only_written_on(status: str, include: str, paths: str, expected: str) -> None:
    plan = plan_in_force(session_plan(status=status, include=[include], exclude=["`<folder>/...`"]))
    allowed = {PLAN, "docs/exec-plans/active/index.md", "CHANGELOG.md"}
    told = check(change(paths, plan, always=allowed.__contains__))
    whole = f"{PLAN}:1 files not checked: no entry of the plan's contract can be enforced"
    assert [line for line in told if line.endswith(whole)] == [f"{expected} {whole}"]
    assert len(told) == 3, told


def test_a_long_entry_is_cut() -> None:
    plan = plan_in_force(session_plan(include=["`src/`", "word " * 300]))
    assert [len(line) < 200 for line in check(change("M src/a", plan))] == [True]


def test_messages_are_policy() -> None:
    """Agents do what messages say: none suggests a wider contract or a suppression."""
    plans = [
        plan_in_force(session_plan(include=["`src/...` if needed", "prose"], exclude=["`infra/`", "`*`"])),
        plan_in_force(session_plan(include=["prose"], exclude=[]), "plans/prose.md"),
        plan_in_force(session_plan(include=[], exclude=[]), "plans/none.md"),
    ]
    given = change("M src/a, M infra/a, M other", *plans, require_contract=True)
    findings = [placed.finding for placed in file_scope.check(given, CONTEXT)]
    assert len(findings) >= 7
    for finding in findings:
        text = f"{finding.message} {finding.help}".lower()
        assert not re.search(r"\b(?:widen|extend|suppress|disable|ignore|add (?:it|the path|an entry))\b", text)
        assert finding.help or finding.severity is Severity.NOTICE
        assert not finding.message.endswith(".")
