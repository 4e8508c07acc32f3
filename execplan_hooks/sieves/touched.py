"""What a change touches: the files that differ from a revision, and the findings that are the change's own."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from execplan_hooks.checking import NOT_CHECKED, Checker, Subject
from execplan_hooks.discover import Found
from execplan_hooks.document import source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.frozen import frozen
from execplan_hooks.model import Diagnostic
from execplan_hooks.repository.changes import ChangeSet
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, reason, run
from execplan_hooks.sieves.baseline_file import name_of
from execplan_hooks.sieves.differing import differing, hops, link_here, link_in
from execplan_hooks.sieves.past import PastTree

_HUNK = re.compile(rb"^@@ -[0-9,]+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_SUBMODULE = "160000"
_ALIKE = 0.5  # of its lines that a plan has in common with a deleted one, from which on it is taken for that one


@frozen
class Touched:
    """What differs between the merge base of `ref` with HEAD and the work tree: what was committed since, what is
    staged or not, what a merge in progress brings in, and files that git does not know.

    `base` is the commit that old versions are read from, `committed` what was committed since. `root` is what plans are
    named from: the top of the repository, or a folder in it.
    """

    repo: Repository
    root: Path
    ref: str
    base: str
    committed: ChangeSet
    _new: set[tuple[str, ...]] = field(default_factory=set)
    _taken: dict[str, str] = field(default_factory=dict)

    @cached_property
    def prefix(self) -> str:
        """The folder of `root` in the repository, with a slash at its end; empty for the top."""
        inside = os.path.relpath(os.path.realpath(self.root), self._top)
        return "" if inside == "." else f"{Path(inside).as_posix()}/"

    @cached_property
    def _top(self) -> str:
        return os.path.realpath(self.repo.root)

    def among(self, found: Found) -> Found:
        """Those of the files that are touched: they, or a link on the way to them."""
        links = partial(link_here, self._top)
        ways = {path: hops(self._name(file, path), links) for file, path in found.files}
        names = {name for way in ways.values() for name in way}
        here = self._differing(names)
        there = self.repo.modes(self.base, sorted(names))
        self._new.update(name_of(path) for path, way in ways.items() if way[0] not in there)
        return dataclasses.replace(found, files=[(file, path) for file, path in found.files if here & {*ways[path]}])

    def _name(self, file: Path, path: str) -> str:
        """A file's path from the top; `path` is its name in reports: from `root`, or outside of it as given."""
        if not os.path.isabs(path) and path.split("/")[0] != "..":
            return self.prefix + path
        return Path(os.path.relpath(os.path.realpath(file), self._top)).as_posix()

    def _differing(self, names: set[str]) -> set[str]:
        # Of several merge bases none is better: what differs from one of them counts, unless it is as on `ref`.
        bases = [base for base in (self.committed.merge_base, *self.committed.further_bases) if base]
        found = set[str]().union(*(differing(self.repo, base, names) for base in bases))
        if self.base not in bases:
            found &= differing(self.repo, self.base, names)
        # Of another repository in this one git knows the commit alone.
        folders = {name: [str(folder) for folder in PurePosixPath(name).parents] for name in found}
        modes = self.repo.modes(self.base, sorted({folder for inside in folders.values() for folder in inside}))
        foreign = {name for name, inside in folders.items() if _SUBMODULE in map(modes.get, inside)}
        return {name for name in found if name not in foreign or not self._listed.isdisjoint(folders[name])}

    @cached_property
    def _listed(self) -> frozenset[str]:
        """What git says has changed."""
        return frozenset(change.path for part in (self.committed, self.repo.worktree()) for change in part.changes)

    def before(self, plan: Plan) -> source.Source | None:
        """The plan as it was: at its path, else under its old name, which is that of a deleted plan. None where it is
        new, or cannot be read."""
        path = plan.path
        data = self.repo.read(self.base, hops(self.prefix + path, partial(link_in, self.repo, self.base))[-1])
        if data is None:
            path = self._old_name(plan)
            data = self.repo.read(self.base, self.prefix + path) if path else None
        try:
            return None if data is None else source.decode(path, data)
        except source.UnreadableError:
            return None

    def _old_name(self, plan: Plan) -> str:
        """The path of the deleted plan with this one's name, else of the one that is most like it; `""` for none.

        It is that of no other plan: of two copies one is new.
        """
        name = name_of(plan.path)
        free = {path: lines for path, lines in self._gone.items() if self._taken.get(path, plan.path) == plan.path}
        same = [path for path in free if name_of(path) == name]
        others = [path for path in free if name_of(path) not in self._new]
        lines = Counter(filter(None, map(str.strip, plan.source.lines)))
        shares = {path: (free[path] & lines).total() / max(lines.total(), 1) for path in same or others}
        best = max(shares, key=lambda path: (shares[path], path), default="")
        if not best or (len(same) != 1 and shares[best] < _ALIKE):
            return ""
        self._taken[best] = plan.path
        return best

    @cached_property
    def _gone(self) -> dict[str, Counter[str]]:
        """The lines of deleted Markdown files, by their paths from `root`."""
        there = [
            path for path in self.repo.files(self.base, self.prefix) if path.lower().endswith((".md", ".markdown"))
        ]
        wanted = {path for path in there if not os.path.lexists(self.repo.root / path)}
        if wanted:  # a sparse checkout lacks what nobody deleted
            listing = os.fsdecode(self.repo.git.output("ls-files", "-t", "-z")).split("\0")
            wanted -= {line[2:] for line in listing if line.startswith("S ")}
        return {
            path.removeprefix(self.prefix): Counter(filter(None, map(str.strip, _text(data).split("\n"))))
            for path, data in self.repo.read_all(self.base, sorted(wanted)).items()
        }


