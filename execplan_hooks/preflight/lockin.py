"""What an execution session locks in before the first change: a plan with all that speaks for and against starting.

The plan counts as it is in the work tree, since execution starts there. The judgements are in `readiness.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from execplan_hooks import checking
from execplan_hooks.config import Config
from execplan_hooks.contract import contract
from execplan_hooks.contract.contract import Contract
from execplan_hooks.contract.widening import widenings
from execplan_hooks.document import places, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.execution import Execution, execution, objective_of, text_of
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.secrets.credentials import Redactor
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.branch import Branch, current_branch, default_branch
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.gate.reading import Reader, is_active
from execplan_hooks.loading import load
from execplan_hooks.model import ExecplanError, Severity
from execplan_hooks.preflight import readiness
from execplan_hooks.preflight.coverage import EntryCoverage, cover
from execplan_hooks.preflight.readiness import Remark
from execplan_hooks.preflight.tracked import Tracked
from execplan_hooks.repository.contents import INDEX
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, UnknownBranch
from execplan_hooks.sieves.suppression import SuppressionSieve

RULES = ("required-sections", "section-order", "scope-contract")
"""The document rules whose errors keep execution from starting."""
_CONTRACT = "scope-contract"


@frozen
class Preflight:
    """All that is reported of a plan.

    `status` is the plan's own word for its state, `declared` its branches with their lines, `current` the branch that
    this is, where that is known; `head` is the commit that the work starts from, None before the first one. `include`
    and `exclude` are the contract as the gate understands it, None where the plan declares none. `reasons` and
    `warnings` are in the order of the plan. `redacted` takes the plan's secrets out of its text.
    """

    path: str
    dialect: str
    state: str | None
    status: str
    objective: str
    canonical_source: str
    declared: tuple[tuple[str, int], ...]
    current: Branch | None
    head: str | None
    execution: Execution
    include: tuple[EntryCoverage, ...] | None
    exclude: tuple[EntryCoverage, ...] | None
    reasons: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    redacted: Redactor

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def examine(
    repo: Repository, config: Config, path: str, branch: str | None, environ: Mapping[str, str], now: dt.datetime
) -> Preflight:
    """The plan at `path` (as git names it) with what speaks against executing it now. `branch` is the `--branch`
    option, None where it was not given.

    Raises `ExecplanError` where there is no such plan, it cannot be read, or the branch is not known that its own has
    to be compared with.
    """
    catalogue = Catalogue(config.dialects, repo.root)
    plan = _load(repo, config, catalogue, path)
    declared = declared_branches(plan)
    current = _current(repo, branch, environ, needed=bool(declared))
    scope = contract.of_plan(plan)
    tracked = Tracked(repo.files(INDEX))
    include, exclude = cover(scope.include, tracked), cover(scope.exclude, tracked)
    told = execution(plan)
    head = repo.head()
    remarks = {
        *_document(plan, config, now),
        *readiness.status(plan),
        *readiness.branches(plan, current),
        *readiness.contract(plan, scope, config.require_contract),
        *readiness.unmatched("include", include),
        *readiness.unmatched("exclude", exclude),
        *readiness.execution(plan, told),
        *_committed(repo, config, plan, head),
        *_amended(repo, config, Reader(repo, config, catalogue), plan, scope),
        *_others(Reader(repo, config, catalogue), plan, head, current),
    }
    ordered = sorted(remarks, key=lambda remark: (remark.line or 0, remark.message))
    status = next(iter(plan.field("status")), None)
    return Preflight(
        path=path,
        dialect=plan.dialect.name,
        state=plan.state,
        status=status.value if status else "",
        objective=objective_of(plan),
        canonical_source=text_of(plan, "canonical-source-plan"),
        declared=tuple((name, line) for name, line, _ in declared),
        current=current,
        head=head,
        execution=told,
        include=include if scope.is_declared else None,
        exclude=exclude if scope.is_declared else None,
        reasons=tuple(remark for remark in ordered if remark.refuses),
        warnings=tuple(remark for remark in ordered if not remark.refuses),
        redacted=Redactor(plan.source.lines),
    )


def _load(repo: Repository, config: Config, catalogue: Catalogue, path: str) -> Plan:
    try:
        text = source.read(repo.root / path, path)
        plan = load(config, catalogue, text)
    except OSError as error:
        raise ExecplanError(f"{path} cannot be read ({error.strerror}); make it readable") from None
    except source.UnreadableError as error:
        raise ExecplanError(f"{path}: {error.message}; {error.help}") from None
    if plan is None:
        raise ExecplanError(
            f"{path} is no plan: it fits no dialect; name the plan that is to be executed, or the dialect of its "
            "place in the configuration, under plans"
        )
    return plan


def _current(repo: Repository, branch: str | None, environ: Mapping[str, str], needed: bool) -> Branch | None:
    try:
        return current_branch(repo, branch, environ)
    except UnknownBranch:
        if needed or branch is not None:
            raise
        return None


def _document(plan: Plan, config: Config, now: dt.datetime) -> Iterator[Remark]:
    others = 0
    everything = checking.check_plan(plan, config, RULES, now)
    # A plan may say of its sections why they are as they are, but not that its contract need not be enforceable.
    sifted = SuppressionSieve(config, RULES, complete=False).sift(plan, everything)
    counting = [found for found in everything if found in sifted or found.rule in (_CONTRACT, checking.NOT_CHECKED)]
    if len(counting) < len(everything):
        what = f"findings about the plan's sections that it suppresses: {len(everything) - len(counting)}"
        yield Remark(False, None, what, "run execplan lint to see how many count")
    for found in counting:
        if found.severity is Severity.ERROR or found.rule == _CONTRACT:
            # Lint tells who writes the plan what to write; who executes it leaves it as it is.
            remedy = "stop and escalate to planning, which corrects the plan"
            yield Remark(found.severity is Severity.ERROR, found.line, found.message, remedy, found.rule)
        else:
            others += 1
    if others:
        what = f"{others} more warning{'' if others == 1 else 's'} about the plan's sections"
        yield Remark(False, None, what, "run execplan lint to see them")


def _committed(repo: Repository, config: Config, plan: Plan, head: str | None) -> Iterator[Remark]:
    """Where the gate will see another plan than this one, or none."""
    help_text = "stop and have planning commit the plan before execution begins"
    data = repo.read(head, plan.path)
    if data is None:
        yield Remark(False, None, "the plan is not committed: the gate counts what is", help_text)
    elif not _is_same(plan, data):
        what = "the plan differs from its committed version, and that is what the gate counts"
        yield Remark(False, None, what, help_text)
    if not places.may_be_plan(config, plan.path):
        help_text = "name it to the gate with --plan, or its place in the configuration, under plans"
        yield Remark(False, None, "the gate does not look for plans in this place", help_text)


def _amended(repo: Repository, config: Config, reader: Reader, plan: Plan, scope: Contract) -> Iterator[Remark]:
    """Where the gate will count another contract than this one: as it stands where the branch left the default one."""
    tip, head = default_branch(repo, config.default_branch), repo.head()
    if tip is None or head is None:
        return
    try:
        base = repo.merge_bases(tip, head)[0]
    except GitError:
        return  # without a common history the gate compares nothing, and says so
    agreed = reader.at(base, plan.path)
    for widening in widenings(contract.of_plan(agreed), scope) if agreed else ():
        side = "new in the include list" if widening.side == "include" else "gone from the exclude list, or weaker"
        what = f'"{widening.text[:60]}" is {side}, compared with the merge base {base[:12]}, and the gate counts that'
        help_text = "stop and have planning amend the plan on the default branch, and merge that"
        yield Remark(False, widening.line, what, help_text)


def _is_same(plan: Plan, committed: bytes) -> bool:
    """Whether the committed text is the plan's; git may have changed the newlines on the way."""
    try:
        return source.decode(plan.path, committed).text == plan.source.text
    except source.UnreadableError:
        return False


def _others(reader: Reader, plan: Plan, head: str | None, current: Branch | None) -> Iterator[Remark]:
    """Other active plans of this branch, to whose contracts the gate holds the change as well."""
    if current:
        for other in reader.candidates(head, current.name):
            names = [name for name, _, _ in declared_branches(other)]
            if other.path != plan.path and is_active(other) and current.name in names:
                what = f"{other.path} is active on this branch too: the gate counts both contracts"
                yield Remark(False, None, what)
