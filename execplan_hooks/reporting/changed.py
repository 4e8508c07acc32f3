"""The files that a session claims to have changed, held against those that its branch really changes."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from execplan_hooks.config import Config
from execplan_hooks.contract.contract import compile_entry
from execplan_hooks.contract.matching import Matcher
from execplan_hooks.document import places
from execplan_hooks.document.plan import Plan
from execplan_hooks.document.scope.scope_entry import ScopeEntry
from execplan_hooks.frozen import frozen
from execplan_hooks.gate.branch import current_branch, default_branch
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, UnknownBranch

_HEADS = "refs/heads/"


@frozen
class Work:
    """What a branch changes: its paths since the merge base with the default branch, and how that was found.

    `paths` is None where nothing could be compared; then `reason` says why. `worktree`: what is not committed counts
    too. Plans and their indexes are not among the paths.
    """

    paths: tuple[str, ...] | None = None
    reason: str = ""
    base: str | None = None
    merge_base: str | None = None
    head: str | None = None
    worktree: bool = False


@frozen
class Claims:
    """Claimed paths that the branch changes and that it does not, and changed ones that no record claims."""

    confirmed: tuple[str, ...]
    not_changed: tuple[str, ...]
    not_claimed: tuple[str, ...]


class Branches:
    """The work of the branches of a repository; each is compared once."""

    def __init__(self, repo: Repository, config: Config) -> None:
        self._repo = repo
        self._config = config
        self._work: dict[str, Work] = {}

    @cached_property
    def _default(self) -> str | None:
        return default_branch(self._repo, self._config.default_branch)

    @cached_property
    def _current(self) -> str:
        try:
            return current_branch(self._repo, None, {}).name
        except UnknownBranch:
            return ""

    def of(self, plan: Plan) -> Work:
        """The work of the branch that a plan declares for its execution."""
        declared = list(dict.fromkeys(name for name, _, _ in declared_branches(plan)))
        if len(declared) > 1:
            return Work(reason="the plan declares several branches")
        if not declared:
            return Work(reason="the plan declares no branch")
        name = declared[0]
        if name not in self._work:
            try:
                self._work[name] = self._compared(name)
            except GitError as error:
                self._work[name] = Work(reason=str(error))
        return self._work[name]

    def _compared(self, name: str) -> Work:
        if self._default is None:
            return Work(reason="the default branch is not known; set default-branch in .execplan.yaml")
        if self._default.removeprefix(_HEADS) == name or self._default.endswith(f"/origin/{name}"):
            return Work(reason=f'the plan\'s branch "{name}" is the default branch')
        is_here = name == self._current
        refs = (f"{_HEADS}{name}", f"refs/remotes/origin/{name}")
        head = "HEAD" if is_here else next((ref for ref in refs if self._repo.is_ref(ref)), None)
        if head is None:
            return Work(reason=f'there is no branch "{name}" in this clone')
        found = self._repo.between(self._default, head)
        changed = {item.path for item in found.changes}
        if is_here:
            changed |= {item.path for item in self._repo.worktree().changes}
        if not changed and found.merge_base == found.head:
            return Work(reason=f'branch "{name}" is merged, or has no commit of its own')
        paths = sorted(path for path in changed if not places.is_planning(self._config, path))
        return Work(tuple(paths), "", found.base, found.merge_base, found.head, is_here)


def held_against(claims: Iterable[str], plan: str, paths: tuple[str, ...]) -> Claims:
    """The claims of the plan at the path `plan`, and the changed paths, each on its side.

    A claim is a path from the root or from the plan's folder, a folder or a glob, or a file's name alone.
    """
    written = tuple(dict.fromkeys(claims))
    patterns = [
        (number, pattern)
        for number, claim in enumerate(written)
        for form in {claim.removeprefix("./"), _from_root(claim, plan)}
        for pattern in compile_entry(ScopeEntry(form, 1, 1, (form,))).patterns
    ]
    matcher = Matcher(patterns)
    by_name = {claim: number for number, claim in enumerate(written)}
    seen: set[int] = set()
    not_claimed = []
    for path in paths:
        spoken = set(matcher.speaking(unicodedata.normalize("NFC", path)))
        if (named := by_name.get(posixpath.basename(path))) is not None:
            spoken.add(named)
        seen |= spoken
        if not spoken:
            not_claimed.append(path)
    confirmed = tuple(claim for number, claim in enumerate(written) if number in seen)
    return Claims(confirmed, tuple(c for n, c in enumerate(written) if n not in seen), tuple(not_claimed))


def _from_root(written: str, plan: str) -> str:
    if not written.startswith("../"):
        return written.removeprefix("./")
    return posixpath.normpath(posixpath.join(posixpath.dirname(plan), written))
