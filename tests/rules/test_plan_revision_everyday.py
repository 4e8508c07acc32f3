"""The rule plan-revision on what people do to a plan every day, each beside an edit that only looks like it."""

from __future__ import annotations

import datetime as dt

import pytest

from execplan_hooks.document.revision.revision import Revision
from execplan_hooks.rules import plan_revision
from tests.fixtures import plan_of
from tests.gating import NOW, session_plan

HEX = "0f3a9b7c5d1e2f4a"
BASE = (
    session_plan(include=["`src/`", "`tests/` (new cases only)", "`docs/a.md`, `docs/b.md`"]).replace(
        "## 9. Executor Handoff\n\nx\n",
        """## 9. Executor Handoff

1. Wire the parser.
2. Write the queue:
   - [x] Read the old queue.
   - [ ] Drop the old queue.
3. Measure it, which takes three of the twelve machines of the lab.

Constraints:

- no network

Stop.
""",
    )
    + f"""
## 6. Validation Plan

- `pytest tests/a.py`
- Expected: `9 passed`
- The queue answers within 200 ms.
- Send it with the token {HEX} to the host.
- See [the other plan](../active/b.md).

## 10. Progress Checkpoints

- [x] 2025-11-03T09:10:00Z - Read `docs/plans/active/b.md` and call(tok_{HEX}) with password swordfish.
- [x] 2025-02-30T25:00:00Z - Counted the rows.
- [x] 2025-11-04 10:20 - Asked Alexandra about the failed rows; 12 of 90 rows never came back from there at all.
- [x] 2026-11-01T11:00:00Z - Followed the steps of https://docs.acme.dev/upgrade. Ran `curl https://acme.dev/a`.
- [x] Read the plan [b](../active/b.md) to its end.
- [x] 11/05/2025 - Moved the table.
- [x] 2025-11-06: One mail, see [b](../active/b.md#why "the why").
- [x] 2027-01-01T00:00:00Z - Counted them again.
- [ ] Write the queue.
"""
)


def said(old: str, new: str, base: str = BASE, now: dt.datetime = NOW) -> list[tuple[int, str]]:
    """What the rule says of the base with one text in the place of another."""
    assert base.count(old) == 1, old
    before, after = plan_of(base, "session"), plan_of(base.replace(old, new), "session")
    assert before is not None
    assert after is not None
    revision = Revision(before, after, now, plan_revision.meant)
    return [(finding.line, finding.message) for finding in plan_revision._check_plan(revision)]


