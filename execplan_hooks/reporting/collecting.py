"""All plans of a run with their figures: from the files that were found to a `Report`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from execplan_hooks import checking, rules
from execplan_hooks.config import Config
from execplan_hooks.discover import Found
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.dialect.dialect import STATES
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.secrets.credentials import Redactor
from execplan_hooks.frozen import frozen
from execplan_hooks.loading import load
from execplan_hooks.reporting.activity import Active, Commits, Freshness, active, commits, freshness
from execplan_hooks.reporting.changed import Branches, Claims, Work, held_against
from execplan_hooks.reporting.completion import Completion, completion
from execplan_hooks.reporting.measures import Measures, Share, Tasks, measure
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError


@frozen
class Session:
    """The completion report of a plan, with what its branch changes; `claims` None where nothing could be compared."""

    told: Completion
    work: Work
    claims: Claims | None


@frozen
class PlanReport:
    """A plan with its figures. `redacted` takes the plan's secrets out of its text."""

    path: str
    dialect: str
    state: str | None
    measures: Measures
    freshness: Freshness
    active: Active | None
    session: Session | None
    redacted: Redactor


@dataclass
class Report:
    """The plans in the order of their paths. `others` counts Markdown files that are no plans; `problems` are what
    could not be reported, each with the reason; `notes` what is to be known."""

    now: dt.datetime
    plans: list[PlanReport] = field(default_factory=list)
    others: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@frozen
class Totals:
    """The figures of all plans together; `states` counts them by state, `unknown` without one."""

    plans: int
    states: dict[str, int]
    tasks: Tasks
    external: int
    acceptance: Share
    evidence: Share
    oldest: tuple[str, int] | None


def collect(config: Config, catalogue: Catalogue, found: Found, root: Path, now: dt.datetime) -> Report:
    """The report on the plans among the files that were found; `root` is what their paths are relative to."""
    report = Report(now, problems=list(found.problems))
    plans = _once(sorted(_plans(config, catalogue, found, report), key=lambda pair: pair[1].path), report)
    repository = _Repository.open(root, config, report, [file for file, _ in plans] if plans else [])
    urls = rules.load("external-urls")
    for file, plan in plans:
        allowed = tuple(checking.options_of("external-urls", urls, config.at(plan.path))["allow"])
        try:
            report.plans.append(_reported(file, plan, repository, allowed, now))
        except MarkdownLimitError as error:
            report.problems.append(f"{plan.path}: {error.message}")
    return report


def _plans(config: Config, catalogue: Catalogue, found: Found, report: Report) -> Iterable[tuple[Path, Plan]]:
    for file, shown in found.files:
        try:
            text = source.read(file, shown)
            plan = load(config, catalogue, text)
            claims = plan is None and places.may_be_plan(config, shown)
            unfit = claims and (bool(config.plans) or recognition.claims_to_be_plan(text, catalogue))
        except OSError as error:
            report.problems.append(f"{shown}: cannot be read ({error.strerror}); make it readable")
            continue
        except (source.UnreadableError, MarkdownLimitError) as error:
            report.problems.append(f"{shown}: {error.message.replace('not checked', 'not reported')}")
            continue
        if plan is not None:
            yield file, plan
        elif unfit:
            report.notes.append(f"{shown}: not reported, it looks like a plan but fits no dialect")
        else:
            report.others += 1


def _once(plans: list[tuple[Path, Plan]], report: Report) -> list[tuple[Path, Plan]]:
    """The plans without links to one of the others; a note says which were left out."""
    kept: dict[Path, Plan] = {}
    for file, plan in sorted(plans, key=lambda pair: pair[0].is_symlink()):
        first = kept.setdefault(file.resolve(), plan)
        if first is not plan:
            report.notes.append(f"{plan.path}: not reported, it is the same file as {first.path}")
    return [(file, plan) for file, plan in plans if kept[file.resolve()] is plan]


@frozen
class _Repository:
    """What git knows of the plans' files, by path as git names it; `repo` None where there is no repository."""

    repo: Repository | None
    top: Path
    commits: dict[str, Commits]
    modified: frozenset[str]
    branches: Branches | None

    @classmethod
    def open(cls, root: Path, config: Config, report: Report, files: list[Path]) -> _Repository:
        try:
            repo = Repository.open(root)
            top = Path(repo.root).resolve()
            paths = [path for file in files if (path := _below(file, top))]
            modified = frozenset(change.path for change in repo.worktree().changes) if paths else frozenset()
            return cls(repo, top, commits(repo, paths), modified, Branches(repo, config))
        except GitError as error:
            report.notes.append(f"commits were not looked at: {error}")
            return cls(None, root, {}, frozenset(), None)

    def path_of(self, file: Path) -> str | None:
        """The file as git names it; None for one outside the repository."""
        return _below(file, self.top) if self.repo else None


def _below(file: Path, top: Path) -> str | None:
    # Folders without links, as git names them; the file itself stays what it is.
    real = file.parent.resolve() / file.name
    return real.relative_to(top).as_posix() if real.is_relative_to(top) else None


def _reported(
    file: Path, plan: Plan, repository: _Repository, allowed: tuple[str, ...], now: dt.datetime
) -> PlanReport:
    path = repository.path_of(file)
    known = repository.commits.get(path) if path else None
    found = measure(plan, allowed)
    # Where nobody says what state a plan is in, one with every box ticked is over.
    ticked = found.tasks is not None and found.tasks.done > 0 and not (found.tasks.open or found.tasks.blocked)
    is_over = plan.state in ("done", "abandoned") or (plan.state is None and ticked)
    return PlanReport(
        path=plan.path,
        dialect=plan.dialect.name,
        state=plan.state,
        measures=found,
        freshness=freshness(known, path in repository.modified, now) if path else Freshness("no-repository"),
        active=active(plan, known, now, is_over),
        session=_session(plan, repository.branches, path),
        redacted=Redactor(plan.source.lines),
    )


def _session(plan: Plan, branches: Branches | None, path: str | None) -> Session | None:
    told = completion(plan)
    if told is None:
        return None
    work = branches.of(plan) if branches and path else Work(reason="the plan is in no repository")
    paths = [claim for claim, _ in told.claims]
    claims = None if work.paths is None else held_against(paths, path or plan.path, work.paths)
    return Session(told, work, claims)


def totals(report: Report) -> Totals:
    """The figures of all plans of a report together."""
    measured = [plan.measures for plan in report.plans]
    counted = Counter(plan.state or "unknown" for plan in report.plans)
    tasks = (found.tasks for found in measured if found.tasks)
    aged = [
        (plan.freshness.days, plan.path)
        for plan in report.plans
        if plan.freshness.days is not None and plan.state not in ("done", "abandoned")
    ]
    evidence = [share for found in measured for share in (found.decisions, found.discoveries) if share]
    oldest = max(aged, default=None)
    return Totals(
        plans=len(report.plans),
        states={state: counted[state] for state in (*STATES, "unknown") if counted[state]},
        tasks=sum(tasks, Tasks(0, 0, 0)),
        external=sum(found.external for found in measured),
        acceptance=sum((found.acceptance for found in measured), Share(0, 0)),
        evidence=sum(evidence, Share(0, 0)),
        oldest=(oldest[1], oldest[0]) if oldest else None,
    )
