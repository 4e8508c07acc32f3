"""Two versions of a plan: what changed of its meaning, what is no longer on record, and whether a revision says so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import load
from execplan_hooks.document.revision.pairing import same_moment
from execplan_hooks.document.revision.records import is_placeholder, records
from execplan_hooks.document.revision.revision import Revision
from execplan_hooks.document.source import decode
from execplan_hooks.document.stamps import at
from execplan_hooks.located import ConfigError
from execplan_hooks.rules.plan_revision import meant
from tests.fixtures import FIXTURES, plan_folder
from tests.gating import NOW

PLAN = """# Plan

Status: {status}

## Purpose / Big Picture

x

## Progress

{progress}

## Surprises & Discoveries

- Observation: the cache is cold.

## Decision Log

{log}

## Outcomes & Retrospective

x

## Milestones

{milestones}

## Validation and Acceptance

{acceptance}
{rest}"""
DEFAULTS = {
    "status": "active",
    "progress": "- [x] (2025-11-03 09:10Z) Read the storage layer.\n- [ ] Wire the parser.",
    "log": "- Decision: Read with `csv`.\n  Rationale: It knows quoting.\n  Date/Author: 2025-11-03, Mira",
    "milestones": "1. The parser alone.\n2. The command.",
    "acceptance": "- `make test` prints `48 passed`.\n- An import takes 3 s.",
    "rest": "",
}


def plan(**parts: str) -> Plan:
    found = load(decode("plans/x.md", PLAN.format(**DEFAULTS | parts).encode()), Catalogue(), "codex")
    assert found is not None
    return found


def revised(before: dict[str, str], after: dict[str, str]) -> Revision:
    return Revision(plan(**before), plan(**before | after), NOW, meant)


def meaning(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    return [(change.what, change.title) for change in revised(before, after).meaning]


def losses(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, int]]:
    return [(loss.kind, loss.line) for loss in revised(before, after).losses]


ACCEPTANCE = ("changed", "Validation and Acceptance")
PERMISSIONS = "\n## Constraints\n\n### Allowed\n\n- tests\n{0}\n### Forbidden\n\n- drops\n{1}"
NESTED = "\n## Plan of Work\n\n### Milestone 1: parser\n\nRows to books.\n\n### Milestone 2: command\n\n{}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"acceptance": DEFAULTS["acceptance"].replace("3 s", "30 s")}, [ACCEPTANCE]),
        ({}, {"acceptance": DEFAULTS["acceptance"].replace("make test", "make")}, [ACCEPTANCE]),
        ({}, {"acceptance": "- `make test` prints `48 passed`."}, [ACCEPTANCE]),
        ({}, {"acceptance": DEFAULTS["acceptance"] + "\n- An export, too."}, [ACCEPTANCE]),
        ({}, {"acceptance": ""}, [ACCEPTANCE]),
        ({}, {"acceptance": "<!--\n" + DEFAULTS["acceptance"] + "\n-->"}, [ACCEPTANCE]),
        ({}, {"acceptance": "- An import takes 3 s.\n- `make test` prints `48 passed`."}, []),
        ({}, {"acceptance": "* `make test` prints `48 passed`\n* an import takes **3 s**"}, []),
        ({}, {"acceptance": "`make test` prints `48 passed`. An import takes 3 s."}, []),
        ({}, {"acceptance": DEFAULTS["acceptance"] + "\n- Result: 2.8 s on 2025-11-05."}, []),
        (
            {"acceptance": "- It stops.\n- Result: everything of it stops."},
            {"acceptance": "- It stops.\n- Result: everythng of it stops."},
            [],
        ),
        (
            {"acceptance": "- It stops.\n- Result: 3 of 4 stop."},
            {"acceptance": "- It stops.\n- Result: 4 of 4 stop."},
            [ACCEPTANCE],
        ),
        ({"acceptance": "- [ ] It stops."}, {"acceptance": "- [x] It stops. Seen in `make bench`."}, []),
        ({"acceptance": "- [ ] It stops."}, {"acceptance": "- [ ] It stops. It deletes `src/`."}, [ACCEPTANCE]),
        ({"acceptance": "- [ ] It stops."}, {"acceptance": "- [x] (2025-11-05 10:00Z) It stops."}, []),
        ({"acceptance": "- [ ] It stops."}, {"acceptance": "- [ ] It goes on."}, [ACCEPTANCE]),
        # what was not there yet
        ({"acceptance": ""}, {"acceptance": "- It stops."}, []),
        ({"acceptance": "TBD"}, {"acceptance": "- It stops."}, []),
        ({"acceptance": "- <criterion>"}, {"acceptance": "- It stops."}, []),
        ({"acceptance": "- No schema changes."}, {"acceptance": "- It stops."}, [ACCEPTANCE]),
        ({}, {"rest": "\n## Constraints\n\n- no network\n"}, []),
        # milestones, wherever they are
        ({}, {"milestones": "1. The parser alone.\n2. The command.\n3. The export."}, [("changed", "Milestones")]),
        (
            {"rest": NESTED.format("Parse and store.")},
            {"rest": NESTED.format("Parse only.")},
            [("changed", "Milestone 2: command")],
        ),
        (
            {"rest": NESTED.format("Parse.")},
            {"rest": NESTED.format("Parse.").replace("2: command", "2: export")},
            [("changed", "Milestone 2: export")],
        ),
        (
            {"rest": NESTED.format("Parse.")},
            {"rest": NESTED.format("Parse.").replace("2: command", "2: Command — done ✅")},
            [],
        ),
        (
            {"rest": NESTED.format("Parse.")},
            {"rest": NESTED.format("Parse.\n\n### Milestone 3: export\n\nWrite.")},
            [("added", "Milestone 3: export")],
        ),
        (
            {"rest": NESTED.format("Parse.")},
            {"rest": NESTED.format("Parse.").replace("### Milestone 1: parser\n\nRows to books.\n", "")},
            [("removed", "Milestone 1: parser")],
        ),
        # the same words under another heading
        (
            {"rest": PERMISSIONS.format("", "- deploys\n")},
            {"rest": PERMISSIONS.format("- deploys\n", "")},
            [("changed", "Constraints")],
        ),
        (
            {"rest": "\n## Constraints\n\nThese are forbidden:\n\n- drops\n"},
            {"rest": "\n## Constraints\n\nThese are allowed:\n\n- drops\n"},
            [("changed", "Constraints")],
        ),
        # code and tables
        (
            {"acceptance": "```sh\nmake\n# 3 passed\n```"},
            {"acceptance": "```sh\nmake\n# 2 passed\n```"},
            [ACCEPTANCE],
        ),
        (
            {"acceptance": "| a | b |\n| --- | --- |\n| lint | 0 errors |"},
            {"acceptance": "| a | b |\n| :-- | --: |\n| lint   | 0 errors   |"},
            [],
        ),
        (
            {"acceptance": "| a | b |\n| --- | --- |\n| lint | 0 errors |"},
            {"acceptance": "| a | b |\n| --- | --- |\n| lint | 5 errors |"},
            [ACCEPTANCE],
        ),
        # the lists of the contract, in any section
        (
            {"rest": "\n## Interfaces and Dependencies\n\nAllowed files:\n\n- `src/a.py`\n"},
            {"rest": "\n## Interfaces and Dependencies\n\nAllowed files:\n\n- `src/a.py`\n- `src/b.py`\n"},
            [("changed", "Allowed files")],
        ),
        # a draft and a finished plan
        ({"status": "draft"}, {"acceptance": "- It stops."}, []),
        ({"status": "done"}, {"acceptance": "- It stops."}, []),
        ({"status": "blocked"}, {"acceptance": "- It stops."}, [ACCEPTANCE]),
        ({}, {"acceptance": "- It stops.", "status": "draft"}, [ACCEPTANCE]),
        ({"status": "?"}, {"acceptance": "- It stops."}, [ACCEPTANCE]),
        ({"status": "?", "progress": "- [ ] (2025-11-03 09:10Z) Read."}, {"acceptance": "- It stops."}, []),
        ({"status": "?", "progress": "- (2025-11-03 09:10Z) Read."}, {"acceptance": "- It stops."}, [ACCEPTANCE]),
        # other sections may say something else
        ({}, {"log": DEFAULTS["log"] + "\n- Decision: x y z", "progress": "- [x] Read the storage layer."}, []),
    ],
)
def test_what_changes_the_meaning(
    before: dict[str, str], after: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert meaning(before, after) == expected


ENTRY = "\n- Decision: Take 30 s.\n  Rationale: The disk takes 20.\n  Date/Author: 2025-11-05, Mira"
HISTORY = "\n## Plan Revision History\n\n- 2025-11-04: Revision 1: the command.{}\n"


@pytest.mark.parametrize(
    ("before", "after", "recorded"),
    [
        ({}, {}, False),
        ({}, {"log": DEFAULTS["log"] + ENTRY}, True),
        ({}, {"log": ENTRY.strip() + "\n" + DEFAULTS["log"]}, True),
        ({}, {"log": DEFAULTS["log"] + " Because."}, False),
        ({}, {"log": DEFAULTS["log"].replace("quoting", "quotes")}, False),
        ({"log": "None yet."}, {"log": ENTRY.strip()}, True),
        ({}, {"log": DEFAULTS["log"] + "\n- TBD"}, False),
        ({}, {"progress": DEFAULTS["progress"] + "\n- [x] Take 30 s."}, False),
        ({}, {"rest": "\nRevision note (2025-11-05 10:00Z): Take 30 s, since the disk takes 20.\n"}, True),
        ({}, {"rest": "\n- Plan change note: take 30 s.\n"}, True),
        ({"rest": "\nRevision note: x.\n"}, {"rest": "\nRevision note: x.\nRevision note: take 30 s.\n"}, True),
        ({"rest": "\nRevision note: a first one.\n"}, {"rest": "\nRevision note: a first\none.\n"}, False),
        # where there is a history, it is there
        ({"rest": HISTORY.format("")}, {"log": DEFAULTS["log"] + ENTRY}, False),
        ({"rest": HISTORY.format("")}, {"rest": HISTORY.format("\n- 2025-11-05: Revision 2: 30 s.")}, True),
        ({}, {"rest": HISTORY.format("")}, True),
    ],
)
def test_where_a_revision_is_recorded(before: dict[str, str], after: dict[str, str], recorded: bool) -> None:
    assert revised(before, after).is_recorded is recorded


LINKED = (
    "- Decision: As in [b](../active/b.md) and `b.md`.\n  Rationale: The token tok_0f3a9b7c fits.\n"
    "  Date/Author: 2025-11-03, Mira"
)
READ = "- [x] (2025-11-03 09:10Z) Read the storage layer."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"progress": READ}, []),
        ({}, {"progress": "- [ ] Wire the parser.\n" + READ}, []),
        ({}, {"progress": READ + " Evidence: `src/a.py`\n  - 12 tests"}, []),
        ({}, {"progress": READ.replace("[x]", "[X]")}, []),
        ({}, {"progress": "- [ ] x", "rest": "\n## Archive\n\n" + READ + "\n"}, []),
        ({}, {"progress": READ.replace("[x]", "[ ]")}, [("reopened", 11)]),
        ({}, {"progress": READ.replace("[x]", "[~]")}, [("reopened", 11)]),
        ({}, {"progress": READ.replace("[x] ", "")}, [("reopened", 11)]),
        ({}, {"progress": READ.replace("Read", "Rewrote")}, [("reworded", 11)]),
        ({}, {"progress": READ.replace("storage", "strage")}, []),
        ({}, {"progress": "- [ ] Wire the parser."}, [("dropped", 9)]),
        ({}, {"progress": "- [ ] Wire the parser.\n- [x] (2025-11-03 09:10Z) Bought new disks."}, [("dropped", 9)]),
        ({}, {"progress": READ.replace("09:10", "10:10")}, [("restamped", 11)]),
        ({}, {"progress": READ.replace("(2025-11-03 09:10Z) ", "")}, [("restamped", 11)]),
        ({}, {"progress": READ.replace("2025-11-03 09:10Z", "2025-11-03T09:10:00Z")}, []),
        ({}, {"progress": READ.replace("(2025-11-03 09:10Z)", "**2025-11-03T10:10+01:00**")}, []),
        ({"progress": "- [x] Read."}, {"progress": "- [x] (2025-11-03) Read."}, []),
        ({"progress": "- [x] Read. (2025-11-03 10:00Z)"}, {"progress": "- [x] (2025-11-03 10:00Z) Read."}, []),
        # nested tasks are items of their own
        ({"progress": READ + "\n  - [ ] Deeper."}, {"progress": READ + "\n  - [x] Deeper still."}, []),
        # two items of the same words keep their own stamps
        (
            {"progress": "- [x] 2025-11-03 10:00Z Run.\n- [x] 2025-11-04 10:00Z Run."},
            {"progress": "- [x] 2025-11-04 10:00Z Run.\n- [x] 2025-11-03 10:00Z Run."},
            [],
        ),
        # logs
        ({}, {"log": DEFAULTS["log"] + ENTRY}, []),
        ({}, {"log": DEFAULTS["log"].replace("knows quoting.", "knows quoting, and is fast.")}, []),
        ({}, {"log": DEFAULTS["log"].replace("knows", "lacks")}, [("reworded", 20)]),
        ({"log": LINKED}, {"log": LINKED.replace("active", "completed")}, []),
        ({"log": LINKED}, {"log": LINKED.replace("`b.md`", "`../active/b.md`")}, []),
        ({"log": LINKED}, {"log": LINKED.replace("`b.md`", "`c.md`")}, [("reworded", 20)]),
        ({"log": LINKED}, {"log": LINKED.replace("tok_0f3a9b7c", "<REDACTED>")}, []),
        ({"log": LINKED}, {"log": LINKED.replace("11-03", "11-31")}, [("restamped", 20)]),
        ({"log": LINKED.replace("11-03", "11-31")}, {"log": LINKED}, []),
        ({"log": LINKED.replace("2025", "2027")}, {"log": LINKED}, []),
        ({"log": LINKED.replace("2025", "2027")}, {"log": LINKED.replace("2025", "2028")}, [("restamped", 20)]),
        ({}, {"log": DEFAULTS["log"].replace("11-03", "11-02")}, [("restamped", 20)]),
        ({}, {"log": DEFAULTS["log"].replace("2025-11-03, Mira", "2025-11-03 09:00Z, Mira")}, []),
        ({}, {"log": ENTRY.strip()}, [("dropped", 18)]),
        ({}, {"log": ""}, [("dropped", 18)]),
        ({"log": "None yet."}, {"log": ENTRY.strip()}, []),
        ({"log": "- TBD"}, {"log": ENTRY.strip()}, []),
        ({"log": "Decision: Keep it.\nRationale: It works."}, {"log": "- x"}, [("dropped", 18)]),
        (
            {"log": "| Date | What |\n| --- | --- |\n| 2025-11-03 | keep the cache |"},
            {"log": "| Date | What |\n| --- | --- |\n| 2025-11-03 | drop the cache |"},
            [("reworded", 22)],
        ),
    ],
)
def test_what_is_no_longer_on_record(
    before: dict[str, str], after: dict[str, str], expected: list[tuple[str, int]]
) -> None:
    assert losses(before, after) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2025-11-03 09:10Z", "2025-11-03T09:10:33Z", True),
        ("2025-11-03T09:10:00Z", "2025-11-03T18:10:00+09:00", True),
        ("2025-11-03T09:10:00Z", "2025-11-03T09:10:00+09:00", False),
        ("2025-11-03", "2025-11-03 09:10Z", True),
        ("2025-11-03", "2025-11-04 09:10Z", False),
        ("2025-11-03 09:10", "2025-11-03 9:10", True),
        ("2025-11-03 09:10", "2025-11-03 19:10", False),
        ("2025-11-03 21:10 PST", "2025-11-04T05:10:00Z", True),
        ("2025-11-03 21:10 PST", "2025-11-06T05:10:00Z", False),
        ("2025-02-30", "2025-02-28", False),
        ("2025-02-30", "2025-02-30", True),
    ],
)
def test_a_stamp_in_another_form_is_the_same_moment(one: str, other: str, same: bool) -> None:
    first, second = at(one), at(other)
    assert first is not None
    assert second is not None
    assert same_moment(first, second) is same
    assert same_moment(second, first) is same


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("None yet.", True),
        ("<what was decided>", True),
        ("…", True),
        ("No decisions recorded.", True),
        ("To be written when the command is merged.", True),
        ("Nothing is deleted.", False),
        ("No schema changes needed yet. All 200 tests pass.", False),
        ("Decision: none of them.", False),
    ],
)
def test_placeholders(text: str, expected: bool) -> None:
    assert is_placeholder(text) is expected


def test_records_have_their_words_without_stamp_and_nested_tasks() -> None:
    text = "- [x] (2025-11-03 09:10Z) Outer.\n  - [ ] Inner.\n  - Evidence: `x`"
    outer, inner, evidence, *_ = records(plan(progress=text))
    assert outer.key == ("outer", "evidence", "x")
    assert (outer.done, inner.done, evidence.done) == (True, False, None)
    assert [record.line for record in (outer, inner, evidence)] == [11, 12, 13]


def team_dialect(root: Path, text: str) -> Dialect:
    plan_folder(root, {})
    (root / ".execplan.yaml").write_text(f"version: 1\ndialects:\n  ours: {text}\n", encoding="utf-8")
    return Catalogue(load_config(root).dialects, root).get("ours")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "ssot",
            ["constraints and safety", "tooling interface and governance", "milestones", "validation and acceptance"],
        ),
        ("wbs", ["scope", "constraints and quality targets", "milestones", "validation and acceptance"]),
        (
            "session",
            ["objective lock", "proposed next block", "validation plan", "file scope contract", "executor handoff"],
        ),
        ("quality-gates", ["success criteria and acceptance tests", "quality gates"]),
    ],
)
def test_a_dialect_made_from_a_template_knows_what_changes_the_meaning(
    template: str, expected: list[str], tmp_path: Path
) -> None:
    text = (FIXTURES / "templates" / f"{template}.md").read_text(encoding="utf-8")
    (tmp_path / "template.md").write_text(text, encoding="utf-8")
    dialect = team_dialect(tmp_path, "{template: template.md}")
    keys = [key for spec in dialect.sections for key in (spec.key, *(inner.key for inner in spec.sections))]
    assert [
        key for key in keys if key in dialect.revision.meaning and key not in ("in scope", "out of scope and non-goals")
    ] == expected


def test_a_team_adds_its_own_headings(tmp_path: Path) -> None:
    revision = team_dialect(
        tmp_path, "{extends: codex, revision: {meaning: [Rollout], recorded-in: [Amendments]}}"
    ).revision
    assert "rollout" in revision.meaning
    assert "milestones" in revision.meaning
    assert revision.recorded_in[-1] == "amendments"


def test_an_unknown_key_of_a_revision_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"dialects\.ours\.revision\.meanings"):
        team_dialect(tmp_path, "{extends: codex, revision: {meanings: [Rollout]}}")


ITEMS = "".join(
    f"- [x] 2025-11-03T09:{number % 60:02}:00Z Did w{number % 97} and v{number}.\n" for number in range(5_000)
)
LARGE: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "items of other words": ({"progress": ITEMS}, {"progress": ITEMS.replace("Did", "Undid").replace(" v", " u")}),
    "items of the same words": ({"progress": "- [x] a\n" * 30_000}, {"progress": "- [x] b\n" * 30_000}),
    "entries": ({"log": "- x y z\n" * 20_000}, {"log": "- z y x\n" * 20_000}),
    "a long item": ({"log": "- " + "x y. " * 40_000}, {"log": "- " + "y x. " * 40_000}),
    "sections": (
        {"rest": "".join(f"## Milestone {number}\n\nx\n\n" for number in range(10_000))},
        {"rest": "".join(f"## Phase {number}\n\ny\n\n" for number in range(10_000))},
    ),
    "items below a long one": (
        {"acceptance": "- " + "word " * 20_000 + "\n" + "  - x\n" * 20_000},
        {"acceptance": "- " + "wood " * 20_000 + "\n" + "  - y\n" * 20_000},
    ),
    "notes": (
        {"rest": "\n".join(f"Revision note {number}" for number in range(20_000))},
        {"rest": "\n".join(f"Revision note {number}a" for number in range(20_000))},
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_large_plans_are_compared_in_linear_time(kind: str) -> None:
    before, after = LARGE[kind]
    revision = revised(before, after)
    start = time.process_time()
    assert revision.meaning is not None
    assert revision.losses is not None
    assert revision.is_recorded in (True, False)
    assert time.process_time() - start < 5