def since(root: Path, ref: str) -> Touched | None:
    """What is touched since `ref`; None for all, since HEAD where there is no commit yet.

    Raises `GitError`: no repository, no such revision, no merge base.
    """
    repo = Repository.open(root)
    if ref == "HEAD" and repo.head() is None:
        return None
    committed = repo.between(ref, "HEAD")
    return Touched(repo, root, ref, committed.before or repo.resolve(ref), committed)


@frozen
class TouchedSieve:
    """Leaves the findings on lines that a change touches, and those that the plan did not have before it.

    `checker` judges the old versions: it is the run's, with the sieves before this one.
    """

    touched: Touched
    checker: Checker
    label: str = "untouched"
    _trees: list[PastTree] = field(default_factory=list)

    def sift(self, subject: Subject, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that are the change's own; all of a new plan's, and of one that could not be judged before."""
        old = self.touched.before(subject.plan) if found else None
        before = self._subjects(old) if old else None
        if old is None or before is None:
            return list(found)
        hunks = _hunks(self.touched.repo, old.lines, subject.plan.source.lines)
        kept = []
        for diagnostic in found:
            wanted = Counter((diagnostic.rule, subject) for subject in diagnostic.subjects)
            known = all(before[key] >= count for key, count in wanted.items())
            if known and not _meets(hunks, diagnostic):
                before.subtract(wanted)
            else:
                kept.append(diagnostic)
        return kept

    def _subjects(self, old: source.Source) -> Counter[tuple[str, str]] | None:
        """What was reported of an old version; None where it could not be judged in full."""
        checker = dataclasses.replace(self.checker, tree=self._tree if self.checker.tree else None)
        try:
            plan = checker.load(old)
        except (source.UnreadableError, MarkdownLimitError):
            return None
        found = checker.check(plan).diagnostics if plan else []
        if plan is None or any(diagnostic.rule == NOT_CHECKED for diagnostic in found):
            return None
        return Counter((diagnostic.rule, subject) for diagnostic in found for subject in diagnostic.subjects)

    @property
    def _tree(self) -> PastTree:
        touched = self.touched
        if not self._trees:  # one for all plans: it reads the files of a commit
            config = self.checker.config
            self._trees.append(PastTree(touched.root, config, touched.repo, touched.base, touched.prefix))
        return self._trees[0]


def _hunks(repo: Repository, old: Sequence[str], new: Sequence[str]) -> list[range]:
    """The lines of `new` that are not in `old`, as git tells it, sorted. Raises `GitError`."""
    with tempfile.TemporaryDirectory(prefix="execplan-") as folder:
        for name, lines in (("old", old), ("new", new)):
            Path(folder, name).write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
        options = ("--unified=0", "--inter-hunk-context=0", "--text", "--no-color", "--no-ext-diff", "--no-textconv")
        command = ("diff", "--no-index", *options, "--diff-algorithm=myers", "--", "old", "new")
        code, output, message = run(command, Path(folder), repo.git.environ)
    if code not in (0, 1):
        raise GitError(f"`git diff` failed: {reason(message)}; run `git fsck` and `git status` to see what is wrong")
    sizes = ((int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(output))
    return [range(start, start + count) for start, count in sizes if count]


def _meets(hunks: Sequence[range], diagnostic: Diagnostic) -> bool:
    """Whether a line that a finding is about, or compares with another, is among those of the hunks."""
    if diagnostic.line is None or diagnostic.absent:
        return False
    last = max(diagnostic.end_line or 0, diagnostic.line)
    stretches = [(diagnostic.line, last), *((line, line) for line in (*diagnostic.places, *diagnostic.beside))]
    return any(_holds(hunks, first, end) for first, end in stretches)


def _holds(hunks: Sequence[range], first: int, last: int) -> bool:
    index = bisect_right(hunks, last, key=lambda lines: lines.start) - 1
    return index >= 0 and hunks[index].stop > first


def _text(data: bytes) -> str:
    return data[: source.MAX_BYTES].decode("utf-8", "replace").replace("\r", "")
