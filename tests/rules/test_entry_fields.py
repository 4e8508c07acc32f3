"""What `entry-fields` says of entries in the packaged dialects and in a team's own."""

from __future__ import annotations

import re
import time

import pytest

from execplan_hooks import checking, rules
from execplan_hooks.clock import Clock
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.model import Context, Diagnostic, Severity
from execplan_hooks.rules import entry_fields
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import DIALECTS, NOW, STAGES, brief, conforming, lint, plan_of

HEAD = "# Plan\n\n- Status: {status}\n\n## Progress\n\nx\n\n## Outcomes & Retrospective\n\nx\n\n## Decision Log\n\n"
COMPLETE = "- Decision: x\n  Rationale: y\n  Date/Author: 2025-11-03, Mira\n"


def _lint(text: str, dialect: str | None = None) -> list[Diagnostic]:
    plan = plan_of(text, dialect)
    assert plan is not None
    return checking.check_plan(plan, Config(), ("entry-fields",), NOW)


def _messages(body: str, status: str = "in progress", dialect: str = "codex") -> list[str]:
    return [found.message for found in _lint(HEAD.format(status=status) + body, dialect)]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_conforming_plans_are_silent(dialect: str, stage: str) -> None:
    assert brief(_lint(conforming(dialect, stage), dialect)) == []


LABELS = {
    "codex": ("Rationale:", "Date/Author:", "Evidence:"),
    "ssot": ("Decision:", "Alternatives:", "Rationale:", "Consequences:", "Evidence:", "Verify:", "Deliverables:"),
    "quality-gates": ("Rationale:", "Date/Author:", "Evidence:", "Observation:", "Mitigation:"),
    "wbs": ("deliverable:", "verify:", "Chosen:", "Consequences:", "Options considered:"),
    "session": ("Files Changed:", "Validation Run:", "Result:"),
}


@pytest.mark.parametrize(("dialect", "label"), [(name, label) for name, labels in LABELS.items() for label in labels])
def test_each_label_of_an_entry_is_missed_at_its_entry(dialect: str, label: str) -> None:
    """The label's name is taken away wherever it stands, one at a time."""
    text = conforming(dialect)
    sections = ("## Decision", "## Surprises", "## Progress", "## 10.", "## Milestones", "## Risks")
    lines = text.split("\n")
    heading, tried = "", 0
    for number, line in enumerate(lines):
        heading = line if line.startswith("## ") else heading
        if label not in line or not heading.startswith(sections):
            continue
        # The word that is left is part of what stands before it.
        changed = [*lines[:number], line.replace(label, label.replace(":", " and"), 1), *lines[number + 1 :]]
        found = _lint("\n".join(changed), dialect)
        assert len(found) == 1, (line, brief(found))
        assert "lack" in found[0].message
        assert found[0].line is not None
        assert found[0].line <= number + 1
        tried += 1
    assert tried


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (COMPLETE, []),
        (COMPLETE + "- Decision: z\n", ['decision "z" lacks "Rationale" and "Date/Author"']),
        (
            COMPLETE + "- Decision: z\n  Rationale:\n  Date: 2025-11-04\n",
            ['decision "z" says nothing under "Rationale"'],
        ),
        (
            COMPLETE + "- Decision: z\n  Rationale: <why>\n",
            ['decision "z" lacks "Date/Author" and says nothing under "Rationale"'],
        ),
        (COMPLETE + "- Use z, it is simpler.\n", []),
        (COMPLETE + "- (2025-11-04) Decision: z. Reason: it is simpler.\n", []),
        (COMPLETE + "- Decision: z\n  Rationale: simpler (2025-11-04, Mira)\n", []),
        (COMPLETE + "- Decision: z\n  Rationale: simpler than on 2025-11-04\n", ['decision "z" lacks "Date/Author"']),
        (COMPLETE + "- Decision: <...>\n  Rationale: <...>\n  Date/Author: <...>\n", []),
        (COMPLETE + "- None since then.\n", []),
    ],
)
def test_an_entry_is_reported_once_with_all_that_it_lacks(body: str, expected: list[str]) -> None:
    assert _messages(body) == expected


def test_what_most_entries_lack_is_said_of_the_log() -> None:
    bodies = [f"- Decision: d{number}\n  Rationale: y\n" for number in range(4)]
    assert _messages("".join(bodies)) == [
        'all 4 decisions of "Decision Log" lack "Date/Author"; the first one stands in line 15'
    ]
    assert _messages("".join(bodies[:2])) == [
        'both decisions of "Decision Log" lack "Date/Author"; the first one stands in line 15'
    ]
    assert _messages(COMPLETE + "".join(bodies[:3]) + "- Decision: z\n  Date: 2025-11-04\n") == [
        '3 of the 5 decisions of "Decision Log" lack "Date/Author"; the first one stands in line 18',
        'decision "z" lacks "Rationale"',
    ]
    assert _messages(COMPLETE * 3 + "".join(bodies[:2])) == [
        'decision "d0" lacks "Date/Author"',
        'decision "d1" lacks "Date/Author"',
    ]


