"""How a plan stands: the fate of its tasks, its statuses and folder, its outcomes, its closeout, failed attempts."""

from __future__ import annotations

import pytest

from execplan_hooks.document.lifecycle import closeout
from execplan_hooks.document.lifecycle.attempts import repeated_failures
from execplan_hooks.document.lifecycle.boxes import boxes
from execplan_hooks.document.lifecycle.standing import Standing, pending_text
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import decode
from tests.fixtures import plan_of


def codex(progress: str, header: str = "", outcomes: str = "It works.", path: str = "plans/plan.md") -> Plan:
    text = (
        f"# A plan\n\n{header}\n\n## Purpose\n\nx\n\n## Progress\n\n{progress}\n\n"
        "## Surprises & Discoveries\n\nNone.\n\n## Decision Log\n\nNone.\n\n"
        f"## Outcomes & Retrospective\n\n{outcomes}\n"
    )
    plan = plan_of(text, "codex", path=path)
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("item", "fate"),
    [
        ("- [x] Done", "done"),
        ("- [X] Done (deferred parts are in the next plan)", "done"),
        ("- [ ] Open", "open"),
        ("- [/] Half done", "open"),
        ("- [-] Not done", "aside"),
        ("- [~] Given up", "aside"),
        ("- [ ] ~~Struck out~~", "aside"),
        ("- [ ] Android (deferred to the next release)", "aside"),
        ("- [ ] Diffs for each step (skipped — see Decision Log)", "aside"),
        ("- [ ] Upload (moved to `upload.md`)", "aside"),
        ("- [ ] Upload (won't do)", "aside"),
        ("- [ ] Upload (optional)", "aside"),
        ("- [ ] Optional: upload", "aside"),
        ("- [ ] (optional) Upload", "aside"),
        ("- [ ] Upload (follow-up, see issue 12).", "aside"),
        ("- [ ] Lists (remaining: paste (optional), undo)", "open"),
        ("- [ ] Follow-up — measure it for a week", "aside"),
        ("- [ ] Upload — not needed any more", "aside"),
        ("- [ ] Upload. Deferred until somebody asks.", "aside"),
        ("- [ ] iOS build\u6682\u7f13\u3002", "aside"),
        ("- [ ] Answer cancelled requests with 499", "open"),
        ("- [ ] Add an optional parameter `limit`", "open"),
        ("- [ ] Render deferred images", "open"),
        ("- [ ] Drop skipped rows from the report", "open"),
        ("- [ ] Wire it (completed: parser; remaining: command)", "open"),
        ("- [ ] First probe (no longer deferred to the release) is slow", "open"),
        ("- [ ] 2025-12-02T11:40:00Z - Dropped the package cache", "open"),
        ("- [ ] 2025-12-02T11:40:00Z - Dropped for now: the package cache", "open"),
        ("- [ ] (2025-12-02) Android — dropped", "aside"),
        ("- [ ] Clean up - dropped columns are still read", "open"),
        ("- [ ] Run the tests (skipped those of the old server)", "open"),
        ("- [ ] Split it; move half of the file first", "open"),
        # What agents write when they are told to write what became of a task.
        ("- [ ] Cache. Cancelled on 2026-11-09: nobody needs it", "aside"),
        ("- [ ] Cache (cancelled on 2026-11-09, nobody needs it)", "aside"),
        ("- [ ] Cache \u2014 dropped on 2026-11-09, see Decision Log", "aside"),
        ("- [ ] Cache (dropped: nobody needs it)", "aside"),
        ("- [ ] Cache (dropped 2026-11-09; the proxy caches)", "aside"),
        ("- [ ] Cache \u2014 abandoned 2026-11-09", "aside"),
        ("- [ ] Cache. Deferred 2026-11-09.", "aside"),
        ("- [ ] Cache. Deferred 9 Nov.", "aside"),
        ("- [ ] CANCELLED 2026-11-09: cache", "aside"),
        ("- [ ] Cache. Not done: nobody needs it", "aside"),
        ("- [ ] Cache \u2014 not done, superseded by the proxy", "aside"),
        ("- [ ] Cache (replaced by the proxy)", "aside"),
        ("- [ ] Cache. Became unnecessary: the proxy caches", "aside"),
        ("- [ ] Cache (given up: the proxy caches)", "aside"),
        ("- [ ] Cache: skipped because the proxy caches", "aside"),
        ("- [ ] Cache, deferred", "aside"),
        ("- [ ] Cache \u2192 `plans/b-PLAN.md`", "aside"),
        ("- [ ] Cache (now in `plans/b-PLAN.md`)", "aside"),
        ("- [ ] Cache \u2014 taken over by the infra team", "aside"),
        ("- [ ] Cache. What became of it: dropped, the proxy caches.", "aside"),
        ("- [ ] Cache\n  - Dropped on 2026-11-09: the proxy caches.", "aside"),
        ("- [ ] Cache\n  - Dropped: the proxy caches.", "aside"),
        ("- [ ] Cache\n  - Outcome: dropped, the proxy caches.", "aside"),
        ("- [ ] Cache\n  Dropped on 2026-11-09: the proxy caches.", "aside"),
        ("- [ ] Cache\n\n  Dropped, since the proxy caches.", "aside"),
        ("- [ ] Cache (dropped; see D3 (and `log.md`)).", "aside"),
        ("- [ ] \u5bfc\u51fa\uff08\u5df2\u53d6\u6d88\uff09", "aside"),
        ("- [ ] Cache \u2014 \u043e\u0442\u043c\u0435\u043d\u0435\u043d\u043e", "aside"),
        # Work that is about such things.
        ("- [ ] Cache. Not done yet", "open"),
        ("- [ ] Cache (not done)", "open"),
        ("- [ ] Cache. Not done: still waits for the key", "open"),
        ("- [ ] Flush writes deferred until commit", "open"),
        ("- [ ] Handle deferred to-dos in the queue", "open"),
        ("- [ ] Write tests (optional parameters)", "open"),
        ("- [ ] Postponed to the queue: retry handler is written", "open"),
        ("- [ ] Rename (cancelled, deferred) to (done)", "open"),
        ("- [ ] Migrate \u2192 moved to S3 bucket", "open"),
        ("- [ ] Show running \u2192 cancelled", "open"),
        ("- [ ] Rename `plans/a-PLAN.md` -> `plans/b-PLAN.md`", "open"),
        ("- [ ] Convert plans/a-plan.md -> plans/b-plan.md", "open"),
        ("- [ ] Skipped assets: count them", "open"),
        ("- [ ] Count rows. Skipped 12 rows are logged", "open"),
        ("- [ ] Count the states queued, running, cancelled", "open"),
        ("- [ ] Implement `filter(skipped)`", "open"),
        ("- [ ] Answer [cancelled](a.md)", "open"),
        ("- [ ] Align text (left to right)", "open"),
        ("- [ ] Abort runs (cancelled by the user)", "open"),
        ("- [ ] Report rows\n  - Skipped: count them\n  - Dropped: log them", "open"),
        ("- [ ] Write rows that are\n  skipped, and log them", "open"),
        ("- [ ] \u5b9e\u73b0\u53d6\u6d88\u6309\u94ae", "open"),
        ("- [ ] \u041e\u0442\u043c\u0435\u043d\u0451\u043d\u043d\u044b\u0435 \u0441\u0447\u0435\u0442\u0430", "open"),
        ("> - [ ] Quoted", "open"),
        ("> > - [x] Quoted", "done"),
        ("> - [ ] Quoted (dropped: nobody needs it)", "aside"),
        ("| Task | Done |\n| --- | --- |\n| Cache | [ ] |", "open"),
        ("| Task | Done |\n| --- | --- |\n| [x] Cache | 2026-11-09 |", "done"),
        ("| Built | Reviewed |\n| --- | --- |\n| [x] | [ ] |", "open"),
        ("| Task | Done | Note |\n| --- | --- | --- |\n| Cache | [ ] | dropped: nobody needs it |", "aside"),
        ("| Task | Done |\n| --- | --- |\n| Cache (deferred to v2) | [ ] |", "aside"),
    ],
)
def test_a_task_is_open_unless_it_is_ticked_or_says_what_became_of_it(item: str, fate: str) -> None:
    assert [box.fate for box in boxes(codex(item))] == [fate]


