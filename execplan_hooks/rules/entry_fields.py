"""Decisions, discoveries, messages, work items, gates and records say all that an entry of their kind has to say.

What it does: reads the entries that the dialect describes, in whatever shape they are written (bullets with labelled
lines or nested bullets, one line, a heading each, rows of a table), and reports each entry once with everything that
it lacks: labels without which it is not complete (`Rationale`), labels that are there but empty, a timestamp, a
priority, the file that an edit is about. It also reports values that are none of the dialect's (`Result: maybe`), and
too few or too many milestones. Where most entries of a log lack the same label, that is one finding for the log. A
date anywhere at an entry counts for `Date/Author`. What a template shows as an example is not judged, nor a record
that nobody has begun to fill in before the plan is done.

Why: a decision without its reason is made again by the next agent, and an observation without evidence is believed.

Bad:

    - Decision: Read the file with the standard library's csv module.
      Date/Author: 2025-11-03, Mira

Good:

    - Decision: Read the file with the standard library's csv module.
      Rationale: It knows quoting; a data frame would be a dependency of 40 MB for one loop.
      Date/Author: 2025-11-03, Mira

Options: none. Entries, their labels and the allowed values stand in the dialect.

Fix: add what is known under the label that the message names; look up when it was and who decided, or ask. Where nobody
knows any more, say that instead of inventing it.

On real plans: 17 of 210 have findings, 23 warnings and no error: decisions without a date or a reason, observations
without evidence, work items without deliverable and verification. All were read: 18 are right, 5 arguable (a reason
that stands in the decision's own text, undated notes below the dated entry that they belong to). Of 400 labels that
were taken away from entries, 391 were missed; the other 9 belonged to examples or to no entry.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from execplan_hooks.document.dialect.entry_spec import EntrySpec
from execplan_hooks.document.entries.entries import PlanEntry, entries_of, sections_named
from execplan_hooks.document.entries.entry_demands import empty, missing, other_values
from execplan_hooks.document.placeholders.unfilled import is_unfilled, marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Context, Finding, Rule, Severity

_HELP = "add what is known; look it up or ask who knows, and where nobody does, say so: do not invent it"
_PLURALS = {"criterion": "criteria", "progress": "entries"}
_SHARE = 0.6  # of a log's entries, from which on it is the log that has no such label


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings for each kind of entry: how many there are, what a whole log lacks, then entry by entry."""
    for spec in plan.dialect.entries.values():
        entries = entries_of(plan, spec)
        if plan.state != "draft":
            yield from _check_count(plan, spec, entries)
        judged = [entry for entry in entries if _is_judged(plan, spec, entry)]
        lacks = {id(entry): missing(spec, entry) for entry in judged}
        yield from _check_logs(spec, judged, lacks)
        for entry in judged:
            yield from _check_entry(spec, entry, lacks[id(entry)])


def _is_judged(plan: Plan, spec: EntrySpec, entry: PlanEntry) -> bool:
    if spec.starts and entry.begins not in spec.starts:
        return False
    if plan.state == "draft" and (any(label.is_unfilled for label in entry.labels) or any(marks(entry.text))):
        return False
    return plan.state == "done" or not entry.unfilled


def _check_count(plan: Plan, spec: EntrySpec, entries: list[PlanEntry]) -> Iterator[Finding]:
    if not spec.at_least and not spec.at_most:
        return
    lines = sorted(entry.line for entry in entries)
    for section in sections_named(plan, spec.within):
        count = bisect_right(lines, section.end_line) - bisect_right(lines, section.line)
        if not count and (spec.form != "rows" or section.is_empty):
            continue  # prose that has no entries cannot be counted; an empty section is reported as that
        if count < spec.at_least or 0 < spec.at_most < count:
            wanted = f"{spec.at_least} to {spec.at_most}" if spec.at_most else f"at least {spec.at_least}"
            yield Finding(
                section.line,
                f'"{_short(section.title)}" has {count or "no"} {_kind(spec, count)}; expected {wanted}',
                section.column,
                help=_count_help(spec, count),
                severity=Severity.WARNING if count else Severity.ERROR,
                subjects=(f"number of {spec.name} in {section.title}",),
            )


