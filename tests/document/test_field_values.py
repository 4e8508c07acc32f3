"""What belongs to a label: behind it, in the lines that go on with it, and below it."""

from __future__ import annotations

import time

import pytest

from execplan_hooks.document.fields.field_values import FieldReader
from tests.fixtures import plan_of

HEAD = "# Execution Session Plan: x\n\n## 12. Validation Record\n\n"


def read(text: str, label: str = "commands executed") -> list[str]:
    plan = plan_of(HEAD + text, "session")
    assert plan is not None
    reader = FieldReader(plan)
    return [one.text for found in plan.labels if found.key == label for one in reader.texts_of(found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **Commands Executed:**\n  - `a`\n  - `b`\n- **Results:** ok\n", ["`a`", "`b`"]),
        ("- **Commands Executed:** `a`\n  and `b`\n- **Results:** ok\n", ["`a` and `b`"]),
        ("**Commands Executed:**\n\n- `a`\n- `b`\n\n**Results:** ok\n", ["`a`", "`b`"]),
        ("**Commands Executed:**\n`a`\n`b`\n\n**Results:** ok\n", ["`a` `b`"]),
        ("**Commands Executed:** in the root\n\n- `a`\n\n**Results:** ok\n", ["in the root", "`a`"]),
        ("**Commands Executed:**\n\nIn the root:\n\n1. `a`\n2. `b`\n", ["In the root:", "`a`", "`b`"]),
        ("**Commands Executed:**\n\n<!-- one a line -->\n\n- `a`\n", ["`a`"]),
        ("- Commands Executed:\n\n```sh\na\n\nb\n```\n\nText.\n", ["a", "b"]),
        (
            "**Commands Executed:**\n\n| Command | Result |\n| --- | --- |\n| `a` | ok |\n| `b` | ok |\n",
            ["`a` | ok", "`b` | ok"],
        ),
        ("- Commands Executed:\n  - `a`, which\n    takes long\n    - 14 passed\n", ["`a`, which takes long"]),
        ("**Commands Executed:**\n\n> `a`\n", ["`a`"]),
        ("**Commands Executed:**\n\n- `a`\n- Results: ok\n- `c`\n", ["`a`"]),
        ("**Commands Executed:**\n\n- Note: run in the root\n- `a`\n", ["Note: run in the root", "`a`"]),
        ("**Commands Executed:**\n**Results:** ok\n\n- 14 passed\n", []),
        ("- Commands Executed:\n\n  Results: ok\n", []),
        ("- Commands Executed: `a` • **Results:** ok\n  and more\n", ["`a`"]),
        ("- Commands Executed: `a`\n- Results: ok\n\n```\nlog\n```\n", ["`a`"]),
        ("- Commands Executed: `a`\n\n```\nlog\n```\n", ["`a`"]),
        ("**Commands Executed:**\n\n### Results\n\n- ok\n", []),
        ("**Commands Executed:**\n\n- `a`\n\nThat was all.\n", ["`a`"]),
        ("- Commands Executed: <!-- each -->\n", []),
    ],
)
def test_what_stands_behind_and_below_a_label_belongs_to_it(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_each_text_is_where_it_begins() -> None:
    plan = plan_of("# x\n\n## 12. Validation Record\n\n**Commands Executed:** in\nthe root\n\n- `a`\n", "session")
    assert plan is not None
    label = next(label for label in plan.labels if label.key == "commands executed")
    found = [(text.text, text.line, text.column) for text in FieldReader(plan).texts_of(label)]
    assert found == [("in the root", 5, 24), ("`a`", 8, 3)]


@pytest.mark.parametrize("step", ["  Verdict:\n", "\n  Verdict:\n", "\nVerdict:\n\n<!-- -->\n", "\nx:\n"])
def test_thousands_of_labels_take_no_time(step: str) -> None:
    plan = plan_of(f"{HEAD}- **Verdict:**\n{step * 20_000}", "session")
    assert plan is not None
    assert plan.labels
    reader, started = FieldReader(plan), time.perf_counter()
    for value in plan.field("verdict"):
        list(reader.texts(value))
    assert time.perf_counter() - started < 2
