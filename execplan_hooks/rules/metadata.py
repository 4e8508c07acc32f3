"""The fields of a plan's front matter, header and sections are there, filled in, and say what they may say.

What it does: compares front matter keys and labels (`- Status: x`, `**Status:** x`) with the fields of the plan's
dialect. It reports required fields that are missing or empty (recommended ones as warnings, suggested ones as
notices), all those of one place at once; values that are no timestamp, no single word or none of the words that the
field may have; a label that stands twice in the header or a section with different values; front matter keys that a
dialect with closed front matter does not know; an id that another plan of the repository has too; and, as a notice, a
status word that the dialect allows but maps to no state. Case, emphasis, emoji and a remark behind the word do not
matter, and a value may stand in the list or paragraph below its label. A draft needs the labels, not yet the values.
Fields of a section that is missing or empty are `required-sections`' business, the status and the next action under
"Progress" are `progress`'s, placeholders are `placeholders`'.

Why: a plan is found, resumed and closed by these fields; a tool or an agent that cannot read one of them guesses.

Bad:

    ---
    id: rate limit
    status: IN_PROGRES
    profile: codex-strict
    ---

Good:

    ---
    id: rate-limit-login
    status: IN_PROGRESS
    owner: agent-07
    created: 2026-01-12T08:00:00Z
    updated: 2026-01-13T16:20:00Z
    profile: codex-strict
    ---

Options: `allow` (a list of front matter keys that your plans have besides the dialect's; default: none).

Fix: add the field with what is true. What nobody knows is a question for planning, not something to invent. `--fix`
corrects a misspelt key or label that can mean only one field, `--unsafe-fixes` also one that may be a word of its own.

On real plans: of 210, 3 have a warning (recommended labels that are missing under "Handoff", all rightly), 4 a
notice for a status that says no state to anybody else (one is a mistake, three are a team's own words), and 8 of the 13
with a work breakdown or quality gates notices for suggested labels (24: the labels are missing, and most of these
sections say it in words of their own, which is why it is no more than a notice); none has an error. With five more
fields demanded in the header of the same plans as a test, no label that stands there was said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.fields import vocabulary
from execplan_hooks.document.fields.field_places import (
    FRONT_MATTER,
    Place,
    near_miss,
    place_of,
    severity_of,
    written,
)
from execplan_hooks.document.fields.field_types import problem
from execplan_hooks.document.fields.field_values import FieldReader, Told
from execplan_hooks.document.headings import normalise
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.located import nearest, shown
from execplan_hooks.model import Context, Finding, Fix, Option, Rule, Severity

_ELSEWHERE = ("progress-status", "next-action")
_ALWAYS_KNOWN = ("dialect",)
_NAMED = 3
_NOT_INVENTED = "what nobody knows is not yours to invent: stop and escalate to planning"


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for missing fields, then for the values of those that are there, then for keys and ids."""
    if plan.wrapped:
        return  # that is reported once; no label in it is one
    reader = FieldReader(plan)
    fields = {name: spec for name, spec in plan.dialect.fields.items() if name not in _ELSEWHERE}
    misspelt: set[str] = set()
    missing: dict[tuple[Place, Severity], list[str]] = {}
    seen: set[tuple[int, int | None]] = set()
    draft = plan.is_draft
    for name, spec in fields.items():
        told = reader.read(name)
        severity = severity_of(plan, spec)
        found = reader.headings(spec) if severity and not told else []
        if severity and not told and not found:
            place = place_of(plan, spec, draft)
            near = near_miss(plan, spec, place) if place else None
            if near:
                from execplan_hooks.fixes.labels import respelt  # only a finding needs it

                misspelt.add(near[0])
                yield _misspelt(near, severity, respelt(plan, *near))
            elif place:
                missing.setdefault((place, severity), []).append(written(spec, place.name))
        findings = [finding for one in told for finding in _check_value(plan, spec, one, severity, draft)]
        for finding in (*findings, *_check_twice(spec, told, severity)):
            # Two fields of a dialect may stand in the same place under the same label.
            if (finding.line, finding.column) not in seen:
                seen.add((finding.line, finding.column))
                yield finding
        for section in found:
            if section.is_empty and severity and not draft:
                yield _empty(section.title, section.line, section.column, severity)
    for (place, severity), names in missing.items():
        yield _missing(plan, place, names, severity)
    yield from _check_keys(plan, tuple(context.options["allow"]), misspelt)
    yield from _check_unique(plan, context)


def _misspelt(near: tuple[str, int, str], severity: Severity, fix: Fix | None) -> Finding:
    message = f'"{shown(near[0])}" looks like a misspelling of "{near[2]}"'
    return Finding(near[1], message, help=f'write "{near[2]}"', severity=severity, fix=fix)


