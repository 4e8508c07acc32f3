"""Failed attempts at one step that a plan's logs tell of, one after another, none of which found out anything new.

Source: the ssot specification, "Stop / Escalation Conditions": three consecutive failed attempts at the same step
without new evidence end the execution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

from execplan_hooks.document import stamps
from execplan_hooks.document.folding import lowered
from execplan_hooks.document.inline import scan
from execplan_hooks.document.items import entries_in, items_in
from execplan_hooks.document.markdown import Block, BlockKind
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.sections import Section
from execplan_hooks.document.stamps import before

_FAILED = re.compile(
    r"\b(?:fail(?:s|ed|ing|ure)?|still (?:red|broken|hangs?|hanging|wrong|not)"
    r"|did(?:n['\u2019]t| not) (?:work|help|pass)"
    r"|no (?:luck|success)|unsuccessful|same (?:error|failure|result|problem)|timed out|not (?:fixed|working|passing)"
    r"|errors? (?:again|persists?)|(?:red|broken) again)\b",
    re.IGNORECASE,
)
# Wherever `_FAILED` matches, one of these stands in lower case; few entries have one.
_HINT = re.compile(
    r"fail|still (?:red|broken|hang|wrong|not)|didn|did not |no luck|no success|unsuccessful"
    r"|same (?:error|failure|result|problem)|timed out|not (?:fixed|working|passing)|errors? (?:again|persist)"
    r"|red again|broken again"
)
_SETTLED = re.compile(
    r"\b(?:escalat\w+|blocked|stop(?:ped|ping)?|gave up|giving up|abandoned|handed (?:off|over|back)|fixed|resolved"
    r"|solved"
    r"|root cause|turned out|because|due to|caused by|now (?:pass\w*|works?|green))\b",
    re.IGNORECASE,
)
# "Added a test for failed logins" tells of work that succeeded.
_WORK = re.compile(
    r"\W*(?:add|implement|wr[io]t|creat|updat|handl|document|cover|support|report|record|show|remov|log|renam|mov|refactor"
    r"|extend|introduc|extract|replac|complet|finish|confirm|verif)(?:e|ed|es|s|ing|ten|te|d|red|ied|y)?\b",
    re.IGNORECASE,
)
_PASSED = re.compile(r"\b(?:pass(?:es|ed)?|succeed(?:s|ed)|green|works)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
# What tells one attempt from the next without telling anything of the step. A number behind such a word counts it.
_COUNTED = re.compile(
    r"\b(?:attempt|try|tried|retry|retried|run|again|still|once|more|time|times|first|second|third|fourth|fifth|sixth|another"
    r"|yet|same|re|ran|reran|no|with|the|a|an|of|at|in|on|to|and|but|it|is|was)\b(?:\s*+(?:(?:no\.?|number)\s*+)?#?\d{1,2}\b)?"
    r"|#\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_MOST_NEW = 2  # words: a synonym or two are no evidence, and a new cause takes more to tell
_SAME = 0.6
_MAX_TEXT = 4000


@dataclass(frozen=True)
class Attempt:
    """An entry of a log that tells of a failure; `line` and `column` are where its text begins."""

    line: int
    column: int
    text: str
    words: frozenset[str]
    code: frozenset[str]


def repeated_failures(plan: Plan, least: int) -> Iterator[tuple[Attempt, ...]]:
    """Each run of at least `least` failed attempts at the same step without new evidence that nothing ended."""
    if plan.state in ("blocked", "done", "abandoned"):
        return  # somebody has stopped
    for section, spec in plan.matches:
        if (spec.living or spec.entries) and _may_repeat(plan, section, least):
            items = list(items_in(plan.blocks_of(section)))
            # In time or backwards, the attempts of a run stand next to each other.
            if any(fails and sum(1 for _ in stretch) >= least for fails, stretch in groupby(items, _fails)):
                yield from _in_log(_in_time(items), least)


def _may_repeat(plan: Plan, section: Section, least: int) -> bool:
    """Whether a section hints at failures as often as there would have to be attempts: each of them has lines of its
    own, and no hint goes on from one line to the next."""
    text = "\n".join(plan.source.lines[section.line : section.end_line])
    return sum(1 for _ in islice(_HINT.finditer(lowered(text)), least)) == least


def _fails(item: Block) -> bool:
    """Whether an entry tells of a failure that is not settled, and of nothing that was done in spite of it."""
    text = _text(item)
    if _HINT.search(lowered(text)) is None or _FAILED.search(text) is None:
        return False
    return _SETTLED.search(text) is None and _WORK.match(_lead(item)) is None


def _in_time(items: list[Block]) -> list[Block]:
    """The entries with the oldest first."""
    dated = [stamps.leading(entry.text) for item in items for entry in entries_in((_list_of(item),))]
    pairs = [(one, other) for one, other in pairwise(stamp for stamp in dated if stamp)]
    falls = sum(1 for one, other in pairs if before(other, one))
    rises = sum(1 for one, other in pairs if before(one, other))
    return items[::-1] if falls > rises else items


def _list_of(item: Block) -> Block:
    return Block(BlockKind.LIST, item.line, item.end_line, item.column, (item,))


def _in_log(items: Iterable[Block], least: int) -> Iterator[tuple[Attempt, ...]]:
    chain: list[Attempt] = []
    known: set[str] = set()
    runs: list[tuple[Attempt, ...]] = []
    for item in items:
        text = _text(item)
        attempt = _attempt(item, text) if _fails(item) else None
        if attempt is not None and chain and _same_step(chain[0], attempt) and not _tells_more(attempt, known):
            chain.append(attempt)
            known |= attempt.words
            continue
        if len(chain) >= least:
            runs.append(tuple(chain))
        if runs and attempt is None and (_SETTLED.search(text) or _PASSED.search(text)):
            runs.clear()  # what came after: escalated, explained or passed
        chain = [attempt] if attempt is not None else []
        known = set(attempt.words) if attempt is not None else set()
    if len(chain) >= least:
        runs.append(tuple(chain))
    yield from runs


def _lead(item: Block) -> str:
    """What the entry begins with, behind its stamp."""
    entry = next(iter(entries_in((_list_of(item),))), None)
    stamp = stamps.leading(entry.text) if entry else None
    return entry.text[stamp.end if stamp else 0 :] if entry else ""


def _text(item: Block) -> str:
    parts = [block.text for block in item.walk() if block.pieces]
    return "\n".join(parts)[:_MAX_TEXT]


def _attempt(item: Block, text: str) -> Attempt | None:
    entry = next(iter(entries_in((_list_of(item),))), None)
    if entry is None:
        return None
    stamp = stamps.leading(entry.text)
    told = text.replace(stamp.text, " ", 1) if stamp else text
    words = frozenset(word.casefold() for word in _WORD.findall(_COUNTED.sub(" ", told)))
    code = frozenset(told[start:end].strip("` ") for start, end, kind in scan(told) if kind == "code")
    return Attempt(entry.line, entry.column, entry.text, words, code)


def _same_step(one: Attempt, other: Attempt) -> bool:
    """Whether both run the same command or name the same step."""
    shared = len(one.words & other.words)
    return bool(one.code & other.code) or shared >= _SAME * max(len(other.words), 1)


def _tells_more(attempt: Attempt, known: set[str]) -> bool:
    new = attempt.words - known
    return len(new) > _MOST_NEW or any(word.isdigit() for word in new)
