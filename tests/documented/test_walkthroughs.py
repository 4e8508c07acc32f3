"""The commands of the documentation, run as they stand by a shell in a real repository.

A scene is what a page supposes: the repository in which its blocks are run. Blocks of one page with the same scene are
run one after the other in the same repository. In a block of the language `console` each line after `$ ` is run and the
lines below it are what it prints. What has to be installed first is tried in `tests/hooks/test_documented.py`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

from tests.documented.pages import Sample, samples
from tests.fixtures import PLACES, conforming
from tests.gitrepo import GitRepo, environment
from tests.hooks.conftest import BRANCH, PLAN, plan_text

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Scene:
    """A repository for commands: `files` on its first commit, in which `commands` were run; what is `changed`
    afterwards; the `branch` it is on;
    exit codes that are right there; further variables of the environment. A block that is a git hook is installed as
    `hook`; one that is a file is written to `file`. `staged` are changes in the index, None for a deleted file."""

    files: Callable[[], Mapping[str, str]]
    branch: str = "main"
    hook: str = ""
    file: str = ""
    commands: tuple[str, ...] = ()
    changed: Callable[[], Mapping[str, str]] = dict
    staged: Mapping[str, str | None] = field(default_factory=dict)
    codes: tuple[int, ...] = (0,)
    environ: Mapping[str, str] = field(default_factory=dict)


def _good() -> dict[str, str]:
    return {"plans/csv-import.md": conforming("codex"), "src/a.py": "a\n"}


def _session() -> dict[str, str]:
    return {PLAN: plan_text(), "src/api/limits.py": "LIMIT = 100\n", "infra/prod.tf": "prod\n"}


def _old() -> dict[str, str]:
    """Three plans with a fault each: a section that is missing, a slip of the pen, a page that nobody wrote."""
    plan = conforming("codex")
    start, end = plan.index("## Decision Log"), plan.index("## Outcomes & Retrospective")
    assert "Context and Orientation\n\n" in plan
    return {
        "docs/exec-plans/active/export.md": plan[:start] + plan[end:],
        "docs/exec-plans/active/import.md": plan.replace("## Concrete Steps", "## Concrete Stpes"),
        "docs/exec-plans/active/search.md": plan.replace(
            "Context and Orientation\n\n",
            "Context and Orientation\n\nSee [the architecture](../../architecture.md).\n\n",
        ),
    }


def _new_fault() -> dict[str, str]:
    name = "docs/exec-plans/active/search.md"
    return {name: _old()[name].replace("## Surprises & Discoveries", "## What we found out")}


def notifications() -> dict[str, str]:
    """The session plan of the fixtures and the files that it speaks of."""
    named = ("apps/api/src/notify/queue.ts", "apps/api/test/notify/queue.test.ts", "apps/api/src/auth/session.ts")
    around = ("infra/prod.tf", "apps/web/page.ts", "docs/notifications.md", "docs/exec-plans/active/notifications.md")
    return {PLACES["session"]: conforming("session"), **dict.fromkeys((*named, *around), "x\n")}


def _template() -> dict[str, str]:
    return {".execplan.yaml": _samples_of("docs/dialects.md", "template: docs")}


def _house() -> dict[str, str]:
    config = _samples_of("docs/dialects.md", "template: docs").replace("[{", '["plans/*.md", {')
    return {".execplan.yaml": config, "docs/plan_template.md": _samples_of("docs/dialects.md", "## Goal")}


def _ours() -> dict[str, str]:
    return {".execplan.yaml": _samples_of("docs/dialects.md", "extends: codex")}


def _samples_of(page: str, part: str) -> str:
    (sample,) = (it for it in samples() if it.page == page and part in it.text)
    return sample.text + "\n"


SCENES: dict[str, Scene] = {
    # doctor fails where nothing is installed yet
    "look": Scene(_good, codes=(0, 1)),
    "other ci": Scene(_good, branch="feat/csv", environ={"BRANCH_NAME": "feat/csv"}),
    "bare hook": Scene(_session, hook="pre-commit", branch=BRANCH),
    "bare push hook": Scene(_session, hook="pre-push", branch=BRANCH),
    "template": Scene(_template, file="docs/plan_template.md"),
    "trying": Scene(_ours, codes=(0, 1)),
    "old plans": Scene(_old, codes=(0, 1)),
    "new fault in an old plan": Scene(_old, commands=("execplan baseline",), changed=_new_fault, codes=(1,)),
    "old fault that is answered": Scene(
        _old, commands=("execplan baseline",), changed=lambda: {"docs/architecture.md": "# Architecture\n"}
    ),
    "change outside of its plan": Scene(
        _session,
        branch="fix/quick",
        staged={
            "infra/prod.tf": None,
            "src/web/page.py": "PAGE = 1\n",
            PLAN: plan_text().replace("`src/api/limits.py`\n", "`src/api/limits.py`, `infra/prod.tf`\n"),
        },
        codes=(1,),
    ),
    "new plans": Scene(_house),
    "before execution": Scene(notifications, codes=(1,)),
    "report": Scene(lambda: notifications() | {PLACES["codex"]: conforming("codex")}),
}
INSTALLING = ("install", "pre-commit", "pre-commit install", "prek install", "adoption commit")
"""Scenes that `tests/hooks/test_documented.py` tries."""


def groups() -> list[list[Sample]]:
    """The blocks that belong together: those of a page with the same scene."""
    tried = sorted((it for it in samples() if it.scene in SCENES), key=lambda it: (it.page, it.scene, it.line))
    return [list(group) for _, group in groupby(tried, key=lambda it: (it.page, it.scene))]


@pytest.mark.parametrize("group", groups(), ids=lambda group: f"{group[0].page} {group[0].scene}")
def test_the_commands_of_the_documentation_do_what_it_says(group: list[Sample], tmp_path: Path) -> None:
    for sample, command, expected, done in played(group, tmp_path):
        printed = done.stdout + done.stderr
        assert done.returncode in SCENES[sample.scene].codes, f"{sample}: {command}\n{printed}"
        if expected is not None:
            assert _still(printed.splitlines()) == _still(expected), f"{sample}: {command}"


Played = tuple[Sample, str, list[str] | None, subprocess.CompletedProcess[str]]


def played(group: list[Sample], folder: Path) -> Iterator[Played]:
    """Each command of the blocks in the repository of their scene: block, command, the lines that the page shows of it,
    and what came of it."""
    scene = SCENES[group[0].scene]
    repo = GitRepo(folder / "repository")
    remote = GitRepo(folder / "remote.git", "--bare")
    repo.commit("start", scene.files())
    for command in scene.commands:
        _run(command, repo.path, scene.environ).check_returncode()
        repo.commit("prepared")
    # What a page shows was committed a moment ago.
    now = dt.datetime.now(dt.UTC).isoformat()
    repo.git("commit", "--quiet", "--amend", "--no-edit", env={"GIT_COMMITTER_DATE": now})
    repo.git("remote", "add", "origin", remote.path)
    repo.git("push", "--quiet", "origin", "main")
    repo.git("fetch", "--quiet", "origin")
    if scene.branch != "main":
        repo.branch(scene.branch)
    if scene.branch.startswith("feat/"):
        repo.commit("work", {"src/api/work.py": "work\n"})
    for path, text in scene.changed().items():
        repo.write(path, text)
    for path, content in scene.staged.items():
        repo.delete(path) if content is None else repo.write(path, content)
    if scene.staged:
        repo.stage()
    for sample in group:
        if scene.file:
            repo.write(scene.file, sample.text + "\n")
        elif scene.hook:
            _is_a_hook_that_refuses(repo, scene.hook, sample.text)
        else:
            for command, expected in _commands(sample):
                yield sample, command, expected, _run(command, repo.path, scene.environ)


def test_the_template_of_the_documentation_is_a_schema(tmp_path: Path) -> None:
    (sample,) = (it for it in samples() if it.scene == "template")
    repo = GitRepo(tmp_path / "repository")
    repo.commit("start", {**_template(), "docs/plan_template.md": sample.text + "\n"})
    done = _run("execplan new docs/plan_template.md docs/plans/first.md --title First && execplan lint", repo.path, {})
    assert done.returncode == 0, done.stdout + done.stderr
    text = (repo.path / "docs/plans/first.md").read_text(encoding="utf-8")
    repo.write("docs/plans/first.md", text.replace("## Goal", "## Aim"))
    done = _run("execplan lint", repo.path, {})
    assert (done.returncode, 'section "Goal" is missing' in done.stdout) == (1, True), done.stdout


def test_the_hook_of_the_documentation_lets_a_new_repository_begin(tmp_path: Path) -> None:
    (sample,) = (it for it in samples() if it.scene == "bare hook")
    repo = GitRepo(tmp_path / "repository")
    path = repo.path / ".git" / "hooks" / "pre-commit"
    path.write_text(sample.text + "\n", encoding="utf-8")
    path.chmod(0o755)
    commit = "git add -A && git -c user.name=Ada -c user.email=ada@example.org commit -qm work"
    plan = conforming("codex")
    for file, text, passes in (
        ("README.md", "# New\n", True),
        ("src/a.py", "a\n", True),
        ("plans/csv-import.md", plan, True),
        ("plans/csv-import.md", plan.replace("## Decision Log", "## Why"), False),
    ):
        repo.write(file, text)
        done = _run(commit, repo.path, {})
        assert (done.returncode == 0) is passes, f"{file}: {done.stdout}{done.stderr}"


def _is_a_hook_that_refuses(repo: GitRepo, name: str, script: str) -> None:
    """Whether a change within the contract passes the hook, and one outside of it does not."""
    path = repo.path / ".git" / "hooks" / name
    path.write_text(script + "\n", encoding="utf-8")
    path.chmod(0o755)
    for file, passes in (("src/api/limits.py", True), ("infra/prod.tf", False)):
        repo.write(file, "changed\n")
        commit = f"git -c user.name=Ada -c user.email=ada@example.org commit -qam {file}"
        done = _run(commit if name == "pre-commit" else f"{commit} && git push -q origin {BRANCH}", repo.path, {})
        assert (done.returncode == 0) is passes, f"{file}: {done.stdout}{done.stderr}"


def _still(lines: Sequence[str]) -> list[str]:
    """The lines without what is another at each run: days and commits."""
    return [re.sub(r"\b(?:\d{4}-\d\d-\d\d|[0-9a-f]{12}|\d+ days)\b", "<varies>", line) for line in lines]


def _commands(sample: Sample) -> list[tuple[str, list[str] | None]]:
    """The commands of a block, each with the lines that it prints where the block shows them."""
    lines = sample.text.rstrip("\n").split("\n")
    if sample.language != "console":
        return [(line, None) for line in lines if line]
    found: list[tuple[str, list[str] | None]] = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            expected = found[-1][1]
            assert expected is not None
            expected.append(line)
    return found


def _run(command: str, folder: Path, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment() | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | dict(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