HARMLESS = [
    # what other rules order
    ("a secret redacted", f"call(tok_{HEX})", "call(<REDACTED>)"),
    ("a secret masked", f"tok_{HEX}", "tok_***"),
    ("a secret redacted in brackets", f"call(tok_{HEX})", "[redacted by ops]"),
    ("a password redacted", "swordfish", "***"),
    ("a name redacted", "Alexandra", "[redacted]"),
    ("a secret redacted in a section of meaning", HEX + " to", "<REDACTED> to"),
    ("a stamp of no real instant", "2025-02-30T25:00:00Z", "2025-02-28T15:00:00Z"),
    ("a stamp of no real instant left out", "2025-02-30T25:00:00Z - ", ""),
    ("a stamp gets its zone", "2025-11-04 10:20", "2025-11-04T10:20:00Z"),
    ("a stamp in the future", "2027-01-01T00:00:00Z", "2025-11-03T10:00:00Z"),
    ("a date in another order", "11/05/2025", "2025-11-05"),
    ("a URL moved out", "steps of https://docs.acme.dev/upgrade. Ran", "steps of the guide (see References). Ran"),
    ("a URL made a link", "https://docs.acme.dev/upgrade.", "[the guide](https://docs.acme.dev/upgrade)."),
    # a plan that moves
    ("a link follows", "[b](../active/b.md) to", "[b](../completed/b.md) to"),
    ("a link with a title follows", '../active/b.md#why "the why"', "../completed/b.md#why"),
    ("a path in code follows", "docs/plans/active/b.md", "docs/plans/completed/b.md"),
    ("a link follows in a section of meaning", "[the other plan](../active/b.md)", "[the other plan](../done/b.md)"),
    # evidence beside a step
    ("what was done", "Wire the parser.\n", "Wire the parser.\n   - done in 3f2a9bc, 12 tests pass\n"),
    ("a commit", "Wire the parser.\n", "Wire the parser.\n   - commit: 3f2a9bc\n"),
    ("a commit in code", "Wire the parser.\n", "Wire the parser.\n   - Commit: `3f2a9bc`\n"),
    ("a result in a list of its own", "- no network\n", "- no network\n- verified on 2025-11-04 with `make net`\n"),
    ("done behind a step", "Wire the parser.", "Wire the parser. (done in 3f2a9bc)"),
    ("struck out and done", "Wire the parser.", "~~Wire the parser.~~ done"),
    ("struck out and done in a commit", "Wire the parser.", "~~Wire the parser.~~ **Done** in 3f2a9bc"),
    ("below a ticked step", "Read the old queue.\n", "Read the old queue.\n     - It has two writers.\n"),
    ("a step is ticked, with notes", "[ ] Drop the old queue.\n", "[x] Drop the old queue.\n     - It had two rows.\n"),
    ("an arrow and a result", "`pytest tests/a.py`", "`pytest tests/a.py` → 14 passed"),
    ("another arrow", "`pytest tests/a.py`", "`pytest tests/a.py` -> all green on 2025-11-04"),
    ("a colon and a result", "`pytest tests/a.py`", "`pytest tests/a.py`: 14 passed"),
    ("what came out", "Expected: `9 passed`", "Expected: `9 passed` (got `9 passed` on 2025-11-04)"),
    # the contract in other words
    ("a folder", "- `src/`\n", "- `src/...`\n"),
    ("entries in another order", "- `src/`\n- `tests/` (new cases only)\n", "- `tests/` (new cases only)\n- `src/`\n"),
    ("an entry split", "- `docs/a.md`, `docs/b.md`\n", "- `docs/b.md`\n- `docs/a.md`\n"),
    ("an entry formatted", "- `src/`\n", "* [ ] `./src/**`\n"),
]
HARMFUL = [
    ("a number hidden", "12 of 90", "*** of 90", "was reworded"),
    ("much hidden", "Asked Alexandra about the failed", "Asked <REDACTED> <REDACTED> <REDACTED>", "was reworded"),
    ("a negation hidden", "never came", "[redacted] came", "was reworded"),
    ("a demand hidden", "within 200 ms", "within ***", 'first in "The queue answers within ***."'),
    ("a path hidden", "tests/a.py`", "tests/***`", 'first in "`pytest tests/***`"'),
    ("a stamp becomes another", "2026-11-01T11:00:00Z", "2026-11-01T07:00:00Z", "the stamp 2026-11-01T11:00:00Z"),
    ("a stamp gets another day", "2025-11-04 10:20", "2025-11-08T10:20:00Z", "the stamp 2025-11-04 10:20"),
    ("a false stamp becomes false", "2025-02-30T25:00:00Z", "2025-02-31T25:00:00Z", "the stamp 2025-02-30T25:00:00Z"),
    ("a date in another order and month", "11/05/2025", "2025-12-05", "the stamp 11/05/2025"),
    ("a URL in code", "curl https://acme.dev/a", "curl https://acme.dev/b", "was reworded"),
    ("another file", "docs/plans/active/b.md", "docs/plans/completed/c.md", "was reworded"),
    ("another text of a link", "[b](../active/b.md) to", "[c](../active/b.md) to", "was reworded"),
    ("another link in a section of meaning", "(../active/b.md).", "(../active/c.md).", "See [the other plan]"),
    (
        "a further step",
        "Wire the parser.\n",
        "Wire the parser.\n   - complete the export of all orders\n",
        "complete the",
    ),
    ("a condition", "Wire the parser.\n", "Wire the parser.\n   - done when the export runs\n", "done when"),
    ("a demand for users", "Wire the parser.\n", "Wire the parser.\n   - Verified users log in\n", "Verified users"),
    ("a demand for rows", "Wire the parser.\n", "Wire the parser.\n   - Failed rows are kept\n", "Failed rows"),
    ("when to commit", "Wire the parser.\n", "Wire the parser.\n   - commit: after each step\n", "commit: after"),
    ("struck out", "Wire the parser.", "~~Wire the parser.~~", "~~Wire the parser.~~"),
    ("struck out and done otherwise", "Wire the parser.", "~~Wire the parser.~~ done without it", "done without"),
    (
        "a new open box below a ticked step",
        "Read the old queue.\n",
        "Read the old queue.\n     - [ ] Buy another one.\n",
        "Buy another one.",
    ),
    ("an arrow and a demand", "`pytest tests/a.py`", "`pytest tests/a.py` → `< 2 s`", "`< 2 s`"),
    ("a colon and a demand", "`pytest tests/a.py`", "`pytest tests/a.py`: as well as `make`", "as well as"),
    ("a result changed", "Expected: `9 passed`", "Expected: `8 passed` (got `8 passed`)", "`8 passed`"),
    ("a wider entry", "- `docs/a.md`, `docs/b.md`\n", "- `docs/a.md`\n- `docs/`\n", 'first in "`docs/`"'),
    ("an entry with another remark", "(new cases only)", "(all cases)", 'first in "`tests/` (all cases)"'),
    ("an entry less", "- `src/`\n", "", '"`src/`" (line 25 before the change) is gone'),
    ("the exclude list less", "- `infra/...`\n", "", '"`infra/...`" (line 31 before the change) is gone'),
]


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in HARMLESS], ids=[case[0] for case in HARMLESS])
def test_what_people_do_every_day_is_silent(old: str, new: str) -> None:
    assert said(old, new) == []


