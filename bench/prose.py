"""Text as it stands in plans: sentences, lists, code, tables and links, all drawn from one random generator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

_THINGS = (
    "importer queue cache worker index parser schema migration handler session template budget scheduler endpoint "
    "fixture payload ledger adapter registry snapshot pipeline renderer invoice tile digest window cursor replica"
).split()
_ACTIONS = (
    "reads keeps rejects splits batches renders retries drops collects validates forwards stores measures counts "
    "locks closes reopens merges"
).split()
_KINDS = "first second slow nested empty stale pending broken shared internal public whole remaining duplicate".split()
_REASONS = (
    "because the tests need no network then",
    "so that a second run changes nothing",
    "while the old path stays in place until the switch is gone",
    "which takes four minutes for the largest customer",
    "and names the line that it could not use",
    "before anything is written",
    "unless the switch `{name}_enabled` is off",
    "as *{thing}* promised in the interface",
    "and **never** twice for the same {thing}",
)
_FOLDERS = ("src/core", "src/api", "src/jobs", "tests/core", "tests/api", "docs")
_PEOPLE = ("Mira", "Lee", "agent-07", "Tomas")
_START = dt.datetime(2025, 3, 3, 8, 0, tzinfo=dt.UTC)


class Prose:
    """Pieces of Markdown about an invented project. `sections` are headings that links of the plan may lead to."""

    def __init__(self, random: Random, sections: tuple[str, ...] = ()) -> None:
        self.random = random
        self._anchors = tuple("-".join(name.lower().split()) for name in sections if name.replace(" ", "").isalpha())
        self._clock = _START + dt.timedelta(minutes=random.randrange(200_000))

    def when(self) -> dt.datetime:
        """A time in UTC, always later than the one before."""
        self._clock += dt.timedelta(minutes=self.random.randrange(5, 400))
        return self._clock

    def person(self) -> str:
        """Somebody who works on the plan."""
        return self.random.choice(_PEOPLE)

    def thing(self) -> str:
        """A part of the project in one word."""
        return self.random.choice(_THINGS)

    def path(self) -> str:
        """A file of the project."""
        return f"{self.random.choice(_FOLDERS)}/{self.thing()}_{self.thing()}.py"

    def command(self) -> str:
        """A command that shows whether something works."""
        return f"python -m pytest tests/{self.thing()} -k {self.thing()}"

    def phrase(self) -> str:
        """What something does, without a period at its end."""
        pick = self.random.choice
        reason = pick(_REASONS).format(name=self.thing(), thing=self.thing())
        where = f" in `{self.path()}`" if self.random.random() < 0.3 else ""
        return f"the {pick(_KINDS)} {pick(_THINGS)} {pick(_ACTIONS)} the {pick(_KINDS)} {pick(_THINGS)}{where} {reason}"

    def sentence(self) -> str:
        """A sentence; some have a link to another section of the plan."""
        text = self.phrase()
        if self._anchors and self.random.random() < 0.05:
            anchor = self.random.choice(self._anchors)
            text += f", see [{anchor.replace('-', ' ')}](#{anchor})"
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self) -> str:
        """Some sentences on lines of their own."""
        return "\n".join(self.sentence() for _ in range(self.random.randrange(2, 6))) + "\n"

    def bullets(self) -> str:
        """A list, in part nested."""
        lines = []
        for _ in range(self.random.randrange(3, 8)):
            lines.append(f"- {self.sentence()}")
            if self.random.random() < 0.25:
                lines.append(f"  - `{self.path()}`: {self.phrase()}")
        return "\n".join(lines) + "\n"

    def numbered(self) -> str:
        """Steps with numbers."""
        return "".join(f"{number}. {self.sentence()}\n" for number in range(1, self.random.randrange(4, 8)))

    def code(self) -> str:
        """A fence: commands and what they print, a piece of a program, or JSON; with hashes as logs have them."""
        return self.random.choice((self._session, self._program, self._data))()

    def table(self) -> str:
        """A table of files and what becomes of them."""
        rows = (f"| `{self.path()}` | {self.phrase()} | {self.thing()} |" for _ in range(self.random.randrange(3, 9)))
        return "\n".join(("| File | What it does | Changes |", "| --- | --- | --- |", *rows)) + "\n"

    def anything(self) -> str:
        """A block of any kind, in about the shares that plans have."""
        makers: tuple[Callable[[], str], ...] = (self.paragraph, self.bullets, self.numbered, self.code, self.table)
        return self.random.choices(makers, (45, 30, 8, 12, 5))[0]()

    def digits(self, count: int) -> str:
        """Hexadecimal digits, as of a commit."""
        return f"{self.random.getrandbits(4 * count):0{count}x}"

    def _session(self) -> str:
        lines = [f"{self.command()}  # {self.phrase()}" for _ in range(self.random.randrange(1, 5))]
        lines += [f"git log --oneline -1  # {self.digits(7)}", f"git show {self.digits(40)}:{self.path()}"]
        return "```sh\n" + "\n".join(lines) + "\n```\n"

    def _program(self) -> str:
        name = self.thing()
        body = [f"    {self.thing()} = {name}.{self.thing()}[{self.random.randrange(99)}]" for _ in range(4)]
        head = f"def {name}_of({self.thing()}: str, *, limit: int = 10) -> list[str]:"
        return "\n".join(("```python", head, f'    """{self.sentence()}"""', *body, f"    return {name}", "```\n"))

    def _data(self) -> str:
        rows = [f'  "{self.thing()}_{number}": "{self.digits(8)}",' for number in range(self.random.randrange(2, 7))]
        return "\n".join(("```json", "{", *rows, f'  "password": "${{{self.thing().upper()}}}"', "}", "```\n"))
