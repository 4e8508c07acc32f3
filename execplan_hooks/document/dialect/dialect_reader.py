"""A dialect from a mapping: the packaged TOML files and the entries of the configuration's `dialects:`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from execplan_hooks import rules
from execplan_hooks.configuring import misplaced, values
from execplan_hooks.configuring.rule_settings import SEVERITIES, document_rules_only
from execplan_hooks.document import stamps
from execplan_hooks.document.dialect.acceptance_spec import read_acceptance
from execplan_hooks.document.dialect.dialect import (
    CONDITIONS,
    FIELD_TYPES,
    STATES,
    Dialect,
    FieldSpec,
    Recognition,
    RevisionSpec,
    ScopeSpec,
    SectionSpec,
)
from execplan_hooks.document.dialect.entry_spec import MAX_COUNT, read_entries
from execplan_hooks.document.dialect.naming_spec import read_naming
from execplan_hooks.document.dialect.profile_spec import read_profiles
from execplan_hooks.document.headings import normalise
from execplan_hooks.located import Located, shown, unknown

DIALECT_KEYS = (
    "summary",
    "extends",
    "template",
    "recognise",
    "sections",
    "fields",
    "statuses",
    "timestamps",
    "scope",
    "revision",
    "entries",
    "acceptance",
    "profiles",
    "naming",
    "closed-front-matter",
    "rules",
)
SECTION_KEYS = (
    "aliases",
    "level",
    "required",
    "recommended",
    "forbidden",
    "after",
    "living",
    "empty",
    "order",
    "entries",
    "timestamps",
    "stamped",
    "urls",
    "hint",
    "sections",
)
FIELD_KEYS = (
    "labels",
    "places",
    "timestamps",
    "urls",
    "type",
    "values",
    "required",
    "recommended",
    "suggested",
    "unique",
    "hint",
)

RECOGNISE_KEYS = ("headings", "at-least", "title", "front-matter", "profiles", "without")
SCOPE_KEYS = ("within", "include", "exclude", "required")
REVISION_KEYS = ("meaning", "recorded-in", "else-in")
EMPTY = ("never", "until-done", "always")
ORDER = ("fixed", "last", "anywhere")
ENTRIES = ("log", "tasks", "none")
MAX_LEVEL = 6
_REQUIRED = ("true", "false", *CONDITIONS)


def read(name: str, data: Located, base: Dialect | None) -> Dialect:
    """The dialect that `data` describes, on top of `base` where it extends one.

    Sections, fields, entries, statuses, profiles and rule severities add to the base's or change them; anything else
    replaces. Raises `ConfigError` with file, line and key.
    """
    entries = data.mapping(DIALECT_KEYS)
    dialect = dataclasses.replace(base, name=name) if base else Dialect(name)
    changes: dict[str, object] = {}
    if "summary" in entries:
        changes["summary"] = entries["summary"].string()
    if "recognise" in entries:
        changes["recognise"] = read_recognition(entries["recognise"])
    if "sections" in entries:
        changes["sections"] = _read_sections(entries["sections"], dialect.sections, 2)
    if "fields" in entries:
        fields = {key: _read_field(value, dialect.fields.get(key)) for key, value in entries["fields"].named().items()}
        changes["fields"] = {**dialect.fields, **fields}
    if "statuses" in entries:
        changes["statuses"] = {**dialect.statuses, **_read_statuses(entries["statuses"])}
    if "timestamps" in entries:
        changes["timestamps"] = _read_forms(entries["timestamps"])
    if "scope" in entries:
        changes["scope"] = _read_scope(entries["scope"], dialect.scope)
    if "revision" in entries:
        changes["revision"] = _read_revision(entries["revision"], dialect.revision)
    if "entries" in entries:
        changes["entries"] = read_entries(entries["entries"], dialect.entries)
    if "acceptance" in entries:
        changes["acceptance"] = read_acceptance(entries["acceptance"], dialect.acceptance)
    if "profiles" in entries:
        changes["profiles"] = read_profiles(entries["profiles"], dialect.profiles)
    if "naming" in entries:
        changes["naming"] = read_naming(entries["naming"], dialect.naming)
    if "closed-front-matter" in entries:
        changes["closed_front_matter"] = entries["closed-front-matter"].boolean()
    if "rules" in entries:
        document_rules_only(entries["rules"], 'set it under "rules" at the top of the configuration')
        levels = {
            rule: values.severity(value, SEVERITIES)
            for rule, value in misplaced.members(entries["rules"], rules.RULE_IDS, "rule").items()
        }
        changes["severities"] = {**dialect.severities, **levels}
    return dataclasses.replace(dialect, **changes)  # type: ignore[arg-type]


def _read_statuses(data: Located) -> dict[str, str]:
    """Normalised words to the state that each means."""
    states: dict[str, str] = {}
    for state, value in data.mapping(STATES).items():
        for word in value.texts():
            if states.setdefault(normalise(word), state) != state:
                raise value.error(f'"{shown(word)}" means {states[normalise(word)]} already')
    return states


def read_recognition(data: Located) -> Recognition:
    """The table `recognise` of a dialect. Raises `ConfigError`."""
    entries = data.mapping(RECOGNISE_KEYS)
    headings = tuple(normalise(text) for text in entries["headings"].texts()) if "headings" in entries else ()
    least = entries["at-least"].integer(1, MAX_COUNT) if "at-least" in entries else min(3, len(headings))
    if "at-least" in entries and headings and least > len(headings):
        raise entries["at-least"].error(f"more than there are headings ({len(headings)}): no plan would be recognised")
    return Recognition(
        headings=headings,
        least=least,
        titles=tuple(normalise(text) for text in entries["title"].texts()) if "title" in entries else (),
        front_matter=tuple(entries["front-matter"].texts()) if "front-matter" in entries else (),
        profiles=tuple(entries["profiles"].texts()) if "profiles" in entries else (),
        without=tuple(normalise(text) for text in entries["without"].texts()) if "without" in entries else (),
    )


def _read_sections(data: Located, base: tuple[SectionSpec, ...], level: int) -> tuple[SectionSpec, ...]:
    specs = list(base)
    for heading, value in data.named().items():
        entries = value.mapping(SECTION_KEYS)
        key = normalise(heading)
        index = next((i for i, spec in enumerate(specs) if key in spec.keys), None)
        old = SectionSpec(heading, level=level) if index is None else specs.pop(index)
        spec = _read_section(old, entries)
        if "after" in entries:
            after = entries["after"].string()
            place = next((i for i, other in enumerate(specs) if normalise(after) in other.keys), None)
            if place is None:
                names = [other.heading for other in specs]
                raise entries["after"].error(unknown(f'section "{after}"', after, names))
            specs.insert(place + 1, spec)
        else:
            specs.insert(len(specs) if index is None else index, spec)
    return tuple(specs)


def _read_section(old: SectionSpec, entries: Mapping[str, Located]) -> SectionSpec:
    changes: dict[str, object] = {}
    for key in ("recommended", "forbidden", "living", "stamped", "urls"):
        if key in entries:
            changes[key] = entries[key].boolean()
    if "required" in entries:
        changes["required"] = _read_condition(entries["required"])
    if "hint" in entries:
        changes["hint"] = entries["hint"].string()
    if "aliases" in entries:
        changes["aliases"] = (*old.aliases, *entries["aliases"].texts())
    if "level" in entries:
        changes["level"] = entries["level"].integer(1, MAX_LEVEL)
    if "empty" in entries:
        changes["empty"] = entries["empty"].string(EMPTY)
    if "order" in entries:
        changes["order"] = entries["order"].string(ORDER)
    if "entries" in entries:
        kind = entries["entries"].string(ENTRIES)
        changes["entries"] = "" if kind == "none" else kind
    if "timestamps" in entries:
        changes["timestamps"] = _read_forms(entries["timestamps"])
    if "sections" in entries:
        changes["sections"] = _read_sections(entries["sections"], old.sections, old.level + 1)
    return dataclasses.replace(old, **changes)  # type: ignore[arg-type]


def _read_condition(data: Located) -> str:
    if isinstance(data.value, bool):
        return "always" if data.value else "never"
    if data.value in ("true", "false"):
        raise data.error(f"write {data.value} without quotes")
    return data.string(_REQUIRED)


def _read_field(data: Located, old: FieldSpec | None) -> FieldSpec:
    entries = data.mapping(FIELD_KEYS)
    for key in ("labels", "places"):
        if key not in entries and old is None:
            raise data.error(f'"{key}" is missing')
        if key in entries and not entries[key].texts():
            raise entries[key].error("expected at least one")
    changes: dict[str, object] = {
        key: entries[key].boolean() for key in ("urls", "recommended", "suggested", "unique") if key in entries
    }
    if "labels" in entries:
        labels = entries["labels"].texts()
        changes["labels"] = tuple(normalise(label) for label in labels)
        changes["name"] = labels[0] if labels else ""
    if "places" in entries:
        changes["places"] = tuple(_place(name) for name in entries["places"].texts())
    if "timestamps" in entries:
        changes["timestamps"] = _read_forms(entries["timestamps"])
    if "type" in entries:
        changes["type"] = entries["type"].string(FIELD_TYPES)
    if "values" in entries:
        changes["values"] = tuple(entries["values"].texts())
    if "required" in entries:
        changes["required"] = _read_condition(entries["required"])
    if "hint" in entries:
        changes["hint"] = entries["hint"].string()
    return dataclasses.replace(old or FieldSpec((), ()), **changes)  # type: ignore[arg-type]


def _place(name: str) -> str:
    return name if name in ("front-matter", "header", "*") else normalise(name)


def _read_scope(data: Located, base: ScopeSpec) -> ScopeSpec:
    entries = data.mapping(SCOPE_KEYS)
    sides = {
        side: tuple(normalise(label) for label in entries[side].texts()) if side in entries else getattr(base, side)
        for side in ("include", "exclude")
    }
    required = entries["required"].boolean() if "required" in entries else base.required
    within = normalise(entries["within"].string()) if "within" in entries else base.within
    return ScopeSpec(within, sides["include"], sides["exclude"], required)


def _read_revision(data: Located, base: RevisionSpec) -> RevisionSpec:
    """The base's names and those of `data`."""
    entries = data.mapping(REVISION_KEYS)
    names = {key: tuple(normalise(name) for name in value.texts()) for key, value in entries.items()}
    return RevisionSpec(
        base.meaning + names.get("meaning", ()),
        base.recorded_in + names.get("recorded-in", ()),
        base.else_in + names.get("else-in", ()),
    )


def _read_forms(data: Located) -> tuple[str, ...]:
    values = data.sequence() if isinstance(data.value, list) else [data]
    return tuple(value.string(stamps.FORMS) for value in values)
