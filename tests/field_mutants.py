"""Faults of fields, entries, progress, acceptance and life that `test_mutants.py` puts into the conforming plans.

Where a field or entry should stand is read from the dialect's data; where it stands in the plan, and what must be
reported, from the plan's lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from execplan_hooks.document.dialect.dialect import FieldSpec
from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.headings import normalise
from tests.mutants import Fault, Mutant, Specimen, is_done
from tests.outline import Heading, Outline

_LABEL = re.compile(
    r"(?P<lead>\s*(?:[-*+] )?)(?:\*\*(?P<bold>[^*]+?):\*\*|(?P<plain>[^\s:`(•][^:`•]*?):)(?P<value> .*|$)"
)
_BULLET = re.compile(r"(?:[-*+]|\d+\.) ")


def _end(outline: Outline, index: int) -> int:
    """The index behind a line and all that is nested below it."""
    indent = len(outline.lines[index]) - len(outline.lines[index].lstrip())
    end = index + 1
    while end < len(outline.lines) and outline.lines[end].strip():
        line = outline.lines[end]
        if len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def _lines_of(outline: Outline, spec: FieldSpec) -> Iterator[tuple[int, re.Match[str], int]]:
    """The lines where a field stands alone, each with the line (1-based) of its place."""
    for index, line in enumerate(outline.lines):
        match = _LABEL.fullmatch(line)
        if match is None or index in outline.fenced or " • " in line:
            continue
        section = outline.around(index)
        if index < outline.front_matter_end:
            place, at = "front-matter", 1
        elif section is None:
            place, at = "header", outline.headings[0].index + 1
        else:
            place, at = normalise(section.title), section.index + 1
        if place in spec.places and normalise(match["bold"] or match["plain"]) in spec.labels:
            yield index, match, at


def _fields(of: Specimen) -> Iterator[tuple[str, FieldSpec]]:
    """The fields that the dialect wants in this plan; those under the progress are another rule's."""
    for name, spec in of.dialect.fields.items():
        wanted = spec.required == "always" or (spec.required == "done" and is_done(of.outline)) or spec.recommended
        wanted = wanted or spec.suggested
        if wanted and name not in ("progress-status", "next-action"):
            yield name, spec


def _joined(outline: Outline, spec: FieldSpec) -> Iterator[tuple[int, str, int]]:
    """The lines where a field stands beside others (`- Start: x • Updated: y`), such a line without it, and the line of
    its place."""
    for index, line in enumerate(outline.lines):
        section = outline.around(index)
        place = normalise(section.title) if section else "header"
        parts = line.removeprefix("- ").split(" • ")
        labelled = [part for part in parts if ":" in part and normalise(part.partition(":")[0]) in spec.labels]
        if len(parts) > 1 and labelled and place in spec.places:
            rest = "- " + " • ".join(part for part in parts if part not in labelled)
            yield index, rest, (section or outline.headings[0]).index + 1


def field_dropped(of: Specimen) -> Iterator[Mutant]:
    for _, spec in _fields(of):
        for index, _, place in _lines_of(of.outline, spec):
            yield Mutant(of.outline.replaced(index, _end(of.outline, index)), "metadata", (place,))
        for index, rest, place in _joined(of.outline, spec):
            yield Mutant(of.outline.replaced(index, index + 1, rest), "metadata", (place,))


def planted_fields(of: Specimen) -> set[str]:
    """The names of the fields that `field_dropped` and `progress_label_dropped` find a place for."""
    return {
        name
        for name, spec in of.dialect.fields.items()
        if any(True for _ in _lines_of(of.outline, spec)) or any(True for _ in _joined(of.outline, spec))
    }


def planted_labels(of: Specimen) -> set[tuple[str, str]]:
    """The labels of entries, each with its kind, that `entry_label_renamed` finds a place for."""
    return {
        (name, label.name)
        for name, spec in of.dialect.entries.items()
        for start, end in _entry_places(of, spec)
        for label in spec.labels
        if any(True for _ in _label_places(of.outline, start, end, label))
    }


def field_emptied(of: Specimen) -> Iterator[Mutant]:
    for _, spec in _fields(of):
        for index, match, _ in _lines_of(of.outline, spec):
            end = _end(of.outline, index)
            bare = of.outline.lines[index][: match.start("value")]
            if not "".join(of.outline.lines[end + 1 : end + 2]).startswith("|"):  # a table below would be its value
                yield Mutant(of.outline.replaced(index, end, bare), "metadata", (index + 1,))


