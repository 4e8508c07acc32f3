"""What a plan's own text says of how far it is: tasks, next action, external URLs, acceptance, evidence.

Source of the metrics: the ssot specification, "Evaluation".
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

from execplan_hooks.document import stamps
from execplan_hooks.document.acceptance.criteria import criteria
from execplan_hooks.document.dialect.entry_spec import EntrySpec, LabelSpec
from execplan_hooks.document.entries.entries import PlanEntry, entries_of
from execplan_hooks.document.execution import execution, filled
from execplan_hooks.document.fields.field_values import FieldReader
from execplan_hooks.document.items import Task
from execplan_hooks.document.lifecycle.boxes import Box, boxes
from execplan_hooks.document.linking.external import external_links
from execplan_hooks.document.placeholders.unfilled import is_unfilled, marks
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.revision.records import is_placeholder
from execplan_hooks.frozen import frozen

_BLOCKED = re.compile(r"(?:[\s\W_]*|.*\()blocked\b", re.IGNORECASE)
_FRAME = re.compile(r"[(\[][A-Z]\d[)\]]|(?<![^\W_])[^\W\d_]{1,20}:")
_HEAD_END = re.compile(r"\s[\u2014\u2013(]")
_MAX_LINE = 500  # characters of a task in which its being blocked is looked for
_OVER = ("done", "abandoned")


@frozen
class Tasks:
    """Boxes in the sections that hold the plan's tasks. `blocked` are open ones that say so, `open` the other ones;
    `aside` are those that somebody decided not to do."""

    done: int
    open: int
    blocked: int
    aside: int = 0

    def __add__(self, other: Tasks) -> Tasks:
        return Tasks(
            self.done + other.done, self.open + other.open, self.blocked + other.blocked, self.aside + other.aside
        )


@frozen
class NextAction:
    """What comes next, in `line`; `source` is what says so: `field`, `task` or `step`."""

    text: str
    line: int
    source: str


@frozen
class Share:
    """So many of all have what is asked of them."""

    total: int
    met: int

    @property
    def ratio(self) -> float | None:
        """From 0 to 1; None where there are none."""
        return self.met / self.total if self.total else None

    def __add__(self, other: Share) -> Share:
        return Share(self.total + other.total, self.met + other.met)


@frozen
class Measures:
    """The figures of a plan. None where its dialect has no place for them: tasks, decisions, discoveries.

    `acceptance` are criteria with a command and an expectation. `decisions` and `discoveries` are entries with an
    `Evidence:` that says something. `external` are URLs outside the references.
    """

    title: str
    status: str
    tasks: Tasks | None
    next_action: NextAction | None
    external: int
    acceptance: Share
    decisions: Share | None
    discoveries: Share | None


def measure(plan: Plan, allowed: tuple[str, ...] = ()) -> Measures:
    """The figures of a plan; URLs that begin with one of `allowed` are not external."""
    tasks = _boxes(plan)
    found = [criterion for criterion in criteria(plan) if not _is_template(criterion.text)]
    status = next((shown for value in plan.field("status") if (shown := filled(value.value))), "")
    return Measures(
        title=next((section.title for section in plan.roots if section.level == 1), ""),
        status=status,
        tasks=None if tasks is None else _tasks(tasks),
        next_action=_next_action(plan, tasks or []),
        external=sum(1 for _ in external_links(plan, allowed)),
        acceptance=Share(len(found), sum(1 for criterion in found if criterion.verifiable)),
        decisions=_with_evidence(plan, "decision"),
        discoveries=_with_evidence(plan, "discovery"),
    )


def _boxes(plan: Plan) -> list[Box] | None:
    if not any(spec.entries == "tasks" for spec in plan.dialect.sections):
        return None
    return [box for box in boxes(plan) if not _is_template(box.task.text)]


def _is_template(text: str) -> bool:
    """Whether a task, step or criterion is still a template's: `(P0) <what> — deliverable: ...`."""
    stamp = stamps.leading(text)
    head = _FRAME.sub(" ", _HEAD_END.split(text[stamp.end if stamp else 0 :], maxsplit=1)[0])
    return is_unfilled(text) or (any(marks(head)) and is_unfilled(head))


def _tasks(found: Sequence[Box]) -> Tasks:
    fates = Counter("blocked" if box.fate == "open" and _is_blocked(box.task) else box.fate for box in found)
    return Tasks(fates["done"], fates["open"], fates["blocked"], fates["aside"])


def _is_blocked(task: Task) -> bool:
    stamp = stamps.leading(task.text)
    return _BLOCKED.match(task.text[:_MAX_LINE], stamp.end if stamp else 0) is not None


def _next_action(plan: Plan, found: Sequence[Box]) -> NextAction | None:
    """The field that says it, else the first open task, else the first open step; None for a plan that is over."""
    if plan.state in _OVER:
        return None
    reader, tasks = FieldReader(plan), {box.task.line for box in found}
    for value in plan.field("next-action"):
        said = next(reader.texts(value), None)
        if said is not None and filled(said.text) and said.line not in tasks:
            return NextAction(said.text, said.line, "field")
    waiting = [box.task for box in found if box.fate == "open"]
    task = next((task for task in waiting if not _is_blocked(task)), next(iter(waiting), None))
    if task is not None:
        return NextAction(task.text.strip(), task.line, "task")
    if found:
        return None
    # Steps without boxes: once a record tells of the work, nobody can tell which of them were taken.
    steps = [step for step in execution(plan).steps if step.done is not True and not _is_template(step.text)]
    kind = plan.dialect.entries.get("checkpoint")
    recorded = kind is not None and bool(checkpoints(plan, kind))
    return NextAction(steps[0].text, steps[0].line, "step") if steps and not recorded else None


def checkpoints(plan: Plan, kind: EntrySpec) -> list[PlanEntry]:
    """The records of a kind in which somebody filled in a label; what begins otherwise than they do is none."""
    found = [entry for entry in entries_of(plan, kind) if not kind.starts or entry.begins in kind.starts]
    return [entry for entry in found if any(kind.label_of(it.key) and not is_unfilled(it.value) for it in entry.labels)]


def _with_evidence(plan: Plan, name: str) -> Share | None:
    kind = plan.dialect.entries.get(name)
    if kind is None:
        return None
    evidence = next(
        (label for other in plan.dialect.entries.values() if (label := other.label_of("evidence"))),
        LabelSpec("Evidence"),
    )
    if kind.label_of("evidence") is None:  # it is looked for although the dialect does not ask for it
        kind = dataclasses.replace(kind, labels=(*kind.labels, evidence))
    found = [entry for entry in entries_of(plan, kind) if not entry.unfilled]
    labels = [entry.label(evidence.keys) for entry in found]
    met = sum(1 for label in labels if label and not is_unfilled(label.value) and not is_placeholder(label.value))
    return Share(len(found), met)
