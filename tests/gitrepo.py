"""Real temporary git repositories for tests: `GitRepo`, and `isolate` for code that runs in this process.

    repo = GitRepo(tmp_path / "repo")
    base = repo.commit("plan", {"plans/x.md": "# Plan\\n"})
    repo.branch("feature")
    repo.write("src/a.py", "print()\\n")
    head = repo.commit("work")

Nothing of the machine shows through: no user or system configuration, no `GIT_*`, `GITHUB_*` or
`PRE_COMMIT*` variables, fixed author, fixed dates (one minute later per commit).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_FOREIGN = ("GIT_", "GITHEAD_", "GITHUB_", "PRE_COMMIT")
_FIXED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_EPOCH = 1_750_000_000  # 2025-06-15T15:06:40Z


def environment() -> dict[str, str]:
    """This process's environment without git's, GitHub's and pre-commit's variables and configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | _FIXED


def isolate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the code under test, which reads `os.environ`, the same clean environment for one test."""
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        monkeypatch.delenv(name)
    for name, value in _FIXED.items():
        monkeypatch.setenv(name, value)


class GitRepo:
    """A repository at `path`, created there with the first branch `main` unless `create` is false."""

    def __init__(self, path: Path, *options: str, create: bool = True) -> None:
        """`options` go to `git init`, e.g. `"--bare"` or `"--object-format=sha256"`."""
        self.path = path
        self.commits_made = 0
        if create:
            path.mkdir(parents=True, exist_ok=True)
            self.git("init", "--quiet", "-b", "main", *options)

    def git(self, *arguments: str | bytes | Path, env: Mapping[str, str] | None = None, check: bool = True) -> str:
        """Run git in the repository; its standard output without the last newline.

        Raises `AssertionError` with git's message where it fails, unless `check` is false.
        """
        moment = f"@{_EPOCH + 60 * self.commits_made} +0000"
        people = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", moment))
        }
        settings = ("-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false")
        done = subprocess.run(
            ["git", *settings, *arguments],
            cwd=self.path,
            env=environment() | people | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        message = os.fsdecode(done.stdout + done.stderr)
        assert not check or done.returncode == 0, f"git {arguments}: {message}"
        return os.fsdecode(done.stdout).removesuffix("\n")

    def write(self, path: str, content: str | bytes = "", *, executable: bool = False) -> Path:
        """Write a file (parents too, no staging); `path` is relative, surrogates stand for raw bytes."""
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        file.chmod(0o755 if executable else 0o644)
        return file

    def symlink(self, path: str, target: str) -> None:
        """Make or retarget a symbolic link (no staging)."""
        link = self.path / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)

    def delete(self, path: str) -> None:
        """Delete a file from the work tree (no staging)."""
        (self.path / path).unlink()

    def rename(self, old: str, new: str) -> None:
        """Move a file in the work tree (no staging)."""
        target = self.path / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.path / old).rename(target)

    def stage(self) -> None:
        """Stage everything, deletions and new files too."""
        self.git("add", "--all")

    def commit(self, message: str = "change", files: Mapping[str, str | bytes] | None = None) -> str:
        """Write `files`, stage everything, commit (also when nothing changed); the commit's full sha."""
        for path, content in (files or {}).items():
            self.write(path, content)
        self.stage()
        return self.commit_staged(message)

    def commit_staged(self, message: str = "change") -> str:
        """Commit what is staged, and only that; the commit's full sha."""
        self.commits_made += 1
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        """The full sha that HEAD names."""
        return self.git("rev-parse", "--verify", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Create a branch at `start` and switch to it."""
        self.git("checkout", "--quiet", "-b", name, start)

    def checkout(self, revision: str) -> None:
        """Switch to a branch, or detach at a commit."""
        self.git("checkout", "--quiet", revision)

    def merge(self, revision: str, *, commit: bool = True) -> str:
        """Merge `revision` (never fast-forward); HEAD's sha. With `commit=False` the merge stays in progress.

        A conflict is left in the work tree, with the merge in progress.
        """
        self.commits_made += 1
        self.git(
            "merge",
            "--quiet",
            "--no-ff",
            "--no-edit",
            *([] if commit else ["--no-commit"]),
            revision,
            check=False,
        )
        return self.head()

    def config(self, key: str, value: str) -> None:
        """Set a value in the repository's own configuration."""
        self.git("config", key, value)

    def clone(self, target: Path, *options: str) -> GitRepo:
        """A clone at `target`, through `file://` so that `--depth` and `--filter` count."""
        target.parent.mkdir(parents=True, exist_ok=True)
        self.git("clone", "--quiet", *options, f"file://{self.path}", target)
        return GitRepo(target, create=False)

    def worktree(self, target: Path, branch: str) -> GitRepo:
        """A linked worktree at `target` on a new branch."""
        self.git("worktree", "add", "--quiet", "-b", branch, target)
        return GitRepo(target, create=False)

    def submodule(self, path: str, source: GitRepo) -> GitRepo:
        """Add `source` as a submodule at `path` (staged); the submodule's own work tree."""
        self.git("submodule", "--quiet", "add", f"file://{source.path}", path)
        return GitRepo(self.path / path, create=False)
