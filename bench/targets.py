"""What was set as a goal, and whether a run of the bench meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench import gate, lines
from bench.results import Results

_MB = 1_000_000


Figure = Callable[[Results], float | None]


@dataclass(frozen=True)
class Target:
    """A figure that `value` takes from the results, None where something was not measured, and the most it may be.

    `by_cpu` is the same ratio of CPU time, which other work on the machine disturbs less; it decides nothing.
    """

    name: str
    value: Figure
    limit: float
    by_cpu: Figure | None = None
    unit: str = "x"


@dataclass(frozen=True)
class Verdict:
    """A target with its figure."""

    target: Target
    value: float | None
    by_cpu: float | None = None

    @property
    def word(self) -> str:
        """`met`, `missed` or `not measured`."""
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.target.limit else "missed"


def _ratio(title: str, section: str, name: str, base: str, limit: float) -> Target:
    """The time of a line beside that of another in the same table, at most `limit` on the clock."""

    def value(results: Results) -> float | None:
        line, other = results.timed(section, name), results.timed(section, base)
        return line.wall / other.wall if line and other else None

    def by_cpu(results: Results) -> float | None:
        line, other = results.timed(section, name), results.timed(section, base)
        return line.cpu / other.cpu if line and other and other.cpu else None

    return Target(title, value, limit, by_cpu)


def _memory(name: str) -> Figure:
    return lambda results: results.memory[name].pss / _MB if name in results.memory else None


def growth(results: Results, section: str) -> dict[int, float]:
    """How much more a plan (or a byte) costs at 4 and 16 times as many as at the first step, by CPU time.

    The start of the process is taken off first. Empty where a step is missing.
    """
    start = results.timed(section, lines.START)
    steps = {factor: results.timed(section, f"{factor} x {section}") for factor in lines.FACTORS}
    cost = {
        factor: (one.cpu - start.cpu) / (one.line.files if section == "plans" else one.line.size)
        for factor, one in steps.items()
        if one and start
    }
    first = cost.get(lines.FACTORS[0], 0.0)
    if len(cost) < len(lines.FACTORS) or first <= 0:
        return {}
    return {factor: each / first for factor, each in cost.items()}


def _linear(section: str) -> Figure:
    return lambda results: growth(results, section).get(lines.FACTORS[-1])


TARGETS = (
    _ratio("many plans, cold / markdownlint-cli2", "many", lines.COLD, "markdownlint-cli2", 0.15),
    _ratio("many plans, cold / detect-secrets-hook", "many", lines.COLD, "detect-secrets-hook", 0.03),
    _ratio("many plans, cold / rumdl", "many", lines.COLD, "rumdl", 5),
    _ratio("many plans, warm / rumdl", "many", lines.WARM, "rumdl", 1),
    _ratio("one plan / markdownlint-cli2", "start", lines.ONE, "markdownlint-cli2", 1),
    _ratio("gate / its git commands and bare python", "gate", gate.GATE, gate.LEAST, 1.5),
    _ratio("execplan --version / python -c pass", "start", lines.VERSION, lines.PASS, 3),
    Target("many plans, cold: memory", _memory(lines.COLD), 200, unit="MB"),
    Target("a plan among 16 x as many / among 1 x", _linear("plans"), 1.25),
    Target("a byte of a plan 16 x as long / 1 x", _linear("size"), 1.25),
)


def judged(results: Results) -> list[Verdict]:
    """A verdict on each target."""
    return [Verdict(it, it.value(results), it.by_cpu(results) if it.by_cpu else None) for it in TARGETS]
