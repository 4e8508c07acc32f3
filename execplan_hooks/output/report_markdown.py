"""The report of `execplan report` as Markdown, for a comment on a pull request or a step's summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from execplan_hooks.output import report as text
from execplan_hooks.output.markdown import bullets, code, table
from execplan_hooks.reporting.activity import Freshness
from execplan_hooks.reporting.collecting import PlanReport, Report, Session
from execplan_hooks.reporting.measures import Share

_HEAD = (
    "plan",
    "state",
    "done",
    "open",
    "blocked",
    "set aside",
    "next action",
    "URLs",
    "verifiable",
    "evidence",
    "commit",
    "active",
)


def as_markdown(report: Report) -> str:
    """The report with a newline at the end."""
    lines = ["### execplan report", "", code(text.total(report)), ""]
    lines += table(_HEAD, map(_row, report.plans))
    for plan in report.plans:
        if plan.session:
            lines += _session(plan, plan.session)
    lines += bullets(
        "Not reported, or to be known",
        [*(code(f"cannot report: {problem}") for problem in report.problems), *map(code, report.notes)],
    )
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(plan: PlanReport) -> Iterator[str]:
    found, show = plan.measures, text.shower(plan)
    yield code(plan.path)
    yield plan.state or "?"
    done = found.tasks
    yield from map(str, (done.done, done.open, done.blocked, done.aside)) if done else [""] * 4
    yield code(show(found.next_action.text)) if found.next_action else ""
    yield str(found.external)
    yield _of(found.acceptance)
    claims = [share for share in (found.decisions, found.discoveries) if share is not None]
    yield _of(sum(claims, Share(0, 0)))
    yield _commit(plan.freshness)
    yield f"{plan.active.days} d" if plan.active else "?"


def _of(share: Share) -> str:
    return f"{share.met} of {share.total}" if share.total else ""


def _commit(found: Freshness) -> str:
    if found.last is None:
        return {"not-committed": "not committed"}.get(found.state, "?")
    return f"{found.days} d ago{', changed since' if found.modified else ''}"


def _session(plan: PlanReport, session: Session) -> list[str]:
    show = text.shower(plan)
    told, claims = session.told, session.claims
    lines = [f"#### Completion of {code(plan.path)}", "", f"Blocks: {text.blocks(told.blocks)}.", ""]
    rows = [(code(show(block.name)), block.result or "no result", str(block.line)) for block in told.blocks]
    lines += table(("block", "result", "line"), rows[: text.MAX_SHOWN])
    lines += [
        f"Files claimed: {len(dict.fromkeys(path for path, _ in told.claims))}, {code(text.compared(session))}",
        "",
    ]
    if claims:
        lines += _listed("Claimed, but not changed", claims.not_changed, show)
        lines += _listed("Changed, but not claimed", claims.not_claimed, show)
    runs = text.validations(session)
    verdict = f" (verdict {code(show(told.verdict))})" if told.verdict else ""
    lines += _listed(f"Validations{verdict}", tuple(runs), show) or [f"Validations{verdict}: none recorded", ""]
    lines += _listed("Residual risks", told.risks, show) or ["Residual risks: none recorded", ""]
    return [*lines, f"Docs updated: {code(show(told.docs)) if told.docs else 'not said'}", ""]


def _listed(title: str, items: tuple[str, ...], show: Callable[[str], str]) -> list[str]:
    shown = [code(show(item)) for item in items[: text.MAX_SHOWN]]
    if len(items) > text.MAX_SHOWN:
        shown.append(f"and {len(items) - text.MAX_SHOWN} more")
    return bullets(title, shown)
