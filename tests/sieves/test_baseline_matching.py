"""What a baseline takes for known, and what for new: over planted faults, and finding by finding."""

from __future__ import annotations

import dataclasses
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execplan_hooks.checking import Subject
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import decode
from execplan_hooks.fingerprints import fingerprinted
from execplan_hooks.fixing.edits import Editable
from execplan_hooks.model import Diagnostic, Severity
from execplan_hooks.sieves.baseline import BaselineSieve, subjects_of
from tests.fixtures import DIALECTS, conforming, golden_cases, place
from tests.mutants import Specimen
from tests.outline import Outline
from tests.rules.secret_samples import MIXED, random_text
from tests.sieves.sifting import checked, checker, codex, new
from tests.test_mutants import FAULTS

_UNREADABLE = ("wrapped", "wrapped_with_fences_inside", "fence_never_closed", "fence_left_open", "in_a_comment")
"""Faults behind which others cannot be seen."""


def _mutants(dialect: str, text: str, name: str, rng: random.Random) -> list[str]:
    return [mutant.text for mutant in FAULTS[name][1](Specimen(Outline(text), Catalogue().get(dialect), rng))]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_moving_lines_makes_nothing_new(dialect: str) -> None:
    rng = random.Random(dialect)
    path = place(dialect, "active")
    wrong = []
    for name in FAULTS:
        for text in _mutants(dialect, conforming(dialect, "active"), name, rng)[:1] if "wrapped" not in name else ():
            head, title, rest = text.partition("\n# ")
            first, _, body = rest.partition("\n")
            moved = f"{head}{title}{first}\n\nA sentence more.\n\n{body}" if title else f"\n\n{text}"
            wrong += [f"{name}: {found}" for found in new(text, moved, path)]
    assert not wrong


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_fault_is_new_and_taking_one_away_makes_nothing_new(dialect: str) -> None:
    """Two faults, one planted after the other, where both can be seen: with the first known exactly the second one is
    new, and with both known nothing is when one is taken away."""
    rng = random.Random(dialect)
    path = place(dialect, "active")
    names = [name for name in FAULTS if name not in _UNREADABLE]
    wrong, tried = [], 0
    for first in names:
        ones = _mutants(dialect, conforming(dialect, "active"), first, rng)
        one = rng.choice(ones) if ones else ""
        second = rng.choice(names)
        both = _mutants(dialect, one, second, rng) if ones else []
        if not both:
            continue
        text = rng.choice(both)
        if len(checked(text, path=path).diagnostics) != len(checked(one, path=path).diagnostics) + 1:
            continue
        tried += 1
        found = new(one, text, path)
        wrong += [] if len(found) == 1 else [f"{first}, then {second}: {found}"]
        wrong += [f"{second} taken away from {first}: {it}" for it in new(text, one, path)]
    assert tried > 4
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule", sorted({case.parent.name for case in golden_cases()}))
def test_in_the_fixtures_putting_one_finding_right_makes_nothing_new(rule: str) -> None:
    """Of each plan each finding that has a safe fix is fixed alone."""
    for case in golden_cases():
        file = case / "plan.md"
        if case.parent.name != rule or not file.exists():
            continue
        source = decode("plans/plan.md", file.read_bytes())
        plan = checker().load(source)
        if plan is None:
            continue
        fixes = [found.fix for found in checker().check(plan).diagnostics if found.fix]
        text = Editable(source.text)
        for changed in (text.edited(text.spans(fix.edits)).text for fix in fixes if fix.safe):
            if checker().load(decode("plans/plan.md", changed.encode())) is not None:
                assert new(source.text, changed) == [], case.name


