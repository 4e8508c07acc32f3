"""Keys at the wrong level: where a name that is unknown here belongs, if there is only one answer."""

from __future__ import annotations

from collections.abc import Collection

from execplan_hooks import rules
from execplan_hooks.located import Located, unknown

_HOOK = "execplan-"


def members(at: Located, allowed: Collection[str], what: str) -> dict[str, Located]:
    """As `Located.mapping`; the error about an unknown name says where it belongs, where that is certain."""
    found = at.mapping()
    for name, member in found.items():
        if name not in allowed:
            home = _home(name, allowed, what)
            raise member.error(f"unknown {what}; {home}" if home else unknown(what, name, allowed))
    return found


def _home(name: str, allowed: Collection[str], what: str) -> str | None:
    word = name.lower().replace("_", "-")
    if what == "rule":
        return _for_rule(word)
    rule = word.removeprefix(_HOOK)
    if rule in rules.RULE_IDS and "rules" in allowed:
        return f'"{rule}" is a rule: write it under "rules"'
    if "dialects" not in allowed or word in allowed:
        return None
    return _for_top(word)


def _for_rule(word: str) -> str | None:
    """Where a name belongs that stands among the rules and is none."""
    from execplan_hooks.config import KEYS

    if word.startswith(_HOOK) and word.removeprefix(_HOOK) in rules.RULE_IDS:
        return f'that is the name of its hook, the rule is "{word.removeprefix(_HOOK)}"'
    if word == "severity":
        return '"severity" belongs to a rule, as in "secrets: {severity: error}"'
    if word in KEYS:
        return f'"{word}" belongs to the top of the configuration, beside "rules"'
    owners = _owners(word)
    if len(owners) == 1:
        return f'"{word}" is an option of {owners[0]}: write it there, as in "{owners[0]}: {{{word}: …}}"'
    return f'"{word}" is an option of some rules: write it at one of {", ".join(owners)}' if owners else None


def _for_top(word: str) -> str | None:
    """Where a name belongs that stands at the top and is no key of it."""
    from execplan_hooks.document.dialect.dialect_reader import DIALECT_KEYS

    if word in ("files", "state", "dialect"):
        return f'"{word}" belongs to an entry of "plans"'
    if word in DIALECT_KEYS:
        return f'"{word}" belongs to a dialect of yours, under "dialects" and its name'
    return None


def _owners(option: str) -> list[str]:
    """The rules that have an option of this name."""
    return [rule for rule in rules.RULE_IDS if any(one.name == option for one in rules.load(rule).options)]
