"""The vocabulary that every part shares: severities, findings, diagnostics, rules.

Standard library only, so that each other module may import it at no cost.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from execplan_hooks.frozen import frozen

if TYPE_CHECKING:
    from execplan_hooks.clock import Clock
    from execplan_hooks.document.plan import Plan
    from execplan_hooks.gate.change import Change
    from execplan_hooks.tree import Tree


class ExecplanError(Exception):
    """The job could not be done (exit code 2); the message says what to do about it."""


class Severity(enum.IntEnum):
    """How bad a finding is; a larger value is worse. `OFF` exists in configurations only."""

    OFF = 0
    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """`"warning"` -> `Severity.WARNING`; raises `ValueError` for another word."""
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(f"not a severity: {text!r}") from None


@dataclass(frozen=True, order=True)
class Edit:
    """Replace the text from (line, column) up to, not including, (end_line, end_column); all 1-based."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@frozen
class Fix:
    """Edits that together answer a finding; they do not overlap.

    `safe`: only one answer is right, and it changes nothing of what the plan means. Others are applied where somebody
    asks for them (`--unsafe-fixes`).
    """

    edits: tuple[Edit, ...]
    safe: bool = True


@frozen
class Finding:
    """What a rule yields; the runner turns it into a `Diagnostic`.

    `line` and `column` are 1-based, in characters of the file as it is on disk (a byte order mark does not
    count); `end_column` is the column after the last character. `severity` is set where a rule knows that
    this finding weighs less than the rule's own severity (a recommended section among required ones). `absent`: what
    the finding is about is not there, and its line only a place that is. `subjects` name the things that it is about,
    where its message and line do not in words that last, see `execplan_hooks.fingerprints`. `places` are the lines of
    all that it says together where that is several, `beside` those of what it compares them with.
    """

    line: int
    message: str
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    help: str = ""
    severity: Severity = Severity.ERROR
    absent: bool = False
    fix: Fix | None = None
    subjects: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()


@frozen
class Diagnostic:
    """A finding with its file, its rule and its effective severity: what is reported.

    `path` is relative to the repository root with `/` separators where the file lies inside it. `text` is the finding's
    line in the plan, empty where there is none; like the message it holds no secret. `fingerprint` names the finding
    independently of where its line stands, `subjects` each thing that it is about: hashes, see
    `execplan_hooks.fingerprints`.
    """

    path: str
    rule: str
    severity: Severity
    message: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    help: str = ""
    absent: bool = False
    fix: Fix | None = None
    text: str = ""
    fingerprint: str = ""
    subjects: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of all that it is about; none where that is not there or has no line."""
        if self.absent or self.line is None:
            return ()
        return self.places or (self.line,)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line or 0, self.column or 0, self.rule, self.message)


OptionType = Literal["boolean", "integer", "string", "strings", "globs", "choice"]


@frozen
class Option:
    """One option of a rule in the configuration: its type, default and allowed values; `maximum` is an integer's."""

    name: str
    type: OptionType
    default: Any
    doc: str
    choices: tuple[str, ...] = ()
    maximum: int = 1_000_000


@frozen
class Context:
    """What a rule may know besides its plan: its own options, the time of the run, and the files around the plan; None
    where only the text of the plan is known. It asks the `clock` whether a moment has passed where that is enough: a
    verdict that was made with `now` itself is not kept for later runs."""

    options: Mapping[str, Any]
    clock: Clock
    tree: Tree | None = None

    @property
    def now(self) -> dt.datetime:
        """The time of the run, with its zone."""
        return self.clock.now


DocumentCheck = Callable[["Plan", Context], Iterator[Finding]]
ChangeCheck = Callable[["Change", Context], Iterator["PlacedFinding"]]


@frozen
class PlacedFinding:
    """A finding of a change rule: about `path`, which need not be a plan and need not exist any more."""

    path: str
    finding: Finding


@frozen
class Rule:
    """A rule module's declaration, bound to the module-level name `RULE`.

    Exactly one of `document` (lint: one plan) and `change` (gate: a git change) is set. `severity` is the
    default; a dialect or the configuration may set another. A rule's id is its module's name, see
    `execplan_hooks.rules`.
    """

    severity: Severity
    document: DocumentCheck | None = None
    change: ChangeCheck | None = None
    options: Sequence[Option] = field(default=())
