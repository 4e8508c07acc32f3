"""The report of `execplan preflight` as text, for whoever is to restate the plan, and as JSON, version 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from execplan_hooks.document.execution import Item
from execplan_hooks.escape import plain
from execplan_hooks.output.json import encoded
from execplan_hooks.preflight.coverage import EntryCoverage, PatternCoverage
from execplan_hooks.preflight.lockin import Preflight
from execplan_hooks.preflight.readiness import Remark

_MAX_SHOWN = 100  # items of a list
_WIDTH = 160  # characters of an item
_MEANING = {
    "stepwise": "stop after each block and wait for validation",
    "autonomous": "run all blocks without a stop in between",
}


def as_text(found: Preflight) -> str:
    """The report with a newline at the end; the last line is the verdict."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Preflight) -> Iterator[str]:
    # Each line begins with our own words: text of the plan at its start could be a command to a workflow's runner.
    show = _shower(found)
    yield f"plan {plain(found.path)} (dialect {found.dialect}, {f'state {found.state}' if found.state else 'no state'})"
    if found.objective:
        yield f"objective: {show(found.objective)}"
    if found.canonical_source:
        yield f"canonical source: {show(found.canonical_source)}"
    lines: dict[str, list[str]] = {}
    for name, line in found.declared:
        lines.setdefault(name, []).append(str(line))
    declared = ", ".join(f"{show(name)} (line {', '.join(where)})" for name, where in lines.items()) or "none declared"
    here = f"{plain(found.current.name)} (from {found.current.source})" if found.current else "not known"
    yield f"branch: {declared}; this is {here}"
    mode = found.execution.mode
    if mode.name:
        yield f"mode: {mode.name}{'' if mode.is_declared else ' by default'} ({_MEANING[mode.name]})"
    else:
        yield f"mode: {show(mode.text)}" if mode.text else "mode: none, the dialect has no execution modes"
    yield from _items("blocks", "", found.execution.blocks, show)
    place = found.execution.steps_in
    yield from _items("steps", f' in "{show(place.title)}"' if place else "", found.execution.steps, show)
    yield from _side("include", found.include, show)
    yield from _side("exclude", found.exclude, show)
    for label, remarks in (("warning", found.warnings), ("refused", found.reasons)):
        for remark in remarks:
            yield f"{label}: {f'line {remark.line}: ' if remark.line else ''}{found.redacted(plain(remark.message))}"
            if remark.help:
                yield f"    help: {found.redacted(plain(remark.help))}"
    warned = f", {_number(len(found.warnings), 'warning')}" if found.warnings else ""
    if found.is_ready:
        yield f"READY: execution may start{warned}"
    else:
        yield f"REFUSED: {_number(len(found.reasons), 'reason')}{warned}"


def _items(title: str, place: str, items: tuple[Item, ...], show: Callable[[str], str]) -> Iterator[str]:
    boxed = [item for item in items if item.done is not None]
    done = f", {len(boxed) - sum(1 for item in boxed if not item.done)} done" if boxed else ""
    yield f"{title}: {len(items) or 'none listed'}{place if items else ''}{done}"
    open_items = [item for item in items if not item.done]
    for item in open_items[:_MAX_SHOWN]:
        name = f"{show(item.name)} " if item.name else ""
        yield f"  - {name}{show(item.text)} (line {item.line})"
    if len(open_items) > _MAX_SHOWN:
        yield f"  - and {len(open_items) - _MAX_SHOWN} more"


def _side(title: str, entries: tuple[EntryCoverage, ...] | None, show: Callable[[str], str]) -> Iterator[str]:
    if entries is None:
        yield f"{title}: none declared"
        return
    yield f"{title}: {_number(len(entries), 'entry', 'entries')}"
    for covered in entries:
        line = f"(line {covered.entry.declared.line})"
        for pattern in covered.patterns:
            yield f"  - {show(pattern.pattern)}  {_count(pattern)} {line}"
        if covered.entry.exceptions and covered.patterns:
            yield f"    except {show(', '.join(covered.entry.exceptions))}"
        if covered.entry.declared.condition:
            yield f"    condition: {show(covered.entry.declared.condition)}"
        near = f"; the nearest existing path is {show(covered.nearest)}" if covered.nearest else ""
        for problem in covered.entry.problems:
            yield f"  not enforced ({problem.kind}): {show(problem.path)} {line}{near}"


def _count(pattern: PatternCoverage) -> str:
    if pattern.matched is None:
        return "not counted"
    if not pattern.is_new:
        return _number(pattern.matched, "file")
    return "no tracked file yet"


def _shower(found: Preflight) -> Callable[[str], str]:
    """What makes text of the plan fit for a line: without secrets and control characters, and not too long."""

    def show(text: str) -> str:
        text = found.redacted(plain(text))
        return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "\u2026"

    return show


def _number(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"


def as_json(found: Preflight) -> str:
    """The report with a newline at the end. ASCII only, so that odd names survive any pipe."""
    told, redacted = found.execution, found.redacted
    report: dict[str, object] = {
        "version": 1,
        "verdict": "ready" if found.is_ready else "refused",
        "reasons": [_remark(found, remark) for remark in found.reasons],
        "warnings": [_remark(found, remark) for remark in found.warnings],
        "plan": found.path,
        "dialect": found.dialect,
        "state": found.state,
        "status": redacted(found.status) or None,
        "objective": redacted(found.objective) or None,
        "canonical_source": redacted(found.canonical_source) or None,
        "branch": {
            "declared": redacted(found.declared[0][0]) if found.declared else None,
            "declarations": [{"name": redacted(name), "line": line} for name, line in found.declared],
            "current": found.current.name if found.current else None,
            "source": found.current.source if found.current else None,
        },
        "mode": {"name": told.mode.name, "declared": told.mode.is_declared, "line": told.mode.line},
        "blocks": [_item(found, item) for item in told.blocks],
        "steps": [_item(found, item) for item in told.steps],
        "include": _entries(found, found.include),
        "exclude": _entries(found, found.exclude),
        "comparison": {
            "mode": "preflight",
            "base": None,
            "head": found.head,
            "merge_base": None,
            "changed_paths": None,
            "branch": found.current.name if found.current else None,
            "plans": [found.path],
            "contracts": {} if found.include is None else {found.path: "the work tree"},
        },
    }
    return encoded(report)


def _remark(found: Preflight, remark: Remark) -> dict[str, object]:
    return {
        "line": remark.line,
        "message": found.redacted(remark.message),
        "help": found.redacted(remark.help),
        "rule": remark.rule or None,
    }


def _item(found: Preflight, item: Item) -> dict[str, object]:
    return {
        "id": found.redacted(item.name) or None,
        "text": found.redacted(item.text),
        "line": item.line,
        "done": item.done,
    }


def _entries(found: Preflight, entries: tuple[EntryCoverage, ...] | None) -> list[dict[str, object]] | None:
    if entries is None:
        return None
    return [
        {
            "text": found.redacted(covered.entry.declared.text),
            "line": covered.entry.declared.line,
            "matched": covered.matched,
            "patterns": [
                {
                    "pattern": found.redacted(one.pattern),
                    "matched": one.matched,
                    "new": one.is_new,
                    "nearest": one.nearest or None,
                }
                for one in covered.patterns
            ],
            "exceptions": [found.redacted(exception) for exception in covered.entry.exceptions],
            "condition": found.redacted(covered.entry.declared.condition) or None,
            "problems": [
                {"kind": problem.kind, "path": found.redacted(problem.path)} for problem in covered.entry.problems
            ],
            "nearest": covered.nearest or None,
        }
        for covered in entries
    ]
