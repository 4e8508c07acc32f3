"""Faults of a change that `test_change_mutants.py` puts on top of an honest one, and the finding that each must cause.

The honest change does the work of the conforming plan of a dialect on its branch, inside its files, and updates the
plan. A fault is one more commit. What must be reported follows from the edit, not from the suite's findings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures import conforming
from tests.gitrepo import GitRepo


@dataclass(frozen=True)
class Job:
    """A conforming plan with the work that it asks for: `inside` is a file that it allows, `excluded` one that it
    forbids, `update` turns the plan into what it says after the work."""

    dialect: str
    plan: str
    branch: str
    inside: str
    excluded: str
    update: Callable[[str], str]


def _session_update(text: str) -> str:
    return text.replace(
        "  - Notes: the queue keeps a day of entries",
        "  - Notes: the queue keeps a day of entries\n"
        "- **Checkpoint Record:**\n"
        "  - Sprint/Block/Task: `S14` / `B03` / `digest-mail`\n"
        "  - Files Changed: `apps/api/src/notify/queue.ts`\n"
        "  - Validation Run: `npm run test:digest`, 17 passed\n"
        "  - Result: `pending`\n"
        "  - Notes: the mail is not rendered yet",
    )


def _ssot_update(text: str) -> str:
    stamp = "2026-01-14T09:00:00Z"
    text = re.sub(r"^updated: .*$", f"updated: {stamp}", text, count=1, flags=re.MULTILINE)
    return text.replace("## Progress\n", "## Progress\n", 1).replace(
        "\n## Context and Orientation",
        f"- [x] {stamp} - Counted the addresses that share a proxy (Owner: agent-07)\n\n## Context and Orientation",
        1,
    )


SESSION = Job(
    "session",
    "docs/exec-plans/active/digests.md",
    "feat/notification-digest",
    "apps/api/src/notify/queue.ts",
    "apps/web/index.ts",
    _session_update,
)
SSOT = Job(
    "ssot",
    "plans/2026-01-12-login-limit-PLAN.md",
    "feat/login-rate-limit",
    "src/auth/limit.py",
    "infra/prod.tf",
    _ssot_update,
)
JOBS = (SESSION, SSOT)

CONFIG = "rules:\n  plan-required: error\n"


@dataclass(frozen=True)
class Site:
    """The repository of a job, on its branch behind the honest change, and what decides where there is a choice."""

    repo: GitRepo
    job: Job
    rng: random.Random

    @property
    def plan(self) -> str:
        return (self.repo.path / self.job.plan).read_text(encoding="utf-8")

    def rewrite(self, old: str, new: str) -> None:
        assert self.plan.count(old) >= 1, f"{old!r} stands in no line of the plan"
        self.repo.write(self.job.plan, self.plan.replace(old, new, 1))


@dataclass(frozen=True)
class Expected:
    """What the gate must say of a fault: a finding of `rule` about each of `paths`, no error of another rule."""

    rule: str
    paths: tuple[str, ...]
    severity: str = "error"
    also: tuple[str, ...] = ()


Fault = Callable[[Site], Expected]


def site(path: Path, job: Job, seed: str) -> Site:
    """A repository with the plan on `main` and the honest change on the plan's branch."""
    repo = GitRepo(path)
    files = {job.plan: conforming(job.dialect), job.inside: "one\n", job.excluded: "one\n"}
    source = {"docs/exec-plans/active/notifications.md": "# The source of the plan\n"}
    repo.commit("plan", {**files, **source, "README.md": "read\n", ".execplan.yaml": CONFIG, "lib/tool.py": "one\n"})
    repo.branch(job.branch)
    repo.commit("work", {job.inside: "two\n", job.plan: job.update(conforming(job.dialect))})
    return Site(repo, job, random.Random(seed))


# R60 -----------------------------------------------------------------------------------------------------------------


def another_branch(of: Site) -> Expected:
    name = of.rng.choice(("feat/other", "Feat/Digest", "main-2", "feat/notification-digest-2", "fix/ä"))
    of.repo.git("branch", "-m", name)
    return Expected("branch-continuity", (of.job.plan,))


# R61 -----------------------------------------------------------------------------------------------------------------

_ODD = (
    "lib/new file.py",
    "lib/é.py",
    "lib/-x",
    "lib/'q\".md",
    "lib/a\nb",
    "src/authority/x.py",
    "apps/api/src/notifyx.ts",
)


def added_outside(of: Site) -> Expected:
    name = of.rng.choice(_ODD)
    of.repo.commit("more", {name: "x\n"})
    return Expected("file-scope", (name,))


def excluded_changed(of: Site) -> Expected:
    of.repo.commit("more", {of.job.excluded: "two\n"})
    return Expected("file-scope", (of.job.excluded,))


def deleted_outside(of: Site) -> Expected:
    of.repo.delete("lib/tool.py")
    of.repo.commit("gone")
    return Expected("file-scope", ("lib/tool.py",))


def renamed_into_the_scope(of: Site) -> Expected:
    of.repo.rename("lib/tool.py", of.job.inside + ".old")
    of.repo.commit("moved")
    return Expected("file-scope", ("lib/tool.py",))


def renamed_out_of_the_scope(of: Site) -> Expected:
    of.repo.rename(of.job.inside, "lib/moved.py")
    of.repo.commit("moved")
    return Expected("file-scope", ("lib/moved.py",))


def mode_changed_outside(of: Site) -> Expected:
    (of.repo.path / "lib/tool.py").chmod(0o755)
    of.repo.commit("mode")
    return Expected("file-scope", ("lib/tool.py",))


