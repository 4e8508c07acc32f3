"""Fixes of single rules, as the rules propose them and as the engine applies them: shared by these tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from execplan_hooks import checking, rules
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config, RuleConfig
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.source import decode
from execplan_hooks.fixing.edits import Editable, encoded
from execplan_hooks.fixing.fixer import fixed
from execplan_hooks.model import Diagnostic, Fix
from tests.fixtures import NOW, plan_of


def configured(rule: str, options: Mapping[str, Any] | None) -> Config:
    return Config(rules={rule: RuleConfig(options=dict(options))}) if options else Config()


def findings(
    text: str, rule: str, dialect: str | None = None, options: Mapping[str, Any] | None = None
) -> list[Diagnostic]:
    plan = plan_of(text, dialect)
    assert plan is not None, "recognised as no plan"
    return checking.check_plan(plan, configured(rule, options), (rule,), NOW)


def proposed(
    text: str, rule: str, dialect: str | None = None, options: Mapping[str, Any] | None = None
) -> list[Fix | None]:
    """The fix of each finding of a rule, in the order in which it yields them."""
    return [found.fix for found in findings(text, rule, dialect, options)]


def edited(text: str, fix: Fix) -> str:
    """A text after one fix, whatever comes of that."""
    editable = Editable(text)
    return editable.edited(editable.spans(fix.edits)).text


def after(
    text: str, rule: str, dialect: str | None = None, options: Mapping[str, Any] | None = None, unsafe: bool = False
) -> str:
    """A text after the fixes of a rule that hold."""
    return after_bytes(text.encode(), rule, dialect, options, unsafe).decode()


def after_bytes(
    data: bytes, rule: str, dialect: str | None = None, options: Mapping[str, Any] | None = None, unsafe: bool = False
) -> bytes:
    """As `after`, of the bytes of a file."""
    front = f"---\ndialect: {dialect}\n---\n".encode() if dialect else b""
    if b"\r\n" in data:
        front = front.replace(b"\n", b"\r\n")
    checker = Checker(configured(rule, options), Catalogue(), (rule,), NOW)
    assert rule in rules.DOCUMENT_RULES
    result = fixed(checker, decode("plans/plan.md", front + data), unsafe)
    assert result is not None, "recognised as no plan"
    return encoded(result.after).removeprefix(front)
