"""The configuration: from the values of a file (`config_files.py` finds it) to one validated `Config`.

Everything has a default; what is not known is an error that names file, line and key.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field

from execplan_hooks.configuring import misplaced, values
from execplan_hooks.configuring.rule_settings import Override, RuleConfig, read_override, read_rules
from execplan_hooks.frozen import frozen
from execplan_hooks.globs import glob_match
from execplan_hooks.located import Located
from execplan_hooks.model import Severity

__all__ = ["Config", "Override", "PlanGlob", "RuleConfig", "config_of", "plan_entry"]

KEYS = (
    "version",
    "default-branch",
    "integration-branches",
    "plans",
    "exclude",
    "dialects",
    "rules",
    "overrides",
    "fail-on",
    "require-contract",
    "baseline",
)
STATES = ("active", "done", "draft", "blocked", "abandoned")

FAIL_ON = ("error", "warning", "notice")
PLAN_KEYS = ("files", "dialect", "state")


@frozen
class PlanGlob:
    """Which files are plans, of which dialect and in which state; None: recognised from the plan itself.

    `dialect_at` is where the configuration names the dialect, for an error about an unknown one.
    """

    files: str
    dialect: str | None = None
    state: str | None = None
    dialect_at: Located | None = field(default=None, compare=False, repr=False)


@frozen
class Config:
    """The configuration of a repository. `file` is where it was read from, None: there is none.

    `rules` are the settings for the repository as a whole, see `at` for those of one plan. `baseline` is a file,
    relative to the root.
    """

    file: str | None = None
    default_branch: str | None = None
    integration_branches: tuple[str, ...] = ()
    plans: tuple[PlanGlob, ...] = ()
    exclude: tuple[str, ...] = ()
    dialects: Mapping[str, Located] = field(default_factory=dict)
    rules: Mapping[str, RuleConfig] = field(default_factory=dict)
    fail_on: Severity = Severity.ERROR
    require_contract: bool = False
    overrides: tuple[Override, ...] = ()
    baseline: str | None = None

    def at(self, path: str) -> Config:
        """The configuration with the `rules` that count for a plan at `path` (relative to the root, `/`).

        Of the overrides that match, later ones count more.
        """
        matching = [override for override in self.overrides if override.matches(path)]
        if not matching:
            return self
        settings = dict(self.rules)
        for override in matching:
            settings |= {rule: given.over(settings.get(rule)) for rule, given in override.rules.items()}
        return dataclasses.replace(self, rules=settings)


BASELINE = ".execplan-baseline.json"
"""Where a baseline lies at the root, unless the configuration names another file."""


def baseline_path(config: Config) -> str:
    """The path of the repository's baseline from the root, whether it is there or not."""
    return config.baseline or BASELINE


def plan_entry(config: Config, path: str) -> PlanGlob | None:
    """The first entry of `plans` that matches `path` (relative to the root, `/`), or None."""
    return next((entry for entry in config.plans if glob_match(entry.files, path)), None)


def config_of(top: Located) -> Config:
    """The validated configuration in the values of a file. Raises `ConfigError`."""
    keys = misplaced.members(top, KEYS, "key")
    if (version := keys.get("version")) and version.integer() != 1:
        raise version.error(f"must be 1, found {version.value}")
    fail_on = keys.get("fail-on")
    contract = keys.get("require-contract")
    return Config(
        file=top.file,
        default_branch=values.branch(keys["default-branch"]) if "default-branch" in keys else None,
        integration_branches=values.globs(keys["integration-branches"]) if "integration-branches" in keys else (),
        plans=tuple(_plan_glob(item) for item in keys["plans"].sequence()) if "plans" in keys else (),
        exclude=values.globs(keys["exclude"]) if "exclude" in keys else (),
        dialects=_dialects(keys["dialects"]) if "dialects" in keys else {},
        rules=read_rules(keys["rules"]) if "rules" in keys else {},
        fail_on=values.severity(fail_on, FAIL_ON) if fail_on else Severity.ERROR,
        require_contract=contract.boolean() if contract else False,
        overrides=tuple(read_override(item) for item in keys["overrides"].sequence()) if "overrides" in keys else (),
        baseline=values.file(keys["baseline"]) if "baseline" in keys else None,
    )


def _plan_glob(at: Located) -> PlanGlob:
    if isinstance(at.value, str):
        return PlanGlob(values.glob(at))
    keys = at.mapping(PLAN_KEYS)
    if "files" not in keys:
        raise at.error("files is missing: which files are plans, such as docs/exec-plans/active/*.md")
    dialect, state = keys.get("dialect"), keys.get("state")
    return PlanGlob(
        files=values.glob(keys["files"]),
        dialect=values.dialect_name(dialect, dialect.string()) if dialect else None,
        state=state.string(STATES, "state") if state else None,
        dialect_at=dialect,
    )


def _dialects(at: Located) -> dict[str, Located]:
    dialects = at.mapping()
    for name, dialect in dialects.items():
        values.dialect_name(dialect, name)
        dialect.mapping()
    return dialects