@pytest.mark.parametrize(
    ("progress", "fates"),
    [
        ("### Follow-ups\n\n- [ ] a", ["aside"]),
        ("### Phase 2 (optional)\n\n- [ ] a\n  - [ ] b", ["aside", "aside"]),
        ("### Phase 2\n\n- [ ] a", ["open"]),
        ("### Milestone 4: (Optional in v1) Export\n\n- [ ] a", ["aside"]),
        ("### Follow-up 1 (High): export\n\n- [ ] a", ["aside"]),
        ("### Future enhancements (after v1)\n\n- [ ] a", ["aside"]),
        ("### Deferred tasks\n\n- [ ] a", ["aside"]),
        ("### Deferred to v2\n\n| Task | Done |\n| --- | --- |\n| a | [ ] |", ["aside"]),
        ("### Optional parameters\n\n- [ ] a", ["open"]),
        ("### Add future scheduling\n\n- [ ] a", ["open"]),
        ("### Count skipped, dropped and deferred rows\n\n- [ ] a", ["open"]),
        ("Deferred:\n\n- [ ] a", ["aside"]),
        ("**Out of scope**\n\n- [ ] a", ["aside"]),
        ("What is skipped is told below.\n\n- [ ] a", ["open"]),
        ("- [ ] a (deferred)\n  - [ ] b", ["aside", "aside"]),
        ("- [x] a\n  - [ ] b", ["done", "open"]),
        ("- Deferred:\n  - [ ] b", ["aside"]),
        ("```\n- [ ] in a fence\n```\n\n- [x] a", ["done"]),
    ],
)
def test_a_task_inherits_what_stands_above_it(progress: str, fates: list[str]) -> None:
    assert [box.fate for box in boxes(codex(progress))] == fates


