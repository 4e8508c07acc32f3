"""The real pre-commit and prek with a copy of this repository as the hook repository.

Everything here installs from the registry, with pip's configuration. The environments are built once a session.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pytest

from tests.gitrepo import GitRepo, environment

PROJECT = Path(__file__).parents[2]
PLAN = "docs/exec-plans/active/rate-limit.md"
BRANCH = "feat/rate-limit"
_STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
# prek installs with uv, which does not read pip's configuration.
_UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


def plan_text() -> str:
    """The demonstration's session plan, which is correct, for the branch `BRANCH`."""
    return resources.files("execplan_hooks").joinpath("demo-plan.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Tool:
    """pre-commit or prek: its name, its executable, and the environment in which git and it run."""

    name: str
    executable: Path
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Ran:
    """What a command printed on both streams, and its exit code."""

    code: int
    output: str


class Consumer:
    """A repository that uses the hooks, on the plan's branch, with the good plan committed there.

    `main` is pushed to the bare remote `origin`. The hooks are installed last.
    """

    def __init__(self, folder: Path, tool: Tool, hooks: GitRepo) -> None:
        self.tool = tool
        self.hooks = hooks
        self.remote = GitRepo(folder / "remote.git", "--bare")
        self.repo = GitRepo(folder / "consumer")
        for key, value in (("name", "Ada"), ("email", "ada@example.org")):
            self.repo.config(f"user.{key}", value)
        self.repo.commit(
            "start",
            {
                ".pre-commit-config.yaml": self.config("execplan-lint", "execplan-gate"),
                "src/api/limits.py": "LIMIT = 100\n",
                "infra/prod.tf": 'resource "gateway" "prod" {}\n',
            },
        )
        self.repo.git("remote", "add", "origin", self.remote.path)
        self.repo.git("push", "--quiet", "origin", "main")
        self.repo.branch(BRANCH)
        self.repo.commit("plan", {PLAN: plan_text()})
        types = [word for stage in _STAGES for word in ("--hook-type", stage)]
        installed = self.run(str(tool.executable), "install", *types)
        assert installed.code == 0, installed.output

    def config(self, *hook_ids: str) -> str:
        """A `.pre-commit-config.yaml` with these hooks of this project."""
        hooks = "".join(f"  - id: {hook_id}\n" for hook_id in hook_ids)
        return f"repos:\n- repo: {self.hooks.path}\n  rev: {self.hooks.head()}\n  hooks:\n{hooks}"

    def run(self, *command: str, cwd: Path | None = None) -> Ran:
        """Run a command in the repository, or in `cwd`."""
        done = subprocess.run(
            command,
            cwd=cwd or self.repo.path,
            env=self.tool.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return Ran(done.returncode, os.fsdecode(done.stdout))

    def tool_runs(self, *arguments: str) -> Ran:
        """Run pre-commit or prek itself."""
        return self.run(str(self.tool.executable), *arguments)

    def commit(self, *arguments: str, cwd: Path | None = None) -> Ran:
        """`git commit` with the installed hooks."""
        return self.run("git", "commit", "-m", "work", *arguments, cwd=cwd)

    def commit_unchecked(self, files: Mapping[str, str]) -> str:
        """Write files and commit everything past the hooks; the commit's full sha."""
        for path, content in files.items():
            self.repo.write(path, content)
        self.repo.stage()
        self.repo.git("commit", "--quiet", "--no-verify", "-m", "work")
        return self.repo.head()

    def stage_and_commit(self, files: Mapping[str, str]) -> Ran:
        """Write files, stage everything, commit with the installed hooks."""
        for path, content in files.items():
            self.repo.write(path, content)
        self.repo.stage()
        return self.commit()


@pytest.fixture(scope="session")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> GitRepo:
    """This project as it is on disk (tracked and new files, none that are ignored), in one commit.

    A copy, because hooks are installed from a commit, and a work tree with uncommitted changes has none.
    """
    repo = GitRepo(tmp_path_factory.mktemp("hook-repository") / "execplan-hooks")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        env=environment(),
        capture_output=True,
        check=True,
    )
    for path in {os.fsdecode(name) for name in listing.stdout.split(b"\0") if name}:
        if (PROJECT / path).is_file():  # else deleted, not yet committed
            (repo.path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / path, repo.path / path)
    repo.commit("the project as it is")
    return repo


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def tool(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tool:
    """Each of the two tools, with a cache of its own for the session."""
    name = str(request.param)
    binaries = Path(sys.executable).parent
    cache = tmp_path_factory.mktemp(f"{name}-cache")
    environ = {key: value for key, value in environment().items() if not key.startswith(("PREK_", "SKIP"))}
    environ |= _uv_settings() | {
        "PATH": f"{binaries}{os.pathsep}{environ['PATH']}",
        "PRE_COMMIT_HOME": str(cache),
        "PREK_HOME": str(cache),
    }
    return Tool(name, binaries / name, environ)


@pytest.fixture
def consumer(tmp_path: Path, tool: Tool, hook_repository: GitRepo) -> Consumer:
    """A fresh consumer repository for one test."""
    return Consumer(tmp_path, tool, hook_repository)


def _uv_settings() -> dict[str, str]:
    """What uv has to know so that it installs from where pip does."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings = {"UV_SYSTEM_CERTS": "1"}
    for line in reversed(listed.splitlines()):  # `:env:` stands first and counts most
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in _UV_NAMES:
            settings[_UV_NAMES[name]] = value.strip("'")
    return settings
