"""What a run of the bench found out."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.measuring import Measured
from bench.memory import Peak

SECTIONS = {
    "start": "One plan, whole process",
    "gate": "The gate with nothing to say",
    "many": "Many plans",
    "rules": "Each rule alone, many plans",
    "plans": "Growth with the number of plans",
    "size": "Growth with the size of plans",
}
"""The tables of times, with their titles."""


@dataclass
class Results:
    """`facts` about machine, tools and plans; for each section its lines; memory by the name of the line.

    `left_out` says what was not measured and why.
    """

    facts: dict[str, str]
    sections: dict[str, list[Measured]] = field(default_factory=dict)
    memory: dict[str, Peak] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def timed(self, section: str, name: str) -> Measured | None:
        """A line of a section that has a time, or None."""
        found = (one for one in self.sections.get(section, ()) if one.line.name == name)
        return next((one for one in found if one.is_timed), None)

    @property
    def failures(self) -> list[str]:
        """Each line that crashed, and how."""
        lines = (one for measured in self.sections.values() for one in measured)
        return [f"{one.line.name}: {one.failure}" for one in lines if one.failure]
