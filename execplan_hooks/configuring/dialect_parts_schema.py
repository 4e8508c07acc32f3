"""What the JSON Schema says of a dialect's entries, criteria, profiles, names and lists of files."""

from __future__ import annotations

from execplan_hooks.configuring.shapes import (
    FLAG,
    TEXT,
    TEXTS,
    Shape,
    boolean,
    integer,
    key,
    named,
    one_of,
    one_or_more,
    ref,
    table,
    text,
)
from execplan_hooks.document.dialect.entry_spec import FORMS, MAX_COUNT

_FILE_NAME = text(
    r"^(?=[\s\S]*\S)(?![\s\S]*\{(?!(date|slug)\})[^{}]*\})", "a name with no other fields than {date} and {slug}"
)


def definitions() -> dict[str, Shape]:
    """The parts of a dialect, by the names under which others refer to them."""
    return {
        "entry": _entry(),
        "label": _label(),
        "acceptance": _acceptance(),
        "profile": _profile(),
        "naming": _naming(),
        "scope": _scope(),
        "revision": _revision(),
    }


def _entry() -> Shape:
    return table(
        {
            "in": key(
                "the sections that hold such entries, by heading or alias; a new kind of entry needs them",
                TEXTS,
                examples=["Decision Log"],
            ),
            "form": key(
                "what an entry is: an item of a list (or a heading, a row, a labelled paragraph that stands for one), "
                "a row of a table only, or the section itself",
                one_of(FORMS),
                default="items",
            ),
            "starts": key(
                "labels of which one begins an entry, what begins otherwise is none; by default whatever stands there",
                TEXTS,
                default=[],
            ),
            "labels": key("label that an entry has to what is said of it", named(ref("label"))),
            "stamped": key("an entry says when", FLAG),
            "marks": key("an entry begins with one of these in brackets", TEXTS, default=[], examples=[["P0", "P1"]]),
            "names-file": key("an entry names a file in a code span", FLAG),
            "at-least": key("how many there should be, 0 for any number", integer(0, MAX_COUNT), default=0),
            "at-most": key("how many there may be, 0 for any number", integer(0, MAX_COUNT), default=0),
        }
    )


def _label() -> Shape:
    return table(
        {
            "aliases": key("other names that are as good", TEXTS, default=[]),
            "required": key("missing is an error where the rule `entry-fields` is one, else a warning", FLAG),
            "recommended": key("an entry without it is weaker", FLAG),
            "values": key("the only words that it may have; by default any", TEXTS, default=[]),
            "words": key(
                'an entry with one of these in its text says it there, as a reason behind "because"', TEXTS, default=[]
            ),
        }
    )


def _acceptance() -> Shape:
    return {
        "description": "where criteria stand, and by which labels they are verified",
        **table(
            {
                "sections": key("sections whose items are criteria", TEXTS),
                "fields": key("fields that hold a criterion", TEXTS),
                "stated": key(
                    "`true`: a criterion says itself what its check shows, so that one with a label of `verify` needs "
                    "no expectation besides",
                    boolean(),
                ),
                "criterion": key("labels that begin a criterion", TEXTS),
                "verify": key("labels before what is run", TEXTS),
                "expect": key("labels before what it shows", TEXTS),
            }
        ),
    }


def _profile() -> Shape:
    flags = {
        "tables": "tables are allowed",
        "html": "HTML is allowed",
        "nested-fences": "code blocks inside other blocks are allowed",
        "collapsed": "required content inside `<details>` is allowed",
    }
    return table(
        {
            **{name: key(meaning, boolean(), default=True) for name, meaning in flags.items()},
            "boxes": key("the sections that may have check boxes; by default all", TEXTS),
            "snippet-lines": key("the longest code block, in lines; 0 for any", integer(0, MAX_COUNT), default=0),
        }
    )


def _naming() -> Shape:
    return {
        "description": "how the files of plans are called and where they lie",
        **table(
            {
                "names": key(
                    "names of the files, with `{date}` (a day) and `{slug}` (words in lower case, joined by hyphens)",
                    one_or_more(_FILE_NAME),
                    examples=[["{date}-{slug}.md"]],
                ),
                "folders": key("folders that hold plans", TEXTS, examples=[["docs/exec-plans/active"]]),
                "active": key("the folder of open plans", TEXT, examples=["docs/exec-plans/active"]),
                "completed": key("the folder of closed plans", TEXT, examples=["docs/exec-plans/completed"]),
                "index": key(
                    "the file in both folders that lists the plans",
                    {"type": "string", "pattern": "^[^/]*$"},
                    examples=["index.md"],
                ),
            }
        ),
    }


def _scope() -> Shape:
    return {
        "description": "where the list of files stands that a change may touch",
        **table(
            {
                "within": key("the section in which the lists count; empty: anywhere", TEXT),
                "include": key("headings or labels of the list of files that may be changed", TEXTS),
                "exclude": key("headings or labels of the list of files that may not", TEXTS),
                "required": key("a plan of this dialect must have such a list", boolean()),
            }
        ),
    }


def _revision() -> Shape:
    return {
        "description": "what a revision of a plan is: headings, at any level, that are added to the usual ones",
        **table(
            {
                "meaning": key("a change of such a section changes what the plan means", TEXTS),
                "recorded-in": key(
                    "it is recorded by a new entry in such a section, or by a note that begins with such a name", TEXTS
                ),
                "else-in": key("in a plan without such a section: by a new entry in one of these", TEXTS),
            }
        ),
    }
