"""A missing section that says honestly that nothing is written yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from execplan_hooks.document.absence import predecessor
from execplan_hooks.document.dialect.dialect import SectionSpec
from execplan_hooks.document.headings import normalise, unordered
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.drafting.wording import comment
from execplan_hooks.fixes import sections
from execplan_hooks.model import Fix

UNWRITTEN = "Not written yet."
UNRECORDED = "Nothing recorded yet."


def stub(plan: Plan, spec: SectionSpec, outer: Section | None = None) -> Fix | None:
    """The (unsafe) fix that adds a missing section, nested in `outer` or at the top.

    None where a stub would say something that is not so, or not enough: tasks, criteria, files and fields are for
    somebody to write who knows them, what is wanted at the end of the work is not "yet" to be written then, what is
    there under a name in bold or with its words in another order is written, and a plan whose sections have names in
    another language gets none in English.
    """
    if plan.state in ("done", "abandoned") or spec.required in ("done", "handoff", "several-agents"):
        return None
    if spec.entries == "tasks" or spec.forbidden or _holds_more(plan, spec) or not _is_latin(plan):
        return None
    if _is_named(plan, spec, outer.children if outer else plan.top_sections):
        return None
    # Nothing in a list of open questions would say that none is open; in a log that grows it says that none was kept.
    if spec.living and spec.empty != "never" and spec.hint:
        body = comment([" ".join(spec.hint.split()).rstrip(".") + "."])
    else:
        body = UNRECORDED if spec.entries == "log" else UNWRITTEN
    if outer:
        return sections.added(plan, outer.level + 1, spec.heading, body, None, outer) if not outer.is_empty else None
    before = predecessor(plan, spec)
    if not _is_between(plan, spec, before):
        return None
    return sections.added(plan, plan.level + spec.level - 2, spec.heading, body, before, None)


def _is_between(plan: Plan, spec: SectionSpec, before: Section | None) -> bool:
    """Whether behind `before` the missing section would stand in order; where the others do not, nobody knows its
    place."""
    rank, line = plan.dialect.rank(spec), before.line if before else 0
    return all(
        (plan.dialect.rank(other) < rank) == (section.line <= line) or other.order in ("anywhere", "last")
        for section, other in plan.matches
    )


def _holds_more(plan: Plan, spec: SectionSpec) -> bool:
    """Whether the dialect wants something inside the section: fields, entries, criteria, files, further sections."""
    dialect = plan.dialect
    fields = any(
        not spec.keys.isdisjoint(field.places) and (field.required != "never" or field.recommended or field.suggested)
        for field in dialect.fields.values()
    )
    entries = any(
        not spec.keys.isdisjoint(entry.within) and (entry.at_least or entry.form != "items")
        for entry in dialect.entries.values()
    )
    listed = {
        *dialect.acceptance.sections,
        *dialect.scope.include,
        *dialect.scope.exclude,
        normalise(dialect.scope.within),
    }
    nested = any(inner.required != "never" or inner.recommended for inner in spec.sections)
    return fields or entries or nested or not spec.keys.isdisjoint(listed)


def _is_named(plan: Plan, spec: SectionSpec, beside: Iterable[Section]) -> bool:
    """Whether a heading `beside` that is none of the dialect's, or a line in bold, has the words of the section's
    name."""
    known = {section.line for section, _ in plan.matches}
    titles = (section.key for section in beside if section.line not in known)
    names = set(map(unordered, spec.keys))
    return not names.isdisjoint(map(unordered, (*titles, *plan.bold_lines)))


def _is_latin(plan: Plan) -> bool:
    """Whether all the dialect's sections that stand in the plan have names in the Latin script."""
    letters = {char for section, _ in plan.matches for char in section.key if char.isalpha()}
    return all("LATIN" in unicodedata.name(char, "") for char in letters)
