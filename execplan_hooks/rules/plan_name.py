"""The plan's file is named and placed as its dialect says.

What it does: compares the name of the file with the dialect's patterns (`{date}-{slug}-PLAN.md`: a day of the calendar,
words in lower case joined by hyphens) and its folder with the dialect's folders. A folder counts also below another
one (`packages/api/plans/`) and with folders in it (`plans/2026/`). A plan whose name is fixed, such as `PLAN.md`, may
stand beside its work in any folder, and so may one whose place the configuration names in `plans:`. Whether a plan lies
among the open or the closed ones is `lifecycle`'s business.

Why: plans are found, listed and sorted by their names; one that is called otherwise is overlooked.

Bad:

    plans/Rate Limit.md
    plans/2026-02-30-rate-limit-PLAN.md

Good:

    plans/2026-01-12-rate-limit-PLAN.md
    plans/rate-limit-PLAN.md

Options: none. Patterns and folders stand in the dialect, under `naming`; a dialect without them asks for nothing.

Fix: rename the file with `git mv`, and correct the links and indexes that name it.

On real plans: none of 210 is of a dialect that names its files. Of 22 names that were suggested to them as a test all
fit and all say what the old one said.
"""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.document import naming, stamps
from execplan_hooks.document.plan import Plan
from execplan_hooks.located import shown
from execplan_hooks.model import Context, Finding, Rule, Severity


def check(plan: Plan, context: Context) -> Iterator[Finding]:
    """Findings about the plan's path; none where only its text is known."""
    if context.tree is None:
        return
    spec = plan.dialect.naming
    folder, _, name = plan.path.rpartition("/")
    if spec.names and not naming.fits(name, spec.names):
        day = naming.leading_day(name)
        unreal = day is not None and not naming.is_day(day)
        what = (
            f'begins with "{day}", which is no day of the calendar' if unreal else f"does not fit {_listed(spec.names)}"
        )
        better = _better_name(plan, name)
        if better and context.tree.kind(f"{folder}/{better}".lstrip("/")):
            better = None  # that file is another plan
        how = f'for example to "{better}"' if better else f"to the form {_listed(spec.names)}"
        yield Finding(
            1,
            f'file name "{shown(name)}" {what}',
            help=f"rename it with git mv, {how}, and correct the links to it",
            severity=Severity.WARNING,
            absent=True,
        )
    fixed = name in spec.names
    placed = fixed or context.tree.is_declared(plan.path)
    if spec.folders and not placed and not any(f"/{wanted}/" in f"/{folder}/" for wanted in spec.folders):
        places = " or ".join(f'"{wanted}/"' for wanted in spec.folders)
        where = f'"{shown(folder)}/"' if folder else "the root of the repository"
        yield Finding(
            1,
            f"the plan lies in {where}; its dialect keeps plans in {places}",
            help="move it there with git mv, and correct the links to it",
            severity=Severity.WARNING,
            absent=True,
        )


def _listed(patterns: tuple[str, ...]) -> str:
    return " or ".join(f'"{naming.shape(pattern)}"' for pattern in patterns)


def _better_name(plan: Plan, name: str) -> str | None:
    """A fitting name of the file's own words, else of its title's; with a day where it has one, or where all names have
    one and the plan says when it was created."""
    stem = name.rpartition(".")[0]
    day = naming.leading_day(stem)
    title = plan.roots[0].title.rpartition(":")[2] if plan.roots else ""
    slug = naming.slug_of(stem[len(day) :] if day else stem) or naming.slug_of(title)
    names = plan.dialect.naming.names
    return naming.build(names, slug, day) or naming.build(names, slug, _created(plan))


def _created(plan: Plan) -> str | None:
    found = (stamps.leading(value.value) for value in plan.field("created"))
    return next((f"{stamp.date:%Y-%m-%d}" for stamp in found if stamp and stamp.date), None)


RULE = Rule(severity=Severity.WARNING, document=check)