def test_examples_are_not_judged_in_a_draft() -> None:
    example = "- Decision: x\n  Rationale: <why>\n"
    assert _messages(example, "draft") == []
    assert _messages(example, "in progress") != []
    assert _messages("- Decision: x\n", "draft") != []


def test_an_example_that_is_left_in_a_done_plan_is_an_empty_entry() -> None:
    example = "- Decision: <...>\n  Rationale: <...>\n  Date/Author: <...>\n"
    assert _messages(example, "in progress") == []
    assert _messages(example, "done") == ['decision says nothing under "Rationale" and "Date/Author"']


def test_required_labels_weigh_what_the_dialect_says_and_recommended_ones_less() -> None:
    ssot = conforming("ssot")
    (found,) = _lint(ssot.replace("  Rationale:", "  Because of it", 1))
    assert found.severity is Severity.ERROR
    (found,) = _lint(ssot.replace("(Owner: agent-07)", "", 1))
    assert found.severity is Severity.WARNING
    assert _lint(HEAD.format(status="done") + COMPLETE + "- Decision: z\n", "codex")[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("done", True),
        ("`done`", True),
        ("**Done**, 14 passed", True),
        ("pending (the third try)", True),
        ("`done | blocked | pending`", False),
        ("doneish", False),
        ("it works", False),
    ],
)
def test_values_are_those_of_the_dialect(value: str, right: bool) -> None:
    text = conforming("session")
    assert "Result: `done`" in text
    found = _lint(text.replace("Result: `done`", f"Result: {value}"))
    assert (found == []) is right
    if not right:
        assert '"Result"' in found[0].message


@pytest.mark.parametrize(("count", "said"), [(2, True), (3, False), (7, False), (8, True)])
def test_milestones_are_counted(count: int, said: bool) -> None:
    text = conforming("wbs")
    start = text.index("1. Tell which tiles")
    end = text.index("## Progress (WBS)")
    items = "".join(f"{number}. Step {number}.\n" for number in range(1, count + 1))
    found = _lint(text[:start] + items + "\n" + text[end:])
    assert [diagnostic.message for diagnostic in found] == (
        [f'"Milestones (high-level plan)" has {count} milestones; expected 3 to 7'] if said else []
    )


def test_each_of_two_sections_is_counted_alone() -> None:
    text = conforming("wbs")
    start, end = text.index("## Milestones"), text.index("## Progress (WBS)")
    assert _lint(text[:end] + text[start:end] + text[end:]) == []


def test_a_section_at_the_wrong_level_does_not_swallow_the_others() -> None:
    for heading in ("## Progress", "## Decision Log", "## Surprises & Discoveries", "## Milestones"):
        assert brief(_lint(conforming("ssot").replace(heading + "\n", heading[1:] + "\n"), "ssot")) == [], heading


def test_a_snapshot_of_what_was_looked_up_is_no_entry() -> None:
    snapshot = "- Retrieved: 2025-10-01T14:05:00Z\n- Source: https://docs.acme.dev/x\n- Notes: stays valid.\n\n"
    for heading in ("## Milestones\n", "## Decision Log\n"):
        assert brief(_lint(conforming("ssot").replace(heading, heading + snapshot), "ssot")) == [], heading


def test_milestones_in_prose_cannot_be_counted() -> None:
    text = conforming("wbs")
    start, end = text.index("1. Tell which tiles"), text.index("## Progress (WBS)")
    assert _lint(text[:start] + "First the tiles, then all else.\n\n" + text[end:]) == []


def test_a_table_of_gates_has_rows() -> None:
    text = conforming("quality-gates")
    rows = [line for line in text.split("\n") if line.startswith("| ") and "`uv run" in line]
    assert rows
    for row in rows:
        text = text.replace(row + "\n", "")
    assert [found.message for found in _lint(text)] == ['"Quality Gates" has no gates; expected at least 1']
    table = "| Gate | Command | Threshold / Expectation |\n| --- | --- | --- |\n"
    assert _lint(text.replace(table, "")) == []  # an empty section is reported as that