PAIRS = {
    "one of many stamps is put right": (
        "## Progress\n\n- [x] 2025-1-1 9:00 a\n- [x] 2025-1-2 9:00 b\n- [x] 2025-1-3 9:00 c\n",
        "## Progress\n\n- [x] (2025-01-01 09:00Z) a\n- [x] 2025-1-2 9:00 b\n- [x] 2025-1-3 9:00 c\n",
        0,
    ),
    "one of many tasks gets its time": (
        "## Progress\n\n- [x] one thing\n- [x] two things\n- [x] three things\n",
        "## Progress\n\n- [x] (2025-01-01 09:00Z) one thing\n- [x] two things\n- [x] three things\n",
        0,
    ),
    "all but one get their time": (
        "## Progress\n\n- [x] one thing\n- [x] two things\n- [x] three things\n",
        "## Progress\n\n- [x] (2025-01-01 09:00Z) one thing\n- [x] (2025-01-01 10:00Z) 2\n- [x] three things\n",
        0,
    ),
    "one more without": (
        "## Progress\n\n- [x] one thing\n- [x] two things\n",
        "## Progress\n\n- [x] one thing\n- [x] two things\n- [x] three things\n",
        1,
    ),
    "a box of another task": (
        "## Progress\n\n- [ ] one thing\n- [] two things\n",
        "## Progress\n\n- [] one thing\n- [ ] two things\n",
        1,
    ),
    "one put right and another one wrong": (
        "## Progress\n\n- [x] one thing\n- [x] two things\n",
        "## Progress\n\n- [x] (2025-01-01 09:00Z) one thing\n- [x] two things\n- [x] three things\n",
        1,
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_findings_that_are_said_together_are_known_one_by_one(name: str) -> None:
    before, after, count = PAIRS[name]
    plan = conforming("codex")
    start = plan.index("## Progress")
    stop = plan.index("## ", start + 5)
    texts = [plan[:start] + part + "\n" + plan[stop:] for part in (before, after)]
    assert checked(texts[0]).diagnostics, "nothing to know"
    found = new(*texts)
    assert len(found) == count, found


LINES = {
    "a link more": ("[x](#a)\n", "[x](#a)\n\n[y](#b)\n", 1),
    "the same link once more": ("[x](#a)\n", "[x](#a)\n\n[x](#a)\n", 1),
    "on the same line": ("[x](#a)\n", "[x](#a) [y](#b)\n", 1),
    "another instead": ("[x](#a)\n", "[x](#b)\n", 1),
    "one put right on a line of two": ("[x](#a) [y](#b)\n", "x [y](#b)\n", 0),
    "moved": ("[x](#a)\n", "text\n\n[x](#a)\n", 0),
    "one of two equal ones gone": ("[x](#a)\n\n[x](#a)\n", "[x](#a)\n", 0),
    "a machine path more": ("/home/ada/a\n", "/home/ada/a\n\n/home/ada/b\n", 1),
    "the first machine path gone": ("/home/ada/a\n\n/home/ada/b\n", "a\n\n/home/ada/b\n", 0),
}


@pytest.mark.parametrize("name", LINES)
def test_what_is_new(name: str) -> None:
    before, after, count = LINES[name]
    assert checked(codex(before)).diagnostics, "nothing to know"
    found = new(codex(before), codex(after))
    assert len(found) == count, found


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('"S14 / B03" says "blocked" (line 7)', '"S15 / B04" says "blocked" (line 7)', False),
        ("path `v1/a` is wrong", "path `v2/a` is wrong", False),
        ('"S14" says "blocked" (lines 7, 8)', '"S14" says "blocked" (lines 9, 12, 13)', True),
        ('2 of 3 in "a" lack it', '1 of 5 in "a" lack it', True),
        ('"5" disk" stands in line 7 and "b" in line 8', '"5" disk" stands in line 9 and "b" in line 12', True),
        ('"a', '"b', False),
    ],
)
def test_numbers_are_left_out_unless_they_are_part_of_a_name(before: str, after: str, same: bool) -> None:
    found = [
        fingerprinted([(Diagnostic("a.md", "links", Severity.ERROR, message, 1), "x")])[0].subjects
        for message in (before, after)
    ]
    assert (found[0] == found[1]) is same


def test_a_finding_that_covers_nothing_of_its_line_is_told_by_the_line() -> None:
    found = Diagnostic("a.md", "timestamps", Severity.ERROR, "no stamp", 1, 3, 1, 3)
    one, same, other = (fingerprinted([(found, line)])[0].subjects for line in ("- a", "- a", "- b"))
    assert (one == same, one == other) == (True, False)


def test_a_finding_about_what_is_not_there_is_the_same_on_any_line() -> None:
    found = Diagnostic("a.md", "profile", Severity.ERROR, 'there is no "x"', 1, 3, 1, 6, absent=True)
    one, other = (fingerprinted([(found, line)])[0].subjects for line in ("# The plan", "# Its title"))
    assert one == other
    there = dataclasses.replace(found, absent=False)
    assert len({fingerprinted([(there, line)])[0].subjects for line in ("# The plan", "# Its title")}) == 2


def test_quotation_marks_without_end_take_no_long_time() -> None:
    start = time.process_time()
    fingerprinted([(Diagnostic("a.md", "links", Severity.ERROR, '`"1line 1, ' * 100_000, 1), "x")])
    assert time.process_time() - start < 2


def test_another_blocked_record_is_new() -> None:
    plan, path = conforming("session", "done"), place("session", "done")
    start = plan.rindex("- **Checkpoint Record:**")
    stop = plan.index("\n\n", start) + 1
    record = plan[start:stop]
    blocked = record.replace("Result: `done`", "Result: `blocked`")
    later = blocked.replace("S14", "S15").replace("B03", "B04")
    one, other = (plan[:start] + text + plan[stop:] for text in (blocked, record + later))
    assert len(new(plan, one, path)) == 1
    found = new(one, other, path)
    assert len(found) == 1
    assert "S15" in found[0]


