"""Repositories as GitHub serves them and actions/checkout makes them, with the variables and payload of each event.

`Forge` is a bare `origin` whose `main` has the demonstration's plan for the branch `BRANCH`; a clone of it is where
people work. What checkout does is read off the log of a run: `git init`, a fetch of the wanted commit, a detached or
forced checkout.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from tests.gitrepo import GitRepo

PLAN = "docs/exec-plans/active/rate-limit.md"
BRANCH = "feat/rate-limit"
ZERO = "0" * 40
INCLUDE = "- `src/api/...`\n"


def plan_text(branch: str = BRANCH) -> str:
    """The demonstration's plan, which is correct: includes `src/api/...` and `tests/`, excludes `infra/...`."""
    text = resources.files("execplan_hooks").joinpath("demo-plan.md").read_text(encoding="utf-8")
    return text.replace(BRANCH, branch)


def widened(text: str, entry: str = "`docs/...`") -> str:
    """The plan with one more entry in its include list."""
    assert INCLUDE in text
    return text.replace(INCLUDE, f"{INCLUDE}- {entry}\n")


class Forge:
    """A repository on GitHub with its work clone; `base` is the commit on `main` that everything starts from."""

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        self.folder = folder
        self.origin = GitRepo(folder / "origin.git", "--bare")
        self.work = GitRepo(folder / "work")
        self.work.git("remote", "add", "origin", self.origin.path)
        files = {PLAN: plan_text() if plan is None else plan, "src/api/limits.py": "LIMIT = 100\n"}
        self.base = self.work.commit("start", files | {"infra/prod.tf": "prod\n", "docs/b.md": "b\n"})
        self.push("main")
        self.checkouts = 0

    def push(self, branch: str, commit: str = "HEAD") -> str:
        """Push a commit to a branch, by force; its full sha."""
        sha = self.work.git("rev-parse", commit)
        self.work.git("push", "--quiet", "--force", "origin", f"{sha}:refs/heads/{branch}")
        return sha

    def branched(self, *steps: Mapping[str, str | bytes | None], branch: str = BRANCH) -> str:
        """Commits on a new branch from `main`, one a step; None deletes a file. The last one's sha, not pushed."""
        self.work.branch(branch, "main")
        return self.committed(*steps)

    def committed(self, *steps: Mapping[str, str | bytes | None]) -> str:
        """Commits on the current branch, one a step."""
        for step in steps:
            for path, content in step.items():
                if content is None:
                    self.work.delete(path)
                else:
                    self.work.write(path, content)
            self.work.commit("work")
        return self.work.head()

    def main_goes_on(self, files: Mapping[str, str]) -> str:
        """A commit by somebody else on `main`, pushed; the work clone stays on its branch."""
        here = self.work.git("symbolic-ref", "--short", "HEAD")
        self.work.checkout("main")
        sha = self.work.commit("others", files)
        self.push("main")
        self.work.checkout(here)
        return sha

    # --- what actions/checkout leaves ---------------------------------------------------------------------------

    def checkout(self, sha: str, ref: str, depth: int) -> GitRepo:
        """The work tree that actions/checkout makes for an event with this GITHUB_SHA and GITHUB_REF; depth 0: all."""
        self.checkouts += 1
        made = GitRepo(self.folder / f"checkout{self.checkouts}")
        made.git("remote", "add", "origin", f"file://{self.origin.path}")
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
        local = f"refs/remotes/origin/{branch}" if branch else ref.replace("refs/pull/", "refs/remotes/pull/")
        options = ["--no-tags", "--prune", "--no-recurse-submodules"]
        wanted = [f"+{sha}:{local}"]
        if depth:
            options.append(f"--depth={depth}")
        else:
            options.remove("--no-tags")
            everything = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
            wanted = everything if branch else [*everything, *wanted]
        made.git("-c", "protocol.version=2", "fetch", "--quiet", *options, "origin", *wanted)
        made.git("checkout", "--quiet", "--force", *(["-B", branch, local] if branch else [local]))
        assert made.head() == sha
        return made

    # --- events ---------------------------------------------------------------------------------------------------

    def pull_request(
        self,
        head: str,
        *,
        labels: Sequence[str] = (),
        head_ref: str = BRANCH,
        base: str | None = None,
        fork: bool = False,
        name: str = "pull_request",
    ) -> tuple[str, dict[str, str]]:
        """Open a pull request for a commit: GitHub's merge commit, and the event's variables.

        `base` is the base.sha of the payload, default: the tip of `main`.
        """
        tip = self.origin.git("rev-parse", "refs/heads/main")
        self.work.git("push", "--quiet", "--force", "origin", f"{head}:refs/pull/1/head")
        if not fork:
            self.work.git("push", "--quiet", "--force", "origin", f"{head}:refs/heads/{head_ref}")
        here = self.work.git("rev-parse", "--abbrev-ref", "HEAD")
        self.work.checkout(tip)
        merge = self.work.merge(head)
        assert self.work.git("rev-parse", "HEAD^2") == head
        self.work.checkout(here)
        self.work.git("push", "--quiet", "--force", "origin", f"{merge}:refs/pull/1/merge")
        payload = {
            "action": "synchronize",
            "number": 1,
            "pull_request": {
                "number": 1,
                "title": "::error::title",
                "body": "scope-approved",
                "labels": [{"id": number, "name": label, "color": "ededed"} for number, label in enumerate(labels)],
                "base": {"label": "acme:main", "ref": "main", "sha": base or tip, "repo": self.repository()},
                "head": {
                    "label": f"{'somebody' if fork else 'acme'}:{head_ref}",
                    "ref": head_ref,
                    "sha": head,
                    "repo": self.repository("somebody" if fork else "acme") | {"fork": fork},
                },
            },
            "repository": self.repository(),
            "sender": {"login": "ada"},
        }
        given = self.event(name, payload, merge, "refs/pull/1/merge")
        if name in ("pull_request", "pull_request_target"):
            given |= {"GITHUB_HEAD_REF": head_ref, "GITHUB_BASE_REF": "main"}
        return merge, given

    def pushed(self, branch: str, before: str | None, after: str) -> dict[str, str]:
        """A push event; `before` None: the push made the branch."""
        ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
        payload = {
            "ref": ref,
            "before": before or ZERO,
            "after": after,
            "created": before is None,
            "deleted": False,
            "forced": False,
            "base_ref": None,
            "commits": [],
            "repository": self.repository(),
        }
        return self.event("push", payload, after, ref)

    def merge_group(self, base: str, head: str) -> tuple[str, dict[str, str]]:
        """A merge queue's checks for a commit: its made up branch (pushed), and the event's variables."""
        branch = f"gh-readonly-queue/main/pr-1-{base}"
        self.push(branch, head)
        payload = {
            "action": "checks_requested",
            "merge_group": {
                "head_sha": head,
                "head_ref": f"refs/heads/{branch}",
                "base_sha": base,
                "base_ref": "refs/heads/main",
                "head_commit": {"id": head},
            },
            "repository": self.repository(),
        }
        return branch, self.event("merge_group", payload, head, f"refs/heads/{branch}")

    def event(self, name: str, payload: object, sha: str, ref: str) -> dict[str, str]:
        """The variables that every event has, with the payload in a file."""
        file = self.folder / f"event{len(list(self.folder.glob('event*.json')))}.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        kind = "tag" if ref.startswith("refs/tags/") else "branch"
        short = ref.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/pull/")
        return {
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_SHA": sha,
            "GITHUB_REF": ref,
            "GITHUB_REF_NAME": short,
            "GITHUB_REF_TYPE": kind,
            "GITHUB_HEAD_REF": "",
            "GITHUB_BASE_REF": "",
            "GITHUB_REPOSITORY": "acme/gateway",
        }

    def repository(self, owner: str = "acme") -> dict[str, object]:
        """What a payload says of a repository."""
        return {"id": 1, "full_name": f"{owner}/gateway", "default_branch": "main", "fork": False}
