"""`execplan demo`: a throw-away repository with a session plan, a good change and one that leaves the plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from execplan_hooks.model import ExecplanError

PLAN = "docs/exec-plans/active/rate-limit.md"
_BRANCH = "feat/rate-limit"


def run(keep: bool) -> int:
    """Build the repository, show what lint and gate say of each change, and remove it unless `keep`.

    Gives 0 when every verdict came out as the demonstration expects, else 1.
    """
    if shutil.which("git") is None:
        raise ExecplanError("the demo needs git; install it")
    folder = Path(tempfile.mkdtemp(prefix="execplan-demo-"))
    try:
        return 0 if _play(folder) else 1
    finally:
        if keep:
            print(f"The repository is in {folder}")
        else:
            shutil.rmtree(folder)


def _play(folder: Path) -> bool:
    git = _Git(folder)
    plan = resources.files("execplan_hooks").joinpath("demo-plan.md").read_text(encoding="utf-8")
    git("init", "--quiet", "-b", "main")
    _write(folder, "src/api/limits.py", "LIMIT = 100\n")
    _write(folder, "infra/prod.tf", 'resource "gateway" "prod" {}\n')
    _write(folder, PLAN, plan)
    git.commit("Plan the rate limit")
    git("switch", "--quiet", "-c", _BRANCH)

    _say("A session plan says which branch and which files the work may touch. Lint reads it:")
    verdicts = [_execplan(folder, "lint", PLAN) == 0]

    _say("The work keeps to the plan: on its branch, inside its list of files.")
    _write(folder, "src/api/limits.py", "LIMIT = 60\n")
    _write(folder, "tests/test_limits.py", "def test_limit():\n    assert True\n")
    _write(folder, PLAN, plan.replace("`src/api/limits.py`\n", "`src/api/limits.py`, `tests/test_limits.py`\n"))
    git.commit("Lower the limit")
    verdicts.append(_execplan(folder, "gate", "--base", "main") == 0)

    _say("Then a change leaves it: another branch, a forbidden file deleted, a file nobody planned,")
    _say("and the plan itself edited so that it looks right.", gap=False)
    git("switch", "--quiet", "-c", "fix/quick")
    (folder / "infra/prod.tf").unlink()
    _write(folder, "src/web/page.py", "PAGE = 1\n")
    widened = (
        (folder / PLAN)
        .read_text(encoding="utf-8")
        .replace("- `src/api/...`", "- `src/...`")
        .replace("### Exclude (Must", "### Exclud (Must")
    )
    _write(folder, PLAN, widened)
    git("add", "--all")
    verdicts.append(_execplan(folder, "lint", PLAN) == 1)
    verdicts.append(_execplan(folder, "gate", "--staged") == 1)
    _say("Both exit with 1: that is what blocks the commit in a pre-commit hook, and the merge in CI.")
    return all(verdicts)


def _write(folder: Path, path: str, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _say(text: str, gap: bool = True) -> None:
    print(f"\n{text}" if gap else text, flush=True)


def _execplan(folder: Path, *arguments: str) -> int:
    print(f"\n$ execplan {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "execplan_hooks", *arguments]
    return subprocess.run(command, cwd=folder, env=_environment(), check=False).returncode


class _Git:
    """Runs git in the demonstration's folder, independent of the user's configuration."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, *arguments: str) -> None:
        identity = (
            "-c",
            "user.name=Demo",
            "-c",
            "user.email=demo@example.invalid",
            "-c",
            "commit.gpgsign=false",
        )
        result = subprocess.run(
            ["git", *identity, *arguments],
            cwd=self._folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if result.returncode:
            raise ExecplanError(f"git {arguments[0]} failed: {os.fsdecode(result.stderr).strip()}")

    def commit(self, message: str) -> None:
        self("add", "--all")
        self("commit", "--quiet", "--no-verify", "-m", message)


def _environment() -> dict[str, str]:
    """Ours without what a hook, a workflow or the user's git configuration would change in the result."""
    unwanted: Sequence[str] = ("GIT_", "GITHUB_", "PRE_COMMIT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(tuple(unwanted))}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
