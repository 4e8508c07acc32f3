"""How a plan stands by its own words: what its statuses and its folder say, its outcomes, its verdict."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from pathlib import PurePosixPath

from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.fields.vocabulary import said
from execplan_hooks.document.labels import Label
from execplan_hooks.document.lifecycle.boxes import Box, criteria_boxes
from execplan_hooks.document.placeholders.unfilled import is_choice, is_unfilled
from execplan_hooks.document.places import is_retired
from execplan_hooks.document.plan import FieldValue, Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.document.sections import Section, has_content
from execplan_hooks.document.states import status_state
from execplan_hooks.frozen import frozen
from execplan_hooks.lazy import lazy
from execplan_hooks.located import shown

_COMPLETED = frozenset(("completed", "done"))
_ACTIVE = frozenset(("active",))
HANDOFF = "handoff-status"
_STATUS_FIELDS = ("status", "progress-status", HANDOFF)
# "Complete except for the docs", "Done (M1 of 3)", "80 % complete": such a status says itself that it is not the end.
_QUALIFIED = lazy(
    r"\b(?:except|but|pending|remain\w*|partial\w*|partly|awaiting|until|not|todo|phase|milestone|stage|step|part|mostly"
    r"|almost|nearly|open|blocked|still|needs?|without|draft|local\w*|code|implementation only)\b|\d\s*(?:/|of|%)",
    re.IGNORECASE,
)
# What takes nothing back: a date, an address, 12 of 12, "no open items", "without changes".
_FIRMLY = lazy(
    r"https?://\S+|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\b100\s?%|\b(?P<all>\d+)\s?(?:/|of)\s?(?P=all)\b"
    r"|\b(?:no|nothing|without) (?:open|remaining|pending|further|known|blocked|changes?|remarks?)\b"
    r"(?:(?!\b(?:except|but|besides|until)\b)[^,;.]){0,40}",
    re.IGNORECASE,
)
_PENDING = lazy(
    r"[\W_]*(?:(?:to|will|shall) be (?:written|filled|completed|updated|added|determined|recorded|summari[sz]ed|done"
    r"|defined)\b"
    r"|(?:written|filled(?: in)?|updated|completed) (?:at|upon|once|when|after|as|later)\b[^.\d]{0,80}[\W_]*\Z"
    r"|(?:written|filled(?: in)?) at the end\b|summari[sz]e (?:the )?(?:outcomes?|what)\b"
    r"|fill (?:this |it |me )?(?:in|out)?\b ?(?:when|after|once|at|on|upon|later)\b"
    r"|pending (?:completion|implementation|execution)\b|pending[\W_]*\Z|(?:nothing|none) yet\b"
    r"|not (?:yet )?(?:started|begun)\b|not yet (?:implemented|executed|complete\w*|written|available|finished|done)\b"
    r"|not (?:implemented|executed|written|finished|done|completed) yet\b|tb[ad]\b|todo\b"
    r"|(?:work in progress|wip|in progress|to do|coming soon|still to come|placeholder|待补充|待定|未定|미정)[\W_]*\Z)",
    re.IGNORECASE,
)
_MOST_PENDING = 200  # characters; a longer text tells something beside what it announces
_OUTCOME = frozenset(("outcome", "status", "state"))
UNFINISHED = ("draft", "active", "blocked")
"""The states of a plan that somebody still has to work on."""

_FAILED = ("fail", "failed", "rejected")
# In capitals, as verdicts are written; "no FAIL" is none.
_VERDICT = lazy(r"(?<!no )(?<!not )(?<!without )\b(?:PASS(?:ED)?(?:_WITH_NOTES)?|FAIL(?:ED)?)\b")
_REPAIRED = lazy(
    r"\bFAIL(?:ED)?\b[^|\n]{0,40}?(?:\u2192|->|=>|\b(?:then|now|later|finally)\b)[^|\n]{0,20}?\bPASS(?:ED)?(?:_WITH_NOTES)?\b"
)
_REMARK = lazy(r"\([^()]*\)")


@frozen
class Claim:
    """One place that says how the plan stands. `field` is the dialect's name of the status field, `"folder"` or
    `"configuration"`; `shown` is the value or folder as it is written, `where` the place in words.

    `certain`: nothing in the value takes it back again ("complete, except for ...").
    """

    state: str
    field: str
    shown: str
    where: str
    line: int
    column: int | None = None
    certain: bool = True

    @property
    def sentence(self) -> str:
        """What the claim says, in words."""
        if self.field == "folder":
            return f"the plan lies in {self.where}"
        if self.field == "configuration":
            return f"the configuration says that the plan is {self.state}"
        return f'the plan is {self.state} (status "{quoted(self.shown)}", line {self.line})'


@frozen
class Standing:
    """What a plan says of how far it is."""

    plan: Plan

    @cached_property
    def _reader(self) -> FieldReader:
        return FieldReader(self.plan)

    @cached_property
    def statuses(self) -> tuple[Claim, ...]:
        """Each status that somebody filled in with a known word, the first one of each place. Of several hand-offs
        one that agrees with the plan's status counts: the others tell how things stood before."""
        found: dict[tuple[str, bool], Claim] = {}
        for name in _STATUS_FIELDS:
            for value in self._reader.values(name):
                key = (name, value.place == "front-matter")
                state = status_state(value.value, self.plan.dialect)
                first = next(iter(found.values()), None)
                wanted = key not in found or (name == HANDOFF and first is not None and state == first.state)
                if state and wanted and not is_unfilled(value.value) and not is_choice(value.value):
                    found[key] = Claim(
                        state,
                        name,
                        value.value,
                        self._where(value),
                        value.line,
                        value.column,
                        state != "done" or _QUALIFIED.search(_FIRMLY.sub(" ", value.value)) is None,
                    )
        return tuple(found.values())

    @cached_property
    def differing(self) -> tuple[Claim, ...]:
        """The statuses that say another state than the first one."""
        return tuple(claim for claim in self.statuses if claim.state != self.statuses[0].state)

    def _where(self, value: FieldValue) -> str:
        if value.place in ("front-matter", "header"):
            return f"the {value.place.replace('-', ' ')}"
        around = [section for section in self.plan.all_sections if section.line <= value.line]
        return f'section "{around[-1].title}"' if around else "the plan"

    @cached_property
    def status(self) -> Claim | None:
        """The plan's status, of its front matter or header, else of its progress."""
        return next((claim for claim in self.statuses if claim.field != HANDOFF), None)

    @cached_property
    def place(self) -> Claim | None:
        """What the folder says (`done` in a completed one, `active` in an active one), or the configuration."""
        line = self.plan.roots[0].line if self.plan.roots else 1
        naming = self.plan.dialect.naming
        parent = PurePosixPath(self.plan.path).parent
        parts = {part.lower() for part in parent.parts}
        folder = str(parent)
        if self.plan.configured_state is not None:
            in_folder = self.plan.configured_state == "done" and (parts & _COMPLETED or folder == naming.completed)
            source, shown = ("folder", folder) if in_folder else ("configuration", self.plan.configured_state)
            where = f'the folder "{parent.name}"' if in_folder else "the configuration"
            return Claim(self.plan.configured_state, source, shown, where, line)
        if naming.completed and folder == naming.completed:
            return Claim("done", "folder", folder, f'the folder "{parent.name}"', line)
        if parts & _ACTIVE or (naming.active and folder == naming.active):
            return Claim("active", "folder", folder, f'the folder "{parent.name}"', line)
        return None

    @cached_property
    def done(self) -> Claim | None:
        """What says that the plan is done, if its status does not say otherwise; a certain claim before another."""
        if self.status is not None and self.status.state != "done":
            return None
        claims = [claim for claim in (self.status, self.place) if claim is not None and claim.state == "done"]
        return min(claims, key=lambda claim: not claim.certain, default=None)

    @property
    def retired_unsaid(self) -> bool:
        """Whether the plan lies where finished and abandoned plans are kept, and nothing says which it is."""
        return self.status is None and self.place is None and is_retired(self.plan.path)

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self.plan.boxes

    @cached_property
    def open_boxes(self) -> tuple[Box, ...]:
        return tuple(box for box in self.boxes if box.fate == "open")

    @cached_property
    def open_criteria(self) -> tuple[Box, ...]:
        """The acceptance criteria with a box that nobody ticked."""
        return tuple(box for box in criteria_boxes(self.plan) if box.fate == "open")

    @cached_property
    def outcomes(self) -> tuple[Section, ...]:
        """The sections that are written when the plan is done."""
        return tuple(section for section, spec in self.plan.matches if spec.living and spec.empty == "until-done")

    @cached_property
    def outcomes_written(self) -> bool:
        """Whether the outcomes tell something, and do not say themselves that the work goes on."""
        written = any(not section.is_empty and pending_text(section) is None for section in self.outcomes)
        return written and self.outcome_unfinished is None

    @cached_property
    def outcome_unfinished(self) -> Label | None:
        """The label by which the outcomes call the plan unfinished: `Outcome: IN_PROGRESS`."""
        places = {section.key for section in self.outcomes}
        labels = (label for label in self.plan.labels if label.key in _OUTCOME and places.intersection(label.path))
        filled = (label for label in labels if not is_unfilled(label.value))
        return next((label for label in filled if status_state(label.value, self.plan.dialect) in UNFINISHED), None)

    @cached_property
    def verdict(self) -> FieldValue | None:
        """The last verdict that somebody gave."""
        given = [value for value in self._reader.values("verdict") if not is_unfilled(value.value)]
        return given[-1] if given else None

    @property
    def verdict_failed(self) -> bool:
        """Whether the plan failed, first or after it passed; `FAIL -> PASS` is repaired, "FAIL: 2 of 5 PASS" is not."""
        if self.verdict is None:
            return False
        value = _REMARK.sub(" ", unicodedata.normalize("NFKC", self.verdict.value))
        words = _VERDICT.findall(_REPAIRED.sub("PASS", value))
        return said(self.verdict.value if not words else "", _FAILED) is not None or any(
            said(word, _FAILED) for word in words
        )


def pending_text(section: Section) -> str | None:
    """The text of a section that only announces that something will be written; None where it says something, or
    where nothing stands in it."""
    leaves = [leaf for block in section.all_blocks() if has_content(block) for leaf in block.walk() if leaf.pieces]
    text = " ".join(" ".join(leaf.text.split()) for leaf in leaves)
    said_plainly = text.strip("*_~` ")  # an underscore is a letter to a pattern, and emphasis to a reader
    if not text or len(text) > _MOST_PENDING:
        return None
    return text if is_placeholder(said_plainly) or is_unfilled(said_plainly) or _PENDING.match(said_plainly) else None


def quoted(text: str) -> str:
    """A value of a plan for a message: short, without the emphasis around it."""
    return shown(text.strip("`*_ "))
