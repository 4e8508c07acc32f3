"""What of a contract in force the gate cannot enforce: told, so that nobody takes silence for a check."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.contract.contract import Contract
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Finding, Severity

_BY_EYE = "judge by eye whether the change keeps to it"


def findings(plan: Plan, contract: Contract, required: bool) -> Iterator[Finding]:
    """What is not checked, at the lines of the plan; `required`: a plan without a contract is an error."""
    hidden = list(_hidden(plan, contract))
    yield from hidden
    if not contract.is_declared and not hidden:
        yield Finding(
            1,
            "files not checked: the plan declares no file scope",
            help="have planning add the list of files that the plan may touch" if required else "",
            severity=Severity.ERROR if required else Severity.NOTICE,
        )
    elif contract.is_declared and not contract.is_enforceable:
        yield Finding(
            1,
            "files not checked: no entry of the plan's contract can be enforced",
            help="stop and have planning write the entries as paths relative to the repository root",
        )
    elif contract.exclude_only:
        yield Finding(
            1, "the plan declares no include list: only its exclude list was checked", severity=Severity.NOTICE
        )
    for side in (*contract.scope.include, *contract.scope.exclude):
        if not side.entries and not side.explicit_none:
            message = f'nothing of "{side.title}" was enforced: it lists no path'
            yield Finding(side.line, message, help=_BY_EYE, severity=Severity.WARNING)
    for side in contract.scope.neither:
        message = f'a list under "{side.title[:60]}" was not enforced: it is on neither side of the contract'
        yield Finding(side.line, message, help=_BY_EYE, severity=Severity.WARNING)
    for entry in contract.entries:
        for problem in entry.problems:
            message = f'contract entry "{problem.path[:60]}" was not enforced ({problem.kind})'
            yield Finding(entry.declared.line, message, entry.declared.column, help=_BY_EYE, severity=Severity.WARNING)


def _hidden(plan: Plan, contract: Contract) -> Iterator[Finding]:
    """The headings of a contract in a comment or in code, where its text shows none: a reader may take it for one."""
    scope = plan.dialect.scope
    sides = ((scope.include, contract.scope.include), (scope.exclude, contract.scope.exclude))
    wanted = {name for names, lists in sides if not lists for name in names}
    for heading in plan.hidden:
        if heading.key in wanted:
            yield Finding(
                heading.line,
                f'files not checked: "{heading.title[:60]}" stands in {heading.where}, where it is no contract',
                help="stop and have planning write the contract as text",
                severity=Severity.WARNING if contract.is_declared else Severity.ERROR,
            )
