"""What the checks of the doctor look at: a folder with its repository, configuration and files, each read once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from execplan_hooks import discover
from execplan_hooks.config import Config
from execplan_hooks.config_files import load_config
from execplan_hooks.document.dialect.catalogue import Catalogue
from execplan_hooks.frozen import frozen
from execplan_hooks.located import ConfigError
from execplan_hooks.repository import process
from execplan_hooks.repository.git import Repository
from execplan_hooks.repository.process import GitError

MAX_BYTES = 1_000_000
"""No file that tools are set up with is larger; more of one is not read."""


@frozen
class Situation:
    """The folder at `root`. Without a repository `no_repository` says why, without a usable configuration
    `no_config`; then `config` is that of a repository which has none."""

    root: Path
    environ: Mapping[str, str]
    repo: Repository | None
    no_repository: GitError | None
    config: Config
    no_config: ConfigError | None

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.config.dialects, self.root)

    @cached_property
    def head(self) -> str | None:
        """The commit that is checked out; None without a repository and before the first commit."""
        return self.repo.head() if self.repo else None

    @cached_property
    def is_shallow(self) -> bool:
        return self.repo is not None and self.repo.git.is_shallow()

    @cached_property
    def files(self) -> tuple[str, ...]:
        """All files, relative to the root, with `/`: those that git knows or would add, without git all."""
        if self.repo is None:
            return tuple(sorted(self._on_disk()))
        # Not `Repository.files`: what becomes of each on disk does not matter here and takes seconds.
        listing = self.repo.git.output("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted(process.names(listing)))

    @cached_property
    def found(self) -> discover.Found:
        """The files that lint looks at where it is given none."""
        return discover.find(self.root, self.config, ())

    @cached_property
    def branches(self) -> frozenset[str]:
        """The names of all branches, of this clone and of its remotes; none without a repository."""
        if self.repo is None:
            return frozenset()
        refs = self.repo.git.line("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").split("\n")
        local = {ref.removeprefix("refs/heads/") for ref in refs if ref.startswith("refs/heads/")}
        return frozenset(
            local | {ref.split("/", 3)[3] for ref in refs if ref.startswith("refs/remotes/") and ref.count("/") > 2}
        )

    def _on_disk(self) -> Iterator[str]:
        for parent, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name not in discover.SKIPPED]
            for name in names:
                yield Path(parent, name).relative_to(self.root).as_posix()

    def text(self, path: str) -> str | None:
        """The text of a regular file below the root; None where there is none that can be read."""
        return text_of(self.root / path)


def text_of(file: Path) -> str | None:
    """The beginning of a regular file's text; None where there is none that can be read."""
    try:
        if not file.is_file():  # opening a named pipe would wait for ever
            return None
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1).decode("utf-8", "replace")
    except (OSError, ValueError):  # a NUL in a name is a ValueError
        return None


def situation(start: Path, explicit: Path | None, environ: Mapping[str, str]) -> Situation:
    """The situation of the folder `start`. Raises `ConfigError` for an unusable file `explicit` only."""
    repo, no_repository = None, None
    try:
        repo = Repository.open(start)
    except GitError as error:
        no_repository = error
    root = repo.root if repo else discover.find_root(start)
    config, no_config = Config(), None
    try:
        config = load_config(root, explicit)
    except ConfigError as error:
        if explicit is not None:
            raise
        no_config = error
    return Situation(root, environ, repo, no_repository, config, no_config)
