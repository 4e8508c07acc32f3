"""What a profile allows; what each fixture shows is in `fixtures/profile`."""

from __future__ import annotations

import dataclasses
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execplan_hooks.clock import Clock
from execplan_hooks.document.collapsed import collapsed
from execplan_hooks.document.dialect.profile_spec import ProfileSpec
from execplan_hooks.document.markdown import parse
from execplan_hooks.document.tags import tags
from execplan_hooks.model import Context
from execplan_hooks.rules import profile
from tests.fixtures import DIALECTS, NOW, STAGES, conforming, plan_of

HEAD = """---
id: smaller-image
status: IN_PROGRESS
owner: jo
created: 2026-05-04T07:00:00Z
updated: 2026-05-04T09:00:00Z
profile: {profile}
---

# PLAN: Make the image smaller

## Purpose / Big Picture

"""


def found(body: str, name: str = "codex-strict", dialect: str = "ssot") -> list[str]:
    """What the rule says of a body below "Purpose" (its first line is 1), as `line severity: message`."""
    head = HEAD.format(profile=name)
    plan = plan_of(head + body, dialect)
    assert plan is not None
    shift = head.count("\n")
    return [
        f"{one.line - shift} {one.severity.label}: {one.message}"
        for one in profile.check(plan, Context({}, Clock(NOW)))
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("stage", STAGES)
def test_conforming_plans_are_silent_at_each_stage(dialect: str, stage: str) -> None:
    plan = plan_of(conforming(dialect, stage))
    assert plan is not None
    assert list(profile.check(plan, Context({}, Clock(NOW)))) == []


TABLE = "| a | b |\n| --- | --- |\n| 1 | 2<br>3 |\n"
LONG = "\n".join(f"step {n}" for n in range(21))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (TABLE, ["1 a table"]),
        (f"- in a list:\n\n  {TABLE.replace(chr(10), chr(10) + '  ')}", ["3 a table"]),
        (f"```\n{TABLE}```\n", []),
        ("a | b is no table\n", []),
        ("one<br>two\n", ["1 HTML (<br>)"]),
        ("<details>\n<summary>x</summary>\n\ny\n\n</details>\n", ["1 HTML (<details>, <summary>)"]),
        ('<img src="x.png">\n', ["1 HTML (<img>)"]),
        ('<a name="x"></a>\n', ["1 HTML (<a>)"]),
        ("<!-- a comment -->\n\nand <!-- one --> more\n", []),
        ("a `<br>` and ``<div>x</div>``\n", []),
        ("```html\n<div>x</div>\n```\n", []),
        ("Write <title> and <code> and <summary>; `x`\n", []),
        ("A Map<string, List<int>> of <task> and <Context Snapshot for resumption>\n", []),
        ("<https://acme.dev> and <jo@acme.dev>\n", []),
        ("2 <b and c> 3\n", []),
        ("- [ ] one\n- [x] two\n", ["1 2 check boxes in section"]),
        ("## Progress\n- [ ] one\n  - [x] two\n### Later\n- [ ] three\n", []),
        ("## Progress Checklist\n- [ ] one\n", ["2 a check box in section"]),
        ("- [ ] one\n\n## Plan of Work\n- [ ] two\n- [ ] three\n", ["1 a check box in", "4 2 check boxes in section"]),
        ("- [link] one\n- [](x) two\n```\n- [ ] three\n```\n", []),
        ("````\n```sh\nls\n```\n````\n", ["2 a code fence inside the one that opens in line"]),
        ("~~~\n```\n~~~\n", ["2 a code fence inside"]),
        ("- a list\n\n  ````\n  ```\n  x\n  ```\n  ````\n", ["4 a code fence inside"]),
        ("```\nls\n```\n\n```\nls\n```\n", []),
        ("```diff\n+```sh\n```\n", []),
        ("    ```\n    indented code\n    ```\n", []),
        (f"```\n{LONG}\n```\n", ["1 a code block of 21 lines"]),
        ("```\n" + LONG.partition("\n")[2] + "\n```\n", []),
        (LONG.replace("step", "    step").replace("\n", "\n    "), ["1 a code block of 21 lines"]),
    ],
)
def test_codex_strict_allows_prose_and_bullets(body: str, expected: list[str]) -> None:
    said = found(body)
    assert len(said) == len(expected), said
    for one, wanted in zip(said, expected, strict=True):
        assert one.replace("warning: ", "").startswith(wanted)
    assert found("Visible.\n\n" + body, "repo-native") == []


