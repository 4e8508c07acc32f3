"""Faults of text that `test_mutants.py` puts into the conforming plans: stamps, URLs, contracts, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from execplan_hooks.document.dialect.dialect import Dialect
from execplan_hooks.document.headings import normalise
from tests.mutants import Fault, Mutant, Specimen
from tests.outline import Outline
from tests.rules.secret_samples import TOKENS

_STAMP = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})(?P<glue>[T ])?(?P<time>(?<=[T ])\d{2}:\d{2}(?::\d{2})?)?(?P<zone>Z)?")
_STAMPED = re.compile(
    r"(?:- (?:\[.\] )?(?:\(P\d\) )?\(?|\s*Date/Author: |created: |updated: |- Start: |.*Last Updated: )(?=\d{4}-)"
)


def stamps(outline: Outline) -> Iterator[tuple[int, re.Match[str]]]:
    """The stamps that entries, tasks and dated fields begin with, by index of their line."""
    for index, line in enumerate(outline.lines):
        for start in _STAMPED.finditer(line) if index not in outline.fenced else ():
            match = _STAMP.match(line, start.end())
            if match:
                yield index, match


def _with(outline: Outline, index: int, match: re.Match[str], new: str) -> str:
    line = outline.lines[index]
    return outline.replaced(index, index + 1, line[: match.start()] + new + line[match.end() :].lstrip("T"))


def _rest(match: re.Match[str]) -> str:
    return match[0][10:]


def _broken(match: re.Match[str], dialect: Dialect) -> Iterator[str]:
    """The stamp broken in each way that R21 names."""
    date, rest = match["date"], _rest(match)
    year, month, day = date.split("-")
    yield f"{year}-02-30{rest}"
    yield f"{year}-13-{day}{rest}"
    yield f"{year}-{month}-00{rest}"
    yield f"{int(year) + 5}-{month}-{day}{rest}"
    yield f"{year}/{month}/{day}{rest.replace('T', ' ')}"
    yield f"{day}.{month}.{year}{rest.replace('T', ' ')}"
    if match["time"]:
        yield f"{date}{match['glue']}25{match['time'][2:]}Z"
        yield f"{date}{match['glue']}{match['time'][:2]}:75Z"
        yield f"{date}{match['glue']}{match['time']}"
        yield f"{date} {match['time']} CST"
        if "zoned" not in dialect.timestamps:
            yield f"{date} {match['time']}Z"
            yield f"{date}T{match['time']} UTC"
        if dialect.timestamps == ("rfc3339",):
            yield f"{date}T{match['time'][:5]}Z"
            yield date


def stamp_broken(of: Specimen) -> Iterator[Mutant]:
    for index, match in stamps(of.outline):
        for new in _broken(match, of.dialect):
            yield Mutant(_with(of.outline, index, match, new), "timestamps", (index + 1,))


def log_against_its_direction(of: Specimen) -> Iterator[Mutant]:
    """An entry, not the first, gets a stamp from before all others; a log needs three to have a direction."""
    logs = {
        section.index: [(index, match) for index, match in stamps(of.outline) if section.index < index < section.end]
        for section in of.outline.sections
        if (spec := of.dialect.section_of(normalise(section.title))) and spec.entries == "log"
    }
    for log in logs.values():
        for index, match in log[1:] if len(log) > 2 else ():
            new = f"2025-01-{of.rng.randrange(10, 28)}{_rest(match)}"
            yield Mutant(_with(of.outline, index, match, new), "timestamps", (index + 1,))


def updated_too_early(of: Specimen) -> Iterator[Mutant]:
    """`updated` before `created`, and between `created` and the newest log entry."""
    found = list(stamps(of.outline))
    updated = [(i, m) for i, m in found if re.search("[Uu]pdated: $", of.outline.lines[i][: m.start()])]
    created = [m for i, m in found if re.search("(?:created|Start): $", of.outline.lines[i][: m.start()])]
    for index, match in updated:
        yield Mutant(_with(of.outline, index, match, f"2025-03-01{_rest(match)}"), "timestamps", (index + 1,))
        between = f"{created[0]['date']}T08:05:00Z" if of.dialect.timestamps == ("rfc3339",) else created[0]["date"]
        yield Mutant(
            _with(of.outline, index, match, between + ("" if "T" in between else "T08:05Z")),
            "timestamps",
            (index + 1,),
        )


def _prose(outline: Outline) -> list[int]:
    """Lines of prose where no external URL belongs."""
    return [
        index
        for index in outline.body()
        if not outline.lines[index].startswith(("| ---", "    ", "- Links:"))
        and not "".join(outline.lines[index + 1 : index + 2]).startswith("| ---")  # a table's header says what it is
        and ((section := outline.around(index)) is None or section.title not in ("References", "See Also"))
        and "https://" not in outline.lines[index]
    ]


def _inserted(line: str, what: str) -> str:
    """The line with something in it that is no part of its markup: behind it, or in a table's first cell."""
    return line.replace("| ", f"| {what} ", 1) if line.startswith("|") else f"{line} {what}"


