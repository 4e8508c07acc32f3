"""What the configuration sets for the rules: their severities and options, for all plans or for some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from execplan_hooks import rules
from execplan_hooks.configuring import misplaced, values
from execplan_hooks.frozen import frozen
from execplan_hooks.globs import glob_match
from execplan_hooks.located import Located
from execplan_hooks.model import Option, Severity

SEVERITIES = ("off", "notice", "warning", "error")
OVERRIDE_KEYS = ("files", "rules")


@frozen
class RuleConfig:
    """What the configuration sets for a rule: None or absent where it says nothing.

    The values have the types of the rule's options; `strings` and `globs` are tuples of str.
    """

    severity: Severity | None = None
    options: Mapping[str, object] = field(default_factory=dict)

    def over(self, other: RuleConfig | None) -> RuleConfig:
        """These settings on top of others: the severity and each option counts by itself."""
        if other is None:
            return self
        severity = other.severity if self.severity is None else self.severity
        return RuleConfig(severity, {**other.options, **self.options})


@frozen
class Override:
    """What else the configuration sets for document rules, in the plans that one of the globs `files` matches."""

    files: tuple[str, ...]
    rules: Mapping[str, RuleConfig]

    def matches(self, path: str) -> bool:
        return any(glob_match(pattern, path) for pattern in self.files)


def read_rules(at: Located) -> dict[str, RuleConfig]:
    """Rule ids to what is set for them. Raises `ConfigError`."""
    return {rule: _rule(rule, member) for rule, member in misplaced.members(at, rules.RULE_IDS, "rule").items()}


def read_override(at: Located) -> Override:
    """One entry of `overrides`. Raises `ConfigError`, also for a rule that judges no file."""
    keys = misplaced.members(at, OVERRIDE_KEYS, "key")
    for key, meaning in (("files", "a glob, or a list of them"), ("rules", "a rule id to a severity, or to options")):
        if key not in keys:
            raise at.error(f"{key} is missing: {meaning}")
    files = values.globs(keys["files"])
    if not files:
        raise keys["files"].error("expected at least one pattern, such as docs/exec-plans/active/*.md")
    document_rules_only(keys["rules"], 'set it under "rules", for the whole repository')
    return Override(files, read_rules(keys["rules"]))


def document_rules_only(at: Located, instead: str) -> None:
    """Raises `ConfigError` for a change rule among the members of a mapping: nobody would hear of it there."""
    for rule, member in at.mapping().items():
        if rule in rules.CHANGE_RULES:
            raise member.error(f"{rule} judges a change, not a file; {instead}")


def _rule(rule_id: str, at: Located) -> RuleConfig:
    if not isinstance(at.value, dict):
        if isinstance(at.value, (str, bool)):
            return RuleConfig(values.severity(at, SEVERITIES))
        raise at.error("expected a severity, or a mapping with severity and the rule's options")
    # A rule's module is loaded only where its options are mentioned.
    given = at.mapping()
    options = {option.name: option for option in rules.load(rule_id).options} if set(given) - {"severity"} else {}
    keys = at.mapping(("severity", *options), "option")
    severity = values.severity(keys["severity"], SEVERITIES) if "severity" in keys else None
    return RuleConfig(severity, {name: _value(options[name], keys[name]) for name in keys if name != "severity"})


def _value(option: Option, at: Located) -> object:
    match option.type:
        case "boolean":
            return at.boolean()
        case "integer":
            return at.integer(0, option.maximum)  # minutes, counts: no option of ours is less
        case "strings":
            return tuple(at.strings(option.choices) if option.choices else at.texts())
        case "globs":
            return values.globs(at)
        case "choice":
            return at.string(option.choices)
        case "string":
            return at.string(option.choices or None)
