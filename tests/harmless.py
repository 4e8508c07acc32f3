"""Edits of the conforming plans that change nothing that a rule asks for: each result must stay silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from execplan_hooks.document.headings import normalise
from tests.mutants import Specimen
from tests.outline import Outline
from tests.text_mutants import stamps

Edit = Callable[[Specimen], Iterator[str]]


def _retitled(outline: Outline, titles: Iterable[str]) -> str:
    """The plan with other titles of its sections, in their order."""
    lines = list(outline.lines)
    for heading, title in zip(outline.headings[1:], titles, strict=True):
        lines[heading.index] = f"{'#' * heading.level} {title}"
    return "\n".join(lines) + "\n"


def _formatted(outline: Outline, *forms: str) -> Iterator[str]:
    """The plan once for each form of its titles: `n` is a number, `title` the title as it is, `unnumbered` it
    without its number, `plain` also without its parenthesis."""
    for form in forms:
        titles = []
        for number, heading in enumerate(outline.headings[1:]):
            unnumbered = re.sub(r"^\d+\. ", "", heading.title)
            plain = re.sub(r"\s*\([^)]*\)$", "", unnumbered)
            titles.append(form.format(n=number, title=heading.title, unnumbered=unnumbered, plain=plain))
        yield _retitled(outline, titles)


def renumbered(of: Specimen) -> Iterator[str]:
    numbers = ("{n}. ", "{n}) ", "{n}.1 ", "{n}.1. ", "{n} - ", "{n}: ", "")
    yield from _formatted(of.outline, *(number + "{unnumbered}" for number in numbers))


def ampersand_or_and(of: Specimen) -> Iterator[str]:
    titles = [heading.title for heading in of.outline.headings[1:]]
    yield _retitled(of.outline, [title.replace(" & ", " and ") for title in titles])
    yield _retitled(of.outline, [title.replace(" and ", " & ") for title in titles])
    yield _retitled(of.outline, [title.replace(" & ", " AND ").replace(" / ", "/") for title in titles])


def decorated(of: Specimen) -> Iterator[str]:
    forms = ("{}:", "{}: ", "{} ##", "{} #", "**{}**", "*{}*", "__{}__", "`{}`", "✅ {}", "📋 {}:", "  {}", "{}：")
    yield from _formatted(of.outline, *(form.format("{title}") for form in forms))


def in_other_case(of: Specimen) -> Iterator[str]:
    for change in (str.upper, str.lower, str.title):
        yield _retitled(of.outline, [change(heading.title) for heading in of.outline.headings[1:]])


def bilingual(of: Specimen) -> Iterator[str]:
    forms = ("{} / 목적", "{} (进度)", "{} 進捗", "목적 / {}", "{}（決定ログ）", "{} — 验收", "{}/目的")
    yield from _formatted(of.outline, *(form.format("{plain}") for form in forms))


def with_a_marker(of: Specimen) -> Iterator[str]:
    markers = (" (Mandatory)", " (MUST)", " (Required)", " (living document)", " (MUST) (v2)", "")
    yield from _formatted(of.outline, *("{plain}" + marker for marker in markers))


def setext(of: Specimen) -> Iterator[str]:
    for one, two in (("=====", "-----"), ("=", "---")):
        lines = list(of.outline.lines)
        for heading in reversed(of.outline.headings):
            if heading.level <= 2:
                title = re.sub(r"^\d+\. ", "", heading.title)  # "1. Title" would be a list
                lines[heading.index : heading.index + 1] = [title, one if heading.level == 1 else two]
                if heading.index and lines[heading.index - 1]:
                    lines.insert(heading.index, "")
        yield "\n".join(lines) + "\n"


def indented_headings(of: Specimen) -> Iterator[str]:
    lines = list(of.outline.lines)
    for heading in of.outline.headings:
        lines[heading.index] = " " + lines[heading.index]
    yield "\n".join(lines) + "\n"


def other_bytes(of: Specimen) -> Iterator[str]:
    yield of.outline.text.replace("\n", "\r\n")
    yield "\ufeff" + of.outline.text
    yield "\ufeff" + of.outline.text.replace("\n", "\r\n")
    yield of.outline.text.rstrip("\n")
    yield of.outline.text + "\n\n\n"
    fenced = of.outline.fenced
    yield "\n".join(
        line if index in fenced or index < of.outline.front_matter_end or not line else line + " \t"
        for index, line in enumerate(of.outline.lines)
    )


def other_bullets(of: Specimen) -> Iterator[str]:
    for bullet in "*+":
        yield "\n".join(
            line if index in of.outline.fenced else re.sub(r"^(\s*)- ", rf"\1{bullet} ", line)
            for index, line in enumerate(of.outline.lines)
        )


def other_fences(of: Specimen) -> Iterator[str]:
    for fence in ("~~~", "`````"):
        yield "\n".join(fence + line[3:] if line.startswith("```") else line for line in of.outline.lines)


def other_boxes(of: Specimen) -> Iterator[str]:
    yield of.outline.text.replace("- [x] ", "- [X] ")


def unknown_sections(of: Specimen) -> Iterator[str]:
    for heading in of.outline.sections:
        new = ("## Glossary of terms", "", "- shelf: a place", "", "### Remarks", "", "None.", "")
        yield of.outline.replaced(heading.index, heading.index, *new)


def urls_in_their_place(of: Specimen) -> Iterator[str]:
    """In code, in references, and local or reserved ones in prose."""
    fine = (
        "`curl https://docs.acme.dev/x`",
        "http://localhost:3000/x",
        "<http://127.0.0.1:8000/>",
        "[health](http://0.0.0.0:80/health)",
        "http://[::1]:3000/",
        "http://web:3000/x",
        "https://api.example.com/v1",
        "![](http://app.localhost/x.png)",
        "<!-- https://docs.acme.dev/x -->",
    )
    for heading in of.outline.sections:
        lines = ["", f"See {of.rng.choice(fine)} for this.", "", "```sh", "curl https://docs.acme.dev/x", "```", ""]
        yield of.outline.replaced(heading.end, heading.end, *lines)
    for line in fine:
        yield of.outline.replaced(of.outline.sections[2].end, of.outline.sections[2].end, "", line, "")
    name = next(iter(h.title for h in of.outline.sections if h.title in ("References", "See Also")), None)
    links = "- [a](https://a.acme.dev) <https://b.acme.dev> https://c.acme.dev"
    yield of.outline.text + ("\n" if name else "\n## References\n\n") + links + "\n\n[d]: https://d.acme.dev\n"


def a_snapshot(of: Specimen) -> Iterator[str]:
    for heading in of.outline.sections:
        lines = (
            "",
            "- Retrieved: 2025-10-01T14:05:00Z",
            "- Source: https://docs.acme.dev/upgrade",
            "- Notes: the old form stays valid for a year.",
            "",
        )
        entry = of.dialect.section_of(normalise(heading.title))
        if entry and not entry.entries and "File Scope Contract" not in heading.title:
            yield of.outline.replaced(heading.index + 1, heading.index + 1, *lines)


def not_needed(of: Specimen) -> Iterator[str]:
    """Optional sections left out, and those emptied that may be empty."""
    for heading in of.outline.sections:
        spec = of.dialect.section_of(normalise(heading.title))
        if spec and spec.required == "never" and not spec.recommended:
            yield of.outline.replaced(heading.index, heading.end)
        elif spec and (spec.empty == "always" or (spec.empty == "until-done" and "DONE" not in of.outline.text)):
            yield of.outline.replaced(heading.index + 1, heading.end, "")


def anywhere(of: Specimen) -> Iterator[str]:
    """Sections without a fixed place elsewhere, and those at the end that may stand there."""
    for heading in of.outline.sections:
        spec = of.dialect.section_of(normalise(heading.title))
        block = of.outline.lines[heading.index : heading.end]
        rest = Outline(of.outline.replaced(heading.index, heading.end))
        if spec and spec.order == "anywhere":
            for place in rest.sections:
                yield rest.replaced(place.index, place.index, *block, "")
        elif spec and spec.order == "last":
            yield rest.replaced(len(rest.lines), len(rest.lines), "", *block)


def other_stamps(of: Specimen) -> Iterator[str]:
    """Emphasis around stamps, and an offset instead of Z."""
    for form in ("**{}**", "`{}`", "[{}]", "*{}*"):
        lines = list(of.outline.lines)
        for index, match in reversed(list(stamps(of.outline))):  # from the right: two may stand on one line
            if index >= of.outline.front_matter_end:
                line, end = lines[index], match.start() + len(match[0].rstrip())
                lines[index] = line[: match.start()] + form.format(match[0].rstrip()) + line[end:]
        yield "\n".join(lines) + "\n"
    for offset in ("+00:00", "-00:00"):
        lines = list(of.outline.lines)
        for index, match in reversed(list(stamps(of.outline))):
            if match["zone"]:
                lines[index] = lines[index][: match.end() - 1] + offset + lines[index][match.end() :]
        yield "\n".join(lines) + "\n"


def newest_first(of: Specimen) -> Iterator[str]:
    """All logs turned round."""
    lines = list(of.outline.lines)
    for section in of.outline.sections:
        spec = of.dialect.section_of(normalise(section.title))
        log = [(i, m) for i, m in stamps(of.outline) if section.index < i < section.end]
        if spec and spec.entries == "log":
            for (index, match), (_, other) in zip(log, reversed(log), strict=True):
                line = of.outline.lines[index]
                lines[index] = line[: match.start()] + other[0] + line[match.end() :]
    yield "\n".join(lines) + "\n"


_STAMPED = re.compile(r"(?P<stamp>\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?) - (?P<text>.*)")


def logs_in_other_shapes(of: Specimen) -> Iterator[str]:
    """Entries that are a bullet with labelled lines below it, in the other shapes that people write: below a heading
    each, with a bullet for each label, and with these bullets nested."""
    for shape in ("headings", "nested", "flat"):
        lines = list(of.outline.lines)
        for section in reversed(of.outline.sections):
            kinds = [spec for spec in of.dialect.entries.values() if normalise(section.title) in spec.within]
            body = lines[section.index + 1 : section.end]
            if kinds and any(re.match(r"  [A-Z][A-Za-z/]*: ", line) for line in body):
                lines[section.index + 1 : section.end] = _reshaped(body, shape)
        text = "\n".join(lines) + "\n"
        if text != of.outline.text:
            yield text


def _reshaped(body: list[str], shape: str) -> Iterator[str]:
    """The lines of a section whose entries are bullets with labelled lines below them, in another shape."""
    number = 0
    for line in body:
        if line.startswith("- "):
            number += 1
            stamped = _STAMPED.match(line[2:])
            if shape == "headings":
                yield from ("", f"### {stamped['stamp'] if stamped else f'Entry {number}'}", "")
            yield f"- {stamped['text']}" if stamped and shape == "headings" else line
        elif re.match(r"  [A-Z][A-Za-z/]*: ", line):
            yield f"  - {line[2:]}" if shape == "nested" else f"- {line[2:]}"
        else:
            yield f"  {line}" if shape == "nested" and line else line


EDITS: tuple[Edit, ...] = (
    logs_in_other_shapes,
    renumbered,
    ampersand_or_and,
    decorated,
    in_other_case,
    bilingual,
    with_a_marker,
    setext,
    indented_headings,
    other_bytes,
    other_bullets,
    other_fences,
    other_boxes,
    unknown_sections,
    urls_in_their_place,
    a_snapshot,
    not_needed,
    anywhere,
    other_stamps,
    newest_first,
)
