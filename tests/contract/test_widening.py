"""What one version of a contract allows beyond another; held against the verdicts on generated paths."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.contract import contract
from execplan_hooks.contract.contract import Contract
from execplan_hooks.contract.widening import widenings
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.recognition import load
from execplan_hooks.document.source import decode
from tests.gating import PLAN, session_plan

CATALOGUE = Catalogue()


def contract_of(include: list[str], exclude: list[str]) -> Contract:
    plan = load(decode(PLAN, session_plan(include=include, exclude=exclude).encode()), CATALOGUE)
    assert plan is not None
    return contract.of_plan(plan)


def told(old: tuple[list[str], list[str]], new: tuple[list[str], list[str]]) -> list[str]:
    return [f"{item.side} {item.text}" for item in widenings(contract_of(*old), contract_of(*new))]


@pytest.mark.parametrize(
    ("old", "new", "widened"),
    [
        ("`src/...`", "`src/...`", False),
        ("`src/...`", "`src/`", False),
        ("`src/...`", "`./src/**`", False),
        ("`src/...`", "`src/api/...`", False),
        ("`src/...`", "`src/a.py`", False),
        ("`src/...`", "`src/*.py`", False),
        ("`src/...`", "`src/**/x/*.py`", False),
        ("`src/*.py`", "`src/a.py`", False),
        ("`**/*.md`", "`docs/a.md`", False),
        ("`src`", "`src/...`", False),
        ("`src/...`", "`src`", True),  # a file or a link in the folder's place
        ("`src/a.py`", "`src/...`", True),
        ("`src/a.py`", "`src/*.py`", True),
        ("`src/...`", "`src2/...`", True),
        ("`src/...`", "`infra/...`", True),
        ("`src/{a,b}.py`", "`src/a.py`", False),
        ("`src/a.py`", "`src/{a,b}.py`", True),
        ("`src/...`", "`src/...` except `src/auth/`", False),
        ("`src/...` except `src/auth/`", "`src/...`", True),
        ("`src/...` except `src/auth/`", "`src/...` except `src/auth/`", False),
        ("`src/...` except `src/auth/`", "`src/...` except `src/auth/`, `src/b/`", False),
        ("`src/...` except `src/auth/`", "`src/auth/x.py`", True),
        # What is below `src/web/x.py`, were it a folder, could be another `src/auth`.
        ("`src/...` except `src/auth/`", "`src/web/x.py`", True),
        ("`src/...` (only if needed)", "`src/...`", True),
        ("`src/...` (only if needed)", "`src/...` (only if needed)", False),
        ("`src/...`", "`src/...` (only if needed)", False),
        ("`src/...`", "whatever it takes", False),  # prose allows nothing
        ("`src/...`", "`/etc/`", False),
        ("`src/...`", "`**`", False),  # refused: it is no contract
    ],
)
def test_an_include_entry_that_is_added(old: str, new: str, widened: bool) -> None:
    expected = [f"include {new}"] if widened else []
    assert told(([old], ["`infra/...`"]), ([new], ["`infra/...`"])) == expected


@pytest.mark.parametrize(
    ("old", "new", "widened"),
    [
        ("`infra/...`", "`infra/...`", False),
        ("`infra/prod.tf`", "`infra/...`", False),
        ("`infra/...`", "`infra/prod.tf`", True),
        ("`infra/...`", "none", True),
        ("`infra/...`", "`infra/...` (unless approved)", True),
        ("`infra/...` (unless approved)", "`infra/...`", False),
        ("`infra/...`", "`infra/...` except `infra/dev/`", True),
        ("`infra/...` except `infra/dev/`", "`infra/...`", False),
        ("unrelated modules", "unrelated modules", False),
        ("unrelated modules", "none", True),
        ("`infra/...`", "anything in `infra`", True),  # prose cannot be enforced any more
        ("`<folder>/...`", "`infra/...`", False),  # filled in
        ("<paths>", "none", False),
        ("`{{ folder }}`", "`infra/...`", False),
        ("`infra/<service>/...`", "`infra/api/...`", True),
        ("`infra/...` and `<folder>/...`", "`infra/db/...`", True),
        ("nothing in <folder> without Mira", "none", True),
        ("`...`", "none", True),
        ("`**`", "none", True),
        ("TBD", "none", True),
    ],
)
def test_an_exclude_entry_that_is_removed_or_weakened(old: str, new: str, widened: bool) -> None:
    expected = [f"exclude {old}"] if widened else []
    assert told((["`src/...`"], [old]), (["`src/...`"], [new])) == expected


def test_a_contract_that_is_removed() -> None:
    assert told((["`src/...`"], ["`infra/...`"]), ([], [])) == ["exclude the whole contract"]
    assert told(([], []), (["`src/...`"], ["`infra/...`"])) == []


NAMES = st.sampled_from(["a", "b", "ab", "*", "a*", "?", "**"])
PATTERNS = st.lists(NAMES, min_size=1, max_size=3).map("/".join).filter(lambda text: any(c.isalpha() for c in text))
ENTRIES = st.one_of(
    PATTERNS.map("`{}`".format), st.tuples(PATTERNS, PATTERNS).map(lambda pair: f"`{pair[0]}` except `{pair[1]}`")
)
SIDES = st.tuples(st.lists(ENTRIES, max_size=3), st.lists(ENTRIES, max_size=2))
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "c"]), min_size=1, max_size=4).map("/".join)


@given(SIDES, SIDES, st.lists(PATHS, min_size=1, max_size=30))
def test_what_is_allowed_only_now_is_always_told(
    old: tuple[list[str], list[str]], new: tuple[list[str], list[str]], paths: list[str]
) -> None:
    before, after = contract_of(*old), contract_of(*new)
    silent = before.is_declared and not list(widenings(before, after))
    gained = [
        path for path in paths if after.decide(path).verdict == "included" and before.decide(path).verdict != "included"
    ]
    assert not (silent and gained), (old, new, gained)


def test_very_many_entries_cost_little_time() -> None:
    many = contract_of([f"`*{i}/x*{i}/**/y{i}?/`" for i in range(1000)], [f"`infra/{i}`" for i in range(1000)])
    other = contract_of([f"`a{i}/b{i}/c`" for i in range(1000)], [f"`infra/*/{i}`" for i in range(1000)])
    started = time.process_time()
    assert len(list(widenings(many, other))) == 2000
    assert len(list(widenings(other, many))) == 2000
    assert time.process_time() - started < 3


CODEX = """\
# X

