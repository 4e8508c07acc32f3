"""What stands in a section of a generated plan: for each kind its units, of which a section has as many as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.prose import Prose

Unit = Callable[[Prose], str]


def _stamp(prose: Prose) -> str:
    return f"{prose.when():%Y-%m-%dT%H:%M:%SZ}"


def _day(prose: Prose) -> str:
    return f"{prose.when():%Y-%m-%d}"


def _task(prose: Prose) -> str:
    ticked = "x" if prose.random.random() < 0.7 else " "
    return f"- [{ticked}] ({prose.when():%Y-%m-%d %H:%MZ}) {prose.sentence()}\n"


def _dated_task(prose: Prose) -> str:
    ticked = "x" if prose.random.random() < 0.7 else " "
    return f"- [{ticked}] {_stamp(prose)} - {prose.sentence()} (Owner: agent-07)\n"


def _work_item(prose: Prose) -> str:
    mark, number = prose.random.choice(("x", " ")), prose.random.randrange(3)
    head = f"- [{mark}] (P{number}) {_day(prose)} {prose.phrase()}"
    return f"{head} — deliverable: `{prose.path()}` — verify: `{prose.command()}`\n"


def _decision(prose: Prose) -> str:
    return (
        f"- Decision: {prose.sentence()}\n  Rationale: {prose.sentence()}\n"
        f"  Date/Author: {_day(prose)}, {prose.person()}\n\n"
    )


def _dated_decision(prose: Prose) -> str:
    return (
        f"- {_stamp(prose)} - Decision: {prose.sentence()}\n  Alternatives: {prose.phrase()}\n"
        f"  Rationale: {prose.sentence()}\n  Consequences: {prose.sentence()}\n"
        f"  Evidence: `{prose.command()}`\n  Author: {prose.person()}\n"
    )


def _day_decision(prose: Prose) -> str:
    return (
        f"- {_day(prose)}: Decision: {prose.phrase()}, because {prose.phrase()}.\n"
        f"  - Options considered: {prose.thing()}, {prose.thing()}\n  - Chosen: {prose.thing()}\n"
        f"  - Consequences: {prose.phrase()}\n"
    )


def _checkpoint(prose: Prose) -> str:
    return (
        f"- **Checkpoint Record:**\n  - Sprint/Block/Task: `S14` / `B03` / `{prose.thing()}`\n"
        f"  - Files Changed: `{prose.path()}`\n  - Validation Run: `{prose.command()}`, 14 passed\n"
        f"  - Result: `done`\n  - Notes: {prose.phrase()}\n"
    )


def _step(prose: Prose) -> str:
    return f"{prose.sentence()}\n\n{prose.code()}\nExpect `{prose.random.randrange(5, 90)} passed`.\n\n"


def _criterion(prose: Prose) -> str:
    return (
        f"- Criterion: {prose.phrase()}.\n  - Verify: `{prose.command()}`\n"
        f"  - Expected: `{prose.random.randrange(5, 90)} passed`\n"
    )


_SAFETY = """### Allowed Scope
- Allowed directories: `src/**`, `tests/**`
- Allowed environments: local only

### Approval-Required Operations
- Any deploy

### Forbidden Operations
- Forbidden directories: `infra/**`

### Secrets & PII
- Values are written as `<REDACTED>`.
"""
_CONTRACT = """### Include (Allowed to Modify)

- `src/...`
- `tests/...`

### Exclude (Must Not Modify)

- `infra/...`
"""

KINDS: dict[str, tuple[str, Unit]] = {
    # What the section begins with, and its unit. `{branch}` is the plan's.
    "text": ("", lambda prose: f"{prose.anything()}\n"),
    "bullets": ("", lambda prose: f"- {prose.sentence()}\n"),
    "numbered": ("", lambda prose: f"1. {prose.sentence()}\n"),
    "tasks": ("", _task),
    "dated-tasks": ("Status: IN_PROGRESS\nNext Action: Run the tests of the queue.\n\n", _dated_task),
    "work-items": ("", _work_item),
    "decisions": ("", _decision),
    "dated-decisions": ("", _dated_decision),
    "day-decisions": ("", _day_decision),
    "observations": ("", lambda prose: f"- Observation: {prose.sentence()}\n  Evidence: `{prose.command()}`\n"),
    "dated-discoveries": ("", lambda prose: f"- {_stamp(prose)} - {prose.phrase()} (Evidence: `{prose.command()}`)\n"),
    "day-notes": ("", lambda prose: f"- {_day(prose)}: {prose.sentence()}\n"),
    "log": ("", lambda prose: f"- ({prose.when():%Y-%m-%dT%H:%MZ}) {prose.phrase()}, see `{prose.path()}`\n"),
    "risks": ("", lambda prose: f"- Risk: {prose.phrase()} • Mitigation: {prose.phrase()}\n"),
    "steps": ("", _step),
    "commands": ("", lambda prose: f"- `{prose.command()}` prints `{prose.random.randrange(5, 90)} passed`.\n"),
    "criteria": ("", _criterion),
    "checks": ("", lambda prose: f"- [ ] `{prose.command()}` passes: {prose.phrase()}\n"),
    "scope": (
        "Allowed files:\n\n- `src/...`\n- `tests/...`\n- `docs/...`\n\nDo not touch:\n\n- `infra/...`\n\n",
        Prose.sentence,
    ),
    "safety": (
        _SAFETY,
        lambda prose: f"- {prose.sentence()}\n",
    ),
    "handoff": (
        "Status: IN_PROGRESS\nNext Action: Run the tests of the queue.\n\nWhat's done:\n",
        lambda prose: f"- {prose.phrase()}\n",
    ),
    "resume": (
        "- Current branch / commit: `{branch}`\n- How to test: `make test`\n",
        lambda prose: f"- What is done: {prose.phrase()}\n",
    ),
    "in-and-out": (
        "### In scope\n- the queue\n\n### Out of scope / non-goals\n- the settings page\n",
        lambda prose: f"- {prose.phrase()}\n",
    ),
    "position": (
        "- **Sprint:** `S14`\n- **Block:** `B03`\n- **Task(s):** `queue`\n",
        lambda prose: f"- **Note:** {prose.phrase()}\n",
    ),
    "objective": (
        "- **Objective (One Sentence):** one mail a day.\n- **In Scope:** the queue\n- **Out of Scope:** the page\n",
        lambda prose: f"- **Success Criteria:** {prose.phrase()}\n",
    ),
    "snapshot": (
        "- **Planning Branch:** `{branch}`\n- **Base Branch:** `main`\n",
        lambda prose: f"- **Delivered Behavior:** {prose.phrase()}\n",
    ),
    "branch": (
        "- **Execution Branch:** `{branch}`\n- **Rule:** planning and execution share one branch\n",
        lambda prose: f"- {prose.phrase()}\n",
    ),
    "contract": (
        _CONTRACT,
        lambda prose: f"- `infra/{prose.thing()}/{prose.thing()}.tf`\n",
    ),
    "checkpoints": ("- **Checkpoint Rule:** stop after each block\n", _checkpoint),
}


def section(kind: str, prose: Prose, branch: str, size: int) -> str:
    """The content of a section of a kind, of about `size` characters: what it begins with, and at least one unit."""
    start, unit = KINDS[kind]
    text = [start.format(branch=branch)]
    length = len(text[0])
    for piece in _endless(unit, prose):
        text.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(text).rstrip("\n") + "\n"


def _endless(unit: Unit, prose: Prose) -> Iterator[str]:
    while True:
        yield unit(prose)