@pytest.mark.parametrize(
    ("item", "dated"),
    [
        ("- [x] (2025-10-01 13:00Z) a", True),
        ("- [x] a (done 2025-10-01)", True),
        ("- [x] **2025-10-01T13:00:00Z** a", True),
        ("- [x] a\n  on 1 October 2025", True),
        ("- [x] a\n  - 2025-10-01: first half", True),
        ("- [x] 2025\u5e7410\u67081\u65e5 a", True),
        ("- [x] YYYY-MM-DD a", True),
        ("- [x] a", False),
        ("- [x] Wrote `docs/2025-10-01-report.md`", False),
        ("- [x] Wrote `docs/report_2025-10-01.md`", False),
        ("- [x] Bumped it to 1.20.3", False),
    ],
)
def test_a_date_counts_anywhere_in_a_task_but_not_in_a_file_name(item: str, dated: bool) -> None:
    assert [box.dated for box in boxes(codex(item))] == [dated]


def test_tasks_below_a_dated_one_or_a_dated_heading_are_dated() -> None:
    below = codex("- [x] (2025-10-01) a\n  - [x] b\n\n### 2025-10-02\n\n- [x] c\n\n### Later\n\n- [x] d")
    assert [box.dated for box in boxes(below)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("item", "closing"),
    [
        ("Merge the PR", True),
        ("(2025-10-01) Open a pull request and wait for the review", True),
        ("Commit and push", True),
        ("Move this ExecPlan to `completed/`", True),
        ("ExecPlan moved to completed/, issue closed.", True),
        ("Merge the two parsers", False),
        ("Review signoff is pending. Two reviews were tried after the fixup commit.", False),
        ("Move the parser to `src/parse.py`", False),
    ],
)
def test_steps_about_the_plan_itself_are_told_apart(item: str, closing: bool) -> None:
    assert [box.closing for box in boxes(codex(f"- [ ] {item}"))] == [closing]


