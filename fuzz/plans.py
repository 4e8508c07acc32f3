"""Bytes as the contract of a plan, and as two versions of a plan."""

from __future__ import annotations

from functools import cache

from execplan_hooks.contract.contract import Contract, of_plan
from execplan_hooks.contract.widening import widenings
from execplan_hooks.document import source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.recognition import load
from execplan_hooks.document.revision.revision import Revision
from execplan_hooks.rules.plan_revision import meant
from fuzz.lint import NOW, PATH

SPLIT = b"\n%%%%\n"
"""Between the two versions of a plan."""
_AROUND = (
    ("session", b"# Execution Session Plan: x\n\n## 8. File Scope Contract (Mandatory)\n\n"),
    ("ssot", b"# PLAN: x\n\n## Constraints & Safety\n\n### Allowed Scope\n\n"),
    ("codex", b"# ExecPlan\n\n## Interfaces and Dependencies\n\n"),
)
_PATHS = (
    *(
        "a",
        "src",
        "src/a.py",
        "src/b/c.py",
        "docs/\u00e4.md",
        "app/[id]/page.tsx",
        "a b/c d",
        "SRC/A.PY",
        "-",
        ".github/x.yml",
    ),
    *("src/a", "src/\U0001f600", "x\ny", "package.json", "docs/guide/index.md", "a/b/c/d/e/f/g/h"),
)


@cache
def _catalogue() -> Catalogue:
    return Catalogue()


def _plan(data: bytes, dialect: str | None) -> Plan | None:
    try:
        return load(source.decode(PATH, data), _catalogue(), dialect)
    except (source.UnreadableError, MarkdownLimitError):
        return None


def contract(data: bytes) -> bytes:
    """What the lists of files in a text decide about paths, in the dialects that have such lists."""
    told = []
    for dialect, before in _AROUND:
        plan = _plan(before + data, dialect)
        if plan is None:
            return b"not checked"
        try:
            told.append(_decisions(of_plan(plan)))
        except MarkdownLimitError as error:
            told.append(error.message)
    return "\n".join(told).encode("utf-8", "surrogatepass")


def _decisions(found: Contract) -> str:
    literal = [entry.patterns[0][1:] for entry in found.entries[:20] if entry.patterns]
    told = []
    for path in (*_PATHS, *literal, *(f"{path}/x" for path in literal)):
        decision = found.decide(path)
        speaking = [entry for entry in (*found.exclude, *found.include) if entry.matches(path)]
        first = speaking[0] if speaking else None
        assert decision.entry == first, f"{path!r}: decided by {decision.entry}, spoken of by {first}"
        excluded = first is not None and first in found.exclude
        wanted = "excluded" if excluded else "included" if first or found.exclude_only else "outside"
        assert decision.verdict == wanted, f"{path!r} is {decision.verdict}, not {wanted}"
        told.append(f"{path!r} {decision.verdict} {found.decide(path, lifted=True).verdict} {found.nearly(path)}")
    assert found.is_declared or not found.entries, "entries of no contract"
    return "\n".join((*told, *(repr(one) for one in widenings(found, found)), repr(found.entries)))


def revision(data: bytes) -> bytes:
    """What is said of a plan that became another one, and the other way round; a plan that stays loses nothing."""
    before, _, after = data.partition(SPLIT)
    old, new = _plan(before, "codex"), _plan(after, "codex")
    if old is None or new is None:
        return b"not checked"
    try:
        told = [_compared(old, new), _compared(new, old)]
        same = Revision(old, old, NOW, meant)
        assert not same.losses, f"a plan that stays has lost {same.losses[0]}"
        assert not same.meaning, f"a plan that stays means something else: {same.meaning[0]}"
    except MarkdownLimitError as error:
        told = [error.message]
    return "\n".join(told).encode("utf-8", "surrogatepass")


def _compared(old: Plan, new: Plan) -> str:
    found = Revision(old, new, NOW, meant)
    return repr((found.meaning, found.losses, found.is_recorded, found.has_new_entry))
