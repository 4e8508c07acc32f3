"""Plans through a checker with sieves, in memory: shared by the tests of sieves."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.checking import Checked, Checker
from execplan_hooks.config import Config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import decode
from execplan_hooks.sieves.baseline import BaselineSieve, subjects_of
from execplan_hooks.sieves.suppression import SuppressionSieve
from tests.fixtures import NOW, conforming

PATH = "plans/plan.md"


def checker(
    rule_ids: Sequence[str] = rules.DOCUMENT_RULES, config: Config | None = None, asked: Collection[str] = ()
) -> Checker:
    """A checker that knows of suppressions and of nothing around the plans."""
    config = config or Config()
    sieve = SuppressionSieve(config, rule_ids, asked)
    return Checker(config, Catalogue(), rule_ids, NOW, asked=asked, sieves=(sieve,))


def checked(text: str, with_: Checker | None = None, path: str = PATH) -> Checked:
    """What counts in a text that is a plan."""
    with_ = with_ or checker()
    plan = with_.load(decode(path, text.encode()))
    assert plan is not None, "recognised as no plan"
    return with_.check(plan)


def new(before: str, after: str, path: str = PATH) -> list[str]:
    """What a baseline of one text does not know of another: `line rule: message`."""
    entries = {path: subjects_of(checked(before, path=path).diagnostics)}
    plain = checker()
    sieve = BaselineSieve(plain, Path("/nowhere"), entries)
    both = dataclasses.replace(plain, late=(sieve,))
    found = checked(after, both, path).diagnostics
    return [f"{one.line} {one.rule}: {one.message}" for one in found]


def codex(end: str) -> str:
    """The conforming plan with something at its end."""
    return f"{conforming('codex').rstrip()}\n\nThe end:\n\n{end}"


def lines_of(text: str, end: str) -> list[int]:
    """The lines of `end`, counted from 1, that findings of `links` in `codex(end)` stand at."""
    start = text.count("\n", 0, text.rindex(end)) if end else 0
    return sorted(found.line - start for found in checked(text).diagnostics if found.rule == "links" and found.line)