def field_of_another_word(of: Specimen) -> Iterator[Mutant]:
    for name, spec in _fields(of):
        kind = "status" if name == "status" else spec.type
        for index, match, _ in _lines_of(of.outline, spec) if spec.values or kind in ("status", "stamp", "id") else ():
            for value in ("two words",) if kind == "id" else ("banana", "Q7"):
                lead = of.outline.lines[index][: match.start("value")]
                yield Mutant(of.outline.replaced(index, index + 1, f"{lead} {value}"), "metadata", (index + 1,))


def unknown_key(of: Specimen) -> Iterator[Mutant]:
    """A key that closed front matter does not have."""
    for index in range(1, of.outline.front_matter_end) if of.dialect.closed_front_matter else ():
        for key in ("reviewer", "X-Team", "priority"):
            yield Mutant(of.outline.replaced(index, index, f"{key}: jo"), "metadata", (index + 1,))


def _tasks(of: Specimen, mark: str) -> Iterator[int]:
    for index in of.outline.body():
        section = of.outline.around(index)
        spec = of.dialect.section_of(normalise(section.title)) if section else None
        if of.outline.lines[index].startswith(f"- [{mark}] ") and spec and spec.entries == "tasks":
            yield index


def _spec_of(of: Specimen, index: int) -> bool:
    section = of.outline.around(index)
    spec = of.dialect.section_of(normalise(section.title)) if section else None
    return spec is not None and spec.stamped


def tick_without_stamp(of: Specimen) -> Iterator[Mutant]:
    for index in _tasks(of, "x"):
        nested = " ".join(of.outline.lines[index + 1 : _end(of.outline, index)])
        if _spec_of(of, index) and not re.search(r"\d{4}-\d{2}-\d{2}", nested):
            bare = re.sub(r"\(?\d{4}-\d{2}-\d{2}[T ][\d:]+Z\)?(?: -)? ", "", of.outline.lines[index], count=1)
            ticked = sum(1 for _ in _tasks(of, "x"))
            section = of.outline.around(index)
            places = (index + 1,) if ticked > 1 or section is None else (index + 1, section.index + 1)
            yield Mutant(of.outline.replaced(index, index + 1, bare), "progress", places)


def _progress(of: Specimen) -> Heading:
    return next(heading for heading in of.outline.sections if normalise(heading.title) == "progress")


def progress_label_dropped(of: Specimen) -> Iterator[Mutant]:
    """Status or next action, where the dialect wants them."""
    for name in ("progress-status", "next-action"):
        spec = of.dialect.fields.get(name)
        for index, match, place in _lines_of(of.outline, spec) if spec and spec.required == "always" else ():
            yield Mutant(of.outline.replaced(index, _end(of.outline, index)), "progress", (place,))
            bare = of.outline.lines[index][: match.start("value")]
            if not (is_done(of.outline) and name == "next-action"):
                yield Mutant(of.outline.replaced(index, index + 1, bare), "progress", (index + 1, place))


def second_next_action(of: Specimen) -> Iterator[Mutant]:
    spec = of.dialect.fields.get("next-action")
    for index, _, place in _lines_of(of.outline, spec) if spec and spec.required == "always" else ():
        new = "Next Action: Ask the other team what they need."
        yield Mutant(of.outline.replaced(index + 1, index + 1, new), "progress", (index + 1, index + 2, place))


def _entry_places(of: Specimen, spec: EntrySpec) -> Iterator[tuple[int, int]]:
    """Start and end (exclusive) of each entry of a kind: a list item at the margin, or a heading of level 3."""
    for heading in of.outline.headings:
        if normalise(heading.title) not in spec.within or heading.level > 3:
            continue
        children = of.outline.children(heading) if heading.level == 2 else []
        for child in children:
            yield child.index, child.end
        for index in range(heading.index + 1, heading.end) if not children else ():
            if _BULLET.match(of.outline.lines[index]) and index not in of.outline.fenced:
                yield index, _end(of.outline, index)


def _label_places(outline: Outline, start: int, end: int, label: LabelSpec) -> Iterator[tuple[int, int, int]]:
    """Line and columns of a label with its value between `start` and `end`, by how the fixtures write them."""
    names = "|".join(re.escape(name) for name in (label.name, *label.aliases))
    inline = re.compile(rf"(?:(?<=\()|; | — | • |(?<= ))(?:\*\*)?(?:{names}):(?:\*\*)? ", re.IGNORECASE)
    for index in range(start, end):
        line = outline.lines[index]
        match = _LABEL.fullmatch(line)
        if match and normalise(match["bold"] or match["plain"]) in label.keys and index > start:
            yield index, 0, len(line)
        else:
            for found in inline.finditer(line):
                yield index, found.start(), found.end()


