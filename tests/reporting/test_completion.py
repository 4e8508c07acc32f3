"""The completion report of a session, however its plan writes the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.lifecycle.standing import Standing
from execplan_hooks.reporting.completion import Completion, completion
from execplan_hooks.yaml_reader import load_yaml
from tests.fixtures import conforming, plan_of

DONE = conforming("session", "done")
RECORD = DONE[DONE.index("- **Commands Executed:**") : DONE.index("## 13.")]


def told(text: str, catalogue: Catalogue | None = None, dialect: str = "session") -> Completion:
    plan = plan_of(text, dialect, catalogue or Catalogue())
    assert plan is not None
    found = completion(plan)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "record",
    [
        "- **Commands Executed:**\n  - `a`\n  - `b`\n- **Verdict:** `PASS`\n- **Residual Risks:**\n  - slow\n",
        "**Commands Executed:**\n\n- `a`\n- `b`\n\n**Verdict:** `PASS`\n\n**Residual Risks / Follow-ups:**\n\n- slow\n",
        "### Commands Executed\n\n- `a`\n- `b`\n\n### Verdict\n\n- Verdict: `PASS`\n\n### Residual Risks\n\n- slow\n",
        "**Commands Executed:**\n\n```sh\n`a`\n`b`\n```\n\n**Verdict:** `PASS`\n\n**Follow-ups:** slow\n",
    ],
)
def test_commands_and_risks_are_read_wherever_they_stand_below_their_label(record: str) -> None:
    found = told(DONE.replace(RECORD, f"\n{record}\n"))
    assert (found.commands, found.verdict, found.risks) == (("`a`", "`b`"), "PASS", ("slow",))


def test_a_text_goes_on_in_the_lines_below_it() -> None:
    found = told(DONE.replace(RECORD, "- **Residual Risks / Follow-ups:** the queue\n  keeps entries for a day\n\n"))
    assert found.risks == ("the queue keeps entries for a day",)


@pytest.mark.parametrize("verdicts", [("FAIL", "PASS"), ("PASS", "FAIL"), ("FAIL", "PASS | PASS_WITH_NOTES | FAIL")])
def test_the_verdict_is_the_one_by_which_the_plan_is_judged(verdicts: tuple[str, str]) -> None:
    text = DONE.replace(RECORD, "".join(f"- **Verdict:** `{verdict}`\n" for verdict in verdicts) + "\n")
    plan = plan_of(text, "session")
    assert plan is not None
    found, standing = told(text).verdict, Standing(plan)
    assert found == (verdicts[1] if "|" not in verdicts[1] else "FAIL")
    assert standing.verdict_failed == (found == "FAIL")


def test_the_labels_are_those_of_the_dialect(tmp_path: Path) -> None:
    config = """\
dialects:
  ours:
    extends: session
    fields:
      docs-updated: {labels: [Handbook]}
    entries:
      checkpoint:
        labels:
          Result: {aliases: [Outcome]}
          Validation Run: {aliases: [Checks]}
      validation-record:
        labels:
          Commands Executed: {aliases: [Ran]}
          Residual Risks / Follow-ups: {aliases: [Left]}
"""
    data = load_yaml(config, ".execplan.yaml")
    catalogue = Catalogue(data.mapping()["dialects"].mapping(), tmp_path)
    text = DONE
    for label, other in {
        "Result:": "Outcome:",
        "Validation Run:": "Checks:",
        "Commands Executed:": "Ran:",
        "Residual Risks / Follow-ups:": "Left:",
        "Docs updated:": "Handbook:",
    }.items():
        text = text.replace(label, other)
    ours, session = told(text, catalogue, "ours"), told(DONE)
    assert [record.result for record in ours.records] == [record.result for record in session.records]
    assert [record.validation for record in ours.records] == [record.validation for record in session.records]
    assert (ours.commands, ours.risks, ours.docs) == (session.commands, session.risks, session.docs)
    assert session.docs
    assert told(text).commands == ()
