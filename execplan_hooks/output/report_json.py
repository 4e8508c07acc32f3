"""The report of `execplan report` as JSON, version 1; its keys are documented in `docs/report.md`."""

from __future__ import annotations

from collections.abc import Callable

from execplan_hooks.output.json import encoded
from execplan_hooks.output.report import claims
from execplan_hooks.reporting.collecting import PlanReport, Report, Session, totals
from execplan_hooks.reporting.measures import Share, Tasks

_MAX_QUOTED = 1000  # characters of a text from a plan


def as_json(report: Report) -> str:
    """The report with a newline at the end. ASCII only, so that odd names survive any pipe."""
    found = totals(report)
    return encoded(
        {
            "version": 1,
            "now": report.now.isoformat(),
            "plans": [_plan_json(plan) for plan in report.plans],
            "totals": {
                "plans": found.plans,
                "others": report.others,
                "states": found.states,
                "tasks": _tasks_json(found.tasks),
                "external_urls": found.external,
                "acceptance": _share_json(found.acceptance, "criteria", "verifiable"),
                "evidence": _share_json(found.evidence, "claims", "with_evidence"),
                "oldest": {"path": found.oldest[0], "days": found.oldest[1]} if found.oldest else None,
            },
            "problems": report.problems,
            "notes": report.notes,
        }
    )


def _plan_json(plan: PlanReport) -> dict[str, object]:
    found, quoted, action = plan.measures, _quoter(plan), plan.measures.next_action
    shares = [kind for kind, _ in claims(found)]
    return {
        "path": plan.path,
        "title": quoted(found.title) or None,
        "dialect": plan.dialect,
        "state": plan.state,
        "status": quoted(found.status) or None,
        "tasks": _tasks_json(found.tasks) if found.tasks else None,
        "next_action": {"text": quoted(action.text), "line": action.line, "source": action.source} if action else None,
        "external_urls": found.external,
        "acceptance": _share_json(found.acceptance, "criteria", "verifiable"),
        "evidence": {
            "decisions": _share_json(found.decisions, "claims", "with_evidence") if found.decisions else None,
            "discoveries": _share_json(found.discoveries, "claims", "with_evidence") if found.discoveries else None,
            "coverage": _ratio(sum(shares, Share(0, 0))),
        },
        "freshness": {
            "state": plan.freshness.state,
            "last_commit": plan.freshness.last.isoformat() if plan.freshness.last else None,
            "days": plan.freshness.days,
            "modified": plan.freshness.modified,
        },
        "active": None
        if plan.active is None
        else {
            "days": plan.active.days,
            "from": plan.active.start.isoformat(),
            "from_source": plan.active.start_source,
            "to": plan.active.end.isoformat(),
            "to_source": plan.active.end_source,
        },
        "completion": _session_json(plan.session, quoted) if plan.session else None,
    }


def _session_json(session: Session, quoted: Callable[[str], str]) -> dict[str, object]:
    told, work, claims = session.told, session.work, session.claims
    return {
        "blocks": [{"name": quoted(block.name), "result": block.result, "line": block.line} for block in told.blocks],
        "records": [
            {
                "block": quoted(record.block) or None,
                "result": record.result,
                "validation": quoted(record.validation) or None,
                "notes": quoted(record.notes) or None,
                "line": record.line,
            }
            for record in told.records
        ],
        "files": {
            "claimed": [{"path": quoted(path), "line": line} for path, line in told.claims],
            "changed": list(work.paths) if work.paths is not None else None,
            "claimed_not_changed": [quoted(path) for path in claims.not_changed] if claims else None,
            "changed_not_claimed": list(claims.not_claimed) if claims else None,
            "not_compared": work.reason or None,
        },
        "comparison": {
            "base": work.base,
            "merge_base": work.merge_base,
            "head": work.head,
            "worktree": work.worktree,
        },
        "commands": [quoted(command) for command in told.commands],
        "verdict": quoted(told.verdict) or None,
        "residual_risks": [quoted(risk) for risk in told.risks],
        "docs_updated": quoted(told.docs) or None,
    }


def _quoter(plan: PlanReport) -> Callable[[str], str]:
    """What makes text of the plan fit for JSON: without secrets, and not too long."""

    def quoted(text: str) -> str:
        text = plan.redacted(text)
        return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "\u2026"

    return quoted


def _tasks_json(found: Tasks) -> dict[str, int]:
    return {"done": found.done, "open": found.open, "blocked": found.blocked, "aside": found.aside}


def _share_json(found: Share, total_key: str, met_key: str) -> dict[str, object]:
    return {total_key: found.total, met_key: found.met, "ratio": _ratio(found)}


def _ratio(found: Share) -> float | None:
    return None if found.ratio is None else round(found.ratio, 4)
