"""What the JSON Schema says of a dialect: the keys that the dialect's readers know, with what each means."""

from __future__ import annotations

from execplan_hooks import rules
from execplan_hooks.configuring import dialect_parts_schema
from execplan_hooks.configuring.shapes import (
    FLAG,
    TEXT,
    TEXTS,
    Shape,
    integer,
    key,
    named,
    one_of,
    one_or_more,
    ref,
    table,
    text,
)
from execplan_hooks.configuring.values import DIALECT_PATTERN, DIALECT_WANTED
from execplan_hooks.document import stamps
from execplan_hooks.document.dialect import dialect_reader as reader
from execplan_hooks.document.dialect.catalogue import PACKAGED
from execplan_hooks.document.dialect.dialect import CONDITIONS, FIELD_TYPES, STATES
from execplan_hooks.document.dialect.entry_spec import MAX_COUNT

_STAMPS = one_or_more(one_of(stamps.FORMS))
_WANTED = one_of((True, False, *CONDITIONS))


def definitions() -> dict[str, Shape]:
    """The parts of a dialect, by the names under which `dialect` refers to them."""
    return {
        "dialect": _dialect(),
        "recognise": _recognise(),
        "section": _section(),
        "field": _field(),
        **dialect_parts_schema.definitions(),
    }


def _dialect() -> Shape:
    severities = {rule: ref("severity") for rule in rules.DOCUMENT_RULES}
    states = {state: key(f"the words that mean `{state}`", TEXTS) for state in STATES}
    return table(
        {
            "summary": key("one line for people", TEXT, default=""),
            "extends": key(
                f"the dialect that this one adds to or changes: one of yours, {', '.join(PACKAGED)}, or common",
                text(DIALECT_PATTERN, DIALECT_WANTED),
                default="common",
                examples=["codex"],
            ),
            "template": key(
                "a Markdown template in the repository: its headings and labels are the sections and fields",
                text(),
                examples=["docs/plan_template.md"],
            ),
            "recognise": ref("recognise"),
            "sections": key("heading to a section, in order", named(ref("section"))),
            "fields": key("name to a field", named(ref("field"))),
            "statuses": key("state to the words that mean it, besides the usual ones", table(states)),
            "timestamps": key("forms that stamps may have", _STAMPS, examples=["rfc3339", ["rfc3339", "minutes"]]),
            "scope": ref("scope"),
            "revision": ref("revision"),
            "entries": key("name to a kind of entry", named(ref("entry"))),
            "acceptance": ref("acceptance"),
            "profiles": key(
                "name to what a plan whose field `profile` says it may have", named(ref("profile")), examples=[{}]
            ),
            "naming": ref("naming"),
            "closed-front-matter": key(
                "`true`: the front matter has the keys of the fields that stand there, and no other", FLAG
            ),
            "rules": key("document rule to its severity in plans of this dialect", table(severities)),
        }
    )


def _recognise() -> Shape:
    return {
        "description": (
            "by what a plan of this dialect is recognised: its headings, all of the keys `front-matter`, or one of "
            "`profiles`; and none of `without`"
        ),
        **table(
            {
                "headings": key("headings of which `at-least` so many stand in such a plan", TEXTS, default=[]),
                "at-least": key(
                    "how many of the headings are enough; by default 3, or all where there are fewer",
                    integer(1, MAX_COUNT),
                ),
                "title": key(
                    "words that a title is or begins with, as `ExecPlan: x`; such a title counts as one more heading",
                    TEXTS,
                    default=[],
                ),
                "front-matter": key("keys that the front matter has, all of them", TEXTS, default=[]),
                "profiles": key("values of the front matter's `profile`", TEXTS, default=[]),
                "without": key("headings of which none stands in such a plan", TEXTS, default=[]),
            }
        ),
    }


def _section() -> Shape:
    return table(
        {
            "aliases": key("other names that are as good", TEXTS, default=[]),
            "level": key("heading level; by default 2, one more inside a section", integer(1, reader.MAX_LEVEL)),
            "required": key("missing is an error: always, never, or when", _WANTED, default=False),
            "recommended": key("missing is a warning", FLAG),
            "forbidden": key("being there is a finding", FLAG),
            "after": key(
                "stands after this section (for sections added to another dialect); by default at the end",
                text(),
                examples=["Validation and Acceptance"],
            ),
            "living": key("kept up to date while the work goes on", FLAG),
            "empty": key("when it may have no content", one_of(reader.EMPTY), default="never"),
            "order": key(
                "where it stands: at its place, there or at the `last`, or `anywhere`",
                one_of(reader.ORDER),
                default="fixed",
            ),
            "entries": key("what its list items are", one_of(reader.ENTRIES), default="none"),
            "timestamps": key("forms of stamps here; by default the dialect's", _STAMPS),
            "stamped": key("a ticked task here says when it was done", FLAG),
            "urls": key("external URLs belong here", FLAG),
            "hint": key("what belongs here, for `execplan new`", TEXT, default=""),
            "sections": key("sections inside it, one level deeper", named(ref("section"))),
        }
    )


def _field() -> Shape:
    return table(
        {
            "labels": key(
                "the keys or labels under which it stands; a new field needs them",
                one_or_more(text(), least=1),
                examples=[["Branch"]],
            ),
            "places": key(
                'where: `front-matter`, `header` (before the first section), a heading, `"*"` (anywhere; such a field '
                "is never missing); a new field needs them",
                one_or_more(text(), least=1),
                examples=[["header"], ["front-matter", "header"]],
            ),
            "timestamps": key("forms of stamps here; by default the dialect's", _STAMPS),
            "urls": key("external URLs belong here", FLAG),
            "type": key(
                "`list`: text, or the list below it; `status`: one of the dialect's status words; `id`: one word",
                one_of(FIELD_TYPES),
                default="text",
            ),
            "values": key("the only words that it may have, a remark may follow; by default any", TEXTS, default=[]),
            "required": key("missing is an error: always, never, or when", _WANTED, default=False),
            "recommended": key("missing is a warning", FLAG),
            "suggested": key("missing is a notice: the form has it, what it is for may be said in other words", FLAG),
            "unique": key("no two plans of the repository have the same value (front matter only)", FLAG),
            "hint": key("what belongs here, for `execplan new`", TEXT, default=""),
        }
    )
