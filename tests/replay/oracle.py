"""A naive second opinion on the gate's verdicts, from DESIGN's words and plain git; imports nothing of the product.

It runs one git command per question, reads the two lists of a session plan line by line and compares names letter by
letter. Slow, and only for plans in the form that `tests.replay.histories` writes: one entry per line, a comma between
paths, `except`, and a condition in brackets.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.gitrepo import environment

NO_PLAN = "no plan"
UNDECLARED = "no contract"
UNENFORCEABLE = "contract that cannot be enforced"
_FINISHED = ("completed", "done", "archive", "archived")


@dataclass(frozen=True)
class Opinion:
    """Status and verdict (`always-allowed`, `included`, `excluded`, `outside`) of each changed path; `unjudged` says
    why there are none."""

    paths: dict[str, tuple[str, str]] = field(default_factory=dict)
    unjudged: str = ""


@dataclass
class Oracle:
    """The verdicts on changes of a repository, by the contract of the plan at `plan`."""

    repo: Path
    plan: str
    _shown: dict[tuple[str, ...], bytes] = field(default_factory=dict)

    def of_commit(self, commit: str) -> Opinion:
        """A commit compared with its first parent."""
        parent = self._git("rev-parse", f"{commit}^1").decode().strip()
        return self._judged(self._first_parent(commit), parent, commit)

    def of_range(self, base: str, head: str) -> Opinion:
        """The merge base of the two compared with `head`."""
        changed = self._git("diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", f"{base}...{head}")
        before = self._git("merge-base", base, head).decode().strip()
        return self._judged(_statuses(changed), before, head)

    def _judged(self, changed: dict[str, str], before: str, head: str) -> Opinion:
        if self._text(before) is None and self._text(head) is None:
            return Opinion(unjudged=NO_PLAN)
        text = self._in_force(before, head)
        include, exclude = _lists(text)
        if include is None and exclude is None:
            return Opinion(unjudged=UNDECLARED)
        allowed, forbidden = list(_entries(include, True)), list(_entries(exclude, False))
        if (allowed or forbidden) and not any(patterns for patterns, _ in (*allowed, *forbidden)):
            return Opinion(unjudged=UNENFORCEABLE)
        always = self._always(head)
        verdicts = {}
        for path, status in changed.items():
            name = unicodedata.normalize("NFC", path)
            if path in always:
                verdict = "always-allowed"
            elif any(_speaks(entry, name) for entry in forbidden):
                verdict = "excluded"
            else:
                verdict = "included" if any(_speaks(entry, name) for entry in allowed) else "outside"
            verdicts[path] = (status, verdict)
        return Opinion(verdicts)

    def _in_force(self, before: str, head: str) -> str:
        """The plan's text whose contract counts: before the change; where it is new, its last version before the
        first commit that changes anything besides plans, or the version in the commit where it first stands."""
        text = self._text(before)
        if text is not None:
            return text
        commits = self._git("rev-list", "--topo-order", "--reverse", f"{before}..{head}").decode().split()
        planned = None
        while commits and all(_is_planning(path) for path in self._changed(commits[0])):
            commit = commits.pop(0)
            if self.plan in self._changed(commit):
                planned = self._text(commit) or planned
        if planned is not None:
            return planned
        versions = (self._text(commit) for commit in commits if self.plan in self._changed(commit))
        return next(text for text in versions if text is not None)

    def _always(self, head: str) -> set[str]:
        folder, _, name = self.plan.rpartition("/")
        home = folder.rpartition("/")[0]
        found = {self.plan, f"{folder}/index.md", f"{home}/index.md"}
        for finished in _FINISHED:
            found.add(f"{home}/{finished}/index.md")
            if self._text(head) is None:
                found.add(f"{home}/{finished}/{name}")
        return found

    def _changed(self, commit: str) -> dict[str, str]:
        """What a commit changes: a merge, what differs from each of its parents."""
        parents = self._git("rev-parse", f"{commit}^@").decode().split()
        if len(parents) < 2:
            return self._first_parent(commit)
        sides = [
            _statuses(self._git("diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", parent, commit))
            for parent in parents
        ]
        return {path: status for path, status in sides[0].items() if all(path in side for side in sides)}

    def _first_parent(self, commit: str) -> dict[str, str]:
        options = ("--name-status", "-z", "--no-renames", "--format=", "-m", "--first-parent", "--no-ext-diff")
        return _statuses(self._git("show", *options, commit))

    def _text(self, commit: str) -> str | None:
        """The plan in a commit; None where it is not there."""
        name = self._git("ls-tree", "--name-only", "-z", "--full-tree", commit, self.plan)
        return self._git("show", f"{commit}:{self.plan}").decode() if name else None

    def _git(self, *arguments: str) -> bytes:
        if arguments not in self._shown:
            settings = ("-c", "core.quotePath=off", "-c", "diff.ignoreSubmodules=none")
            done = subprocess.run(
                ["git", *settings, *arguments], cwd=self.repo, env=environment(), capture_output=True, check=True
            )
            self._shown[arguments] = done.stdout
        return self._shown[arguments]


def _statuses(listing: bytes) -> dict[str, str]:
    fields = listing.decode("utf-8", "surrogateescape").split("\0")
    return {path: status.strip() for status, path in zip(fields[0:-1:2], fields[1::2], strict=True)}


def _is_planning(path: str) -> bool:
    return path.startswith("docs/exec-plans/") and path.endswith(".md")


# --- the plan --------------------------------------------------------------------------------------------


def _lists(text: str) -> tuple[list[str] | None, list[str] | None]:
    """The items below the two headings; None where there is no such heading."""
    found: dict[str, list[str]] = {}
    inside = ""
    for line in text.split("\n"):
        if line.startswith("#"):
            inside = line.strip("# ").split(" ")[0] if line.startswith("### ") else ""
            if inside:
                found[inside] = []
        elif inside and line.startswith("- "):
            found[inside].append(line[2:])
    return found.get("Include"), found.get("Exclude")


_Entry = tuple[list[str], list[str]]


def _entries(items: list[str] | None, include: bool) -> Iterator[_Entry]:
    """Patterns and exceptions of each entry; "none" is no entry."""
    for item in items or ():
        if item.strip("`.").lower() == "none":
            continue
        text = re.sub(r"\([^()`]*\)\s*$", "", item)  # a condition
        before, _, after = text.partition(" except ")
        patterns = [path for part in _quoted(before) for path in _alternatives(part) if _is_enforceable(path)]
        exceptions = [path for part in _quoted(after) for path in _alternatives(part)]
        # Doubt leaves less allowed: everything below a folder is the folder too where it is taken away.
        taken_away = exceptions if include else patterns
        taken_away[:] = [re.sub(r"/(\.\.\.|\*\*)?$", "", path) for path in taken_away]
        yield patterns, exceptions


def _quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]*)`", text)


def _alternatives(path: str) -> list[str]:
    braces = re.search(r"\{([^{}]*,[^{}]*)\}", path)
    if not braces:
        return [path]
    before, after = path[: braces.start()], path[braces.end() :]
    return [other for part in braces[1].split(",") for other in _alternatives(before + part + after)]


def _is_enforceable(path: str) -> bool:
    """Not an absolute path, not one that leads out, not one that means everything."""
    return not path.startswith(("/", "!")) and ".." not in path.split("/") and re.search(r"[^*./?]", path) is not None


def _speaks(entry: _Entry, path: str) -> bool:
    patterns, exceptions = entry
    return any(_takes(pattern, path) for pattern in patterns) and not any(_takes(other, path) for other in exceptions)


def _takes(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path, or a folder around it; `dir/...` and `dir/` match what is below only."""
    names = path.split("/")
    pattern = unicodedata.normalize("NFC", pattern)
    if pattern.endswith("/"):
        pattern += "..."
    wanted = ["**" if name == "..." else name for name in pattern.split("/")]
    return any(_names(wanted, names[:count]) for count in range(1, len(names) + 1))


def _names(wanted: list[str], names: list[str]) -> bool:
    if not wanted:
        return not names
    if wanted[0] == "**":
        if len(wanted) == 1:
            return bool(names)
        return any(_names(wanted[1:], names[count:]) for count in range(len(names) + 1))
    return bool(names) and _letters(wanted[0], names[0]) and _names(wanted[1:], names[1:])


def _letters(wanted: str, name: str) -> bool:
    if not wanted:
        return not name
    if wanted[0] == "*":
        return any(_letters(wanted[1:], name[count:]) for count in range(len(name) + 1))
    return bool(name) and wanted[0] in ("?", name[0]) and _letters(wanted[1:], name[1:])
