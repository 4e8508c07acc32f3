"""Fixes are applied where they hold, and only those of findings that count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from execplan_hooks import rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import decode
from execplan_hooks.fixing import fixer
from execplan_hooks.fixing.edits import encoded
from execplan_hooks.model import Diagnostic, Edit, Fix, Rule, Severity
from tests.fixing.made_up import END, PLAN, Fixing, Words, after, checker, fixed, replaced
from tests.fixtures import NOW


def test_findings_of_one_plan_are_fixed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("A"), "bbbb": replaced("B\nB")})
    assert after(check, "aaaa, bbbb and aaaa") == "A, B\nB and A"
    result = fixed(check, f"{PLAN}\naaaa, bbbb and aaaa\n")
    assert (result.count, len(result.applied), result.left.diagnostics) == (3, 3, [])


def test_unsafe_fixes_are_applied_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("A"), "bbbb": replaced("B", safe=False)})
    assert after(check, "aaaa bbbb") == "A bbbb"
    assert after(check, "aaaa bbbb", unsafe=True) == "A B"


def test_a_fix_that_brings_another_finding_does_not_hold_though_that_could_be_fixed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert after(checker(monkeypatch, {"aaaa": replaced("b"), "bbbb": replaced("B")}), "aaaabbb aaaa") == "aaaabbb b"


def test_fixes_that_meet_are_applied_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def stub(plan: Plan, _: int, __: int) -> Fix:
        """Every finding has its fix at the same place: the last line loses a word."""
        line = len(plan.source.lines)
        return Fix((Edit(line, 1, line, 5, ""),))

    assert after(checker(monkeypatch, {"aaaa": stub, "bbbb": stub}), "aaaabbbbaaaa") == ""


@pytest.mark.parametrize(
    "bad",
    [
        replaced("zzzz"),  # another finding
        replaced("bad!bad!"),  # still there, and once more
        replaced("bad!"),  # nothing changes
        replaced("\r\n"),
        replaced("\0"),
        replaced("\udc80"),
        lambda _, line, column: Fix((Edit(line, column, line + 9, 1, ""),)),
        lambda *_: Fix(()),
        lambda *_: Fix((Edit(1, 1, END + 1, 1, ""),)),  # no plan is left
    ],
)
def test_a_fix_that_does_not_hold_is_never_applied_and_holds_no_other_back(
    monkeypatch: pytest.MonkeyPatch, bad: Fixing
) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("A"), "bad!": bad, "zzzz": lambda *_: None})
    line = "aaaa bad! aaaa\n\nbad!\n\naaaa"
    assert after(check, line) == line.replace("aaaa", "A")
    result = fixed(check, f"{PLAN}\n{line}\n")
    assert result.count == len(result.applied) == 3
    assert [one.message for one in result.left.diagnostics] == ['the word "bad!"'] * 2
    assert result.complete


def test_a_fix_counts_that_stands_behind_one_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(_: Plan, line: int, column: int) -> Fix:
        return Fix((Edit(line, column, line, column + 9, "bbbb bbbb bbbb"),))

    assert after(checker(monkeypatch, {"aaaa": greedy, "bbbb": replaced("B")}), "aaaa bbbb") == "aaaa B"


def test_a_fix_that_holds_only_after_another_one_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def later(plan: Plan, line: int, column: int) -> Fix:
        """Right once the first word is gone; before that another finding."""
        text = "zzzz" if "aaaa" in plan.source.text else "B"
        return Fix((Edit(line, column, line, column + 4, text),))

    check = checker(monkeypatch, {"aaaa": replaced("A"), "bbbb": later, "zzzz": lambda *_: None})
    assert after(check, "aaaa\n\nbbbb") == "A\n\nB"


def test_a_plan_stays_one_of_its_dialect(monkeypatch: pytest.MonkeyPatch) -> None:
    def claims(_: Plan, line: int, column: int) -> Fix:
        start = "---\ndialect: ssot\n---\n"
        return Fix((Edit(1, 1, 1, 1, start), Edit(line, column, line, column + 4, "")))

    assert after(checker(monkeypatch, {"aaaa": claims}), "aaaa") == "aaaa"


class _Sieve:
    """Leaves out what stands on lines with "keep"."""

    label = "suppressed"

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        return [one for one in found if "keep" not in plan.source.lines[(one.line or 1) - 1]]


def test_what_does_not_count_is_not_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("A")}, _Sieve())
    assert after(check, "keep aaaa\naaaa\naaaa keep") == "keep aaaa\nA\naaaa keep"


def test_a_finding_that_did_not_count_does_not_begin_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def unkept(_: Plan, line: int, column: int) -> Fix:
        return Fix((Edit(line, column, line, column + 4, ""), Edit(line + 1, 1, line + 1, 6, "")))

    check = checker(monkeypatch, {"aaaa": replaced("A"), "bbbb": unkept}, _Sieve())
    assert after(check, "bbbb\nkeep aaaa") == "bbbb\nkeep aaaa"


def test_what_another_rule_would_find_is_no_fix_though_only_one_rule_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("zzzz"), "bbbb": replaced("B")})
    load = rules.load
    other = Rule(Severity.ERROR, document=Words({"zzzz": lambda *_: None}).check)
    monkeypatch.setattr(rules, "load", lambda rule: other if rule == "links" else load(rule))
    monkeypatch.setattr(rules, "DOCUMENT_RULES", ("profile", "links"))
    assert after(check, "aaaa bbbb") == "aaaa B"


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["\n", "", "\n\n\n"])
def test_line_ends_byte_order_mark_and_final_newline_stay(
    monkeypatch: pytest.MonkeyPatch, bom: bytes, newline: str, end: str
) -> None:
    text = f"{PLAN}\naaaa aaaa{end}"
    result = fixed(checker(monkeypatch, {"aaaa": replaced("A\nA")}), bom + text.replace("\n", newline).encode())
    expected = text.replace("aaaa", "A\nA").replace("\n", newline).encode()
    assert encoded(result.after) == bom + expected


def test_the_number_of_tries_has_an_end_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    check = checker(monkeypatch, {"aaaa": replaced("aaaa ")})
    result = fixed(check, PLAN + "\n" + "aaaa\n" * (fixer.MAX_TRIES + 1))
    assert not result.complete
    assert not result.changed


def test_a_document_that_is_no_plan_is_left_alone() -> None:
    check = Checker(Config(), Catalogue(), rules.DOCUMENT_RULES, NOW)
    assert fixer.fixed(check, decode("notes.md", b"# Notes\n")) is None
