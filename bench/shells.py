"""What plans of each dialect consist of: the header, and the sections with the kind of text that each one has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A section: its heading without `#`, the kind of its content (see `content.KINDS`), its share of the size."""

    heading: str
    kind: str = "text"
    share: int = 2


@dataclass(frozen=True)
class Shell:
    """A family of plans. `header` may use `{title}`, `{id}`, `{branch}`, `{stamp}`, `{day}`; `weight`: how common."""

    header: str
    parts: tuple[Part, ...]
    weight: int


SHELLS = {
    "codex": Shell(
        "# {title}\n\nThis ExecPlan is a living document.\n\n- Branch: `{branch}`\n- Status: in progress\n",
        (
            Part("Purpose / Big Picture"),
            Part("Progress", "tasks", 3),
            Part("Surprises & Discoveries", "observations"),
            Part("Decision Log", "decisions", 3),
            Part("Outcomes & Retrospective", share=1),
            Part("Context and Orientation", share=4),
            Part("Plan of Work", share=6),
            Part("Concrete Steps", "steps", 4),
            Part("Validation and Acceptance", "commands"),
            Part("Idempotence and Recovery", share=1),
            Part("Artifacts and Notes", "steps"),
            Part("Interfaces and Dependencies", "scope"),
        ),
        6,
    ),
    "ssot": Shell(
        "---\nid: {id}\nstatus: IN_PROGRESS\nowner: agent-07\ncreated: {stamp}\nupdated: {stamp}\n"
        "profile: repo-native\nbranch: {branch}\n---\n\n# PLAN: {title}\n",
        (
            Part("Purpose / Big Picture"),
            Part("Progress", "dated-tasks", 3),
            Part("Context and Orientation", share=4),
            Part("Interfaces & Dependencies"),
            Part("Constraints & Safety", "safety", 1),
            Part("Tooling Interface & Governance", share=1),
            Part("Plan of Work", share=6),
            Part("Concrete Steps", "steps", 4),
            Part("Validation & Acceptance", "criteria"),
            Part("Idempotence & Recovery", share=1),
            Part("Surprises & Discoveries", "dated-discoveries"),
            Part("Decision Log", "dated-decisions", 3),
            Part("Handoff Summary", "handoff", 1),
            Part("Outcomes & Retrospective", share=1),
        ),
        2,
    ),
    "wbs": Shell(
        "# {title} — ExecPlan\n\n> This is a living document.\n\n- Status: in progress\n",
        (
            Part("Purpose / Big Picture", "bullets"),
            Part("Scope", "in-and-out", 1),
            Part("Constraints / Quality targets", "bullets", 1),
            Part("Context & Orientation", share=4),
            Part("Design", share=6),
            Part("Milestones (high-level plan)", "numbered", 1),
            Part("Progress (WBS)", "work-items", 3),
            Part("Surprises & Discoveries", "day-notes"),
            Part("Decision log", "day-decisions", 3),
            Part("Handoff (update at every stop)", "resume", 1),
            Part("Validation & Acceptance", "criteria"),
            Part("Outcomes & Retrospective (fill when done)", share=1),
        ),
        2,
    ),
    "quality-gates": Shell(
        "# ExecPlan: {title}\n\n- Status: In Progress\n- Repo/Branch: `acme/shop` • `{branch}`\n"
        "- Scope: feature task • Priority: P1\n- Start: {day} • Last Updated: {stamp}\n",
        (
            Part("Purpose / Big Picture"),
            Part("Success Criteria / Acceptance Tests", "checks"),
            Part("Context & Orientation", share=4),
            Part("Plan of Work (Prose)", share=6),
            Part("Concrete Steps (Checklist)", "tasks", 3),
            Part("Progress (Running Log)", "log", 2),
            Part("Surprises & Discoveries", "observations"),
            Part("Decision Log", "decisions", 3),
            Part("Risks & Mitigations", "risks", 1),
            Part("Dependencies", "bullets", 1),
            Part("Security / Privacy / Compliance", "bullets", 1),
            Part("Test Plan", "steps", 3),
            Part("Handoff & Next Steps", "bullets", 1),
            Part("Outcomes & Retrospective", share=1),
        ),
        1,
    ),
    "session": Shell(
        "# Execution Session Plan: {title}\n\n**Status:** In Progress\n**Context:** `docs/PLANS.md`\n"
        "**Objective:** {title}.\n",
        (
            Part("1. Roadmap Position (Mandatory)", "position", 1),
            Part("2. Objective Lock", "objective", 1),
            Part("3. Recent Changes Snapshot", "snapshot", 2),
            Part("4. Current Behavior Summary", share=5),
            Part("5. Proposed Next Block", share=5),
            Part("6. Validation Plan", "steps", 4),
            Part("7. Branch Continuity (Mandatory)", "branch", 1),
            Part("8. File Scope Contract (Mandatory)", "contract", 1),
            Part("9. Executor Handoff", "numbered", 2),
            Part("10. Progress Checkpoints (Executor Reporting)", "checkpoints", 3),
            Part("11. Open Questions", "bullets", 1),
        ),
        1,
    ),
}