_URL_FORMS = (
    "https://docs.acme.dev/{n}",
    "<https://docs.acme.dev/{n}>",
    "[the guide](https://docs.acme.dev/{n})",
    "![a picture](https://img.acme.dev/{n}.png)",
    '<a href="https://docs.acme.dev/{n}">the guide</a>',
    "www.acme.dev/{n}",
    "HTTP://docs.acme.dev:8080/{n}",
    "(ftp://files.acme.dev/{n})",
)


def external_url(of: Specimen) -> Iterator[Mutant]:
    for index in _prose(of.outline):
        for form in _URL_FORMS:
            url = form.format(n=of.rng.randrange(1000))
            text = of.outline.replaced(index, index + 1, _inserted(of.outline.lines[index], url))
            yield Mutant(text, "external-urls", (index + 1,), ("profile",) if form.startswith("<a ") else ())


def external_definition(of: Specimen) -> Iterator[Mutant]:
    """A reference definition at the end of a section that is no place for references."""
    for section in of.outline.sections:
        if section.title not in ("References", "See Also"):
            new = ("", f"[guide-{of.rng.randrange(100)}]: https://docs.acme.dev/guide", "")
            text = of.outline.replaced(section.end, section.end, *new)
            yield Mutant(text, "external-urls", (section.end + 2,))


_BAD_ENTRIES = (
    "`/srv/acme/src/...`",
    "`~/src/`",
    "`C:\\acme\\src`",
    "`../other/src/`",
    "`src/../../other`",
    "`**`",
    "`*`",
    "`.`",
    "`...`",
    "`!src/main.py`",
    "`src\\main.py`",
    "everything that the work needs",
)


def contract_entry(of: Specimen) -> Iterator[Mutant]:
    """An entry of the contract, or one more, that cannot be enforced."""
    for index in _entry_lines(of.outline):
        lead = of.outline.lines[index][: of.outline.lines[index].index("`")]
        for bad in _BAD_ENTRIES:
            if bad.startswith("`") or lead == "- ":
                yield Mutant(of.outline.replaced(index, index + 1, lead + bad), "scope-contract", (index + 1,))
            if lead == "- ":
                yield Mutant(of.outline.replaced(index, index, lead + bad), "scope-contract", (index + 1,))


def contradiction(of: Specimen) -> Iterator[Mutant]:
    """An excluded path on the include side too."""
    excluded = ("`apps/web/...`", "`infra/**`", "`migrations/`")
    path = next((path for path in excluded if path in of.outline.text), None)
    for index in _entry_lines(of.outline):
        line = of.outline.lines[index]
        if path and path not in line and "src/auth/session" not in line and "infra/" not in line:
            lead = line[: line.index("`")]
            yield Mutant(of.outline.replaced(index, index + 1, f"{lead}{path}"), "scope-contract", (index + 1,))


def _entry_lines(outline: Outline) -> Iterator[int]:
    """The lines of contract entries, by how the fixtures write them."""
    inside = False
    for index, line in enumerate(outline.lines):
        if line.startswith(("### Include", "### Exclude", "Allowed files:", "Do not touch:")):
            inside = True
        elif line.startswith(("- Allowed directories:", "- Allowed files:", "- Forbidden directories:")) or (
            inside and line.startswith("- `")
        ):
            yield index
        elif line:
            inside = False


def _places_for_secrets(outline: Outline) -> Sequence[int]:
    return [*_prose(outline), *(index for start, end in outline.fences for index in range(start + 1, end))]


def planted_secret(of: Specimen) -> Iterator[Mutant]:
    names = [name for name in TOKENS if name != "slack-webhook"]  # that one is an external URL as well
    for index in _places_for_secrets(of.outline):
        if of.outline.lines[index].endswith("files:"):
            continue  # it would be an entry of the contract
        token = TOKENS[of.rng.choice(names)][0](of.rng.randrange(10_000))
        text = of.outline.replaced(index, index + 1, _inserted(of.outline.lines[index], token))
        yield Mutant(text, "secrets", (index + 1,))


TEXT: tuple[tuple[str, Fault], ...] = (
    ("R21", stamp_broken),
    ("R22", log_against_its_direction),
    ("R22", updated_too_early),
    ("R40", external_url),
    ("R40", external_definition),
    ("R42", planted_secret),
    ("R46", contract_entry),
    ("R46", contradiction),
)
