"""The rule plan-revision, on changes of real repositories and on edits of the conforming plans."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from execplan_hooks.clock import Clock
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.meaning import named
from execplan_hooks.document.revision.records import Record, is_placeholder, records
from execplan_hooks.document.revision.revision import Revision
from execplan_hooks.model import Context, Severity
from execplan_hooks.rules import plan_revision
from tests.fixtures import DIALECTS, conforming, plan_of
from tests.gating import DONE, NOW, PLAN, examined, planned, session_plan
from tests.gitrepo import GitRepo

CONTEXT = Context({}, Clock(NOW))
OBJECTIVE = "## 2. Objective Lock\n\nx\n"
NARROW = session_plan().replace(OBJECTIVE, "## 2. Objective Lock\n\nOne mail a day.\n")
WIDE = NARROW.replace("One mail", "Two mails")
LOG = "\n## Decision Log\n\n- 2025-11-03: Decision: one mail, since two are a nuisance.\n"
NEW = "- 2025-11-04: Decision: two mails, since one is too long.\n"
CHANGED = '"2. Objective Lock" says something else than before, first in "Two mails a day."'
UNRECORDED = (11, f"{CHANGED}, and no new entry records the revision of the plan")


def told(repo: GitRepo, **request: object) -> list[tuple[str, int, str]]:
    return [
        (placed.path, placed.finding.line, placed.finding.message)
        for placed in plan_revision.check(examined(repo, **request), CONTEXT)
    ]


def branch(path: Path, before: str, after: str, name: str = PLAN) -> GitRepo:
    """A repository whose plan is `before` on main and `after` on the branch."""
    repo = planned(path, before)
    if name != PLAN:
        repo.delete(PLAN)
    repo.commit("work", {name: after})
    return repo


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NARROW, NARROW, []),
        (NARROW, WIDE, [UNRECORDED]),
        (NARROW, NARROW.replace("One mail a day", "one mail\na day"), []),
        (NARROW + LOG, WIDE + LOG + NEW, []),
        (NARROW + LOG, WIDE + LOG, [UNRECORDED]),
        (NARROW, WIDE + "\nRevision note (2025-11-04): two mails, since one is too long.\n", []),
        (NARROW.replace("In Progress", "Draft"), WIDE.replace("In Progress", "Draft"), []),
        (NARROW.replace("In Progress", "Draft"), WIDE, []),
        (NARROW, WIDE.replace("In Progress", "Draft"), [UNRECORDED]),
    ],
)
def test_a_plan_in_a_range(before: str, after: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    assert told(branch(tmp_path, before, after)) == [(PLAN, *finding) for finding in expected]


def test_a_moved_plan_is_compared_with_the_one_before(tmp_path: Path) -> None:
    assert told(branch(tmp_path / "a", NARROW, NARROW, DONE)) == []
    assert told(branch(tmp_path / "b", NARROW, WIDE, DONE)) == [(DONE, *UNRECORDED)]


def test_new_and_deleted_plans_have_nothing_to_keep(tmp_path: Path) -> None:
    repo = planned(tmp_path, NARROW)
    repo.delete(PLAN)
    repo.commit("another", {"docs/exec-plans/active/other.md": session_plan().replace("# A", "# Other")})
    assert told(repo) == []


def test_what_is_no_plan_any_more_is_said_to_be_not_compared(tmp_path: Path) -> None:
    found = told(branch(tmp_path, NARROW, "# A\n\nIt is all done.\n"))
    assert [(path, line) for path, line, _ in found] == [(PLAN, 1)]
    assert found[0][2].startswith("not compared with the plan that stood here before")


def test_staged_changes_are_compared_with_the_last_commit(tmp_path: Path) -> None:
    repo = planned(tmp_path, NARROW)
    repo.write(PLAN, WIDE)
    repo.stage()
    assert told(repo, staged=True) == [(PLAN, *UNRECORDED)]
    repo.commit_staged()
    assert told(repo, staged=True) == []


TICKED = "\n## 10. Progress Checkpoints\n\n- [x] 2025-11-03T09:10:00Z - Read the `send` loop.\n- [ ] Write the queue.\n"
ITEM = 'ticked item "Read the `send` loop." of "10. Progress Checkpoints"'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[x]",
            "[ ]",
            f"{ITEM} was ticked and is open again",
        ),
        ("Read the", "Removed the", f"{ITEM} was reworded"),
        (
            "09:10:00Z",
            "08:10:00Z",
            f"the stamp 2025-11-03T09:10:00Z of {ITEM} is now 2025-11-03T08:10:00Z",
        ),
        (
            "- [x] 2025-11-03T09:10:00Z - Read the `send` loop.\n",
            "",
            f"{ITEM} (line 37 before the change) is gone",
        ),
    ],
)
def test_what_happened_to_a_ticked_item(old: str, new: str, message: str, tmp_path: Path) -> None:
    found = told(branch(tmp_path, NARROW + TICKED, NARROW + TICKED.replace(old, new)))
    assert found == [(PLAN, 35 if "gone" in message else 37, message)]


def test_an_unticked_item_with_a_new_log_entry_is_a_notice(tmp_path: Path) -> None:
    before = conforming("codex")
    reopened = before.replace("- [x] (2025-11-03 09:10Z)", "- [ ] (2025-11-03 09:10Z)")
    entry = "- Observation: The layer has a second writer.\n  Evidence: `git grep -n commit`\n\n## Decision Log"
    for number, (after, severity) in enumerate(
        ((reopened, Severity.ERROR), (reopened.replace("## Decision Log", entry), Severity.NOTICE))
    ):
        change = examined(branch(tmp_path / str(number), before, after))
        assert [placed.finding.severity for placed in plan_revision.check(change, CONTEXT)] == [severity]


def test_of_many_findings_the_rest_is_counted(tmp_path: Path) -> None:
    items = "".join(f"- [x] Step {number} of the import.\n" for number in range(30))
    heading = "\n## 10. Progress Checkpoints\n\n"
    found = told(branch(tmp_path, NARROW + heading + items, NARROW + heading + items.replace("[x]", "[ ]")))
    assert len(found) == 21
    assert found[-1][1:] == (1, "10 more items or sections were changed in the same way")


def test_quoted_text_is_short(tmp_path: Path) -> None:
    item = TICKED.replace("loop", "loop " * 100)
    found = told(branch(tmp_path, NARROW + item, NARROW + item.replace("[x]", "[ ]")))
    assert len(found) == 1
    assert len(found[0][2]) < 200


# Edits of the conforming plans. Each is made at every place where it can be made.


def _replaced(lines: list[str], start: int, end: int, *new: str) -> str:
    return "\n".join((*lines[: start - 1], *new, *lines[end:])) + "\n"


def _ends(plan: Plan) -> dict[int, int]:
    return {block.line: block.end_line for block in plan.document.walk() if block.kind == "item"}


def _meaning(plan: Plan) -> Iterator[tuple[int, int]]:
    names = plan.dialect.revision.meaning
    for section in plan.top_sections:
        if named(plan, section, names):
            yield section.line, section.end_line


def _kept(record: Record) -> bool:
    return bool(record.done or record.log) and not is_placeholder(record.text)


def _prose(plan: Plan) -> Iterator[tuple[int, re.Match[str]]]:
    """Long words outside code, each with its line."""
    for block in plan.document.walk():
        if block.kind == "paragraph":
            for piece in block.pieces:
                line = plan.source.lines[piece.line - 1]
                for match in re.finditer(r"(?<![\w`./:-])[a-z]{6,}(?![\w`/:-])", line):
                    if line[: match.start()].count("`") % 2 == 0:
                        yield piece.line, match


def harmless(plan: Plan, rng: random.Random) -> Iterator[str]:
    lines, ends = list(plan.source.lines), _ends(plan)
    text = "\n".join(lines) + "\n"
    yield text.replace("- [ ]", "- [x]")
    yield text.replace("- [x]", "- [X]")
    yield re.sub(r"([T ]\d\d:\d\d)Z", r"\1:00Z", text)
    for block in plan.document.blocks:
        if block.kind == "paragraph" and block.end_line > block.line:  # one line for the whole paragraph
            yield _replaced(
                lines, block.line, block.end_line, " ".join(line.strip() for line in block.text.split("\n"))
            )
    for number, match in rng.sample(list(_prose(plan)), 20):
        line, word = lines[number - 1], match[0]
        for typo in (word[:3] + word[4:], word[:2] + word[3] + word[2] + word[4:], word[:4] + word[3:]):
            yield _replaced(lines, number, number, line[: match.start()] + typo + line[match.end() :])
    for record in records(plan):
        if _kept(record) and record.line in ends:
            end = ends[record.line]
            yield _replaced(lines, end, end, lines[end - 1] + " Seen again in `make bench`.")
            if any(start <= record.line <= stop for start, stop in _meaning(plan)):
                continue  # there a new step is a new demand
            indent = " " * (len(lines[record.line - 1]) - len(lines[record.line - 1].lstrip()))
            yield _replaced(lines, record.line, record.line - 1, f"{indent}- [ ] A new step that was found")
    for _, end in _meaning(plan):
        note = "Revision note (2026-02-05T10:00Z): the export is needed, see `docs/a.md`."
        yield _replaced(lines, end, end, lines[end - 1], "", "An export is built, too.") + f"\n{note}\n"


def harmful(plan: Plan) -> Iterator[tuple[str, str, int | None]]:
    """Texts, each with a part of the message and the line where it belongs, where that is certain."""
    lines, ends = list(plan.source.lines), _ends(plan)
    for record in records(plan):
        line = lines[record.line - 1]
        if not _kept(record) or record.line not in ends:
            continue
        yield _replaced(lines, record.line, ends[record.line]), "is gone", None
        if record.done:
            yield _replaced(lines, record.line, record.line, line.replace("[x]", "[ ]")), "open again", record.line
        if record.stamp:
            dated = "\n".join(lines[record.line - 1 : ends[record.line]]).replace(
                record.stamp.text[:10], "2024-01-02", 1
            )
            yield _replaced(lines, record.line, ends[record.line], dated), "the stamp", record.line
        word = next((word for word in record.words if not word.exact and len(word.key) > 6), None)
        if word:
            changed = re.sub(
                rf"(?i)\b{word.key}\b", "never", "\n".join(lines[record.line - 1 : ends[record.line]]), count=1
            )
            yield _replaced(lines, record.line, ends[record.line], changed), "was reworded", record.line
    for start, end in _meaning(plan):
        for number in range(start + 1, end + 1):
            line = lines[number - 1]
            if line.strip() and not line.startswith(("#", "```", "<!--")) and not re.match(r"\|[ -]+\|", line):
                marker = re.match(r"\s*(?:[-*] |\d+\. )?(?:\*\*[^*]*\*\*)?", line)
                head = marker[0] if marker else ""
                rest = line[len(head) :]
                edits = [head + re.sub(r"\d+", lambda match: str(int(match[0]) + 7), rest, count=1)]
                edits.append(head + re.sub(r"`[^`]+`", "`make other`", rest, count=1))
                edits.append(head + re.sub(r"\b(is|are|must|may|and|in|of|to|for)\b", r"\1 not", rest, count=1))
                for edit in edits:
                    if edit != line:
                        yield _replaced(lines, number, number, edit), "says something else", number
        yield (
            _replaced(lines, end, end, lines[end - 1], "", "All of `src/` may be changed, too."),
            "something else",
            end + 2,
        )
        yield _replaced(lines, start + 1, end), "says something else", start
        yield _replaced(lines, start, end), "is gone", None


def _findings(before: Plan, text: str) -> list[tuple[int, str]]:
    after = plan_of(text, before.dialect.name)
    assert after is not None
    return [
        (finding.line, finding.message)
        for finding in plan_revision._check_plan(Revision(before, after, NOW, plan_revision.meant))
    ]


def _active(dialect: str) -> Plan:
    plan = plan_of(conforming(dialect).replace("DONE", "IN_PROGRESS"), dialect)
    assert plan is not None
    assert plan.state == "active"
    return plan


@pytest.mark.parametrize("dialect", DIALECTS)
def test_harmless_edits_of_the_conforming_plans_are_silent(dialect: str) -> None:
    before = _active(dialect)
    count = 0
    for text in harmless(before, random.Random(64)):
        assert _findings(before, text) == [], text
        count += 1
    assert count > 60


@pytest.mark.parametrize("dialect", DIALECTS)
def test_harmful_edits_of_the_conforming_plans_are_found(dialect: str) -> None:
    before = _active(dialect)
    count = 0
    for text, message, line in harmful(before):
        found = _findings(before, text)
        assert any(message in said and line in (None, at) for at, said in found), (message, line, found, text)
        count += 1
    assert count > 15
