"""Status, boxes, outcomes, verdict, closeout and folder of a plan: what contradicts what, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks import checking
from execplan_hooks.config import Config
from execplan_hooks.tree import Tree
from tests.fixtures import NOW, conforming, plan_of

DONE = "- [x] (2025-10-01 13:00Z) Parser\n- [x] (2025-10-02 13:00Z) Command"
OPEN = "- [x] (2025-10-01 13:00Z) Parser\n- [ ] Command"
WORKS = "The command reads one file."
PENDING = "To be written."


def codex(progress: str, header: str = "", outcomes: str = WORKS) -> str:
    return (
        f"# A plan\n\n{header}\n\n## Purpose\n\nx\n\n## Progress\n\n{progress}\n\n"
        "## Surprises & Discoveries\n\nNone.\n\n## Decision Log\n\nNone.\n\n"
        f"## Outcomes & Retrospective\n\n{outcomes}\n"
    )


def found(text: str, path: str = "plans/plan.md", root: Path | None = None) -> list[tuple[str, int | None]]:
    """Severity and line of what the rule says of a text at a path; with its files where there is a root."""
    plan = plan_of(text, path=path)
    assert plan is not None
    tree = Tree(root, Config()) if root else None
    return [(d.severity.label, d.line) for d in checking.check_plan(plan, Config(), ("lifecycle",), NOW, tree)]


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (codex(OPEN, "Status: Complete"), "plans/plan.md", [("error", 12)]),
        (codex(OPEN, "Status: In Progress"), "plans/plan.md", []),
        (codex(OPEN), "plans/plan.md", []),
        (codex(OPEN, "Status: Complete, except the command"), "plans/plan.md", [("warning", 12)]),
        (codex(OPEN, "Status: Superseded by `b.md`"), "plans/completed/plan.md", []),
        (codex(OPEN), "plans/completed/plan.md", [("error", 12)]),
        (codex(DONE), "plans/completed/plan.md", []),
        (codex(OPEN + " (deferred to May)"), "plans/completed/plan.md", []),
        (codex(OPEN.replace("Command", "Merge the PR")), "plans/completed/plan.md", [("warning", 12)]),
        (codex("- [x] 2025-10-01 Parser\n  - [ ] Quotes"), "plans/completed/plan.md", [("warning", 12)]),
        (codex(DONE, "Status: Blocked"), "plans/completed/plan.md", [("error", 3)]),
        (codex(OPEN, "Status: Draft"), "plans/done/plan.md", [("error", 3)]),
        (codex(DONE, "Status: Complete", PENDING), "plans/plan.md", [("error", 22)]),
        (codex(DONE, "", PENDING), "plans/plan.md", []),
        (codex(DONE, "Status: Complete", "Status: in progress"), "plans/plan.md", [("warning", 24)]),
        (codex(DONE, "Status: In Progress"), "plans/plan.md", [("warning", 3)]),
        (codex(DONE, "Status: In Progress", PENDING), "plans/plan.md", [("notice", 3)]),
        (codex(DONE), "plans/active/plan.md", [("warning", 9)]),
        (codex(DONE, "", PENDING), "plans/active/plan.md", [("notice", 9)]),
        (codex(OPEN), "plans/active/plan.md", []),
        (codex("- [-] Parser\n- [ ] ~~Command~~", "Status: In Progress"), "plans/plan.md", []),
        (codex(DONE, "Status: Done"), "plans/active/plan.md", [("warning", 3)]),
        (codex(OPEN), "plans/archive/plan.md", [("notice", 12)]),
        (codex(OPEN, "Status: Abandoned"), "plans/archive/plan.md", []),
        (codex(DONE), "plans/archive/plan.md", []),
    ],
)
def test_what_a_plan_says_of_itself_agrees(text: str, path: str, expected: list[tuple[str, int]]) -> None:
    assert found(text, path) == expected


@pytest.mark.parametrize(
    ("section", "item", "expected"),
    [
        ("Plan of Work", "- [ ] `pytest` passes", []),
        ("Validation and Acceptance", "- [ ] `pytest` passes", ["warning"]),
        ("Validation and Acceptance", "- [x] `pytest` passes", []),
        ("Validation and Acceptance", "- [ ] ~~`pytest` passes~~", []),
        ("Validation and Acceptance", "- [ ] `pytest` passes (deferred to M5)", []),
    ],
)
def test_a_checklist_outside_the_progress_is_none_of_tasks(section: str, item: str, expected: list[str]) -> None:
    text = codex(DONE, "Status: Complete") + f"\n## {section}\n\n{item}\n"
    assert [severity for severity, _ in found(text)] == expected
    assert found(text.replace("Status: Complete", "Status: Abandoned")) == []


@pytest.mark.parametrize("dialect", ["ssot", "session", "quality-gates", "wbs", "codex", "ssot-minimal"])
def test_a_done_plan_whose_status_is_set_back_is_reported_and_as_it_is_not(dialect: str) -> None:
    text = conforming(dialect, "done")
    assert found(text) == []
    words = ("status: DONE", "- Status: Complete", "- Status: complete", "- Status: done", "**Status:** Done")
    status = next((word for word in words if word in text), None)
    assert status is not None
    started = "IN_PROGRESS" if status.endswith("DONE") else "In Progress"
    back = text.replace(status, status.rpartition(" ")[0] + " " + started, 1)
    if dialect == "session":  # it has no boxes; its folder tells
        assert [severity for severity, _ in found(back, "docs/exec-plans/completed/x.md")] == ["error"]
    else:
        assert found(back) != []


@pytest.mark.parametrize(
    ("place", "field", "severity"),
    [("## Progress", "Status: IN_PROGRESS", "error"), ("## Handoff Summary", "Status: IN_PROGRESS", "warning")],
)
def test_statuses_of_two_places_agree(place: str, field: str, severity: str) -> None:
    text = conforming("ssot")
    head, _, tail = text.partition(place)
    changed = head + place + tail.replace(field, "Status: BLOCKED", 1)
    assert found(text) == []
    assert [one for one, _ in found(changed)] == [severity]


@pytest.mark.parametrize(
    ("status", "severity", "words"),
    [("IN_PROGRESS", "warning", "write a new one"), ("ABANDONED", "notice", "leave it")],
)
def test_a_hand_off_is_not_rewritten_but_followed_by_a_new_one(status: str, severity: str, words: str) -> None:
    text = conforming("ssot").replace("IN_PROGRESS", status)
    before, place, after = text.partition("## Handoff Summary")
    old = before + place + after.replace(f"Status: {status}", "Status: BLOCKED", 1)
    plan = plan_of(old)
    assert plan is not None
    diagnostics = checking.check_plan(plan, Config(), ("lifecycle",), NOW)
    assert [(d.severity.label, words in (d.help or "")) for d in diagnostics] == [(severity, True)]
    assert found(old + f"\n## Handoff Summary\n\nStatus: {status}\n") == []


COMPLETED = "docs/exec-plans/completed/notification-digest.md"
LINK = "- [Digests](notification-digest.md)\n"


def _repository(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


INDEXES = {
    "docs/exec-plans/active/index.md": "# Active\n\nNone.\n",
    "docs/exec-plans/completed/index.md": f"# Completed\n\n{LINK}",
}


NO_BLOCKERS = (
    "none",
    "None.",
    "暂无",
    "なし",
    "없음",
    "nil",
    "0",
    "There are none",
    "All resolved.",
    "none; signed off",
)
BLOCKERS = (
    "No, CI is red",
    "no: the docs are missing",
    "0. CI is red",
    "none of the tests pass",
    "nothing (except CI is red)",
    "None but the deployment",
    "no one has reviewed it",
)


@pytest.mark.parametrize(
    ("old", "new", "severities"),
    [
        ("", "", []),
        ("`PASS_WITH_NOTES`", "`FAIL`", ["error"]),
        ("`PASS_WITH_NOTES`", "`FAIL`, then `PASS`", []),
        ("`PASS_WITH_NOTES`", "FAIL \u2192 PASS", []),
        ("`PASS_WITH_NOTES`", "FAIL: 2 of 5 PASS", ["error"]),
        ("`PASS_WITH_NOTES`", "FAIL, see the PASS criteria", ["error"]),
        ("`PASS_WITH_NOTES`", "FAIL, then PASS, then FAIL", ["error"]),
        ("`PASS_WITH_NOTES`", "failed", ["error"]),
        ("`PASS_WITH_NOTES`", "`PASS`, then `FAIL`", ["error"]),
        ("`PASS_WITH_NOTES`", "~~PASS~~ FAIL", ["error"]),
        ("`PASS_WITH_NOTES`", "\uff26\uff21\uff29\uff2c", ["error"]),
        ("`PASS_WITH_NOTES`", "PASS, no FAIL in 24 runs", []),
        ("`PASS_WITH_NOTES`", "\n  - FAIL", ["error"]),
        ("**Ready To Close:** `yes`", "**Ready To Close:**\n  - no", ["error"]),
        ("  - none\n", "  CI is red on main\n", ["error"]),
        *(("  - none\n", f"  - {text}\n", []) for text in NO_BLOCKERS),
        *(("  - none\n", f"  - {text}\n", ["error"]) for text in BLOCKERS),
        ("**Ready To Close:** `yes`", "**Ready To Close:** `no`", ["error"]),
        ("  - none\n", "  - the docs are not written\n", ["error"]),
        ("  - none\n", "  - ~~the docs~~ written on 2026-03-20\n", []),
        ("completed/notification-digest.md`", "completed/digest.md`", ["error"]),
        ("docs/exec-plans/completed/notification-digest.md`", "docs/done/notification-digest.md`", ["error"]),
        ("docs/exec-plans/completed/notification-digest.md`", "<completed path>`", []),
        (
            "docs/exec-plans/completed/notification-digest.md`",
            "active/notification-digest.md` -> `completed/notification-digest.md`",
            [],
        ),
        # the last record of a block
        ("  - Result: `done`\n  - Notes: as planning", "  - Result: `pending`\n  - Notes: as planning", ["warning"]),
        ("  - Result: `done`\n  - Notes: the queue", "  - Result: `blocked`\n  - Notes: the queue", ["warning"]),
        (
            "`S14` / `B03` / `digest-mail`\n  - Files Changed: `apps/api/src/notify/job.ts`, `apps/api/src/notify/q",
            "S14/B03\n  - Files Changed: `apps/api/src/notify/job.ts`, `apps/api/src/notify/q",
            [],
        ),
    ],
)
def test_the_closeout_is_true(old: str, new: str, severities: list[str], tmp_path: Path) -> None:
    text = conforming("session", "done")
    assert old in text
    changed = text.replace(old, new) if old else text
    root = _repository(tmp_path, {COMPLETED: changed, **INDEXES})
    assert [one for one, _ in found(changed, COMPLETED, root)] == severities


def test_a_plan_that_says_it_cannot_be_closed_is_told_to_correct_its_status() -> None:
    text = conforming("session", "done").replace("  - none\n", "  - the docs are not written\n")
    said = {}
    for answer in ("yes", "no"):
        plan = plan_of(text.replace("**Ready To Close:** `yes`", f"**Ready To Close:** `{answer}`"), path=COMPLETED)
        assert plan is not None
        (said[answer],) = (d.help or "" for d in checking.check_plan(plan, Config(), ("lifecycle",), NOW))
    assert 'say "no"' in said["yes"]
    assert 'say "no"' not in said["no"]
    assert "set the status" in said["no"]


PACKAGE = "packages/web/"


@pytest.mark.parametrize(
    ("completed", "moved", "severities"),
    [
        (LINK, COMPLETED, []),
        (LINK, PACKAGE + COMPLETED, []),
        (LINK, "docs/done/notification-digest.md", ["error"]),
        (LINK, "docs/exec-plans/active/notification-digest.md", ["error"]),
        ("None.\n", COMPLETED, ["error"]),
    ],
)
def test_the_folders_of_a_package_are_those_of_its_plans(
    completed: str, moved: str, severities: list[str], tmp_path: Path
) -> None:
    text = conforming("session", "done").replace(f"`{COMPLETED}`", f"`{moved}`")
    files = {PACKAGE + path: content for path, content in INDEXES.items()}
    files |= {PACKAGE + COMPLETED: text, PACKAGE + "docs/exec-plans/completed/index.md": completed}
    assert [one for one, _ in found(text, PACKAGE + COMPLETED, _repository(tmp_path, files))] == severities


def test_a_later_verdict_counts(tmp_path: Path) -> None:
    text = conforming("session", "done")
    again = text.replace("- **Verdict:** `PASS_WITH_NOTES`", "- **Verdict:** `FAIL`\n- **Verdict:** `PASS`")
    assert found(again, COMPLETED, _repository(tmp_path, {COMPLETED: again, **INDEXES})) == []


@pytest.mark.parametrize(
    ("active", "completed", "severities"),
    [
        ("None.\n", LINK, []),
        ("None.\n", "| Plan |\n| --- |\n| `notification-digest.md` |\n", []),
        ("[x](../completed/notification-digest.md) was closed\n", LINK, []),
        ("None.\n", "None.\n", ["error"]),
        ("None.\n", "<!-- [x](notification-digest.md) -->\n", ["error"]),
        (LINK, LINK, ["error"]),
        ("`notification-digest.md`\n", LINK, ["warning"]),
        ("None.\n", "- notification-digest.md\n", []),
        ("None.\n", "- [[notification-digest]]\n", []),
        ("notification-digest.md was closed\n", LINK, []),
        (LINK, "None.\n", ["error", "error"]),
        (None, LINK, ["error"]),
    ],
)
def test_the_indexes_agree_with_the_folders(
    active: str | None, completed: str, severities: list[str], tmp_path: Path
) -> None:
    text = conforming("session", "done")
    files = {COMPLETED: text, "docs/exec-plans/completed/index.md": completed}
    if active is not None:
        files["docs/exec-plans/active/index.md"] = active
    assert [one for one, _ in found(text, COMPLETED, _repository(tmp_path, files))] == severities


def test_indexes_that_nobody_has_are_not_asked_for(tmp_path: Path) -> None:
    text = conforming("session", "done").replace("index.md`: `yes`", "index.md`: `no`")
    assert found(text, COMPLETED, _repository(tmp_path, {COMPLETED: text})) == []


def test_an_active_plan_belongs_in_the_active_index(tmp_path: Path) -> None:
    text = conforming("session")
    path = "docs/exec-plans/active/digest.md"
    files = {path: text, "docs/exec-plans/active/index.md": "- [Digest](digest.md)\n"}
    assert found(text, path, _repository(tmp_path, files)) == []
    files["docs/exec-plans/active/index.md"] = "None.\n"
    assert found(text, path, _repository(tmp_path, files)) == [("error", 1)]


@pytest.mark.parametrize(
    ("others", "severities"),
    [
        ({}, []),
        ({"active/queue.md": "# Q\n"}, ["notice"]),
        ({"active/queue.md": "# Q\n", "completed/index.md": "None.\n"}, ["warning"]),
        ({"active/a.md": "# A\n"}, []),  # said of the first plan in the folder
    ],
)
def test_an_index_that_does_not_exist_is_told_of_once(
    others: dict[str, str], severities: list[str], tmp_path: Path
) -> None:
    text, path = conforming("session"), "docs/exec-plans/active/digest.md"
    root = _repository(tmp_path, {path: text, **{f"docs/exec-plans/{name}": said for name, said in others.items()}})
    assert [one for one, _ in found(text, path, root)] == severities


def test_a_draft_need_not_stand_in_an_index_yet(tmp_path: Path) -> None:
    path = "docs/exec-plans/active/digest.md"
    root = _repository(tmp_path, {"docs/exec-plans/active/index.md": "None.\n"})
    assert found(conforming("session", "draft"), path, root) == []
    plan = plan_of(conforming("session"), path=path)
    assert plan is not None
    (missing,) = checking.check_plan(plan, Config(), ("lifecycle",), NOW, Tree(root, Config()))
    assert "closeout" not in (missing.help or "")


_PIECES = (
    "- [ ] a|  - [x] b|- [-] c (deferred)|## Progress|## Outcomes & Retrospective|TBD||```|- Status: done|---|<!--"
    "|**x:**|Status: In Progress|### Later|## Decision Log|> - [ ] q|1. [ ] n"
    "|## Closeout Checklist|- Ready To Close: yes|- **Moved Plan Path:** `x.md`|- **Closeout Blockers:**"
    "|- Run 1 failed|Next Action:"
)
_LINES = st.lists(st.sampled_from(_PIECES.split("|")), max_size=25)


@given(lines=_LINES, folder=st.sampled_from(["plans", "plans/completed", "docs/exec-plans/active", "archive"]))
def test_no_text_breaks_the_rules_and_findings_lie_inside_the_file(lines: list[str], folder: str) -> None:
    plan = plan_of("\n".join(["# P", *lines]) + "\n", "session" if len(lines) % 2 else "codex", path=f"{folder}/p.md")
    assert plan is not None
    for diagnostic in checking.check_plan(plan, Config(), ("lifecycle", "progress"), NOW):
        assert diagnostic.line is not None
        assert 1 <= diagnostic.line <= len(plan.source.lines)


def test_statuses_that_differ_from_the_front_matter_are_one_finding() -> None:
    text = conforming("ssot", "done").replace("status: DONE", "status: BLOCKED", 1)
    assert [severity for severity, _ in found(text)] == ["error"]


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("Complete", "error"),
        ("Complete (100%)", "error"),
        ("✅ Complete (12/12 tasks)", "error"),
        ("Done 2025/11/03", "error"),
        ("Complete. See https://example.org/p/12/files", "error"),
        ("Done, merged; no open items", "error"),
        ("Complete, merged to main without changes", "error"),
        ("Complete (11/12 tasks)", "warning"),
        ("Complete, 90 % tested", "warning"),
        ("Done, except the deployment", "warning"),
        ("Done without changes except the deployment", "warning"),
        ("Complete, but not documented", "warning"),
    ],
)
def test_a_status_is_taken_at_its_word_unless_it_takes_something_back(status: str, severity: str) -> None:
    assert [one for one, _ in found(codex(OPEN, f"Status: {status}"))] == [severity]
