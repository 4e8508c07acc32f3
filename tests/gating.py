"""A session plan to order, the gate in this process, and `execplan` in a process of its own."""

from __future__ import annotations

import datetime as dt
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from execplan_hooks import rules
from execplan_hooks.config_files import load_config
from execplan_hooks.gate import comparing, judging
from execplan_hooks.gate.change import Change
from execplan_hooks.repository.git import Repository
from execplan_hooks.result import Result
from tests.gitrepo import GitRepo, environment

PLAN = "docs/exec-plans/active/a.md"
DONE = "docs/exec-plans/completed/a.md"
SECOND = "docs/exec-plans/active/b.md"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
SECONDS = 5.0
"""What one run of the command line may take at most."""


def session_plan(
    branch: str = "feat/a",
    include: Sequence[str] = ("`src/...`",),
    exclude: Sequence[str] = ("`infra/...`",),
    status: str = "In Progress",
    planning: str | None = None,
) -> str:
    """A plan that is recognised as a session plan; without any entry it has no contract section."""
    contract = ""
    if include or exclude:
        contract = "## 8. File Scope Contract (Mandatory)\n\n"
        for title, entries in (
            ("Include (Allowed to Modify)", include),
            ("Exclude (Must Not Modify)", exclude),
        ):
            contract += f"### {title}\n\n" + "".join(f"- {entry}\n" for entry in entries) + "\n"
    return f"""\
# A

**Status:** {status}

## 1. Roadmap Position (Mandatory)

x

## 2. Objective Lock

x

## 3. Recent Changes Snapshot

- **Planning Branch:** {f"`{branch}`" if planning is None else planning}

## 7. Branch Continuity (Mandatory)

- **Execution Branch:** {f"`{branch}`" if branch else ""}

{contract}## 9. Executor Handoff

x
"""


WIDE = session_plan(include=["`src/...`", "`docs/...`", "`infra/...`"], exclude=["`none-of-these/`"])
"""The same plan with a contract that allows everything that `planned` has."""


def planned(path: Path, plan: str | None = None, name: str = PLAN) -> GitRepo:
    """A repository on branch `feat/a`, on whose `main` the plan, `src/a.py` and `infra/prod.tf` stand."""
    repo = GitRepo(path)
    text = session_plan() if plan is None else plan
    repo.commit("plan", {name: text, "src/a.py": "a = 1\n", "infra/prod.tf": "prod\n", "docs/b.md": "b\n"})
    repo.branch("feat/a")
    return repo


def new_plan_repo(path: Path) -> GitRepo:
    """On `feat/a`, where `main` has no plan."""
    repo = GitRepo(path)
    repo.commit("base", {"src/a.py": "a\n", "docs/b.md": "b\n", "infra/prod.tf": "prod\n"})
    repo.branch("feat/a")
    return repo


def leave(repo: GitRepo, how: str) -> None:
    if how == "moved":
        repo.rename(PLAN, DONE)
    elif how == "moved and widened":
        repo.rename(PLAN, DONE)
        repo.write(DONE, WIDE)
    elif how == "deleted":
        repo.delete(PLAN)
    elif how == "re-labelled":
        repo.write(PLAN, session_plan(branch="feat/b"))
    elif how == "done":
        repo.write(PLAN, session_plan(status="Done"))
    elif how == "undecodable":
        repo.write(PLAN, b"\xff\xfe" + session_plan().encode())
    elif how == "emptied":
        repo.write(PLAN, "# Nothing\n")
    else:
        assert how == "linked"
        repo.symlink(PLAN, "../../b.md")


def examined(repo: GitRepo, **request: object) -> Change:
    """The change that the gate sees; `request` are the fields of `comparing.Request`, default: `base="main"`."""
    opened = Repository.open(repo.path)
    asked = comparing.Request(**(request or {"base": "main"}))  # type: ignore[arg-type]
    return comparing.change(opened, load_config(opened.root), asked, os.environ, rules.CHANGE_RULES)


def gate(repo: GitRepo, **request: object) -> Result:
    """The result of all change rules for a change, with the notes."""
    change = examined(repo, **request)
    result = judging.judge(change, rules.CHANGE_RULES, NOW)
    result.notes += comparing.notes(change, load_config(repo.path))
    return result


def governing(repo: GitRepo, **request: object) -> list[str]:
    """The paths of the plans that govern a change."""
    return [item.path for item in examined(repo, **request).governing]


def blocked(result: Result) -> dict[str, str]:
    """The paths that file-scope reports as errors, and why in a word."""
    found = {}
    for diagnostic in result.diagnostics:
        if diagnostic.rule == "file-scope" and diagnostic.severity.label == "error":
            words = ("excluded", "outside", "not checked")
            found[diagnostic.path] = next(word for word in words if word in diagnostic.message)
    return found


def told(result: Result, rule: str) -> list[str]:
    """What a rule reports, each as `severity path: message`."""
    return [
        f"{found.severity.label} {found.path}: {found.message}" for found in result.diagnostics if found.rule == rule
    ]


@dataclass(frozen=True)
class Done:
    """A finished run of the command line; undecodable output bytes are surrogates."""

    code: int
    out: str
    err: str


def _children_seconds() -> float:
    """Processor time of finished child processes: a limit on it holds on a busy machine too."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def execplan(folder: Path, *arguments: str, env: Mapping[str, str] | None = None, seconds: float = SECONDS) -> Done:
    """Run `python -m execplan_hooks` in a folder. Asserts that it ends in time and without a traceback."""
    started = _children_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "execplan_hooks", *arguments],
        cwd=folder,
        env=environment() | {"PYTHONPATH": str(Path(__file__).parent.parent)} | dict(env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds * 6,
        check=False,
    )
    taken = _children_seconds() - started
    out, err = os.fsdecode(done.stdout), os.fsdecode(done.stderr)
    assert "Traceback" not in out + err, out + err
    assert taken < seconds, f"{arguments} took {taken:.1f} s"
    return Done(done.returncode, out, err)