@pytest.mark.parametrize(("old", "new", "message"), [case[1:] for case in HARMFUL], ids=[case[0] for case in HARMFUL])
def test_what_only_looks_like_it_is_found_once(old: str, new: str, message: str) -> None:
    assert [message in text for _, text in said(old, new)] == [True]


def _line(text: str, base: str = BASE) -> int:
    return base[: base.index(text)].count("\n") + 1


def test_a_change_of_meaning_names_the_first_statement_that_differs_and_its_line() -> None:
    recorded = ", and no new entry records the revision of the plan"
    heading = _line("## 6.")
    gone = f'"The queue answers within 200 ms." (line {_line("- The queue")}'
    assert said("within 200 ms", "within 900 ms") == [
        (
            _line("- The queue answers"),
            '"6. Validation Plan" says something else than before, first in "The queue answers within 900 ms."'
            + recorded,
        )
    ]
    assert said("- The queue answers within 200 ms.\n", "") == [
        (
            heading,
            f'"6. Validation Plan" says something else than before: {gone} before the change) is gone{recorded}',
        )
    ]
    long = "- " + "It stops at once and says why it does. " * 5 + "\n- The queue answers"
    [(line, message)] = said("- The queue answers", long)
    assert line == _line("- The queue")
    assert len(message) < 220


def test_of_a_paragraph_or_a_block_of_code_the_line_that_differs_is_named() -> None:
    code = "- `pytest tests/a.py`\n\n```sh\nmake\nmake net\nmake all\n```\n"
    base = BASE.replace("- `pytest tests/a.py`\n", code)
    [(line, message)] = said("make net", "make disk", base)
    assert line == _line("make net", base)
    assert '"make disk"' in message


def test_a_section_that_holds_only_the_contract_is_told_once() -> None:
    section = BASE[BASE.index("## 8.") : BASE.index("## 9.")]
    found = said(section, "")
    assert [message.startswith('"8. File Scope Contract (Mandatory)" is gone (line ') for _, message in found] == [True]


def test_a_stamp_in_the_future_of_the_run_may_be_corrected_and_one_that_has_passed_may_not() -> None:
    edit = ("2026-11-01T11:00:00Z", "2026-10-30T11:00:00Z")
    assert said(*edit, now=dt.datetime(2026, 10, 31, tzinfo=dt.UTC)) == []
    assert [message[:9] for _, message in said(*edit, now=dt.datetime(2026, 11, 2, tzinfo=dt.UTC))] == ["the stamp"]
