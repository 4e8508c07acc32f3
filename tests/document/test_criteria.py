"""Acceptance criteria are found in each shape, and told apart by whether somebody could verify them."""

from __future__ import annotations

import pytest

from execplan_hooks.document.acceptance.checks import is_command
from execplan_hooks.document.acceptance.criteria import Criterion, criteria, ratio
from execplan_hooks.document.lifecycle.boxes import criteria_boxes
from tests.fixtures import plan_of

HEAD = "# Plan\n\n## Progress\n\nx\n\n## Decision Log\n\nx\n\n## Validation and Acceptance\n\n"


def _criteria(body: str, dialect: str = "codex", head: str = HEAD) -> tuple[Criterion, ...]:
    plan = plan_of(head + body, dialect)
    assert plan is not None
    return criteria(plan)


VERIFIABLE = [
    "`npm test` prints `12 passed`.",
    "`shelfctl import missing.csv` exits with 2.",
    "`./gradlew :map:test` -> BUILD SUCCESSFUL",
    "`GET /health` returns 200.",
    "`tests/test_zones.py` covers the hour in autumn.",
    "Zones are right in autumn, see `test_zone_in_autumn`.",
    "Open http://localhost:8080/books and see the imported books.",
    "http://127.0.0.1:8000/health answers with status 200.",
    "Clicking the icon pre-fills the row.",
    "Press **Return**. The counter moves to the second hit.",
    "Sign in, and the bell shows a count.",
    "When the user clicks Save, a message appears.",
    "`A=1 python -m bench.login` prints more than 40,000 requests a second",
    "`cd web && npm run build` succeeds",
    "git status is clean after `tool --migrate`.",
    "CI is green on all systems.",
    "`make test` 全部通过",
    "`npm test`가 통과한다",
    "`pytest -q` が成功する",
]
UNVERIFIABLE = {
    "`npm test`": (True, False),
    "Run `python -m bench.login`": (True, False),
    "Imports are fast.": (False, False),
    "The docs explain the switch well.": (False, False),
    "The sidebar shows the count.": (False, True),
    "`Store.get` returns copies.": (False, True),
    "`Map<K, V>` must stay as it is.": (False, True),
    "Trigger descriptions name concrete tasks.": (False, False),
    "Existing behaviour remains as it is.": (False, True),
    "`return x` must not raise.": (False, True),
}


@pytest.mark.parametrize("text", VERIFIABLE)
def test_a_criterion_with_a_check_and_what_it_shows_is_verifiable(text: str) -> None:
    (found,) = _criteria(f"- {text}\n")
    assert found.verifiable, found


@pytest.mark.parametrize("text", UNVERIFIABLE)
def test_a_criterion_without_one_of_them_is_not(text: str) -> None:
    (found,) = _criteria(f"- {text}\n")
    assert (found.command, found.expectation) == UNVERIFIABLE[text]
    assert not found.verifiable


