"""The parts of a dialect that other parts of it name: sections and fields.

A name that nothing answers to would check nothing, and nobody would hear of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from execplan_hooks.document.dialect.dialect import Dialect, SectionSpec
from execplan_hooks.document.headings import normalise
from execplan_hooks.located import Located, nearest, shown, unknown

_PLACES = ("front-matter", "header", "*")


def check(data: Located, dialect: Dialect) -> None:
    """Raises `ConfigError` for a name in `data`, from which `dialect` was read, of no section or field, and for a field
    that is demanded nowhere.

    What comes from a base is not judged: a template may have taken its sections away.
    """
    known = _keys(dialect)
    names = tuple(dict.fromkeys(name for spec in _walk(dialect.sections) for name in (spec.heading, *spec.aliases)))
    entries = data.mapping()
    for name, value in _members(entries, "fields"):
        keys = value.mapping()
        for place in _strings(keys.get("places")):
            if {place.string(), normalise(place.string())}.isdisjoint(_PLACES):
                _check_section(place, known, (*_PLACES, *names), "place")
        _check_demanded(keys, dialect, name)
    sections = [value.mapping().get("in") for _, value in _members(entries, "entries")]
    sections += [value.mapping().get("boxes") for _, value in _members(entries, "profiles")]
    for group, key in (("acceptance", "sections"), ("scope", "within")):
        sections += [value for name, value in _members(entries, group) if name == key]
    for named in sections:
        for item in _strings(named):
            _check_section(item, known, names, "section")
    for name, value in _members(entries, "acceptance"):
        for item in _strings(value) if name == "fields" else ():
            item.string(tuple(dialect.fields), "field")


def resolved(dialect: Dialect) -> Dialect:
    """The dialect with all sections that its parts name by an alias under their own name."""
    own = _keys(dialect)

    def canonical(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name if name in _PLACES else own.get(name, name) for name in names)

    return dataclasses.replace(
        dialect,
        fields={
            name: dataclasses.replace(field, places=canonical(field.places)) for name, field in dialect.fields.items()
        },
        entries={
            name: dataclasses.replace(entry, within=canonical(entry.within)) for name, entry in dialect.entries.items()
        },
        acceptance=dataclasses.replace(dialect.acceptance, sections=canonical(dialect.acceptance.sections)),
        profiles={
            name: profile if profile.boxes is None else dataclasses.replace(profile, boxes=canonical(profile.boxes))
            for name, profile in dialect.profiles.items()
        },
        scope=dataclasses.replace(dialect.scope, within=next(iter(canonical((dialect.scope.within,))))),
    )


def _keys(dialect: Dialect) -> Mapping[str, str]:
    """The key of each section by all its names: by its own first, and by those of an outer one first."""
    specs = tuple(_walk(dialect.sections))
    aliases = {key: spec.key for spec in reversed(specs) for key in spec.keys}
    return aliases | {spec.key: spec.key for spec in specs}


def _walk(specs: Iterable[SectionSpec]) -> Iterator[SectionSpec]:
    """All sections, those of a level before those inside them."""
    inner: list[SectionSpec] = []
    for spec in specs:
        yield spec
        inner.extend(spec.sections)
    if inner:
        yield from _walk(inner)


def _members(entries: Mapping[str, Located], key: str) -> Iterable[tuple[str, Located]]:
    return entries[key].mapping().items() if key in entries else ()


def _strings(value: Located | None) -> list[Located]:
    """The items of a list of strings; a single string counts as a list of one, an empty one as none."""
    if value is None:
        return []
    items = value.sequence() if isinstance(value.value, list) else [value]
    return [item for item in items if item.string()]


def _check_section(item: Located, known: Mapping[str, str], names: tuple[str, ...], what: str) -> None:
    name = item.string()
    if normalise(name) not in known:
        message = unknown(f'{what} "{shown(name)}"', name, names)
        raise item.error(message if nearest(name, names) else f'{message}; one of your own is added under "sections"')


def _check_demanded(keys: Mapping[str, Located], dialect: Dialect, name: str) -> None:
    """A field that must or should be there needs a place in which it can be missing."""
    field = dialect.fields[name]
    said = next((keys[key] for key in ("required", "recommended", "suggested", "places") if key in keys), None)
    is_wanted = field.required != "never" or field.recommended or field.suggested
    if said and is_wanted and not {*field.places} - {"*"}:
        raise said.error('a field whose only place is "*" is never missing; name the place where it must stand')
