"""The console scripts: `execplan-lint`, `execplan-gate` and one for each rule."""

from __future__ import annotations

import sys
from collections.abc import Callable

from execplan_hooks import rules


def _hook(*command: str) -> Callable[[], int]:
    """An entry point that is `execplan` with the command in front of its own arguments."""

    def main() -> int:
        from execplan_hooks.__main__ import main as execplan

        given = sys.argv[1:]
        if given == ["--version"]:  # of the program: it is the same for all of them
            return execplan(given)
        return execplan([*command, *map(_argument, given)])

    return main


def _argument(text: str) -> str:
    """An argument that cannot be taken for an option where it is a file's name.

    pre-commit puts the names straight after the options, and a plan may be called `--config=x-PLAN.md`.
    """
    return f"./{text}" if text.startswith("-") and text.lower().endswith((".md", ".markdown")) else text


def _rule(rule_id: str) -> Callable[[], int]:
    return _hook("lint" if rule_id in rules.DOCUMENT_RULES else "gate", "--rule", rule_id)


lint = _hook("lint")
gate = _hook("gate")

required_sections = _rule("required-sections")
section_order = _rule("section-order")
metadata = _rule("metadata")
entry_fields = _rule("entry-fields")
progress = _rule("progress")
timestamps = _rule("timestamps")
external_urls = _rule("external-urls")
secrets = _rule("secrets")
local_paths = _rule("local-paths")
links = _rule("links")
placeholders = _rule("placeholders")
profile = _rule("profile")
acceptance = _rule("acceptance")
lifecycle = _rule("lifecycle")
scope_contract = _rule("scope-contract")
plan_name = _rule("plan-name")
branch_continuity = _rule("branch-continuity")
file_scope = _rule("file-scope")
scope_widening = _rule("scope-widening")
plan_required = _rule("plan-required")
plan_updated = _rule("plan-updated")
plan_revision = _rule("plan-revision")
freshness = _rule("freshness")
agent_locks = _rule("agent-locks")