CLOSED = "<details>\n<summary>More</summary>\n\n{}\n</details>\n"
SECTION = "## Plan of Work\n\nFirst the parser.\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CLOSED.format(SECTION), ['4 error: required section "Plan of Work" is collapsed in <details>']),
        (CLOSED.format(SECTION).replace("<details>", "<details open>"), []),
        (CLOSED.format(SECTION).replace("<details>", '<DETAILS class="open">'), ['4 error: required section "Plan of']),
        (CLOSED.format(SECTION.replace("Plan of Work", "Milestones")), []),  # is recommended only
        (CLOSED.format(SECTION) + SECTION.replace("Plan of Work", "Progress"), ['4 error: required section "Plan of']),
        ("## Plan of Work\n\n" + CLOSED.format("First the parser.\n"), ["1 error: all content of required section"]),
        ("## Plan of Work\n\n<details>\nFirst the parser.\n</details>\n", ["1 error: all content of required section"]),
        ("## Plan of Work\n\nFirst the parser.\n\n" + CLOSED.format("All commits.\n"), []),
        ("<details>\n\n" + SECTION, ['3 error: required section "Plan of Work" is collapsed']),
        (CLOSED.format(SECTION + "\n" + SECTION.replace("Plan of Work", "Progress")), ["4 error: req", "8 error: req"]),
        ("- A <details> element holds the issue.\n\n" + SECTION, []),
        ("A <details> element holds the issue.\n\n" + SECTION, []),
        ("- item\n\n  <details>\n\n  inner\n\n" + SECTION, []),
        ("`<details>`\n\n```\n<details>\n```\n\n<!-- <details> -->\n\n" + SECTION, []),
        (
            "## Constraints & Safety\n\nAll of it:\n\n" + CLOSED.format("### Allowed Scope\n\n- `src/`\n"),
            ['8 error: required section "Allowed Scope" is collapsed'],
        ),
        (
            CLOSED.format("## Constraints & Safety\n\nx\n\n### Allowed Scope\n\n- `src/`\n"),
            ['4 error: required section "Constraints & Safety" is collapsed'],
        ),
    ],
)
def test_repo_native_hides_nothing_required(body: str, expected: list[str]) -> None:
    said = found(body, "repo-native")
    assert len(said) == len(expected), said
    for one, wanted in zip(said, expected, strict=True):
        assert one.startswith(wanted)


@pytest.mark.parametrize("name", ["", "<profile>", "codex-strict | repo-native", "mine"])
def test_without_a_known_profile_nothing_is_said(name: str) -> None:
    assert found(TABLE, name) == []


def test_the_profile_is_read_as_metadata_reads_it() -> None:
    assert len(found(TABLE, "Codex_Strict (agreed)")) == 1


def test_the_only_profile_of_a_dialect_without_the_field_counts() -> None:
    plan = plan_of(conforming("quality-gates"))
    assert plan is not None
    only = dataclasses.replace(plan.dialect, profiles={"plain": ProfileSpec(tables=False)})
    two = dataclasses.replace(plan.dialect, profiles={"plain": ProfileSpec(tables=False), "free": ProfileSpec()})
    context = Context({}, Clock(NOW))
    said = [one.message for one in profile.check(dataclasses.replace(plan, dialect=only), context)]
    assert said == ['a table, which the profile "plain" does not allow']
    assert list(profile.check(dataclasses.replace(plan, dialect=two), context)) == []


def test_a_fence_that_was_forgotten_is_another_rules_finding() -> None:
    assert found("```sh\nls\n\n" + SECTION + "\n```sh\nls\n```\n") == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(("<details>", "<details open>", "</details>", "x", "", "- y", "## Z")), max_size=14))
def test_collapsed_stretches_are_in_order_and_apart(lines: list[str]) -> None:
    document = parse(lines)
    stretches = collapsed(document, tags(document), len(lines))
    assert all(0 < stretch.start <= stretch.end <= len(lines) for stretch in stretches)
    assert all(one.end <= other.start for one, other in pairwise(stretches))
    assert bool(stretches) <= ("<details>" in lines)


@pytest.mark.parametrize(
    "hostile", ["<details>\n\n", "<b", "- [ ] x\n", "````\n```\n", "<br> ", "<details> </details> "]
)
def test_long_plans_take_little_time(hostile: str) -> None:
    start = time.perf_counter()
    found(hostile * 10_000)
    assert time.perf_counter() - start < 5
