"""Rules made up for a test, and plans for them: `Words` reports words, with a fix for each."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from execplan_hooks import rules
from execplan_hooks.checking import Checker, Sieve
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import decode
from execplan_hooks.fixing import fixer
from execplan_hooks.fixing.fixer import Fixed
from execplan_hooks.model import Context, Edit, Finding, Fix, Rule, Severity
from tests.fixtures import NOW, conforming

PLAN = conforming("codex")
END = PLAN.count("\n")
"""The number of lines of `PLAN`, without findings of the made-up rules."""

Fixing = Callable[[Plan, int, int], Fix | None]


def replaced(text: str, safe: bool = True) -> Fixing:
    """The fix that puts a text in place of a word of four letters."""
    return lambda _, line, column: Fix((Edit(line, column, line, column + 4, text),), safe)


@dataclasses.dataclass(frozen=True)
class Words:
    """A rule that reports words of four letters, each with its fix."""

    fixes: Mapping[str, Fixing]

    def check(self, plan: Plan, _: Context) -> Iterator[Finding]:
        for number, line in enumerate(plan.source.lines, 1):
            for match in re.finditer("|".join(self.fixes), line):
                column, fixing = match.start() + 1, self.fixes[match[0]]
                fix = fixing(plan, number, column)
                yield Finding(number, f'the word "{match[0]}"', column, number, column + 4, fix=fix)


def checker(monkeypatch: pytest.MonkeyPatch, words: Mapping[str, Fixing], *sieves: Sieve) -> Checker:
    """A checker with one rule, `profile` by name, which reports these words; there are no other rules."""
    rule = Rule(Severity.ERROR, document=Words(words).check)
    monkeypatch.setattr(rules, "load", {"profile": rule}.__getitem__)
    monkeypatch.setattr(rules, "DOCUMENT_RULES", ("profile",))
    return Checker(Config(), Catalogue(), ("profile",), NOW, sieves=sieves)


def fixed(checker: Checker, text: str | bytes, unsafe: bool = False) -> Fixed:
    """What becomes of a plan. Asserts that it is one."""
    data = text.encode() if isinstance(text, str) else text
    result = fixer.fixed(checker, decode("plans/a.md", data), unsafe)
    assert result is not None
    return result


def after(checker: Checker, line: str, unsafe: bool = False) -> str:
    """What becomes of a line at the end of `PLAN`. Asserts that the rest stays as it is."""
    text = fixed(checker, f"{PLAN}\n{line}\n", unsafe).after.text
    assert text.startswith(PLAN)
    return text[len(PLAN) + 1 : -1]