def _count_help(spec: EntrySpec, count: int) -> str:
    kinds = _kind(spec, 2)
    if count < spec.at_least:
        return f"write down the {kinds} that are agreed, each so that it can be checked alone; do not invent any"
    return f"join those {kinds} that are reached and checked together, and keep all that they say"


def _check_logs(spec: EntrySpec, entries: list[PlanEntry], lacks: dict[int, dict[str, bool]]) -> Iterator[Finding]:
    """What most entries of a section lack, which is then taken out of `lacks`."""
    logs: dict[int, list[PlanEntry]] = {}
    for entry in entries:
        logs.setdefault(entry.section.line, []).append(entry)
    for log in logs.values():
        section = log[0].section
        common: dict[tuple[int, ...], list[str]] = {}  # what the same entries lack is said once
        for what in dict.fromkeys(name for entry in log for name in lacks[id(entry)]):
            without = tuple(index for index, entry in enumerate(log) if what in lacks[id(entry)])
            if len(without) >= max(2, _SHARE * len(log)):
                common.setdefault(without, []).append(what)
        for without, names in common.items():
            required = [lacks[id(log[index])].pop(name) for index in without for name in names]
            part = f"{len(without)} of the {len(log)}" if len(without) < len(log) else f"all {len(log)}"
            yield Finding(
                section.line,
                f'{"both" if part == "all 2" else part} {_kind(spec, len(log))} of "{_short(section.title)}" lack '
                f"{_listed(names)}; the first one stands in line {log[without[0]].line}",
                section.column,
                help=_HELP,
                severity=Severity.ERROR if any(required) else Severity.WARNING,
                subjects=tuple(_subject(spec, log[index], name) for index in without for name in names),
                places=tuple(log[index].line for index in without),
            )


def _check_entry(spec: EntrySpec, entry: PlanEntry, lacks: dict[str, bool]) -> Iterator[Finding]:
    hollow = empty(spec, entry)
    parts = [f"lacks {_listed(list(lacks))}"] if lacks else []
    parts += [f"says nothing under {_listed(list(hollow))}"] if hollow else []
    if parts:
        yield Finding(
            entry.line,
            f"{_kind(spec, 1)}{_quoted(entry)} {' and '.join(parts)}",
            entry.column,
            help=_HELP,
            severity=Severity.ERROR if any((lacks | hollow).values()) else Severity.WARNING,
            subjects=tuple(_subject(spec, entry, name) for name in (*lacks, *hollow)),
        )
    for known, label in other_values(spec, entry):
        yield Finding(
            label.line,
            f'"{known.name}" of the {_kind(spec, 1)} is "{_short(" ".join(label.value.strip("`").split()))}"; '
            f"expected {' | '.join(known.values)}",
            label.column,
            help="write the word that is true of it now",
        )


def _subject(spec: EntrySpec, entry: PlanEntry, name: str) -> str:
    # What it begins with may be no title ("From:"); its longest label mostly stays when another one is added.
    values = (label.value for label in entry.labels if not label.is_unfilled)
    title = _said(entry) if entry.plain or entry.begins in spec.starts else ""
    return f"{spec.name} {title or max(values, key=len, default=entry.text)} lacks {name}"


def _quoted(entry: PlanEntry) -> str:
    text = _said(entry)
    return f' "{_short(text)}"' if text else ""


def _said(entry: PlanEntry) -> str:
    """The first line of what an entry says; empty where it says nothing."""
    named = next((label.value for label in entry.labels if label.key == entry.begins), "")
    text = " ".join((entry.plain or named).replace("**", "").strip().split("\n")[0].split())
    return "" if is_unfilled(text) or text.endswith(":") else text


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def _kind(spec: EntrySpec, count: int) -> str:
    name = spec.name.replace("-", " ")
    if count == 1:
        return name
    return _PLURALS.get(name) or (f"{name[:-1]}ies" if name.endswith("y") else f"{name}s")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


RULE = Rule(severity=Severity.WARNING, document=check)
