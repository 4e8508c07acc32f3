"""What counts for one plan: its dialect, its state, and each rule's severity and options, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from execplan_hooks import checking, discover, rules
from execplan_hooks.config import Config, plan_entry
from execplan_hooks.configuring.settings import DEFAULT, SEVERITY, SWITCHED_ON, Setting, origin, plain_value
from execplan_hooks.document import source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.globs import glob_match
from execplan_hooks.loading import load_meant
from execplan_hooks.located import Located
from execplan_hooks.model import ExecplanError, Severity


@frozen
class Configured:
    """A configuration with the values of its file (`top`, None: there is none); `explicit`: `--config` names it."""

    config: Config
    top: Located | None
    explicit: bool

    def at(self, key: str) -> Located | None:
        """The value of a key of the file; None where nothing is said."""
        return self.top.mapping().get(key) if self.top is not None else None

    def where(self, at: Located) -> str:
        return origin(at, self.explicit)


def of(configured: Configured, catalogue: Catalogue, root: Path, name: str) -> list[Setting]:
    """What counts for the plan in the file that a user names. Raises `ExecplanError` for one that cannot be read."""
    file = Path(name)
    path = discover.shown_path(root, file)
    exclude = configured.at("exclude")
    if exclude is not None and any(glob_match(glob, path) for glob in configured.config.exclude):
        reason = f"{configured.where(exclude)}: exclude leaves it out"
        return [Setting(("file",), path, "as named"), Setting(("plan",), False, reason)]
    plan = _load(configured.config, catalogue, file, path)
    if plan is None:
        reason = "no dialect fits its headings; no rule looks at it"
        return [Setting(("file",), path, "as named"), Setting(("plan",), False, reason)]
    return list(_settings(configured, plan))


def _load(config: Config, catalogue: Catalogue, file: Path, path: str) -> Plan | None:
    try:
        return load_meant(config, catalogue, _source(file, path))
    except (source.UnreadableError, MarkdownLimitError) as error:
        raise ExecplanError(f"{path}: {error.message}") from None


def _source(file: Path, path: str) -> source.Source:
    try:
        return source.read(file, path)
    except OSError as error:
        raise ExecplanError(f"{path}: cannot be read ({error.strerror}); name a plan file that exists") from None
    except ValueError:  # a NUL in the name
        raise ExecplanError(f"{path}: not a file name; name a plan file that exists") from None


def _settings(configured: Configured, plan: Plan) -> Iterator[Setting]:
    yield Setting(("file",), plan.path, "as named")
    yield Setting(("dialect",), plan.dialect.name, _dialect_origin(configured, plan))
    yield Setting(("state",), plan.state or "", _state_origin(configured, plan), "" if plan.state else "unknown")
    local = configured.config.at(plan.path)
    holders = list(_holders(configured, plan.path))
    for rule_id in rules.DOCUMENT_RULES:
        rule = rules.load(rule_id)
        said = _said(configured, holders, rule_id)
        severity = checking.severity_of(rule_id, rule, local, plan.dialect.severities)
        reason = said.get(SEVERITY) or _unsaid(plan, rule_id, is_mentioned=rule_id in local.rules)
        yield Setting(("rules", rule_id, SEVERITY), severity.label, reason)
        for name, value in checking.options_of(rule_id, rule, local).items():
            yield Setting(("rules", rule_id, name), plain_value(value), said.get(name, DEFAULT))


def _holders(configured: Configured, path: str) -> Iterator[tuple[str, Mapping[str, Located]]]:
    """What sets rules for the plan at a path, by what it is called, the one that counts least first."""
    if (at := configured.at("rules")) is not None:
        yield "rules", at.mapping()
    if (at := configured.at("overrides")) is not None:
        for index, (override, entry) in enumerate(zip(configured.config.overrides, at.sequence(), strict=True)):
            if override.matches(path):
                yield f"overrides[{index}]", entry.mapping()["rules"].mapping()


def _said(configured: Configured, holders: Iterable[tuple[str, Mapping[str, Located]]], rule_id: str) -> dict[str, str]:
    """Where the configuration sets a rule's severity and options, by name; nothing where it does not."""
    said: dict[str, str] = {}
    for name, members in holders:
        if (at := members.get(rule_id)) is not None:
            given = at.mapping() if isinstance(at.value, dict) else {SEVERITY: at}
            said |= {key: f"{configured.where(value)}, {name}" for key, value in given.items()}
    return said


def _unsaid(plan: Plan, rule_id: str, is_mentioned: bool) -> str:
    """Why a rule has the severity that it has, where the configuration names none."""
    severity = plan.dialect.severities.get(rule_id)
    if is_mentioned and (rules.load(rule_id).severity if severity is None else severity) is Severity.OFF:
        return SWITCHED_ON
    return DEFAULT if severity is None else f"dialect {plan.dialect.name}"


def _entry_origin(configured: Configured, path: str, key: str) -> str | None:
    """Where the entry of `plans` for a path says something."""
    entry, plans = plan_entry(configured.config, path), configured.at("plans")
    if entry is None or plans is None:
        return None
    index = configured.config.plans.index(entry)
    at = plans.sequence()[index]
    said = at.mapping().get(key) if isinstance(at.value, dict) else None
    return f"{configured.where(said)}, plans[{index}]" if said is not None else None


def _dialect_origin(configured: Configured, plan: Plan) -> str:
    if said := _entry_origin(configured, plan.path, "dialect"):
        return said
    named = next((field for field in plan.front_matter.fields if field.key == "dialect"), None)
    return f"line {named.line} of the plan" if named else "recognised from the plan"


def _state_origin(configured: Configured, plan: Plan) -> str:
    if plan.state is None:
        return "neither the configuration nor the plan says it"
    if plan.configured_state == plan.state:
        entry = _entry_origin(configured, plan.path, "state")
        return entry or "the folder that the plan lies in"
    return "the plan's own status"
