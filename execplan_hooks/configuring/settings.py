"""What the configuration sets and what it leaves at the default: each value with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks import rules
from execplan_hooks.config import FAIL_ON, KEYS
from execplan_hooks.document.places import DEFAULT_GLOBS
from execplan_hooks.frozen import frozen
from execplan_hooks.located import KeyPath, Located
from execplan_hooks.model import Option, Severity

DEFAULT = "default"
SEVERITY = "severity"
SWITCHED_ON = "on, because options of it are set"

_DEFAULTS: dict[str, object] = {
    "version": 1,
    "default-branch": None,
    "integration-branches": [],
    "plans": list(DEFAULT_GLOBS),
    "exclude": [],
    "dialects": {},
    "overrides": [],
    "fail-on": FAIL_ON[0],
    "require-contract": False,
    "baseline": None,
}
_WORDS = {"default-branch": "what origin/HEAD names, else main or master", "baseline": "none"}


@frozen
class Setting:
    """One value of the configuration at its place.

    `origin` is where it comes from, for people: `default`, `.execplan.yaml:12`, `--config FILE:12`, ...; `words` stand
    for a value that depends on the repository. `is_given`: somebody wrote it down.
    """

    path: KeyPath
    value: object
    origin: str
    words: str = ""
    is_given: bool = True


def origin(at: Located, explicit: bool) -> str:
    """Where a value stands; `explicit`: in a file that `--config` names."""
    place = f"{at.file}:{at.line}" if at.line else at.file
    return f"--config {place}" if explicit else place


def settings(top: Located | None, explicit: bool) -> list[Setting]:
    """All settings of a repository in the order of the keys; `top` are the values of its valid configuration."""
    given = top.mapping() if top is not None else {}
    found: list[Setting] = []
    for key in KEYS:
        if key == "rules":
            members = given[key].mapping() if key in given else {}
            for rule in rules.RULE_IDS:
                found += _rule((key, rule), rule, members.get(rule), explicit, with_defaults=True)
        elif key == "overrides" and key in given:
            found += _overrides(given[key], explicit)
        elif key in given:
            found += _values((key,), given[key], explicit)
        else:
            found.append(Setting((key,), _DEFAULTS[key], DEFAULT, _WORDS.get(key, ""), is_given=False))
    return found


def plain_value(value: object) -> object:
    """An option's value as the configuration has it."""
    return list(value) if isinstance(value, tuple) else value


def _overrides(at: Located, explicit: bool) -> Iterator[Setting]:
    if not at.value:
        yield Setting(("overrides",), [], origin(at, explicit))
    for index, entry in enumerate(at.sequence()):
        members = entry.mapping()
        path: KeyPath = ("overrides", index)
        yield from _values((*path, "files"), members["files"], explicit)
        if not members["rules"].value:
            yield Setting((*path, "rules"), {}, origin(members["rules"], explicit))
        for rule, member in members["rules"].mapping().items():
            yield from _rule((*path, "rules", rule), rule, member, explicit, with_defaults=False)


def _rule(path: KeyPath, rule_id: str, at: Located | None, explicit: bool, with_defaults: bool) -> Iterator[Setting]:
    rule = rules.load(rule_id)
    members = at.mapping() if at is not None and isinstance(at.value, dict) else {}
    if at is not None and not isinstance(at.value, dict):
        members = {SEVERITY: at}
    wakes = at is not None and rule.severity is Severity.OFF
    if at is not None and not members:
        yield Setting(path, {}, origin(at, explicit) + (", which switches the rule on" if wakes else ""))
        return
    for option in (Option(SEVERITY, "string", rule.severity.label, ""), *rule.options):
        if option.name in members:
            member = members[option.name]
            yield Setting((*path, option.name), member.value, origin(member, explicit))
        elif option.name == SEVERITY and wakes:
            yield Setting((*path, SEVERITY), Severity.ERROR.label, SWITCHED_ON, is_given=False)
        elif with_defaults:
            yield Setting((*path, option.name), plain_value(option.default), DEFAULT, is_given=False)


def _values(path: KeyPath, at: Located, explicit: bool) -> Iterator[Setting]:
    """The values inside a value: texts, numbers, and lists of such."""
    if isinstance(at.value, dict) and at.value:
        for key, member in at.mapping().items():
            yield from _values((*path, key), member, explicit)
    elif isinstance(at.value, list) and any(isinstance(item, (dict, list)) for item in at.value):
        for index, item in enumerate(at.sequence()):
            yield from _values((*path, index), item, explicit)
    else:
        yield Setting(path, at.value, origin(at, explicit))