def test_a_teams_own_entries_are_checked_in_its_words() -> None:
    risk = "{in: [Risks], starts: [Risk], labels: {Owner: {required: true}}}"
    own = f"ours:\n  extends: codex\n  sections: {{Risks: {{}}}}\n  entries:\n    risk: {risk}\n"
    catalogue = Catalogue(load_yaml(own, ".execplan.yaml").mapping())
    plan = plan_of(
        "# Plan\n\n## Risks\n\n- Risk: it is slow\n- Risk: it leaks. Owner: Mira\n- Text.\n", "ours", catalogue
    )
    assert plan is not None
    found = checking.check_plan(plan, Config(), ("entry-fields",), NOW)
    assert [(one.line, one.message) for one in found] == [(5, 'risk "it is slow" lacks "Owner"')]


TRANSLATED = {
    "ssot": [
        ("Decision:", "决策：", "決定：", "결정:"),
        ("Alternatives:", "替代方案：", "代替案：", "대안:"),
        ("Rationale:", "理由：", "理由：", "이유:"),
        ("Consequences:", "后果：", "影響：", "결과:"),
        ("Evidence:", "证据：", "証拠：", "증거:"),
        ("Author:", "作者：", "著者：", "작성자:"),
        ("Owner:", "负责人：", "担当：", "담당자:"),
        ("Deliverables:", "交付物：", "成果物：", "산출물:"),
    ],
    "quality-gates": [
        ("Decision:", "决策：", "決定：", "결정:"),
        ("Rationale:", "理由：", "理由：", "근거:"),
        ("Date/Author:", "日期/作者：", "日付/著者：", "날짜/작성자:"),
        ("Observation:", "观察：", "観察：", "관찰:"),
        ("Evidence:", "证据：", "証拠：", "증거:"),
        ("Mitigation:", "缓解措施：", "対策：", "대책:"),
    ],
    "wbs": [("deliverable:", "交付物：", "成果物：", "산출물:"), ("verify:", "验证：", "検証：", "검증:")],
    "session": [
        ("Files Changed:", "变更文件：", "変更ファイル：", "변경 파일:"),
        ("Validation Run:", "验证：", "検証：", "검증:"),
        ("Result:", "结果：", "結果：", "결과:"),
    ],
}


@pytest.mark.parametrize("language", [1, 2, 3])
@pytest.mark.parametrize("dialect", TRANSLATED)
def test_labels_may_be_written_in_another_language(dialect: str, language: int) -> None:
    text = conforming(dialect)
    for words in TRANSLATED[dialect]:
        assert words[0] in text
        text = text.replace(words[0], words[language])
    assert brief(_lint(text, dialect)) == []


def test_messages_stay_short_and_on_one_line() -> None:
    (found,) = _lint(HEAD.format(status="active") + COMPLETE + "- Decision: " + "long " * 500 + "\n", "codex")
    assert len(found.message) < 160
    assert "\n" not in found.message


def test_it_is_registered() -> None:
    assert "entry-fields" in rules.DOCUMENT_RULES


@pytest.mark.parametrize("value", ["done or blocked", "done / pending", "`done` | `blocked`", "maybe", "-"])
def test_a_result_that_nobody_has_chosen_is_none(value: str) -> None:
    text = conforming("session")
    assert text.count("  - Result: `done`") == 1
    found = lint(text.replace("  - Result: `done`", f"  - Result: {value}"))
    assert [one.rule for one in found if one.rule != "placeholders"] == ["entry-fields"]


def test_very_many_logs_take_little_time() -> None:
    text = conforming("codex") + "\n## Decision Log\n\n- Decision: a\n" * 4000
    plan = plan_of(text)
    assert plan is not None
    started = time.process_time()
    assert len(list(entry_fields.check(plan, Context({}, Clock(NOW))))) >= 4000
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Read the file with `csv`, because it knows quoting.", []),
        ("Read the file with `csv` rather than by hand.", []),
        ("Read the file with `csv`.", ["entry-fields"]),
        ("Read the file with `csv`, the becauseway.", ["entry-fields"]),
    ],
)
def test_a_reason_may_stand_in_the_decision_itself(text: str, expected: list[str]) -> None:
    old = re.search(r"- Decision: Read the file.*\n  Rationale: .*\n", conforming("codex"))
    assert old is not None
    found = lint(conforming("codex").replace(old[0], f"- Decision: {text}\n"))
    assert [one.rule for one in found] == expected


@pytest.mark.parametrize(("dialect", "title"), [("wbs", "Milestones"), ("quality-gates", "Decision Log")])
def test_the_title_is_no_log(dialect: str, title: str) -> None:
    assert brief(lint(re.sub(r"(?m)\A# .*$", f"# {title}", conforming(dialect)), dialect)) == []