def entry_label_renamed(of: Specimen) -> Iterator[Mutant]:
    """A label that an entry must carry gets a name that is none; the entry lacks it then."""
    for spec in of.dialect.entries.values():
        if spec.form != "items":
            continue
        for start, end in _entry_places(of, spec):
            if spec.starts and not re.match(
                rf"- (?:\*\*)?(?:{'|'.join(spec.starts)})", of.outline.lines[start], re.IGNORECASE
            ):
                continue
            for label in spec.labels:
                for index, left, right in _label_places(of.outline, start, end, label) if label.required else ():
                    line = of.outline.lines[index]
                    name = re.compile(r"[^\s:*(;—•-][^:*;—•]*(?=:)").search(line, left, right)
                    if name:
                        new = f"{line[: name.start()]}Zzyzx{line[name.end() :]}"
                        yield Mutant(of.outline.replaced(index, index + 1, new), "entry-fields", (start + 1, index + 1))


def entry_without_stamp(of: Specimen) -> Iterator[Mutant]:
    for spec in of.dialect.entries.values():
        for start, _ in _entry_places(of, spec) if spec.stamped else ():
            line = of.outline.lines[start]
            bare = re.sub(r"\(?\d{4}-\d{2}-\d{2}(?:[T ][\d:]+Z)?\)?(?::| -)? ", "", line, count=1)
            if bare != line:
                yield Mutant(of.outline.replaced(start, start + 1, bare), "entry-fields", (start + 1,))


def entry_without_mark(of: Specimen) -> Iterator[Mutant]:
    for spec in of.dialect.entries.values():
        for start, _ in _entry_places(of, spec) if spec.marks else ():
            bare = re.sub(r"\(P\d\) ", "", of.outline.lines[start], count=1)
            yield Mutant(of.outline.replaced(start, start + 1, bare), "entry-fields", (start + 1,))


def edit_without_file(of: Specimen) -> Iterator[Mutant]:
    for spec in of.dialect.entries.values():
        for start, end in _entry_places(of, spec) if spec.names_file else ():
            bare = [line.replace("`", "") for line in of.outline.lines[start:end]]
            bare = [re.sub(r"\S+\.\w+:\S+", "the module", line) for line in bare]
            yield Mutant(of.outline.replaced(start, end, *bare), "entry-fields", (start + 1,))


def gate_without_a_cell(of: Specimen) -> Iterator[Mutant]:
    """A row of the table of quality gates without its command or threshold."""
    for spec in of.dialect.entries.values():
        for heading in of.outline.headings if spec.form == "rows" else ():
            if normalise(heading.title) not in spec.within:
                continue
            rows = [i for i in range(heading.index, heading.end) if of.outline.lines[i].startswith("| ")][2:]
            for index in rows:
                cells = of.outline.lines[index].split(" | ")
                for number in range(1, len(cells)):
                    empty = [*cells]
                    empty[number] = " |" if number == len(cells) - 1 else ""
                    new = " | ".join(empty)
                    yield Mutant(of.outline.replaced(index, index + 1, new), "entry-fields", (index + 1,))


def milestones_too_few_or_too_many(of: Specimen) -> Iterator[Mutant]:
    spec = of.dialect.entries.get("milestone")
    if spec and spec.at_most:
        heading = next(h for h in of.outline.sections if normalise(h.title) in spec.within)
        lines = [i for i, _ in _entry_places(of, spec)]
        place = (heading.index + 1, lines[0] + 1)
        yield Mutant(
            of.outline.replaced(lines[0], lines[-1] + 1, *(f"{n}. Do part {n}." for n in range(1, 9))),
            "entry-fields",
            (*place, lines[0] + 8),
        )
        yield Mutant(
            of.outline.replaced(lines[0], lines[-1] + 1, "1. Do all of it.", "2. Check it."), "entry-fields", place
        )


def criterion_without_command(of: Specimen) -> Iterator[Mutant]:
    """An acceptance criterion that says no more than that all is well, in dialects that are strict about it."""
    for heading in of.outline.sections:
        if "acceptance" in of.dialect.severities and normalise(heading.title) in of.dialect.acceptance.sections:
            at = heading.index + 1
            while not of.outline.lines[at].startswith("- "):
                at += 1
            new = of.rng.choice(
                ("- Criterion: the users are happy.", "- It feels fast.", "- Criterion: everything works well.")
            )
            yield Mutant(of.outline.replaced(at, at, new), "acceptance", (at + 1,))