def linked_outside(of: Site) -> Expected:
    of.repo.symlink("lib/link", "../" + of.job.inside)
    of.repo.commit("link")
    return Expected("file-scope", ("lib/link",))


def submodule_outside(of: Site) -> Expected:
    of.repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib/module")
    of.repo.commit_staged("module")
    return Expected("file-scope", ("lib/module",))


# R62 -----------------------------------------------------------------------------------------------------------------


def widened(of: Site) -> Expected:
    """The contract takes in a path, which is used."""
    if of.job is SESSION:
        of.rewrite("- `docs/notifications.md`\n", "- `docs/notifications.md`\n- `lib/`\n")
    else:
        of.rewrite("`src/auth/**`", "`lib/**`, `src/auth/**`")
    of.repo.commit("wider", {"lib/tool.py": "two\n"})
    return Expected("scope-widening", (of.job.plan,), also=("file-scope",))


def exclude_dropped(of: Site) -> Expected:
    """The path stays outside, for no entry includes it: that is what blocks, and the dropped entry is told."""
    if of.job is SESSION:
        of.rewrite("- `apps/web/...`\n", "")
    else:
        of.rewrite("- Forbidden directories: `infra/**`\n", "")
    of.repo.commit("wider", {of.job.excluded: "two\n"})
    return Expected("scope-widening", (of.job.plan,), "warning", also=("file-scope",))


# R63 -----------------------------------------------------------------------------------------------------------------


def nothing_governs(of: Site) -> Expected:
    """Work that touches no plan, on a branch that no plan declares."""
    of.repo.checkout("main")
    of.repo.branch(f"feat/unplanned-{of.rng.randrange(10)}")
    path = of.rng.choice(("src/billing.py", "migrations/001.sql", "lib/tool.py"))
    of.repo.commit("work", {path: "x\n"})
    return Expected("plan-required", (path,))


# R64 -----------------------------------------------------------------------------------------------------------------


def plan_left_alone(of: Site) -> Expected:
    of.repo.git("checkout", "--quiet", "-B", of.job.branch, "main")
    of.repo.commit("work", {of.job.inside: "two\n"})
    return Expected("plan-updated", (of.job.plan,), "warning")


# R65 -----------------------------------------------------------------------------------------------------------------


def scope_reworded(of: Site) -> Expected:
    """What the plan is for changes, and no entry says why."""
    if of.job is SESSION:
        of.rewrite("- **Out of Scope:** push messages, the settings page", "- **Out of Scope:** push messages")
    else:
        of.rewrite("Criterion: the sixth failed login", "Criterion: the sixtieth failed login")
    of.repo.commit("reworded")
    return Expected("plan-revision", (of.job.plan,), "warning")


def done_rewritten(of: Site) -> Expected:
    """A ticked item says something else, loses its tick, is gone, or has another stamp (`ssot` only)."""
    old = "- [x] 2026-01-12T08:40:00Z - Read the login handler and the session store (Owner: agent-07)\n"
    new = (
        old.replace("Read the login handler", "Rewrote the password hashing"),
        old.replace("[x]", "[ ]"),
        old.replace("08:40", "07:10"),
        "",
    )
    of.rewrite(old, of.rng.choice(new))
    of.repo.commit("rewritten")
    return Expected("plan-revision", (of.job.plan,), "warning")


# R67, R70 ------------------------------------------------------------------------------------------------------------


def somebody_elses_lock(of: Site) -> Expected:
    """Where the plan names no owner, nobody knows whether it is somebody else's."""
    lock = (
        "version: 1\ngenerated_at: 2026-11-01T11:00:00Z\nttl_seconds: 7200\nlocks:\n"
        "  - owner: agent-99\n    scope:\n      paths:\n"
        f'        - "{Path(of.job.inside).parent}/**"\n'
        "    acquired_at: 2026-11-01T11:00:00Z\n    expires_at: 2026-11-01T13:00:00Z\n"
    )
    of.repo.commit("locked", {".agent-locks.yaml": lock})
    return Expected("agent-locks", (of.job.inside,), "error" if of.job is SSOT else "warning")


def claimed_outside(of: Site) -> Expected:
    """A checkpoint record says that a file was changed that the contract does not have (`session` only)."""
    of.rewrite("Files Changed: `apps/api/src/notify/queue.ts`", "Files Changed: `apps/web/index.ts`")
    of.repo.commit("claimed")
    return Expected("file-scope", (of.job.plan,))


FAULTS: dict[str, tuple[str, Fault]] = {
    fault.__name__: (requirement, fault)
    for requirement, fault in (
        ("R60", another_branch),
        ("R61", added_outside),
        ("R61", excluded_changed),
        ("R61", deleted_outside),
        ("R61", renamed_into_the_scope),
        ("R61", renamed_out_of_the_scope),
        ("R61", mode_changed_outside),
        ("R61", linked_outside),
        ("R61", submodule_outside),
        ("R62", widened),
        ("R62", exclude_dropped),
        ("R63", nothing_governs),
        ("R64", plan_left_alone),
        ("R65", scope_reworded),
        ("R65", done_rewritten),
        ("R67", somebody_elses_lock),
        ("R70", claimed_outside),
    )
}
ONLY = {"done_rewritten": SSOT, "claimed_outside": SESSION}


def cases() -> list[tuple[str, Job]]:
    """Each fault with each job that has a place for it."""
    return [(name, job) for name in FAULTS for job in JOBS if ONLY.get(name, job) is job]
