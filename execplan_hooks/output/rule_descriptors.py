"""The rules as a SARIF log describes them: `descriptors`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from execplan_hooks import __version__, own_reports, rules
from execplan_hooks.model import Rule, Severity

HOME = "https://github.com/execplan-hooks/execplan-hooks"
LEVELS = {Severity.NOTICE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}
MAX_DESCRIPTION = 1024
"""GitHub takes no longer descriptions."""
_PROBLEMS = {Severity.NOTICE: "recommendation", Severity.WARNING: "warning", Severity.ERROR: "error"}
_SECURITY = {"secrets": "8.0"}
"""How severe what a rule finds is for security, from 0 to 10 as in CVSS; GitHub calls 7.0 to 8.9 high."""
_LABELS = ("What it does", "Why", "Bad", "Good", "Options", "Fix", "On real plans")


def descriptors(rule_ids: Iterable[str], reported: Iterable[str]) -> list[dict[str, object]]:
    """A `reportingDescriptor` for each of the rules, then for what is reported of the check itself.

    `reported` are the ids of the findings; those that nobody knows come last, so that the others keep their places.
    """
    described = [_described(rule_id) for rule_id in rule_ids]
    own = dict.fromkeys([*own_reports.DOCUMENTATION, *sorted(set(reported))])
    known = {str(descriptor["id"]) for descriptor in described}
    return described + [_own(rule_id) for rule_id in own if rule_id not in known]


def _described(rule_id: str) -> dict[str, object]:
    rule = rules.load(rule_id)
    return {
        **_documented(rule_id, rules.documentation(rule_id).strip()),
        "defaultConfiguration": _default(rule),
        "properties": _properties(rule_id, rule.severity),
    }


def _own(rule_id: str) -> dict[str, object]:
    text = own_reports.DOCUMENTATION.get(rule_id, "A finding about the check itself.")
    return {
        **_documented(rule_id, text.strip()),
        "defaultConfiguration": {"level": "error"},
        "properties": _properties(rule_id, Severity.ERROR),
    }


def _documented(rule_id: str, text: str) -> dict[str, object]:
    summary, *paragraphs = text.split("\n\n")
    what = next((it for it in paragraphs if it.startswith("What it does:")), summary)
    return {
        **_texts(rule_id, " ".join(summary.split()), " ".join(what.removeprefix("What it does:").split()), text),
        "help": {"text": text, "markdown": _markdown(summary, paragraphs)},
        "helpUri": f"{HOME}/blob/v{__version__}/docs/rules.md#{rule_id}",
    }


def _texts(rule_id: str, short: str, full: str, help_text: str) -> dict[str, object]:
    return {
        "id": rule_id,
        "name": f"execplan-{rule_id}",  # of a rule this is its hook; the standard wants another text than the id
        "shortDescription": {"text": _short(short)},
        "fullDescription": {"text": _short(full[:1].upper() + full[1:])},
        "help": {"text": help_text},
    }


def _short(text: str) -> str:
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "\u2026"


def _markdown(summary: str, paragraphs: Sequence[str]) -> str:
    """The documentation with bold labels; its examples are indented, which is code in Markdown too."""
    shown = [summary]
    for paragraph in paragraphs:
        label, _, rest = paragraph.partition(":")
        shown.append(f"**{label}:**{rest}" if label in _LABELS else paragraph)
    return "\n\n".join(shown) + "\n"


def _default(rule: Rule) -> dict[str, object]:
    # A rule that is off by default weighs as an error where somebody asks for it, see `checking.severity_of`.
    if rule.severity is Severity.OFF:
        return {"enabled": False, "level": "error"}
    return {"level": LEVELS[rule.severity]}


def _properties(rule_id: str, severity: Severity) -> dict[str, object]:
    effective = severity or Severity.ERROR
    properties: dict[str, object] = {
        "tags": ["execplan"],
        # What is no error by default is in part a matter of taste: the field figures of the rules say how much.
        "precision": "high" if effective is Severity.ERROR else "medium",
        "problem.severity": _PROBLEMS[effective],
    }
    if rule_id in _SECURITY:
        properties |= {"tags": ["execplan", "security"], "security-severity": _SECURITY[rule_id]}
    return properties