def box_opened_in_a_done_plan(of: Specimen) -> Iterator[Mutant]:
    for index in _tasks(of, "x") if is_done(of.outline) else ():
        new = of.outline.lines[index].replace("[x]", "[ ]", 1)
        yield Mutant(of.outline.replaced(index, index + 1, new), "lifecycle", (index + 1,))


def statuses_that_disagree(of: Specimen) -> Iterator[Mutant]:
    """The front matter says one thing and the progress another; either may be called wrong."""
    places = [i for i, line in enumerate(of.outline.lines) if re.fullmatch(r"[Ss]tatus: [A-Z_]+", line)]
    for index in places if len(places) > 1 else ():
        for word in ("BLOCKED", "ABANDONED"):
            lead = of.outline.lines[index].split(":")[0]
            text = of.outline.replaced(index, index + 1, f"{lead}: {word}")
            yield Mutant(text, "lifecycle", tuple(place + 1 for place in places))


_MACHINE = ("`/Users/mira/work/acme/x.py`", "/home/jo/src/acme", "`C:\\Users\\jo\\acme`", "file:///home/jo/x.md")


def machine_path(of: Specimen) -> Iterator[Mutant]:
    for index in _prose_lines(of):
        path = of.rng.choice(_MACHINE)
        yield Mutant(
            of.outline.replaced(index, index + 1, f"{of.outline.lines[index]} {path}"), "local-paths", (index + 1,)
        )


def broken_anchor(of: Specimen) -> Iterator[Mutant]:
    for index in _prose_lines(of):
        link = f"[above](#nowhere-{of.rng.randrange(100)})"
        yield Mutant(of.outline.replaced(index, index + 1, f"{of.outline.lines[index]} {link}"), "links", (index + 1,))


def _prose_lines(of: Specimen) -> Iterator[int]:
    """Lines of paragraphs at the margin: what is put behind one ends neither a label nor an entry."""
    for index in of.outline.body():
        line = of.outline.lines[index]
        if line[0].isalpha() and not _LABEL.fullmatch(line) and of.outline.around(index) and "http" not in line:
            yield index


_TEMPLATE_TEXT = ("<what is left to do>", "{{ owner }}", "[your team]", "TBD", "...")


def placeholder_left(of: Specimen) -> Iterator[Mutant]:
    """A paragraph of its own that a template left to be written."""
    for heading in of.outline.sections:
        spec = of.dialect.section_of(normalise(heading.title))
        due = spec and (spec.empty != "until-done" or is_done(of.outline))
        if spec and due and not spec.entries and "Scope" not in heading.title:
            new = of.rng.choice(_TEMPLATE_TEXT)
            yield Mutant(of.outline.replaced(heading.end, heading.end, "", new, ""), "placeholders", (heading.end + 2,))


def against_the_profile(of: Specimen) -> Iterator[Mutant]:
    """What a strict profile forbids, behind the prose of a section."""
    if "profile: codex-strict" not in of.outline.text:
        return
    forbidden = (
        ("| a | b |", "| --- | --- |", "| 1 | 2 |"),
        ("<div>a box</div>",),
        ("- [ ] check it",),
        ("~~~~markdown", "```sh", "true", "```", "~~~~"),
        ("```text", *(f"line {n}" for n in range(40)), "```"),
    )
    for heading in of.outline.sections:
        if normalise(heading.title) in ("constraints and safety", "tooling interface and governance"):
            for new in forbidden:
                lines = (heading.end + 2, heading.end + 3, heading.index + 1)
                yield Mutant(of.outline.replaced(heading.end, heading.end, "", *new, ""), "profile", lines)


FIELDS: tuple[tuple[str, Fault], ...] = (
    ("R06", field_dropped),
    ("R06", field_emptied),
    ("R06", field_of_another_word),
    ("R06", unknown_key),
    ("R08", against_the_profile),
    ("R10", placeholder_left),
    ("R20", tick_without_stamp),
    ("R20", progress_label_dropped),
    ("R20", second_next_action),
    ("R23", entry_label_renamed),
    ("R23", entry_without_stamp),
    ("R23", entry_without_mark),
    ("R23", edit_without_file),
    ("R23", gate_without_a_cell),
    ("R28", milestones_too_few_or_too_many),
    ("R24", criterion_without_command),
    ("R25", box_opened_in_a_done_plan),
    ("R25", statuses_that_disagree),
    ("R43", machine_path),
    ("R44", broken_anchor),
)
