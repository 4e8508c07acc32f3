"""The fixes of a run: what would be written to which file, `repairs`, and writing it, `write`."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from execplan_hooks.checking import Checker
from execplan_hooks.discover import Found, find, shown_path
from execplan_hooks.document import source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.source import Source, UnreadableError
from execplan_hooks.fixing import fixer, writing
from execplan_hooks.fixing.edits import encoded
from execplan_hooks.fixing.fixer import Fixed
from execplan_hooks.fixing.neighbours import breaking
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Diagnostic


@frozen
class Repair:
    """A file that fixes change: `file` is where its content lies, `place` the same relative to the root, `paths` are
    the names under which the run shows it. `content` is what was read."""

    file: Path
    place: str
    paths: tuple[str, ...]
    content: bytes
    fixed: Fixed


@dataclass
class Repairs:
    """The files that fixes change, and why others cannot be changed although there is something to fix: these are at
    the paths `unwritten`. `unsafe`: all fixes were tried, not the safe ones alone."""

    unsafe: bool = False
    files: list[Repair] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unwritten: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many findings are fixed."""
        return sum(repair.fixed.count for repair in self.files)

    def was_rejected(self, left: Diagnostic) -> bool:
        """Whether the fix of a finding that is left was tried and did not hold."""
        return left.fix is not None and (left.fix.safe or self.unsafe) and left.path not in self.unwritten

    def refuse(self, problem: str, paths: Iterable[str]) -> None:
        """Note why a file cannot be fixed, which the run shows under the `paths`."""
        self.problems.append(problem)
        self.unwritten.update(paths)


def repairs(checker: Checker, found: Found, root: Path, unsafe: bool) -> Repairs:
    """What the fixes of all plans come to; nothing is written. What cannot be read is left to whoever reports on it."""
    result, texts = Repairs(unsafe), []
    on_disk = checker
    for real, names in _by_content(found).items():
        file, path = names[0]
        shown = tuple(name for _, name in names)
        try:
            content = found.content(file, path)
            fixed = fixer.fixed(checker, source.decode(path, content), unsafe)
        except (OSError, UnreadableError, MarkdownLimitError):
            continue
        if fixed is None:
            continue
        texts.append(fixed.before)
        if not fixed.complete:
            result.refuse(f"{path}: too much to fix at once; run it again for the rest", shown)
        if not fixed.changed:
            continue
        if fixed.before.newline == "mixed":
            what = "its lines end partly in CRLF or CR and partly in LF; give all of them the same end"
            result.refuse(f"{path}: not fixed, {what}", shown)
            continue
        try:
            if path not in found.contents:
                writing.refuse_outside(real, file, root)
        except writing.NotWritten as error:
            result.refuse(f"{path}: {error}", shown)
            continue
        texts[-1] = fixed.after
        if checker.tree:  # what is checked after this one sees it as it will be
            checker = dataclasses.replace(checker, tree=checker.tree.with_source(fixed.after))
        place = path if path in found.contents else shown_path(Path(os.path.realpath(root)), real)
        result.files.append(Repair(real, place, shown, content, fixed))
    if result.files:
        texts += _others(checker, root, {text.path for text in texts})
    broken = breaking(on_disk, texts, [repair.fixed.after for repair in result.files])
    result.files = [one for one in result.files if one.fixed.after.path not in broken]
    return result


def _others(checker: Checker, root: Path, known: Set[str]) -> Iterator[Source]:
    """The other files in places of plans, which a run over some of them (of a hook) does not have."""
    for file, path in find(root, checker.config, ()).files:
        if path not in known:
            with contextlib.suppress(OSError, UnreadableError):
                yield source.read(file, path)


def _by_content(found: Found) -> dict[Path, list[tuple[Path, str]]]:
    """The files of a run by where their content lies: a plan and a link to it are one. What is not read from disk lies
    where it is shown."""
    files: dict[Path, list[tuple[Path, str]]] = {}
    for file, path in found.files:
        try:
            real = Path(path) if path in found.contents else Path(os.path.realpath(file))
        except (OSError, ValueError):
            continue
        files.setdefault(real, []).append((file, path))
    return files


def write(repairs: Repairs) -> Repairs:
    """Replace the files; gives those that were replaced, and why others could not be."""
    done = Repairs(repairs.unsafe, [], list(repairs.problems), set(repairs.unwritten))
    for repair in repairs.files:
        try:
            writing.replace(repair.file, repair.content, encoded(repair.fixed.after))
        except writing.NotWritten as error:
            done.refuse(f"{repair.paths[0]}: {error}", repair.paths)
        else:
            done.files.append(repair)
    return done


def contents(repairs: Iterable[Repair]) -> dict[str, bytes]:
    """What the files would hold, by each name of theirs."""
    return {path: encoded(repair.fixed.after) for repair in repairs for path in repair.paths}