@pytest.mark.parametrize(
    ("header", "path", "done", "certain"),
    [
        ("Status: Complete", "plans/plan.md", True, True),
        ("Status: \u2705 COMPLETED (2025-10-01)", "plans/plan.md", True, True),
        ("Status: Complete, except for the docs", "plans/plan.md", True, False),
        ("Status: Done (milestone 1 of 3)", "plans/plan.md", True, False),
        ("Status: Complete; review pending", "plans/completed/plan.md", True, True),
        ("", "plans/completed/plan.md", True, True),
        ("", "plans/Done/plan.md", True, True),
        ("", "plans/plan.md", False, False),
        ("Status: In Progress", "plans/completed/plan.md", False, False),
        ("Status: Superseded by `b.md`", "plans/completed/plan.md", False, False),
        ("Status: Draft | In Progress | Complete", "plans/plan.md", False, False),
        ("Status: Not complete", "plans/plan.md", False, False),
    ],
)
def test_status_and_folder_say_whether_a_plan_is_done(header: str, path: str, done: bool, certain: bool) -> None:
    claim = Standing(codex("- [x] a", header, path=path)).done
    assert (claim is not None, claim is not None and claim.certain) == (done, certain)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It works: 48 tests pass.", True),
        ("Pending items were moved to the next plan; the parser is in use.", True),
        ("Completed on 2025-10-01. All commands read one file.", True),
        ("Written in a day, and it works.", True),
        ("Updated after the review: both commands share the parser.", False),
        ("Not everything was done: the server has no settings.", True),
        ("Outcome: DONE\n\nIt works.", True),
        ("To be written when it is merged.", False),
        ("(To be filled as milestones complete.)", False),
        ("_Updated after milestones complete._", False),
        ("TBD", False),
        ("Pending.", False),
        ("(Written at the end.) What shipped, what is still open.", False),
        ("Summarize outcomes, gaps, and lessons at completion.", False),
        ("Pending implementation.", False),
        ("None yet.", False),
        ("Not started. Update at major milestones and on completion.", False),
        ("(Fill in after implementation.)", False),
        ("<what shipped>", False),
        ("- TODO", False),
        ("Outcome: IN_PROGRESS\n\nThe parser is in use.", False),
        ("", False),
    ],
)
def test_outcomes_that_only_announce_themselves_are_not_written(text: str, written: bool) -> None:
    assert Standing(codex("- [x] a", outcomes=text)).outcomes_written is written


def _session(closing: str) -> Plan:
    text = (
        "# P\n\n**Status:** Done\n\n## Roadmap Position\n\n- **Sprint:** `S01`\n\n"
        "## Objective Lock\n\n- **In Scope:** x\n\n"
        f"## Closeout Checklist\n\n{closing}\n"
    )
    plan = plan_of(text, "session")
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- **Closeout Blockers:** none", []),
        ("- **Closeout Blockers (if any):**\n  - `<blocker>`", []),
        ("- **Closeout Blockers (if any):**\n  - None.", []),
        ("- **Closeout Blockers:** No open blockers; the index was the last", []),
        ("- **Closeout Blockers:** -", []),
        ("- **Closeout Blockers:**\n  - ~~the index~~\n  - the docs (resolved on 2026-02-01)\n  - [x] the tests", []),
        ("- **Closeout Blockers:** the index", ["the index"]),
        ("- **Closeout Blockers:**\n  - the index\n  - the\n    docs", ["the index", "the docs"]),
        ("- **Closeout Blockers:** No CI access to merge", ["No CI access to merge"]),
        ("**Closeout Blockers:**\n\n- the index", ["the index"]),
    ],
)
def test_blockers_are_what_still_stands_in_the_way(text: str, found: list[str]) -> None:
    assert [line.text for line in closeout.blockers(_session(text))] == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [("`yes`", True), ("No, two blockers", False), ("`yes | no`", None), ("", None), ("maybe", None)],
)
def test_the_answer_is_what_somebody_chose(text: str, expected: bool | None) -> None:
    given = closeout.answer(_session(f"- **Ready To Close:** {text}").field("ready-to-close"))
    assert (given[0] if given else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`docs/exec-plans/completed/x.md`", "docs/exec-plans/completed/x.md"),
        ("./docs/x.md (on 2026-02-01)", "docs/x.md"),
        ("[the plan](docs/completed/x.md)", "docs/completed/x.md"),
        ("n/a", None),
        ("not moved yet", None),
        ("`../x.md`", None),
        ("", None),
    ],
)
def test_a_path_is_read_from_code_link_or_word(text: str, expected: str | None) -> None:
    assert closeout.path_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [X](x.md)", "link"),
        ("- [X](./x.md#progress)", "link"),
        ("- [X](/docs/done/x.md)", "link"),
        ("| [X][x] |\n| --- |\n| a |\n\n[x]: x.md", "link"),
        ("- `x.md`", "code"),
        ("- `docs/done/x.md` was closed", "code"),
        ("- [X](../active/x.md)", None),
        ("- x.md", "text"),
        ("- x.md \u2014 the cache", "text"),
        ("| Plan |\n| --- |\n| docs/done/x.md |", "text"),
        ("- [[x]], closed on 2026-01-02", "text"),
        ("- [[done/x|The cache]]", "text"),
        ("- [[other-x]]", None),
        ("- other-x.md", None),
        ("- ../active/x.md", None),
        ("- [x.md](../active/x.md)", None),
        ("- x.mdx", None),
        ("- x", None),
        ("```\n[X](x.md)\n```", None),
        ("<!-- [X](x.md) -->", None),
        ("- `other-x.md`", None),
    ],
)
def test_an_index_names_a_plan_by_link_code_or_file_name(text: str, expected: str | None) -> None:
    index = decode("docs/done/index.md", text.encode())
    assert closeout.mention(index, "docs/done/x.md") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`docs/done/x.md`", "docs/done/x.md"),
        ("`docs/active/x.md` -> `docs/done/x.md`", "docs/done/x.md"),
        ("active/x.md \u2192 completed/x.md", "completed/x.md"),
        ("from `active/x.md` to `completed/x.md`", "completed/x.md"),
        ("`completed/x.md` (was `active/x.md`)", "completed/x.md"),
        ("[done](docs/done/x.md), formerly [active](docs/active/x.md)", "docs/done/x.md"),
        ("./docs/x.md (on 2026-02-01)", "docs/x.md"),
        ("n/a", None),
        ("`../x.md`", None),
    ],
)
def test_of_several_paths_the_place_that_a_plan_was_moved_to_is_read(text: str, expected: str | None) -> None:
    assert closeout.moved_to(text) == expected


