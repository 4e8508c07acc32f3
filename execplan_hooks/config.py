"""The configuration: from the values of a file (`config_files.py` finds it) to one validated `Config`.

Everything has a default; what is not known is an error that names file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from execplan_hooks import rules
from execplan_hooks.globs import glob_match
from execplan_hooks.located import Located
from execplan_hooks.model import Option, Severity

KEYS = (
    "version",
    "default-branch",
    "integration-branches",
    "plans",
    "exclude",
    "dialects",
    "rules",
    "fail-on",
    "require-contract",
)
STATES = ("active", "done", "draft", "blocked", "abandoned")

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class PlanGlob:
    """Which files are plans, of which dialect and in which state; None: recognised from the plan itself.

    `dialect_at` is where the configuration names the dialect, for an error about an unknown one.
    """

    files: str
    dialect: str | None = None
    state: str | None = None
    dialect_at: Located | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class RuleConfig:
    """What the configuration sets for a rule: None or absent where it says nothing.

    The values have the types of the rule's options; `strings` is a tuple of str.
    """

    severity: Severity | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """The configuration of a repository. `file` is where it was read from, None: there is none."""

    file: str | None = None
    default_branch: str | None = None
    integration_branches: tuple[str, ...] = ()
    plans: tuple[PlanGlob, ...] = ()
    exclude: tuple[str, ...] = ()
    dialects: Mapping[str, Located] = field(default_factory=dict)
    rules: Mapping[str, RuleConfig] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    require_contract: bool = False


def plan_entry(config: Config, path: str) -> PlanGlob | None:
    """The first entry of `plans` that matches `path` (relative to the root, `/`), or None."""
    return next((entry for entry in config.plans if glob_match(entry.files, path)), None)


def config_of(top: Located) -> Config:
    """The validated configuration in the values of a file. Raises `ConfigError`."""
    keys = top.mapping(KEYS)
    if (version := keys.get("version")) and version.integer() != 1:
        raise version.error(f"must be 1, found {version.value}")
    fail_on = keys.get("fail-on")
    contract = keys.get("require-contract")
    return Config(
        file=top.file,
        default_branch=_branch(keys["default-branch"]) if "default-branch" in keys else None,
        integration_branches=_globs(keys["integration-branches"]) if "integration-branches" in keys else (),
        plans=tuple(_plan_glob(item) for item in keys["plans"].sequence()) if "plans" in keys else (),
        exclude=_globs(keys["exclude"]) if "exclude" in keys else (),
        dialects=_dialects(keys["dialects"]) if "dialects" in keys else {},
        rules=_rules(keys["rules"]) if "rules" in keys else {},
        fail_on=_severity(fail_on, ("error", "warning", "notice")) if fail_on else Severity.ERROR,
        require_contract=contract.boolean() if contract else False,
    )


def _branch(at: Located) -> str:
    name = at.string()
    if not name or name.startswith("-") or any(c.isspace() or not c.isprintable() for c in name):
        raise at.error("expected the name of a branch, such as main")
    return name


def _plan_glob(at: Located) -> PlanGlob:
    if isinstance(at.value, str):
        return PlanGlob(_glob(at))
    keys = at.mapping(("files", "dialect", "state"))
    if "files" not in keys:
        raise at.error("files is missing: which files are plans, such as docs/exec-plans/active/*.md")
    dialect, state = keys.get("dialect"), keys.get("state")
    return PlanGlob(
        files=_glob(keys["files"]),
        dialect=_dialect_name(dialect, dialect.string()) if dialect else None,
        state=state.string(STATES, "state") if state else None,
        dialect_at=dialect,
    )


def _globs(at: Located) -> tuple[str, ...]:
    return (_glob(at),) if isinstance(at.value, str) else tuple(_glob(item) for item in at.sequence())


def _glob(at: Located) -> str:
    pattern = at.string().removeprefix("./")
    names = pattern.removesuffix("/").split("/")
    if not pattern.strip() or len(pattern) > 1000:
        raise at.error("expected a pattern of 1 to 1,000 characters, such as docs/exec-plans/active/*.md")
    if "\\" in pattern:
        raise at.error("the separator in a pattern is /, not \\")
    if pattern.startswith("/") or ".." in names:
        raise at.error('a pattern is relative to the repository root, without a leading "/" and without ".."')
    if "" in names or "." in names:
        raise at.error('a pattern has no empty name and no "." between its separators')
    if any("**" in name and name != "**" for name in names):
        raise at.error('"**" stands for whole folders, as in docs/**/*.md; within a name write "*"')
    return pattern


def _dialect_name(at: Located, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise at.error("expected the name of a dialect: lower case letters, digits and single hyphens")
    return name


def _dialects(at: Located) -> dict[str, Located]:
    dialects = at.mapping()
    for name, dialect in dialects.items():
        _dialect_name(dialect, name)
        dialect.mapping()
    return dialects


def _severity(at: Located, labels: tuple[str, ...]) -> Severity:
    if at.value is False and "off" in labels:
        raise at.error(f'expected one of {", ".join(labels)}, found the boolean false; did you mean "off"?')
    return Severity.parse(at.string(labels, "severity"))


def _rules(at: Located) -> dict[str, RuleConfig]:
    return {rule: _rule(rule, member) for rule, member in at.mapping(rules.RULE_IDS, "rule").items()}


def _rule(rule_id: str, at: Located) -> RuleConfig:
    labels = ("off", "notice", "warning", "error")
    if not isinstance(at.value, dict):
        if isinstance(at.value, (str, bool)):
            return RuleConfig(_severity(at, labels))
        raise at.error("expected a severity, or a mapping with severity and the rule's options")
    # A rule's module is loaded only where its options are mentioned.
    given = at.mapping()
    options = {option.name: option for option in rules.load(rule_id).options} if set(given) - {"severity"} else {}
    keys = at.mapping(("severity", *options), "option")
    severity = _severity(keys["severity"], labels) if "severity" in keys else None
    return RuleConfig(severity, {name: _value(options[name], keys[name]) for name in keys if name != "severity"})


def _value(option: Option, at: Located) -> object:
    match option.type:
        case "boolean":
            return at.boolean()
        case "integer":
            return at.integer(0)  # minutes, counts: no option of ours is less
        case "strings":
            texts = tuple(at.strings(option.choices or None))
            if any(not text.strip() for text in texts):  # as a prefix it would match everything
                raise at.error("an empty text in the list")
            return texts
        case "choice":
            return at.string(option.choices)
        case "string":
            return at.string(option.choices or None)
