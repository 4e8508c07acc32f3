"""The fixes of one plan, applied until nothing changes: `fixed`.

A fix counts only where it holds: the plan is checked again, by all rules, and the edits are taken back if it is no plan
of its dialect any more, if the finding is still there, or if there is one that was not there before. So the number of
findings falls with each round, and a second run finds nothing left to do.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence, Set

from execplan_hooks import rules
from execplan_hooks.checking import NOT_CHECKED, Checked, Checker
from execplan_hooks.document import source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.fixing.edits import Editable, EditError, Span, apart, encoded
from execplan_hooks.fixing.verifying import added
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Diagnostic

MAX_TRIES = 200
"""How often one plan is checked again at most."""
_MAX_CHARACTERS = 20_000_000  # of all these tries together: a huge plan gets fewer
_MIN_TRIES = 8


@frozen
class Fixed:
    """What became of one plan.

    `applied` are the findings whose fix was applied, `left` is what counts now; `count` says how many are gone,
    more than `applied` where a fix answers several. `complete`: all fixes were tried; those that are left did not hold.
    """

    before: Source
    after: Source
    applied: tuple[Diagnostic, ...]
    left: Checked
    count: int
    complete: bool = True

    @property
    def changed(self) -> bool:
        return self.after.text != self.before.text


@frozen
class _State:
    """A version of the plan: all that the rules find in it, and what of that counts."""

    plan: Plan
    found: list[Diagnostic]
    checked: Checked


@frozen
class _Candidate:
    diagnostic: Diagnostic
    spans: tuple[Span, ...]


def fixed(checker: Checker, text: Source, unsafe: bool = False) -> Fixed | None:
    """A plan with the fixes of what counts in it, the safe ones or all; None for a document that is no plan.

    Raises as `Checker.load` does.
    """
    plan = checker.load(text)
    return _Fixer(checker, unsafe, plan).run() if plan else None


class _Fixer:
    """The work on one plan."""

    def __init__(self, checker: Checker, unsafe: bool, plan: Plan) -> None:
        self._checker = checker
        self._unsafe = unsafe
        self._tries = min(MAX_TRIES, max(_MIN_TRIES, _MAX_CHARACTERS // len(plan.source.text)))
        self._rejected: list[Diagnostic] = []
        self._complete = True
        self._first = self._state_of(plan)

    def run(self) -> Fixed:
        applied: list[Diagnostic] = []
        state = self._first
        # What did not hold waits until nothing else is left: each try costs as much as a check.
        waiting: set[tuple[str, ...]] = set()
        while True:
            kept, following = self._round(state, waiting)
            if kept:
                applied += [candidate.diagnostic for candidate in kept]
                state = following
                waiting.update(one.subjects for one in self._rejected)
            elif waiting:
                waiting.clear()
            else:
                break
        return Fixed(
            before=self._first.plan.source,
            after=state.plan.source,
            applied=tuple(applied),
            left=state.checked,
            count=max(len(self._first.checked.diagnostics) - len(state.checked.diagnostics), len(applied)),
            complete=self._complete,
        )

    def _round(self, state: _State, waiting: Set[tuple[str, ...]]) -> tuple[tuple[_Candidate, ...], _State]:
        """What of the fixes that a version has can be applied to it together, and the version that this gives; those
        of findings with the subjects that are `waiting` are not tried."""
        self._rejected = []
        text = Editable(state.plan.source.text)
        candidates = [one for one in self._candidates(state, text) if one.diagnostic.subjects not in waiting]
        while candidates:
            chosen = set(apart(candidate.spans for candidate in candidates))
            batch = [candidate for index, candidate in enumerate(candidates) if index in chosen]
            kept, following = self._holding(state, text, batch)
            if kept or not batch:
                return kept, following
            # None of them held, and each may have stood in the way of another.
            candidates = [candidate for index, candidate in enumerate(candidates) if index not in chosen]
        return (), state

    def _candidates(self, state: _State, text: Editable) -> list[_Candidate]:
        found = []
        for diagnostic in state.checked.diagnostics:
            if diagnostic.fix is not None and (diagnostic.fix.safe or self._unsafe):
                try:
                    found.append(_Candidate(diagnostic, text.spans(diagnostic.fix.edits)))
                except EditError:
                    self._rejected.append(diagnostic)
        return found

    def _holding(
        self, start: _State, text: Editable, batch: Sequence[_Candidate]
    ) -> tuple[tuple[_Candidate, ...], _State]:
        """Those of a batch that hold together, with the version that they give: all, or else what parts of it do."""
        kept: tuple[_Candidate, ...] = ()
        state = start
        parts = [tuple(batch)] if batch else []
        while parts:
            part = parts.pop()
            following = self._tried(start, text, (*kept, *part))
            if following:
                kept, state = (*kept, *part), following
            elif len(part) > 1:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]
            elif self._complete:
                self._rejected.append(part[0].diagnostic)
        return kept, state

    def _tried(self, start: _State, text: Editable, together: Sequence[_Candidate]) -> _State | None:
        """The version with these fixes, None where it does not hold."""
        if not self._tries:
            self._complete = False
            return None
        self._tries -= 1
        edited = text.edited([span for candidate in together for span in candidate.spans])
        try:
            plan = self._checker.load(_survived(dataclasses.replace(start.plan.source, text=edited.text)))
        except (EditError, UnreadableError, MarkdownLimitError):
            return None
        if plan is None or plan.dialect.name != start.plan.dialect.name:
            return None
        state = self._state_of(plan)
        answered = Counter(candidate.diagnostic for candidate in together)
        for before, after in (
            (start.found, state.found),
            (start.checked.diagnostics, state.checked.diagnostics),
        ):
            if added((Counter(before) - answered).elements(), after, edited.line_before):
                return None
        return state

    def _state_of(self, plan: Plan) -> _State:
        checker = self._checker
        if checker.tree:
            checker = dataclasses.replace(checker, tree=checker.tree.with_source(plan.source))
        # All rules, also where only one was asked for: what it fixes must be nothing that another one finds.
        found = checker.findings(plan, rules.DOCUMENT_RULES)
        asked = [one for one in found if one.rule in checker.rule_ids or one.rule == NOT_CHECKED]
        return _State(plan, found, checker.sift(plan, asked))


def _survived(text: Source) -> Source:
    """A source as it comes back from disk. Raises `EditError` where that is another one, `UnreadableError` for none."""
    if text.newline == "mixed":
        return text  # is not written
    if source.decode(text.path, encoded(text)) != text:
        raise EditError("the edits changed how the file is read")
    return text
