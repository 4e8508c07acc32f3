"""A repository: its revisions and its change sets, besides its files. Nothing here writes to it.

Paths are `str` as `os.fsdecode` gives them, relative to the top level, with `/`; bytes that are no UTF-8 stay
in them as surrogates: `escape.plain` makes them fit for output.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from execplan_hooks.escape import plain
from execplan_hooks.frozen import frozen
from execplan_hooks.repository import disk
from execplan_hooks.repository.changes import ABSENT, ChangeSet, Mode, PathChange, differing, ordered, status
from execplan_hooks.repository.contents import INDEX, SHA, WORKTREE, Contents
from execplan_hooks.repository.opening import find
from execplan_hooks.repository.process import SHALLOW, NoMergeBase, names


@frozen
class Repository(Contents):
    """A repository with a work tree. Get one with `Repository.open`."""

    @classmethod
    def open(cls, start: Path) -> Repository:
        """The repository that the file or folder `start` lies in.

        Raises `GitMissing`, `NotARepository`, `DubiousOwnership`, `BareRepository`.
        """
        return cls(find(start))

    def symbolic_ref(self, name: str) -> str | None:
        """The full name of the ref that a symbolic ref such as `HEAD` points to; None where it is none."""
        return self.git.attempt("symbolic-ref", "--quiet", name)

    def is_ref(self, name: str) -> bool:
        """Whether a ref of that full name is there."""
        return self.git.attempt("show-ref", "--verify", "--quiet", name) is not None

    def merge_bases(self, base: str, head: str) -> tuple[str, ...]:
        """The best common ancestors: several after merges crosswise. Raises `UnknownRevision`, `NoMergeBase`."""
        old, new = self.resolve(base), self.resolve(head)
        found = self.git.attempt("merge-base", "--all", old, new)
        if found:
            return tuple(found.split("\n"))
        if self.git.is_shallow():
            hint = SHALLOW
        else:
            hint = "their histories are unrelated: name the branch that this one was started from"
        raise NoMergeBase(f"`{plain(base)}` and `{plain(head)}` have no merge base here; {hint}")

    def staged(self) -> ChangeSet:
        """The index against HEAD; honours GIT_INDEX_FILE (`commit -a`, partial commits).

        While a merge is in progress a path counts only where it differs from all parents: what the other
        branch brings in is not this one's work.
        """
        return self._from_head("staged", INDEX, "--cached")

    def between(self, base: str, head: str) -> ChangeSet:
        """The merge base of the two against `head`. Raises `UnknownRevision`, `NoMergeBase`.

        Of several merge bases each counts: a path is changed where `head` differs from one of them, unless it is in
        `head` as it is in `base`.
        """
        old, new = self.resolve(base), self.resolve(head)
        common, *others = self.merge_bases(old, new)
        if common != old:
            self._refuse_cut_off(old, new, [common, *others])
        changes = differing(self.git, [common], "diff-tree", to=[new])
        if others:
            # A path that only the other side changed, before it was merged here, differs from one of them too; as
            # long as `base` did not change it again, that is seen by its being the same there.
            open_still = differing(self.git, [old], "diff-tree", to=[new])
            for other in others:
                changes = differing(self.git, [other], "diff-tree", to=[new]) | changes
            changes = {path: change for path, change in changes.items() if path in open_still}
        return ChangeSet("range", old, new, common, ordered(changes), further_bases=tuple(others))

    def _refuse_cut_off(self, old: str, new: str, common: list[str]) -> None:
        """Raise `NoMergeBase` where a shallow clone may lack commits by which another merge base would be found."""
        if self.git.is_shallow():
            file = self.git.path("shallow")
            edges = set(file.read_text("ascii", "replace").split()) if file.exists() else set()
            beside = self.git.line("rev-list", old, new, *(f"^{commit}" for commit in common)).split()
            if not edges.isdisjoint(beside):
                raise NoMergeBase(f"the merge base of {old[:12]} and {new[:12]} cannot be told for sure; {SHALLOW}")

    def worktree(self) -> ChangeSet:
        """HEAD against the work tree: staged, unstaged and untracked (not ignored) paths.

        What a user told git to overlook (`--skip-worktree`, `--assume-unchanged`) stays out, as in a commit.
        """
        import shutil  # only here a file is written
        import tempfile

        with tempfile.TemporaryDirectory(prefix="execplan-") as folder:
            copy, index = Path(folder, "index"), self.git.path("index")
            if index.exists():
                # `diff-index` takes a touched file for a changed one until the index is refreshed. That is
                # done in a copy, with the original's time: by it git notices a change of the same second.
                shutil.copy2(index, copy)
            fresh = Repository(replace(self.git, environ={**self.git.environ, "GIT_INDEX_FILE": str(copy)}))
            fresh.git.attempt("update-index", "-q", "--refresh")
            tracked = fresh._from_head("worktree", WORKTREE)
            untracked = names(fresh.git.output("ls-files", "-z", "--others", "--exclude-standard"))
        changes = {change.path: change for change in tracked.changes}
        for path in untracked:
            mode = disk.mode(self.root, path)
            old = changes[path].old_mode if path in changes else ABSENT
            changes[path] = PathChange(path, status(old, mode), old, mode)
        return replace(tracked, changes=ordered(changes))

    def commits(self, base: str, head: str) -> list[str]:
        """The commits of `base..head`, merges too, oldest first, parents before children."""
        old, new = self.resolve(base), self.resolve(head)
        return self.git.line("rev-list", "--topo-order", "--reverse", new, f"^{old}").split()

    def graph(self, base: str, head: str) -> dict[str, list[str]]:
        """The commits of `base..head`, oldest first, each with its parents."""
        old, new = self.resolve(base), self.resolve(head)
        lines = self.git.line("rev-list", "--topo-order", "--reverse", "--parents", new, f"^{old}").splitlines()
        return {line.split(" ")[0]: line.split(" ")[1:] for line in lines}

    def commit_changes(self, commit: str) -> list[PathChange]:
        """The paths that a commit changes, sorted.

        A merge commit: those that differ from all its parents, with the first one's mode as the old one. A
        root commit: all its paths.
        """
        new = self.resolve(commit)
        return list(ordered(differing(self.git, self.parents(new), "diff-tree", to=[new])))

    def parents(self, commit: str) -> list[str]:
        """The parents that a commit names, also where a shallow clone lacks them."""
        # From the commit itself: at the edge of a shallow clone git pretends that there is no parent.
        header = self.git.output("cat-file", "commit", self.resolve(commit)).split(b"\n\n")[0].split(b"\n")
        return [line.removeprefix(b"parent ").decode() for line in header if line.startswith(b"parent ")]

    def _from_head(self, mode: Mode, head: str, *options: str) -> ChangeSet:
        base = self.head()
        merging = self._merging() if base else ()
        changes = differing(self.git, [base, *merging] if base else [], "diff-index", *options)
        return ChangeSet(mode, base, head, None, ordered(changes), merging)

    def _merging(self) -> tuple[str, ...]:
        """The commits that a merge in progress brings in."""
        file = self.git.folder / "MERGE_HEAD"
        if file.exists():
            return tuple(self.resolve(line) for line in file.read_text("ascii", "replace").split())
        # A merge without conflicts writes MERGE_HEAD only after its pre-merge-commit hook; that hook's
        # environment names the merged commits.
        named = (name.removeprefix("GITHEAD_") for name in self.git.environ if name.startswith("GITHEAD_"))
        return tuple(self.resolve(name) for name in sorted(named) if SHA.fullmatch(name))
