"""What a change touches: the files that differ from a revision, and the findings that are the change's own."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from execplan_hooks.checking import NOT_CHECKED, Checker
from execplan_hooks.discover import Found
from execplan_hooks.document import source
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.model import Diagnostic
from execplan_hooks.repository.contents import WORKTREE
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, reason, run
from execplan_hooks.sieves.baseline_file import name_of
from execplan_hooks.sieves.past import PastTree

_HUNK = re.compile(rb"^@@ -[0-9,]+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_ALIKE = 0.5  # of its lines that a plan has in common with a deleted one, from which on it is taken for that one


@dataclass(frozen=True)
class Touched:
    """What differs between the merge base of `ref` with HEAD and the work tree: what was committed since, what is
    staged or not, and untracked files.

    `base` is the commit that old versions are read from. `paths` and `deleted`, which are from the top of the
    repository, may hold files that are again as they were. `root` is what plans are named from: the top, or a folder.
    """

    repo: Repository
    root: Path
    ref: str
    base: str
    paths: frozenset[str]
    deleted: tuple[str, ...]

    @cached_property
    def prefix(self) -> str:
        """The folder of `root` in the repository, with a slash at its end; empty for the top."""
        inside = os.path.relpath(os.path.realpath(self.root), os.path.realpath(self.repo.root))
        return "" if inside == "." else f"{Path(inside).as_posix()}/"

    def among(self, found: Found) -> Found:
        """Those of the files that are touched."""
        return dataclasses.replace(found, files=[(file, path) for file, path in found.files if self._has(file, path)])

    def _has(self, file: Path, path: str) -> bool:
        top = os.path.realpath(self.repo.root)
        # What a link leads to may be touched where the link is not.
        for name in dict.fromkeys((self.prefix + path, os.path.relpath(os.path.realpath(file), top))):
            if name in self.paths:
                before = self.repo.read(self.base, name)
                if before is None or before != self.repo.read(WORKTREE, name):
                    return True
            # Of another repository in this one, git names the folder alone.
            elif any(str(folder) in self.paths for folder in PurePosixPath(name).parents):
                return True
        return False

    def before(self, plan: Plan) -> source.Source | None:
        """The plan as it was: at its path, else under its old name, which is that of a deleted plan. None where it is
        new, or cannot be read."""
        data, path = self.repo.read(self.base, self.prefix + plan.path), plan.path
        if data is None:
            path = self._old_name(plan)
            data = self.repo.read(self.base, self.prefix + path) if path else None
        try:
            return None if data is None else source.decode(path, data)
        except source.UnreadableError:
            return None

    def _old_name(self, plan: Plan) -> str:
        """The path of the deleted plan with this one's name, else of the one that is most like it; `""` for none."""
        same = [path for path in self._gone if name_of(path) == name_of(plan.path)]
        lines = Counter(filter(None, map(str.strip, plan.source.lines)))
        shares = {path: (self._gone[path] & lines).total() / max(lines.total(), 1) for path in same or self._gone}
        best = max(shares, key=lambda path: (shares[path], path), default="")
        return best if best and (len(same) == 1 or shares[best] >= _ALIKE) else ""

    @cached_property
    def _gone(self) -> dict[str, Counter[str]]:
        """The lines of deleted Markdown files, by their paths from `root`."""
        wanted = [path for path in self.deleted if path.startswith(self.prefix)]
        texts = self.repo.read_all(self.base, [path for path in wanted if path.lower().endswith((".md", ".markdown"))])
        return {
            path.removeprefix(self.prefix): Counter(filter(None, map(str.strip, _text(data).split("\n"))))
            for path, data in texts.items()
        }


def since(root: Path, ref: str) -> Touched:
    """What is touched since `ref`. Raises `GitError`: no repository, no such revision, no merge base."""
    repo = Repository.open(root)
    committed, here = repo.between(ref, "HEAD"), repo.worktree()
    changes = {change.path for part in (committed, here) for change in part.changes}
    deleted = sorted(path for path in changes if not os.path.lexists(repo.root / path))
    return Touched(repo, root, ref, committed.before or repo.resolve(ref), frozenset(changes), tuple(deleted))


@dataclass(frozen=True)
class TouchedSieve:
    """Leaves the findings on lines that a change touches, and those that the plan did not have before it.

    `checker` judges the old versions: it is the run's, with the sieves before this one.
    """

    touched: Touched
    checker: Checker
    label: str = "untouched"
    _trees: list[PastTree] = field(default_factory=list)

    def sift(self, plan: Plan, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The findings that are the change's own; all of a new plan's, and of one that could not be judged before."""
        old = self.touched.before(plan) if found else None
        before = self._subjects(old) if old else None
        if old is None or before is None:
            return list(found)
        hunks = _hunks(self.touched.repo, old.lines, plan.source.lines)
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
    """Whether a line that a finding is about is among those of the hunks."""
    if diagnostic.line is None or diagnostic.absent:
        return False
    last = max(diagnostic.end_line or 0, diagnostic.line)
    index = bisect_right(hunks, last, key=lambda lines: lines.start) - 1
    return index >= 0 and hunks[index].stop > diagnostic.line


def _text(data: bytes) -> str:
    return data[: source.MAX_BYTES].decode("utf-8", "replace").replace("\r", "")
