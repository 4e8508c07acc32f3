"""The rule plan-updated: code and plan go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.model import Context
from execplan_hooks.rules import plan_updated
from tests.fixtures import conforming
from tests.gating import DONE, NOW, PLAN, examined, planned
from tests.gitrepo import GitRepo

CODEX = conforming("codex").replace("feat/csv-import", "feat/a")
SSOT = conforming("ssot").replace("feat/login-rate-limit", "feat/a")
GATES = conforming("quality-gates").replace("feat/invoice-pdf", "feat/a")
SESSION = conforming("session").replace("feat/notification-digest", "feat/a")
OTHER = "docs/exec-plans/active/b.md"
CODE = {"src/a.py": "a = 2\n"}


def told(repo: GitRepo, **request: object) -> list[tuple[str, str, int, str]]:
    return [
        (placed.finding.severity.label, placed.path, placed.finding.line, placed.finding.message)
        for placed in plan_updated.check(examined(repo, **request), Context({}, Clock(NOW)))
    ]


def silent_or(line: int, paths: str = "1 other path") -> tuple[str, str, int, str]:
    message = f"the change touches {paths}, but the plan has nothing new in its living sections"
    return "warning", PLAN, line, message


def old_stamp(line: int, value: str) -> tuple[str, str, int, str]:
    return "warning", PLAN, line, f'"updated" is {value}, not later than before the change, though the plan has news'


PROGRESS = CODEX.replace("- [ ] Document the column names", "- [x] Document the column names")
ENTRY = CODEX.replace("## Decision Log\n", "## Decision Log\n\n- Decision: x.\n  Date/Author: 2025-11-06, Mira\n")
TICKED = SSOT.replace("- [ ] 2026-01-13T16:10:00Z", "- [x] 2026-01-13T16:10:00Z")
GATED = GATES.replace(
    "## Progress (Running Log)\n", "## Progress (Running Log)\n\n- (2026-02-05T10:00Z) Wrote the view\n"
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (CODEX, CODEX, [silent_or(19)]),
        (CODEX, PROGRESS, []),
        (CODEX, CODEX.replace("- [x] (2025-11-03 09:10Z)", "- [ ] (2025-11-03 09:10Z)"), []),
        (CODEX, CODEX.replace("Report of the skipped lines.", "Report of the skipped lines, with numbers."), []),
        (CODEX, ENTRY, []),
        (CODEX, CODEX.replace("So far the parser", "The parser"), []),
        # what is no news
        (CODEX, CODEX.replace("First the parser alone", "First the storage alone"), [silent_or(19)]),
        (CODEX, CODEX.replace("- [ ] Document the column names in `docs/import.md`.\n", ""), [silent_or(19)]),
        (
            CODEX,
            CODEX.replace("with tests for quoting and for\n  rows", "with tests for quoting\n  and for rows"),
            [silent_or(19)],
        ),
        (SESSION, SESSION, [silent_or(98)]),
        (SESSION, SESSION.replace("14 passed", "15 passed"), []),
        # the field `updated`
        (SSOT, SSOT, [silent_or(17)]),
        (SSOT, TICKED, [old_stamp(6, "2026-01-13T16:20:00Z")]),
        (SSOT, TICKED.replace("T16:20:00Z\nprofile", "T16:21:00Z\nprofile"), []),
        (SSOT, TICKED.replace("T16:20:00Z\nprofile", "T15:21:00Z\nprofile"), [old_stamp(6, "2026-01-13T15:21:00Z")]),
        (
            SSOT,
            TICKED.replace("T16:20:00Z\nprofile", "T16:20:00+00:00\nprofile"),
            [old_stamp(6, "2026-01-13T16:20:00+00:00")],
        ),
        (
            SSOT,
            TICKED.replace("updated: 2026-01-13T16:20:00Z\n", ""),
            [("warning", PLAN, 1, '"updated" is gone (it was 2026-01-13T16:20:00Z)')],
        ),
        (SSOT.replace("updated: 2026-01-13T16:20:00Z\n", ""), TICKED, []),
        (GATES, GATED, [old_stamp(6, "2026-02-04T15:30Z")]),
        (GATES, GATED.replace("2026-02-04T15:30Z", "2026-02-05T10:00Z"), []),
        (GATES.replace("2026-02-04T15:30Z", "2026-02-05"), GATED.replace("2026-02-04T15:30Z", "2026-02-05"), []),
    ],
)
def test_code_comes_with_news_of_its_plan(
    before: str, after: str, expected: list[tuple[str, str, int, str]], tmp_path: Path
) -> None:
    repo = planned(tmp_path, before)
    repo.commit("work", {**CODE, PLAN: after})
    assert told(repo) == expected


def test_without_code_nothing_is_asked_for(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.commit(
        "planning",
        {PLAN: CODEX.replace("First the parser alone", "First the storage"), "docs/exec-plans/index.md": "x\n"},
    )
    assert told(repo) == []


def test_what_is_always_allowed_is_no_code(tmp_path: Path) -> None:
    for number, expected in ((0, 1), (1, 0)):
        repo = planned(tmp_path / str(number), CODEX)
        if number:
            repo.checkout("main")
            repo.commit(
                "configuration",
                {".execplan.yaml": "version: 1\nrules:\n  file-scope: {always-allow: [CHANGELOG.md]}\n"},
            )
            repo.git("rebase", "--quiet", "main", "feat/a")
        repo.commit("work", {"CHANGELOG.md": "x\n"})
        assert len(told(repo)) == expected


def test_without_a_governing_plan_nothing_is_asked_for(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX.replace("feat/a", "feat/other"))
    repo.commit("work", CODE)
    assert told(repo) == []


def test_a_later_commit_of_the_range_may_bring_the_news(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.commit("work", CODE)
    assert told(repo) == [silent_or(19)]
    repo.commit("progress", {PLAN: PROGRESS})
    assert told(repo) == []


def test_before_the_commit_it_is_a_notice(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.write("src/a.py", "a = 2\n")
    assert [found[0] for found in told(repo, worktree=True)] == ["notice"]
    repo.stage()
    assert [found[0] for found in told(repo, staged=True)] == ["notice"]
    repo.write(PLAN, PROGRESS)
    repo.stage()
    assert told(repo, staged=True) == []


def test_a_plan_that_the_change_brings_along_is_up_to_date(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX, name=OTHER)
    repo.delete(OTHER)
    repo.commit("no plan")
    repo.git("branch", "-f", "main")
    repo.commit("plan and work", {**CODE, PLAN: CODEX})
    assert told(repo) == []


def test_a_plan_that_is_finished_and_moved_is_compared_with_the_one_before(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.rename(PLAN, DONE)
    repo.commit("done", CODE)
    assert [(path, line) for _, path, line, _ in told(repo)] == [(DONE, 19)]
    repo.commit(
        "outcomes", {DONE: CODEX.replace("To be written when the command is merged.", "The command is merged.")}
    )
    assert told(repo) == []


def test_of_a_deleted_plan_nothing_is_said(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.delete(PLAN)
    repo.commit("work", CODE)
    assert told(repo) == []


def test_of_several_governing_plans_one_with_news_is_enough(tmp_path: Path) -> None:
    repo = planned(tmp_path, CODEX)
    repo.checkout("main")
    repo.commit("second", {OTHER: CODEX.replace("# Teach", "# Also teach")})
    repo.git("rebase", "--quiet", "main", "feat/a")
    repo.commit("work", CODE)
    severity, path, line, message = silent_or(19)
    assert told(repo) == [(severity, path, line, f"{message} (nor has {OTHER})")]
    repo.commit("progress", {OTHER: PROGRESS.replace("# Teach", "# Also teach")})
    assert told(repo) == []