ENTRIES = {
    "long titles that begin alike": ("codex", "Decision Log", "- Decision: " + "Keep all there is. " * 4 + "{}.\n"),
    "no titles": ("ssot", "Inter-Agent Messages", "- From: a\n  To: b\n  Intent: ask\n  Message: Look at {}.\n"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_another_entry_that_lacks_the_same_is_new(name: str) -> None:
    dialect, heading, entry = ENTRIES[name]
    plan = conforming(dialect, "active")
    path = place(dialect, "active")
    plan = plan if heading in plan else f"{plan}\n## {heading}\n"
    start = plan.index("\n", plan.index(f"## {heading}"))
    one, other = (plan[:start] + "\n\n" + entry.format(word) + plan[start:] for word in ("one", "two"))
    assert any("entry-fields" in message for message in new(plan, one, path)), new(plan, one, path)
    assert any("entry-fields" in message for message in new(one, other, path))
    assert new(one, f"{one}\n", path) == []


def test_another_secret_is_new_on_the_same_line_and_in_its_place() -> None:
    one, other = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2", "ghp_" + "zY9xW8vU7tS6rQ5pN4mL3kJ2hG1fE0dC9bA8"
    assert len(new(codex(f"use {one}\n"), codex(f"use {one} {other}\n"))) == 1
    assert len(new(codex(f"use {one}\n"), codex(f"use {other}\n"))) == 1
    assert new(codex(f"use {one} {other}\n"), codex(f"and use {other}\n")) == []


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----\n", ""])
def test_another_private_key_is_new_in_the_place_of_the_old_one(end: str) -> None:
    keys = [
        "```\n-----BEGIN RSA PRIVATE KEY-----\n"
        + "".join(f"{random_text(MIXED + '+/', 64, seed + number)}\n" for number in range(4))
        + f"{end}```\n"
        for seed in (10, 20)
    ]
    assert len(new(codex(keys[0]), codex(keys[1]))) == 1
    assert new(codex(keys[0]), codex("Moved.\n\n" + keys[0].replace("\n", "\n  "))) == []


def test_another_missing_section_is_new_and_one_that_is_written_makes_nothing_new() -> None:
    plan = conforming("codex")
    one = plan.replace("## Decision Log", "## Other")
    two = one.replace("## Surprises & Discoveries", "## Another")
    assert [message.partition(" is missing")[0].partition(": ")[2] for message in new(one, two)] == [
        'required section "Surprises & Discoveries"'
    ]
    assert new(two, one) == []


def test_sections_that_stand_again_are_known_when_fewer_do() -> None:
    plan = conforming("codex")
    titles = [line for line in plan.split("\n") if line.startswith("## ")][:5]
    whole = plan + "".join(f"\n{title}\n\nx\n" for title in titles)
    fewer = plan + "".join(f"\n{title}\n\nx\n" for title in titles[:2])
    known = Counter(message.partition(" ")[2] for message in new(whole, fewer))
    assert not [message for message in known if "a second time" in message]


_SUBJECTS = st.dictionaries(
    st.tuples(st.sampled_from(["links", "secrets", "gone"]), st.sampled_from(["0" * 16, "1" * 16])), st.integers(1, 3)
).map(Counter)


@given(
    entries=_SUBJECTS,
    seen=st.lists(st.tuples(_SUBJECTS, st.sets(st.sampled_from(["links", "secrets"])), st.booleans()), max_size=4),
    searched=st.booleans(),
)
def test_what_still_occurs_is_never_more_than_there_was(
    entries: Counter[tuple[str, str]], seen: list[tuple[Counter[tuple[str, str]], set[str], bool]], searched: bool
) -> None:
    """By rule and subject, however many plans use the entries of one path."""
    sieve = BaselineSieve(checker(), Path("/nowhere"), {"plans/a.md": entries})
    paths = [f"plans/{number}/a.md" for number in range(len(seen))]
    sieve._seen["plans/a.md"] = paths
    sieve.found = {path: found for path, (found, _, _) in zip(paths, seen, strict=True)}
    sieve.ran = {path: ran for path, (_, ran, _) in zip(paths, seen, strict=True)}
    unchecked = [path for path, (_, _, is_unchecked) in zip(paths, seen, strict=True) if is_unchecked]
    left = sum(sieve.still(unchecked, searched).values(), start=Counter[tuple[str, str]]())
    assert left <= entries
    assert sieve.secrets <= sum(count for (rule, _), count in entries.items() if rule == "secrets")


def test_ten_thousand_entries_take_no_long_time() -> None:
    links = "".join(f"[x](#a{number})\n\n" for number in range(3_000))
    run = checker(("links",))
    plan = run.load(decode("plans/plan.md", codex(links).encode()))
    assert plan is not None
    found = run.check(plan).diagnostics
    entries = {f"plans/{number}.md": subjects_of(found[:10]) for number in range(1_000)}
    entries["plans/plan.md"] = subjects_of(found)
    sieve = BaselineSieve(run, Path("/nowhere"), entries)
    start = time.process_time()
    assert sieve.sift(Subject(plan.path, plan.dialect, lambda: plan), found) == []
    assert time.process_time() - start < 1