def _missing(plan: Plan, place: Place, names: list[str], severity: Severity) -> Finding:
    listed = ", ".join(f'"{name}"' for name in names)
    kind = {Severity.ERROR: "required", Severity.WARNING: "recommended"}.get(severity, "suggested")
    what = "key" if place.name == FRONT_MATTER else "label"
    several = f"{what}s {listed} are" if len(names) > 1 else f"{what} {listed} is"
    message = f"{kind} {several} missing in {place.shown}"
    if place.name == FRONT_MATTER and not plan.source.front_matter_end:
        message = f"the plan has no front matter; {kind} {several} missing"
    first, each = names[0], "each" if len(names) > 1 else "it"
    how = f'"{first}: ..."' if place.name == FRONT_MATTER else f'"- {first}: ..." or "**{first}:** ..."'
    return Finding(
        place.line,
        message,
        help=f"write {each} as {how}, with what is true; {_NOT_INVENTED}",
        severity=severity,
        absent=place.name in (FRONT_MATTER, "header"),
        subjects=tuple(f"missing {name} in {place.name}" for name in names),
    )


def _empty(label: str, line: int, column: int | None, severity: Severity) -> Finding:
    help_text = f"write behind it what is true; {_NOT_INVENTED}"
    return Finding(line, f'"{shown(label)}" has no value', column, help=help_text, severity=severity)


def _check_value(plan: Plan, spec: FieldSpec, told: Told, severity: Severity | None, draft: bool) -> Iterator[Finding]:
    # Of what is recommended only, "-" may well say that there is none.
    if told.is_empty or (told.is_blank and severity is Severity.ERROR):
        if severity and not draft:
            yield _empty(told.label, told.line, told.column, severity)
        return
    if not told.is_list and (is_unfilled(told.text) or (draft and vocabulary.is_open(told.text, spec.values))):
        return
    wanted = problem(plan, spec, told)
    if wanted:
        expected, help_text = wanted
        found = "a list" if told.is_list else f'"{shown(told.text)}"'
        yield Finding(
            told.line,
            f'"{shown(told.label)}" is {found}; expected {expected}',
            told.column,
            help=help_text,
            # A status that no dialect demands may be the team's own word.
            severity=severity or (Severity.NOTICE if spec.type == "status" else Severity.WARNING),
        )
    elif spec is plan.dialect.fields.get("status") and plan.state is None:
        # One of the words that a team's template offers; what is said of finished plans would silently not hold.
        yield Finding(
            told.line,
            f'"{shown(told.label)}" is "{shown(told.text)}", which maps to no state: whether it is done is not known',
            told.column,
            help="say which state the word means, under statuses of the dialect in the configuration",
            severity=Severity.NOTICE,
        )


def _check_twice(spec: FieldSpec, told: list[Told], severity: Severity | None) -> Iterator[Finding]:
    """The same label twice in one place with different values; a field of the type list may stand there often."""
    if spec.type == "list" or "*" in spec.places:
        return
    first: dict[tuple[str, str], Told] = {}
    for one in told:
        known = one.place in ("header", *spec.places)
        earlier = first.setdefault((one.place, normalise(one.label)), one) if known and not one.is_empty else one
        if " ".join(earlier.text.split()).casefold() != " ".join(one.text.split()).casefold():
            yield Finding(
                one.line,
                f'"{shown(one.label)}" is "{shown(one.text, 40)}" here and "{shown(earlier.text, 40)}" in line '
                f"{earlier.line}",
                one.column,
                help="keep the one that is true now",
                severity=severity if severity and one.place == "header" else Severity.WARNING,
            )


def _check_keys(plan: Plan, allowed: tuple[str, ...], reported: set[str]) -> Iterator[Finding]:
    if not plan.dialect.closed_front_matter:
        return
    fields = [spec for spec in plan.dialect.fields.values() if FRONT_MATTER in spec.places]
    names = [written(spec, FRONT_MATTER) for spec in fields] + [*_ALWAYS_KNOWN, *allowed]
    known = {key for spec in fields for key in spec.labels} | {normalise(name) for name in (*_ALWAYS_KNOWN, *allowed)}
    for field in plan.front_matter.fields:
        if normalise(field.key) not in known and field.key not in reported:
            close = nearest(field.key, names)
            guess = f'; did you mean "{close}"?' if close else ""
            yield Finding(
                field.line,
                f'front matter key "{shown(field.key)}" is unknown{guess} (known: {", ".join(names)})',
                help=f'write "{close}"' if close else "say it in the section that it belongs to",
                severity=Severity.WARNING,
                subjects=(f"unknown key {field.key}",),
            )


def _check_unique(plan: Plan, context: Context) -> Iterator[Finding]:
    if context.tree is None:
        return
    for name, spec in plan.dialect.fields.items():
        for value in plan.field(name) if spec.unique else ():
            if value.place != FRONT_MATTER or not value.value or is_unfilled(value.value):
                continue
            same = context.tree.plans_with(spec.labels, value.value)
            others = [path for path in same if path != plan.path and not context.tree.same_file(path, plan.path)]
            if others:
                listed = ", ".join(shown(path) for path in others[:_NAMED])
                more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
                yield Finding(
                    value.line,
                    f'{spec.name} "{shown(value.value)}" is also that of {listed}{more}',
                    value.column,
                    help=f"give the younger of the plans an {spec.name} of its own, and change what refers to it",
                    subjects=(f"{spec.name} {value.value}",),
                )


RULE = Rule(
    severity=Severity.ERROR,
    document=check,
    options=(Option("allow", "strings", (), "front matter keys that plans have besides the dialect's"),),
)
