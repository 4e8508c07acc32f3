"""Bytes as a plan through the whole of lint: every rule, the plan's own suppressions, every format of output."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from functools import cache
from pathlib import Path

from execplan_hooks import rules, runner
from execplan_hooks.checking import Checker
from execplan_hooks.config import Config
from execplan_hooks.discover import Found
from execplan_hooks.document import source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.model import Severity
from execplan_hooks.output import github, sarif, summary, text
from execplan_hooks.output import json as output_json
from execplan_hooks.result import Result
from execplan_hooks.sieves.suppression import SuppressionSieve
from execplan_hooks.tree import Tree

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
PATH = "plans/plan.md"
SHAPES: tuple[text.Shape, ...] = ("text", "full", "concise")

_ANNOTATION = re.compile(r"::(?:error|warning|notice) (?:file=[^:]*,)?title=execplan(?: [a-z-]+)?::")


@cache
def root() -> Path:
    """A repository's root in which nothing lies, for this process."""
    folder = Path(tempfile.mkdtemp(prefix="execplan-fuzz-"))
    (folder / "plans").mkdir()
    return folder


def lint(data: bytes, config: Config | None = None, catalogue: Catalogue | None = None) -> Result:
    """What a run of lint says of one file with these bytes, whatever they are."""
    config = config or Config()
    checker = Checker(
        config,
        catalogue or _catalogue(),
        rules.DOCUMENT_RULES,
        NOW,
        Tree(root(), config),
        sieves=(SuppressionSieve(config, rules.DOCUMENT_RULES),),
    )
    return runner.lint(checker, Found([(root() / PATH, PATH)], contents={PATH: data}))


@cache
def _catalogue() -> Catalogue:
    return Catalogue({}, root())


def run(data: bytes) -> bytes:
    """The JSON of a run."""
    return output_json.render(lint(data)).encode()


def checked(data: bytes) -> bytes:
    """As `run`; raises `AssertionError` for output, of whatever format, that is not as it has to be."""
    result = lint(data)
    code = result.exit_code(Severity.ERROR)
    shown = output_json.render(result)
    json.loads(shown)
    json.loads(sarif.render(result, code))
    check_github(github.render(result), result)
    for shape in SHAPES:
        check_printable(text.render(result, shape=shape))
    check_printable(summary.render(result, code))
    check_places(data, result)
    return shown.encode()


def check_github(shown: str, result: Result) -> None:
    """Each line that GitHub's runner takes for a command is one of ours, and there is no more than one a finding."""
    check_printable(shown)
    lines = shown.split("\n")
    commands = [line for line in lines if line.lstrip().startswith("::")]
    foreign = [line for line in commands if not _ANNOTATION.match(line)]
    assert not foreign, f"a command that is none of ours: {foreign[0][:200]!r}"
    assert "##[" not in shown, "a command of the old form"
    assert len(commands) <= len(result.diagnostics) + len(result.notes) + len(result.problems) + 1, "too many commands"


def check_printable(shown: str) -> None:
    """Nothing that a terminal or a reader would not show as it is."""
    for line in shown.split("\n"):
        assert line.isprintable(), f"a character that is not printable: {line[:200]!r}"


def check_places(data: bytes, result: Result) -> None:
    """Each finding lies in the file: at one of its lines, in columns that the line has."""
    try:
        lines = source.decode(PATH, data).lines
    except source.UnreadableError:
        lines = ()
    for found in result.diagnostics:
        last = found.end_line or found.line or 0
        assert not lines or (0 <= (found.line or 0) <= last <= max(1, len(lines))), f"no such line: {found}"
        for line, column in ((found.line, found.column), (last, found.end_column)):
            if lines and line and column is not None:
                assert 1 <= column <= len(lines[line - 1]) + 1, f"no such column: {found}"
        assert all(1 <= line <= max(1, len(lines)) for line in found.places if lines), f"no such place: {found}"
