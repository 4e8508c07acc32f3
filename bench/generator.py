"""Plans of real size out of a seed: the same seed gives the same plans on every machine.

Sizes are spread as those of plans in public repositories are: half of them below 18 KB, one in ten above 47 KB.
Most plans have slips as real ones have, so that a linter has something to say; none holds a secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from random import Random

from bench.content import section
from bench.prose import Prose
from bench.shells import SHELLS

MEDIAN = 17_500
_SPREAD = 0.85
_LEAST, _MOST = 4_000, 240_000
_LOST = 0.15
_SLIPS = (
    "See https://example.org/{thing}/{digits} for what others do.",
    "The file is `/home/{thing}/work/{thing}.py`.",
    "More is in [the notes](../notes/{thing}.md).",
    "TODO: describe the {thing}.",
    "Seen at 2025-02-30T25:00:00Z in the log.",
    "<fill in the {thing}>",
)


@dataclass(frozen=True)
class Recipe:
    """What a plan is made of: its dialect (a key of `SHELLS`), about how many bytes, and whether it may have slips."""

    seed: str
    dialect: str
    size: int
    slips: bool = True


def recipes(count: int, seed: int) -> list[Recipe]:
    """Recipes of `count` plans of many sizes and all dialects."""
    random = Random(f"{seed}/recipes")
    names, weights = list(SHELLS), [shell.weight for shell in SHELLS.values()]
    made = []
    for number in range(count):
        size = min(max(int(MEDIAN * exp(random.gauss(0, _SPREAD))), _LEAST), _MOST)
        made.append(Recipe(f"{seed}/{number}", random.choices(names, weights)[0], size))
    return made


def plan(recipe: Recipe, branch: str = "feat/queue") -> str:
    """The text of a plan, which declares `branch`."""
    shell = SHELLS[recipe.dialect]
    random = Random(recipe.seed)
    parts = [part for part in shell.parts if not (recipe.slips and random.random() < _LOST)]
    prose = Prose(random, tuple(part.heading for part in parts))
    title = f"Teach the {prose.thing()} about the {prose.thing()}"
    moment = prose.when()
    header = shell.header.format(
        title=title,
        id=f"plan-{prose.digits(8)}",
        branch=branch,
        stamp=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        day=f"{moment:%Y-%m-%d}",
    )
    text = [header]
    left, shares = recipe.size - len(header), sum(part.share for part in parts)
    for part in parts:
        # Of what is left, so that a section which became too long is made up for by the next ones.
        content = section(part.kind, prose, branch, left * part.share // shares - len(part.heading) - 6)
        if recipe.slips and random.random() < _LOST:
            content += "\n" + random.choice(_SLIPS).format(thing=prose.thing(), digits=prose.digits(7)) + "\n"
        text.append(f"\n## {part.heading}\n\n{content}")
        left, shares = left - len(text[-1]), shares - part.share
    return "".join(text)
