"""Does the checkout have what a comparison needs: enough history, a default branch, a merge base, a branch."""

from __future__ import annotations

from collections.abc import Iterator

from execplan_hooks.doctor.line import Line, number, some
from execplan_hooks.doctor.situation import Situation
from execplan_hooks.document.plan import Plan
from execplan_hooks.gate import environment
from execplan_hooks.gate.branch import Branch, current_branch, default_branch
from execplan_hooks.gate.declared import declared_branches
from execplan_hooks.gate.reading import Reader, is_active
from execplan_hooks.located import ConfigError
from execplan_hooks.model import ExecplanError
from execplan_hooks.repository.contents import INDEX, WORKTREE
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError, NoMergeBase, UnknownBranch, UnknownRevision

DEEPEN = "git fetch --unshallow (in GitHub Actions: fetch-depth: 0 for actions/checkout)"


def check(here: Situation) -> Iterator[Line]:
    if here.repo is None:
        yield Line("checkout", "skip", "not looked at: no git repository")
        return
    if here.is_shallow:
        found = "shallow: the older part of the history is missing, so that a merge base may not be found"
        yield Line("history", "warn", found, DEEPEN)
    else:
        yield Line("history", "ok", "the whole history is here")
    if here.head is None:
        yield Line("default-branch", "skip", "not looked for: there is no commit yet")
    else:
        yield from _default_branch(here, here.repo)
    yield from _branch(here, here.repo)


def _default_branch(here: Situation, repo: Repository) -> Iterator[Line]:
    configured = here.config.default_branch
    ref = default_branch(repo, configured)
    if ref is None:
        found = "not known: neither origin/HEAD nor main nor master is there, so that a push cannot be compared"
        yield Line("default-branch", "fail", found, _tell_default_branch(repo))
        return
    name = short(ref)
    if configured is not None and not ref.startswith("refs/"):
        found = f"{name}, as default-branch in {here.config.file} says, but this clone has no such branch"
        todo = f"git fetch origin {name}, or correct default-branch" if _has_origin(repo) else "correct default-branch"
        yield Line("default-branch", "fail", found, todo)
        return
    if configured is not None:
        why = f"as default-branch in {here.config.file} says"
    elif repo.symbolic_ref("refs/remotes/origin/HEAD") == ref:
        why = "as origin/HEAD says"
    else:
        why = "by its name"
    yield Line("default-branch", "ok", f"{name}, {why}")
    yield _base(repo, ref, name)


def _tell_default_branch(repo: Repository) -> str:
    set_it = "set default-branch in .execplan.yaml"
    return f"git remote set-head origin --auto, or {set_it}" if _has_origin(repo) else set_it


def _has_origin(repo: Repository) -> bool:
    return repo.git.attempt("config", "--get", "remote.origin.url") is not None


def short(ref: str) -> str:
    """A branch's name as people write it: `origin/main` for `refs/remotes/origin/main`."""
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _base(repo: Repository, ref: str, name: str) -> Line:
    try:
        changes = repo.between(ref, "HEAD")
    except NoMergeBase as error:
        found = f"HEAD and {name} have no merge base that is certain here: the gate cannot compare them"
        return Line("base", "fail", found, DEEPEN if repo.git.is_shallow() else str(error).rpartition("; ")[2])
    except (UnknownRevision, GitError) as error:
        found, _, todo = str(error).rpartition("; ")
        return Line("base", "fail", found, todo)
    ahead = len(repo.commits(ref, "HEAD"))
    return Line(
        "base",
        "ok",
        f"the merge base with {name} is {(changes.merge_base or '')[:12]}; HEAD is {number(ahead, 'commit')} ahead",
    )


def branch_of(here: Situation) -> Branch | None:
    """The branch that is checked out, None where nothing says it. Raises `ExecplanError` for an unusable event."""
    try:
        return current_branch(here.repo, None, here.environ) if here.repo else None
    except UnknownBranch:
        return None


def _branch(here: Situation, repo: Repository) -> Iterator[Line]:
    try:
        branch = branch_of(here)
    except ExecplanError as error:
        yield Line("branch", "fail", f"not known: {error}", "unset GITHUB_EVENT_PATH outside of GitHub Actions")
        return
    if branch is None:
        found = "not known: HEAD is detached, so that no plan can govern by its branch"
        yield Line("branch", "warn", found, "git switch NAME, or pass --branch NAME to the gate")
        return
    yield Line("branch", "ok", f"{branch.name}" + ("" if branch.source == "HEAD" else f", as {branch.source} says"))
    if here.no_config is None:
        try:
            yield _governing(here, repo, branch)
        except ConfigError:
            yield Line("governing-plan", "skip", "not looked for: a dialect of the configuration cannot be used")


def _governing(here: Situation, repo: Repository, branch: Branch) -> Line:
    """The active plans that declare the branch, as they are committed and on disk."""
    reader = Reader(repo, here.config, here.catalogue)
    found: dict[str, Plan] = {}
    committed: set[str] = set()
    for revision in (here.head, INDEX, WORKTREE):
        for plan in reader.candidates(revision, branch.name):
            if is_active(plan) and branch.name in [name for name, _, _ in declared_branches(plan)]:
                found.setdefault(plan.path, plan)
                if revision == here.head:
                    committed.add(plan.path)
    if not found:
        integrates = environment.is_integration(repo, here.config, here.environ, branch)
        if here.head is None or integrates:
            why = "a branch that brings together others" if integrates else "no commit yet"
            return Line("governing-plan", "skip", f"no plan declares {branch.name} ({why})")
        todo = f"if a plan covers this work, name the branch in it (- Branch: `{branch.name}`) and commit it"
        return Line("governing-plan", "warn", f"no active plan declares the branch {branch.name}", todo)
    what = f"{some(sorted(found))} {'declares' if len(found) == 1 else 'declare'} {branch.name}"
    pending = sorted(found.keys() - committed)
    if pending:
        todo = "commit the plan before execution begins"
        return Line("governing-plan", "warn", f"{what}, but {some(pending)} is not committed so", todo)
    return Line("governing-plan", "ok", what)
