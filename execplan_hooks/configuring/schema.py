"""The JSON Schema of the configuration, built from what the loader itself goes by; `execplan.schema.json` is its text.

Draft-07: what the language servers of YAML, JSON and TOML have in common; they know later drafts in part or not at all.
"""

from __future__ import annotations

import json

from execplan_hooks import config, rules
from execplan_hooks.configuring import dialect_schema
from execplan_hooks.configuring.rule_settings import SEVERITIES
from execplan_hooks.configuring.shapes import Shape, boolean, integer, key, named, one_of, one_or_more, ref, table, text
from execplan_hooks.configuring.values import (
    BRANCH_PATTERN,
    DIALECT_PATTERN,
    DIALECT_WANTED,
    FILE_PATTERN,
    GLOB_PATTERN,
    MAX_GLOB,
)
from execplan_hooks.model import Option

FILE = "execplan.schema.json"
ID = f"https://raw.githubusercontent.com/execplan-hooks/execplan-hooks/main/execplan_hooks/{FILE}"

_GLOB = text(GLOB_PATTERN, "a glob, relative to the root, such as docs/exec-plans/active/*.md", maxLength=MAX_GLOB)
_PLANS = "docs/exec-plans/active/*.md"


def text_of_schema() -> str:
    """The schema as the text that is shipped, with a newline at the end."""
    return json.dumps(schema(), indent=2, ensure_ascii=True) + "\n"


def schema() -> Shape:
    """The schema of `.execplan.yaml`, and of the table `[tool.execplan]` in `pyproject.toml`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "execplan-hooks",
        "description": "the configuration of execplan-hooks: .execplan.yaml, or [tool.execplan] in pyproject.toml",
        **table(_top()),
        "definitions": {
            "plan-entry": _plan_entry(),
            "override": _override(),
            "severity": _severity(),
            **{f"rule-{rule}": _rule(rule) for rule in rules.RULE_IDS},
            **dialect_schema.definitions(),
        },
    }


def _top() -> dict[str, Shape]:
    return {
        "version": key("the version of this format", {"const": 1}, default=1),
        "default-branch": key(
            "the branch that others start from; by default what `origin/HEAD` names, else `main`, `master`",
            text(BRANCH_PATTERN, "the name of a branch, such as main"),
            examples=["main"],
        ),
        "integration-branches": key(
            "globs of branches that bring finished ones together: what arrives there, and a pull request from there in "
            "the same repository, was judged on its own branch",
            one_or_more(_GLOB),
            default=[],
            examples=[["develop", "release/*"]],
        ),
        "plans": key(
            "which files are plans: globs, or entries that also name their dialect and state; the first that matches "
            "counts; by default the usual folders",
            {"type": "array", "items": {"anyOf": [_GLOB, ref("plan-entry")]}},
            examples=[[_PLANS], [{"files": "plans/archive/**/*.md", "state": "done"}, "plans/**/*.md"]],
        ),
        "exclude": key(
            "globs of files that are never checked", one_or_more(_GLOB), default=[], examples=[["plans/README.md"]]
        ),
        "dialects": key(
            "your own dialects by name",
            named(ref("dialect"), DIALECT_PATTERN),
            examples=[{"house": {"extends": "codex"}}],
        ),
        "rules": key(
            "rule to its severity, or to its severity and options",
            table({rule: ref(f"rule-{rule}") for rule in rules.RULE_IDS}),
            examples=[{"section-order": "off", "timestamps": {"severity": "warning", "format": ["rfc3339"]}}],
        ),
        "overrides": key(
            "other settings of document rules for some plans; of the entries that match a plan later ones count more, "
            "for the severity and each option by itself",
            {"type": "array", "items": ref("override")},
            default=[],
            examples=[[{"files": "docs/exec-plans/completed/**", "rules": {"timestamps": "notice"}}]],
        ),
        "fail-on": key(
            "the least severity that makes the exit code 1", one_of(config.FAIL_ON), default=config.FAIL_ON[0]
        ),
        "require-contract": key("`true`: a governing plan without a file scope is an error", boolean(), default=False),
        "baseline": key(
            "the file of findings that were there before and do not count, relative to the root",
            text(
                FILE_PATTERN, "the path of one .json file, relative to the root, without wildcards", maxLength=MAX_GLOB
            ),
            examples=[".execplan-baseline.json"],
        ),
    }


def _plan_entry() -> Shape:
    return table(
        {
            "files": key("which files are plans", _GLOB, examples=[_PLANS]),
            "dialect": key(
                "their dialect; by default recognised from each plan",
                text(DIALECT_PATTERN, DIALECT_WANTED),
                examples=["codex"],
            ),
            "state": key(
                "their state; it outweighs the plan's own status, unless that says that the plan was abandoned; by "
                "default the plan's own",
                one_of(config.STATES),
            ),
        },
        required=["files"],
    )


def _override() -> Shape:
    return table(
        {
            "files": key("the plans that it is about", one_or_more(_GLOB, least=1), examples=["docs/legacy/**/*.md"]),
            "rules": key(
                "document rule to its severity, or to its severity and options",
                table({rule: ref(f"rule-{rule}") for rule in rules.DOCUMENT_RULES}),
            ),
        },
        required=["files", "rules"],
    )


def _severity() -> Shape:
    meaning = "how bad a finding of the rule can be; `off` is a text: write it in quotes where a tool reads YAML 1.1"
    return key(meaning, one_of(SEVERITIES))


def _rule(rule_id: str) -> Shape:
    rule = rules.load(rule_id)
    summary = rules.documentation(rule_id).splitlines()[0]
    options = {option.name: _option(option) for option in rule.options}
    settings = table({"severity": ref("severity"), **options})
    return {
        "title": rule_id,
        "description": f"{summary} (default: {rule.severity.label})",
        "anyOf": [ref("severity"), settings],
    }


def _option(option: Option) -> Shape:
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return key(option.doc, _shape(option), default=default)


def _shape(option: Option) -> Shape:
    words = one_of(option.choices) if option.choices else None
    match option.type:
        case "boolean":
            return boolean()
        case "integer":
            return integer(0, option.maximum)
        case "strings":
            return one_or_more(words or text())
        case "globs":
            return one_or_more(_GLOB)
        case "choice" | "string":
            return words or {"type": "string"}
