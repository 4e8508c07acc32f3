"""The acceptance criteria of a plan, and whether each can be verified: a check is named, and what it shows.

A criterion is a list item of the dialect's acceptance sections, a row of a table, a heading that names one, or the
value of a field; where a section has none of these, each of its paragraphs with the code below it. What stands in the
sentence that introduces a list ("`npm test` shows:") counts for all its items.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from execplan_hooks.document.acceptance.checks import names_check, names_test
from execplan_hooks.document.acceptance.criteria_shapes import Part, PartReader
from execplan_hooks.document.acceptance.expectations import expects, is_about_output
from execplan_hooks.document.dialect.acceptance_spec import AcceptanceSpec
from execplan_hooks.document.entries.entry_labels import BOX, EntryLabel, Statement, labels_of
from execplan_hooks.document.markdown import Piece
from execplan_hooks.document.placeholders.unfilled import is_unfilled
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.frozen import frozen

_NO_CRITERION = re.compile(
    r"\W*(?:non[-\s‑]?goals?|out of scope|notes?|not (?:in scope|covered)|caveats?|retrieved|sources?)\b[^:]{0,30}:",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,3}\s*[:.)]\s*")
_WORDS = 3  # at least, for what a test is about


@frozen
class Criterion:
    """A criterion at `line` and `column`, to `end_line`. `command`: it says how to find out, `expectation`: what that
    shows."""

    text: str
    line: int
    column: int
    end_line: int
    command: bool
    expectation: bool

    @property
    def verifiable(self) -> bool:
        return self.command and self.expectation


def criteria(plan: Plan) -> tuple[Criterion, ...]:
    """All criteria that somebody wrote, in the order of the document; a template's examples are none."""
    judge = _Judge(plan.dialect.acceptance)
    found = (judge.criterion(part) for part in PartReader(plan).all())
    return tuple(criterion for criterion in found if criterion is not None)


def ratio(found: Sequence[Criterion]) -> float | None:
    """The share of criteria that can be verified (0 to 1); None where there are none."""
    return sum(1 for criterion in found if criterion.verifiable) / len(found) if found else None


class _Judge:
    def __init__(self, spec: AcceptanceSpec) -> None:
        self._stated = spec.stated
        self._criterion = frozenset(spec.criterion)
        self._verify = frozenset(spec.verify)
        self._expect = frozenset(spec.expect)
        self._keys = self._criterion | self._verify | self._expect

    def criterion(self, part: Part) -> Criterion | None:
        """What a part says; None where nobody wrote anything yet, or where it says what is no criterion."""
        labels = labels_of(part.statements, self._keys)
        piece = part.statements[0].pieces[0]
        box = BOX.match(piece.text)
        text = piece.text[box.end() if box else 0 :].strip()
        values = [label.value for label in labels]
        if is_placeholder(text) or is_unfilled(_NUMBER.sub("", text, count=1)) or _NO_CRITERION.match(text):
            return None
        if values and is_unfilled(_NUMBER.sub("", self._statement(part), count=1)) and all(map(is_unfilled, values)):
            return None
        own, shared = part.statements, part.shared
        command = any(map(names_check, (*own, *shared))) or self._has(labels, self._verify)
        expectation = self._expected(part, labels)
        if not command and any(map(is_about_output, own)):
            command = any(map(names_check, part.near))
        # A label that nobody filled in says that this is still to be written, whatever else stands there.
        command = command and not self._lacks(labels, self._verify)
        expectation = expectation and not self._lacks(labels, self._expect)
        column = piece.column + (box.end() if box else 0)
        return Criterion(text, piece.line, column, part.end_line, command, expectation)

    def _expected(self, part: Part, labels: Sequence[EntryLabel]) -> bool:
        """Whether a part says what its check shows."""
        if self._has(labels, self._expect):
            return True
        told = not is_unfilled(self._statement(part))
        verified = [label for label in labels if label.key in self._verify]
        if verified and self._stated:
            return told
        if verified and any(label.key in self._criterion for label in labels):
            # "Criterion: x" and "Verify: y" have a label each; what y shows is said behind it, or by "Expected: z".
            behind = [
                Statement((Piece(label.line, label.column, " ".join(label.value.split())),)) for label in verified
            ]
            return any(map(expects, (*behind, *part.shared)))
        # A test has its expectation in itself, where the criterion says what it is about.
        words = sum(len(statement.prose.split()) for statement in part.statements)
        tested = told and words >= _WORDS and any(map(names_test, part.statements))
        return tested or any(map(expects, (*part.statements, *part.shared)))

    def _statement(self, part: Part) -> str:
        """What a criterion says before its labels."""
        first = labels_of(part.statements[:1], self._keys)
        return part.statements[0].text[: first[0].start if first else None]

    def _has(self, labels: Sequence[EntryLabel], keys: frozenset[str]) -> bool:
        return any(label.key in keys and not is_unfilled(label.value) for label in labels)

    def _lacks(self, labels: Sequence[EntryLabel], keys: frozenset[str]) -> bool:
        return any(label.key in keys for label in labels) and not self._has(labels, keys)
