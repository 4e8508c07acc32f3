"""What the checkpoint records of a session plan claim to have changed: file-scope, R70."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.model import Context
from execplan_hooks.rules import file_scope
from tests.gating import DONE, NOW, PLAN, SECOND, examined, planned, session_plan
from tests.gitrepo import GitRepo, isolate


def with_record(claim: str) -> str:
    return session_plan() + f"\n## 10. Progress Checkpoints\n\n- **Checkpoint Record:**\n  - Files Changed: {claim}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitRepo:
    isolate(monkeypatch)
    return planned(tmp_path / "repo")


def told(repo: GitRepo, **request: object) -> list[str]:
    change = examined(repo, **request)
    return [
        f"{placed.finding.severity.label} {placed.path}:{placed.finding.line} {placed.finding.message}"
        for placed in file_scope.check(change, Context({"always-allow": ()}, Clock(NOW)))
    ]


UNTOUCHED = "but the change does not touch it"
OUTSIDE = f"which is outside the include list of {PLAN}"
EXCLUDED = f'which is excluded by "infra/..." in {PLAN} line 29'


def said(severity: str, path: str, what: str, line: int = 38) -> list[str]:
    return [f'{severity} {PLAN}:{line} the record says that "{path}" was changed, {what}']


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("`src/a.py`", []),
        ("src/a.py", []),
        ("`./src/a.py` (reworked)", []),
        ("`src/`", []),
        ("`src/*.py`", []),
        ("none", []),
        ("`src/a.py`, `src/other.py`", said("warning", "src/other.py", UNTOUCHED)),
        ("\n    - `src/a.py`\n    - `src/other.py`", said("warning", "src/other.py", UNTOUCHED, line=40)),
        ("`docs/b.md`", said("error", "docs/b.md", OUTSIDE)),
        ("a.py", []),
        ("other.py", said("warning", "other.py", UNTOUCHED)),
        ("[a.py](../../../src/a.py)", []),
        ("`../../../docs/b.md`", said("error", "../../../docs/b.md", OUTSIDE)),
        (f"`{PLAN}`", []),
        ("`docs/exec-plans/active/index.md`", said("warning", "docs/exec-plans/active/index.md", UNTOUCHED)),
        ("`src/gone.py`", []),
        ("`infra/prod.tf`", said("error", "infra/prod.tf", EXCLUDED)),
        ("`infra/`", said("error", "infra/", EXCLUDED)),
    ],
)
def test_a_claim_lies_in_the_contract_and_in_the_change(repo: GitRepo, claim: str, expected: list[str]) -> None:
    repo.commit("on the way", {"src/gone.py": "x\n"})
    repo.delete("src/gone.py")
    repo.commit("work", {PLAN: with_record(claim), "src/a.py": "more\n"})
    assert told(repo) == expected


SHAPES = {
    "column": (
        "| Checkpoint Record | Files Changed | Result |\n| --- | --- | --- |\n| B03 | {} | done |\n",
        39,
    ),
    "column without the record's name": (
        "| Block | Files Changed | Validation | Result |\n| --- | --- | --- | --- |\n| B03 | {} | 3 passed | done |\n",
        39,
    ),
    "heading": ("### Checkpoint Record: B03\n\n#### Files Changed\n\n- {}\n", 41),
    "within a line": ("- Checkpoint Record: B03 - Files Changed: {} - Result: done\n", 37),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_claim_is_read_in_each_shape_of_a_record(repo: GitRepo, shape: str) -> None:
    text, line = SHAPES[shape]
    head = session_plan() + "\n## 10. Progress Checkpoints\n\n"
    repo.commit("good", {PLAN: head + text.format("`src/a.py`"), "src/a.py": "more\n"})
    assert told(repo) == []
    repo.commit("bad", {PLAN: head + text.format("`src/a.py`, `docs/b.md`")})
    assert told(repo) == said("error", "docs/b.md", OUTSIDE, line=line)


def test_a_cell_may_have_several_lines(repo: GitRepo) -> None:
    text = SHAPES["column"][0].format("`src/a.py`<br>`docs/b.md`")
    repo.commit("bad", {PLAN: session_plan() + f"\n## 10. Progress Checkpoints\n\n{text}", "src/a.py": "more\n"})
    assert told(repo) == said("error", "docs/b.md", OUTSIDE, line=39)


def test_what_another_plan_of_the_branch_includes_is_included(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("second plan", {SECOND: session_plan(include=["`docs/...`"])})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {PLAN: with_record("`src/a.py`, `docs/b.md`"), "src/a.py": "more\n", "docs/b.md": "more\n"})
    assert told(repo) == []
    repo.write(PLAN, with_record("`src/a.py`, `docs/b.md`, `docs/c.md`"))
    repo.stage()
    assert told(repo, staged=True) == []


def test_the_plan_that_is_closed_may_be_recorded(repo: GitRepo) -> None:
    repo.rename(PLAN, DONE)
    repo.commit("close", {DONE: with_record(f"`{DONE}`, `docs/exec-plans/completed/index.md`")})
    assert [text.split(" ")[0] for text in told(repo)] == ["warning"]
    repo.write(DONE, with_record(f"`{DONE}`"))
    repo.stage()
    assert told(repo, staged=True) == []


def test_a_staged_record_may_speak_of_earlier_commits(repo: GitRepo) -> None:
    repo.commit("work", {"src/a.py": "more\n"})
    repo.write(PLAN, with_record("`src/a.py`"))
    repo.stage()
    assert told(repo, staged=True) == []


def test_an_old_claim_is_not_judged_again(repo: GitRepo) -> None:
    repo.checkout("main")
    repo.commit("earlier block", {PLAN: with_record("`src/old.py`, `docs/b.md`")})
    repo.checkout("feat/a")
    repo.merge("main")
    repo.commit("work", {PLAN: with_record("`src/old.py`, `docs/b.md`, `src/a.py`"), "src/a.py": "more\n"})
    assert told(repo) == []


def test_a_path_that_is_reported_itself_is_not_reported_twice(repo: GitRepo) -> None:
    repo.commit("work", {PLAN: with_record("`docs/b.md`"), "docs/b.md": "more\n"})
    assert [text.split(":")[0] for text in told(repo)] == ["error docs/b.md"]


CODEX = """\
# X

Branch: feat/a

## Progress

- Files Changed: `docs/b.md`

## Decision Log

## Surprises & Discoveries

## Plan of Work

Allowed files:

- `src/...`
"""


def test_a_plan_whose_dialect_has_no_records_claims_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)
    repo = planned(tmp_path / "repo", CODEX, "plans/x.md")
    repo.commit("work", {"plans/x.md": CODEX.replace("docs/b.md", "docs/c.md"), "src/a.py": "more\n"})
    assert told(repo) == []


def test_a_very_long_record_costs_little_time(repo: GitRepo) -> None:
    paths = {f"src/{number}.py": "x\n" for number in range(2000)}
    claims = ", ".join(
        [*(f"`{path}`" for path in paths), "`src/*_no.py`", *(f"`src/no{n}/*.py`" for n in range(12_000))]
    )
    lines = "".join(f"\n    - {part}" for part in claims.split(", "))
    repo.commit("work", {PLAN: with_record(lines), **paths})
    change = examined(repo)
    started = time.process_time()
    found = list(file_scope.check(change, Context({"always-allow": ()}, Clock(NOW))))
    assert time.process_time() - started < 3
    assert len(found) == 12_001