RUN = "- 2026-02-03T0{0}:00:00Z - Run {0} of `pytest tests/a.py`: {1}"


@pytest.mark.parametrize(
    ("log", "runs"),
    [
        ([RUN.format(n, "failed with a timeout") for n in (1, 2, 3)], [3]),
        ([RUN.format(n, "failed with a timeout") for n in (3, 2, 1)], [3]),
        ([RUN.format(n, "still failing") for n in (1, 2, 3, 4)], [4]),
        ([f"- Attempt {n}: the import still fails with the same error" for n in (1, 2, 3)], [3]),
        ([RUN.format(n, "failed with a timeout") for n in (1, 2)], []),
        ([RUN.format(n, "14 passed") for n in (1, 2, 3)], []),
        ([*(RUN.format(n, "failed") for n in (1, 2, 3)), RUN.format(4, "passed")], []),
        ([*(RUN.format(n, "failed") for n in (1, 2, 3)), "- Escalated to planning"], []),
        ([*(RUN.format(n, "failed") for n in (1, 2)), RUN.format(3, "failed because the port is taken")], []),
        ([RUN.format(1, "2 failed"), RUN.format(2, "7 failed"), RUN.format(3, "5 failed")], []),
        (
            [
                RUN.format(1, "failed with a timeout"),
                RUN.format(2, "failed, the profile shows a lock held by the writer thread"),
                RUN.format(3, "failed, without the writer the reader waits for its own socket"),
            ],
            [],
        ),
        (["- Step `a`: failed", "- Step `b`: failed to link the library", "- The docs build failed on Windows"], []),
        (
            [RUN.format(1, "failed"), "- Moved the fixtures", RUN.format(2, "failed"), RUN.format(3, "failed")],
            [],
        ),
        ([f"- Added a test for failed logins of kind {kind}" for kind in ("token", "password", "card")], []),
    ],
)
def test_three_failures_in_a_row_count_when_none_tells_anything_new(log: list[str], runs: list[int]) -> None:
    plan = codex("\n".join(log))
    assert [len(run) for run in repeated_failures(plan, 3)] == runs


def test_failures_of_a_blocked_plan_have_ended() -> None:
    log = "\n".join(RUN.format(n, "failed") for n in (1, 2, 3))
    assert list(repeated_failures(codex(log, "Status: In Progress"), 3))
    assert not list(repeated_failures(codex(log, "Status: Blocked"), 3))


@pytest.mark.parametrize(
    ("text", "pending"),
    [
        ("_TBD_", True),
        ("__To be written__", True),
        ("*To be completed*", True),
        ("Work in progress.", True),
        ("WIP", True),
        ("待补充", True),
        ("In progress work was merged in March; 3 of 3 done.", False),
        ("_Shipped_ in 2.4.", False),
    ],
)
def test_outcomes_that_only_announce_themselves_in_other_forms(text: str, pending: bool) -> None:
    plan = plan_of(f"# Plan\n\n## Progress\n\n- [x] a\n\n## Outcomes & Retrospective\n\n{text}\n", "codex")
    assert plan is not None
    assert [pending_text(section) is not None for section in Standing(plan).outcomes] == [pending]
