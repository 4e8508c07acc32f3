"""Headings, keys, labels and links under the name that is meant, where only one can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks import checking
from execplan_hooks.config import Config
from execplan_hooks.document import recognition
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.template import derive
from execplan_hooks.document.headings import nearest, normalise
from execplan_hooks.document.source import decode
from execplan_hooks.fixes.spelling import is_slip, replaced, respellings
from execplan_hooks.tree import Tree
from tests.fixes.applying import after, after_bytes, edited, findings, proposed
from tests.fixes.test_stamps import PLAN, SSOT
from tests.fixtures import FIXTURES, NOW, conforming

TEXT = PLAN.format(progress="- [x] 2026-03-02 Wrote the column list.")


def headed(old: str, new: str, text: str = TEXT) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        ("progres", "progress", True),
        ("porgress", "progress", True),
        ("prrogress", "progress", True),
        ("prograss", "progress", True),
        ("progression", "progress", False),
        ("content", "context", False),  # a word of its own
        ("contents", "context", False),
        ("order", "owner", False),
        ("ownner", "owner", False),  # too short to be sure
        ("recoveries", "discoveries", False),
        ("decison log", "decision log", True),
        ("decision blog", "decision log", False),
        ("decisionlog", "decision log", True),
        ("idempotance and recovery", "idempotence and recovery", True),
        ("idempotance and recovry", "idempotence and recovery", True),
        ("plan of work", "plan for work", False),
        ("context an orientation", "context and orientation", True),
        ("context dan orientation", "context and orientation", True),
        ("", "progress", False),
    ],
)
def test_a_slip_of_the_pen_is_told_from_another_word(key: str, name: str, expected: bool) -> None:
    assert is_slip(key, name) is expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("## Progres", "## Progress"),
        ("## 3. Progres (WBS) ##", "## 3. Progress (WBS) ##"),
        ("##   **Progres**:", "##   **Progress**:"),
        ("## PROGRES", "## PROGRESS"),
        ("## Progres / \u9032\u6357", "## Progress / \u9032\u6357"),
        ("## \u2705 Progres {#progres}", "## \u2705 Progress {#progres}"),
        ("Progres\n-------", "Progress\n-------"),
        ("## _Progres_", "## _Progress_"),
    ],
)
def test_a_misspelt_heading_gets_its_name_and_keeps_the_rest(before: str, expected: str) -> None:
    assert after(headed("## Progress", before), "required-sections") == headed("## Progress", expected)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Idempotance & Recovery", "Idempotence & Recovery"),
        ("**Idempotance** and Recovery (both)", "**Idempotence** and Recovery (both)"),
        ("Idempotence Recovry", "Idempotence and Recovery"),
        ("Idempotence adn Recovery", "Idempotence and Recovery"),
        ("Idempotence an Recovery", "Idempotence and Recovery"),
        ("Idempotence nad Recovery", "Idempotence and Recovery"),
        ("Idempotence ad Recovery", "Idempotence and Recovery"),
        ("Idempotence dan Recovery", "Idempotence and Recovery"),
    ],
)
def test_of_a_heading_only_the_wrong_words_change(before: str, expected: str) -> None:
    name, text = "## Idempotence and Recovery", conforming("codex")
    assert after(headed(name, f"## {before}", text), "required-sections") == headed(name, f"## {expected}", text)


def slips(name: str) -> Iterator[tuple[str, str]]:
    """A name with two letters exchanged in one of its long words, for each of them, with that word."""
    for word in re.finditer(r"[a-zA-Z]{5,}", name):
        middle = word.start() + 2
        if name[middle] != name[middle + 1]:
            yield name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :], word[0]


def all_headings() -> list[str]:
    """The names of all sections of the packaged dialects and of those that our templates make."""
    templates = sorted((FIXTURES / "templates").glob("*.md"))
    base = Catalogue().get("common")
    dialects = [
        *map(Catalogue().get, Catalogue().names),
        *(derive(file.stem, decode(file.name, file.read_bytes()), base) for file in templates),
    ]
    specs = [spec for dialect in dialects for top in dialect.sections for spec in (top, *top.sections)]
    return sorted({name for spec in specs for name in (spec.heading, *spec.aliases)})


HEADINGS = [*all_headings(), "Deliverables (list them all)", "Exclude (Must Not Modify)"]


def test_a_slip_in_any_name_is_put_right_and_nothing_else_changes() -> None:
    tried = 0
    for name in HEADINGS:
        key = normalise(name)
        for wrong, _ in slips(name):
            if nearest(normalise(wrong), (key,)) and normalise(wrong) != key:
                tried += 1
                assert replaced(wrong, respellings(wrong, normalise(wrong), name)) == name
    assert tried > 150


@given(
    st.sampled_from([pair for name in HEADINGS for pair in [(name, wrong) for wrong, _ in slips(name)]]),
    st.sampled_from(("", "3. ", "**", "_", "\u2705 ", "[x] ")),
    st.sampled_from(("", " (UTC)", " (2026-03-12, agreed with QA)", "**", "_", " {#here}", " / \u9032\u6357", ":")),
)
def test_all_that_is_no_misspelt_word_stays(pair: tuple[str, str], before: str, behind: str) -> None:
    name, wrong = pair
    text = before + wrong + behind
    parts = respellings(text, normalise(text), name)
    if parts and normalise(text) == normalise(wrong) != normalise(name):
        assert replaced(text, parts) == before + name + behind


@pytest.mark.parametrize(
    ("text", "key", "name", "expected"),
    [
        ("Last Updtaed (UTC)", "last updtaed", "Last Updated", "Last Updated (UTC)"),
        (
            "Objectvie (2026-03-12, agreed with QA)",
            "objectvie",
            "Objective",
            "Objective (2026-03-12, agreed with QA)",
        ),
        ("Unknonws (explicit)", "unknonws", "Unknowns", "Unknowns (explicit)"),
        ("last_updtaed", "last_updtaed", "last_updated", "last_updated"),
        ("Delivrables", "delivrables", "Deliverables (list them all)", "Deliverables"),
    ],
)
def test_a_label_keeps_what_its_author_wrote_beside_the_name(text: str, key: str, name: str, expected: str) -> None:
    assert normalise(text) == key
    assert replaced(text, respellings(text, key, name)) == expected


@pytest.mark.parametrize(
    ("old", "new", "rule", "dialect"),
    [
        ("### Exclude (Must Not Modify)", "### Excluude (Must Not Modify)", "required-sections", "session"),
        ("Execution Branch:", "Exection Branch (agreed with QA):", "metadata", "session"),
    ],
)
def test_a_remark_in_brackets_is_there_once(old: str, new: str, rule: str, dialect: str) -> None:
    text = headed(old, new, conforming(dialect))
    fixes = [fix for fix in proposed(text, rule, dialect) if fix]
    assert [edited(text, fix) for fix in fixes] == [
        text.replace("Exection", "Execution").replace("Excluude", "Exclude")
    ]


def test_newlines_of_the_file_stay() -> None:
    data = headed("## Progress", "## Progres").replace("\n", "\r\n").encode()
    assert after_bytes(data, "required-sections") == TEXT.replace("\n", "\r\n").encode()


def test_an_alias_that_is_misspelt_becomes_that_alias() -> None:
    text = headed("## Purpose / Big Picture", "## Objectve")
    assert after(text, "required-sections") == headed("## Purpose / Big Picture", "## Objective")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("See [there](#progres).", "See [there](#progress)."),
        ("See [there](plan.md#progres).", "See [there](plan.md#progress)."),
        ("See [there].\n\n[there]: #progres", "See [there].\n\n[there]: #progress"),
        ('See <a href="#progres">there</a>.', 'See <a href="#progress">there</a>.'),
        ("See [there](#progress).", "See [there](#progress)."),
        ("See `#progres` and [a](x.md#progres).", "See `#progres` and [a](x.md#progres)."),
    ],
)
def test_the_plans_own_links_to_a_heading_go_along(link: str, expected: str) -> None:
    text = headed("as a file.", f"as a file. {link}", headed("## Progress", "## Progres"))
    (fix,) = [found.fix for found in findings(text, "required-sections") if "misspelling" in found.message]
    assert fix is not None
    assert edited(text, fix) == headed("as a file.", f"as a file. {expected}")


@pytest.mark.parametrize(
    "text",
    [
        # Which of the anchors the link means changes with the numbers behind them.
        headed("as a file.", "as a file. [a](#progres)\n\n### Progres", headed("## Progress", "## Progres")),
        headed("as a file.", "as a file. [a](#progress-1)", headed("## Progress", "## Progres")),
        # Two headings that may be meant.
        headed("## Surprises", "## Progrss\n\nWhat?\n\n## Surprises", headed("## Progress", "## Progres")),
    ],
)
def test_a_heading_that_leaves_a_question_stays(text: str) -> None:
    found = [found for found in findings(text, "required-sections") if "misspelling" in found.message]
    assert found
    assert all(one.fix is None for one in found)


def test_a_heading_that_may_be_a_word_of_its_own_is_no_safe_fix() -> None:
    text = headed("## Purpose / Big Picture", "## Background noise\n\nx\n\n## Purpose / Big Picture")
    text = headed("## Decision Log", "## Contents\n\nNone.\n\n## Decision Log", text)
    assert after(text, "required-sections") == text
    fixes = [found.fix for found in findings(text, "required-sections") if '"Contents"' in found.message]
    assert fixes
    assert all(fix is None or not fix.safe for fix in fixes)


@pytest.mark.parametrize("line", ["- ## Progres", "> ## Progres", "```text\n## Progres\n```", "    ## Progres"])
def test_what_is_no_section_is_no_misspelt_one(line: str) -> None:
    text = headed("## Progress", line)
    assert [fix for fix in proposed(text, "required-sections") if fix and fix.safe] == []


@pytest.mark.parametrize(
    ("old", "new"), [("owner: agent-03", "ownner: agent-03"), ("status: IN_PROGRESS", "stauts: IN_PROGRESS")]
)
def test_a_short_key_is_for_somebody_to_look_at(old: str, new: str) -> None:
    text = headed(old, new, SSOT.format(created="2026-02-02T08:00:00Z", updated="2026-03-02T08:00:00Z"))
    (fix,) = [fix for fix in proposed(text, "metadata") if fix]
    assert not fix.safe
    assert edited(text, fix) == headed(new, old, text)


def test_a_long_label_with_a_slip_is_corrected_in_its_place() -> None:
    text = (Path(__file__).parents[2] / "fixtures/metadata/misspelt-label/plan.md").read_text(encoding="utf-8")
    (fix,) = [fix for fix in proposed(text, "metadata") if fix]
    assert edited(text, fix) == text.replace("Exection Branch", "Execution Branch")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[a](../docs/guide.md)", "[a](../Docs/Guide.md)"),
        ("![a](../docs/guide.md#Setup)", "![a](../Docs/Guide.md#setup)"),
        ("[a](../docs/guide.md#set-up)", "[a](../Docs/Guide.md#set-up)"),
        ("[a](../docs/guide.md#L10)", "[a](../Docs/Guide.md#L10)"),
        ("[a](<../docs/Guide.md>)", "[a](<../Docs/Guide.md>)"),
        ("[a](../Docs/Guide.md#Set-Up)", "[a](../Docs/Guide.md#set-up)"),
        ("[a](../docs/gu%69de.md)", None),
        ("[a](../Docs/Guide.md#Nowhere)", None),
        ("[a](../docs/other.md)", None),
        ("[a](../Docs/twin.md)", None),  # which of the two?
    ],
)
def test_a_link_gets_the_case_of_what_it_leads_to(tmp_path: Path, link: str, expected: str | None) -> None:
    guide = "# Guide\n\n## Set up\n\n## Setup\n"
    for name, text in {
        "Docs/Guide.md": guide,
        "Docs/Twin.md": guide,
        "Docs/TWIN.md": guide,
        "plans/plan.md": TEXT,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    text = headed("as a file.", f"as a file: {link}.")
    plan = recognition.load(decode("plans/plan.md", text.encode()), Catalogue(), None, None)
    assert plan is not None
    (found,) = checking.check_plan(plan, Config(), ("links",), NOW, Tree(tmp_path, Config()))
    if expected is None:
        assert found.fix is None
    else:
        assert found.fix is not None
        assert found.fix.safe
        assert edited(text, found.fix) == text.replace(link, expected)