## Progress

x

## Decision Log

x

## Surprises & Discoveries

x

## Plan of Work

"""
ALLOWED, FORBIDDEN = "Allowed files:\n\n- `src/...`\n\n", "Do not touch:\n\n- `infra/...`\n"


def codex(lists: str) -> Contract:
    plan = load(decode("plans/x.md", (CODEX + lists).encode()), CATALOGUE)
    assert plan is not None
    return contract.of_plan(plan)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ALLOWED + FORBIDDEN, FORBIDDEN, ["include the whole include list"]),
        (FORBIDDEN, ALLOWED + FORBIDDEN, []),  # until then all but the exclude list was allowed
        (FORBIDDEN, FORBIDDEN, []),
        (FORBIDDEN, ALLOWED, ["exclude `infra/...`"]),
    ],
)
def test_where_an_exclude_list_alone_is_a_contract(old: str, new: str, expected: list[str]) -> None:
    assert [f"{item.side} {item.text}" for item in widenings(codex(old), codex(new))] == expected


def test_an_entry_with_very_many_new_exceptions_counts_as_another() -> None:
    """The bound errs on the side of telling."""
    exceptions = ", ".join(f"`src/{number}/`" for number in range(21))
    old, new = ([f"`src/...` except {exceptions}"], ["none"]), (["`src/a.py`"], ["none"])
    assert told(old, new) == ["include `src/a.py`"]
