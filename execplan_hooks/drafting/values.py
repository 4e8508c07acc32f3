"""What a field of a draft says: what is known, else what is to be written there."""

from __future__ import annotations

from execplan_hooks.document.dialect.dialect import Dialect, FieldSpec
from execplan_hooks.document.execution import MODES
from execplan_hooks.drafting.wording import Facts, code, inline, placeholder, stamp


def value(dialect: Dialect, facts: Facts, name: str, field: FieldSpec, bare: bool, status: str) -> str:
    """The value of the field `name`; `bare`: for YAML, where no character is markup. `status` is a word for a draft."""
    if field.type == "status":
        return status
    if field.type == "stamp":
        return stamp(facts.now, (field.timestamps or dialect.timestamps)[0])
    if field.type == "id" and facts.slug:
        return facts.slug
    if name == "owner" and facts.owner:
        return facts.owner if bare else inline(facts.owner)
    if "branch" in name:
        return _branch(facts, name, bare)
    if name == "execution-mode":
        return code(MODES[0])
    if name == "profile" and field.values and field.values[0] in dialect.profiles:
        return field.values[0]
    return placeholder(field.hint or choice(field.values) or field.name or field.labels[0])


def _branch(facts: Facts, name: str, bare: bool) -> str:
    is_base = "base" in name
    known = facts.base_branch if is_base else facts.branch
    shown = known or ("<base branch>" if is_base else "<branch>")
    if bare:
        return shown
    repository = f"{code(facts.repository or '<repository>')} • " if name.startswith("repo") else ""
    return repository + code(shown)


def choice(words: tuple[str, ...]) -> str:
    """`P0, P1 or P2`; empty for no words."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
