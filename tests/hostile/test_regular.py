"""Plans that took minutes or hours, for a regular expression searched quadratically, or worse, in one line of them."""

from __future__ import annotations

import os

import pytest

from fuzz.extremes import headings
from tests.fixtures import conforming, lint

SIZE = 200_000
ACCEPTANCE = "## Validation and Acceptance"
PROGRESS = "## Progress"
SCOPE = "## Interfaces and Dependencies"
LONG: dict[str, tuple[str, str]] = {
    "tabs behind a hidden heading": (PROGRESS, "```\n# a" + "\t" * SIZE + "x\n```"),
    "emphasis behind the number of a task": (PROGRESS, "- [ ] A-1" + "_" * SIZE + "x"),
    "emphasis behind a stamp in brackets": (PROGRESS, "- [x] done (2025-01-01T09:00:00Z)" + "_" * SIZE + "x"),
    "question marks in a list of files": (SCOPE, "Owned files:\n\n- " + "?" * SIZE + "a"),
    "empty lines in the code of a criterion": (ACCEPTANCE, "- a\n\n  ```\n  x\n" + "\n" * SIZE + "  x\n  ```"),
    "a long number in a criterion": (ACCEPTANCE, "- " + "1," * (SIZE // 2) + "x"),
    "a box of empty lines in a criterion": (ACCEPTANCE, "- a\n  [ ] b;" + "\u00a0\n  " * (SIZE // 6)),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_line_takes_linear_time(name: str) -> None:
    heading, bulk = LONG[name]
    assert heading in headings("codex")
    text = conforming("codex").replace(f"\n{heading}\n", f"\n{heading}\n\n{bulk}\n", 1)
    assert bulk in text
    start = os.times().user
    lint(text, "codex")
    # Half a second on a free machine; quadratic would be a minute and more.
    assert os.times().user - start < 10
