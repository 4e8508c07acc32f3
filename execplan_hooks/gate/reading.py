"""Plans at revisions: decoded, parsed, through symbolic links; what cannot be read is remembered."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from execplan_hooks.config import Config
from execplan_hooks.document import places, recognition, source
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.document.markdown import MarkdownLimitError
from execplan_hooks.document.plan import Plan
from execplan_hooks.escape import plain
from execplan_hooks.gate.declared import may_name, unclear_line
from execplan_hooks.repository.changes import LINK
from execplan_hooks.repository.contents import INDEX, WORKTREE
from execplan_hooks.repository.git import Repository

_RETIRED_STATES = ("done", "abandoned")
_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_MENTIONS_BRANCH = re.compile(rb"branch", re.IGNORECASE)
_MAX_TOLD = 5
_LEADS_NOWHERE = "not checked: a symbolic link that leads to no file of the repository"


class Reader:
    """Reads plans at revisions, each once.

    `unreadable` are the paths that could not be read as plans, with the reason, of those that were asked for or
    name the branch; `unread` those of all others, with the revision.
    """

    def __init__(self, repo: Repository, config: Config, catalogue: Catalogue) -> None:
        self.repo = repo
        self.config = config
        self.catalogue = catalogue
        self.unreadable: dict[str, str] = {}
        self.unread: dict[tuple[str | None, str], str] = {}
        self._plans: dict[tuple[str | None, str], Plan | None] = {}
        self._places: dict[str | None, list[str]] = {}

    def may_be_plan(self, path: str) -> bool:
        return places.may_be_plan(self.config, path)

    def places(self, revision: str | None) -> list[str]:
        """The files of a revision at which plans are looked for, sorted."""
        if revision not in self._places:
            self._places[revision] = places.plans_among(self.config, self.repo.files(revision))
        return self._places[revision]

    def plans(self, revision: str | None) -> Iterator[Plan]:
        """All plans of a revision that can be read."""
        for path, data in self._texts(revision):
            plan = self._load(revision, path, data)
            if plan:
                yield plan

    def at(self, revision: str | None, path: str) -> Plan | None:
        """The plan at a path, or where a symbolic link there leads to; None where there is none."""
        key = (revision, path)
        if key not in self._plans:
            data = self.repo.read(revision, path)
            if data is None and self.repo.mode(revision, path) == LINK:
                data = self._followed(revision, path)
                if data is None:
                    self.unreadable[path] = _LEADS_NOWHERE
            self._plans[key] = self._parse(path, data)
        return self._plans[key]

    def prepare(self, revision: str | None, paths: Sequence[str]) -> None:
        """Read the files at those of `paths` that are no links, all with one process, for `at` to be asked for them."""
        new = [path for path in paths if (revision, path) not in self._plans]
        for path, data in self.repo.read_all(revision, new).items():
            self._load(revision, path, data)

    def target(self, revision: str | None, path: str) -> str | None:
        """Where the symbolic link at a path leads to inside the repository; None where there is no such link.

        None also for a link to the top level, as for one to what is around it: all of the repository is no path in it.
        """
        if self.repo.mode(revision, path) != LINK:
            return None
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), self._link_text(revision, path)))
        return None if found in (".", "..") or found.startswith(("/", "../")) else found

    def candidates(self, revision: str | None, branch: str) -> Iterator[Plan]:
        """The plans at a revision whose text holds the branch's name."""
        # A plan in another encoding is not read, but must not be passed over either.
        encoded = [branch.encode(name, "surrogatepass") for name in _ENCODINGS]
        for path, data in self._texts(revision):
            if may_name(data, branch):
                plan = self._load(revision, path, data)
                if plan:
                    yield plan
            elif data.strip() and not self._is_retired(path):
                try:
                    source.decode(path, data)
                except source.UnreadableError as error:
                    if any(form in data for form in encoded):
                        self.unreadable[path] = error.message
                    else:
                        self.unread[revision, path] = error.message

    def unclear(self, revision: str | None) -> Iterator[tuple[str, int]]:
        """The active plans at a revision with a branch field that cannot be read, each with its line."""
        for path, data in self._texts(revision):
            if _MENTIONS_BRANCH.search(data) and not self._is_retired(path) and (revision, path) not in self.unread:
                plan = self._load(revision, path, data)
                line = unclear_line(plan) if plan and is_active(plan) else None
                if line is not None:
                    yield path, line

    def _is_retired(self, path: str) -> bool:
        return places.is_retired(path) or places.settings_of(self.config, path).state in _RETIRED_STATES

    def _texts(self, revision: str | None) -> Iterator[tuple[str, bytes]]:
        """All files at places of plans. Of a link to another such place only the file itself counts."""
        paths = self.places(revision)
        found = self.repo.read_all(revision, paths)
        yield from found.items()
        for path in paths:
            if path in found or self._is_retired(path) or self.repo.mode(revision, path) != LINK:
                continue
            if self.target(revision, path) not in found:
                data = self._followed(revision, path)
                if data is None:
                    self.unread[revision, path] = _LEADS_NOWHERE
                else:
                    yield path, data

    def _followed(self, revision: str | None, path: str) -> bytes | None:
        target = self.target(revision, path)
        return None if target is None else self.repo.read(revision, target)

    def _link_text(self, revision: str | None, path: str) -> str:
        if revision == WORKTREE:
            return os.readlink(self.repo.root / path)
        name = ":0" if revision in ("", INDEX, None) else revision
        return os.fsdecode(self.repo.git.output("cat-file", "blob", f"{name}:{path}"))

    def _load(self, revision: str | None, path: str, data: bytes) -> Plan | None:
        key = (revision, path)
        if key not in self._plans:
            self._plans[key] = self._parse(path, data)
        return self._plans[key]

    def _parse(self, path: str, data: bytes | None) -> Plan | None:
        if data is None:
            return None
        settings = places.settings_of(self.config, path)
        try:
            return recognition.load(source.decode(path, data), self.catalogue, settings.dialect, settings.state)
        except (source.UnreadableError, MarkdownLimitError) as error:
            self.unreadable[path] = str(error)
            return None


def is_active(plan: Plan) -> bool:
    """Whether a plan can govern: neither finished nor given up, by its status or its folder."""
    return plan.state not in _RETIRED_STATES and not places.is_retired(plan.path)


def told(found: Sequence[str]) -> Iterable[str]:
    """The first few sentences, and how many more there are."""
    yield from found[:_MAX_TOLD]
    if len(found) > _MAX_TOLD:
        yield f"the same of {len(found) - _MAX_TOLD} more plan files"


def shown(path: str, what: str) -> str:
    """A sentence about a path, fit for output."""
    return f"{plain(path)}: {what}"
