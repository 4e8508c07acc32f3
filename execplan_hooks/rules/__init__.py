"""The rules, in the order in which they are listed; a rule's module is loaded when it is first wanted.

A rule id is kebab-case; its module is the same name with underscores.
"""

from __future__ import annotations

import importlib

from execplan_hooks.model import ExecplanError, Rule

DOCUMENT_RULES = (
    "required-sections",
    "section-order",
    "metadata",
    "entry-fields",
    "progress",
    "timestamps",
    "external-urls",
    "secrets",
    "local-paths",
    "links",
    "placeholders",
    "profile",
    "acceptance",
    "lifecycle",
    "scope-contract",
    "plan-name",
)
CHANGE_RULES = (
    "branch-continuity",
    "file-scope",
    "scope-widening",
    "plan-required",
    "plan-updated",
    "plan-revision",
    "freshness",
    "agent-locks",
)
RULE_IDS = DOCUMENT_RULES + CHANGE_RULES


def load(rule_id: str) -> Rule:
    """The declaration of a rule. Raises `ExecplanError` for an unknown id."""
    if rule_id not in RULE_IDS:
        from execplan_hooks.located import nearest

        close = nearest(rule_id, RULE_IDS)
        guess = f"; did you mean {close}?" if close else ""
        raise ExecplanError(f'there is no rule "{rule_id}"{guess} (the rules are: {", ".join(RULE_IDS)})')
    module = importlib.import_module(f"{__name__}.{rule_id.replace('-', '_')}")
    rule: Rule = module.RULE
    return rule


def documentation(rule_id: str) -> str:
    """A rule's module docstring: its user documentation."""
    load(rule_id)
    module = importlib.import_module(f"{__name__}.{rule_id.replace('-', '_')}")
    return (module.__doc__ or "").strip() + "\n"
