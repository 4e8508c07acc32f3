"""A draft of a plan from the data of its dialect: every section that a draft has, with what belongs in it.

Prose is asked for in a placeholder. A log that may be empty stays so: how its entries look is told in a comment,
for an entry that nobody made would be one that is not true.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document.dialect.dialect import Dialect, FieldSpec, SectionSpec
from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.states import status_state
from execplan_hooks.drafting.entries import criterion, entry, row_table
from execplan_hooks.drafting.values import value
from execplan_hooks.drafting.wording import Facts, comment, heading, placeholder, stamp, yaml_text

_LATER = {
    "done": "when the work is done",
    "handoff": "when the work is handed off",
    "several-agents": "when several agents work on it",
}


def draft(dialect: Dialect, facts: Facts, named: bool = False) -> str:
    """The text of a draft, with a newline at its end. `named`: its front matter says which dialect it is."""
    return "\n\n".join(_Draft(dialect, facts).parts(named)) + "\n"


class _Draft:
    def __init__(self, dialect: Dialect, facts: Facts) -> None:
        self._dialect = dialect
        self._facts = facts
        written = [(name, field) for name, field in dialect.fields.items() if _is_written(name, field)]
        # An id comes first wherever there is one.
        self._fields = sorted(written, key=lambda pair: pair[1].type != "id")
        self._has_front_matter = bool(dialect.recognise.front_matter) or any(
            field.places == ("front-matter",) and field.required == "always" for _, field in written
        )
        self._word = next((word for word in dialect.statuses if dialect.statuses[word] == "draft"), "draft")

    def parts(self, named: bool) -> Iterator[str]:
        front = [f"dialect: {self._dialect.name}"] if named else []
        if self._has_front_matter:
            front += [
                f"{field.labels[0]}: {yaml_text(self._value(name, field, bare=True))}"
                for name, field in self._fields
                if "front-matter" in field.places
            ]
        if front:
            yield "\n".join(("---", *front, "---"))
        title = heading(self._facts.title) or placeholder("Title: what somebody can do afterwards, in a few words")
        yield f"# {title}"
        head = [self._bullet(name, field) for name, field in self._fields if self._is_in_header(field)]
        if head:
            yield "\n".join(head)
        for spec in self._dialect.sections:
            if _is_in_draft(spec):
                yield from self._section(spec, 2)
        later = [(spec.heading, _LATER[spec.required]) for spec in self._dialect.sections if _comes_later(spec)]
        if later:
            yield comment(["Further sections: " + "; ".join(f"{name}, {when}" for name, when in later)])

    def _is_in_header(self, field: FieldSpec) -> bool:
        if self._has_front_matter and "front-matter" in field.places:
            return False
        return "header" in field.places and self._home(field) is None

    def _home(self, field: FieldSpec) -> SectionSpec | None:
        """The section that a field is written in: the first of its places that is one."""
        specs = [spec for outer in self._dialect.sections for spec in (outer, *outer.sections)]
        return next((spec for place in field.places for spec in specs if place in spec.keys), None)

    def _section(self, spec: SectionSpec, level: int) -> Iterator[str]:
        yield f"{'#' * level} {spec.heading}"
        nested = [inner for inner in spec.sections if _is_in_draft(inner)]
        now = [(name, field) for name, field in self._fields if self._home(field) is spec]
        later = [
            field
            for field in self._dialect.fields.values()
            if field.required in _LATER and not field.recommended and self._home(field) is spec
        ]
        kinds = [kind for kind in self._dialect.entries.values() if not spec.keys.isdisjoint(kind.within)]
        labels = list({_label(field): self._line(spec, kinds, name, field) for name, field in now}.values())
        body = self._body(spec, kinds)
        is_first = spec.entries == "log" and spec.empty == "never" and not labels
        shape: list[str] = []
        if spec.entries != "tasks" and (spec.living or spec.empty != "never"):
            shape = [line for kind in kinds if kind.form == "items" for line in self._entry(kind, spec)]
            shape += [f"- {_label(field)}: {placeholder(field.hint or _label(field))}" for field in later]
            body = [self._first_entry()] if is_first else []
        if (spec.hint or shape) and (labels or body or nested or spec.empty != "never"):
            guidance = " ".join(([_sentence(spec.hint)] if spec.hint else []) + (["In this form:"] if shape else []))
            yield comment([guidance, *shape])
        elif not (labels or body or nested) and spec.empty == "never":
            yield placeholder(spec.hint or f"{spec.heading}: to be written")
        if labels:
            yield "\n".join(labels)
        yield from body
        for inner in nested:
            yield from self._section(inner, level + 1)

    def _body(self, spec: SectionSpec, kinds: list[EntrySpec]) -> list[str]:
        """What a section holds from the beginning: its lists and tables, with a placeholder in each place."""
        scope = self._dialect.scope
        if not spec.keys.isdisjoint((*scope.include, *scope.exclude)):
            return ["- `<folder>/...`"]
        if not spec.keys.isdisjoint(self._dialect.acceptance.sections):
            labels = tuple(label for kind in kinds for label in kind.labels)
            return ["\n".join(criterion(self._dialect.acceptance, labels))]
        items = [kind for kind in kinds if kind.form == "items" and not spec.living]
        if spec.entries == "tasks":
            kind = next((kind for kind in kinds if kind.form == "items"), EntrySpec("step"))
            return ["\n".join(self._entry(kind, spec))]
        found = [
            "\n".join(line for _ in range(max(1, kind.at_least)) for line in self._entry(kind, spec)) for kind in items
        ]
        return found + [row_table(kind) for kind in kinds if kind.form == "rows"]

    def _entry(self, kind: EntrySpec, spec: SectionSpec) -> list[str]:
        return entry(kind, spec, self._facts, (spec.timestamps or self._dialect.timestamps)[0])

    def _first_entry(self) -> str:
        """A log that may not be empty begins with what did take place: somebody began to write the plan."""
        form = self._dialect.timestamps[0]
        return f"- ({stamp(self._facts.now, form)}) Began to write this plan; next: {placeholder('what comes first')}"

    def _line(self, spec: SectionSpec, kinds: list[EntrySpec], name: str, field: FieldSpec) -> str:
        # Where each list item is an entry, a bullet would make the field one of them.
        is_listed = bool(spec.entries) or any(kind.form == "items" and not kind.starts for kind in kinds)
        return f"{_label(field)}: {self._value(name, field)}" if is_listed else self._bullet(name, field)

    def _bullet(self, name: str, field: FieldSpec) -> str:
        return f"- {_label(field)}: {self._value(name, field)}"

    def _value(self, name: str, field: FieldSpec, bare: bool = False) -> str:
        return value(self._dialect, self._facts, name, field, bare, self._status(field))

    def _status(self, field: FieldSpec) -> str:
        draft_words = (word for word in field.values if status_state(word, self._dialect) == "draft")
        return next(draft_words, self._word)


def _is_written(name: str, field: FieldSpec) -> bool:
    """Whether a draft has the field: it must or should be there, it says the state or the branch."""
    wanted = field.required == "always" or ((field.recommended or field.suggested) and field.required == "never")
    return wanted or name == "status" or (name == "branch" and "*" not in field.places)


def _is_in_draft(spec: SectionSpec) -> bool:
    if spec.forbidden:
        return False
    return spec.required == "always" or spec.recommended or (spec.required == "done" and spec.empty == "until-done")


def _comes_later(spec: SectionSpec) -> bool:
    return not spec.forbidden and spec.required in _LATER and not _is_in_draft(spec)


def _label(field: FieldSpec) -> str:
    return field.name or field.labels[0].capitalize()


def _sentence(text: str) -> str:
    """A hint as a sentence."""
    return text.rstrip(".") + "."