SHAPES = {
    "labels below": "- Criterion: imports are fast.\n  - Verify: `time tool`\n  - Expected: below 5 s\n",
    "bullets of one label": "- Criterion: imports are fast.\n- Verify: `time tool`\n- Expected: below 5 s\n",
    "steps and what they show": "1. `time tool`\n\n- Expected: below 5 s\n",
    "boxes": "- [ ] `time tool` takes less than 5 s\n",
    "rows": "| Criterion | Verify | Expected |\n| --- | --- | --- |\n| fast | `time tool` | 5 s |\n",
    "a heading": "### AC1: imports are fast\n\nRun `time tool`.\n\nIt prints less than 5 s.\n",
    "an introduction": "`time tool` prints:\n\n- the lines that were read\n",
    "what follows": "- `time tool`\n\nExpected: less than 5 s.\n",
    "a topic": "- Speed:\n  - `time tool` takes less than 5 s\n",
    "prose": "Run it in the repository root:\n\n```sh\ntime tool\n```\n",
    "prose with its result": "Run `time tool`; it prints less than 5 s.\n",
    "a command above": "Run:\n\n    time tool --all\n\nAccepted when\n\n- the command exits with 0\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_criterion_is_read_in_each_shape(shape: str) -> None:
    found = _criteria(SHAPES[shape])
    assert len(found) == 1
    assert found[0].command
    assert found[0].expectation is (shape != "prose")


@pytest.mark.parametrize(
    "text",
    [
        "- Criterion: <...>\n  - Verify: `<command>`\n  - Expected: <output excerpt>\n",
        "- AC1: ...\n- AC2: ...\n",
        "- [ ] <Deterministic check 1 (how to verify)>\n",
        "- TBD\n",
        "- None yet.\n",
        "- Non-Goals: letters\n",
        "<how to verify + expected outputs>\n",
        "",
    ],
)
def test_what_nobody_wrote_is_no_criterion(text: str) -> None:
    found = _criteria(text)
    assert found == ()
    assert ratio(found) is None


def test_a_label_that_is_empty_is_missing_whatever_else_stands_there() -> None:
    (found,) = _criteria("- Criterion: `tool` prints a line.\n  - Verify: `tool`\n  - Expected:\n")
    assert (found.command, found.expectation) == (True, False)
    (found,) = _criteria("- Criterion: `tool x` prints a line.\n  - Verify: <command>\n  - Expected: a line\n")
    assert (found.command, found.expectation) == (False, True)


def test_where_the_criterion_itself_says_what_to_expect_a_verification_is_enough() -> None:
    body = "- AC1: two routes fit into the cache.\n  - Verification: `make budget`\n"
    (wbs,) = _criteria(body, "wbs", HEAD.replace("and", "&"))
    (codex,) = _criteria(body)
    assert (wbs.verifiable, codex.verifiable) == (True, False)


def test_criteria_stand_in_all_sections_that_are_named_like_that() -> None:
    other = "## Acceptance Criteria\n\n- [ ] `npm start` prints one line\n\n## Validation and Acceptance\n\n"
    head = HEAD.replace("## Validation and Acceptance\n\n", other)
    found = _criteria("Run all of it:\n\n- [ ] `npm test` passes\n", head=head)
    assert [criterion.text for criterion in found] == ["`npm start` prints one line", "`npm test` passes"]
    # Prose beside a list introduces it, in whichever of the sections the list stands.
    assert [criterion.text for criterion in _criteria("Run all of it.\n", head=head)] == ["`npm start` prints one line"]
    plan = plan_of(f"{head}- [ ] `npm test` passes\n", "codex")
    assert plan is not None
    assert len(criteria_boxes(plan)) == 2


def test_values_of_fields_are_criteria() -> None:
    head = "# Plan\n\n## Objective Lock\n\n"
    body = "- **Success Criteria:** `npm test` passes\n\n## Proposed Next Block\n\n"
    listed = "- **Acceptance Criteria:**\n  - `npm start` prints one line\n  - it is fast\n"
    found = _criteria(body + listed, "session", head)
    assert [(criterion.line, criterion.verifiable) for criterion in found] == [(5, True), (10, True), (11, False)]
    assert ratio(found) == pytest.approx(2 / 3)


def test_prose_counts_only_where_nothing_else_does() -> None:
    text = "Everything works as before.\n\n- `npm test` passes\n"
    assert [criterion.line for criterion in _criteria(text)] == [15]


def test_a_criterion_knows_its_place() -> None:
    (found,) = _criteria("- [ ] `npm test` passes\n  on all systems\n")
    assert (found.text, found.line, found.column, found.end_line) == ("`npm test` passes", 13, 7, 14)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("npm test", True),
        ("$ ls", True),
        ("./run", True),
        ("pytest", True),
        ("shelfctl import books.csv", True),
        ("FOO=1 BAR=2 make", True),
        ("tmp=$(mktemp -d); cargo run", True),
        ("POST /login", True),
        (".venv/bin/python -m pytest", True),
        ("render", False),
        ("Store.get", False),
        ("src/shelf/cli.py", False),
        ("const x = 1", False),
        ("return x", False),
        ("status: done", False),
        ("def f(x)", False),
        ("", False),
        ("404", False),
    ],
)
def test_code_that_reads_as_a_command(code: str, expected: bool) -> None:
    assert is_command(code) is expected
